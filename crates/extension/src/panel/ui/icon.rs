//! The icons, drawn inline; each stands beside words and is hidden from screen readers.
//!
//! Strokes take the colour of the text around them.

use leptos::prelude::*;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Icon {
    Phone,
    PhoneDown,
    Check,
    Cross,
    Question,
    Warning,
    Skip,
    Pause,
    Play,
    Search,
    Record,
    Up,
    Down,
    Later,
    Undo,
    Clock,
    Note,
    List,
    History,
    Settings,
    Arrow,
    Filter,
    Grip,
    Back,
    Forward,
    Pin,
}

impl Icon {
    fn path(self) -> &'static str {
        match self {
            Self::Phone => {
                "M6.2 3.5h2.4l1.5 4-2 1.6a11.5 11.5 0 0 0 6.8 6.8l1.6-2 4 1.5v2.4a2 2 0 0 1-2.2 2A16.4 \
                 16.4 0 0 1 4.2 5.7a2 2 0 0 1 2-2.2z"
            }
            Self::PhoneDown => {
                "M3.4 14.9a2 2 0 0 1-.3-2.9 12.4 12.4 0 0 1 17.8 0 2 2 0 0 1-.3 2.9l-1.4 1-3.7-1.9-.2-2.4a11.6 \
                 11.6 0 0 0-6.6 0l-.2 2.4-3.7 1.9z"
            }
            Self::Back => "M14.5 6l-6 6 6 6",
            Self::Forward => "M9.5 6l6 6-6 6",
            Self::Pin => "M9 4.5h6l-.8 5.5 2.8 3v1.5H7V13l2.8-3zM12 14.5V20",
            Self::Check => "M5 12.5l4.5 4.5L19 7.5",
            Self::Cross => "M6.5 6.5l11 11M17.5 6.5l-11 11",
            Self::Question => "M8.8 9.2a3.2 3.2 0 1 1 4.6 2.9c-.9.5-1.4 1-1.4 2.1M12 17.6v.2",
            Self::Warning => "M12 4.5l8.5 15h-17zM12 10v4.2M12 16.8v.2",
            Self::Skip => "M6 6l8 6-8 6zM18 6v12",
            Self::Pause => "M8.5 6v12M15.5 6v12",
            Self::Play => "M8 5.5l10 6.5-10 6.5z",
            Self::Record => "M12 6a6 6 0 1 0 0 12a6 6 0 0 0 0-12z",
            Self::Up => "M6 14.5l6-6 6 6",
            Self::Down => "M6 9.5l6 6 6-6",
            Self::Later => "M12 6.5V12l3.5 2M20 12a8 8 0 1 1-2.6-5.9M20.5 4v4h-4",
            Self::Undo => "M8.5 5L4.5 9l4 4M5 9h9a5 5 0 0 1 0 10h-3",
            Self::Clock => "M12 7v5l3.2 2M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16z",
            Self::Note => "M5 19v-3.5L15.5 5 19 8.5 8.5 19zM13 7.5l3.5 3.5",
            Self::List => "M9.5 6.5h10M9.5 12h10M9.5 17.5h10M4.8 6.5h.4M4.8 12h.4M4.8 17.5h.4",
            Self::History => "M4.5 12a7.5 7.5 0 1 0 2.2-5.3L4.5 9M4.5 4.5V9H9M12 8v4.2l3 1.8",
            Self::Settings => {
                "M4.5 7h8M17.5 7h2M4.5 17h2M11.5 17h8M12.5 7a2.5 2.5 0 1 0 5 0 2.5 2.5 0 0 0-5 0zM6.5 17a2.5 2.5 0 1 \
                 0 5 0 2.5 2.5 0 0 0-5 0z"
            }
            Self::Arrow => "M12 19V5.5M6.5 11L12 5.5l5.5 5.5",
            Self::Filter => "M4.5 6h15M7.5 12h9M10.5 18h3",
            Self::Grip => "M9 6.5v.2M15 6.5v.2M9 12v.2M15 12v.2M9 17.5v.2M15 17.5v.2",
            Self::Search => "M10.8 5a5.8 5.8 0 1 0 0 11.6 5.8 5.8 0 0 0 0-11.6zM15 15l4.5 4.5",
        }
    }
}

/// Draws an icon.
pub(crate) fn icon(icon: Icon) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
            <path d=icon.path()></path>
        </svg>
    }
}

//! The tabs between the views, and the frame of a view.
//!
//! A view keeps what was typed and chosen in it: it is hidden, not taken down, when another is shown.
//! It is drawn when it is first shown: nobody waits for views that they do not look at.

use std::sync::atomic::{AtomicBool, Ordering};

use leptos::children::ChildrenFn;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use crate::chrome::i18n::text;
use crate::panel::ui::focus::focus_on;
use crate::panel::ui::icon::{Icon, icon};
use crate::panel::ui::live::{When, handler, live, seen};
use crate::panel::ui::panel::Panel;
use crate::panel::view::place::Place;

#[component]
pub(crate) fn Tabs() -> impl IntoView {
    let panel = Panel::of_page();
    let tabs = Place::ALL.map(|place| tab(panel, place));
    view! {
        <div class="tabs" role="tablist" aria-label=text("viewsLabel")>
            {tabs.into_iter().collect_view()}
        </div>
    }
}

fn tab(panel: Panel, place: Place) -> AnyView {
    let is_shown = seen(move || panel.place.get() == place);
    view! {
        <button
            role="tab"
            id=place.id()
            aria-controls=format!("{}-view", place.id())
            aria-selected=live(move || is_shown.get().to_string())
            tabindex=live(move || if is_shown.get() { "0" } else { "-1" })
            on:click=handler(move |_| panel.place.set(place))
            on:keydown=handler(move |event| move_by_key(panel, place, &event))
        >
            {icon(icon_of(place))}
            <span>{text(place.key())}</span>
        </button>
    }
    .into_any()
}

fn icon_of(place: Place) -> Icon {
    match place {
        Place::Call => Icon::Phone,
        Place::List => Icon::List,
        Place::History => Icon::History,
        Place::Settings => Icon::Settings,
    }
}

fn move_by_key(panel: Panel, place: Place, event: &KeyboardEvent) {
    let Some(next) = place.after_key(&event.key()) else {
        return;
    };
    event.prevent_default();
    panel.place.set(next);
    focus_on(&format!("#{}", next.id()));
}

/// What a tab shows.
#[component]
pub(crate) fn View(place: Place, children: ChildrenFn) -> impl IntoView {
    let panel = Panel::of_page();
    let is_hidden = seen(move || panel.place.get() != place);
    let was_shown = AtomicBool::new(false);
    let is_drawn = seen(move || {
        let is_shown = !is_hidden.get();
        was_shown.fetch_or(is_shown, Ordering::Relaxed) || is_shown
    });
    view! {
        <div
            class="view"
            role="tabpanel"
            id=format!("{}-view", place.id())
            aria-labelledby=place.id()
            hidden=live(move || is_hidden.get().then_some(""))
        >
            <When on=is_drawn>{children()}</When>
        </div>
    }
}

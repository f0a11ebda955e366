//! The bar that offers to take something back.

use leptos::prelude::*;

use crate::chrome::i18n::text;
use crate::panel::ui::icon::{Icon, icon};
use crate::panel::ui::live::{Live, handler};

/// `words` say what was done; `close`, where there is one, puts the offer away.
#[component]
pub(crate) fn UndoBar(
    words: Live<String>,
    undo: Box<dyn Fn()>,
    #[prop(optional)] close: Option<Box<dyn Fn()>>,
) -> impl IntoView {
    let close = close.map(|close| {
        view! {
            <button class="quiet" aria-label=text("close") on:click=handler(move |_| close())>
                {icon(Icon::Cross)}
            </button>
        }
        .into_any()
    });
    view! {
        <div class="undo" role="status">
            <span class="grow">{words}</span>
            <button class="small" on:click=handler(move |_| undo())>
                {icon(Icon::Undo)}
                <span>{text("buttonUndo")}</span>
            </button>
            {close}
        </div>
    }
}

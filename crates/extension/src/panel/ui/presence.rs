//! Ready or not ready, beside the link: what Five9 has, and the buttons that ask for another.
//!
//! It is there only where Five9 says which it is.

use leptos::ev::MouseEvent;
use leptos::html::Details;
use leptos::prelude::*;

use crate::chrome::i18n::{say, text, text_with};
use crate::message::PageMessage;
use crate::panel::ui::live::{When, handler, live, seen};
use crate::panel::ui::panel::{Control, Panel};
use crate::panel::view::presence::{pending_words, presence_words};

#[component]
pub(crate) fn Presence() -> impl IntoView {
    let panel = Panel::of_page();
    let presence = panel.read(|snapshot| snapshot.presence.clone());
    let is_known = seen(move || presence.with(Option::is_some));
    let words = seen(move || presence.with(|one| one.as_ref().map(presence_words)));
    let is_ready = seen(move || presence.with(|one| one.as_ref().is_some_and(|one| one.ready)));
    let menu = NodeRef::<Details>::new();
    let reasons = panel.read(|snapshot| snapshot.reasons.clone());
    view! {
        <When on=is_known>
            <details class="presence" class:ready=live(move || is_ready.get()) node_ref=menu>
                <summary aria-label=live(move || {
                    let words = words.get().map(|words| say(&words)).unwrap_or_default();
                    text_with("presenceLabel", &[&words])
                })>
                    {live(move || words.get().map(|words| say(&words)).unwrap_or_default())}
                </summary>
                <div class="menu" role="group" aria-label=text("presenceMenu")>
                    {choice(panel, menu, text("presenceReady"), true, None)}
                    {choice(panel, menu, text("presenceNotReady"), false, None)}
                    {live(move || Some(reasons.get().into_iter().map(|reason| {
                        let words = text_with("presenceNotReadyReason", &[&reason.name]);
                        choice(panel, menu, words, false, Some(reason.id))
                    }).collect_view().into_any()))}
                </div>
            </details>
        </When>
    }
}

/// What it will be after the call, in a line of its own.
#[component]
pub(crate) fn Pending() -> impl IntoView {
    let panel = Panel::of_page();
    let pending = panel.read(|snapshot| pending_words(snapshot.presence.as_ref()?));
    view! {
        {live(move || pending.get().map(|words| view! {
            <p class="pending" role="status">{say(&words)}</p>
        }.into_any()))}
    }
}

fn choice(
    panel: Panel,
    menu: NodeRef<Details>,
    words: String,
    ready: bool,
    reason_id: Option<String>,
) -> AnyView {
    let handle_click = move |event: MouseEvent| {
        if event.detail() > 1 {
            return;
        }
        if let Some(menu) = menu.get_untracked() {
            menu.set_open(false);
        }
        let message = PageMessage::SetReady {
            ready,
            reason_id: reason_id.clone(),
            request_id: None,
        };
        panel.send(Control::Ready, message, |_, _| {});
    };
    view! {
        <button
            class="small"
            aria-disabled=live(move || panel.is_pending(Control::Ready).then_some("true"))
            on:click=handler(handle_click)
        >
            {words}
        </button>
    }
    .into_any()
}

//! Ready or not ready, beside the link: what Five9 has, and the buttons that ask for another.
//!
//! It is there only where Five9 says which it is: not while the link waits to be mended.

use leptos::ev::MouseEvent;
use leptos::prelude::*;

use crate::chrome::i18n::{say, text, text_with};
use crate::message::PageMessage;
use crate::panel::ui::button::is_press;
use crate::panel::ui::live::{When, handler, live, seen};
use crate::panel::ui::menu::Menu;
use crate::panel::ui::panel::{Control, Panel};
use crate::panel::view::link::pill;
use crate::panel::view::presence::{pending_words, presence_words};

#[component]
pub(crate) fn Presence() -> impl IntoView {
    let panel = Panel::of_page();
    let presence = panel.read(|snapshot| {
        let is_broken = pill(&snapshot.link, snapshot.practice).mend.is_some();
        snapshot.presence.clone().filter(|_| !is_broken)
    });
    let is_known = seen(move || presence.with(Option::is_some));
    let words = seen(move || presence.with(|one| one.as_ref().map(presence_words)));
    let is_ready = seen(move || presence.with(|one| one.as_ref().is_some_and(|one| one.ready)));
    let reasons = panel.read(|snapshot| snapshot.reasons.clone());
    let say_words = move || words.get().map(|words| say(&words)).unwrap_or_default();
    view! {
        <When on=is_known>
            <div class="presence" class:ready=live(move || is_ready.get())>
                <Menu
                    class="plain"
                    label=live(move || text_with("presenceLabel", &[&say_words()]))
                    words=live(say_words)
                >
                    {choice(panel, text("presenceReady"), true, None)}
                    {choice(panel, text("presenceNotReady"), false, None)}
                    {live(move || Some(reasons.get().into_iter().map(|reason| {
                        let words = text_with("presenceNotReadyReason", &[&reason.name]);
                        choice(panel, words, false, Some(reason.id))
                    }).collect_view().into_any()))}
                </Menu>
            </div>
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

fn choice(panel: Panel, words: String, ready: bool, reason_id: Option<String>) -> AnyView {
    let handle_click = move |event: MouseEvent| {
        if !is_press(&event) {
            return;
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

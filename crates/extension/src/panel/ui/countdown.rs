//! The countdown before the next dial: a ring with its seconds, told once to screen readers.

use leptos::prelude::*;

use crate::chrome::i18n::{text, text_with};
use crate::panel::ui::live::{When, live, seen};
use crate::panel::ui::panel::Panel;
use crate::panel::view::pace::countdown;

#[component]
pub(crate) fn Waits() -> impl IntoView {
    let panel = Panel::of_page();
    let dials_at_ms = panel.read(|snapshot| snapshot.run.as_ref()?.next_dial_at_ms);
    let whole_s = panel.read(|snapshot| snapshot.preferences.countdown_s.unwrap_or_default());
    let is_counting = seen(move || dials_at_ms.get().is_some());
    let left = seen(move || {
        let now_ms = panel.now_ms();
        let whole_ms = u64::from(whole_s.get()) * 1000;
        dials_at_ms
            .get()
            .map(|until_ms| countdown(until_ms, whole_ms, now_ms))
    });
    let seconds = move || left.get().map_or(0, |left| left.seconds).to_string();
    let part = move || format!("{}%", left.get().map_or(0, |left| left.percent));
    // Told with the whole span, so that it is one sentence and not one a second.
    let told = move || {
        dials_at_ms.get();
        match whole_s.get() {
            1 => text("countdownToldOne"),
            many => text_with("countdownTold", &[&many.to_string()]),
        }
    };
    view! {
        <When on=is_counting>
            <p class="unseen" role="status">{live(told)}</p>
            <span class="ring" aria-hidden="true" style=("--part", live(part))>
                <b>{live(seconds)}</b>
            </span>
        </When>
    }
}

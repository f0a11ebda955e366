//! The call card: who, which number, in what state, and for how long.
//!
//! The status line is always in the document, so that a screen reader hears every change of it.

use leptos::prelude::*;

use crate::chrome::i18n::{say, text};
use crate::message::PageMessage;
use crate::panel::ui::answer::trouble_words;
use crate::panel::ui::controls::{CallControls, Recording, controls_of};
use crate::panel::ui::countdown::Waits;
use crate::panel::ui::icon::{Icon, icon};
use crate::panel::ui::live::{When, handler, live, seen};
use crate::panel::ui::panel::{Control, Panel};
use crate::panel::view::clock::{Part, Timers, clock_text, timers};
use crate::panel::view::number::number_text;
use crate::panel::view::person::{Who, person_up};
use crate::panel::view::status::{Tone, status_tone, status_words};
use crate::snapshot::{CallPhase, Snapshot, Trouble};

#[component]
pub(crate) fn CallCard() -> impl IntoView {
    let panel = Panel::of_page();
    let words = seen(move || {
        let now_ms = panel.now_ms();
        panel
            .snapshot
            .with(|snapshot| status_words(snapshot, now_ms))
    });
    let tone = panel.read(status_tone);
    let who = panel.who();
    let has_call = seen(move || {
        panel
            .snapshot
            .with(|snapshot| snapshot.call.is_some() && person_up(snapshot).is_none())
    });
    let trouble = panel.read(untold_trouble);
    let can_dismiss = panel.read(can_dismiss);
    let refused = panel.read(|snapshot| controls_of(snapshot)?.trouble.clone());
    view! {
        <section class=live(move || format!("call {}", tone_class(tone.get()))) aria-label=text("callCard")>
            {live(move || who.get().map(|who| person_line(&who)))}
            <div class="state">
                <p class="status" role="status" aria-live="polite">{live(move || say(&words.get()))}</p>
                <Waits/>
                <Recording/>
                <When on=has_call>
                    <Clocks/>
                </When>
                <When on=can_dismiss>
                    <button
                        class="quiet"
                        aria-label=text("callDismiss")
                        title=text("callDismiss")
                        on:click=handler(move |_| dismiss(panel))
                    >
                        {icon(Icon::Cross)}
                    </button>
                </When>
            </div>
            <CallControls/>
            {live(move || refused.get().map(|trouble| view! {
                <div class="notice inner">{icon(Icon::Warning)} {trouble_words(&trouble)}</div>
            }.into_any()))}
            {live(move || trouble.get().map(|untold| {
                let words = match untold {
                    Untold::Detail(detail) => view! { <p class="grow">{detail}</p> }.into_any(),
                    Untold::Whole(trouble) => trouble_words(&trouble).into_any(),
                };
                view! { <div class="notice inner">{icon(Icon::Warning)} {words}</div> }.into_any()
            }))}
        </section>
    }
}

/// What is left to say of a call's trouble.
#[derive(Clone, PartialEq, Eq)]
enum Untold {
    Detail(String),
    Whole(Trouble),
}

#[component]
fn Clocks() -> impl IntoView {
    let panel = Panel::of_page();
    let shown = seen(move || {
        let now_ms = panel.now_ms();
        panel
            .snapshot
            .with(|snapshot| snapshot.call.as_ref().map(|call| timers(call, now_ms)))
    });
    let clock = move |part: Part, key: &'static str| {
        let time = seen(move || shown.get().and_then(|timers| time_of(&timers, part)));
        let is_running = seen(move || {
            shown
                .get()
                .is_some_and(|timers| timers.running == Some(part))
        });
        let has_time = seen(move || time.get().is_some());
        view! {
            <When on=has_time>
                <span class="clock" class:running=live(move || is_running.get())>
                    <small>{text(key)}</small>
                    <time>{live(move || time.get().unwrap_or_default())}</time>
                </span>
            </When>
        }
    };
    view! {
        <div class="clocks" role="timer" aria-live="off">
            {clock(Part::Ring, "clockRing")}
            {clock(Part::Talk, "clockTalk")}
            {clock(Part::Wrap, "clockWrap")}
        </div>
    }
}

fn dismiss(panel: Panel) {
    panel.press(Control::Dismiss, PageMessage::Dismiss { request_id: None });
}

fn person_line(who: &Who) -> AnyView {
    let number = number_text(&who.number);
    let (name, number) = if who.name.is_empty() {
        (number, String::new())
    } else {
        (who.name.clone(), number)
    };
    view! {
        <div class="person">
            <strong class="name">{name}</strong>
            <span class="number">{number}</span>
        </div>
    }
    .into_any()
}

/// The call's trouble, as far as the status line has not told it already.
fn untold_trouble(snapshot: &Snapshot) -> Option<Untold> {
    let call = snapshot.call.as_ref()?;
    if person_up(snapshot).is_some() {
        return None;
    }
    let trouble = call.trouble.clone()?;
    match call.phase {
        CallPhase::Failed => trouble.detail.map(Untold::Detail),
        CallPhase::Dialing
        | CallPhase::Ringing
        | CallPhase::Talking
        | CallPhase::OnHold
        | CallPhase::Ending
        | CallPhase::WrapUp
        | CallPhase::Disposing
        | CallPhase::Done
        | CallPhase::Unknown => Some(Untold::Whole(trouble)),
    }
}

/// A call that is over, outside of a run, may be taken off the screen.
fn can_dismiss(snapshot: &Snapshot) -> bool {
    let is_over = snapshot.call.as_ref().is_some_and(|call| match call.phase {
        CallPhase::Done | CallPhase::Failed => true,
        CallPhase::Dialing
        | CallPhase::Ringing
        | CallPhase::Talking
        | CallPhase::OnHold
        | CallPhase::Ending
        | CallPhase::WrapUp
        | CallPhase::Disposing
        | CallPhase::Unknown => false,
    });
    is_over && snapshot.run.is_none() && snapshot.summary.is_none()
}

fn time_of(timers: &Timers, part: Part) -> Option<String> {
    let ms = match part {
        Part::Ring => timers.ring_ms,
        Part::Talk => timers.talk_ms,
        Part::Wrap => timers.wrap_ms,
    };
    ms.map(clock_text)
}

fn tone_class(tone: Tone) -> &'static str {
    match tone {
        Tone::Calm => "calm",
        Tone::Busy => "busy",
        Tone::Live => "live",
        Tone::Asks => "asks",
        Tone::Good => "good",
        Tone::Bad => "bad",
    }
}

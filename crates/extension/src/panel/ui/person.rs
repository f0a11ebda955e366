//! Why the person on screen is called: their columns as chips, notes, numbers, and the time there.
//!
//! It stands in the call view, below what must stay in sight.

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::chrome::i18n::{say, text, text_with};
use crate::chrome::locale::{local_time, moment};
use crate::chrome::store::read_attempts;
use crate::panel::ui::icon::{Icon, icon};
use crate::panel::ui::live::{Seen, Var, When, handler, live, seen, watch};
use crate::panel::ui::panel::Panel;
use crate::panel::view::attempt::{Attempt, last_attempt};
use crate::panel::view::local_time::LocalTime;
use crate::panel::view::number::number_text;
use crate::panel::view::person::{Column, NumberLine, Reasons, Who, numbers, reasons};
use crate::stored::StoredRecord;

const MINUTE_MS: u64 = 60_000;
/// Calls of a person that are read: those that were never placed may stand before the last attempt.
const N_ATTEMPTS: usize = 5;

#[component]
pub(crate) fn Person() -> impl IntoView {
    let panel = Panel::of_page();
    let who = panel.who();
    let record = seen(move || who.with(|who| record_of(panel, who.as_ref()?)));
    let shown = seen(move || {
        let chosen = panel
            .snapshot
            .with(|snapshot| snapshot.preferences.chips.clone());
        record.with(|record| {
            let columns = record.as_ref().map(|record| record.columns.as_slice());
            reasons(columns.unwrap_or_default(), &chosen)
        })
    });
    let lines = seen(move || {
        let number = who.with(|who| who.as_ref().map(|who| who.number.clone()));
        record.with(|record| match (record, number) {
            (Some(record), Some(number)) => numbers(record, &number),
            _ => Vec::new(),
        })
    });
    let is_open = Var::new(false);
    // What was unfolded for one person is not for the next.
    watch(move || {
        who.with(|_| ());
        is_open.set(false);
    });
    let has_person = seen(move || who.with(Option::is_some));
    view! {
        <When on=has_person>
            <section class="about" aria-label=text("aboutLabel")>
                <div class="facts">
                    <LocalClock who record/>
                    {live(move || Some(lines.get().iter().map(number_view).collect_view().into_any()))}
                    <LastAttempt who/>
                </div>
                <Chips shown is_open/>
                {live(move || Some(notes_view(&shown.get())))}
            </section>
        </When>
    }
}

/// The record of who is on screen, as the list has it now.
fn record_of(panel: Panel, who: &Who) -> Option<StoredRecord> {
    let id = who.record_id.as_deref()?;
    panel.records.with(|records| records.of_id(id))
}

#[component]
fn LocalClock(who: Seen<Option<Who>>, record: Seen<Option<StoredRecord>>) -> impl IntoView {
    let panel = Panel::of_page();
    let minute = seen(move || panel.now_ms() / MINUTE_MS);
    let time = seen(move || {
        let now_ms = minute.get() * MINUTE_MS;
        let number = who.with(|who| Some(who.as_ref()?.number.clone()))?;
        record.with(|record| {
            let columns = record.as_ref().map(|record| record.columns.as_slice());
            local_time(columns.unwrap_or_default(), &number, now_ms)
        })
    });
    live(move || time.get().map(|time| clock_view(&time)))
}

/// When they were called last and what came of it, read anew whenever a call of the history changes.
#[component]
fn LastAttempt(who: Seen<Option<Who>>) -> impl IntoView {
    let panel = Panel::of_page();
    let asked = seen(move || {
        let number = who.with(|who| Some(who.as_ref()?.number.clone()));
        panel.snapshot.with(|snapshot| {
            let intent_id = snapshot.call.as_ref().map(|call| call.intent_id.clone());
            (number, intent_id, snapshot.history_revision)
        })
    });
    // With the number that it went to: until another one is read it stays on screen.
    let shown = Var::new((None, None));
    watch(move || {
        let now_asked = asked.get();
        if shown.with_untracked(|(number, _)| *number != now_asked.0) {
            shown.set((now_asked.0.clone(), None));
        }
        spawn_local(async move {
            let (number, intent_id, _) = &now_asked;
            let Some(called) = number.as_deref().filter(|number| !number.is_empty()) else {
                return;
            };
            let read = read_attempts(called, N_ATTEMPTS).await;
            // Somebody else may be on screen by now, or nobody.
            let is_asked = asked.with_if_drawn(|asked| *asked == now_asked);
            if let (Ok(read), Some(true)) = (read, is_asked) {
                let attempt = last_attempt(&read.calls, intent_id.as_deref());
                shown.set((number.clone(), attempt));
            }
        });
    });
    let attempt = seen(move || shown.with(|(_, attempt)| attempt.clone()));
    live(move || attempt.get().map(|attempt: Attempt| attempt_view(&attempt)))
}

fn attempt_view(attempt: &Attempt) -> AnyView {
    let when = moment(attempt.at_ms);
    let words = match &attempt.outcome {
        Some(outcome) => text_with("lastAttemptOutcome", &[&when, outcome]),
        None => text_with("lastAttempt", &[&when]),
    };
    view! { <p class="fact">{icon(Icon::History)} <span>{words}</span></p> }.into_any()
}

fn clock_view(time: &LocalTime) -> AnyView {
    let warning = time.warning_key().map(|key| {
        view! { <span class="badge wait">{icon(Icon::Warning)} {text(key)}</span> }
    });
    view! {
        <p class="fact">{icon(Icon::Clock)} <span>{say(&time.words())}</span> {warning}</p>
    }
    .into_any()
}

/// The chips; what was not chosen is one press away.
#[component]
fn Chips(shown: Seen<Reasons>, is_open: Var<bool>) -> impl IntoView {
    let n_rest = seen(move || shown.with(|shown| shown.rest.len()));
    let has_rest = seen(move || n_rest.get() > 0);
    let has_any = seen(move || shown.with(|shown| !shown.chips.is_empty()) || has_rest.get());
    let toggle = move |_| is_open.update(|is_open| *is_open = !*is_open);
    let words = move || {
        if is_open.get() {
            text("chipsLess")
        } else {
            text_with("chipsMore", &[&n_rest.get().to_string()])
        }
    };
    view! {
        <When on=has_any>
            <div class="chip-row">
                {live(move || {
                    let shown = shown.get();
                    let is_open = is_open.get();
                    let rest = shown.rest.iter().filter(|_| is_open);
                    Some(shown.chips.iter().chain(rest).map(chip).collect_view().into_any())
                })}
                <When on=has_rest>
                    <button
                        class="chip"
                        aria-expanded=live(move || is_open.get().to_string())
                        on:click=handler(toggle)
                    >
                        {live(words)}
                    </button>
                </When>
            </div>
        </When>
    }
}

fn chip((heading, value): &Column) -> AnyView {
    view! { <span class="chip"><i>{heading.clone()}</i> " " <b>{value.clone()}</b></span> }
        .into_any()
}

fn notes_view(shown: &Reasons) -> AnyView {
    let note = |(heading, value): &Column| {
        view! {
            <p class="fact noted" tabindex="0">
                {icon(Icon::Note)}
                <span><small>{heading.clone()}</small> " " {value.clone()}</span>
            </p>
        }
    };
    shown.notes.iter().map(note).collect_view().into_any()
}

fn number_view(line: &NumberLine) -> AnyView {
    let label = line.label.clone().unwrap_or_else(|| text("numberMain"));
    let drawn = if line.is_used {
        Icon::Check
    } else {
        Icon::Phone
    };
    let used = line
        .is_used
        .then(|| view! { <span class="unseen">{text("numberUsed")}</span> });
    view! {
        <p class="fact" class:used=line.is_used>
            {icon(drawn)}
            <span><small>{label}</small> " " <span class="number">{number_text(&line.number)}</span></span>
            {used}
        </p>
    }
    .into_any()
}

//! One call of the timeline, and its particulars and what can be done once it is opened.

use leptos::prelude::*;

use crate::chrome::i18n::{arg_text, text, text_with};
use crate::chrome::locale::{day_text, time_text, zone_min};
use crate::message::PageMessage;
use crate::panel::ui::button::show_start;
use crate::panel::ui::copy::copy;
use crate::panel::ui::held::{CorrectMenu, differs};
use crate::panel::ui::history::{History, Someone};
use crate::panel::ui::icon::{Icon, icon};
use crate::panel::ui::live::{Var, When, handler, live, seen};
use crate::panel::ui::panel::Control;
use crate::panel::view::clock::clock_text;
use crate::panel::view::history::note::note_text;
use crate::panel::view::history::words::{
    can_call_again, held_key, particulars as known, reached_key,
};
use crate::panel::view::number::number_text;
use crate::panel::view::trouble::code_key;
use crate::snapshot::CorrectionView;
use crate::stored::HistoryCall;

#[component]
pub(crate) fn Entry(history: History, call: HistoryCall) -> impl IntoView {
    let id = call.intent_id.clone();
    let own = id.clone();
    let is_open = seen(move || {
        history
            .open
            .with(|open| open.as_deref() == Some(own.as_str()))
    });
    let turn = move |_| {
        let next = (!is_open.get_untracked()).then(|| id.clone());
        history.open.set(next);
    };
    let number = call.number.as_deref().map(number_text);
    let name = if call.name.is_empty() {
        number.unwrap_or_default()
    } else {
        call.name.clone()
    };
    let is_of_person = history.person.with_untracked(Option::is_some);
    let when = if is_of_person {
        format!(
            "{} {}",
            day_text(call.asked_at_ms, true),
            time_text(call.asked_at_ms)
        )
    } else {
        time_text(call.asked_at_ms)
    };
    let outcome = call.last_outcome().map(|outcome| outcome.name.clone());
    let correction = correction(&call);
    let has_mark = correction.is_some() || held_key(&call) != "historyHeldConfirmed";
    view! {
        <li class="entry" class:open=live(move || is_open.get())>
            <button
                class="entry-head"
                aria-expanded=live(move || is_open.get().to_string())
                on:click=handler(turn)
            >
                <time>{when}</time>
                <span class="name cut">{name}</span>
                <span class="outcome-name">
                    {outcome.unwrap_or_else(|| text("historyNoOutcome"))}
                </span>
                <span class="line">{course(&call)}</span>
                {has_mark.then(|| view! {
                    <span class="marks">{differs(correction.as_ref())} {held_mark(&call)}</span>
                })}
            </button>
            {live(move || is_open.get().then(|| particulars(history, &call)))}
        </li>
    }
}

fn correction(call: &HistoryCall) -> Option<CorrectionView> {
    let corrected = call.corrected.as_ref()?;
    Some(CorrectionView {
        disposition_id: corrected.id.clone(),
        name: corrected.name.clone(),
    })
}

/// Whether somebody answered, and how long it rang and was talked.
fn course(call: &HistoryCall) -> String {
    let part = |key: &str, ms: Option<u64>| ms.map(|ms| text_with(key, &[&clock_text(ms)]));
    let talked = part("historyTalk", call.talk_ms());
    let rang = part("historyRing", call.ring_ms());
    let parts = [reached_key(call).map(text), talked.or(rang)];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    parts.join(" · ")
}

/// What Five9 holds, unless it is what the agent chose: that needs no mark.
fn held_mark(call: &HistoryCall) -> Option<AnyView> {
    let key = held_key(call);
    let tone = match key {
        "historyHeldConfirmed" => return None,
        "historyNotPlaced" | "historyWithdrawn" => "badge",
        _ => "badge wait",
    };
    Some(view! { <span class=tone>{text(key)}</span> }.into_any())
}

fn particulars(history: History, call: &HistoryCall) -> AnyView {
    let number = call.number.as_deref().map(number_text);
    let trouble = call
        .trouble
        .as_ref()
        .map(|trouble| text(code_key(trouble.code)));
    let has_note = !call.note.trim().is_empty();
    let note = call.note.clone();
    let is_held = call.held.is_some();
    let rang = call.ring_ms();
    let others = known(call).into_iter().map(|(heading, value)| {
        view! { <div><dt>{text(heading)}</dt><dd>{arg_text(&value)}</dd></div> }.into_any()
    });
    let others: Vec<AnyView> = others.collect();
    view! {
        <div class="particulars">
            <dl>
                <div><dt>{text("numberLabel")}</dt><dd class="number">{number}</dd></div>
                <div><dt>{text("historyFive9")}</dt><dd>{text(held_key(call))}</dd></div>
                {others}
                {rang.map(|ms| view! { <div><dt>{text("clockRing")}</dt><dd>{clock_text(ms)}</dd></div> })}
            </dl>
            {trouble.map(|words| view! { <p class="fault">{words}</p> })}
            {has_note.then(|| view! { <p class="past-note">{note}</p> })}
            <div class="answers">
                <CallAgain history call=call.clone()/>
                {is_held.then(|| view! { <CorrectMenu intent_id=call.intent_id.clone()/> })}
                {has_note.then(|| view! { <CopyText key="historyCopyNote" words=call.note.clone()/> })}
                {call.is_over().then(|| {
                    let words = note_text(call, zone_min(call.asked_at_ms));
                    view! { <CopyText key="historyCopyCall" words/> }
                })}
                {all_attempts(history, call)}
            </div>
        </div>
    }
    .into_any()
}

#[component]
fn CallAgain(history: History, call: HistoryCall) -> impl IntoView {
    let panel = history.panel;
    let message = PageMessage::TriggerFive9Call {
        phone_number: call.number.clone(),
        request_id: None,
        contact_id: call.record_id.clone(),
        campaign_id: None,
        again: false,
    };
    let is_possible = panel.read(move |snapshot| can_call_again(snapshot, &call));
    let press = move |_| {
        let started = message.clone();
        panel.press_then(Control::Main, message.clone(), move |panel| {
            show_start(panel, &started.into());
        });
    };
    view! {
        <button
            class="small strong"
            disabled=live(move || (!is_possible.get()).then_some(""))
            aria-disabled=live(move || panel.is_pending(Control::Main).then_some("true"))
            on:click=handler(press)
        >
            {icon(Icon::Phone)} {text("askCallAgain")}
        </button>
    }
}

#[component]
fn CopyText(key: &'static str, words: String) -> impl IntoView {
    let copied = Var::new(None);
    let has_word = seen(move || copied.with(Option::is_some));
    view! {
        <button class="small" on:click=handler(move |_| copy(words.clone(), copied))>{text(key)}</button>
        <When on=has_word>
            <span role="status" class="hint">{live(move || copied.get().map(text))}</span>
        </When>
    }
}

fn all_attempts(history: History, call: &HistoryCall) -> Option<AnyView> {
    let number = call.number.clone()?;
    let is_of_person = history.person.with_untracked(Option::is_some);
    if is_of_person {
        return None;
    }
    let someone = Someone {
        name: call.name.clone(),
        number,
    };
    let show = move |_| history.show(Some(someone.clone()));
    Some(
        view! {
            <button class="small" on:click=handler(show)>
                {icon(Icon::History)} {text("historyAttempts")}
            </button>
        }
        .into_any(),
    )
}

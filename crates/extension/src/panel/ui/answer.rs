//! What went wrong, said once: the last refused command, the worker's trouble, a call that is not ours.
//!
//! Each is told by its code in the panel's own words, with Five9's or the parser's words after it.

use leptos::prelude::*;

use crate::chrome::i18n::{detail_text, say, text, text_with};
use crate::message::{PageMessage, PageRequest, Repeats, RunMessage};
use crate::panel::ui::button::show_start;
use crate::panel::ui::controls::controls_of;
use crate::panel::ui::icon::{Icon, icon};
use crate::panel::ui::live::{handler, live, seen};
use crate::panel::ui::panel::{Control, Notice, Panel};
use crate::panel::view::number::number_text;
use crate::panel::view::trouble::{code_key, room_words};
use crate::snapshot::{OtherCallView, Trouble};

#[component]
pub(crate) fn Notices() -> impl IntoView {
    let panel = Panel::of_page();
    let trouble = panel.read(|snapshot| snapshot.trouble.clone());
    let room = panel.read(|snapshot| snapshot.room_left_bytes);
    let of_controls = panel.read(|snapshot| controls_of(snapshot)?.trouble.clone());
    let other_call = panel.read(|snapshot| snapshot.other_call.clone());
    // A refused command is often the snapshot's trouble too; it is said once.
    let notice = seen(move || {
        let told = [trouble.get(), of_controls.get()].map(|told| told.map(Notice::Trouble));
        let notice = panel.notice.get();
        notice.filter(|notice| told.iter().flatten().all(|told| told != notice))
    });
    view! {
        <div class="notices" role="alert">
            {live(move || notice.get().map(|notice| notice_view(panel, &notice)))}
            {live(move || trouble.get().map(|trouble| trouble_view(panel, &trouble)))}
            {live(move || room.get().map(room_view))}
            {live(move || other_call.get().map(|call| other_call_view(&call)))}
        </div>
    }
}

/// A trouble in words, for any place that shows one.
pub(crate) fn trouble_words(trouble: &Trouble) -> impl IntoView + use<> {
    let detail = trouble
        .detail
        .as_deref()
        .map(|detail| view! { <small>{detail_text(detail)}</small> });
    view! { <p class="grow">{text(code_key(trouble.code))} {detail}</p> }
}

fn notice_view(panel: Panel, notice: &Notice) -> AnyView {
    let words = match notice {
        Notice::CalledBefore { message, detail } => return question_view(panel, message, detail),
        Notice::Trouble(trouble) => trouble_words(trouble).into_any(),
        Notice::NoAnswer => view! { <p class="grow">{text("noticeNoAnswer")}</p> }.into_any(),
        Notice::Orphaned => view! { <p class="grow">{text("noticeOrphaned")}</p> }.into_any(),
    };
    let close = move |_| panel.notice.set(None);
    view! { <div class="notice">{icon(Icon::Warning)} {words} <CloseButton on_close=close/></div> }
        .into_any()
}

/// Asks before somebody is called again; each answer is a button.
fn question_view(panel: Panel, message: &PageRequest, detail: &str) -> AnyView {
    let is_run = matches!(
        message,
        PageRequest::Call(PageMessage::StartRun { .. })
            | PageRequest::Run(RunMessage::RunLeft { .. })
    );
    let (key, answers): (_, &[Answer]) = if is_run {
        (
            "askRepeats",
            &[
                ("askCallAll", Some(Repeats::Call)),
                ("askLeaveOut", Some(Repeats::Skip)),
                ("askEach", Some(Repeats::Ask)),
            ],
        )
    } else {
        ("askCalledLately", &[("askCallAgain", None)])
    };
    let buttons = answers.iter().map(|(key, repeats)| {
        let answer = with_word(message, *repeats);
        let press = move |_| {
            let started = answer.clone();
            panel.send(Control::Main, answer.clone(), move |panel, was_accepted| {
                if was_accepted {
                    show_start(panel, &started);
                }
            });
        };
        view! { <button class="small" on:click=handler(press)>{text(key)}</button> }
    });
    let close = move |_| panel.notice.set(None);
    view! {
        <div class="notice question">
            {icon(Icon::Question)}
            <p class="grow">{text_with(key, &[&detail_text(detail)])}</p>
            <CloseButton on_close=close/>
            <div class="answers">{buttons.collect_view()}</div>
        </div>
    }
    .into_any()
}

/// Key of an answer's words, and what it means for a run.
type Answer = (&'static str, Option<Repeats>);

/// The same message with the agent's word.
fn with_word(message: &PageRequest, repeats: Option<Repeats>) -> PageRequest {
    let mut message = message.clone();
    if let PageRequest::Call(PageMessage::TriggerFive9Call { again, .. })
    | PageRequest::Run(RunMessage::CallOtherNumber { again, .. }) = &mut message
    {
        *again = true;
    }
    if let PageRequest::Call(PageMessage::StartRun { repeats: word, .. })
    | PageRequest::Run(RunMessage::RunLeft { repeats: word }) = &mut message
    {
        *word = repeats;
    }
    message
}

fn trouble_view(panel: Panel, trouble: &Trouble) -> AnyView {
    let close = move |_| {
        panel.send(
            Control::Dismiss,
            PageMessage::Dismiss { request_id: None },
            |_, _| {},
        );
    };
    let words = trouble_words(trouble);
    view! { <div class="notice">{icon(Icon::Warning)} {words} <CloseButton on_close=close/></div> }
        .into_any()
}

/// Stands until there is room again: what to do about it is said with it.
fn room_view(left_bytes: u64) -> AnyView {
    let words = say(&room_words(left_bytes));
    view! { <div class="notice wait">{icon(Icon::Warning)} <p class="grow">{words}</p></div> }
        .into_any()
}

fn other_call_view(call: &OtherCallView) -> AnyView {
    let words = match &call.number {
        Some(number) => text_with("otherCallNumber", &[&number_text(number), &call.state]),
        None => text_with("otherCall", &[&call.state]),
    };
    view! { <div class="notice">{icon(Icon::Phone)} <p class="grow">{words}</p></div> }.into_any()
}

#[component]
fn CloseButton(on_close: impl Fn(leptos::ev::MouseEvent) + 'static) -> impl IntoView {
    view! {
        <button class="quiet" aria-label=text("noticeClose") title=text("noticeClose") on:click=handler(on_close)>
            {icon(Icon::Cross)}
        </button>
    }
}

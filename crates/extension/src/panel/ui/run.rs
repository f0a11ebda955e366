//! A run on screen: place and progress, why it stands still, who is next, and its end.
//!
//! Everything counted here was counted by the worker.

use leptos::prelude::*;

use crate::chrome::i18n::{say, text, text_with};
use crate::message::PageMessage;
use crate::panel::ui::live::{When, handler, live, seen};
use crate::panel::ui::panel::{Control, Panel};
use crate::panel::view::clock::clock_text;
use crate::panel::view::number::number_text;
use crate::panel::view::status::pause_words;
use crate::snapshot::{MainButton, PersonView, RunView, SummaryView};

#[component]
pub(crate) fn RunCard() -> impl IntoView {
    let panel = Panel::of_page();
    let is_on = panel.read(|snapshot| snapshot.run.is_some());
    view! {
        <When on=is_on>
            <Progress/>
        </When>
    }
}

#[component]
fn Progress() -> impl IntoView {
    let panel = Panel::of_page();
    let run = panel.read(|snapshot| snapshot.run.clone());
    let of_run = move |part: fn(&RunView) -> usize| {
        seen(move || run.with(|run| run.as_ref().map(part).unwrap_or_default()))
    };
    let position = of_run(|run| run.position);
    let n_records = of_run(|run| run.n_records);
    let n_ended = of_run(|run| run.n_ended);
    let place = move || {
        let (position, n_records) = (position.get().to_string(), n_records.get().to_string());
        text_with("runPlace", &[&position, &n_records])
    };
    let counts = move || {
        let (n_called, n_skipped) = run.with(|run| {
            run.as_ref()
                .map(|run| (run.n_called, run.n_skipped))
                .unwrap_or_default()
        });
        text_with(
            "runCounts",
            &[&n_called.to_string(), &n_skipped.to_string()],
        )
    };
    let paused = seen(move || {
        let now_ms = panel.now_ms();
        run.with(|run| pause_words(run.as_ref()?, now_ms))
    });
    let next = seen(move || run.with(|run| run.as_ref()?.next.clone()));
    // The line under the big button names the next person already.
    let is_unnamed = panel.read(|s| !matches!(s.main_button, MainButton::EndAndCall { .. }));
    let width = live(move || format!("{}%", 100 * n_ended.get() / n_records.get().max(1)));
    view! {
        <section class="run" aria-label=text("runCard")>
            <div class="line">
                <strong>{live(place)}</strong>
                <small>{live(counts)}</small>
            </div>
            <div
                class="bar"
                role="progressbar"
                aria-label=text("runCard")
                aria-valuemin="0"
                aria-valuemax=live(move || n_records.get().to_string())
                aria-valuenow=live(move || n_ended.get().to_string())
                aria-valuetext=live(place)
            >
                <span style:width=width></span>
            </div>
            {live(move || paused.get().map(|words| view! {
                <p class="paused" role="status">{say(&words)}</p>
            }.into_any()))}
            <When on=is_unnamed>
                <p class="next">{live(move || next_text(next.get().as_ref()))}</p>
            </When>
        </section>
    }
}

#[component]
pub(crate) fn Summary() -> impl IntoView {
    let panel = Panel::of_page();
    let summary = panel.read(|snapshot| snapshot.summary.clone());
    live(move || summary.get().map(|summary| summary_view(panel, &summary)))
}

fn next_text(next: Option<&PersonView>) -> String {
    match next {
        Some(next) => text_with("whomNext", &[&next.name, &number_text(&next.number)]),
        None => text("runNextNobody"),
    }
}

fn summary_view(panel: Panel, summary: &SummaryView) -> AnyView {
    let key = if summary.cancelled {
        "summaryCancelled"
    } else {
        "summaryComplete"
    };
    let dismiss = move |_| {
        panel.press(Control::Dismiss, PageMessage::Dismiss { request_id: None });
    };
    let outcomes = summary.outcomes.iter().map(|(name, n_calls)| {
        view! { <li><span>{name.clone()}</span> <b>{*n_calls}</b></li> }
    });
    view! {
        <section class="card summary" role="status" aria-label=text("summaryLabel")>
            <div class="head">
                <h2>{text(key)}</h2>
                <button class="small" on:click=handler(dismiss)>{text("buttonDismiss")}</button>
            </div>
            <dl>
                {figure("summaryCalled", text_with(
                    "summaryOf",
                    &[&summary.n_called.to_string(), &summary.n_records.to_string()],
                ))}
                {figure("summaryAnswered", summary.n_answered.to_string())}
                {figure("summaryTalk", clock_text(summary.talk_ms))}
                {counted("summarySkipped", summary.n_skipped)}
                {counted("summaryInvalid", summary.n_invalid)}
                {counted("summaryBlocked", summary.n_blocked)}
                {counted("summaryLeft", summary.n_left)}
            </dl>
            <ul class="tally">{outcomes.collect_view()}</ul>
        </section>
    }
    .into_any()
}

fn figure(key: &'static str, value: String) -> impl IntoView + use<> {
    view! { <div><dt>{text(key)}</dt><dd>{value}</dd></div> }
}

/// A figure that is only worth its place when it is not zero.
fn counted(key: &'static str, n: usize) -> Option<impl IntoView + use<>> {
    (n > 0).then(|| figure(key, n.to_string()))
}

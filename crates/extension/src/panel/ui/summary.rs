//! The end of a run: what came of it, and one press for those who are left.

use leptos::ev::MouseEvent;
use leptos::prelude::*;

use crate::chrome::i18n::{text, text_with};
use crate::message::{PageMessage, RunMessage};
use crate::panel::ui::button::{ignore_held_key, is_press};
use crate::panel::ui::live::{handler, live};
use crate::panel::ui::panel::{Control, Panel};
use crate::panel::view::clock::clock_text;
use crate::panel::view::summary::{OutcomeBar, outcome_bars};
use crate::snapshot::SummaryView;

#[component]
pub(crate) fn Summary() -> impl IntoView {
    let panel = Panel::of_page();
    let summary = panel.read(|snapshot| snapshot.summary.clone());
    live(move || summary.get().map(|summary| summary_view(panel, &summary)))
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
    let bars = outcome_bars(summary);
    view! {
        <section class="card summary" role="status" aria-label=text("summaryLabel")>
            <div class="head">
                <h2>{text(key)}</h2>
                <button class="small" on:click=handler(dismiss)>{text("buttonDismiss")}</button>
            </div>
            <dl class="figures">
                {figure("summaryCalled", text_with(
                    "summaryOf",
                    &[&summary.n_called.to_string(), &summary.n_records.to_string()],
                ))}
                {figure("figureReached", summary.n_answered.to_string())}
                {figure("figureTalk", clock_text(summary.talk_ms))}
                {figure("summaryRunTime", clock_text(summary.run_ms))}
                {counted("summarySkipped", summary.n_skipped)}
                {counted("badgeNoNumber", summary.n_invalid)}
                {counted("summaryBlocked", summary.n_blocked)}
                {counted("summaryLeft", summary.n_left)}
            </dl>
            <ul class="tally">{bars.iter().map(bar_view).collect_view()}</ul>
            {(summary.n_to_run > 0).then(|| run_left(panel, summary.n_to_run))}
        </section>
    }
    .into_any()
}

fn figure(key: &'static str, value: String) -> AnyView {
    view! { <div><dt>{text(key)}</dt><dd>{value}</dd></div> }.into_any()
}

/// A figure that is only worth its place when it is not zero.
fn counted(key: &'static str, n: usize) -> Option<AnyView> {
    (n > 0).then(|| figure(key, n.to_string()))
}

fn bar_view(bar: &OutcomeBar) -> AnyView {
    view! {
        <li>
            <span>{bar.name.clone()}</span>
            <b>{bar.n_calls}</b>
            <i class="bar" aria-hidden="true"><span style:width=format!("{}%", bar.percent)></span></i>
        </li>
    }
    .into_any()
}

fn run_left(panel: Panel, n_to_run: usize) -> AnyView {
    let press = move |event: MouseEvent| {
        if is_press(&event) {
            panel.press(Control::RunLeft, RunMessage::RunLeft { repeats: None });
        }
    };
    view! {
        <button
            class="small strong"
            aria-disabled=live(move || panel.is_pending(Control::RunLeft).then_some("true"))
            on:click=handler(press)
            on:keydown=handler(ignore_held_key)
        >
            {text_with("buttonRunLeft", &[&n_to_run.to_string()])}
        </button>
    }
    .into_any()
}

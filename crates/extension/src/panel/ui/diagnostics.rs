//! Facts about the link, what Five9 said that is not known, and the report to copy.
//!
//! The report is shown before it is copied: whoever sends it knows what is in it.

use leptos::prelude::*;

use crate::chrome::i18n::{arg_text, text, text_with};
use crate::chrome::page;
use crate::panel::ui::copy::copy;
use crate::panel::ui::live::{Var, handler, live, seen};
use crate::panel::ui::panel::Panel;
use crate::panel::view::diagnostics::{About, facts, report};

#[component]
pub(crate) fn Diagnostics(open: bool) -> impl IntoView {
    let panel = Panel::of_page();
    let shown = panel.read(|snapshot| facts(snapshot, &page::version()));
    let findings = panel.read(|snapshot| snapshot.drift.findings.clone());
    let report = panel.read(|snapshot| report(snapshot, &about()));
    let copied = Var::new(None);
    let says_nothing = seen(move || findings.with(Vec::is_empty));
    let save = move |_| {
        let report = report.get_untracked();
        // The browser says itself what it does not save.
        _ = page::save_file("ninepin-report.txt", "text/plain;charset=utf-8", &[report]);
    };
    view! {
        <details class="diagnostics" open=open>
            <summary>{text("diagnosticsTitle")}</summary>
            <dl>
                {live(move || Some(shown.get().into_iter().map(|(key, is)| view! {
                    <div><dt>{text(key)}</dt><dd>{arg_text(&is)}</dd></div>
                }.into_any()).collect_view().into_any()))}
            </dl>
            <h3>{text("driftTitle")}</h3>
            {live(move || says_nothing.get().then(|| view! {
                <p class="hint">{text("driftNone")}</p>
            }.into_any()))}
            <ul class="tally">
                {live(move || Some(findings.get().into_iter().map(|finding| view! {
                    <li>
                        <span>{finding.what} <small>{finding.place}</small></span>
                        <b>{text_with("driftTimes", &[&finding.n.to_string()])}</b>
                    </li>
                }.into_any()).collect_view().into_any()))}
            </ul>
            <p class="hint">{text("reportHint")}</p>
            <label class="field">
                <span>{text("reportLabel")}</span>
                <textarea rows="4" readonly prop:value=live(move || report.get())></textarea>
            </label>
            <div class="answers">
                <button class="small" on:click=handler(move |_| copy(report.get_untracked(), copied))>{text("reportCopy")}</button>
                <button class="small" on:click=handler(save)>{text("reportSave")}</button>
                <p role="status">{live(move || copied.get().map(text).unwrap_or_default())}</p>
            </div>
        </details>
    }
}

fn about() -> About {
    About {
        version: page::version(),
        browser: page::browser_text(),
    }
}

//! What is known of link and drift, for somebody who looks for a fault, and as text to hand over.
//!
//! Rule: the text is written from states, counts, lengths of time and codes alone. It names no
//! person, number, note, campaign or column, and no word that Five9 wrote freely.

use serde::Serialize;

use crate::message::Code;
use crate::panel::view::clock::timers;
use crate::panel::view::words::Arg;
use crate::snapshot::{CallView, LinkView, PreferencesView, RunView, Snapshot};

/// A fact by its key, and what it is.
pub type Fact = (&'static str, Arg);

/// The facts, in the order in which they depend on each other.
pub fn facts(snapshot: &Snapshot, version: &str) -> Vec<Fact> {
    let link = &snapshot.link;
    let or_unknown = |text: &Option<String>| match text {
        Some(text) => Arg::from(text.as_str()),
        None => Arg::Key("factUnknown"),
    };
    vec![
        ("factVersion", Arg::from(version)),
        ("factHost", or_unknown(&link.host)),
        ("checkLogin", yes_or_no(link.logged_in)),
        ("checkStation", yes_or_no(link.station_connected)),
        ("factStationType", or_unknown(&link.station_type)),
        ("factEvents", yes_or_no(Some(link.socket_open))),
    ]
}

fn yes_or_no(is_so: Option<bool>) -> Arg {
    Arg::Key(match is_so {
        Some(true) => "factYes",
        Some(false) => "factNo",
        None => "factUnknown",
    })
}

/// What the page knows and the snapshot does not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct About {
    /// Version of the extension.
    pub version: String,
    /// The browser's name for itself.
    pub browser: String,
}

/// The text to hand over: fixed English, for whoever mends Ninepin.
pub fn report(snapshot: &Snapshot, about: &About) -> String {
    let mut lines = vec![
        format!("Ninepin {}", about.version),
        format!("browser: {}", about.browser),
    ];
    lines.extend(link_lines(&snapshot.link));
    lines.push(format!(
        "campaigns: {}, chosen: {}; outcomes: {}, default: {}",
        snapshot.campaigns.len(),
        said(Some(snapshot.campaign_id.is_some())),
        snapshot.dispositions.len(),
        said(Some(snapshot.default_outcome_id.is_some())),
    ));
    let list = &snapshot.list;
    lines.push(format!(
        "list: {} people, {} callable, {} rows dropped, own campaign: {}",
        list.n_records,
        list.n_callable,
        list.dropped.len(),
        said(Some(list.campaign_id.is_some())),
    ));
    lines.extend(
        snapshot
            .call
            .as_ref()
            .map(|call| call_line(call, snapshot.now_ms)),
    );
    lines.extend(snapshot.run.as_ref().map(run_line));
    lines.push(format!("codes: {}", codes(snapshot)));
    lines.extend(preference_lines(&snapshot.preferences));
    lines.push(format!(
        "templates: {}; practice: {}",
        snapshot.templates.len(),
        said(Some(snapshot.practice))
    ));
    lines.push(String::new());
    lines.push(snapshot.drift.report.trim_end().to_owned());
    lines.join("\n").trim_end().to_owned()
}

fn said(is_so: Option<bool>) -> &'static str {
    match is_so {
        Some(true) => "yes",
        Some(false) => "no",
        None => "not known",
    }
}

fn link_lines(link: &LinkView) -> [String; 6] {
    let word = |word: &Option<String>| word.clone().unwrap_or_else(|| "not known".to_owned());
    [
        format!("link: {}", name_of(&link.state)),
        format!("host: {}", word(&link.host)),
        format!("logged in: {}", said(link.logged_in)),
        format!("station connected: {}", said(link.station_connected)),
        format!("station type: {}", word(&link.station_type)),
        format!("events: {}", said(Some(link.socket_open))),
    ]
}

fn call_line(call: &CallView, now_ms: u64) -> String {
    let timers = timers(call, now_ms);
    let seconds = |ms: Option<u64>| ms.map_or_else(|| "-".to_owned(), |ms| (ms / 1000).to_string());
    format!(
        "call: {}, ring {} s, talk {} s, wrap-up {} s, outcome chosen: {}, sent: {}",
        name_of(&call.phase),
        seconds(timers.ring_ms),
        seconds(timers.talk_ms),
        seconds(timers.wrap_ms),
        said(Some(call.outcome_id.is_some())),
        said(Some(call.disposition_sent)),
    )
}

fn run_line(run: &RunView) -> String {
    let paused = run.paused.as_ref().map_or("no".to_owned(), name_of);
    format!(
        "run: {} of {}, called {}, skipped {}, blocked {}, paused: {paused}, ms a record: {}",
        run.position,
        run.n_records,
        run.n_called,
        run.n_skipped,
        run.n_blocked,
        run.ms_per_record
            .map_or("-".to_owned(), |ms| ms.to_string()),
    )
}

/// The codes that stand on screen now.
fn codes(snapshot: &Snapshot) -> String {
    let call = snapshot.call.as_ref();
    let of_call = call.and_then(|call| call.trouble.as_ref());
    let of_controls = call.and_then(|call| call.controls.trouble.as_ref());
    let troubles = [snapshot.trouble.as_ref(), of_call, of_controls];
    let troubles = troubles.into_iter().flatten().map(|trouble| trouble.code);
    let checks = snapshot
        .preflight
        .checks
        .iter()
        .filter_map(|check| check.code);
    let all = snapshot.link.code.into_iter().chain(troubles).chain(checks);
    let names: Vec<String> = all.map(|code: Code| name_of(&code)).collect();
    if names.is_empty() {
        return "none".to_owned();
    }
    names.join(", ")
}

fn preference_lines(preferences: &PreferencesView) -> [String; 3] {
    let days = preferences.retention_days;
    [
        format!(
            "calling: {}, countdown {} s, hold back {} s, notes sent: {}",
            name_of(&preferences.mode),
            preferences
                .countdown_s
                .map_or("-".to_owned(), |s| s.to_string()),
            preferences.hold_back_s,
            said(Some(preferences.send_notes)),
        ),
        format!(
            "appearance: {}, large text: {}, chips: {}, opens: {}, sound: {}",
            name_of(&preferences.theme),
            said(Some(preferences.large_text)),
            preferences.chips.len(),
            name_of(&preferences.surface),
            said(Some(preferences.answer_sound)),
        ),
        format!(
            "keys changed: {}, single keys: {}; calls kept: {}",
            preferences.shortcuts.len(),
            said(Some(preferences.single_keys)),
            days.map_or("for ever".to_owned(), |days| format!("{days} days")),
        ),
    ]
}

/// One of our own closed words, as the wire has it.
fn name_of(word: &impl Serialize) -> String {
    let value = serde_json::to_value(word).unwrap_or_default();
    value.as_str().unwrap_or("?").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::panel::view::sample::{call, disposition, run, snapshot};
    use crate::snapshot::{
        CallPhase, CampaignView, CheckKind, CheckState, CheckView, CorrectionView, DroppedRow,
        HeldView, ListView, OtherCallView, PauseReason, PersonView, PlayingView, PromptView,
        ReasonView, TemplateView, Trouble,
    };

    #[test]
    fn what_is_not_known_is_said_to_be_not_known() {
        let mut snapshot = snapshot();
        snapshot.link.logged_in = None;
        snapshot.link.host = None;
        let facts = facts(&snapshot, "0.1.0");
        assert!(facts.contains(&("checkLogin", Arg::Key("factUnknown"))));
        assert!(facts.contains(&("factHost", Arg::Key("factUnknown"))));
    }

    fn about() -> About {
        About {
            version: "0.1.0".into(),
            browser: "Chrome/156".into(),
        }
    }

    #[test]
    fn the_report_has_the_link_and_what_the_worker_found() {
        let mut snapshot = snapshot();
        snapshot.drift.report = "unknown word PARKED in calls[].state, 2 times\n".into();
        let report = report(&snapshot, &about());
        let head = "Ninepin 0.1.0\nbrowser: Chrome/156\nlink: ready\n";
        assert!(report.starts_with(head), "{report}");
        assert!(
            report.ends_with("PARKED in calls[].state, 2 times"),
            "{report}"
        );
    }

    #[test]
    fn the_report_says_where_call_and_run_stand_and_which_codes() {
        let mut snapshot = private_snapshot();
        snapshot.link.code = Some(Code::StationDown);
        let report = report(&snapshot, &about());
        for line in [
            "call: talking, ring 4 s, talk 10 s, wrap-up - s, outcome chosen: yes, sent: no",
            "run: 1 of 2, called 0, skipped 0, blocked 0, paused: agent, ms a record: -",
            "codes: stationDown, busy, refused, controlRefused, campaignRefused",
            "list: 7 people, 0 callable, 1 rows dropped, own campaign: yes",
        ] {
            assert!(report.lines().any(|one| one == line), "{line}\n{report}");
        }
    }

    /// A mark in every member that holds what somebody wrote.
    const MARK: &str = "PRIVATE";

    fn private() -> String {
        MARK.to_owned()
    }

    fn trouble(code: Code) -> Option<Trouble> {
        Some(Trouble {
            code,
            detail: Some(private()),
        })
    }

    fn private_person() -> PersonView {
        PersonView {
            record_id: private(),
            name: private(),
            number: private(),
            position: 1,
        }
    }

    fn private_call() -> CallView {
        let mut call = call(CallPhase::Talking);
        call.intent_id = private();
        call.record_id = Some(private());
        call.name = private();
        call.number = private();
        call.note = private();
        call.five9_state = Some(private());
        call.outcome_id = Some(private());
        call.held = Some(HeldView::Confirmed {
            disposition_id: private(),
        });
        call.trouble = trouble(Code::Refused);
        call.controls.trouble = trouble(Code::ControlRefused);
        call.controls.playing = Some(PlayingView {
            prompt_id: private(),
            name: private(),
            since_ms: 1,
            duration_ms: None,
        });
        call.corrected = Some(CorrectionView {
            disposition_id: private(),
            name: private(),
        });
        call.ringing_at_ms = Some(1_000);
        call.answered_at_ms = Some(5_000);
        call
    }

    fn private_snapshot() -> Snapshot {
        let mut snapshot = snapshot();
        snapshot.now_ms = 15_000;
        snapshot.link.detail = Some(private());
        snapshot.campaigns = vec![CampaignView {
            id: private(),
            name: private(),
            running: None,
        }];
        snapshot.campaign_id = Some(private());
        snapshot.dispositions = vec![disposition(MARK, MARK)];
        snapshot.default_outcome_id = Some(private());
        snapshot.list = ListView {
            name: Some(private()),
            n_records: 7,
            dropped: vec![DroppedRow {
                line: 1,
                reason: private(),
            }],
            campaign_id: Some(private()),
            ..ListView::default()
        };
        snapshot.call = Some(private_call());
        snapshot.other_call = Some(OtherCallView {
            number: Some(private()),
            state: private(),
        });
        let mut run = run();
        run.id = private();
        run.paused = Some(PauseReason::Agent);
        run.current = Some(private_person());
        run.next = Some(private_person());
        run.upcoming = vec![private_person()];
        run.removed_name = Some(private());
        snapshot.run = Some(run);
        snapshot.trouble = trouble(Code::Busy);
        snapshot.preflight.checks = vec![CheckView {
            kind: CheckKind::Campaign,
            state: CheckState::Bad,
            why: None,
            detail: Some(private()),
            code: Some(Code::CampaignRefused),
        }];
        snapshot.preferences.chips = vec![private()];
        snapshot.preferences.agent_name = private();
        snapshot.templates = vec![TemplateView {
            id: private(),
            name: private(),
            text: private(),
            pinned: true,
        }];
        snapshot.agent_name = Some(private());
        snapshot.reasons = vec![ReasonView {
            id: private(),
            name: private(),
        }];
        snapshot.prompts = vec![PromptView {
            id: private(),
            name: private(),
            duration_ms: None,
        }];
        snapshot
    }

    #[test]
    fn nothing_that_somebody_wrote_is_in_the_report() {
        let report = report(&private_snapshot(), &about());
        assert!(!report.contains(MARK), "{report}");
    }
}

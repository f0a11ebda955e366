//! The call view's states as fixed snapshots, for the style page.
//!
//! Nothing here moves: every time is a number, and the people are placeholders.

use crate::message::{Code, RecordingAction};
use crate::panel::view::sample;
use crate::snapshot::{
    CallPhase, CallView, CampaignView, CorrectionView, DialMode, DispositionView, HeldBackView,
    HeldView, LastCallView, LinkState, MainButton, PauseReason, PersonView, PlayingView,
    PresenceView, PromptView, RecordingState, RunView, Snapshot, SummaryView, Trouble,
};
use crate::stored::{OtherNumber, StoredRecord};

/// The moment at which all scenes are seen, UTC ms.
pub const NOW_MS: u64 = 1_700_000_000_000;

/// A scene's name, as it stands in the page's address, and what is seen.
pub type Scene = (&'static str, fn() -> Snapshot);

/// All scenes, in the order of a day.
pub const SCENES: [Scene; 17] = [
    ("no-tab", no_tab),
    ("ready", ready),
    ("dialing", || of_call(CallPhase::Dialing)),
    ("ringing", || of_call(CallPhase::Ringing)),
    ("talking", talking),
    ("prompt", prompt),
    ("wrap-up", || of_call(CallPhase::WrapUp)),
    ("held-back", held_back),
    ("done", done),
    ("failed", failed),
    ("run-talking", run_talking),
    ("run-wrap-up", run_wrap_up),
    ("run-paused", run_paused),
    ("preview", preview),
    ("countdown", counting),
    ("many-outcomes", many_outcomes),
    ("summary", summary),
];

/// The list that the scenes belong to.
pub fn records() -> Vec<StoredRecord> {
    let names = ["Ada Sample", "Ben Sample", "Cleo Sample", "Dan Sample"];
    let records = names.iter().zip(1..);
    records.map(|(name, n)| record(name, n)).collect()
}

fn record(name: &str, n: usize) -> StoredRecord {
    let columns = [
        ("Days out", "14"),
        ("Program", "Nursing, evening"),
        ("Missing", "Transcript"),
        ("Term", "Fall"),
        ("Campus", "North"),
        ("Source", "Web"),
        (
            "Notes",
            "Asked for a call after five. Prefers to be called Addy.",
        ),
    ];
    let column = |(heading, value): (&str, &str)| (heading.to_owned(), value.to_owned());
    let other = OtherNumber {
        label: "Mobile".into(),
        number: format!("+1202555019{n}"),
    };
    let number = format!("+1202555010{n}");
    StoredRecord {
        number_given: format!("202 555 010{n}"),
        other_numbers: vec![other],
        columns: columns.map(column).into(),
        ..sample::record(&n.to_string(), name, Some(&number))
    }
}

fn ready() -> Snapshot {
    let mut snapshot = sample::snapshot();
    snapshot.now_ms = NOW_MS;
    snapshot.campaigns = vec![CampaignView {
        id: "c1".into(),
        name: "Sample campaign".into(),
        running: Some(true),
    }];
    snapshot.campaign_id = Some("c1".into());
    let outcomes = [
        "Follow up",
        "Left voicemail",
        "No answer",
        "Appointment set",
        "Not interested",
        "Wrong number",
        "Call back",
        "Do not call",
    ];
    snapshot.dispositions = outcomes.iter().zip(1..).map(outcome).collect();
    snapshot.presence = Some(PresenceView {
        ready: true,
        reason_name: None,
        since_ms: None,
        pending: None,
        changing: false,
    });
    snapshot.prompts = vec![PromptView {
        id: "p1".into(),
        name: "Appointment reminder, long version".into(),
        duration_ms: Some(23_000),
    }];
    snapshot
}

fn outcome((name, n): (&&str, usize)) -> DispositionView {
    sample::disposition(&n.to_string(), name)
}

fn no_tab() -> Snapshot {
    let mut snapshot = ready();
    snapshot.link.state = LinkState::NoTab;
    snapshot.link.code = Some(Code::NoTab);
    snapshot.presence = None;
    snapshot
}

fn call(phase: CallPhase) -> CallView {
    let is_at = |phases: &[CallPhase]| phases.contains(&phase);
    let is_over = is_at(&[CallPhase::WrapUp, CallPhase::Done]);
    let is_answered = is_over || is_at(&[CallPhase::Talking]);
    let before = |seconds: u64, is_so: bool| is_so.then(|| NOW_MS - seconds * 1000);
    CallView {
        intent_id: "i2".into(),
        record_id: Some("1".into()),
        dialed_at_ms: Some(NOW_MS - 90_000),
        ringing_at_ms: before(88, is_answered || is_at(&[CallPhase::Ringing])),
        answered_at_ms: before(80, is_answered),
        ended_at_ms: before(12, is_over),
        finished_at_ms: before(2, is_at(&[CallPhase::Done])),
        ..sample::call(phase)
    }
}

fn of_call(phase: CallPhase) -> Snapshot {
    let mut snapshot = ready();
    snapshot.call = Some(call(phase));
    snapshot.main_button = MainButton::EndCall;
    snapshot
}

/// The call of a scene that has one, to be changed.
fn with_call(mut snapshot: Snapshot, change: impl FnOnce(&mut CallView)) -> Snapshot {
    if let Some(call) = &mut snapshot.call {
        change(call);
    }
    snapshot
}

fn talk(call: &mut CallView) {
    call.controls.can_hold = true;
    call.controls.recording = Some(RecordingState::On);
    call.controls.recording_actions = vec![RecordingAction::Pause, RecordingAction::Stop];
    call.controls.can_play_prompt = true;
    call.controls.can_send_note = true;
    call.controls.can_callback = true;
}

fn talking() -> Snapshot {
    with_call(of_call(CallPhase::Talking), talk)
}

fn prompt() -> Snapshot {
    with_call(run_talking(), |call| {
        call.controls.can_play_prompt = false;
        call.controls.playing = Some(PlayingView {
            prompt_id: "p1".into(),
            name: "Appointment reminder, long version".into(),
            since_ms: NOW_MS - 5_000,
            duration_ms: Some(23_000),
        });
    })
}

fn held_back() -> Snapshot {
    let mut snapshot = with_call(run_wrap_up(), |call| {
        call.outcome_id = Some("2".into());
        call.held_back = Some(HeldBackView {
            from_ms: NOW_MS - 1_000,
            until_ms: NOW_MS + 4_000,
        });
    });
    snapshot.main_button = MainButton::Waiting;
    snapshot
}

fn done() -> Snapshot {
    let mut snapshot = with_call(of_call(CallPhase::Done), |call| {
        call.outcome_id = Some("2".into());
        call.held = Some(HeldView::Confirmed {
            disposition_id: "2".into(),
        });
        call.can_correct = true;
        call.corrected = Some(CorrectionView {
            disposition_id: "3".into(),
            name: "No answer".into(),
        });
    });
    snapshot.main_button = MainButton::Call;
    snapshot
}

fn failed() -> Snapshot {
    let mut snapshot = with_call(of_call(CallPhase::Failed), |call| {
        call.trouble = Some(Trouble {
            code: Code::CampaignRefused,
            detail: Some("Campaign is stopped".into()),
        });
    });
    snapshot.main_button = MainButton::Call;
    snapshot
}

fn person(position: usize, name: &str) -> PersonView {
    PersonView {
        record_id: position.to_string(),
        name: name.into(),
        number: format!("+1202555010{position}"),
        position,
    }
}

fn run() -> RunView {
    let upcoming = vec![
        person(2, "Ben Sample"),
        person(3, "Cleo Sample"),
        person(4, "Dan Sample"),
        person(5, "Emma Sample"),
    ];
    RunView {
        n_records: 40,
        n_ended: 12,
        n_called: 11,
        n_skipped: 1,
        current: Some(person(1, "Ada Sample")),
        next: upcoming.first().cloned(),
        started_at_ms: NOW_MS - 900_000,
        upcoming,
        ms_per_record: Some(85_000),
        ..sample::run()
    }
}

fn in_run(mut snapshot: Snapshot) -> Snapshot {
    snapshot.run = Some(run());
    snapshot.can_pause = true;
    snapshot.can_skip = true;
    snapshot.can_postpone = true;
    snapshot.can_cancel = true;
    snapshot.main_button = MainButton::EndAndCall { position: 2 };
    snapshot
}

fn run_talking() -> Snapshot {
    in_run(talking())
}

fn run_wrap_up() -> Snapshot {
    let snapshot = with_call(in_run(of_call(CallPhase::WrapUp)), |call| {
        call.outcome_id = Some("2".into());
        call.note = "Wants the evening class".into();
        call.can_call_other = true;
        call.controls.can_send_note = true;
        call.controls.can_callback = true;
    });
    with_last_call(snapshot)
}

fn with_last_call(mut snapshot: Snapshot) -> Snapshot {
    snapshot.last_call = Some(LastCallView {
        intent_id: "i1".into(),
        record_id: None,
        name: "Zoe Sample".into(),
        number: "+12025550109".into(),
        outcome_id: Some("2".into()),
        outcome_name: Some("Left voicemail".into()),
        held: Some(HeldView::Confirmed {
            disposition_id: "2".into(),
        }),
        corrected: None,
    });
    snapshot
}

fn waiting() -> Snapshot {
    let mut snapshot = with_last_call(in_run(ready()));
    snapshot.main_button = MainButton::CallCurrent;
    snapshot
}

fn with_run(mut snapshot: Snapshot, change: impl FnOnce(&mut RunView)) -> Snapshot {
    if let Some(run) = &mut snapshot.run {
        change(run);
    }
    snapshot
}

fn run_paused() -> Snapshot {
    let mut snapshot = with_run(waiting(), |run| run.paused = Some(PauseReason::Link));
    snapshot.main_button = MainButton::Waiting;
    (snapshot.can_pause, snapshot.can_resume) = (false, true);
    snapshot
}

fn preview() -> Snapshot {
    with_run(waiting(), |run| {
        run.mode = DialMode::Preview;
        run.waits_for_agent = true;
    })
}

fn counting() -> Snapshot {
    let mut snapshot = with_run(waiting(), |run| run.next_dial_at_ms = Some(NOW_MS + 3_000));
    snapshot.preferences.countdown_s = Some(5);
    snapshot
}

fn many_outcomes() -> Snapshot {
    let mut snapshot = run_talking();
    let more = [
        "Enrolled elsewhere",
        "Language barrier",
        "Deceased",
        "Requested material by mail",
        "Transferred to financial aid",
        "Busy",
    ];
    let n_before = snapshot.dispositions.len();
    let more = more.iter().zip(n_before + 1..).map(outcome);
    snapshot.dispositions.extend(more);
    snapshot
}

fn summary() -> Snapshot {
    let mut snapshot = ready();
    snapshot.summary = Some(SummaryView {
        cancelled: true,
        n_records: 40,
        n_called: 28,
        n_answered: 9,
        n_skipped: 2,
        n_invalid: 1,
        n_blocked: 0,
        n_left: 9,
        talk_ms: 1_325_000,
        run_ms: 3_723_000,
        n_to_run: 11,
        outcomes: vec![
            ("Left voicemail".into(), 14),
            ("Follow up".into(), 6),
            ("No answer".into(), 5),
            ("Appointment set".into(), 3),
        ],
    });
    snapshot
}

//! Values for the tests of the panel's view and for the scenes of the style page.
//!
//! Each is the plainest of its kind; whoever uses it changes what it is about.

use crate::panel::view::blank::blank_snapshot;
use crate::snapshot::{
    CallPhase, CallView, ControlsView, DialMode, DispositionView, LinkState, MainButton,
    PersonView, RunView, Snapshot,
};
use crate::stored::StoredRecord;

pub(super) fn snapshot() -> Snapshot {
    let mut snapshot = blank_snapshot();
    snapshot.revision = 1;
    snapshot.link.state = LinkState::Ready;
    snapshot.link.logged_in = Some(true);
    snapshot.link.station_connected = Some(true);
    snapshot.link.socket_open = true;
    snapshot.main_button = MainButton::Call;
    snapshot
}

pub(super) fn call(phase: CallPhase) -> CallView {
    CallView {
        intent_id: "i1".into(),
        record_id: None,
        name: "Ada Sample".into(),
        number: "+12025550101".into(),
        phase,
        five9_state: None,
        dialed_at_ms: None,
        ringing_at_ms: None,
        answered_at_ms: None,
        ended_at_ms: None,
        finished_at_ms: None,
        outcome_id: None,
        note: String::new(),
        held: None,
        disposition_sent: false,
        trouble: None,
        waits_for_outcome: false,
        came_back: false,
        held_back: None,
        corrected: None,
        can_correct: false,
        can_call_other: false,
        controls: ControlsView::default(),
    }
}

pub(super) fn disposition(id: &str, name: &str) -> DispositionView {
    DispositionView {
        id: id.into(),
        name: name.into(),
        must_confirm: false,
        by_hand: false,
        n_used: 0,
    }
}

pub(super) fn record(id: &str, name: &str, number: Option<&str>) -> StoredRecord {
    StoredRecord {
        id: id.into(),
        name: name.into(),
        number_given: number.unwrap_or("none").into(),
        number: number.map(str::to_owned),
        number_problem: number.is_none().then(|| "too short".into()),
        other_numbers: Vec::new(),
        columns: Vec::new(),
    }
}

pub(super) fn run() -> RunView {
    let next = PersonView {
        record_id: "2".into(),
        name: "Ben Sample".into(),
        number: "+12025550102".into(),
        position: 2,
    };
    RunView {
        id: "r1".into(),
        paused: None,
        position: 1,
        n_records: 2,
        n_ended: 0,
        n_called: 0,
        n_skipped: 0,
        n_blocked: 0,
        asks: None,
        current: None,
        next: Some(next),
        mode: DialMode::Power,
        started_at_ms: 0,
        next_dial_at_ms: None,
        waits_for_agent: false,
        upcoming: Vec::new(),
        ms_per_record: None,
        removed_name: None,
    }
}

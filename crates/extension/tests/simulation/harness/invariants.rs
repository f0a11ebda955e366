//! The invariants of DESIGN.md, section 4, as code; each check names its number.
//!
//! Rule: a check says what must hold by what could be known. Where something is left out, it says
//! why that cannot be known.

use std::collections::BTreeSet;
use std::time::Duration;

use dialer::{StoredCall, StoredHeld, StoredPlacement};
use extension::message::TabMessage;
use extension::snapshot::{CallPhase, CallView, LinkState, Snapshot};
use extension::worker::{PROGRESS_KEY, Table, named_by};
use five9_sim::domain::{Call, CallState, LogEntry};
use serde_json::Value;

use super::check::DialSeen;
use super::world::World;

/// How long a run that could go on may stand still before that is a stop.
const IDLE_MAX: Duration = Duration::from_secs(3);
/// A missed end of another call is found by reading, at the latest.
const GHOST_MAX: Duration = Duration::from_secs(75);
/// Evidence of a loss that has reached the browser is shown after this at the latest.
const EVIDENCE_MAX: Duration = Duration::from_secs(2);
/// A silent loss of the link is found by missed pongs and the reads that follow.
const SILENT_LOSS_MAX: Duration = Duration::from_secs(60);

impl World {
    /// Everything that leaves the worker for Five9.
    pub(crate) fn check_send(&mut self, message: &TabMessage) {
        let TabMessage::Call {
            request_id,
            http,
            not_after_ms,
            ..
        } = message
        else {
            return;
        };
        if *not_after_ms == 0 {
            // Long expired: it asks what became of an earlier dial and can send nothing itself.
            let was_sent = self
                .checks
                .dials
                .iter()
                .any(|dial| dial.request_id == *request_id);
            let is_empty = http.path.is_empty() && http.body.is_none();
            self.checks.check(1, was_sent || is_empty, || {
                "a question to a carrier could be taken for a dial".to_owned()
            });
            return;
        }
        let body: Value = http
            .body
            .as_deref()
            .and_then(|body| serde_json::from_str(body).ok())
            .unwrap_or_default();
        let number = body["number"].as_str().unwrap_or_default().to_owned();
        let Some(row) = self.announced_call(&number) else {
            return;
        };
        let record = row.run_index.and_then(|index| {
            let progress = self
                .disk
                .rows
                .get(&(Table::Progress, PROGRESS_KEY.to_owned()));
            Some((named_by(progress?).0?, index))
        });
        let target = row.target.record.as_ref().map(ToString::to_string);
        let dial = DialSeen {
            intent: row.intent,
            record,
            number: number.clone(),
            request_id: request_id.clone(),
            log_index: None,
            n_resumes: self.checks.n_resumes,
        };
        self.check_first_dial(&dial);
        self.check_one_live_call(&http.path);
        self.check_not_stopped(&dial);
        self.check_not_blocked(&dial, target.as_deref(), &body);
        self.checks.dials.push(dial);
    }

    /// What a dial is for is on disk before it leaves.
    fn announced_call(&mut self, number: &str) -> Option<StoredCall> {
        let row = |table, key: &str| self.disk.rows.get(&(table, key.to_owned()));
        let progress = row(Table::Progress, PROGRESS_KEY);
        let intent = progress.and_then(|progress| named_by(progress).1);
        let call = intent.and_then(|intent| row(Table::Calls, &intent));
        let call: Option<StoredCall> = call.and_then(|json| serde_json::from_str(json).ok());
        let call = call.filter(|call| {
            call.target.number.as_deref() == Some(number)
                && call.placement == StoredPlacement::Intended
        });
        self.checks.check(1, call.is_some(), || {
            "a dial leaves that is not announced on disk".to_owned()
        });
        call
    }

    /// 1: at most one dial per intent; a record is dialed again only on evidence and by a person.
    fn check_first_dial(&mut self, dial: &DialSeen) {
        let is_first = self
            .checks
            .dials
            .iter()
            .all(|earlier| earlier.intent != dial.intent);
        self.checks
            .check(1, is_first, || format!("{} is dialed again", dial.intent));
        if dial.record.is_none() {
            return;
        }
        let earlier = self.checks.dials.clone();
        let is_again = |one: &&DialSeen| one.record == dial.record && one.number == dial.number;
        for earlier in earlier.iter().filter(is_again) {
            let is_asked = earlier.n_resumes < dial.n_resumes;
            self.checks.check(1, is_asked, || {
                format!("record {:?} is dialed again unasked", dial.record)
            });
            let call = self.call_of(earlier).cloned();
            // A call that came and went while its frames were lost on an open socket leaves no trace.
            let is_traceless = call.as_ref().is_some_and(|call| {
                call.state == CallState::Finished
                    && self.checks.lost_frames.contains(call.id.as_str())
            });
            let is_to_come = self.log_of(earlier).is_some_and(|log| log.is_call_to_come);
            let is_placed = call.is_some() || is_to_come;
            self.checks.check(1, !is_placed || is_traceless, || {
                format!(
                    "record {:?} is dialed again although {} was placed",
                    dial.record, earlier.intent
                )
            });
        }
    }

    /// The call that Five9 made for a dial.
    pub(crate) fn call_of(&self, dial: &DialSeen) -> Option<&Call> {
        let id = self.log_of(dial)?.call.as_ref()?;
        self.sim.calls().iter().find(|call| call.id == *id)
    }

    pub(crate) fn log_of(&self, dial: &DialSeen) -> Option<&LogEntry> {
        self.sim.log().nth(dial.log_index?)
    }

    /// 4: nothing is dialed while a call of this agent is known not to be finished.
    fn check_one_live_call(&mut self, path: &str) {
        let told = |call: &&Call| {
            call.state != CallState::Finished
                && path.contains(&format!("/agents/{}/", call.agent))
                && self.checks.told.contains(call.id.as_str())
        };
        let open = self.sim.calls().iter().find(told).map(|call| call.state);
        self.checks.check(4, open.is_none(), || {
            format!("a dial leaves while a known call is {open:?}")
        });
        let has_read = self.checks.has_read;
        self.checks.check(4, has_read, || {
            "a dial leaves before this life of the worker has read the calls".to_owned()
        });
    }

    /// 5: once pause or cancel was answered, nothing more is dialed.
    fn check_not_stopped(&mut self, dial: &DialSeen) {
        let is_asked = self.checks.other_asked.as_ref() == Some(&dial.number);
        let stopped = match dial.record {
            Some(_) if is_asked => self.checks.run_stopped_by.filter(|by| *by != "pause"),
            Some(_) => self.checks.run_stopped_by,
            None if self.checks.single_stopped => Some("cancel"),
            None => None,
        };
        self.checks.check(5, stopped.is_none(), || {
            format!("{} is dialed after {stopped:?}", dial.intent)
        });
    }

    /// 6: blocked is blocked, and the do-not-call check is never left out.
    fn check_not_blocked(&mut self, dial: &DialSeen, record: Option<&str>, body: &Value) {
        let members: Vec<&str> = body
            .as_object()
            .map(|body| body.keys().map(String::as_str).collect())
            .unwrap_or_default();
        let expected = [
            "number",
            "skipDNCCheck",
            "checkMultipleContacts",
            "campaignId",
        ];
        let is_exact = members == expected && body["skipDNCCheck"] == false;
        self.checks
            .check(6, is_exact, || format!("the dial says {members:?}"));
        // A call by hand is the agent's own decision.
        let is_blocked = dial.record.is_some()
            && record.is_some_and(|record| self.checks.blocked.contains(record));
        self.checks
            .check(6, !is_blocked, || "a blocked record is dialed".to_owned());
    }

    /// What the worker writes.
    pub(crate) fn check_row(&mut self, table: Table, json: &str) {
        match table {
            Table::Calls => {
                let call = serde_json::from_str::<StoredCall>(json);
                let call = call.expect("a row of calls is a call");
                self.check_held(&call);
                self.checks.rows.insert(call.intent.clone(), call);
            }
            Table::RunEnds
            | Table::Progress
            | Table::Runs
            | Table::Attempts
            | Table::Days
            | Table::Records
            | Table::Aside
            | Table::Outbox
            | Table::Letters
            | Table::Destinations => {}
        }
    }

    /// 2: a record ends once; what never reached the disk may end differently after a restart.
    pub(crate) fn check_kept(&mut self, table: Table, key: &str, json: &str) {
        if table == Table::RunEnds {
            let earlier = self.disk.rows.get(&(table, key.to_owned()));
            // A record that is called under another number is told by its last call.
            let is_call = |end: &str| end.contains(r#""end":{"called":{"#);
            let is_same =
                earlier.is_none_or(|earlier| earlier == json || is_call(earlier) && is_call(json));
            let earlier = earlier.cloned();
            self.checks.check(2, is_same, || {
                format!("{key} ends again: {earlier:?}, then {json}")
            });
        }
    }

    /// 3: no success without evidence.
    fn check_held(&mut self, row: &StoredCall) {
        let Some(held) = &row.held else { return };
        let id = row.call_id.as_ref().map(ToString::to_string);
        let dial = self
            .checks
            .dials
            .iter()
            .find(|dial| dial.intent == row.intent);
        let found = match &id {
            Some(id) => self.sim.calls().iter().find(|call| call.id.as_str() == id),
            None => dial.and_then(|dial| self.call_of(dial)),
        };
        let state = found.map(|call| call.state);
        let disposition = found.and_then(|call| call.disposition.clone());
        let is_over = state.is_none_or(|state| state == CallState::Finished);
        self.checks.check(3, is_over, || {
            format!("{} counts as finished, it is {state:?}", row.intent)
        });
        let truth = disposition.as_ref().map(|id| id.as_str());
        let holds = match held {
            StoredHeld::Confirmed { id } => truth == Some(id.as_str()),
            StoredHeld::SetElsewhere { id: Some(id) } => truth == Some(id.as_str()),
            StoredHeld::SetElsewhere { id: None } => truth.is_some(),
            StoredHeld::None => truth.is_none(),
            StoredHeld::Unknown => true,
        };
        self.checks.check(3, holds, || {
            format!("{} counts as {held:?}, Five9 holds {truth:?}", row.intent)
        });
    }

    /// What a panel shows.
    pub(crate) fn check_snapshot(&mut self, shown: &Snapshot) {
        self.note(|| {
            let call = shown.call.as_ref();
            let call = call.map(|call| (call.phase, call.trouble.as_ref().map(|one| one.code)));
            let run = shown.run.as_ref().map(|run| (run.position, run.paused));
            let other = shown.other_call.as_ref().map(|other| other.state.as_str());
            format!(
                "shown: {:?}, {call:?}, run {run:?}, other {other:?}",
                shown.link.state
            )
        });
        let is_down = match shown.link.state {
            LinkState::NoTab
            | LinkState::Lost
            | LinkState::Frozen
            | LinkState::NotLoggedIn
            | LinkState::StationDown => true,
            LinkState::Checking | LinkState::Ready => false,
        };
        // A run whose last record has ended has nothing left to dial.
        let run = shown.run.as_ref();
        let is_going = run.is_some_and(|run| run.paused.is_none() && run.n_ended < run.n_records);
        self.checks.check(7, !(is_down && is_going), || {
            format!("the run goes on while the link is {:?}", shown.link.state)
        });
        if let Some(call) = &shown.call {
            self.check_phase(call);
        }
        let waits = is_going && shown.link.state == LinkState::Ready && shown.other_call.is_some();
        self.checks.note_waits(waits, self.now);
        let is_over = |call: &CallView| matches!(call.phase, CallPhase::Done | CallPhase::Failed);
        let waits_for_time_or_agent =
            run.is_some_and(|run| run.waits_for_agent || run.next_dial_at_ms.is_some());
        let is_idle = is_going
            && shown.link.state == LinkState::Ready
            && shown.other_call.is_none()
            && !waits_for_time_or_agent
            && shown.call.as_ref().is_none_or(is_over);
        // Looked at here, and judged once it has lasted.
        self.checks.n_made[8] += u64::from(is_going);
        self.checks.note_shown(shown, is_idle, self.now);
    }

    /// 3: a phase is shown only once the call has really reached it.
    fn check_phase(&mut self, view: &CallView) {
        let row = self
            .checks
            .rows
            .values()
            .find(|row| row.intent.to_string() == view.intent_id);
        let believed = row.and_then(|row| row.call_id.as_ref());
        let dial = self.checks.dials.iter();
        let dial = dial
            .rev()
            .find(|dial| dial.intent.to_string() == view.intent_id);
        let call = match believed {
            Some(id) => {
                let mut calls = self.sim.calls().iter().rev();
                calls.find(|call| call.id.as_str() == id.to_string())
            }
            None => dial.and_then(|dial| self.call_of(dial)),
        };
        let reached = call.map(|call| Reached::of(call, &self.checks.held));
        let holds = match view.phase {
            CallPhase::Ringing => reached.as_ref().is_some_and(|one| one.rang),
            CallPhase::Talking => reached.as_ref().is_some_and(|one| one.answered),
            CallPhase::OnHold => reached.as_ref().is_some_and(|one| one.held),
            CallPhase::WrapUp | CallPhase::Disposing => {
                reached.as_ref().is_some_and(|one| one.ended)
            }
            CallPhase::Done => reached.as_ref().is_some_and(|one| one.finished),
            CallPhase::Dialing | CallPhase::Ending | CallPhase::Failed | CallPhase::Unknown => true,
        };
        self.checks.check(3, holds, || {
            format!("{:?} is shown, Five9 has {reached:?}", view.phase)
        });
    }

    /// After each step: what calls went through, and whether a run stands still.
    pub(crate) fn check_step(&mut self) {
        for call in self.sim.calls().iter().rev().take(3) {
            if call.state == CallState::OnHold && !self.checks.held.contains(call.id.as_str()) {
                self.checks.held.insert(call.id.as_str().to_owned());
            }
        }
        self.check_refusal();
        // 8: with the link ready and no pause, the next dial leaves at once.
        if let Some(since) = self.checks.idle_since {
            if self.process.is_writing() || self.browser.panel.is_none() {
                self.checks.idle_since = Some(self.now);
                return;
            }
            let waited = self.now.saturating_sub(since);
            self.checks.check(8, waited <= IDLE_MAX, || {
                format!("the run could go on for {waited:?} and does not")
            });
        }
    }

    /// 7: who heard that the agent is not logged in says so.
    fn check_refusal(&mut self) {
        let Some(since) = self.checks.refused_at else {
            return;
        };
        if self.browser.panel.is_none() {
            self.checks.refused_at = None;
            return;
        }
        let waited = self.now.saturating_sub(since);
        self.checks.check(7, waited <= EVIDENCE_MAX, || {
            format!("Five9 said {waited:?} ago that the agent is not logged in, the panel does not")
        });
    }

    /// 8: a run does not wait for a call that has been over for long.
    fn check_waiting(&mut self) {
        let Some(since) = self.checks.waits_since else {
            return;
        };
        if self.process.worker.is_none() || !self.unfinished_calls().is_empty() {
            self.checks.waits_since = Some(self.now);
            return;
        }
        let since = since.max(self.checks.disturbed_at);
        let waited = self.now.saturating_sub(since);
        self.checks.check(8, waited <= GHOST_MAX, || {
            format!("the run has waited for {waited:?} for a call that is over")
        });
    }

    /// 7: nobody is told that the link is ready long after nobody could answer any more.
    pub(crate) fn check_link_claim(&mut self) {
        self.check_waiting();
        let request = self.request("GET", self.cookies.host(), "/");
        let is_logged_in = self.sim.standing(self.now, &request).is_some();
        let has_tab = self
            .browser
            .tabs
            .iter()
            .any(|tab| tab.document.is_some() && !tab.is_frozen);
        if is_logged_in && has_tab {
            self.checks.bad_since = None;
            return;
        }
        let since = *self.checks.bad_since.get_or_insert(self.now);
        let since = since.max(self.checks.disturbed_at);
        let is_late = self.now.saturating_sub(since) > SILENT_LOSS_MAX;
        let claims = self.process.worker.is_some()
            && self
                .shown()
                .is_some_and(|shown| shown.link.state == LinkState::Ready);
        if is_late {
            self.checks.check(7, !claims, || {
                "the link counts as ready although nobody answers".to_owned()
            });
        }
    }
}

/// What a call has been through.
#[derive(Debug)]
struct Reached {
    rang: bool,
    answered: bool,
    held: bool,
    ended: bool,
    finished: bool,
}

impl Reached {
    fn of(call: &Call, held: &BTreeSet<String>) -> Self {
        Self {
            rang: call.rang_at.is_some() || call.answered_at.is_some(),
            answered: call.answered_at.is_some(),
            held: held.contains(call.id.as_str()) || call.state == CallState::OnHold,
            ended: call.ended_at.is_some(),
            finished: call.finished_at.is_some(),
        }
    }
}

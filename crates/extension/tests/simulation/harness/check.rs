//! What the invariants are looked at with: what the worker was told, wrote, sent and showed.
//!
//! Rule: judged from outside only. Ground truth is the simulator's; what the worker could know is
//! what was delivered to it.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use dialer::{IntentId, StoredCall};
use extension::message::{Status, TabEvent, TabReply};
use extension::snapshot::{LinkState, Snapshot};
use extension::worker::{Input, PortId, TabAnswer};

use super::world::{Shows, Waking};

/// A broken invariant of DESIGN.md, by its number; 0: of the worker's outside interface.
#[derive(Debug, Clone)]
pub(crate) struct Violation {
    pub(crate) invariant: usize,
    pub(crate) text: String,
}

/// One dial that left the worker.
#[derive(Debug, Clone)]
pub(crate) struct DialSeen {
    pub(crate) intent: IntentId,
    /// Run and index, if it is a run's.
    pub(crate) record: Option<(String, usize)>,
    /// A record may be called once under each of its numbers.
    pub(crate) number: String,
    pub(crate) request_id: String,
    /// Its place in Five9's log; absent: never arrived.
    pub(crate) log_index: Option<usize>,
    /// How often a person had said "go on" by then.
    pub(crate) n_resumes: u64,
}

/// A request that left the worker.
#[derive(Debug)]
pub(crate) struct Sent {
    /// By the worker's clock.
    pub(crate) at_ms: u64,
    /// It names the agent: whoever has no session or another's is refused.
    pub(crate) is_of_agent: bool,
    /// The clock went back since: the worker awaits its answer anew, from the new time on.
    pub(crate) is_from_before: bool,
}

/// How long the worker awaits the answer to a read.
const READ_MS: u64 = 8_000;

#[derive(Default)]
pub(crate) struct Checks {
    pub(crate) violation: Option<Violation>,
    /// By invariant.
    pub(crate) n_made: [u64; 9],
    pub(crate) dials: Vec<DialSeen>,
    /// What the worker believes of each intent, as last written.
    pub(crate) rows: BTreeMap<IntentId, StoredCall>,
    /// Calls of which this life was told.
    pub(crate) told: BTreeSet<String>,
    /// Requests that left the worker.
    pub(crate) sent: BTreeMap<String, Sent>,
    /// A complete list of calls was answered in this life.
    pub(crate) has_read: bool,
    /// Records that a run must not dial.
    pub(crate) blocked: BTreeSet<String>,
    pub(crate) adopted_tab: Option<i32>,
    pub(crate) ports: BTreeMap<PortId, i32>,
    pub(crate) shows: BTreeMap<String, Shows>,
    pub(crate) socket_hosts: BTreeMap<String, String>,
    /// Calls some frame of which was lost on an open socket.
    pub(crate) lost_frames: BTreeSet<String>,
    /// Calls that were on hold, as far as a look after each step shows.
    pub(crate) held: BTreeSet<String>,
    pub(crate) n_resumes: u64,
    /// The run may not dial: pause or cancel was answered.
    pub(crate) run_stopped_by: Option<&'static str>,
    /// But for this number, which was asked for since.
    pub(crate) other_asked: Option<String>,
    /// Nor may a single call leave.
    pub(crate) single_stopped: bool,
    /// Commands under way: what, and how many starting commands had been heard before.
    asked: BTreeMap<u32, (&'static str, Option<String>, u64)>,
    n_starts: u64,
    answers: BTreeMap<String, Status>,
    /// Controls under way: what was asked, and how much Five9 had logged by then.
    pub(crate) controls: BTreeMap<u32, (serde_json::Value, usize)>,
    /// Controls that succeeded, and that did not.
    pub(crate) n_controls: (usize, usize),
    /// What was done by hand at Five9.
    pub(crate) n_by_hand: usize,
    /// Since when the run should dial and does not.
    pub(crate) idle_since: Option<Duration>,
    /// Since when a run that could go on waits for another call.
    pub(crate) waits_since: Option<Duration>,
    /// Since when nobody can answer at Five9.
    pub(crate) bad_since: Option<Duration>,
    /// The last snapshot says that the link is ready.
    is_shown_ready: bool,
    /// Since when Five9 has said "not logged in" to an agent's request and nothing shows it.
    pub(crate) refused_at: Option<Duration>,
    pub(crate) disturbed_at: Duration,
}

impl Checks {
    pub(crate) fn check(&mut self, invariant: usize, holds: bool, text: impl FnOnce() -> String) {
        self.n_made[invariant] += 1;
        if !holds {
            self.fail(invariant, text());
        }
    }

    pub(crate) fn fail(&mut self, invariant: usize, text: String) {
        self.violation.get_or_insert(Violation { invariant, text });
    }

    pub(crate) fn begin_life(&mut self) {
        self.told.clear();
        self.has_read = false;
        self.adopted_tab = None;
    }

    pub(crate) fn end_life(&mut self, now: Duration) {
        self.asked.clear();
        self.idle_since = None;
        self.waits_since = None;
        self.is_shown_ready = false;
        self.refused_at = None;
        self.disturb(now);
    }

    /// Something happened after which what is shown may be old for a while.
    pub(crate) fn disturb(&mut self, now: Duration) {
        self.disturbed_at = now;
    }

    /// What is about to be told to the worker.
    pub(crate) fn heed(&mut self, what: &Waking, now: Duration, wall_ms: u64) {
        match what {
            Waking::Alarm => {}
            Waking::Answer {
                request_id,
                answer,
                shows,
            } => {
                // An answer that was given up changes nothing.
                let sent = self.sent.remove(request_id);
                let is_awaited_anew = sent.as_ref().is_some_and(|sent| sent.is_from_before);
                let is_awaited = sent
                    .as_ref()
                    .filter(|sent| !sent.is_from_before)
                    .is_some_and(|sent| (sent.at_ms..sent.at_ms + READ_MS).contains(&wall_ms));
                let is_of_agent = sent.is_some_and(|sent| sent.is_of_agent);
                let is_refused = matches!(
                    answer,
                    TabAnswer::Reply(TabReply::Http {
                        status: 401 | 403,
                        ..
                    })
                );
                if is_awaited && is_of_agent && is_refused && self.is_shown_ready {
                    self.refused_at.get_or_insert(now);
                }
                if let Some(Shows(calls)) = shows
                    && (is_awaited || is_awaited_anew)
                {
                    self.has_read = true;
                    self.told.extend(calls.iter().cloned());
                }
            }
            Waking::Input(Input::TabEvent { port, event }) => {
                let tab = self.ports.get(port);
                if let TabEvent::Five9Frame { text } = event
                    && tab.is_some()
                    && tab == self.adopted_tab.as_ref()
                    && let Some(call) = call_in(text)
                {
                    self.told.insert(call.to_owned());
                }
            }
            Waking::Input(Input::PageMessage { reply, message, .. }) => {
                self.heed_command(*reply, message, now);
            }
            Waking::Input(_) => {}
        }
    }

    fn heed_command(&mut self, reply: u32, message: &serde_json::Value, _now: Duration) {
        let text = message["type"].as_str().unwrap_or_default();
        let command = match text {
            "pause" => "pause",
            "cancel" => "cancel",
            _ => "",
        };
        match text {
            "resume" => {
                self.n_resumes += 1;
                self.n_starts += 1;
                if self.run_stopped_by == Some("pause") {
                    self.run_stopped_by = None;
                }
            }
            "callOtherNumber" => {
                self.n_resumes += 1;
                self.n_starts += 1;
                self.other_asked = message["number"].as_str().map(str::to_owned);
                self.single_stopped = false;
            }
            "startRun" => {
                self.n_starts += 1;
                self.run_stopped_by = None;
            }
            "triggerFive9Call" => {
                self.n_starts += 1;
                self.single_stopped = false;
            }
            _ => {}
        }
        let request_id = message["requestId"].as_str().map(str::to_owned);
        self.asked
            .insert(reply, (command, request_id, self.n_starts));
    }

    /// A command is answered once, and what was stopped stays so.
    pub(crate) fn heed_reply(&mut self, reply: u32, status: &Status) {
        let asked = self.asked.remove(&reply);
        self.check(0, asked.is_some(), || {
            format!("message {reply} is answered a second time")
        });
        if let Some(id) = status.request_id.clone().filter(|_| status.kind.is_some()) {
            self.answers.insert(id, status.clone());
        }
        let Some((command, _, n_starts)) = asked else {
            return;
        };
        if !status.success || n_starts != self.n_starts {
            return;
        }
        match command {
            "pause" => {
                self.run_stopped_by = Some("pause");
                self.other_asked = None;
            }
            "cancel" => {
                self.run_stopped_by = Some("cancel");
                self.single_stopped = true;
            }
            _ => {}
        }
    }

    pub(crate) fn heed_broadcast(&mut self, status: &Status) {
        let id = status.request_id.clone().unwrap_or_default();
        let answer = self.answers.remove(&id);
        self.check(0, answer.as_ref() == Some(status), || {
            format!("broadcast {id} is not the answer")
        });
    }

    pub(crate) fn note_arrival(&mut self, request_id: &str, log_index: usize) {
        let dial = self
            .dials
            .iter_mut()
            .rev()
            .find(|dial| dial.request_id == request_id);
        if let Some(dial) = dial {
            dial.log_index = Some(log_index);
        }
    }

    pub(crate) fn note_lost_frame(&mut self, text: &str) {
        if let Some(call) = call_in(text) {
            self.lost_frames.insert(call.to_owned());
        }
    }

    pub(crate) fn note_waits(&mut self, waits: bool, now: Duration) {
        self.waits_since = waits.then(|| self.waits_since.unwrap_or(now));
    }

    /// Keeps in mind what the panel shows, as far as later checks depend on it.
    pub(crate) fn note_shown(&mut self, snapshot: &Snapshot, is_idle: bool, now: Duration) {
        self.is_shown_ready = snapshot.link.state == LinkState::Ready;
        if !self.is_shown_ready {
            self.refused_at = None;
        }
        if !is_idle {
            self.idle_since = None;
        } else if self.idle_since.is_none() {
            self.idle_since = Some(now);
        }
    }
}

/// The call that a frame is about.
fn call_in(text: &str) -> Option<&str> {
    let (_, rest) = text.split_once(r#""payLoad":{"id":""#)?;
    rest.get(..32)
}

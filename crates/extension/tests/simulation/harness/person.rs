//! The agent: while faults happen she presses anything at any time, afterwards she answers every
//! question that the panel asks, patiently.
//!
//! Rule: she knows only what the panel shows and what she sees at her own Five9 desktop.

use std::time::Duration;

use extension::snapshot::{CallPhase, CallView, LinkState, RunView, Snapshot};
use extension::worker::Input;
use five9_sim::domain::CallState;
use serde_json::{Value, json};

use super::cookies::AGENT;
use super::scenario::COMPLETED;
use super::world::{Due, Waking, World};

/// A call of which nothing is known for so long is given up.
const UNKNOWN_PATIENCE: Duration = Duration::from_secs(100);
const RING_PATIENCE: Duration = Duration::from_secs(50);

#[derive(Debug, Default)]
pub(crate) struct Person {
    is_list_loaded: bool,
    n_answers: u64,
    /// What the panel shows, in short, and since when.
    seen: String,
    seen_since: Duration,
    /// The run's place at which the last Resume was pressed.
    resumed_at: Option<usize>,
    /// Since when nothing is left to do.
    pub(crate) idle_since: Option<Duration>,
}

impl Person {
    pub(crate) fn hear(&mut self, _reply: u32) {
        self.n_answers += 1;
    }
}

impl World {
    pub(crate) fn person_acts(&mut self) {
        self.check_link_claim();
        if self.is_chaos {
            self.act_at_will();
            let max = self.scenario.act_ms_max;
            let pause = self.rng.length(30, max);
            self.schedule(pause, Due::PersonActs);
        } else {
            self.act_patiently();
            let pause = self.rng.length(200, 900);
            self.schedule(pause, Due::PersonActs);
        }
    }

    /// Sends a page's message, at times twice.
    fn press(&mut self, message: Value) {
        self.note(|| format!("presses {message}"));
        let is_double = self.is_chaos && self.rng.chance(80);
        if is_double {
            let after = self.rng.length(0, 90);
            self.tell(after, message.clone());
        }
        self.tell(Duration::from_millis(1), message);
    }

    fn tell(&mut self, after: Duration, message: Value) {
        let reply = self.next_id();
        let what = Waking::Input(Input::PageMessage {
            reply,
            message,
            trusted: true,
        });
        self.schedule(after, Due::Worker { life: None, what });
    }

    fn load_list(&mut self) {
        self.person.is_list_loaded = true;
        let text = self.scenario.list.clone();
        self.press(json!({"type": "importList", "text": text}));
        let campaign = self.scenario.campaign;
        self.press(json!({"type": "chooseCampaign", "campaignId": campaign}));
        if self.scenario.default_outcome {
            self.press(json!({"type": "setDefaultOutcome", "dispositionId": COMPLETED}));
        }
    }

    fn act_at_will(&mut self) {
        if !self.browser.is_open {
            return;
        }
        if !self.person.is_list_loaded && self.shown().is_some() {
            self.load_list();
            return;
        }
        match self.rng.below(100) {
            0..55 => self.do_what_is_asked(),
            55..73 => self.press_anything(),
            73..83 => self.act_at_desktop(),
            83..93 => self.mend(),
            93..95 => self.close_panel(),
            95..97 if self.browser.tabs.len() < 3 => self.open_tab(),
            _ => self.open_panel(),
        }
    }

    fn do_what_is_asked(&mut self) {
        let Some(shown) = self.shown().cloned() else {
            self.open_panel();
            return;
        };
        if shown.run.is_none() && is_over(shown.call.as_ref()) {
            self.start_something(&shown);
            return;
        }
        if let Some(message) = self.answer_to(&shown) {
            self.press(message);
        }
    }

    fn start_something(&mut self, shown: &Snapshot) {
        if shown.link.state == LinkState::Ready || self.rng.chance(200) {
            let message = if self.rng.chance(850) {
                self.start_run()
            } else {
                self.call_somebody()
            };
            self.press(message);
        }
    }

    fn start_run(&mut self) -> Value {
        let records = extension::list::parse(&self.scenario.list);
        let records = records.expect("the list is a list").records;
        let ids = records.iter().map(|record| record.id.clone());
        let ids: Vec<String> = ids.filter(|_| self.rng.chance(850)).collect();
        // Refused where somebody was called lately; a person then says what to do with them.
        let repeats = match ids.len() % 4 {
            0 => json!(null),
            1 => json!("skip"),
            2 => json!("ask"),
            _ => json!("call"),
        };
        json!({"type": "startRun", "recordIds": ids, "repeats": repeats})
    }

    /// Tells a new life of the worker who may not be called, as a rule would.
    pub(crate) fn block_people(&mut self) {
        if self.scenario.blocked.is_empty() {
            return;
        }
        let records = extension::list::parse(&self.scenario.list);
        let records = records.expect("the list is a list").records;
        for place in self.scenario.blocked.clone() {
            if let Some(record) = records.get(place) {
                let record_id = record.id.clone();
                self.checks.blocked.insert(record_id.clone());
                let reason = Some(dialer::BlockReason::DoNotCall);
                self.hand_over(Input::Blocked { record_id, reason });
            }
        }
    }

    fn call_somebody(&mut self) -> Value {
        let number = super::scenario::number(self.rng.below(12));
        json!({"type": "triggerFive9Call", "phoneNumber": number, "again": true})
    }

    fn press_anything(&mut self) {
        let outcome = self.some_outcome();
        let message = match self.rng.below(30) {
            0 => self.start_run(),
            1 => self.call_somebody(),
            2 => json!({"type": "triggerFive9Hangup"}),
            3 => json!({"type": "triggerFive9Hangup", "dispositionId": outcome}),
            4 => json!({"type": "triggerFive9DisposeOnly", "dispositionId": outcome}),
            5 => json!({"type": "chooseOutcome", "dispositionId": outcome}),
            6 => json!({"type": "endAndNext"}),
            7 => json!({"type": "skip"}),
            8 => json!({"type": "pause"}),
            9 => json!({"type": "resume"}),
            10 if self.rng.chance(400) => json!({"type": "cancel"}),
            11 => json!({"type": "dismiss"}),
            12 => json!({"type": "setNote", "text": "called back later"}),
            13 => json!({"type": "checkLink"}),
            14 => json!({"type": "callCurrent"}),
            15 => json!({"type": "holdAdvance"}),
            17 => json!({"type": "postpone"}),
            18 => {
                let (record, before) = (self.somebody(), self.somebody());
                json!({"type": "moveInRun", "recordId": record, "before": before})
            }
            19 => {
                let record = self.somebody();
                json!({"type": "removeFromRun", "recordId": record})
            }
            20 => json!({"type": "undoRemoveFromRun"}),
            21 => json!({"type": "undoSend"}),
            22 => {
                let number = self.some_other_number();
                let again = self.now.as_millis().is_multiple_of(2);
                json!({"type": "callOtherNumber", "number": number, "again": again})
            }
            16 => {
                self.scenario.preferences = super::scenario::preferences(&mut self.rng);
                self.set_pace();
                return;
            }
            _ => self.some_control(),
        };
        self.press(message);
    }

    /// Another number of the person on screen, if the list has one.
    fn some_other_number(&mut self) -> String {
        let shown = self.shown().and_then(|shown| shown.call.as_ref());
        let id = shown.and_then(|call| call.record_id.clone());
        let records = extension::list::parse(&self.scenario.list);
        let mut records = records.expect("the list is a list").records.into_iter();
        let record = records.find(|record| Some(&record.id) == id.as_ref());
        let others = record.map(|record| record.other_numbers);
        let first = others.and_then(|others| others.into_iter().next());
        first.map_or_else(|| "+12025550199".to_owned(), |other| other.number)
    }

    /// Somebody who is still to be called, or nobody.
    fn somebody(&mut self) -> Option<String> {
        let run = self.shown()?.run.clone()?;
        let people = run.current.into_iter().chain(run.upcoming);
        let people: Vec<String> = people.map(|person| person.record_id).collect();
        if people.is_empty() || self.rng.chance(150) {
            return None;
        }
        Some(self.rng.pick(&people).clone())
    }

    fn some_outcome(&mut self) -> String {
        let offered = self.shown().map(|shown| shown.dispositions.clone());
        match offered.filter(|offered| !offered.is_empty()) {
            Some(offered) if self.is_chaos => self.rng.pick(&offered).id.clone(),
            Some(offered) => offered[0].id.clone(),
            None => COMPLETED.to_owned(),
        }
    }

    /// What she does by hand in the Five9 desktop.
    fn act_at_desktop(&mut self) {
        let calls = self.unfinished_calls();
        let Some(id) = calls.first() else {
            if self.rng.chance(250) {
                let number = super::scenario::number(self.rng.below(12));
                let body = json!({"number": number, "campaignId": self.scenario.campaign});
                self.note(|| "dials by hand at Five9".to_owned());
                self.control("desktop/dial", &body);
            }
            return;
        };
        let action = *self
            .rng
            .pick(&["disconnect", "dispose", "hold", "unhold", "dispose"]);
        self.checks.n_by_hand += 1;
        let body = json!({"dispositionId": COMPLETED});
        self.note(|| format!("{action} by hand at Five9"));
        self.control(&format!("desktop/call/{id}/{action}"), &body);
    }

    fn act_patiently(&mut self) {
        self.mend();
        self.open_panel();
        if !self.person.is_list_loaded {
            self.load_list();
        }
        let Some(shown) = self.shown().cloned() else {
            return;
        };
        let seen = format!("{:?} {:?} {:?}", shown.call, shown.run, shown.other_call);
        if seen != self.person.seen {
            self.person.seen = seen;
            self.person.seen_since = self.now;
        }
        let is_done = shown.run.is_none()
            && is_over(shown.call.as_ref())
            && shown.other_call.is_none()
            && self.unfinished_calls().is_empty()
            && self.n_calls_to_come() == 0;
        if is_done {
            self.person.idle_since.get_or_insert(self.now);
            return;
        }
        self.person.idle_since = None;
        if shown.link.state != LinkState::Ready {
            if self.rng.chance(150) {
                self.press(json!({"type": "checkLink"}));
            }
            return;
        }
        if shown.other_call.is_some() && is_over(shown.call.as_ref()) {
            self.end_at_desktop();
            return;
        }
        if let Some(message) = self.answer_to(&shown) {
            self.press(message);
        }
    }

    /// Ends by hand what was not started here.
    fn end_at_desktop(&mut self) {
        for id in self.unfinished_calls() {
            self.control(&format!("desktop/call/{id}/disconnect"), &Value::Null);
            let body = json!({"dispositionId": COMPLETED});
            self.control(&format!("desktop/call/{id}/dispose"), &body);
        }
    }

    /// The answer to what the panel asks, if it asks anything.
    fn answer_to(&mut self, shown: &Snapshot) -> Option<Value> {
        let waited = self.now.saturating_sub(self.person.seen_since);
        let call = shown.call.as_ref().filter(|call| !is_over(Some(call)));
        let Some(call) = call else {
            return self.move_on(shown);
        };
        let end = || match shown.run {
            Some(_) => json!({"type": "endAndNext"}),
            None => json!({"type": "triggerFive9Hangup"}),
        };
        if call.held_back.is_some() {
            return None;
        }
        // At times of its own, so that seeds without such people go on as they did.
        if self.is_chaos && call.can_call_other && self.now.as_millis().is_multiple_of(3) {
            let number = self.some_other_number();
            return Some(json!({"type": "callOtherNumber", "number": number}));
        }
        match call.phase {
            CallPhase::Dialing | CallPhase::Ringing => {
                let gives_up = waited > RING_PATIENCE || (self.is_chaos && self.rng.chance(100));
                gives_up.then(end)
            }
            CallPhase::Talking | CallPhase::OnHold | CallPhase::WrapUp => {
                if call.outcome_id.is_none() {
                    let outcome = self.some_outcome();
                    return Some(json!({"type": "chooseOutcome", "dispositionId": outcome}));
                }
                Some(end())
            }
            CallPhase::Unknown => {
                let gives_up = waited > UNKNOWN_PATIENCE || (self.is_chaos && self.rng.chance(60));
                // A call by hand is dismissed; dismissing does nothing to one of the run.
                let is_of_run = waited > UNKNOWN_PATIENCE + Duration::from_secs(3);
                let skips = is_of_run || (self.is_chaos && self.rng.chance(500));
                gives_up.then(|| match shown.run {
                    Some(_) if skips => json!({"type": "skip"}),
                    Some(_) | None => json!({"type": "dismiss"}),
                })
            }
            CallPhase::Ending | CallPhase::Disposing | CallPhase::Done | CallPhase::Failed => None,
        }
    }

    /// No call is open: a run that stands still is told what to do.
    fn move_on(&mut self, shown: &Snapshot) -> Option<Value> {
        let Some(run) = &shown.run else {
            return Some(json!({"type": "dismiss"}));
        };
        if run.waits_for_agent {
            return Some(json!({"type": "callCurrent"}));
        }
        run.paused?;
        let failed = shown
            .call
            .as_ref()
            .is_some_and(|call| call.phase == CallPhase::Failed);
        Some(self.resume_or_skip(run, failed))
    }

    fn resume_or_skip(&mut self, run: &RunView, failed: bool) -> Value {
        if failed && self.person.resumed_at == Some(run.position) {
            self.person.resumed_at = None;
            return json!({"type": "skip"});
        }
        self.person.resumed_at = Some(run.position);
        json!({"type": "resume"})
    }

    /// Calls of whoever is logged in that are not finished, as Five9 knows them.
    pub(crate) fn unfinished_calls(&mut self) -> Vec<String> {
        let agent = self.logged_in_agent();
        let agent = agent.as_deref().unwrap_or(AGENT);
        let calls = self.sim.calls().iter();
        calls
            .filter(|call| call.state != CallState::Finished && call.agent.as_str() == agent)
            .map(|call| call.id.as_str().to_owned())
            .collect()
    }

    pub(crate) fn n_calls_to_come(&self) -> usize {
        self.sim
            .n_calls_to_come(&five9_sim::domain::AgentId::new(AGENT))
    }
}

fn is_over(call: Option<&CallView>) -> bool {
    call.is_none_or(|call| matches!(call.phase, CallPhase::Done | CallPhase::Failed))
}

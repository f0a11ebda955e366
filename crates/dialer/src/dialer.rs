//! The state machine's face: commands, events, time in; actions and snapshots out.

use std::collections::VecDeque;
use std::fmt;

use litemap::LiteMap;

use crate::action::{Action, Entry};
use crate::block::BlockReason;
use crate::call::Call;
use crate::command::{Accepted, Command, Target};
use crate::event::{Event, Link};
use crate::failure::{Failure, Reason};
use crate::hold_back::Press;
use crate::id::{AgentId, CallId, CarrierId, RecordId, RequestId, RunId, StoreId};
use crate::line::Line;
use crate::pace::{Advance, Pace};
use crate::placement::{Lookout, Placement};
use crate::repeat::Lately;
use crate::run::{Ended, PauseReason, Run};
use crate::snapshot::Summary;
use crate::stored::{Restored, StoredCall};
use crate::time::{Timer, Timestamp};

/// What the dialer is told at its start.
#[derive(Clone, Debug)]
pub struct Config {
    /// Text that no other start of the program has: keeps intent ids unique.
    pub instance: String,
    /// How a run goes from one person to the next.
    pub pace: Pace,
}

/// A call of this agent that was not started here.
#[derive(Clone)]
pub(crate) struct Other {
    pub(crate) line: Line,
    pub(crate) number: Option<String>,
}

impl fmt::Debug for Other {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Other({:?})", self.line)
    }
}

/// The power dialer. After every `handle_*`, drain [`Dialer::poll_action`] to `None`.
#[derive(Debug)]
pub struct Dialer {
    pub(crate) call: Option<Call>,
    pub(crate) run: Option<Run>,
    pub(crate) summary: Option<Summary>,
    /// The last run, while its summary is shown.
    pub(crate) ended: Option<Ended>,
    /// The call before the one on screen.
    pub(crate) last: Option<StoredCall>,
    pub(crate) link: Link,
    /// Restored and not yet compared with the telephone system: nothing is sent.
    pub(crate) is_stale: bool,
    /// Not just the program, the whole browser was restarted.
    pub(crate) is_new_browser: bool,
    /// Since when nothing was seen of what happens at the telephone system: what was so then need
    /// not be so, until the calls were read.
    pub(crate) unseen_since: Option<Timestamp>,
    /// The call went on unseen, and the agent has done nothing since.
    pub(crate) came_back: bool,
    /// Who is logged in; absent until known.
    pub(crate) agent: Option<AgentId>,
    /// Minutes by which the agent's clocks are ahead of UTC; absent until known.
    pub(crate) zone_min: Option<i32>,
    /// What carries dials now.
    pub(crate) carrier: Option<CarrierId>,
    pub(crate) blocks: LiteMap<RecordId, BlockReason>,
    /// Calls of the last hour.
    pub(crate) lately: Vec<Lately>,
    pub(crate) others: LiteMap<CallId, Other>,
    pub(crate) past: VecDeque<CallId>,
    /// Calls that were put aside before their end was known, so that one that shows up again goes
    /// on under its own intent.
    pub(crate) left: Vec<StoredCall>,
    pub(crate) lookout: Option<Lookout>,
    /// When what the store refused is written again.
    pub(crate) store_retry: Option<Lookout>,
    pub(crate) config: Config,
    pub(crate) actions: VecDeque<Action>,
    /// To be written with the next batch.
    pub(crate) unsaved: Vec<Entry>,
    pub(crate) call_changed: bool,
    pub(crate) progress_changed: bool,
    /// Written and not yet confirmed; goes back to `unsaved` if the write fails.
    pub(crate) writing: LiteMap<StoreId, Vec<Entry>>,
    pub(crate) storage_failed: Option<Reason>,
    pub(crate) n_ids: u64,
}

impl Dialer {
    /// A dialer with nothing going on. The link counts as interrupted until an event says more.
    pub fn new(config: Config) -> Self {
        Self {
            call: None,
            run: None,
            summary: None,
            ended: None,
            last: None,
            link: Link::Interrupted,
            is_stale: false,
            is_new_browser: false,
            unseen_since: None,
            came_back: false,
            agent: None,
            zone_min: None,
            carrier: None,
            blocks: LiteMap::new(),
            lately: Vec::new(),
            others: LiteMap::new(),
            past: VecDeque::new(),
            left: Vec::new(),
            lookout: None,
            store_retry: None,
            config,
            actions: VecDeque::new(),
            unsaved: Vec::new(),
            call_changed: false,
            progress_changed: false,
            writing: LiteMap::new(),
            storage_failed: None,
            n_ids: 0,
        }
    }

    /// The dialer as the store has it. Nothing is sent before a [`crate::CallsRead`] shows what is so.
    pub fn restore(restored: Restored, config: Config, now: Timestamp) -> Self {
        let mut dialer = Self::new(config);
        dialer.lately = restored.lately.iter().filter_map(Lately::of).collect();
        let last = restored.progress.as_ref();
        let on_screen = last.and_then(|progress| progress.call.clone());
        let last = last.and_then(|progress| progress.last.clone());
        for call in restored.lately {
            if last.as_ref() == Some(&call.intent) {
                dialer.last = Some(call.clone());
            }
            if on_screen.as_ref() != Some(&call.intent) {
                dialer.keep_left(call);
            }
        }
        let Some(progress) = restored.progress else {
            return dialer;
        };
        if !restored.browser_restarted
            && let (None, Some(ended), Some(run)) = (&progress.run, &progress.ended, &restored.run)
        {
            let run = run.clone();
            let run = run.into_run(restored.ends.clone(), restored.order.as_ref());
            dialer.show_summary(run, ended.cancelled, ended.at_ms);
        }
        dialer.call = restored.call.map(|call| call.into_call(now));
        dialer.past = progress.past.into_iter().rev().collect();
        if progress.run.is_some() {
            dialer.run = restored
                .run
                .map(|run| run.into_run(restored.ends, restored.order.as_ref()));
        }
        if let Some(run) = &mut dialer.run {
            run.paused = progress.paused;
            run.agent = progress.agent;
            run.advance = progress.advance.into_advance(now);
            run.is_held = progress.is_held;
            run.again = progress.again;
            run.take_again();
            run.tempo.lengths_ms = progress.record_ms.into();
            run.tempo.started = progress.record_started_ms;
            if restored.browser_restarted && run.paused.is_none() {
                run.paused = Some(PauseReason::Restarted);
            }
            if run.paused.is_some() {
                run.advance.stop_counting();
            }
        }
        if restored.browser_restarted {
            dialer.forget_next(false);
            dialer.hold_next();
        }
        dialer.is_stale = dialer.call.is_some() || dialer.run.is_some();
        dialer.is_new_browser = restored.browser_restarted;
        dialer.came_back = restored.browser_restarted && dialer.open_call().is_some();
        if dialer.is_stale {
            dialer.actions.push_back(Action::ReadCalls);
            dialer.lookout = Some(Lookout::start(now));
        }
        if !restored.browser_restarted {
            dialer.ask_carrier();
        }
        dialer.ask_about_current(now);
        dialer
    }

    /// A dial that may have left in the program's former life: what carried it knows the answer.
    fn ask_carrier(&mut self) {
        let request = RequestId(self.n_ids + 1);
        let Some(call) = &mut self.call else { return };
        let Placement::Unknown { .. } = call.placement else {
            return;
        };
        let Some(carrier) = call.carrier.clone() else {
            return;
        };
        self.n_ids = request.0;
        call.placement = Placement::Unknown {
            request: Some(request),
            is_settled: false,
        };
        call.dial_request = Some(request);
        self.actions.push_back(Action::AskCarrier {
            request,
            intent: call.intent.clone(),
            carrier,
        });
    }

    /// A restored run that stands still because of a repeat asks about it again.
    fn ask_about_current(&mut self, now: Timestamp) {
        let Some(run) = &self.run else { return };
        if run.paused != Some(PauseReason::CalledBefore) {
            return;
        }
        let repeat = self.repeat_of(run, now);
        if let Some(run) = &mut self.run {
            run.asks = repeat;
        }
    }

    /// What the agent asks.
    ///
    /// # Errors
    /// Why nothing was done; nothing changes then.
    pub fn handle_command(
        &mut self,
        command: Command,
        now: Timestamp,
    ) -> Result<Accepted, Failure> {
        self.follow_clock(now);
        let is_absent = matches!(
            command,
            Command::SetNote(_)
                | Command::SetNoteOf { .. }
                | Command::SetPace(_)
                | Command::ForgetCalls(_)
        );
        self.came_back &= is_absent;
        let may_send = matches!(
            command,
            Command::EndCall { .. }
                | Command::EndAndNext
                | Command::Dispose { .. }
                | Command::ChooseOutcome(_)
                | Command::CallOther { .. }
        );
        let press = may_send.then(|| self.call.as_ref().map(Press::of));
        let answer = match command {
            Command::Call {
                target,
                campaign,
                outcome,
                again,
            } => self.start_call(target, campaign, outcome, again, now),
            Command::EndCall { outcome } => self.end_call(outcome),
            Command::Dispose { outcome } => self.dispose(outcome),
            Command::CallOther {
                number,
                outcome,
                again,
            } => {
                let check = self.check_other(&number, again, now);
                check.and_then(|()| self.call_other(&number, outcome.as_ref(), now))
            }
            Command::UndoSend => self.undo_send(),
            Command::StartRun {
                targets,
                campaign,
                outcome,
                repeats,
            } => {
                let run = Run::new(RunId::new(""), targets, campaign, outcome, repeats);
                self.start_run(run, now)
            }
            Command::EndAndNext => self.end_and_next(),
            Command::Skip { reason } => self.skip(reason),
            Command::Postpone => self.postpone(),
            Command::MoveInRun { record, before } => self.move_in_run(&record, before.as_ref()),
            Command::RemoveFromRun(record) => self.remove_from_run(&record),
            Command::UndoRemoveFromRun => self.undo_remove_from_run(),
            Command::Pause => self.pause(),
            Command::Resume => self.resume(),
            Command::CallCurrent => self.call_current(),
            Command::HoldAdvance => self.hold_advance(),
            Command::SetPace(pace) => self.set_pace(pace),
            Command::Cancel => self.cancel(now),
            Command::Correct { intent, outcome } => self.correct(&intent, &outcome),
            Command::ChooseOutcome(outcome) => self.choose_outcome(outcome),
            Command::SetNote(note) => self.set_note(note),
            Command::SetNoteOf { intent, note } => self.set_note_of(&intent, note),
            Command::Dismiss => self.dismiss(),
            Command::ForgetCalls(before) => self.forget_calls(before),
        };
        if let (Some(before), Ok(_)) = (press, &answer) {
            self.hold_outcome_back(before, now);
        }
        self.pump(now);
        answer
    }

    /// What happened.
    pub fn handle_event(&mut self, event: Event, now: Timestamp) {
        self.follow_clock(now);
        match event {
            Event::Stored(id) => self.handle_stored(id),
            Event::StoreFailed(id) => self.handle_store_failed(id, Reason::Storage),
            Event::StoreFull(id) => self.handle_store_failed(id, Reason::StorageFull),
            Event::DialAnswered(request, answer) => self.handle_dial_answer(request, answer),
            Event::MakeCallFailed { number, failure } => {
                self.handle_make_call_failed(number, failure)
            }
            Event::Call(fact) => self.handle_fact(&fact, now),
            Event::CallsRead(read) => self.handle_calls_read(&read, now),
            Event::CallGone(id) => self.handle_call_gone(&id, now),
            Event::HungUp(request, answer) => self.handle_hung_up(request, answer, now),
            Event::Disposed(request, answer) => self.handle_disposed(request, answer, now),
            Event::Link(link) => self.handle_link(link, now),
            Event::Carrier(carrier) => self.carrier = carrier,
            Event::Agent(agent) => self.handle_agent(agent),
            Event::Zone(minutes) => self.zone_min = Some(minutes),
            Event::Attempt(intent, attempt) => self.handle_attempt(&intent, attempt),
            Event::Blocked { record, reason } => self.handle_blocked(record, reason),
        }
        self.pump(now);
    }

    /// The time named by [`Dialer::poll_timeout`] has come, or any other.
    pub fn handle_timeout(&mut self, now: Timestamp) {
        self.follow_clock(now);
        if self
            .lookout
            .as_mut()
            .is_some_and(|lookout| lookout.poll(now))
        {
            self.actions.push_back(Action::ReadCalls);
        }
        let retries = self.store_retry.as_mut();
        if retries.is_some_and(|retry| retry.poll(now)) {
            // Any write takes along what is unsaved.
            self.progress_changed |= !self.unsaved.is_empty();
        }
        self.release_outcome(now);
        if let Some(run) = &mut self.run
            && run
                .countdown()
                .is_some_and(|countdown| countdown.is_due(now))
        {
            // Over is over, also while something is in the way: the timer must not fire again.
            run.advance = Advance::AtOnce;
            self.progress_changed = true;
        }
        self.pump(now);
    }

    /// Those whom a new run of what the last one left would call, in order; nobody once its summary
    /// is dismissed.
    pub fn left_of_last_run(&self) -> Vec<Target> {
        let ended = self.ended.iter();
        ended.flat_map(|ended| ended.run.left()).cloned().collect()
    }

    /// The next thing to do.
    pub fn poll_action(&mut self) -> Option<Action> {
        self.actions.pop_front()
    }

    /// When [`Dialer::handle_timeout`] is to be called next, and what for.
    pub fn poll_timeout(&self) -> Option<(Timestamp, Timer)> {
        let countdown = self.run.as_ref().and_then(Run::countdown);
        let countdown = countdown.map(|one| (one.due_at(), Timer::Countdown));
        let look = self
            .lookout
            .as_ref()
            .map(|lookout| (lookout.due_at(), Timer::LookForCall));
        let store = self.store_retry.as_ref();
        let store = store.map(|retry| (retry.due_at(), Timer::StoreAgain));
        let held_back = self.call.as_ref().and_then(|call| call.held_back);
        let held_back = held_back.map(|one| (one.due_at(), Timer::HoldBack));
        [countdown, held_back, look, store]
            .into_iter()
            .flatten()
            .min_by_key(|(due_at, _)| *due_at)
    }

    fn handle_link(&mut self, link: Link, now: Timestamp) {
        self.link = link;
        if self.is_cut_off() {
            self.unseen_since.get_or_insert(now);
        } else if self.link == Link::Ready {
            // It is only said once the calls were read.
            self.unseen_since = None;
        }
        let is_placed = |call: &Call| !call.is_unsent();
        self.came_back |= self.is_cut_off() && self.open_call().is_some_and(is_placed);
    }

    /// A run that goes for one agent does not go on for another without a person's word.
    fn handle_agent(&mut self, agent: AgentId) {
        let before = self.agent.replace(agent.clone());
        if before.is_some_and(|before| before != agent) {
            // Calls of the agent before, which nothing that can be read now tells of.
            self.others.clear();
        }
        let is_other_runs = self.run.as_mut().is_some_and(|run| {
            let is_other = *run.agent.get_or_insert_with(|| agent.clone()) != agent;
            // The link is lost first where the log-in before is refused: this is why.
            is_other && matches!(run.paused, None | Some(PauseReason::Link))
        });
        if is_other_runs {
            self.pause_run(PauseReason::OtherAgent);
        }
        let unsent = self.call.as_ref().filter(|call| call.is_unsent());
        if unsent.is_some_and(|call| self.is_of_other_agent(call)) {
            let words = "another agent is logged in";
            self.refuse(Failure::with_detail(Reason::Refused, words));
        }
    }

    /// The call was placed by another agent than the one who is logged in: nothing that can be
    /// read now tells of it.
    pub(crate) fn is_of_other_agent(&self, call: &Call) -> bool {
        match (&call.agent, &self.agent) {
            (Some(one), Some(other)) => one != other,
            (None, _) | (_, None) => false,
        }
    }

    pub(crate) fn has_call_of_other_agent(&self) -> bool {
        let call = self.call.as_ref();
        call.is_some_and(|call| self.is_of_other_agent(call))
    }

    /// Nothing that happens at the telephone system can be seen from here.
    pub(crate) fn is_cut_off(&self) -> bool {
        matches!(&self.link, Link::Down(failure) if failure.reason != Reason::StationDown)
    }

    fn follow_clock(&mut self, now: Timestamp) {
        self.unseen_since = self.unseen_since.map(|since| since.min(now));
        if let Some(lookout) = &mut self.lookout {
            lookout.follow_clock(now);
        }
        if let Some(retry) = &mut self.store_retry {
            retry.follow_clock(now);
        }
        if let Some(call) = &mut self.call {
            call.follow_clock(now);
        }
        for (_, other) in self.others.iter_mut() {
            other.line.follow_clock(now);
        }
        if let Some(Advance::Counting(countdown)) = self.run.as_mut().map(|run| &mut run.advance) {
            countdown.follow_clock(now);
        }
    }

    pub(crate) fn next_id(&mut self) -> u64 {
        self.n_ids += 1;
        self.n_ids
    }

    pub(crate) fn next_request(&mut self) -> RequestId {
        RequestId(self.next_id())
    }

    /// Ids of intents and runs sort by time and are unique over all starts of the program.
    pub(crate) fn unique_text(&mut self, now: Timestamp) -> String {
        let id = self.next_id();
        format!("{:013}-{}-{id}", now.ms(), self.config.instance)
    }

    pub(crate) fn open_call(&self) -> Option<&Call> {
        self.call.as_ref().filter(|call| !call.is_closed())
    }
}

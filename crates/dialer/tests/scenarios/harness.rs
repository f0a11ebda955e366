//! A stage for scenarios: a clock moved by hand, a store that answers, and a log of everything.
//!
//! After every step the stage checks what must hold in every scenario: nothing is dialed, hung up
//! or disposed before the disk announces it; one dial and one report per intent; a record ends
//! once. When a check fails, the whole log is printed.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::disk::Disk;
use dialer::{
    Accepted, Action, AgentId, BlockReason, CallFact, CallId, CallSnapshot, CallsRead, CampaignId,
    CarrierId, Command, Config, DialAnswer, Dialer, DisposeAnswer, Disposition, DispositionId,
    EndReason, Entry, Event, Failure, HangUpAnswer, HangUpEnd, Held, IntentId, LineState, Link,
    Pace, Phase, Reason, RecordId, Repeats, Report, RequestId, RunSnapshot, Snapshot, StoreId,
    StoredCall, StoredEnd, Summary, Target, Timestamp,
};

/// A morning in virtual time.
const START_MS: u64 = 1_800_000_000_000;

/// What the store does with the next batches.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Storing {
    /// Writes and confirms at once.
    Works,
    /// Keeps batches waiting until `release_stores`.
    Waits,
    /// Refuses every batch.
    Fails,
}

/// The dialer on its stage.
pub(crate) struct Scene {
    dialer: Dialer,
    now: Timestamp,
    storing: Storing,
    waiting: Vec<(StoreId, Vec<Entry>)>,
    pub(crate) disk: Disk,
    /// Everything that went in (`>`) and came out, for reading after a failure.
    log: String,
    /// What came out since the last `does`, stores apart.
    fresh: Vec<String>,
    last_store: String,
    dial: Option<RequestId>,
    disconnect: Option<RequestId>,
    dispose: Option<RequestId>,
    dialed: BTreeSet<IntentId>,
    reported: BTreeSet<IntentId>,
    n_starts: u32,
    pace: Pace,
}

impl Drop for Scene {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("--- the scenario so far\n{}---", self.log);
        }
    }
}

/// One person of the list; the number ends in the index.
pub(crate) fn person(index: usize) -> Target {
    Target {
        record: Some(RecordId::new(format!("r{index}"))),
        name: format!("Person {index}"),
        number: Ok(number(index)),
        list: None,
        others: Vec::new(),
    }
}

pub(crate) fn nobody(index: usize) -> Target {
    Target {
        number: Err("too short".to_owned()),
        ..person(index)
    }
}

pub(crate) fn people(n_people: usize) -> Vec<Target> {
    (0..n_people).map(person).collect()
}

fn number(index: usize) -> String {
    format!("+120255501{index:02}")
}

pub(crate) fn outcome(id: &str) -> Option<Disposition> {
    let (id, name) = (DispositionId::new(id), format!("Outcome {id}"));
    Some(Disposition { id, name })
}

pub(crate) fn confirmed(id: &str) -> Held {
    Held::Confirmed(DispositionId::new(id))
}

/// A fact that names no number, no disposition and no reason.
pub(crate) fn fact(call: &str, state: LineState) -> CallFact {
    CallFact {
        id: CallId::new(call),
        state,
        by_agent: true,
        number: None,
        disposition: None,
        end_reason: None,
        recording: None,
        session: None,
        told_at: None,
    }
}

pub(crate) fn fact_because(call: &str, state: LineState, reason: EndReason) -> CallFact {
    CallFact {
        end_reason: Some(reason),
        ..fact(call, state)
    }
}

pub(crate) fn fact_holding(call: &str, disposition: &str) -> CallFact {
    CallFact {
        disposition: Some(DispositionId::new(disposition)),
        ..fact(call, LineState::Finished)
    }
}

pub(crate) fn failure(reason: Reason) -> Failure {
    Failure::new(reason)
}

impl Scene {
    /// Nothing going on, the link ready, the store working.
    pub(crate) fn ready() -> Self {
        Self::with_pace(Pace::AT_ONCE)
    }

    pub(crate) fn with_pace(pace: Pace) -> Self {
        let mut scene = Self {
            dialer: Dialer::new(config(1, pace)),
            now: Timestamp::from_ms(START_MS),
            storing: Storing::Works,
            waiting: Vec::new(),
            disk: Disk::default(),
            log: String::new(),
            fresh: Vec::new(),
            last_store: String::new(),
            dial: None,
            disconnect: None,
            dispose: None,
            dialed: BTreeSet::new(),
            reported: BTreeSet::new(),
            n_starts: 1,
            pace,
        };
        scene.link(Link::Ready);
        scene
    }

    /// A single call to person 0 whose dial has left.
    pub(crate) fn dialing() -> Self {
        let mut scene = Self::ready();
        scene.call(person(0));
        scene.does(&["dial 00"]);
        scene
    }

    /// A single call to person 0, accepted and in `state` as call "A".
    pub(crate) fn in_call(state: LineState) -> Self {
        let mut scene = Self::dialing();
        scene.reach("A", state);
        scene
    }

    /// A run without a preset outcome whose first dial has left.
    pub(crate) fn running(n_people: usize) -> Self {
        Self::running_with(n_people, None)
    }

    pub(crate) fn running_with(n_people: usize, preset: Option<Disposition>) -> Self {
        let mut scene = Self::ready();
        scene.start_run(people(n_people), preset);
        scene.does(&["dial 00"]);
        scene
    }

    /// The dial is accepted and the call goes through its states up to `state`.
    pub(crate) fn reach(&mut self, call: &str, state: LineState) {
        self.dial_answer(DialAnswer::Accepted);
        let way = [LineState::Setup, LineState::Ringing, LineState::Talking];
        for step in way
            .into_iter()
            .chain([LineState::OnHold, LineState::WrapUp])
        {
            let skips_hold = step == LineState::OnHold && state != LineState::OnHold;
            if !skips_hold {
                self.told(call, step.clone());
                self.wait(4_000);
            }
            if step == state {
                break;
            }
        }
        self.fresh.clear();
    }

    // What goes in.

    pub(crate) fn command(&mut self, command: Command) -> Result<Accepted, Failure> {
        _ = writeln!(self.log, "> {command:?}");
        let answer = self.dialer.handle_command(command, self.now);
        if let Err(failure) = &answer {
            _ = writeln!(self.log, "  no: {failure:?}");
        }
        self.drain();
        answer
    }

    pub(crate) fn event(&mut self, event: Event) {
        _ = writeln!(self.log, "> {event:?}");
        self.dialer.handle_event(event, self.now);
        self.drain();
    }

    pub(crate) fn call(&mut self, target: Target) {
        self.try_call(target).expect("the call is begun");
    }

    pub(crate) fn try_call(&mut self, target: Target) -> Result<Accepted, Failure> {
        self.command(Command::Call {
            target,
            campaign: CampaignId::new("7"),
            outcome: None,
            again: false,
        })
    }

    pub(crate) fn start_run(&mut self, targets: Vec<Target>, outcome: Option<Disposition>) {
        let campaign = CampaignId::new("7");
        self.asks(Command::StartRun {
            targets,
            campaign,
            outcome,
            repeats: Repeats::Call,
        });
    }

    /// A command that must be accepted.
    pub(crate) fn asks(&mut self, command: Command) -> Accepted {
        self.command(command).expect("the command is accepted")
    }

    pub(crate) fn end_call(&mut self) -> Accepted {
        self.asks(Command::EndCall { outcome: None })
    }

    pub(crate) fn choose(&mut self, id: &str) {
        self.asks(Command::ChooseOutcome(outcome(id)));
    }

    pub(crate) fn link(&mut self, link: Link) {
        self.event(Event::Link(link));
    }

    pub(crate) fn agent(&mut self, id: &str) {
        self.event(Event::Agent(AgentId::new(id)));
    }

    pub(crate) fn carrier(&mut self, id: Option<&str>) {
        self.event(Event::Carrier(id.map(CarrierId::new)));
    }

    /// Person `index` may not be called from now on, or may again.
    pub(crate) fn block(&mut self, index: usize, reason: Option<BlockReason>) {
        let record = RecordId::new(format!("r{index}"));
        self.event(Event::Blocked { record, reason });
    }

    pub(crate) fn start_run_asking(&mut self, targets: Vec<Target>, repeats: Repeats) {
        let campaign = CampaignId::new("7");
        self.asks(Command::StartRun {
            targets,
            campaign,
            outcome: None,
            repeats,
        });
    }

    pub(crate) fn told(&mut self, call: &str, state: LineState) {
        self.event(Event::Call(fact(call, state)));
    }

    pub(crate) fn dial_request(&self) -> RequestId {
        self.dial.expect("a dial has left")
    }

    pub(crate) fn dial_answer(&mut self, answer: DialAnswer) {
        let request = self.dial_request();
        self.event(Event::DialAnswered(request, answer));
    }

    pub(crate) fn hung_up(&mut self, answer: HangUpAnswer) {
        let request = self.disconnect.expect("a disconnect has left");
        self.event(Event::HungUp(request, answer));
    }

    pub(crate) fn disposed(&mut self, answer: DisposeAnswer) {
        let request = self.dispose.expect("a dispose has left");
        self.event(Event::Disposed(request, answer));
    }

    /// A read asked for now and answered now, with events heard since the day began.
    pub(crate) fn read(&mut self, calls: &[CallFact]) {
        self.read_heard(calls, Some(Timestamp::from_ms(0)));
    }

    pub(crate) fn read_heard(&mut self, calls: &[CallFact], events_since: Option<Timestamp>) {
        self.event(Event::CallsRead(CallsRead {
            asked_at: self.now,
            events_since,
            calls: calls.to_vec(),
        }));
    }

    // Time and store.

    pub(crate) fn now(&self) -> Timestamp {
        self.now
    }

    /// Time goes on; deadlines on the way are kept.
    pub(crate) fn wait(&mut self, ms: u64) {
        let until = self.now.ms() + ms;
        for _ in 0..1_000 {
            match self.dialer.poll_timeout() {
                Some((due_at, timer)) if due_at.ms() <= until => {
                    self.now = due_at.max(self.now);
                    _ = writeln!(self.log, "> {timer:?} is due");
                    self.dialer.handle_timeout(self.now);
                    self.drain();
                }
                Some(_) | None => {
                    self.now = Timestamp::from_ms(until);
                    return;
                }
            }
        }
        panic!("a deadline that is over stays due");
    }

    /// Somebody sets the clock back.
    pub(crate) fn clock_goes_back(&mut self, ms: u64) {
        self.now = Timestamp::from_ms(self.now.ms() - ms);
        _ = writeln!(self.log, "> clock goes back {ms} ms");
    }

    pub(crate) fn clock_goes_forward(&mut self, ms: u64) {
        self.now = Timestamp::from_ms(self.now.ms() + ms);
        _ = writeln!(self.log, "> clock goes forward {ms} ms");
    }

    pub(crate) fn hold_stores(&mut self) {
        self.storing = Storing::Waits;
    }

    pub(crate) fn fail_stores(&mut self) {
        self.storing = Storing::Fails;
    }

    pub(crate) fn mend_stores(&mut self) {
        self.storing = Storing::Works;
    }

    /// Everything that waited is written and confirmed, in order.
    pub(crate) fn release_stores(&mut self) {
        self.storing = Storing::Works;
        for (id, entries) in std::mem::take(&mut self.waiting) {
            self.write(entries);
            self.event(Event::Stored(id));
        }
    }

    /// The oldest batch that waits is refused.
    pub(crate) fn fail_oldest_store(&mut self) {
        let (id, _) = self.waiting.remove(0);
        self.event(Event::StoreFailed(id));
    }

    /// The newest batch that waits is written and confirmed, before the older ones.
    pub(crate) fn release_newest_store(&mut self) {
        let (id, entries) = self.waiting.pop().expect("a batch waits");
        self.write(entries);
        self.event(Event::Stored(id));
    }

    /// The oldest batch that waits is written and confirmed.
    pub(crate) fn release_oldest_store(&mut self) {
        let (id, entries) = self.waiting.remove(0);
        self.write(entries);
        self.event(Event::Stored(id));
    }

    pub(crate) fn n_waiting_stores(&self) -> usize {
        self.waiting.len()
    }

    /// The program stops: only what is on disk goes on.
    pub(crate) fn restart(&mut self, browser_restarted: bool) {
        _ = writeln!(self.log, "> restart");
        self.n_starts += 1;
        self.waiting.clear();
        let restored = self.disk.restored(browser_restarted);
        let config = config(self.n_starts, self.pace);
        self.dialer = Dialer::restore(restored, config, self.now);
        (self.dial, self.disconnect, self.dispose) = (None, None, None);
        self.fresh.clear();
        self.drain();
    }

    // What is so.

    pub(crate) fn log(&self) -> &str {
        &self.log
    }

    /// The whole dialer, as a log would have it.
    pub(crate) fn printed(&self) -> String {
        format!("{:?}", self.dialer)
    }

    pub(crate) fn open_calls(&self) -> Vec<IntentId> {
        self.dialer.open_calls()
    }

    pub(crate) fn left_of_last_run(&self) -> Vec<Target> {
        self.dialer.left_of_last_run()
    }

    pub(crate) fn snapshot(&self) -> Snapshot {
        self.dialer.snapshot()
    }

    pub(crate) fn on_screen(&self) -> CallSnapshot {
        self.snapshot().call.expect("a call is on screen")
    }

    pub(crate) fn run(&self) -> RunSnapshot {
        self.snapshot().run.expect("a run is on")
    }

    pub(crate) fn summary(&self) -> Summary {
        self.snapshot().summary.expect("a run has ended")
    }

    #[track_caller]
    pub(crate) fn shows(&self, phase: Phase) {
        assert_eq!(self.on_screen().phase, phase, "the phase on screen");
    }

    /// The reason of the trouble shown with the call.
    pub(crate) fn trouble(&self) -> Option<Reason> {
        self.on_screen().trouble.map(|trouble| trouble.reason)
    }

    /// How the records of the last run ended, on disk, one word each.
    pub(crate) fn ends(&self) -> Vec<String> {
        let last = self.disk.ends.keys().next_back().map(|(run, _)| run);
        let of_run = self
            .disk
            .ends
            .iter()
            .filter(|((run, _), _)| Some(run) == last);
        let word = |end: &dialer::StoredRunEnd| match &end.end {
            StoredEnd::Called { outcome, .. } => {
                let outcome = outcome.as_ref().map_or("-", |outcome| outcome.id.as_str());
                format!("{} called {outcome}", end.index)
            }
            StoredEnd::Skipped(reason) => format!("{} skipped {reason:?}", end.index),
            StoredEnd::Blocked(reason) => format!("{} blocked {reason:?}", end.index),
            StoredEnd::Left => format!("{} left", end.index),
        };
        of_run.map(|(_, end)| word(end)).collect()
    }

    /// What came out since the last time, stores apart, is exactly this.
    #[track_caller]
    pub(crate) fn does(&mut self, expected: &[&str]) {
        let fresh = std::mem::take(&mut self.fresh);
        assert_eq!(fresh, expected, "what the dialer did");
    }

    /// Whether a read, and nothing else, was asked for since the last time.
    pub(crate) fn read_was_asked(&mut self) -> bool {
        std::mem::take(&mut self.fresh) == ["read"]
    }

    /// What came out so far is no matter of the scenario.
    pub(crate) fn forget(&mut self) {
        self.fresh.clear();
    }

    /// What the last batch held.
    #[track_caller]
    pub(crate) fn stored(&self, expected: &str) {
        assert_eq!(self.last_store, expected, "the last batch");
    }

    // The machinery.

    fn drain(&mut self) {
        let mut confirmed = Vec::new();
        while let Some(action) = self.dialer.poll_action() {
            self.perform(action, &mut confirmed);
        }
        self.check();
        for event in confirmed {
            self.event(event);
        }
    }

    fn perform(&mut self, action: Action, confirmed: &mut Vec<Event>) {
        let words = action_words(&action);
        _ = writeln!(self.log, "  {words}");
        match action {
            Action::Store { id, entries } => {
                self.last_store = words;
                match self.storing {
                    Storing::Works => {
                        self.write(entries);
                        confirmed.push(Event::Stored(id));
                    }
                    Storing::Waits => self.waiting.push((id, entries)),
                    Storing::Fails => confirmed.push(Event::StoreFailed(id)),
                }
                return;
            }
            Action::Dial {
                request, intent, ..
            } => {
                assert!(self.disk.calls.contains_key(&intent), "dial before store");
                assert!(self.dialed.insert(intent), "two dials for one intent");
                let others = self.dialer.snapshot().others;
                assert!(others.is_empty(), "dial while another call is live");
                self.dial = Some(request);
            }
            Action::Disconnect { request, call } => {
                assert!(
                    self.announced(&call).end_pressed,
                    "disconnect before store of the end"
                );
                self.disconnect = Some(request);
            }
            Action::Dispose {
                request,
                call,
                disposition,
            } => {
                let stored = self.announced(&call);
                let outcome = stored.outcome.as_ref().map(|outcome| outcome.id.clone());
                assert!(
                    stored.end_pressed
                        && stored.held_back.is_none()
                        && outcome == Some(disposition),
                    "dispose before store of the outcome"
                );
                self.dispose = Some(request);
            }
            Action::Report(Report::Dial(intent, _)) => {
                assert!(self.reported.insert(intent), "a dial is reported twice");
            }
            Action::AskCarrier { request, .. } => self.dial = Some(request),
            Action::Recover { request, .. } => self.dispose = Some(request),
            Action::ReadCalls | Action::Report(_) => {}
        }
        self.fresh.push(words);
    }

    /// What the disk has of the call on screen.
    fn announced(&self, call: &CallId) -> StoredCall {
        let on_screen = self.on_screen();
        assert_eq!(on_screen.id.as_ref(), Some(call), "a request for our call");
        let stored = self.disk.calls.get(&on_screen.intent).cloned();
        stored.expect("the call is on disk before anything is asked for it")
    }

    fn write(&mut self, entries: Vec<Entry>) {
        for entry in entries {
            self.disk.write(entry);
        }
    }

    fn check(&self) {
        let snapshot = self.dialer.snapshot();
        let printed = format!("{:?} {snapshot:?}", self.dialer);
        for private in ["202555", "555-01", "Person "] {
            let is_hidden = !self.log.contains(private) && !printed.contains(private);
            assert!(is_hidden, "{private} is printed: {printed}");
        }
        if let Some(run) = &snapshot.run {
            assert!(run.n_ended <= run.n_records, "more ends than records");
            assert_eq!(run.paused.is_none(), snapshot.can_pause, "can pause");
        }
        let Some(call) = &snapshot.call else { return };
        let words = format!("{:?} {:?} {:?}", call.phase, call.held, call.trouble);
        if call.phase == Phase::Done {
            assert!(call.held.is_some(), "done without end: {words}");
        }
        if call.phase == Phase::Talking {
            assert_eq!(call.line, Some(LineState::Talking), "{words}");
        }
    }
}

fn config(n_starts: u32, pace: Pace) -> Config {
    Config {
        instance: format!("start{n_starts}"),
        pace,
    }
}

/// An action as scenarios name it.
fn action_words(action: &Action) -> String {
    match action {
        Action::Store { entries, .. } => {
            let entries: Vec<String> = entries.iter().map(entry_words).collect();
            format!("store {}", entries.join(", "))
        }
        Action::Dial { number, .. } => format!("dial {}", &number[number.len() - 2..]),
        Action::Disconnect { call, .. } => format!("disconnect {call}"),
        Action::Dispose {
            call, disposition, ..
        } => format!("dispose {call} {disposition}"),
        Action::AskCarrier { carrier, .. } => format!("ask {carrier}"),
        Action::Recover {
            call, disposition, ..
        } => format!("recover {call} {disposition}"),
        Action::ReadCalls => "read".to_owned(),
        Action::Report(Report::Dial(_, result)) => format!("dial: {}", result_words(result)),
        Action::Report(Report::HangUp(Ok(HangUpEnd::WrapUp))) => "end: wrap-up".to_owned(),
        Action::Report(Report::HangUp(Ok(HangUpEnd::Finished(held)))) => {
            format!("end: {}", held_words(held))
        }
        Action::Report(Report::HangUp(Err(failure))) => format!("end: {:?}", failure.reason),
        Action::Report(Report::Dispose(Ok(held))) => format!("disposed: {}", held_words(held)),
        Action::Report(Report::Dispose(Err(failure))) => format!("disposed: {:?}", failure.reason),
    }
}

fn entry_words(entry: &Entry) -> String {
    match entry {
        Entry::Call(call) => format!("call {:?}", call.placement),
        Entry::Run(run) => format!("run of {}", run.targets.len()),
        Entry::Progress(progress) => format!("progress {}", progress.position),
        Entry::RunEnd(end) => format!("end of {}", end.index),
        Entry::RunOrder(order) => format!("order in {}", order.ranges.len()),
    }
}

fn result_words(result: &Result<(), Failure>) -> String {
    match result {
        Ok(()) => "accepted".to_owned(),
        Err(failure) => format!("{:?}", failure.reason),
    }
}

fn held_words(held: &Held) -> String {
    match held {
        Held::Confirmed(id) => format!("holds {id}"),
        Held::SetElsewhere(Some(id)) => format!("holds {id} set elsewhere"),
        Held::SetElsewhere(None) => "set elsewhere".to_owned(),
        Held::None => "holds none".to_owned(),
        Held::Unknown => "holding unknown".to_owned(),
    }
}

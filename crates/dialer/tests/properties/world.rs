//! The dialer between an agent, a store and a telephone system, watched by the invariants.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt::Write as _;
use std::time::Duration;

use dialer::{
    Accepted, Action, CallFact, CallId, CampaignId, Command, Config, Dialer, Disposition,
    DispositionId, Entry, Event, Failure, Held, IntentId, LineState, Link, Mode, Pace, Phase,
    Reason, RecordId, Repeats, Report, RunId, Snapshot, StoreId, Target, Timestamp,
};

use crate::disk::Disk;
use crate::fake::Telephones;
use crate::step::{Ask, Step};

mod flight;

use flight::Flight;

const START_MS: u64 = 1_800_000_000_000;

/// What the dialer was told of a call in this life.
#[derive(Debug)]
struct Told {
    state: LineState,
    first_at: Timestamp,
}

pub(crate) struct World {
    dialer: Dialer,
    now: Timestamp,
    link: Link,
    phones: Telephones,
    disk: Disk,
    stores: VecDeque<(StoreId, Vec<Entry>)>,
    flights: Vec<Flight>,
    told: BTreeMap<CallId, Told>,
    /// The furthest it was told of a call in any life.
    furthest: BTreeMap<CallId, u8>,
    /// What was shown to the dialer of dispositions, in all its lives.
    evidence: BTreeSet<(CallId, DispositionId)>,
    dialed: BTreeSet<IntentId>,
    reported: BTreeSet<IntentId>,
    /// Records of runs for which the telephone system has placed a call.
    placed: BTreeSet<(RunId, usize, String)>,
    /// After this was acknowledged nothing may leave.
    quiet: Option<Quiet>,
    /// The call that was on disk at the start: older than anything told since.
    restored_call: Option<CallId>,
    /// Restored, and no read has arrived yet.
    is_stale: bool,
    /// The newest batch at the time of a refusal that was not made good yet.
    unwritten: Option<StoreId>,
    newest_store: Option<StoreId>,
    /// It never was: the program stopped first.
    lost_writes: bool,
    pace: Pace,
    n_starts: u32,
    log: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Quiet {
    Paused,
    Cancelled,
}

impl Drop for World {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let tail = self.log.len().saturating_sub(6_000);
            let tail = (tail..).find(|&at| self.log.is_char_boundary(at));
            eprintln!(
                "--- the shift so far\n{}---",
                &self.log[tail.unwrap_or(0)..]
            );
        }
    }
}

pub(crate) fn rank(state: &LineState) -> u8 {
    match state {
        LineState::Setup | LineState::Other(_) => 0,
        LineState::Ringing => 1,
        LineState::Talking | LineState::OnHold => 2,
        LineState::WrapUp => 3,
        LineState::Finished => 4,
    }
}

fn pace(which: u8) -> Pace {
    let mode = match which % 2 {
        0 => Mode::Power,
        _ => Mode::Preview,
    };
    let countdown = (which % 4 >= 2).then_some(Duration::from_secs(3));
    let hold_back = Duration::from_secs(if which >= 4 { 2 } else { 0 });
    Pace {
        mode,
        countdown,
        hold_back,
    }
}

fn config(n_starts: u32, pace: Pace) -> Config {
    Config {
        instance: format!("start{n_starts}"),
        pace,
    }
}

fn outcome(id: &str) -> Option<Disposition> {
    let (id, name) = (DispositionId::new(id), id.to_owned());
    Some(Disposition { id, name })
}

fn record(index: usize) -> RecordId {
    RecordId::new(format!("r{index}"))
}

fn other_number(index: usize) -> String {
    format!("+120255502{index:02}")
}

fn target(index: usize) -> Target {
    let number = match index % 4 {
        3 => Err("too short".to_owned()),
        _ => Ok(format!("+120255501{index:02}")),
    };
    Target {
        record: Some(record(index)),
        name: String::new(),
        number,
        list: None,
        others: match index % 3 {
            1 => vec![other_number(index)],
            _ => Vec::new(),
        },
    }
}

fn is_open(phase: Phase) -> bool {
    match phase {
        Phase::Done | Phase::Failed => false,
        Phase::Dialing
        | Phase::Ringing
        | Phase::Talking
        | Phase::OnHold
        | Phase::Ending
        | Phase::WrapUp
        | Phase::Disposing
        | Phase::Unknown => true,
    }
}

impl World {
    pub(crate) fn new() -> Self {
        let now = Timestamp::from_ms(START_MS);
        let mut world = Self {
            dialer: Dialer::new(config(1, Pace::AT_ONCE)),
            now,
            link: Link::Interrupted,
            phones: Telephones::new(now),
            disk: Disk::default(),
            stores: VecDeque::new(),
            flights: Vec::new(),
            told: BTreeMap::new(),
            furthest: BTreeMap::new(),
            evidence: BTreeSet::new(),
            dialed: BTreeSet::new(),
            reported: BTreeSet::new(),
            placed: BTreeSet::new(),
            quiet: None,
            restored_call: None,
            is_stale: false,
            unwritten: None,
            newest_store: None,
            lost_writes: false,
            pace: Pace::AT_ONCE,
            n_starts: 1,
            log: String::new(),
        };
        world.link(Link::Ready);
        world
    }

    pub(crate) fn take(&mut self, step: &Step) {
        _ = writeln!(self.log, "* {step:?}");
        match *step {
            Step::Ask(ask) => self.ask(ask),
            Step::Answer {
                which,
                fate,
                hidden_s,
            } => self.answer(usize::from(which), fate, u64::from(hidden_s) * 1_000),
            Step::Store { works } => self.store(works),
            Step::Happens(happening) => self.happens(happening),
            Step::Frame { which, repeated } => self.frame(usize::from(which), repeated),
            Step::Read => self.read(),
            Step::Wait { ms } => self.wait(u64::from(ms)),
            Step::ClockBack => self.clock_back(),
            Step::LinkReady => self.link(Link::Ready),
            Step::LinkInterrupted => self.link(Link::Interrupted),
            Step::LinkDown => self.link(Link::Down(Failure::new(Reason::Offline))),
            Step::SocketDown => self.phones.socket_down(),
            Step::SocketUp => self.phones.socket_up(self.now),
            Step::Restart { browser } => self.restart(browser),
        }
    }

    // What goes in.

    fn ask(&mut self, ask: Ask) {
        let campaign = CampaignId::new("7");
        let had_run = self.dialer.snapshot().run.is_some();
        let command = match ask {
            Ask::Call => Command::Call {
                target: target(50),
                campaign,
                outcome: None,
                again: true,
            },
            Ask::StartRun { n_people, preset } => Command::StartRun {
                targets: (0..usize::from(n_people)).map(target).collect(),
                campaign,
                outcome: if preset { outcome("46") } else { None },
                repeats: match n_people % 3 {
                    0 => Repeats::Ask,
                    1 => Repeats::Skip,
                    _ => Repeats::Call,
                },
            },
            Ask::EndCall { outcome: some } => Command::EndCall {
                outcome: if some { outcome("48") } else { None },
            },
            Ask::EndAndNext => Command::EndAndNext,
            Ask::CallOther => self.other_number(),
            Ask::UndoSend => Command::UndoSend,
            Ask::Dispose => Command::Dispose {
                outcome: outcome("43"),
            },
            Ask::Skip => Command::Skip { reason: None },
            Ask::Postpone => Command::Postpone,
            Ask::Move { which, before } => Command::MoveInRun {
                record: record(which.into()),
                before: before.map(|before| record(before.into())),
            },
            Ask::Remove { which } => Command::RemoveFromRun(record(which.into())),
            Ask::UndoRemove => Command::UndoRemoveFromRun,
            Ask::Pause => Command::Pause,
            Ask::Resume => Command::Resume,
            Ask::CallCurrent => Command::CallCurrent,
            Ask::HoldAdvance => Command::HoldAdvance,
            Ask::SetPace { which } => {
                self.pace = pace(which);
                Command::SetPace(self.pace)
            }
            Ask::Cancel => Command::Cancel,
            Ask::Choose { some } => Command::ChooseOutcome(if some { outcome("44") } else { None }),
            Ask::Note => Command::SetNote("n".to_owned()),
            Ask::Dismiss => Command::Dismiss,
        };
        // What was held back may leave again once a person asks for a call.
        let before = self.quiet;
        if matches!(
            ask,
            Ask::Call | Ask::StartRun { .. } | Ask::Resume | Ask::CallOther
        ) {
            self.quiet = None;
        }
        let answer = self.dialer.handle_command(command, self.now);
        match (ask, &answer) {
            (_, Err(_)) => self.quiet = before,
            (Ask::Pause, Ok(_)) if had_run => self.quiet = Some(Quiet::Paused),
            (Ask::Cancel, Ok(Accepted::Done)) => self.quiet = Some(Quiet::Cancelled),
            (_, Ok(_)) => {}
        }
        self.drain();
    }

    /// Another number of whoever is on screen.
    fn other_number(&self) -> Command {
        let call = self.dialer.snapshot().call;
        let others = call.map(|call| call.target.others);
        let number = others.and_then(|others| others.into_iter().next());
        Command::CallOther {
            number: number.unwrap_or_default(),
            outcome: None,
            again: true,
        }
    }

    fn event(&mut self, event: Event) {
        _ = writeln!(self.log, "  > {event:?}");
        self.dialer.handle_event(event, self.now);
        self.drain();
    }

    fn link(&mut self, link: Link) {
        self.link = link.clone();
        self.event(Event::Link(link));
    }

    fn store(&mut self, works: bool) {
        let Some((id, entries)) = self.stores.pop_front() else {
            return;
        };
        if !works {
            self.unwritten = self.newest_store;
            self.event(Event::StoreFailed(id));
            return;
        }
        for entry in entries {
            self.disk.write(entry);
        }
        // Only a batch made after the refusal makes it good.
        if self.unwritten.is_some_and(|unwritten| unwritten < id) {
            self.unwritten = None;
        }
        self.event(Event::Stored(id));
    }

    fn note_fact(&mut self, fact: &CallFact) {
        if let Some(id) = &fact.disposition {
            self.evidence.insert((fact.id.clone(), id.clone()));
        }
        let furthest = self.furthest.entry(fact.id.clone()).or_default();
        *furthest = rank(&fact.state).max(*furthest);
        let told = self.told.entry(fact.id.clone()).or_insert(Told {
            state: fact.state.clone(),
            first_at: self.now,
        });
        if rank(&fact.state) >= rank(&told.state) {
            told.state = fact.state.clone();
        }
    }

    fn note_finished(&mut self, call: &CallId) {
        if let Some(told) = self.told.get_mut(call) {
            told.state = LineState::Finished;
        }
    }

    fn note_held(&mut self, call: &CallId, held: &Held) {
        if let Held::Confirmed(id) = held {
            self.evidence.insert((call.clone(), id.clone()));
        }
        self.note_finished(call);
    }

    fn tell(&mut self, fact: CallFact) {
        self.note_fact(&fact);
        self.event(Event::Call(fact));
    }

    fn frame(&mut self, which: usize, repeated: bool) {
        if let Some(fact) = self.phones.take_frame(which, self.now) {
            if repeated {
                self.tell(fact.clone());
            }
            self.tell(fact);
        }
    }

    fn wait(&mut self, ms: u64) {
        let until = self.now.ms() + ms;
        for _ in 0..1_000 {
            while let Some(fact) = self.phones.take_old_frame(self.now) {
                self.tell(fact);
            }
            match self.dialer.poll_timeout() {
                Some((due_at, _)) if due_at.ms() <= until => {
                    self.now = due_at.max(self.now);
                    self.dialer.handle_timeout(self.now);
                    self.drain();
                }
                Some(_) | None if self.now.ms() < until => self.now = Timestamp::from_ms(until),
                Some(_) | None => return,
            }
        }
        panic!("a deadline that is over stays due");
    }

    fn clock_back(&mut self) {
        self.now = Timestamp::from_ms(self.now.ms() - 3_000_000);
        self.phones.clock_went_back(self.now);
        // A read that was asked for by the old clock compares with nothing any more.
        self.flights.retain(|flight| !flight.is_read());
        for told in self.told.values_mut() {
            told.first_at = told.first_at.min(self.now);
        }
        self.dialer.handle_timeout(self.now);
        self.drain();
    }

    fn restart(&mut self, browser: bool) {
        self.n_starts += 1;
        self.land_at_restart();
        self.lost_writes |= self.unwritten.take().is_some();
        self.stores.clear();
        self.told.clear();
        self.reported.clear();
        if browser {
            self.phones.socket_down();
        }
        let progress = self.disk.progress.as_ref();
        let on_disk = match self.quiet {
            Some(Quiet::Paused) => progress.is_some_and(|progress| progress.paused.is_some()),
            Some(Quiet::Cancelled) => progress.is_none_or(|progress| progress.run.is_none()),
            None => false,
        };
        // What was acknowledged but is not on disk is forgotten.
        self.quiet = self.quiet.filter(|_| on_disk);
        let restored = self.disk.restored(browser);
        let call = restored.call.as_ref();
        self.restored_call = call.and_then(|call| call.call_id.clone());
        if let (Some(call), Some(id)) = (call, &self.restored_call) {
            let state = match &call.held {
                Some(_) => LineState::Finished,
                None => LineState::Setup,
            };
            let first_at = Timestamp::from_ms(0);
            self.told.insert(id.clone(), Told { state, first_at });
        }
        self.dialer = Dialer::restore(restored, config(self.n_starts, self.pace), self.now);
        self.is_stale = true;
        self.drain();
        self.link(Link::Ready);
    }

    // What comes out.

    fn drain(&mut self) {
        for _ in 0..100 {
            let Some(action) = self.dialer.poll_action() else {
                self.check();
                return;
            };
            _ = writeln!(self.log, "  {action:?}");
            self.perform(action);
        }
        panic!("actions without end");
    }

    fn perform(&mut self, action: Action) {
        match action {
            Action::Store { id, entries } => {
                self.newest_store = Some(id);
                self.stores.push_back((id, entries));
            }
            Action::Dial {
                request,
                intent,
                number,
                ..
            } => {
                let record = self.check_dial(&intent);
                self.flights.push(Flight::Dial {
                    request,
                    intent,
                    number,
                    record,
                    is_late: false,
                });
            }
            Action::Disconnect { request, call } => {
                assert!(self.announced(&call).end_pressed, "disconnect before store");
                self.flights.push(Flight::Disconnect { request, call });
            }
            Action::Dispose {
                request,
                call,
                disposition,
            } => {
                let stored = self.announced(&call);
                let announced = stored.outcome.as_ref().map(|outcome| &outcome.id);
                assert!(
                    stored.end_pressed
                        && stored.held_back.is_none()
                        && announced == Some(&disposition),
                    "dispose before store"
                );
                self.flights.push(Flight::Dispose {
                    request,
                    call,
                    disposition,
                });
            }
            Action::ReadCalls => {
                let list = self.phones.list(self.now);
                let asked_at = self.now;
                self.flights.push(Flight::Read { asked_at, list });
            }
            Action::Report(Report::Dial(intent, _)) => {
                assert!(self.reported.insert(intent), "a dial is reported twice");
            }
            Action::Recover {
                request,
                call,
                disposition,
            } => self.flights.push(Flight::Recover {
                request,
                call,
                disposition,
            }),
            Action::AskCarrier { .. } => panic!("no carrier was ever named"),
            Action::Report(Report::HangUp(_) | Report::Dispose(_)) => {}
        }
    }

    fn announced(&self, call: &CallId) -> &dialer::StoredCall {
        let on_screen = self.dialer.snapshot().call.expect("a call is on screen");
        assert_eq!(on_screen.id.as_ref(), Some(call), "a request for our call");
        let stored = self.disk.calls.get(&on_screen.intent);
        stored.expect("the call is on disk before anything is asked for it")
    }

    /// Everything that must hold in the moment of a dial. Names the record it is for.
    fn check_dial(&mut self, intent: &IntentId) -> Option<(RunId, usize)> {
        let stored = self
            .disk
            .calls
            .get(intent)
            .expect("dial before store")
            .clone();
        assert!(self.dialed.insert(intent.clone()), "two dials, one intent");
        assert_eq!(self.quiet, None, "a dial after it was acknowledged");
        assert_eq!(self.link, Link::Ready, "a dial without a link");
        let open = self
            .told
            .iter()
            .find(|(_, told)| told.state != LineState::Finished);
        assert!(open.is_none(), "a dial while {open:?} is not finished");
        let index = stored.run_index?;
        let run = self.dialer.snapshot().run.expect("the record's run is on");
        assert_eq!(run.index, index, "the current record");
        let has_ended = self.disk.ends.contains_key(&(run.id.clone(), index));
        let number = stored.target.number.as_deref().unwrap_or_default();
        let is_other = number == other_number(index);
        let is_going = run.paused.is_none();
        assert!(is_going || is_other, "a run that stands still dials");
        assert!(!has_ended || is_other, "a record that has ended is dialed");
        Some((run.id, index))
    }

    fn check(&self) {
        let snapshot = self.dialer.snapshot();
        self.check_call(&snapshot);
        let Some(run) = &snapshot.run else { return };
        let going = run.paused.is_none() && self.link == Link::Ready && !self.is_stale;
        let has_call = snapshot
            .call
            .as_ref()
            .is_some_and(|call| is_open(call.phase));
        let is_order = |entry: &Entry| matches!(entry, Entry::RunOrder(_));
        let mut stores = self.stores.iter();
        let order_waits = stores.any(|(_, entries)| entries.iter().any(is_order));
        let waits = run.waits_for_agent
            || run.next_dial_at.is_some()
            || order_waits
            || self.unwritten.is_some();
        assert!(
            !going || has_call || waits || !snapshot.others.is_empty(),
            "nothing is in the way, and the run stands still"
        );
    }

    fn check_call(&self, snapshot: &Snapshot) {
        let Some(call) = &snapshot.call else { return };
        if let (Some(Held::Confirmed(id)), Some(call)) = (&call.held, &call.id) {
            let key = (call.clone(), id.clone());
            assert!(self.evidence.contains(&key), "confirmed without evidence");
        }
        let shown = match call.phase {
            Phase::Ringing => LineState::Ringing,
            Phase::Talking => LineState::Talking,
            Phase::OnHold => LineState::OnHold,
            Phase::Dialing
            | Phase::Ending
            | Phase::WrapUp
            | Phase::Disposing
            | Phase::Done
            | Phase::Failed
            | Phase::Unknown => return,
        };
        let id = call.id.as_ref().expect("a state without a call");
        if self.restored_call.as_ref() == Some(id) {
            // The disk may be behind what was told in the life before, and never ahead.
            let furthest = self.furthest.get(id).copied();
            assert!(Some(rank(&shown)) <= furthest, "shows {shown:?} untold");
            return;
        }
        let told = self.told.get(id).map(|told| &told.state);
        assert_eq!(told, Some(&shown), "what is shown was told");
    }

    // The end of the shift.

    /// Everything is mended; with an agent who goes on, the run comes to its end.
    pub(crate) fn come_to_an_end(&mut self) {
        _ = writeln!(self.log, "* everything is mended");
        self.phones.socket_up(self.now);
        self.link(Link::Ready);
        for _ in 0..600 {
            if !self.stores.is_empty() {
                self.store(true);
            } else if !self.flights.is_empty() {
                self.answer(0, crate::step::Fate::Done, 0);
            } else if let Some(fact) = self.phones.take_frame(0, self.now) {
                self.tell(fact);
            } else if self.goes_on() {
                self.check_ends();
                return;
            }
        }
        panic!("the shift does not come to an end");
    }

    /// One step of a patient agent; true once there is nothing left to do.
    fn goes_on(&mut self) -> bool {
        if let Some(index) = self.phones.newest(self.now) {
            self.phones
                .shift(index, LineState::Finished, None, self.now);
            return false;
        }
        let snapshot = self.dialer.snapshot();
        let open = snapshot.call.filter(|call| is_open(call.phase));
        match (open, snapshot.run) {
            _ if self.is_stale || !snapshot.others.is_empty() => {
                self.wait(1);
                self.read();
            }
            (Some(call), _) if call.held_back.is_some() => self.wait(2_000),
            (Some(call), _) if call.phase == Phase::WrapUp => {
                self.ask(Ask::Choose { some: true });
                self.ask(Ask::EndCall { outcome: false });
            }
            (Some(_), run) => {
                self.wait(26_000);
                self.read();
                self.read();
                let call = self.dialer.snapshot().call;
                if call.is_some_and(|call| call.phase == Phase::Unknown) {
                    self.ask(Ask::Dismiss);
                    if run.is_some() {
                        self.ask(Ask::Skip);
                    }
                }
            }
            (None, Some(run)) if run.waits_for_agent => self.ask(Ask::CallCurrent),
            (None, Some(run)) if run.next_dial_at.is_some() => self.wait(3_000),
            (None, Some(_)) => self.ask(Ask::Resume),
            // What was refused is written with the next batch: any will do.
            (None, None) if self.unwritten.is_some() => self.ask(Ask::Call),
            (None, None) => return true,
        }
        false
    }

    fn check_ends(&self) {
        if self.lost_writes {
            return;
        }
        for (id, run) in &self.disk.runs {
            let of_run = |(run, _): &&(RunId, usize)| run == id;
            let n_ends = self.disk.ends.keys().filter(of_run).count();
            assert_eq!(n_ends, run.targets.len(), "every record ends, {id}");
        }
        let open = |call: &&dialer::StoredCall| {
            let is_seen = call.call_id.is_some();
            is_seen && call.held.is_none()
        };
        let open = self.disk.calls.values().find(open);
        assert!(
            open.is_none(),
            "the history has an unfinished call: {open:?}"
        );
    }
}

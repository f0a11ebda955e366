//! The world of one seed: worker, tabs, network, store, Five9 and people, in virtual time.
//!
//! Rule: one thing happens at a time, and after each of them the invariants are looked at.

use std::collections::BTreeMap;
use std::time::Duration;

use extension::message::{TabEvent, TabMessage};
use extension::snapshot::Snapshot;
use extension::worker::{Input, PortId, Row, TabAnswer};
use five9_sim::domain::{Admitted, Config, Sim};

use super::browser::{Browser, Task};
use super::check::{Checks, Violation};
use super::cookies::Cookies;
use super::fault::{Fault, Tally};
use super::person::Person;
use super::process::{Disk, Process};
use super::rng::Rng;
use super::scenario::Scenario;
use super::wire::{Flight, Landing};

pub(crate) const EPOCH_MS: u64 = 1_800_000_000_000;
/// More steps than this are a world that turns on the spot.
const N_STEPS_MAX: u64 = 400_000;

/// What will happen.
pub(crate) enum Due {
    /// A fault at a time of its own.
    Mishap(Fault),
    /// The agent looks and acts.
    PersonActs,
    /// Something reaches the worker. With a life: only that one; without, it wakes the worker.
    Worker {
        life: Option<u32>,
        what: Waking,
    },
    /// The worker has read the store.
    WorkerStarts {
        life: u32,
    },
    /// A document has something to do; a frozen one does it later.
    Document {
        document: u32,
        task: Task,
    },
    /// A page has loaded: its content script starts.
    PageLoads {
        tab: i32,
    },
    Thaw {
        tab: i32,
    },
    BrowserOpens,
    /// A request reaches Five9.
    Arrives(Box<Flight>),
    /// Five9 handles it.
    Handled(Box<Flight>, Box<Admitted>),
    /// Its answer is back where it was sent from.
    Landed(Box<Flight>, Landing),
    /// A write is on disk, or was refused.
    Written {
        life: u32,
        write: u64,
        done: bool,
    },
}

/// What wakes the worker.
pub(crate) enum Waking {
    Input(Input),
    Alarm,
    /// An answer, with what it shows of calls.
    Answer {
        request_id: String,
        answer: TabAnswer,
        shows: Option<Shows>,
    },
}

/// What an answer tells about the agent's calls, kept to judge what could be known.
#[derive(Debug, Clone)]
pub(crate) struct Shows(pub(crate) Vec<String>);

pub(crate) struct World {
    pub(crate) rng: Rng,
    pub(crate) scenario: Scenario,
    pub(crate) sim: Sim,
    pub(crate) now: Duration,
    /// How far the computer's clock is from the time since the start.
    pub(crate) clock_offset_ms: i64,
    pub(crate) process: Process,
    pub(crate) disk: Disk,
    pub(crate) browser: Browser,
    pub(crate) cookies: Cookies,
    pub(crate) person: Person,
    pub(crate) checks: Checks,
    pub(crate) tally: Tally,
    /// Faults still happen.
    pub(crate) is_chaos: bool,
    pub(crate) n_steps: u64,
    queue: BTreeMap<(Duration, u64), Due>,
    n_due: u64,
    n_ids: u32,
    journal: Option<Vec<String>>,
}

impl World {
    pub(crate) fn new(seed: u64, is_verbose: bool) -> Self {
        let mut rng = Rng::new(seed);
        let scenario = Scenario::new(&mut rng);
        let mut world = Self {
            sim: Sim::new(Config::new(seed, EPOCH_MS)),
            rng,
            scenario,
            now: Duration::ZERO,
            clock_offset_ms: 0,
            process: Process::new(),
            disk: Disk::default(),
            browser: Browser::default(),
            cookies: Cookies::default(),
            person: Person::default(),
            checks: Checks::default(),
            tally: Tally::default(),
            is_chaos: true,
            n_steps: 0,
            queue: BTreeMap::new(),
            n_due: 0,
            n_ids: 0,
            journal: is_verbose.then(Vec::new),
        };
        world.set_up();
        world
    }

    fn set_up(&mut self) {
        let settings = std::mem::take(&mut self.scenario.settings);
        for (path, body) in settings {
            self.control(path, &body);
        }
        self.log_in();
        self.open_browser();
        for (at, fault) in self.scenario.mishaps.clone() {
            self.tally.inject(fault);
            self.schedule_at(at, Due::Mishap(fault));
        }
        self.schedule(Duration::from_millis(900), Due::PersonActs);
    }

    pub(crate) fn next_id(&mut self) -> u32 {
        self.n_ids += 1;
        self.n_ids
    }

    /// The computer's clock.
    pub(crate) fn wall_ms(&self) -> u64 {
        let ms = EPOCH_MS + super::scenario::ms(self.now);
        ms.saturating_add_signed(self.clock_offset_ms)
    }

    pub(crate) fn schedule(&mut self, after: Duration, due: Due) {
        self.schedule_at(self.now + after, due);
    }

    pub(crate) fn schedule_at(&mut self, at: Duration, due: Due) {
        self.n_due += 1;
        self.queue.insert((at.max(self.now), self.n_due), due);
    }

    /// Takes out of the queue what never comes now.
    pub(crate) fn forget(&mut self, is_gone: impl Fn(&Due) -> bool) {
        self.queue.retain(|_, due| !is_gone(due));
    }

    pub(crate) fn note(&mut self, text: impl FnOnce() -> String) {
        if let Some(journal) = &mut self.journal {
            let line = format!("{:>9.3} {}", self.now.as_secs_f64(), text());
            journal.push(line);
        }
    }

    pub(crate) fn take_journal(&mut self) -> Vec<String> {
        self.journal.take().unwrap_or_default()
    }

    pub(crate) fn violation(&self) -> Option<&Violation> {
        self.checks.violation.as_ref()
    }

    /// Whether this happens to the next candidate; only the seed decides.
    pub(crate) fn strikes(&mut self, fault: Fault) -> bool {
        let strikes = self.is_chaos && self.rng.chance(self.scenario.rate(fault));
        if strikes {
            self.tally.inject(fault);
        }
        strikes
    }

    /// Jumps to what is due next and lets it happen.
    pub(crate) fn step(&mut self) {
        self.n_steps += 1;
        if self.n_steps > N_STEPS_MAX {
            self.checks
                .fail(0, "the world turns on the spot".to_owned());
            return;
        }
        let queued = self.queue.first_key_value().map(|(key, _)| key.0);
        let sim = self.sim.poll_timeout();
        let timer = self.process.next_timer();
        let Some(at) = [queued, sim, timer].into_iter().flatten().min() else {
            self.now += Duration::from_secs(1);
            return;
        };
        self.now = self.now.max(at);
        if sim.is_some_and(|due| due <= self.now) {
            self.sim.handle_timeout(self.now);
            self.carry_frames();
        } else if timer.is_some_and(|due| due <= self.now) {
            self.fire_timer();
        } else if let Some((_, due)) = self.queue.pop_first() {
            self.happen(due);
        }
        self.check_step();
        self.maybe_stop_worker();
    }

    fn happen(&mut self, due: Due) {
        match due {
            Due::Mishap(fault) => self.suffer(fault),
            Due::PersonActs => self.person_acts(),
            Due::Worker { life, what } => self.wake_worker(life, what),
            Due::WorkerStarts { life } => self.start_worker(life),
            Due::Document { document, task } => self.do_task(document, task),
            Due::PageLoads { tab } => self.load_page(tab),
            Due::Thaw { tab } => self.thaw_tab(tab),
            Due::BrowserOpens => self.open_browser(),
            Due::Arrives(flight) => self.arrive(flight),
            Due::Handled(flight, admitted) => self.handle_at_five9(flight, *admitted),
            Due::Landed(flight, landing) => self.land(*flight, landing),
            Due::Written { life, write, done } => {
                self.wake_worker(Some(life), Waking::Input(Input::Written { write, done }));
            }
        }
        self.carry_frames();
    }

    /// The last thing that an open panel shows.
    pub(crate) fn shown(&self) -> Option<&Snapshot> {
        self.browser.panel.as_ref()?.snapshot.as_deref()
    }
}

/// What a content script says on its Port.
pub(crate) fn on_port(port: PortId, event: TabEvent) -> Waking {
    Waking::Input(Input::TabEvent { port, event })
}

/// The request id that a message to a tab carries.
pub(crate) fn request_id_of(message: &TabMessage) -> &str {
    match message {
        TabMessage::Call { request_id, .. }
        | TabMessage::Hangup { request_id, .. }
        | TabMessage::DisposeOnly { request_id, .. }
        | TabMessage::Read { request_id, .. }
        | TabMessage::Session { request_id, .. }
        | TabMessage::Control { request_id, .. }
        | TabMessage::Socket { request_id, .. } => request_id,
    }
}

/// The table, key and text of a row that is put.
pub(crate) fn put(row: &Row) -> Option<(extension::worker::Table, &str, &str)> {
    match row {
        Row::Put { table, key, json } => Some((*table, key, json)),
        Row::Delete { .. } | Row::Forget { .. } | Row::Clear(_) => None,
    }
}

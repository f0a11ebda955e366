//! Stories of practice: the worker's logic beside the built-in simulated Five9, in virtual time.
//!
//! Whatever would reach a real tab or a real host ends the story.

use std::collections::BTreeMap;
use std::time::Duration;

use extension::list::edits::{Edits, ListRows};
use extension::message::{Code, Status, TabEvent};
use extension::snapshot::{CallPhase, LinkState, MainButton, Snapshot};
use extension::stored::StoredRecord;
use extension::wire::{read_tagged, read_text};
use extension::worker::{
    Boot, CHUNK_PREFIX, Effect, Input, LIST_KEY, PROGRESS_KEY, PortId, Route, Row, Table, Worker,
    is_forgotten, named_by, practice_rows,
};
use practice_module::callees::CALLEES;
use practice_module::host::{Callee, Host, Now};
use serde_json::{Value, json};

#[path = "support/books.rs"]
mod books;

use books::complete;

const EPOCH_MS: u64 = 1_800_000_000_000;
const PANEL: PortId = 1;
const VOICEMAIL: &str = "300000000000046";

struct Practice {
    worker: Worker,
    /// The page's simulated Five9, and the Port that it has.
    host: Option<(Host, PortId)>,
    now: Duration,
    store: BTreeMap<(Table, String), String>,
    writes: Vec<u64>,
    replies: BTreeMap<u32, Status>,
    snapshot: Option<Snapshot>,
    switched: Option<bool>,
    n_ids: u32,
    n_starts: u32,
}

impl Practice {
    /// A panel that hosts, on a fresh practice store; nothing has happened yet.
    fn new() -> Self {
        let mut store = BTreeMap::new();
        for row in practice_rows(str::to_owned) {
            keep(&mut store, row);
        }
        let mut practice = Self {
            worker: Worker::start(Boot::default(), EPOCH_MS),
            host: None,
            now: Duration::ZERO,
            store,
            writes: Vec::new(),
            replies: BTreeMap::new(),
            snapshot: None,
            switched: None,
            n_ids: 10,
            n_starts: 0,
        };
        practice.start_worker();
        practice.load_host();
        practice
    }

    /// The same once calls can be placed.
    fn ready() -> Self {
        let mut practice = Self::new();
        practice.wait("the link is ready", |one| {
            one.view().link.state == LinkState::Ready && !one.view().dispositions.is_empty()
        });
        practice
    }

    fn start_worker(&mut self) {
        self.n_starts += 1;
        self.writes.clear();
        let row = |table, key: &str| self.store.get(&(table, key.to_owned())).cloned();
        let mut boot = Boot {
            seed: format!("start{}", self.n_starts),
            practice: true,
            list: row(Table::Records, LIST_KEY),
            progress: row(Table::Progress, PROGRESS_KEY),
            ..Boot::default()
        };
        if let Some(progress) = &boot.progress {
            let (run, call) = named_by(progress);
            boot.call = call.and_then(|call| row(Table::Calls, &call));
            boot.run = run.as_ref().and_then(|run| row(Table::Runs, run));
            let ends = self.store.iter().filter(|((table, key), _)| {
                let of_run = run.as_ref().is_some_and(|run| key.starts_with(run));
                *table == Table::RunEnds && of_run
            });
            boot.run_ends = ends.map(|(_, json)| json.clone()).collect();
        }
        self.worker = Worker::start(boot, self.ms());
        self.snapshot = None;
        self.input(Input::PanelOpened(PANEL));
    }

    /// A page begins to host.
    fn load_host(&mut self) {
        let host = Host::new(7, format!("connector-{}", self.n_ids), self.ms());
        self.host = Some((host, 0));
        self.connect();
    }

    /// The page opens a Port, its first or another one.
    fn connect(&mut self) {
        self.n_ids += 1;
        let Some((host, port)) = &mut self.host else {
            return;
        };
        *port = self.n_ids;
        let (port, hello) = (*port, host.hello());
        self.input(Input::PracticeOpened(port));
        self.hear(port, &hello);
    }

    /// The page goes.
    fn close_host(&mut self) {
        let (_, port) = self.host.take().expect("a page hosts");
        self.input(Input::PortClosed(port));
    }

    fn hear(&mut self, port: PortId, message: &Value) {
        let event = read_tagged::<TabEvent>(message).expect("the host speaks what the tab speaks");
        self.input(Input::TabEvent { port, event });
    }

    fn view(&self) -> &Snapshot {
        self.snapshot.as_ref().expect("the panel is open")
    }

    fn phase(&self) -> Option<CallPhase> {
        self.view().call.as_ref().map(|call| call.phase)
    }

    fn ms(&self) -> u64 {
        EPOCH_MS + u64::try_from(self.now.as_millis()).expect("a short story")
    }

    fn clocks(&self) -> Now {
        Now {
            since_start: self.now,
            wall_ms: self.ms(),
        }
    }

    fn input(&mut self, input: Input) {
        self.worker.handle(input, self.ms());
        self.settle();
    }

    fn settle(&mut self) {
        loop {
            if let Some(effect) = self.worker.poll_effect() {
                self.carry_out(effect);
            } else if let Some((message, port)) = self.next_message() {
                self.hear(port, &message);
            } else {
                return;
            }
        }
    }

    fn next_message(&mut self) -> Option<(Value, PortId)> {
        let (host, port) = self.host.as_mut()?;
        Some((host.poll_message()?, *port))
    }

    fn carry_out(&mut self, effect: Effect) {
        match effect {
            Effect::Reply { reply, status } => _ = self.replies.insert(reply, status),
            Effect::Send { route, message, .. } => {
                let Route::Practice(port) = route else {
                    panic!("{route:?} is no simulated tab");
                };
                let now = self.clocks();
                let (host, known) = self.host.as_mut().expect("nobody else is asked");
                assert_eq!(*known, port, "the page that hosts is asked");
                let message = serde_json::to_value(&message).expect("messages are JSON");
                host.handle_message(&message, now);
            }
            Effect::Write { write, rows } => {
                let (rows, _) = complete(&self.store, rows);
                for row in rows {
                    keep(&mut self.store, row);
                }
                self.writes.push(write);
            }
            Effect::SaveSettings { write, .. } => self.writes.push(write),
            Effect::ReadList => {
                let records = self.records();
                let edits = Edits::default();
                self.input(Input::List(Some(ListRows { records, edits })));
            }
            Effect::Show { snapshot, .. } => self.snapshot = Some(*snapshot),
            Effect::SetPractice { on, .. } => self.switched = Some(on),
            real @ (Effect::Inject { .. }
            | Effect::FocusTab(_)
            | Effect::OpenTab(_)
            | Effect::SetDiscardable { .. }) => panic!("{real:?} is for real tabs"),
            unasked @ (Effect::ReadCall(_)
            | Effect::DeleteAll { .. }
            | Effect::Outbox(_)
            | Effect::Restart
            | Effect::OpenPanel) => {
                panic!("{unasked:?} is nothing that these stories ask for")
            }
            Effect::Broadcast(_)
            | Effect::ReadRoom
            | Effect::Shortcut { .. }
            | Effect::SetSurface(_)
            | Effect::Badge { .. }
            | Effect::Notify(_) => {}
        }
    }

    fn records(&self) -> Vec<StoredRecord> {
        let chunks = self
            .store
            .iter()
            .filter(|((table, key), _)| *table == Table::Records && key.starts_with(CHUNK_PREFIX));
        chunks
            .flat_map(|(_, json)| read_text::<Vec<StoredRecord>>(json).expect("a chunk"))
            .collect()
    }

    #[track_caller]
    fn ask(&mut self, message: Value) -> Status {
        self.n_ids += 1;
        let reply = self.n_ids;
        self.input(Input::PageMessage {
            reply,
            message,
            trusted: true,
        });
        self.wait("the page is answered", |one| {
            one.replies.contains_key(&reply)
        });
        self.replies[&reply].clone()
    }

    /// Goes on until `is_so`, at most 90 s of virtual time.
    #[track_caller]
    fn wait(&mut self, what: &str, is_so: impl Fn(&Self) -> bool) {
        let deadline = self.now + Duration::from_secs(90);
        while !is_so(self) {
            assert!(
                self.now < deadline,
                "waited for: {what}; {:?}, {:?}",
                self.view().link,
                self.phase()
            );
            self.step();
        }
    }

    /// Jumps to what is due next and lets it happen.
    fn step(&mut self) {
        if let Some(write) = self.writes.pop() {
            self.now += Duration::from_micros(100);
            return self.input(Input::Written { write, done: true });
        }
        let worker = self.worker.poll_timeout();
        let worker = worker.map(|at| Duration::from_millis(at.saturating_sub(EPOCH_MS)));
        let host = self.host.as_ref().and_then(|(host, _)| host.poll_timeout());
        let due = [worker, host].into_iter().flatten().min();
        let least = self.now + Duration::from_micros(100);
        self.now = due.map_or(self.now + Duration::from_secs(1), |at| at.max(least));
        if let Some((host, _)) = &mut self.host {
            host.handle_timeout(self.now);
        }
        self.settle();
        self.worker.handle_timeout(self.ms());
        self.settle();
    }

    fn wait_phase(&mut self, wanted: CallPhase) {
        self.wait(&format!("{wanted:?}"), |one| one.phase() == Some(wanted));
    }

    fn callee(&mut self, callee: Callee) {
        let now = self.now;
        if let Some((host, _)) = &mut self.host {
            host.handle_callee(callee, now);
        }
        self.settle();
    }

    fn call(&mut self, place: usize) {
        let id = format!("practice-{place}");
        let status = self.ask(json!({"type": "triggerFive9Call", "contactId": id}));
        assert!(status.success, "{status:?}");
    }

    fn end_with_voicemail(&mut self) {
        let outcome = json!({"type": "chooseOutcome", "dispositionId": VOICEMAIL});
        assert!(self.ask(outcome).success);
        let status = self.ask(json!({"type": "endAndNext"}));
        assert!(status.success, "{status:?}");
    }
}

fn keep(store: &mut BTreeMap<(Table, String), String>, row: Row) {
    match row {
        Row::Put { table, key, json } => _ = store.insert((table, key), json),
        Row::Forget {
            table,
            before,
            keep,
        } => store
            .retain(|(known, key), _| *known != table || !is_forgotten(table, key, &before, &keep)),
        Row::Delete { table, key } => _ = store.remove(&(table, key)),
        Row::Clear(table) => store.retain(|(known, _), _| *known != table),
    }
}

#[test]
fn a_run_over_three_people_is_worked_like_a_real_one() {
    let mut practice = Practice::ready();
    assert!(practice.view().practice);
    let ids = ["practice-1", "practice-2", "practice-3"];
    let status = practice.ask(json!({"type": "startRun", "recordIds": ids}));
    assert!(status.success, "{status:?}");
    practice.wait_phase(CallPhase::Talking);
    practice.end_with_voicemail();
    practice.wait("the second rings", |one| {
        one.phase() == Some(CallPhase::Ringing)
            && one.view().run.as_ref().is_some_and(|run| run.position == 2)
    });
    practice.end_with_voicemail();
    practice.wait("the third talks", |one| {
        one.phase() == Some(CallPhase::Talking)
            && one.view().run.as_ref().is_some_and(|run| run.position == 3)
    });
    practice.end_with_voicemail();
    practice.wait("the run is over", |one| one.view().summary.is_some());
    let summary = practice.view().summary.as_ref().expect("just seen");
    assert_eq!((summary.n_called, summary.n_answered), (3, 2));
    let calls = practice.store.keys();
    let calls = calls.filter(|(table, _)| *table == Table::Calls);
    assert_eq!(calls.count(), 3);
}

#[test]
fn a_real_tab_is_not_even_asked_who_is_logged_in() {
    let mut practice = Practice::ready();
    let port = 900;
    practice.input(Input::TabOpened {
        port,
        tab: 12,
        active: true,
    });
    practice.hear(
        port,
        &json!({"type": "hello", "connectorId": "real", "host": "app.five9.com", "socket": "open",
                "socketKey": "key"}),
    );
    practice.hear(
        port,
        &json!({"type": "five9Answer", "requestId": "1", "reply": {"done": true}}),
    );
    practice.input(Input::Five9Tabs(vec![12]));
    practice.close_host();
    practice.wait("without a host there is no Five9", |one| {
        one.view().link.state == LinkState::Lost
    });
    let status = practice.ask(json!({"type": "openFive9"}));
    assert_eq!(status.code, Some(Code::NoTab));
    practice.ask(json!({"type": "checkLink"}));
    for _ in 0..50 {
        practice.step();
    }
}

#[test]
fn a_worker_that_was_stopped_in_a_call_goes_on_with_it() {
    let mut practice = Practice::ready();
    practice.call(1);
    practice.wait_phase(CallPhase::Talking);
    practice.start_worker();
    practice.connect();
    practice.wait_phase(CallPhase::Talking);
    practice.end_with_voicemail();
    practice.wait_phase(CallPhase::Done);
}

#[test]
fn a_dial_whose_answer_the_worker_missed_is_asked_for_and_not_repeated() {
    let mut practice = Practice::ready();
    practice.n_ids += 1;
    let reply = practice.n_ids;
    practice.input(Input::PageMessage {
        reply,
        message: json!({"type": "triggerFive9Call", "contactId": "practice-1"}),
        trusted: true,
    });
    while practice.phase() != Some(CallPhase::Dialing) || !practice.writes.is_empty() {
        practice.step();
    }
    practice.start_worker();
    practice.connect();
    practice.wait_phase(CallPhase::Talking);
    let dials = practice.store.keys();
    assert_eq!(dials.filter(|(table, _)| *table == Table::Calls).count(), 1);
}

#[test]
fn the_next_page_that_hosts_begins_afresh() {
    let mut practice = Practice::ready();
    practice.close_host();
    assert_ne!(practice.view().link.state, LinkState::Ready);
    practice.load_host();
    practice.wait("the link is ready", |one| {
        one.view().link.state == LinkState::Ready
    });
    practice.call(1);
    practice.wait_phase(CallPhase::Talking);
}

#[test]
fn the_person_called_does_what_the_agent_says() {
    let mut practice = Practice::ready();
    practice.call(2);
    practice.wait_phase(CallPhase::Ringing);
    practice.callee(Callee::Answer);
    practice.wait_phase(CallPhase::Talking);
    practice.callee(Callee::Busy);
    assert_eq!(practice.phase(), Some(CallPhase::Talking));
    practice.callee(Callee::HangUp);
    practice.wait_phase(CallPhase::WrapUp);
}

#[test]
fn practice_is_not_left_while_a_call_is_on() {
    let mut practice = Practice::ready();
    practice.call(1);
    practice.wait_phase(CallPhase::Talking);
    let leave = json!({"type": "setPractice", "on": false, "requestId": "one"});
    let status = practice.ask(leave.clone());
    assert_eq!(
        (status.code, status.request_id.as_deref()),
        (Some(Code::Busy), Some("one"))
    );
    practice.end_with_voicemail();
    practice.wait_phase(CallPhase::Done);
    practice.wait("all is on disk", |one| one.writes.is_empty());
    assert_eq!(practice.view().main_button, MainButton::Call {});
    practice.input(Input::PageMessage {
        reply: 5,
        message: leave,
        trusted: true,
    });
    assert_eq!(practice.switched, Some(false));
    assert!(!practice.replies.contains_key(&5), "answered once it is so");
}

#[test]
fn what_is_so_already_is_no_switch() {
    let mut practice = Practice::ready();
    let status = practice.ask(json!({"type": "setPractice", "on": true}));
    assert!(status.success, "{status:?}");
    assert_eq!(practice.switched, None);
}

#[test]
fn everybody_on_the_list_who_can_be_called_has_something_to_practise() {
    let practice = Practice::new();
    let records = practice.records();
    let numbers: Vec<&str> = records
        .iter()
        .flat_map(|record| {
            let others = record.other_numbers.iter().map(|other| &other.number);
            record.number.iter().chain(others)
        })
        .map(String::as_str)
        .collect();
    let known: Vec<&str> = CALLEES.iter().map(|(number, _)| *number).collect();
    assert_eq!(numbers, known);
    assert!(records.iter().any(|record| record.number.is_none()));
}

#[test]
fn other_systems_hear_nothing_of_practice_and_none_can_be_set_up() {
    let mut world = Practice::ready();
    let destination = json!({
        "kind": "webhook", "name": "", "url": "https://example.org/", "isOn": true,
        "setup": {
            "onlyAnswered": false, "outcomes": [], "lists": [], "leaveOut": [], "properties": [],
        },
    });
    let refused = world.ask(json!({"type": "saveDestination", "destination": destination}));
    assert_eq!(refused.code, Some(Code::BadMessage));
    // Whatever is asked of the browser for other systems ends the test.
    world.call(1);
    world.wait_phase(CallPhase::Talking);
    world.end_with_voicemail();
    world.wait_phase(CallPhase::Done);
    assert!(world.view().outbox.destinations.is_empty());
    let of_outbox = |(table, _): &&(Table, String)| *table == Table::Outbox;
    assert_eq!(world.store.keys().filter(of_outbox).count(), 0);
}

//! The worker's process and the store: lives, timers, writes, and the worker's effects carried out.
//!
//! Rule: as the browser's part does it. What a life was told and did not write is gone with it.

use std::collections::BTreeMap;
use std::time::Duration;

use extension::list::edits::ListRows;
use extension::worker::{
    Boot, CHUNK_PREFIX, Counted, EDIT_PREFIX, Effect, Input, LIST_KEY, PROGRESS_KEY, Route, Row,
    Table, USES_KEY, Worker, lately_from, named_by, run_order_key,
};
use serde_json::json;

use super::books::complete;
use super::browser::Task;
use super::check::Sent;
use super::fault::Fault;
use super::wire::Sender;
use super::world::{Due, Waking, World, put, request_id_of};

/// The net under the worker's timers.
const ALARM_MS: u64 = 30_000;
const N_TURNS_MAX: u32 = 3;
/// How long settings are on their way to where they are kept.
const KEEPING: Duration = Duration::from_millis(2);

#[derive(Debug, Default)]
pub(crate) struct Disk {
    pub(crate) rows: BTreeMap<(Table, String), String>,
    settings: Option<String>,
    /// `storage.session`: gone with the browser.
    is_alive: bool,
    /// Writes refuse from now on, until then.
    pub(crate) fails_until: Duration,
}

/// A write on its way to the disk.
struct Write {
    id: u64,
    rows: Vec<Row>,
    at: Duration,
}

pub(crate) struct Process {
    /// Rises with every start of the worker.
    pub(crate) life: u32,
    pub(crate) worker: Option<Worker>,
    is_starting: bool,
    /// What came while the worker was starting.
    waiting: Vec<Waking>,
    writes: Vec<Write>,
    timer_at: Option<Duration>,
    alarm_at: Option<Duration>,
    until_stop: u64,
    /// How often in a row a timer left something due.
    n_turns: u32,
}

impl Process {
    pub(crate) fn new() -> Self {
        Self {
            life: 0,
            worker: None,
            is_starting: false,
            waiting: Vec::new(),
            writes: Vec::new(),
            timer_at: None,
            alarm_at: None,
            until_stop: 0,
            n_turns: 0,
        }
    }

    pub(crate) fn next_timer(&self) -> Option<Duration> {
        [self.timer_at, self.alarm_at].into_iter().flatten().min()
    }

    pub(crate) fn is_writing(&self) -> bool {
        !self.writes.is_empty()
    }
}

impl World {
    /// Starts the worker if it does not run; answers its life.
    pub(crate) fn ensure_worker(&mut self) -> u32 {
        if self.process.worker.is_none() && !self.process.is_starting {
            self.process.life += 1;
            self.process.is_starting = true;
            let life = self.process.life;
            let takes = self.rng.length(5, 60);
            self.schedule(takes, Due::WorkerStarts { life });
        }
        self.process.life
    }

    pub(crate) fn start_worker(&mut self, life: u32) {
        if life != self.process.life || !self.process.is_starting {
            return;
        }
        self.process.is_starting = false;
        let boot = self.read_boot(life);
        self.note(|| format!("worker life {life} starts, {boot:?}"));
        self.checks.begin_life();
        self.disk.is_alive = true;
        let wall_ms = self.wall_ms();
        self.process.worker = Some(Worker::start(boot, wall_ms));
        self.flush();
        self.block_people();
        for what in std::mem::take(&mut self.process.waiting) {
            self.wake_worker(Some(life), what);
        }
    }

    /// What the agent prefers from now on.
    pub(crate) fn set_pace(&mut self) {
        let wall_ms = self.wall_ms();
        if let Some(worker) = &mut self.process.worker {
            worker.set_pace(&self.scenario.preferences, wall_ms);
        }
    }

    /// As the browser keeps them.
    fn settings(&self) -> String {
        let kept = self.disk.settings.as_deref();
        let kept = kept.and_then(|kept| serde_json::from_str(kept).ok());
        let mut settings: serde_json::Value = kept.unwrap_or_else(|| json!({}));
        settings["preferences"] = json!(self.scenario.preferences);
        settings.to_string()
    }

    fn read_boot(&self, life: u32) -> Boot {
        let row = |table, key: &str| self.disk.rows.get(&(table, key.to_owned())).cloned();
        let mut boot = Boot {
            seed: format!("life{life}"),
            browser_restarted: !self.disk.is_alive,
            settings: Some(self.settings()),
            list: row(Table::Records, LIST_KEY),
            progress: row(Table::Progress, PROGRESS_KEY),
            uses: row(Table::Progress, USES_KEY),
            lately: self.calls_from(&lately_from(self.wall_ms())),
            ..Boot::default()
        };
        if let Some(progress) = &boot.progress {
            let (run, call) = named_by(progress);
            boot.call = call.and_then(|call| row(Table::Calls, &call));
            if let Some(run) = run {
                boot.run = row(Table::Runs, &run);
                boot.run_order = row(Table::Runs, &run_order_key(&run));
                boot.run_ends = self.ends_of(&run).map(|(_, json)| json.clone()).collect();
            }
        }
        boot
    }

    fn calls_from(&self, key: &str) -> Vec<String> {
        let rows = self.disk.rows.range((Table::Calls, key.to_owned())..);
        rows.take_while(|((table, _), _)| *table == Table::Calls)
            .map(|(_, json)| json.clone())
            .collect()
    }

    /// Keys and texts of how a run's records ended.
    pub(crate) fn ends_of(&self, run: &str) -> impl Iterator<Item = (&str, &String)> {
        let prefix = format!("{run}/");
        let from = (Table::RunEnds, prefix.clone());
        let rows = self.disk.rows.range(from..);
        rows.map(|((table, key), json)| (*table, key.as_str(), json))
            .take_while(move |(table, key, _)| *table == Table::RunEnds && key.starts_with(&prefix))
            .map(|(_, key, json)| (key, json))
    }

    /// The process is gone between two events; Ports break, and whoever held one connects again.
    pub(crate) fn stop_worker(&mut self) {
        let is_on = self.process.worker.is_some();
        let is_busy = self
            .process
            .worker
            .as_ref()
            .is_some_and(|worker| worker.is_busy() || self.process.is_writing());
        if is_busy {
            self.tally.take_effect(Fault::WorkerStopped);
        }
        self.note(|| format!("worker stopped, on: {is_on}, busy: {is_busy}"));
        self.end_process();
        self.break_ports();
    }

    /// Ends the worker; what it was writing may be on disk or not.
    pub(crate) fn end_process(&mut self) {
        let mut is_kept = true;
        for write in std::mem::take(&mut self.process.writes) {
            self.tally.inject(Fault::WriteCut);
            self.tally.take_effect(Fault::WriteCut);
            // Of transactions on the same tables none is kept without those before it.
            is_kept = is_kept && self.rng.chance(700) && self.now >= self.disk.fails_until;
            self.note(|| format!("write {} was under way, kept: {is_kept}", write.id));
            if is_kept {
                self.keep(write.rows);
            }
        }
        self.process.worker = None;
        self.process.is_starting = false;
        self.process.waiting.clear();
        self.process.timer_at = None;
        self.checks.end_life(self.now);
    }

    /// The browser is gone, and with it what is kept for as long as it runs.
    pub(crate) fn forget_session(&mut self) {
        self.disk.is_alive = false;
        self.process.alarm_at = None;
    }

    pub(crate) fn maybe_stop_worker(&mut self) {
        if self.scenario.stop_every == 0 || !self.is_chaos {
            return;
        }
        if self.process.until_stop > 0 {
            self.process.until_stop -= 1;
            return;
        }
        let is_first = self.now < Duration::from_millis(500);
        self.process.until_stop = self.rng.ms(1, 2 * self.scenario.stop_every);
        if !is_first && self.process.worker.is_some() {
            self.tally.inject(Fault::WorkerStopped);
            self.stop_worker();
        }
    }

    pub(crate) fn wake_worker(&mut self, life: Option<u32>, what: Waking) {
        if life.is_some_and(|life| life != self.process.life) {
            return;
        }
        if self.process.worker.is_none() {
            if life.is_some() && !self.process.is_starting {
                return;
            }
            self.ensure_worker();
            self.process.waiting.push(what);
            return;
        }
        let wall_ms = self.wall_ms();
        self.checks.heed(&what, self.now, wall_ms);
        self.note_control(&what);
        let counted = match &what {
            Waking::Input(Input::Written { write, .. }) => self.commit(*write),
            Waking::Input(_) | Waking::Answer { .. } | Waking::Alarm => Counted::default(),
        };
        let wall_ms = self.wall_ms();
        let Some(worker) = &mut self.process.worker else {
            return;
        };
        worker.handle(Input::Attempts(counted), wall_ms);
        match what {
            Waking::Input(input) => worker.handle(input, wall_ms),
            Waking::Answer {
                request_id, answer, ..
            } => worker.handle(Input::TabAnswer { request_id, answer }, wall_ms),
            Waking::Alarm => worker.handle_timeout(wall_ms),
        }
        self.flush();
    }

    /// Something that the running worker learns at once.
    pub(crate) fn hand_over(&mut self, input: Input) {
        let life = Some(self.process.life);
        self.wake_worker(life, Waking::Input(input));
    }

    pub(crate) fn fire_timer(&mut self) {
        if self.process.alarm_at.is_some_and(|at| at <= self.now) {
            self.process.alarm_at = None;
            self.wake_worker(None, Waking::Alarm);
            return;
        }
        self.process.timer_at = None;
        let wall_ms = self.wall_ms();
        let Some(worker) = &mut self.process.worker else {
            return;
        };
        worker.handle_timeout(wall_ms);
        let due_at = worker.poll_timeout();
        self.flush();
        // What is due and stays due would keep the browser's timer turning. Once more is fine: what
        // was done may have made something else due.
        let is_due = due_at.is_some_and(|at| at <= wall_ms);
        self.process.n_turns = if is_due { self.process.n_turns + 1 } else { 0 };
        let n_turns = self.process.n_turns;
        self.checks.check(0, n_turns < N_TURNS_MAX, || {
            "a timer is due and stays due".to_owned()
        });
    }

    /// Carries out everything that is to be done, then sets the timers.
    fn flush(&mut self) {
        while let Some(effect) = self.process.worker.as_mut().and_then(Worker::poll_effect) {
            self.carry_out(effect);
        }
        let Some(worker) = &self.process.worker else {
            return;
        };
        let Some(due_at) = worker.poll_timeout() else {
            self.process.timer_at = None;
            return;
        };
        let wall_ms = self.wall_ms();
        let wait_ms = due_at.saturating_sub(wall_ms).clamp(1, ALARM_MS);
        self.process.timer_at = Some(self.now + Duration::from_millis(wait_ms));
        let alarm_ms = due_at.saturating_sub(wall_ms).max(ALARM_MS);
        let wanted = self.now + Duration::from_millis(alarm_ms);
        let is_fine = |at: Duration| at <= wanted + Duration::from_millis(ALARM_MS);
        if !self.process.alarm_at.is_some_and(is_fine) {
            self.process.alarm_at = Some(wanted);
        }
    }

    fn carry_out(&mut self, effect: Effect) {
        match effect {
            Effect::Reply { reply, status } => {
                self.note(|| format!("answer {reply}: {status:?}", status = status.code));
                self.checks.heed_reply(reply, &status);
                self.check_control(reply, &status);
                self.person.hear(reply);
            }
            Effect::Broadcast(status) => self.checks.heed_broadcast(&status),
            Effect::Send {
                request_id: _,
                route,
                message,
            } => {
                self.check_send(&message);
                self.check_control_sent(&message);
                let wall_ms = self.wall_ms();
                let request_id = request_id_of(&message).to_owned();
                let path = message.http().map(|(http, _)| http.path.as_str());
                let sent = Sent {
                    at_ms: wall_ms,
                    is_from_before: false,
                    is_of_agent: path.is_some_and(|path| path.contains("/agents/")),
                };
                self.checks.sent.insert(request_id, sent);
                let life = self.process.life;
                match route {
                    Route::Tab(tab) => self.send_to_tab(life, tab, message),
                    Route::Practice(_) => panic!("nobody practises here"),
                    Route::Worker(base) => {
                        let host = base.trim_start_matches("https://").to_owned();
                        let request_id = request_id_of(&message).to_owned();
                        self.fetch(Sender::Worker { life }, &host, request_id, &message);
                    }
                }
            }
            Effect::Write { write, rows } => self.write(write, rows),
            Effect::SaveSettings { write, json } => self.keep_settings(write, json),
            Effect::ReadList => self.hand_list(),
            Effect::Show { panels, snapshot } => {
                self.check_snapshot(&snapshot);
                if let Some(panel) = &mut self.browser.panel
                    && panels.contains(&panel.port)
                {
                    panel.snapshot = Some(snapshot);
                }
            }
            Effect::Inject { .. } => {
                let tabs = self.browser.tabs.iter().map(|tab| tab.id).collect();
                let (life, takes) = (Some(self.process.life), self.rng.length(1, 20));
                let what = Waking::Input(Input::Five9Tabs(tabs));
                self.schedule(takes, Due::Worker { life, what });
            }
            Effect::SetPractice { .. } => panic!("nobody practises here"),
            Effect::SetDiscardable { tab, discardable } => {
                self.checks.adopted_tab = (!discardable).then_some(tab);
            }
            Effect::ReadCall(_)
            | Effect::Outbox(_)
            | Effect::DeleteAll { .. }
            | Effect::Restart
            | Effect::Shortcut { .. }
            | Effect::OpenPanel => unreachable!("nobody asks for that here"),
            Effect::SetSurface(_)
            | Effect::ReadRoom
            | Effect::Badge { .. }
            | Effect::Notify(_)
            | Effect::FocusTab(_)
            | Effect::OpenTab(_) => {}
        }
    }

    fn read_list(&self) -> Option<ListRows> {
        let rows = self.disk.rows.iter().filter(|((table, key), _)| {
            let is_row = key.starts_with(CHUNK_PREFIX) || key.starts_with(EDIT_PREFIX);
            *table == Table::Records && is_row
        });
        let texts: Vec<String> = rows.map(|(_, json)| json.clone()).collect();
        ListRows::read(&texts)
    }

    fn write(&mut self, id: u64, rows: Vec<Row>) {
        for row in &rows {
            if let Some((table, key, json)) = put(row) {
                self.note(|| format!("write {id}: {table:?} {key} {json}"));
                self.check_row(table, json);
            }
        }
        let strikes = self.strikes(Fault::StoreFailed);
        let done = !strikes && self.now >= self.disk.fails_until;
        if !done {
            self.tally.take_effect(Fault::StoreFailed);
        }
        let takes = self.rng.length(1, 12);
        // Transactions on the same tables end in the order in which they began.
        let earlier = self.process.writes.iter().map(|write| write.at).max();
        let at = (self.now + takes).max(earlier.unwrap_or_default());
        let rows = if done { rows } else { Vec::new() };
        self.process.writes.push(Write { id, rows, at });
        let (life, write) = (self.process.life, id);
        self.schedule_at(at, Due::Written { life, write, done });
    }

    fn hand_list(&mut self) {
        let rows = self.read_list();
        let (life, takes) = (Some(self.process.life), self.rng.length(1, 20));
        let what = Waking::Input(Input::List(rows));
        self.schedule(takes, Due::Worker { life, what });
    }

    fn keep_settings(&mut self, write: u64, json: String) {
        self.disk.settings = Some(json);
        let (life, done) = (self.process.life, true);
        self.schedule_at(self.now + KEEPING, Due::Written { life, write, done });
    }

    fn commit(&mut self, id: u64) -> Counted {
        let index = self.process.writes.iter().position(|write| write.id == id);
        index.map_or_else(Counted::default, |index| {
            let write = self.process.writes.remove(index);
            self.keep(write.rows)
        })
    }

    fn keep(&mut self, rows: Vec<Row>) -> Counted {
        let (rows, counted) = complete(&self.disk.rows, rows);
        for row in rows {
            match row {
                Row::Put { table, key, json } => {
                    self.check_kept(table, &key, &json);
                    self.disk.rows.insert((table, key), json);
                }
                Row::Forget { .. } => unreachable!("nobody forgets calls here"),
                Row::Delete { table, key } => _ = self.disk.rows.remove(&(table, key)),
                Row::Clear(table) => self.disk.rows.retain(|(known, _), _| *known != table),
            }
        }
        counted
    }

    /// The computer's clock jumps.
    pub(crate) fn jump_clock(&mut self, fault: Fault) {
        let sizes: [i64; 4] = [700, 5_000, 40_000, 3_600_000];
        let by = *self.rng.pick(&sizes);
        let by = if fault == Fault::ClockBack { -by } else { by };
        self.clock_offset_ms += by;
        self.checks.disturb(self.now);
        if by < 0 {
            for sent in self.checks.sent.values_mut() {
                sent.is_from_before = true;
            }
        }
        if self.process.worker.is_some() {
            self.tally.take_effect(fault);
        }
        self.note(|| format!("clock jumps by {by} ms"));
    }

    /// A content script's or panel's end of a Port, when the worker is gone.
    fn break_ports(&mut self) {
        for document in self.browser.documents() {
            let after = self.rng.length(1, 25);
            let task = Task::PortBroken;
            self.schedule(after, Due::Document { document, task });
        }
        if let Some(panel) = &mut self.browser.panel {
            panel.port = 0;
            let document = panel.document;
            let after = self.rng.length(1, 25);
            let task = Task::PortBroken;
            self.schedule(after, Due::Document { document, task });
        }
    }
}

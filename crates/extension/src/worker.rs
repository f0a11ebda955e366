//! The worker's logic: the only owner of dialing and of the Five9 client, with no browser in it.
//!
//! Everything comes in through [`Worker::handle`] and [`Worker::handle_timeout`] with the time as
//! an argument, everything that is to be done comes out of [`Worker::poll_effect`]. The browser's
//! part only carries effects out and reports what came of them.

mod bookkeeping;
mod calling;
mod carrier;
mod choices;
mod commands;
mod controls;
mod data_pages;
mod desk;
mod drift;
mod effect;
mod frames;
mod from_five9;
mod history;
mod history_pages;
mod input;
mod link;
mod list;
mod list_edits;
mod notice;
mod offer;
mod outbox;
mod pace;
mod pages;
mod posting;
mod practice;
mod preferences;
mod preflight;
mod presence;
mod probe;
mod replies;
mod requests;
mod retries;
mod room;
mod run_pages;
mod settings;
mod socket;
mod station;
mod store;
mod templates;
mod to_five9;
mod uses;
mod view;

use std::collections::VecDeque;

use dialer::{Dialer, IntentId};
use litemap::LiteMap;

pub use bookkeeping::{Bookkeeping, Counted, Found, Look};
pub use commands::action_of;
pub use effect::{Effect, Route, Row, Table, Tone};
pub use history::{attempt_of, attempts_of, calls_from, is_forgotten};
pub use history_pages::FORGOTTEN_KEY;
pub use input::{Input, PortId, ReplyId, TabAnswer, TabId};
pub use list::{CHUNK_PREFIX, EDIT_PREFIX, LIST_KEY, chunk_key};
pub use outbox::{Delivery, Hidden, OutboxEffect, OutboxInput};
pub use practice::{practice_rows, practice_settings};
pub use store::Boot;
pub use store::{PROGRESS_KEY, lately_from, named_by, run_order_key};
pub use templates::TEMPLATES_KEY;
pub use uses::USES_KEY;

use crate::message::{Code, Status};
use crate::snapshot::{Surface, Trouble};
use calling::HangUpUnderWay;
use controls::Controls;
use desk::Desk;
use history::History;
use link::Link;
use list::List;
use outbox::Outgoing;
use posting::Postings;
use preflight::Starts;
use requests::Requests;
use room::Room;
use settings::{Kept, Settings};
use templates::Templates;
use uses::Uses;

/// UTC milliseconds, as the browser's clock has them.
pub type Millis = u64;

/// A page's command that is answered later.
#[derive(Clone, Debug)]
struct Waiting {
    reply: ReplyId,
    request_id: String,
}

/// The worker's logic. After every `handle…`, drain [`Worker::poll_effect`] to `None`.
#[derive(Debug)]
pub struct Worker {
    dialer: Dialer,
    /// Five9 is the simulated one that a panel hosts.
    practice: bool,
    link: Link,
    requests: Requests,
    hang_up: Option<HangUpUnderWay>,
    settings: Settings,
    kept: Kept,
    list: List,
    uses: Uses,
    history: History,
    templates: Templates,
    starts: Starts,
    desk: Desk,
    controls: Controls,
    postings: Postings,
    outgoing: Outgoing,
    room: Room,
    /// Corrections that wait for the rows of their calls.
    corrections: Vec<history_pages::Correction>,
    /// Where the browser was told that the panel opens.
    surface: Option<Surface>,
    /// The key of the browser that was pressed last.
    key_press: Option<commands::KeyPress>,
    /// The store is being emptied: nothing else is done for pages.
    deleting: Option<history_pages::Deleting>,
    /// Another worker takes over: nothing is done any more.
    is_ending: bool,
    drift: five9::drift::Drift,
    trouble: Option<Trouble>,
    waiting_calls: LiteMap<IntentId, Waiting>,
    waiting_hang_ups: Vec<Waiting>,
    waiting_disposes: Vec<Waiting>,
    /// Pages' commands to restart the station, answered once it is known whether that helped.
    waiting_restarts: Vec<(ReplyId, Option<String>)>,
    /// A dial of this worker's former life, whose answer somebody may still have.
    question: Option<carrier::Question>,
    /// The same while the answer is awaited.
    asked: Option<carrier::Question>,
    /// What an agent without a panel was told last.
    notice: Option<&'static str>,
    /// Pages' commands that wait for the list to be read from the store.
    waiting_for_list: Vec<(ReplyId, serde_json::Value)>,
    /// Pages' commands that wait until it is known which campaigns there are.
    waiting_for_campaign: Vec<(ReplyId, serde_json::Value)>,
    /// Writes of the dialer under way, by the id given to the browser.
    dialer_writes: LiteMap<u64, dialer::StoreId>,
    /// Pages' commands that are answered once their write is on disk.
    answered_when_written: LiteMap<u64, Vec<(ReplyId, Status)>>,
    /// Pages' commands that the dialer took, to be answered once it is on disk what they changed.
    accepted: Vec<(ReplyId, Status)>,
    n_writes: u64,
    /// Requests that no tab could take; they are answered as undelivered in the same turn.
    undelivered: Vec<String>,
    /// Requests that end a call, asked for while a tab is being reloaded or replaced.
    waiting_for_tab: Vec<(requests::Purpose, five9::http::Request)>,
    panels: Vec<PortId>,
    /// Options pages: they are shown the same, and are no place to call from.
    options: Vec<PortId>,
    effects: VecDeque<Effect>,
    shown: view::Shown,
    seed: String,
    n_ids: u64,
    /// The newest time there was; an earlier one means that the clock was set back.
    seen_at: Millis,
}

impl Worker {
    /// The worker as the store has it.
    pub fn start(boot: Boot, now: Millis) -> Self {
        let seed = boot.seed.clone();
        let (settings, list) = (Settings::read(boot.settings.as_deref()), List::read(&boot));
        let config = dialer::Config {
            instance: seed.clone(),
            pace: pace::pace(&settings.preferences),
        };
        let mut restored = store::restore(&boot);
        let (outgoing, aside) = Outgoing::start(&boot, now);
        restored.aside.extend(aside);
        let mut worker = Self {
            dialer: Dialer::restore(restored.dialer, config, to_five9::time(now)),
            practice: boot.practice,
            link: Link::new(&seed, now),
            requests: Requests::default(),
            hang_up: None,
            kept: Kept::of(&settings, &boot),
            settings,
            list,
            uses: Uses::read(boot.uses.as_deref()),
            history: History::start(now),
            templates: Templates::read(&boot),
            starts: Starts::default(),
            desk: Desk::default(),
            controls: Controls::default(),
            postings: Postings::default(),
            outgoing,
            room: Room::default(),
            corrections: Vec::new(),
            surface: None,
            key_press: None,
            deleting: None,
            is_ending: false,
            drift: five9::drift::Drift::default(),
            trouble: restored.trouble,
            waiting_calls: LiteMap::new(),
            waiting_hang_ups: Vec::new(),
            waiting_disposes: Vec::new(),
            waiting_restarts: Vec::new(),
            question: None,
            asked: None,
            notice: None,
            waiting_for_list: Vec::new(),
            waiting_for_campaign: Vec::new(),
            dialer_writes: LiteMap::new(),
            answered_when_written: LiteMap::new(),
            accepted: Vec::new(),
            n_writes: 0,
            undelivered: Vec::new(),
            waiting_for_tab: Vec::new(),
            panels: Vec::new(),
            options: Vec::new(),
            effects: VecDeque::new(),
            shown: view::Shown::default(),
            seed,
            n_ids: 0,
            seen_at: now,
        };
        worker.history.is_in_doubt = boot.is_unread || !restored.aside.is_empty();
        if !restored.aside.is_empty() {
            worker.write(restored.aside);
        }
        if !boot.browser_restarted {
            worker.history.forgotten_at = history_pages::forgotten_at(boot.forgotten.as_deref());
        }
        worker.obey_preferences(now);
        worker.prepare_outbox(now);
        worker.after_input(now);
        worker
    }

    /// Something happened.
    pub fn handle(&mut self, input: Input, now: Millis) {
        if self.is_ending {
            return self.refuse_at_end(input);
        }
        self.follow_clock(now);
        match input {
            Input::PageMessage {
                reply,
                message,
                trusted,
            } => {
                self.handle_page_message(reply, message, trusted, now);
            }
            Input::PanelOpened(port) => {
                self.panels.push(port);
                self.shown.snapshot = None;
            }
            Input::OptionsOpened(port) => {
                self.options.push(port);
                self.shown.snapshot = None;
            }
            // Nothing is asked of a real tab while practice is on, not even who is logged in.
            Input::TabOpened { .. } | Input::Five9Tabs(_) if self.practice => {}
            Input::Shortcut(action) => self.handle_shortcut(action, now),
            Input::IconClicked => self.effects.push_back(Effect::OpenPanel),
            Input::TabOpened { port, tab, active } => self.link.open(port, tab, active),
            Input::PracticeOpened(port) => self.practice_opened(port),
            Input::PortClosed(port) => self.close_port(port, now),
            Input::TabEvent { port, event } => self.handle_tab_event(port, event, now),
            Input::TabActive(tab) => self.link.mark_active(tab),
            Input::TabFrozen { tab, frozen } => self.tab_frozen(tab, frozen, now),
            Input::Blocked { record_id, reason } => {
                let record = dialer::RecordId::new(record_id);
                let event = dialer::Event::Blocked { record, reason };
                self.dialer.handle_event(event, to_five9::time(now));
            }
            Input::Five9Tabs(tabs) => self.link.five9_tabs = tabs,
            Input::TabAnswer { request_id, answer } => self.handle_answer(&request_id, answer, now),
            Input::Attempts(counted) => self.handle_attempts(counted, now),
            Input::Zone(minutes) => {
                let event = dialer::Event::Zone(minutes);
                self.dialer.handle_event(event, to_five9::time(now));
            }
            Input::StoreFull(write) => self.handle_store_full(write),
            Input::Room(left_bytes) => self.handle_room(left_bytes),
            Input::Written { write, done } => self.handle_written(write, done, now),
            Input::Call { intent, row } => self.handle_call_row(&intent, row, now),
            Input::List(records) => self.handle_list(records, now),
            Input::Outbox(input) => self.handle_outbox(input, now),
        }
        self.after_input(now);
    }

    /// The time named by [`Worker::poll_timeout`] has come, or any other.
    pub fn handle_timeout(&mut self, now: Millis) {
        if self.is_ending {
            return;
        }
        self.follow_clock(now);
        for request_id in self.requests.overdue(now) {
            self.handle_answer(&request_id, TabAnswer::Late, now);
        }
        self.drive_hang_up_timeout(now);
        self.drive_controls(now);
        self.drive_link(now);
        self.check_before_countdown_ends(now);
        self.dialer.handle_timeout(to_five9::time(now));
        self.after_input(now);
    }

    /// A clock that was set back puts nothing off: what is due comes as soon as it would have come.
    fn follow_clock(&mut self, now: Millis) {
        self.requests.follow_clock(now);
        let back = self.seen_at.saturating_sub(now);
        self.seen_at = now;
        if back > 0 {
            self.link.set_back(back);
            self.desk.set_back(back);
            self.controls.set_back(back);
            self.outgoing.set_back(back);
        }
    }

    /// When [`Worker::handle_timeout`] is to be called next.
    pub fn poll_timeout(&self) -> Option<Millis> {
        if self.is_ending {
            return None;
        }
        let dialer = self.dialer.poll_timeout().map(|(due_at, _)| due_at.ms());
        let hang_up = self.hang_up.as_ref().and_then(HangUpUnderWay::due_at);
        let link = self.link.due_at(self.wants_link());
        let others = [
            self.starts.due_at(),
            self.controls.due_at(),
            self.ping_due_at(),
            self.requests.due_at(),
            self.outgoing.due_at(),
            self.shown.history_due_at,
        ];
        let due = [dialer, hang_up, link].into_iter().chain(others);
        due.flatten().min()
    }

    /// The next thing to do.
    pub fn poll_effect(&mut self) -> Option<Effect> {
        self.effects.pop_front()
    }

    /// Where the agent wants the panel.
    pub fn surface(&self) -> Surface {
        self.settings.preferences.surface
    }

    /// Whether stopping now would be noticed: an update waits until it would not.
    pub fn is_busy(&self) -> bool {
        let is_on = self.has_open_call() || self.dialer.snapshot().run.is_some();
        let is_writing = !self.dialer_writes.is_empty() || self.deleting.is_some();
        let is_awaited = !self.answered_when_written.is_empty() || !self.corrections.is_empty();
        let is_promised = is_awaited || self.outgoing.is_busy();
        is_on || is_writing || is_promised || self.starts.due_at().is_some()
    }

    /// Apart, since whatever else a snapshot holds is dropped in code, too.
    #[inline(never)]
    fn call_on_screen(&self) -> Option<dialer::CallSnapshot> {
        self.dialer.snapshot().call
    }

    /// The call on screen is not over.
    fn has_open_call(&self) -> bool {
        let call = self.call_on_screen();
        call.is_some_and(|call| !matches!(call.phase, dialer::Phase::Done | dialer::Phase::Failed))
    }

    /// Somebody looks at the link, or something depends on it.
    fn wants_link(&self) -> bool {
        self.pages().next().is_some() || self.is_busy()
    }

    /// All pages that are shown what is so.
    fn pages(&self) -> impl Iterator<Item = PortId> {
        self.panels.iter().chain(&self.options).copied()
    }

    fn next_id(&mut self) -> String {
        self.n_ids += 1;
        format!("{}-{}", self.seed, self.n_ids)
    }

    fn close_port(&mut self, port: PortId, now: Millis) {
        for pages in [&mut self.panels, &mut self.options] {
            pages.retain(|page| *page != port);
        }
        let is_host = self.practice && self.link.connectors.contains_key(&port);
        self.link.close(port, now);
        if is_host {
            self.practice_gone(now);
        }
    }

    fn handle_written(&mut self, write: u64, done: bool, now: Millis) {
        let failed = match (done, self.room.take_full(write)) {
            (true, _) => None,
            (false, true) => Some(Code::StorageFull),
            (false, false) => Some(Code::Storage),
        };
        if let Some(store) = self.dialer_writes.remove(&write) {
            let event = match failed {
                None => dialer::Event::Stored(store),
                Some(Code::StorageFull) => dialer::Event::StoreFull(store),
                Some(_) => dialer::Event::StoreFailed(store),
            };
            self.dialer.handle_event(event, to_five9::time(now));
        }
        self.settings_written(write, done, now);
        self.list_written(write, done, now);
        self.history.written(write, done);
        self.templates.written(write, done);
        self.outbox_written(write, failed, now);
        let waiting = self.answered_when_written.remove(&write);
        for (reply, status) in waiting.unwrap_or_default() {
            self.answer_written(reply, status, failed);
        }
        self.deleted(write, done);
    }

    /// Whoever asks in the moment between two workers asks again.
    fn refuse_at_end(&mut self, input: Input) {
        if let Input::PageMessage { reply, message, .. } = input {
            self.refuse_as_busy(reply, &message);
        }
    }

    fn refuse_as_busy(&mut self, reply: ReplyId, message: &serde_json::Value) {
        let request_id = message["requestId"].as_str().map(str::to_owned);
        let busy = Status::failure(Code::Busy, None);
        self.reply_to(reply, request_id, busy);
    }

    /// Answers a page at once.
    fn reply(&mut self, reply: ReplyId, status: Status) {
        self.effects.push_back(Effect::Reply { reply, status });
    }

    /// The same to a message with this id.
    fn reply_to(&mut self, reply: ReplyId, request_id: Option<String>, status: Status) {
        let status = Status {
            request_id,
            ..status
        };
        self.reply(reply, status);
    }

    /// What a restart would undo is no success.
    fn answer_written(&mut self, reply: ReplyId, status: Status, failed: Option<Code>) {
        let status = match failed {
            None => status,
            Some(code) => Status {
                request_id: status.request_id,
                ..Status::failure(code, None)
            },
        };
        self.effects.push_back(Effect::Reply { reply, status });
    }

    /// What the dialer accepted is answered once it is on disk: a stop must not undo a promise.
    fn answer_accepted(&mut self) {
        let answers = std::mem::take(&mut self.accepted);
        if answers.is_empty() {
            return;
        }
        let Some(newest) = self.dialer_writes.keys().max().copied() else {
            let failed = self.dialer.snapshot().storage_failed.map(from_five9::code);
            for (reply, status) in answers {
                self.answer_written(reply, status, failed);
            }
            return;
        };
        let waiting = self.answered_when_written.remove(&newest);
        let mut waiting = waiting.unwrap_or_default();
        waiting.extend(answers);
        self.answered_when_written.insert(newest, waiting);
    }

    /// Asks the browser to write rows in one transaction.
    fn write(&mut self, rows: Vec<Row>) -> u64 {
        self.n_writes += 1;
        self.carries_events(self.n_writes, &rows);
        self.effects.push_back(Effect::Write {
            write: self.n_writes,
            rows,
        });
        self.n_writes
    }

    /// Follows every input: the link is judged, the dialer's actions are carried out, pages see it.
    fn after_input(&mut self, now: Millis) {
        if self.is_ending {
            return;
        }
        self.refuse_unread_settings(now);
        self.forget_old(now);
        self.look_at_room(now);
        self.drive_link(now);
        self.judge_link(now);
        self.obey_who_waited_for_campaign(now);
        self.write_due_note(now);
        self.drive_starts(now);
        self.carry_out_actions(now);
        self.drive_outbox(now);
        self.answer_accepted();
        self.notify();
        self.show(now);
    }
}

//! The worker's logic beside the simulated Five9, in virtual time: tabs, store and pages are values.
//!
//! Nothing waits and nothing is random: time jumps to whatever is due next.

pub(crate) mod far;
pub(crate) mod hubspot;
pub(crate) mod salesforce;
pub(crate) mod shape;

use std::collections::BTreeMap;
use std::time::Duration;

use extension::list::edits::ListRows;
use extension::message::{SocketCommand, Status, TabEvent, TabHeaders, TabMessage, TabReply};
use extension::snapshot::{PreferencesView, ShortcutAction, Snapshot, Surface};
use extension::worker::{
    Boot, Counted, Effect, FORGOTTEN_KEY, Input, OutboxEffect, OutboxInput, PROGRESS_KEY, PortId,
    Route, Row, TEMPLATES_KEY, Table, USES_KEY, Worker, is_forgotten, lately_from, named_by,
    run_order_key,
};
use extension::worker::{CHUNK_PREFIX, EDIT_PREFIX, LIST_KEY, TabAnswer};
use five9_sim::domain::{Admitted, Answer, Config, Method, Request, Sim, SocketAction, SocketId};
use serde_json::{Value, json};

use crate::books::complete;

const EPOCH_MS: u64 = 1_800_000_000_000;
const HOST: &str = "app-atl.five9.com";

/// One open Five9 tab.
pub(crate) struct Tab {
    pub(crate) id: i32,
    pub(crate) port: PortId,
    connector_id: String,
    socket: Option<SocketId>,
    /// Asleep: what it is sent waits.
    is_frozen: bool,
    backlog: Vec<(String, TabMessage)>,
    /// First answers to dials; absent inside while one is under way.
    dialed: BTreeMap<String, Option<TabReply>>,
}

enum Due {
    /// A request reaches Five9.
    Handle {
        request_id: String,
        admitted: Box<Admitted>,
    },
    /// A write is on disk.
    Written {
        write: u64,
        done: bool,
        counted: Counted,
    },
    /// Something on the way to other systems is done.
    Outbox(OutboxInput),
}

pub(crate) struct World {
    pub(crate) sim: Sim,
    pub(crate) now: Duration,
    pub(crate) worker: Worker,
    pub(crate) tabs: Vec<Tab>,
    pub(crate) store: BTreeMap<(Table, String), String>,
    pub(crate) replies: BTreeMap<u32, Status>,
    pub(crate) broadcasts: Vec<Status>,
    pub(crate) snapshot: Option<Snapshot>,
    pub(crate) badge: &'static str,
    /// Key of what an agent without a panel is told.
    pub(crate) notified: Option<&'static str>,
    /// The tab that was brought to the front last.
    pub(crate) focused: Option<i32>,
    /// Keys that were handed on to panels.
    pub(crate) shortcuts: Vec<(PortId, ShortcutAction)>,
    /// Where the icon opens the panel.
    pub(crate) surface: Option<Surface>,
    /// How often a panel was opened without a click of the icon.
    pub(crate) n_opened: usize,
    pub(crate) store_fails: bool,
    /// The same, because no room is left.
    pub(crate) store_is_full: bool,
    /// What the browser says of the room there is.
    pub(crate) room_left_bytes: Option<u64>,
    pub(crate) n_room_reads: usize,
    /// Other systems.
    pub(crate) far: far::Far,
    /// The store cannot be read at the worker's start.
    pub(crate) is_store_unread: bool,
    /// The settings are not kept.
    pub(crate) settings_fail: bool,
    /// The settings cannot be read at the worker's start.
    pub(crate) are_settings_unread: bool,
    /// The list is not read from the store before this is over.
    pub(crate) list_is_slow: bool,
    /// Where event sockets were opened.
    pub(crate) socket_urls: Vec<String>,
    /// Hosts that the worker itself sent requests to.
    pub(crate) worker_hosts: Vec<String>,
    /// Every step, for a failing test to print.
    pub(crate) journal: Vec<String>,
    settings: Option<String>,
    /// `name=value`, and whether they go to the host alone that set them.
    cookies: Vec<(String, bool)>,
    panel: Option<PortId>,
    due: Vec<(Duration, Due)>,
    n_ids: u32,
    n_starts: u32,
}

impl World {
    /// An agent at work, one Five9 tab, the panel open, the list loaded.
    pub(crate) fn start(list: &str) -> Self {
        let mut world = Self::new();
        world.open_tab();
        world.open_panel();
        world.wait("the link is ready", |world| {
            world.view().link.state == ready()
        });
        if !list.is_empty() {
            let status = world.ask(json!({"type": "importList", "text": list}));
            assert!(status.success, "{status:?}");
        }
        world.wait("dispositions were read", |world| {
            !world.view().dispositions.is_empty()
        });
        world
    }

    pub(crate) fn new() -> Self {
        let mut sim = Sim::new(Config::new(7, EPOCH_MS));
        let page = Request::new(Method::Get, HOST, "/");
        let cookies = sim.open_desktop(Duration::ZERO, &page);
        Self {
            sim,
            now: Duration::ZERO,
            worker: Worker::start(boot(1), EPOCH_MS),
            tabs: Vec::new(),
            store: BTreeMap::new(),
            replies: BTreeMap::new(),
            broadcasts: Vec::new(),
            snapshot: None,
            badge: "",
            notified: None,
            focused: None,
            shortcuts: Vec::new(),
            surface: None,
            n_opened: 0,
            store_fails: false,
            store_is_full: false,
            room_left_bytes: None,
            n_room_reads: 0,
            far: far::Far::default(),
            is_store_unread: false,
            settings_fail: false,
            are_settings_unread: false,
            list_is_slow: false,
            socket_urls: Vec::new(),
            worker_hosts: Vec::new(),
            journal: Vec::new(),
            settings: None,
            cookies: cookies_of(cookies),
            panel: None,
            due: Vec::new(),
            n_ids: 0,
            n_starts: 1,
        }
    }

    pub(crate) fn view(&self) -> &Snapshot {
        self.snapshot.as_ref().expect("the panel is open")
    }

    pub(crate) fn ms(&self) -> u64 {
        EPOCH_MS + u64::try_from(self.now.as_millis()).expect("short test")
    }

    fn next_id(&mut self) -> u32 {
        self.n_ids += 1;
        self.n_ids
    }

    pub(crate) fn open_panel(&mut self) -> PortId {
        let port = self.next_id();
        self.panel = Some(port);
        self.input(Input::PanelOpened(port));
        port
    }

    pub(crate) fn open_tab(&mut self) -> i32 {
        let id = i32::try_from(self.next_id()).expect("few tabs");
        self.tabs.push(Tab {
            id,
            port: 0,
            connector_id: String::new(),
            socket: None,
            is_frozen: false,
            backlog: Vec::new(),
            dialed: BTreeMap::new(),
        });
        self.load_tab(self.tabs.len() - 1);
        id
    }

    /// The tab's page is loaded anew: another content script, no socket.
    pub(crate) fn reload_tab(&mut self, index: usize) {
        let (port, socket) = (self.tabs[index].port, self.tabs[index].socket.take());
        if let Some(socket) = socket {
            self.sim.handle_socket_closed(socket);
        }
        self.input(Input::PortClosed(port));
        self.load_tab(index);
    }

    /// The tab stays, its content script is gone.
    pub(crate) fn lose_script(&mut self, index: usize) {
        let port = self.tabs[index].port;
        self.tabs[index].connector_id.clear();
        self.input(Input::PortClosed(port));
    }

    /// The tab's page goes before its Port does: messages reach nobody for a moment.
    pub(crate) fn unload_tab(&mut self, index: usize) {
        self.tabs[index].connector_id.clear();
    }

    /// The browser puts the tab to sleep, or wakes it.
    pub(crate) fn freeze_tab(&mut self, index: usize, frozen: bool) {
        self.tabs[index].is_frozen = frozen;
        for (request_id, message) in std::mem::take(&mut self.tabs[index].backlog) {
            self.send(request_id, HOST, message);
        }
        self.settle();
    }

    /// The tab's computer loses its network, or has it again.
    pub(crate) fn network(&mut self, index: usize, online: bool) {
        let (port, event) = (self.tabs[index].port, TabEvent::Five9Network { online });
        self.input(Input::TabEvent { port, event });
    }

    pub(crate) fn close_panel(&mut self) {
        if let Some(port) = self.panel.take() {
            self.input(Input::PortClosed(port));
        }
    }

    /// Somebody else logs in at the tab: their cookies replace the agent's.
    pub(crate) fn log_in_as(&mut self, user_name: &str) {
        let credentials = json!({
            "passwordCredentials": {"username": user_name, "password": "ninepin"},
            "appKey": "web-ui", "policy": "ForceIn",
        });
        self.cookies.clear();
        let login = self
            .request("POST", HOST, "/appsvcs/rs/svc/auth/login")
            .with_header("x-sim-desktop", "1")
            .with_body(credentials.to_string());
        let Answer::Reply(response) = self.sim.handle_request(self.now, login) else {
            panic!("no fault was asked for");
        };
        assert_eq!(response.status, 200, "{}", response.body);
        self.cookies = cookies_of(response.headers);
    }

    pub(crate) fn close_tab(&mut self, index: usize) {
        let tab = self.tabs.remove(index);
        if let Some(socket) = tab.socket {
            self.sim.handle_socket_closed(socket);
        }
        self.input(Input::PortClosed(tab.port));
    }

    fn load_tab(&mut self, index: usize) {
        self.tabs[index].connector_id = format!("connector-{}", self.next_id());
        self.connect(index);
    }

    /// The tab's content script opens another Port and leaves the one before open.
    pub(crate) fn connect_again(&mut self, index: usize) {
        self.connect(index);
    }

    fn connect(&mut self, index: usize) {
        let port = self.next_id();
        self.tabs[index].port = port;
        let tab = &self.tabs[index];
        let hello = TabEvent::Hello {
            connector_id: tab.connector_id.clone(),
            host: HOST.to_owned(),
            socket: if tab.socket.is_some() {
                "open"
            } else {
                "closed"
            }
            .to_owned(),
            socket_key: tab.socket.map(|socket| format!("key-{}", socket.0)),
        };
        let id = tab.id;
        self.input(Input::TabOpened {
            port,
            tab: id,
            active: true,
        });
        self.input(Input::TabEvent { port, event: hello });
    }

    /// The browser stops the worker; the next event starts another from what is on disk.
    pub(crate) fn restart_worker(&mut self, browser_restarted: bool) {
        self.journal.push("worker restarted".to_owned());
        self.due
            .retain(|(_, due)| matches!(due, Due::Handle { .. }));
        self.n_starts += 1;
        let mut boot = boot(self.n_starts);
        boot.is_unread = self.is_store_unread;
        let readable = |_: &&String| !self.is_store_unread;
        let row = |table, key: &str| {
            let row = self.store.get(&(table, key.to_owned()));
            row.filter(readable).cloned()
        };
        boot.browser_restarted = browser_restarted;
        boot.are_settings_unread = self.are_settings_unread;
        boot.settings = self.settings.clone().filter(|_| !self.are_settings_unread);
        boot.list = row(Table::Records, LIST_KEY);
        boot.progress = row(Table::Progress, PROGRESS_KEY);
        boot.uses = row(Table::Progress, USES_KEY);
        boot.forgotten = row(Table::Progress, FORGOTTEN_KEY);
        boot.templates = row(Table::Progress, TEMPLATES_KEY);
        let first = (Table::Calls, lately_from(self.ms()));
        let lately = self.store.range(first..);
        let all = |table| {
            let rows = self.store.iter();
            let rows = rows.filter(|((known, _), json)| *known == table && readable(json));
            rows.map(|((_, key), json)| (key.clone(), json.clone()))
                .collect()
        };
        boot.outbox = all(Table::Outbox);
        boot.letters = all(Table::Letters);
        boot.destinations = all(Table::Destinations);
        boot.lately = lately
            .filter(|((table, _), json)| *table == Table::Calls && readable(json))
            .map(|(_, json)| json.clone())
            .collect();
        if let Some(progress) = &boot.progress {
            let (run, call) = named_by(progress);
            boot.call = call.and_then(|call| row(Table::Calls, &call));
            if let Some(run) = run {
                boot.run = row(Table::Runs, &run);
                boot.run_order = row(Table::Runs, &run_order_key(&run));
                let ends = self.store.iter();
                let ends = ends.filter(|((table, key), _)| {
                    *table == Table::RunEnds && key.starts_with(&format!("{run}/"))
                });
                boot.run_ends = ends.map(|(_, json)| json.clone()).collect();
            }
        }
        self.worker = Worker::start(boot, self.ms());
        self.snapshot = None;
        for index in 0..self.tabs.len() {
            self.connect(index);
        }
        self.open_panel();
    }

    /// What the agent prefers from now on.
    pub(crate) fn prefer(&mut self, preferences: &PreferencesView) {
        let mode = json!({"mode": {"mode": preferences.mode}});
        let countdown = json!({"countdown": {"seconds": preferences.countdown_s}});
        let hold_back = json!({"holdBack": {"seconds": preferences.hold_back_s}});
        for preference in [mode, countdown, hold_back] {
            let message = json!({"type": "setPreference", "preference": preference});
            assert!(self.ask(message).success);
        }
    }

    /// Sends a page's message and waits for its answer.
    #[track_caller]
    pub(crate) fn ask(&mut self, message: Value) -> Status {
        let reply = self.tell(message);
        self.wait("the page is answered", |world| {
            world.replies.contains_key(&reply)
        });
        self.replies[&reply].clone()
    }

    /// Sends a page's message.
    pub(crate) fn tell(&mut self, message: Value) -> u32 {
        self.tell_from(message, true)
    }

    pub(crate) fn tell_from(&mut self, message: Value, trusted: bool) -> u32 {
        let reply = self.next_id();
        self.journal.push(format!("page: {}", message["type"]));
        self.input(Input::PageMessage {
            reply,
            message,
            trusted,
        });
        reply
    }

    /// What the agent does with the call by hand in the Five9 desktop.
    pub(crate) fn by_hand(&mut self, action: &str, body: Value) {
        let id = self
            .sim
            .calls()
            .last()
            .expect("there is a call")
            .id
            .as_str()
            .to_owned();
        self.control(&format!("desktop/call/{id}/{action}"), body);
    }

    pub(crate) fn control(&mut self, path: &str, body: Value) -> Value {
        let request = self.request("POST", HOST, &format!("/_sim/{path}"));
        let response = self
            .sim
            .handle_control(self.now, &request.with_body(body.to_string()));
        assert!(
            matches!(response.status, 200 | 204),
            "{path}: {}",
            response.body
        );
        self.settle();
        serde_json::from_str(&response.body).unwrap_or(Value::Null)
    }

    /// Requests that reached Five9, as `METHOD path` from the agent on, and their bodies.
    pub(crate) fn log(&mut self, part: &str) -> Vec<(String, String)> {
        let request = Request::new(Method::Get, "localhost", "/_sim/log");
        let log = self.sim.handle_control(self.now, &request).body;
        let log: Vec<Value> = serde_json::from_str(&log).expect("the log is an array");
        let line = |entry: &Value| {
            let path = entry["path"].as_str().unwrap_or_default().to_owned();
            let line = format!("{} {path}", entry["method"].as_str().unwrap_or_default());
            (line, entry["body"].as_str().unwrap_or_default().to_owned())
        };
        log.iter()
            .map(line)
            .filter(|(line, _)| line.contains(part))
            .collect()
    }

    /// A request of the agent's that the log of a client does not need to know.
    pub(crate) fn request_of_agent(&self, method: Method, path: &str) -> Request {
        let path = format!("/appsvcs/rs/svc/{path}");
        self.request(method.as_str(), HOST, &path)
    }

    pub(crate) fn wall_ms(&self) -> u64 {
        self.ms()
    }

    pub(crate) fn n_dials(&mut self) -> usize {
        self.log("make_external_call").len()
    }

    pub(crate) fn input(&mut self, input: Input) {
        self.worker.handle(input, self.ms());
        self.settle();
    }

    /// Carries out everything that can happen without time passing.
    fn settle(&mut self) {
        loop {
            if let Some(effect) = self.worker.poll_effect() {
                self.carry_out(effect);
            } else if let Some(event) = self.sim.poll_event() {
                self.deliver(event.socket, event.action);
            } else {
                return;
            }
        }
    }

    fn deliver(&mut self, socket: SocketId, action: SocketAction) {
        let Some(tab) = self.tabs.iter_mut().find(|tab| tab.socket == Some(socket)) else {
            return;
        };
        let port = tab.port;
        let event = match action {
            SocketAction::Text(text) => TabEvent::Five9Frame { text },
            SocketAction::Close { code, .. } => {
                tab.socket = None;
                TabEvent::Five9Socket {
                    state: "closed".to_owned(),
                    code: Some(code),
                }
            }
            SocketAction::Abort => {
                tab.socket = None;
                TabEvent::Five9Socket {
                    state: "closed".to_owned(),
                    code: Some(1006),
                }
            }
        };
        self.worker
            .handle(Input::TabEvent { port, event }, self.ms());
    }

    fn carry_out(&mut self, effect: Effect) {
        match effect {
            Effect::Reply { reply, status } => {
                let earlier = self.replies.insert(reply, status);
                assert!(earlier.is_none(), "a message is answered once");
            }
            Effect::Broadcast(status) => self.broadcasts.push(status),
            Effect::Send {
                request_id,
                route,
                message,
            } => match route {
                Route::Tab(_) => self.send(request_id, HOST, message),
                Route::Practice(_) => panic!("no story here practises"),
                Route::Worker(base) => {
                    let host = base.trim_start_matches("https://").to_owned();
                    self.worker_hosts.push(host.clone());
                    self.fetch(request_id, &host, &message);
                }
            },
            Effect::Write { write, rows } => self.write(write, rows),
            Effect::SaveSettings { write, json } => {
                let done = !self.settings_fail;
                if done {
                    self.settings = Some(json);
                }
                self.written(write, done, Counted::default());
            }
            Effect::ReadRoom => self.tell_room(),
            Effect::ReadList if self.list_is_slow => {}
            Effect::ReadList => {
                self.worker.handle(Input::List(self.list_rows()), self.ms());
            }
            Effect::Show { snapshot, .. } => {
                if let Some(call) = &snapshot.call {
                    self.journal
                        .push(format!("{:?} call {:?}", self.now, call.phase));
                }
                self.snapshot = Some(*snapshot);
            }
            Effect::ReadCall(intent) => {
                let row = self.store.get(&(Table::Calls, intent.clone())).cloned();
                let row = Ok(row);
                self.worker.handle(Input::Call { intent, row }, self.ms());
            }
            Effect::DeleteAll { write } => {
                let done = !self.store_fails;
                if done {
                    self.store.clear();
                    self.settings = None;
                }
                self.written(write, done, Counted::default());
            }
            Effect::Outbox(effect) => self.carry_far(effect),
            Effect::Restart => self.restart_worker(true),
            Effect::Shortcut { panel, action } => self.shortcuts.push((panel, action)),
            Effect::SetSurface(surface) => self.surface = Some(surface),
            Effect::OpenPanel => self.n_opened += 1,
            Effect::Badge { text, .. } => self.badge = text,
            Effect::Inject { .. } => {
                let tabs = self.tabs.iter().map(|tab| tab.id).collect();
                self.worker.handle(Input::Five9Tabs(tabs), self.ms());
            }
            Effect::Notify(key) => self.notified = key,
            Effect::FocusTab(tab) => self.focused = Some(tab),
            Effect::SetPractice { .. } => panic!("no story here practises"),
            Effect::OpenTab(_) | Effect::SetDiscardable { .. } => {}
        }
    }

    fn carry_far(&mut self, effect: OutboxEffect) {
        let is_request = matches!(effect, OutboxEffect::Deliver { .. });
        let takes = Duration::from_millis(if is_request { 20 } else { 2 });
        let input = self.far.carry_out(effect);
        self.due.push((self.now + takes, Due::Outbox(input)));
    }

    fn tell_room(&mut self) {
        self.n_room_reads += 1;
        let room = Input::Room(self.room_left_bytes);
        self.worker.handle(room, self.ms());
    }

    pub(crate) fn list_rows(&self) -> Option<ListRows> {
        let rows = self.store.iter().filter(|((table, key), _)| {
            let is_row = key.starts_with(CHUNK_PREFIX) || key.starts_with(EDIT_PREFIX);
            *table == Table::Records && is_row
        });
        let texts: Vec<String> = rows.map(|(_, json)| json.clone()).collect();
        ListRows::read(&texts)
    }

    /// Names of the people on the list, as a page reads it.
    pub(crate) fn names(&self) -> Vec<String> {
        let rows = self.list_rows().expect("the list can be read");
        let records = rows.into_shown().into_iter();
        records.map(|record| record.name).collect()
    }

    fn write(&mut self, write: u64, rows: Vec<Row>) {
        let done = !self.store_fails && !self.store_is_full;
        let (rows, counted) = complete(&self.store, rows);
        for row in rows.into_iter().filter(|_| done) {
            match row {
                Row::Put { table, key, json } => _ = self.store.insert((table, key), json),
                Row::Forget {
                    table,
                    before,
                    keep,
                } => {
                    let is_gone = |key: &str| is_forgotten(table, key, &before, &keep);
                    self.store
                        .retain(|(known, key), _| *known != table || !is_gone(key));
                }
                Row::Delete { table, key } => _ = self.store.remove(&(table, key)),
                Row::Clear(table) => self.store.retain(|(known, _), _| *known != table),
            }
        }
        self.written(write, done, counted);
    }

    fn written(&mut self, write: u64, done: bool, counted: Counted) {
        let at = self.now + Duration::from_millis(1);
        let written = Due::Written {
            write,
            done,
            counted,
        };
        self.due.push((at, written));
    }

    /// What the content script does with a message.
    fn send(&mut self, request_id: String, host: &str, message: TabMessage) {
        let value = serde_json::to_value(&message).expect("messages are JSON");
        let connector = value["connectorId"].as_str().unwrap_or_default();
        let known = self
            .tabs
            .iter()
            .position(|tab| tab.connector_id == connector);
        let Some(index) = known else {
            let answer = TabAnswer::NotDelivered;
            self.worker
                .handle(Input::TabAnswer { request_id, answer }, self.ms());
            return;
        };
        if self.tabs[index].is_frozen {
            self.tabs[index].backlog.push((request_id, message));
            return;
        }
        if let TabMessage::Call { not_after_ms, .. } = &message {
            let is_expired = self.ms() > *not_after_ms;
            let dialed = &mut self.tabs[index].dialed;
            let known = dialed.get(&request_id).cloned();
            if known.is_none() {
                let expired = || TabReply::Failed {
                    error: "expired".to_owned(),
                };
                dialed.insert(request_id.clone(), is_expired.then(expired));
            }
            match (known, is_expired) {
                (Some(Some(reply)), _) => return self.answer(request_id, reply),
                // Its own answer is still to come, and answers both.
                (Some(None), _) => return,
                (None, true) => {
                    let error = "expired".to_owned();
                    return self.answer(request_id, TabReply::Failed { error });
                }
                (None, false) => {}
            }
        }
        if let TabMessage::Socket { socket, .. } = message {
            let done = self.use_socket(index, &socket);
            let answer = TabAnswer::Reply(TabReply::Done { done });
            self.worker
                .handle(Input::TabAnswer { request_id, answer }, self.ms());
            return;
        }
        self.fetch(request_id, host, &message);
    }

    fn answer(&mut self, request_id: String, reply: TabReply) {
        let answer = TabAnswer::Reply(reply);
        self.worker
            .handle(Input::TabAnswer { request_id, answer }, self.ms());
    }

    fn fetch(&mut self, request_id: String, host: &str, message: &TabMessage) {
        let Some((http, not_after_ms)) = message.http() else {
            return;
        };
        if self.ms() > not_after_ms {
            let error = "expired".to_owned();
            return self.answer(request_id, TabReply::Failed { error });
        }
        self.journal
            .push(format!("{:?} {} {}", self.now, http.method, http.path));
        let request = self.request(&http.method, host, &http.path);
        let request = request.with_body(http.body.clone().unwrap_or_default());
        let admitted = self.sim.admit(self.now, request);
        let at = self.now + admitted.hold + Duration::from_millis(5);
        self.due.push((
            at,
            Due::Handle {
                request_id,
                admitted: Box::new(admitted),
            },
        ));
    }

    fn request(&self, method: &str, host: &str, path: &str) -> Request {
        let cookies: Vec<String> = self
            .cookies
            .iter()
            .filter(|(_, is_host_only)| host == HOST || !is_host_only)
            .map(|(pair, _)| pair.clone())
            .collect();
        Request::new(Method::parse(method), host, path).with_header("cookie", cookies.join("; "))
    }

    fn use_socket(&mut self, index: usize, command: &SocketCommand) -> bool {
        match command {
            SocketCommand::Open { url } => {
                self.socket_urls.push(url.clone());
                let mut parts = url.splitn(4, '/').skip(2);
                let host = parts.next().unwrap_or_default().to_owned();
                let path = parts.next().unwrap_or_default().to_owned();
                let request = self.request("GET", &host, &format!("/{path}"));
                let opened = self.sim.open_socket(self.now, &request).ok();
                self.tabs[index].socket = opened;
                let state = if opened.is_some() { "open" } else { "closed" }.to_owned();
                let (port, event) = (
                    self.tabs[index].port,
                    TabEvent::Five9Socket { state, code: None },
                );
                self.worker
                    .handle(Input::TabEvent { port, event }, self.ms());
                true
            }
            SocketCommand::Ping => match self.tabs[index].socket {
                Some(socket) => {
                    self.sim.handle_socket_text(self.now, socket, "ping");
                    true
                }
                None => false,
            },
            SocketCommand::Close => {
                if let Some(socket) = self.tabs[index].socket.take() {
                    self.sim.handle_socket_closed(socket);
                }
                true
            }
        }
    }

    /// Goes on until `is_so`, at most 90 s of virtual time.
    #[track_caller]
    pub(crate) fn wait(&mut self, what: &str, is_so: impl Fn(&Self) -> bool) {
        let deadline = self.now + Duration::from_secs(90);
        while !is_so(self) {
            assert!(
                self.now < deadline,
                "waited for: {what}\n{}",
                self.journal.join("\n")
            );
            self.step();
        }
    }

    pub(crate) fn pass(&mut self, length: Duration) {
        let end = self.now + length;
        while self.next_due().is_some_and(|at| at <= end) {
            self.step();
        }
        self.now = end;
    }

    fn next_due(&self) -> Option<Duration> {
        let worker = self.worker.poll_timeout();
        let worker = worker.map(|at| Duration::from_millis(at.saturating_sub(EPOCH_MS)));
        let pending = self.due.iter().map(|(at, _)| *at).min();
        let due = [worker, self.sim.poll_timeout(), pending]
            .into_iter()
            .flatten()
            .min();
        due.map(|at| at.max(self.now))
    }

    /// Jumps to what is due next and lets it happen.
    pub(crate) fn step(&mut self) {
        let Some(at) = self.next_due() else {
            self.now += Duration::from_secs(1);
            return;
        };
        // Virtual time moves on even when what was due leaves something due at once.
        self.now = at.max(self.now + Duration::from_micros(100));
        self.sim.handle_timeout(self.now);
        self.settle();
        while let Some(index) = self.due.iter().position(|(at, _)| *at <= self.now) {
            match self.due.remove(index).1 {
                Due::Written {
                    write,
                    done,
                    counted,
                } => {
                    if !done && self.store_is_full {
                        self.input(Input::StoreFull(write));
                    }
                    self.input(Input::Attempts(counted));
                    self.input(Input::Written { write, done });
                }
                Due::Outbox(input) => self.input(Input::Outbox(input)),
                Due::Handle {
                    request_id,
                    admitted,
                } => self.handle(request_id, *admitted),
            }
        }
        self.worker.handle_timeout(self.ms());
        self.settle();
        // What is due and stays due would keep the browser's timer turning.
        let due_at = self.worker.poll_timeout();
        assert!(
            due_at.is_none_or(|at| at > self.ms()),
            "due and not done at {:?}\n{}",
            self.now,
            self.journal.join("\n")
        );
    }

    fn handle(&mut self, request_id: String, admitted: Admitted) {
        let answer = match self.sim.handle(self.now, admitted) {
            Answer::Reply(response) => {
                let header = |name: &str| {
                    let found = response.headers.iter().find(|(known, _)| *known == name);
                    found.map(|(_, value)| value.clone())
                };
                let headers = TabHeaders {
                    retry_after: header("retry-after"),
                    content_type: header("content-type"),
                };
                TabReply::Http {
                    status: response.status,
                    headers,
                    body: response.body.clone(),
                }
            }
            Answer::Drop { .. } => TabReply::Failed {
                error: "network: cut".to_owned(),
            },
        };
        for tab in &mut self.tabs {
            if let Some(dialed) = tab.dialed.get_mut(&request_id) {
                dialed.get_or_insert_with(|| answer.clone());
            }
        }
        let answer = TabAnswer::Reply(answer);
        self.input(Input::TabAnswer { request_id, answer });
    }
}

fn cookies_of(headers: Vec<(&'static str, String)>) -> Vec<(String, bool)> {
    let cookies = headers
        .into_iter()
        .filter(|(name, _)| *name == "set-cookie");
    cookies
        .map(|(_, cookie)| {
            let pair = cookie.split(';').next().unwrap_or_default();
            (pair.to_owned(), !cookie.contains("Domain="))
        })
        .collect()
}

fn boot(n_starts: u32) -> Boot {
    Boot {
        seed: format!("start{n_starts}"),
        ..Boot::default()
    }
}

fn ready() -> extension::snapshot::LinkState {
    extension::snapshot::LinkState::Ready
}

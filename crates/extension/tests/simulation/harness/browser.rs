//! The browser: tabs with the content script, and the panel.
//!
//! Rule: as `static/content.js` does it. A message's deadline is looked at when it is processed, so a
//! frozen tab drops it after its thaw; the socket is the document's and outlives the worker.

use std::collections::BTreeMap;
use std::time::Duration;

use extension::message::{SocketCommand, TabEvent, TabMessage, TabReply};
use extension::snapshot::Snapshot;
use extension::worker::{Input, PortId, TabAnswer};
use five9_sim::domain::SocketId;

use super::fault::Fault;
use super::wire::Sender;
use super::world::{Due, Waking, World, on_port, request_id_of};

#[derive(Default)]
pub(crate) struct Browser {
    pub(crate) tabs: Vec<Tab>,
    pub(crate) panel: Option<Panel>,
    pub(crate) is_open: bool,
}

pub(crate) struct Panel {
    /// Numbered like a tab's.
    pub(crate) document: u32,
    /// Zero: broken.
    pub(crate) port: PortId,
    pub(crate) snapshot: Option<Box<Snapshot>>,
}

pub(crate) struct Tab {
    pub(crate) id: i32,
    pub(crate) document: Option<Document>,
    pub(crate) is_frozen: bool,
    backlog: Vec<Task>,
}

/// A loaded page with its content script.
pub(crate) struct Document {
    pub(crate) id: u32,
    host: &'static str,
    connector_id: String,
    port: Option<(u32, PortId)>,
    pub(crate) socket: Option<Socket>,
    /// First answers by request id; none yet: under way.
    answered: BTreeMap<String, Option<TabReply>>,
    /// Requests whose answer the worker of this life awaits.
    awaited: Vec<(String, u32)>,
}

#[derive(Debug, Clone)]
pub(crate) struct Socket {
    key: String,
    /// Absent while it connects.
    pub(crate) id: Option<SocketId>,
    /// When its last frame arrives: none overtakes another by itself.
    pub(crate) last_frame_at: Duration,
}

/// What a document has to do.
pub(crate) enum Task {
    Message {
        life: u32,
        message: Box<TabMessage>,
    },
    /// A request is over.
    Fetched {
        request_id: String,
        reply: TabReply,
    },
    Connected {
        key: String,
    },
    Frame {
        socket: SocketId,
        text: String,
    },
    SocketClosed {
        socket: Option<SocketId>,
        code: u16,
    },
    PortBroken,
}

impl Browser {
    pub(crate) fn documents(&self) -> Vec<u32> {
        let documents = self.tabs.iter().filter_map(|tab| tab.document.as_ref());
        documents.map(|document| document.id).collect()
    }

    fn tab_of(&mut self, document: u32) -> Option<&mut Tab> {
        self.tabs.iter_mut().find(|tab| {
            let here = tab.document.as_ref();
            here.is_some_and(|here| here.id == document)
        })
    }

    fn document(&mut self, id: u32) -> Option<&mut Document> {
        self.tab_of(id)?.document.as_mut()
    }

    /// The document that holds this socket.
    pub(crate) fn holder_of(&mut self, socket: SocketId) -> Option<&mut Document> {
        let mut documents = self.tabs.iter_mut().filter_map(|tab| tab.document.as_mut());
        documents.find(|one| {
            one.socket
                .as_ref()
                .is_some_and(|held| held.id == Some(socket))
        })
    }
}

impl World {
    pub(crate) fn open_browser(&mut self) {
        if !self.browser.is_open {
            self.browser.is_open = true;
            self.open_tab();
            self.open_panel();
        }
    }

    pub(crate) fn kill_browser(&mut self) {
        if !self.browser.is_open {
            return;
        }
        self.note(|| "browser killed".to_owned());
        self.tally.take_effect(Fault::BrowserKilled);
        self.end_process();
        self.forget_session();
        for tab in std::mem::take(&mut self.browser.tabs) {
            self.close_socket(tab.document.as_ref());
        }
        self.browser.panel = None;
        self.browser.is_open = false;
        self.lose_requests();
        let after = self.rng.length(500, 20_000);
        self.schedule(after, Due::BrowserOpens);
    }

    pub(crate) fn open_tab(&mut self) {
        let id = i32::try_from(self.next_id()).unwrap_or_default();
        self.browser.tabs.push(Tab {
            id,
            document: None,
            is_frozen: false,
            backlog: Vec::new(),
        });
        self.begin_load(id);
    }

    fn begin_load(&mut self, tab: i32) {
        let after = self.rng.length(50, 900);
        self.schedule(after, Due::PageLoads { tab });
    }

    pub(crate) fn load_page(&mut self, tab: i32) {
        let (id, host) = (self.next_id(), self.cookies.host());
        let Some(found) = self.browser.tabs.iter_mut().find(|found| found.id == tab) else {
            return;
        };
        found.document = Some(Document {
            id,
            host,
            connector_id: format!("connector-{id}"),
            port: None,
            socket: None,
            answered: BTreeMap::new(),
            awaited: Vec::new(),
        });
        self.checks.bad_since = None;
        self.connect(id);
    }

    pub(crate) fn open_panel(&mut self) {
        if self.browser.panel.is_none() {
            let document = self.next_id();
            self.browser.panel = Some(Panel {
                document,
                port: 0,
                snapshot: None,
            });
            self.connect_panel();
        }
    }

    pub(crate) fn close_panel(&mut self) {
        if let Some(panel) = self.browser.panel.take() {
            let (life, what) = (self.process.life, Input::PortClosed(panel.port));
            self.tell_worker(life, Waking::Input(what));
        }
    }

    fn connect_panel(&mut self) {
        let port = self.next_id();
        if let Some(panel) = &mut self.browser.panel {
            panel.port = port;
            let life = self.ensure_worker();
            self.tell_worker(life, Waking::Input(Input::PanelOpened(port)));
        }
    }

    /// A content script connects and says hello.
    fn connect(&mut self, id: u32) {
        let port = self.next_id();
        let life = self.ensure_worker();
        let Some(tab) = self.browser.tab_of(id) else {
            return;
        };
        let tab_id = tab.id;
        let Some(document) = tab.document.as_mut() else {
            return;
        };
        document.port = Some((life, port));
        let socket = document.socket.as_ref();
        let state = match socket.map(|socket| socket.id) {
            Some(Some(_)) => "open",
            Some(None) => "connecting",
            None => "closed",
        };
        let hello = TabEvent::Hello {
            connector_id: document.connector_id.clone(),
            host: document.host.to_owned(),
            socket: state.to_owned(),
            socket_key: socket.map(|socket| socket.key.clone()),
        };
        self.note(|| format!("tab {tab_id} connects, socket {state}"));
        let opened = Input::TabOpened {
            port,
            tab: tab_id,
            active: true,
        };
        self.checks.ports.insert(port, tab_id);
        self.tell_worker(life, Waking::Input(opened));
        self.tell_worker(life, on_port(port, hello));
    }

    /// Something from another process, in order.
    fn tell_worker(&mut self, life: u32, what: Waking) {
        let life = Some(life);
        self.schedule(Duration::from_millis(1), Due::Worker { life, what });
    }

    /// Posts on the document's Port; nobody hears it while there is none.
    fn post(&mut self, id: u32, event: TabEvent) {
        let port = self.browser.document(id).and_then(|document| document.port);
        if let Some((life, port)) = port {
            self.tell_worker(life, on_port(port, event));
        }
    }

    pub(crate) fn reload_tab(&mut self, index: usize) {
        let tab = self.browser.tabs[index].id;
        self.note(|| format!("tab {tab} reloaded"));
        if self.unload(index) {
            self.tally.take_effect(Fault::TabReloaded);
        }
        self.begin_load(tab);
    }

    pub(crate) fn close_tab(&mut self, index: usize) {
        let tab = self.browser.tabs[index].id;
        self.note(|| format!("tab {tab} closed"));
        if self.unload(index) {
            self.tally.take_effect(Fault::TabClosed);
        }
        self.browser.tabs.remove(index);
    }

    /// The document goes: its Port, its socket and whoever waits for its answers.
    fn unload(&mut self, index: usize) -> bool {
        let tab = &mut self.browser.tabs[index];
        tab.is_frozen = false;
        let backlog = std::mem::take(&mut tab.backlog);
        let Some(mut document) = tab.document.take() else {
            return false;
        };
        for task in backlog {
            if let Task::Message { life, message } = task {
                let request_id = request_id_of(&message).to_owned();
                document.awaited.push((request_id, life));
            }
        }
        self.close_socket(Some(&document));
        for (request_id, life) in document.awaited {
            self.answer_worker(life, request_id, TabAnswer::Broken);
        }
        if let Some((life, port)) = document.port {
            self.tell_worker(life, Waking::Input(Input::PortClosed(port)));
        }
        true
    }

    fn close_socket(&mut self, document: Option<&Document>) {
        let socket = document.and_then(|document| document.socket.as_ref());
        if let Some(id) = socket.and_then(|socket| socket.id) {
            self.sim.handle_socket_closed(id);
        }
    }

    fn answer_worker(&mut self, life: u32, request_id: String, answer: TabAnswer) {
        let what = Waking::Answer {
            request_id,
            answer,
            shows: None,
        };
        self.tell_worker(life, what);
    }

    pub(crate) fn freeze_tab(&mut self, index: usize) {
        let tab = &mut self.browser.tabs[index];
        if !tab.is_frozen {
            tab.is_frozen = true;
            let id = tab.id;
            let after = self.rng.length(500, 60_000);
            self.note(|| format!("tab {id} frozen for {after:?}"));
            self.schedule(after, Due::Thaw { tab: id });
            self.tell_frozen(id, true);
        }
    }

    fn tell_frozen(&mut self, tab: i32, frozen: bool) {
        if self.scenario.tells_frozen {
            let life = self.process.life;
            self.tell_worker(life, Waking::Input(Input::TabFrozen { tab, frozen }));
        }
    }

    pub(crate) fn thaw_tab(&mut self, id: i32) {
        let Some(tab) = self.browser.tabs.iter_mut().find(|tab| tab.id == id) else {
            return;
        };
        if !std::mem::take(&mut tab.is_frozen) {
            return;
        }
        self.checks.bad_since = None;
        self.tell_frozen(id, false);
        let Some(tab) = self.browser.tabs.iter_mut().find(|tab| tab.id == id) else {
            return;
        };
        let backlog = std::mem::take(&mut tab.backlog);
        let document = tab.document.as_ref().map(|document| document.id);
        self.note(|| format!("tab {id} thawed, {} to do", backlog.len()));
        if !backlog.is_empty() {
            self.tally.take_effect(Fault::TabFrozen);
        }
        for task in backlog {
            if let Some(document) = document {
                self.do_task(document, task);
            }
        }
    }

    pub(crate) fn send_to_tab(&mut self, life: u32, tab: i32, message: TabMessage) {
        let found = self.browser.tabs.iter().find(|found| found.id == tab);
        let document = found.and_then(|tab| Some(tab.document.as_ref()?.id));
        let Some(document) = document else {
            let request_id = request_id_of(&message).to_owned();
            self.answer_worker(life, request_id, TabAnswer::NotDelivered);
            return;
        };
        let is_late = message.http().is_some() && self.strikes(Fault::PastDeadline);
        let after = if is_late {
            self.rng.length(2_500, 20_000)
        } else {
            Duration::from_millis(1)
        };
        let message = Box::new(message);
        let task = Task::Message { life, message };
        self.schedule(after, Due::Document { document, task });
    }

    pub(crate) fn do_task(&mut self, id: u32, task: Task) {
        let panel = self.browser.panel.as_ref();
        if panel.is_some_and(|panel| panel.document == id) {
            self.connect_panel();
            return;
        }
        let Some(tab) = self.browser.tab_of(id) else {
            if let Task::Message { life, message } = task {
                let request_id = request_id_of(&message).to_owned();
                self.answer_worker(life, request_id, TabAnswer::Broken);
            }
            return;
        };
        if tab.is_frozen {
            tab.backlog.push(task);
            return;
        }
        match task {
            Task::Message { life, message } => self.take_message(id, life, &message),
            Task::Fetched { request_id, reply } => self.respond(id, &request_id, reply),
            Task::Connected { key } => self.socket_connects(id, &key),
            Task::Frame { socket, text } => self.take_frame(id, socket, text),
            Task::SocketClosed { socket, code } => self.socket_gone(id, socket, code),
            Task::PortBroken => self.connect(id),
        }
    }

    fn take_message(&mut self, id: u32, life: u32, message: &TabMessage) {
        let wall_ms = self.wall_ms();
        let request_id = request_id_of(message).to_owned();
        let Some(document) = self.browser.document(id) else {
            return;
        };
        if connector_of(message) != document.connector_id {
            self.answer_worker(life, request_id, TabAnswer::NotDelivered);
            return;
        }
        document.awaited.push((request_id.clone(), life));
        let host = document.host;
        if let Some(known) = document.answered.get(&request_id) {
            let known = known.clone();
            if let Some(reply) = known {
                self.respond(id, &request_id, reply);
            }
            return;
        }
        document.answered.insert(request_id.clone(), None);
        let failed = |error: &str| TabReply::Failed {
            error: error.to_owned(),
        };
        if wall_ms > not_after_ms(message) {
            self.tally.take_effect(Fault::PastDeadline);
            self.respond(id, &request_id, failed("expired"));
        } else if let TabMessage::Socket { socket, .. } = message {
            let done = self.use_socket(id, socket);
            self.respond(id, &request_id, TabReply::Done { done });
        } else if self.strikes(Fault::Offline) {
            self.tally.take_effect(Fault::Offline);
            self.respond(id, &request_id, failed("offline"));
        } else {
            let sender = Sender::Document(id);
            self.fetch(sender, host, request_id, message);
        }
    }

    /// Answers whoever asked, and whoever asks again.
    fn respond(&mut self, id: u32, request_id: &str, reply: TabReply) {
        let Some(document) = self.browser.document(id) else {
            return;
        };
        let is_asked = |(asked, _): &(String, u32)| asked == request_id;
        let (asking, others) = std::mem::take(&mut document.awaited)
            .into_iter()
            .partition::<Vec<_>, _>(is_asked);
        document.awaited = others;
        document
            .answered
            .insert(request_id.to_owned(), Some(reply.clone()));
        let shows = self.shown_by(request_id);
        for (request_id, life) in asking {
            let what = Waking::Answer {
                request_id,
                answer: TabAnswer::Reply(reply.clone()),
                shows: shows.clone(),
            };
            self.tell_worker(life, what);
        }
    }

    fn use_socket(&mut self, id: u32, command: &SocketCommand) -> bool {
        let now = self.now;
        let Some(document) = self.browser.document(id) else {
            return false;
        };
        let open = document.socket.as_ref().and_then(|socket| socket.id);
        match command {
            SocketCommand::Open { url } => {
                let key = url.rsplit('/').next().unwrap_or_default().to_owned();
                document.socket = Some(Socket {
                    key: key.clone(),
                    id: None,
                    last_frame_at: now,
                });
                if let Some(old) = open {
                    self.sim.handle_socket_closed(old);
                }
                let host = url.split('/').nth(2).unwrap_or_default().to_owned();
                self.dial_socket(id, &host, key);
                true
            }
            SocketCommand::Ping => {
                if let Some(open) = open {
                    self.sim.handle_socket_text(now, open, "ping");
                }
                open.is_some()
            }
            SocketCommand::Close => {
                document.socket = None;
                if let Some(open) = open {
                    self.sim.handle_socket_closed(open);
                    let task = Task::SocketClosed {
                        socket: None,
                        code: 1000,
                    };
                    self.do_task(id, task);
                }
                true
            }
        }
    }

    /// The connection is made, or refused.
    fn socket_connects(&mut self, id: u32, key: &str) {
        let Some(document) = self.browser.document(id) else {
            return;
        };
        let is_wanted = document
            .socket
            .as_ref()
            .is_some_and(|socket| socket.key == key && socket.id.is_none());
        if !is_wanted {
            return;
        }
        let opened = self.open_socket_at_five9(key);
        let (state, code) = match opened {
            Some(_) => ("open", None),
            None => ("closed", Some(1006)),
        };
        if let Some(document) = self.browser.document(id) {
            document.socket = document.socket.take().filter(|_| opened.is_some());
            if let Some(socket) = &mut document.socket {
                socket.id = opened;
            }
        }
        let state = state.to_owned();
        self.post(id, TabEvent::Five9Socket { state, code });
        self.carry_frames();
    }

    fn take_frame(&mut self, id: u32, socket: SocketId, text: String) {
        let held = self
            .browser
            .document(id)
            .and_then(|one| one.socket.as_ref());
        if held.is_some_and(|held| held.id == Some(socket)) {
            self.post(id, TabEvent::Five9Frame { text });
        }
    }

    fn socket_gone(&mut self, id: u32, socket: Option<SocketId>, code: u16) {
        let Some(document) = self.browser.document(id) else {
            return;
        };
        let held = document.socket.as_ref().and_then(|held| held.id);
        if socket.is_some() && held != socket {
            return;
        }
        if socket.is_some() {
            document.socket = None;
        }
        let state = "closed".to_owned();
        let code = Some(code);
        self.post(id, TabEvent::Five9Socket { state, code });
    }
}

fn connector_of(message: &TabMessage) -> &str {
    match message {
        TabMessage::Call { connector_id, .. }
        | TabMessage::Hangup { connector_id, .. }
        | TabMessage::DisposeOnly { connector_id, .. }
        | TabMessage::Read { connector_id, .. }
        | TabMessage::Session { connector_id, .. }
        | TabMessage::Control { connector_id, .. }
        | TabMessage::Socket { connector_id, .. } => connector_id,
    }
}

fn not_after_ms(message: &TabMessage) -> u64 {
    match message {
        TabMessage::Call { not_after_ms, .. }
        | TabMessage::Hangup { not_after_ms, .. }
        | TabMessage::DisposeOnly { not_after_ms, .. }
        | TabMessage::Read { not_after_ms, .. }
        | TabMessage::Session { not_after_ms, .. }
        | TabMessage::Control { not_after_ms, .. }
        | TabMessage::Socket { not_after_ms, .. } => *not_after_ms,
    }
}

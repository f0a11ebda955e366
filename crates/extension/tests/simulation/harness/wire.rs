//! The network between the browser and Five9: requests, answers and frames, and what befalls them.
//!
//! Rule: each request meets at most one fault, chosen when it leaves; a fault counts as effective
//! where it changed what Five9 got or what the browser learned.

use std::time::Duration;

use extension::message::{TabHeaders, TabMessage, TabReply};
use extension::worker::TabAnswer;
use five9_sim::domain::{Action, Admitted, Answer, Pattern, Request, SocketAction, SocketId};

use super::browser::Task;
use super::fault::Fault;
use super::world::{Due, Shows, Waking, World};

/// A worker gives a read up after this long.
const READ_PATIENCE: Duration = Duration::from_secs(8);

/// Who performs a request.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Sender {
    Document(u32),
    Worker { life: u32 },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Dial,
    /// Disconnect or dispose.
    End,
    /// One call.
    ReadCall,
    ReadCalls,
    Other,
}

/// A request on its way.
pub(crate) struct Flight {
    sender: Sender,
    pub(crate) request_id: String,
    request: Request,
    kind: Kind,
    fault: Option<Fault>,
    /// The status that a fault answers with.
    status: u16,
    sent_at: Duration,
    shows: Option<Vec<String>>,
}

/// What comes back.
pub(crate) enum Landing {
    Reply {
        status: u16,
        headers: TabHeaders,
        body: String,
    },
    /// The connection broke.
    Cut,
    /// Nothing, ever.
    Never,
}

impl World {
    /// Performs the request that a message carries.
    pub(crate) fn fetch(
        &mut self,
        sender: Sender,
        host: &str,
        request_id: String,
        message: &TabMessage,
    ) {
        let Some((http, _)) = message.http() else {
            return;
        };
        let kind = kind_of(&http.method, &http.path);
        let request = self.request(&http.method, host, &http.path);
        let request = request.with_body(http.body.clone().unwrap_or_default());
        let fault = self.choose_fault(kind);
        let status = match fault {
            Some(Fault::Status401) => 401,
            Some(Fault::Status404) => 404,
            Some(Fault::Status429) => 429,
            Some(Fault::Status435) => 435,
            Some(_) => *self.rng.pick(&[500, 502, 503]),
            None => 0,
        };
        let (method, path) = (http.method.clone(), http.path.clone());
        self.note(|| format!("{method} {path} leaves {host}, fault {fault:?}"));
        let flight = Box::new(Flight {
            sender,
            request_id,
            request,
            kind,
            fault,
            status,
            sent_at: self.now,
            shows: None,
        });
        if fault == Some(Fault::RequestLost) {
            self.tally.take_effect(Fault::RequestLost);
            self.lose(flight);
            return;
        }
        let way = self.way();
        self.schedule(way, Due::Arrives(flight));
    }

    fn way(&mut self) -> Duration {
        let max = self.scenario.way_ms_max;
        self.rng.length(2, max)
    }

    fn choose_fault(&mut self, kind: Kind) -> Option<Fault> {
        if !self.is_chaos {
            return None;
        }
        let fits = |fault: Fault| match fault {
            Fault::CreatedLater => kind == Kind::Dial,
            // On the read of one call these are Five9's own words for "it is gone": a service that
            // says so of a call that is there cannot be told from one that tells the truth.
            Fault::Status404 | Fault::Status435 => kind != Kind::ReadCall,
            _ => true,
        };
        let index = self.rng.below(Fault::OF_REQUESTS.len());
        // One draw for a random kind, a dial's own kinds more often: there are few dials.
        let fault = if kind == Kind::Dial && self.rng.chance(300) {
            Fault::CreatedLater
        } else {
            Fault::OF_REQUESTS[index]
        };
        let factor = if matches!(kind, Kind::Dial | Kind::End) {
            8
        } else {
            3
        };
        let rate = self.scenario.rate(fault) * factor;
        let strikes = fault != Fault::Offline && fits(fault) && self.rng.chance(rate);
        if strikes {
            self.tally.inject(fault);
        }
        strikes.then_some(fault)
    }

    /// The browser learns that the connection broke, or nothing.
    fn lose(&mut self, flight: Box<Flight>) {
        let after = self.rng.length(10, 4_000);
        let landing = if self.rng.chance(700) {
            Landing::Cut
        } else {
            Landing::Never
        };
        self.schedule(after, Due::Landed(flight, landing));
    }

    pub(crate) fn arrive(&mut self, flight: Box<Flight>) {
        let action = Action {
            status: match flight.fault {
                Some(
                    Fault::Status401
                    | Fault::Status404
                    | Fault::Status429
                    | Fault::Status435
                    | Fault::Status5xx,
                ) => Some(flight.status),
                _ => None,
            },
            create_after_ms: (flight.fault == Some(Fault::CreatedLater))
                .then(|| self.rng.ms(500, 20_000)),
            ..Action::default()
        };
        self.sim.add_fault(five9_sim::domain::Fault {
            pattern: Pattern::default(),
            action,
            times: Some(1),
        });
        let admitted = self.sim.admit(self.now, flight.request.clone());
        let log_index = self.sim.log().len() - 1;
        self.checks.note_arrival(&flight.request_id, log_index);
        let takes = self.rng.length(1, 40);
        self.schedule(takes, Due::Handled(flight, Box::new(admitted)));
    }

    pub(crate) fn handle_at_five9(&mut self, mut flight: Box<Flight>, admitted: Admitted) {
        let n_to_come = self.n_calls_to_come();
        let answer = self.sim.handle(self.now, admitted);
        let Answer::Reply(response) = answer else {
            return;
        };
        let status = response.status;
        self.note(|| format!("Five9 answers {} with {status}", flight.request.path));
        if self.n_calls_to_come() > n_to_come {
            self.tally.take_effect(Fault::CreatedLater);
        }
        if flight.kind == Kind::ReadCalls && status == 200 {
            flight.shows = Some(self.unfinished_calls());
        }
        let header = |name: &str| {
            let found = response.headers.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| value.clone())
        };
        let landing = match flight.fault {
            Some(Fault::AnswerLost) => {
                self.tally.take_effect(Fault::AnswerLost);
                self.lose(flight);
                return;
            }
            Some(Fault::ErrorAfterHandling) => {
                self.tally.take_effect(Fault::ErrorAfterHandling);
                flight.shows = None;
                Landing::Reply {
                    status: flight.status,
                    headers: TabHeaders::default(),
                    body: "<html><body>upstream</body></html>".to_owned(),
                }
            }
            _ => Landing::Reply {
                status,
                headers: TabHeaders {
                    retry_after: header("retry-after"),
                    content_type: header("content-type"),
                },
                body: response.body.clone(),
            },
        };
        let mut way = self.way();
        if flight.fault == Some(Fault::AnswerLate) {
            way += self.rng.length(8_000, 40_000);
        }
        self.schedule(way, Due::Landed(flight, landing));
    }

    pub(crate) fn land(&mut self, flight: Flight, landing: Landing) {
        if let Some(
            fault @ (Fault::AnswerLate
            | Fault::Status401
            | Fault::Status404
            | Fault::Status429
            | Fault::Status435
            | Fault::Status5xx),
        ) = flight.fault
        {
            self.tally.take_effect(fault);
        }
        let reply = match landing {
            Landing::Never => return,
            Landing::Cut => TabReply::Failed {
                error: "network: cut".to_owned(),
            },
            Landing::Reply {
                status,
                headers,
                body,
            } => TabReply::Http {
                status,
                headers,
                body,
            },
        };
        let is_in_time = self.now <= flight.sent_at + READ_PATIENCE;
        let shows = flight.shows.filter(|_| is_in_time);
        let shows = shows.map(Shows);
        let request_id = flight.request_id;
        match flight.sender {
            Sender::Document(document) => {
                if let Some(shows) = shows {
                    self.checks.shows.insert(request_id.clone(), shows);
                }
                self.do_task(document, Task::Fetched { request_id, reply });
            }
            Sender::Worker { life } => {
                let what = Waking::Answer {
                    request_id,
                    answer: TabAnswer::Reply(reply),
                    shows,
                };
                self.wake_worker(Some(life), what);
            }
        }
    }

    /// What the answer to this request shows of calls, if it was a list of them.
    pub(crate) fn shown_by(&mut self, request_id: &str) -> Option<Shows> {
        self.checks.shows.remove(request_id)
    }

    /// The browser is gone: what was on the wire may still reach Five9, its answer reaches nobody.
    pub(crate) fn lose_requests(&mut self) {
        let is_kept = self.rng.chance(500);
        self.forget(|due| match due {
            Due::Landed(..) | Due::Document { .. } | Due::Thaw { .. } | Due::PageLoads { .. } => {
                true
            }
            Due::Arrives(_) => !is_kept,
            _ => false,
        });
    }

    pub(crate) fn dial_socket(&mut self, document: u32, host: &str, key: String) {
        let way = self.way() + self.way();
        self.checks
            .socket_hosts
            .insert(key.clone(), host.to_owned());
        self.schedule(
            way,
            Due::Document {
                document,
                task: Task::Connected { key },
            },
        );
    }

    pub(crate) fn open_socket_at_five9(&mut self, key: &str) -> Option<SocketId> {
        let host = self.checks.socket_hosts.remove(key).unwrap_or_default();
        let request = self.request("GET", &host, &format!("/appsvcs/ws/{key}"));
        self.sim.open_socket(self.now, &request).ok()
    }

    /// Takes from Five9 what leaves on event sockets, and brings it on its way.
    pub(crate) fn carry_frames(&mut self) {
        while let Some(event) = self.sim.poll_event() {
            let way = self.rng.length(1, 30);
            match event.action {
                SocketAction::Text(text) => self.carry_frame(event.socket, text, way),
                SocketAction::Close { code, .. } => self.carry_close(event.socket, code, way),
                SocketAction::Abort => self.carry_close(event.socket, 1006, way),
            }
        }
    }

    fn carry_frame(&mut self, socket: SocketId, text: String, way: Duration) {
        let mut fault = None;
        for one in Fault::OF_FRAMES {
            if self.is_chaos && self.scenario.rate(one) > 0 && self.strikes(one) {
                fault = Some(one);
            }
        }
        let now = self.now;
        let Some(document) = self.browser.holder_of(socket) else {
            return;
        };
        let id = document.id;
        let Some(held) = &mut document.socket else {
            return;
        };
        let mut at = held.last_frame_at.max(now + way);
        match fault {
            Some(Fault::FrameLost) => {
                self.note(|| format!("frame lost: {text}"));
                self.tally.take_effect(Fault::FrameLost);
                self.checks.note_lost_frame(&text);
                return;
            }
            Some(Fault::FrameReordered) => at += self.rng.length(30, 4_000),
            Some(Fault::FrameLate) => {
                at += self.rng.length(1_000, 25_000);
                held.last_frame_at = at;
            }
            Some(Fault::FrameDuplicated) => {
                held.last_frame_at = at;
                let again = at + self.rng.length(0, 6_000);
                let (document, text) = (id, text.clone());
                let task = Task::Frame { socket, text };
                self.schedule_at(again, Due::Document { document, task });
            }
            _ => held.last_frame_at = at,
        }
        if let Some(fault) = fault {
            self.tally.take_effect(fault);
        }
        self.note(|| format!("frame, fault {fault:?}, due {at:?}: {text}"));
        let document = id;
        let task = Task::Frame { socket, text };
        self.schedule_at(at, Due::Document { document, task });
    }

    fn carry_close(&mut self, socket: SocketId, code: u16, way: Duration) {
        let now = self.now;
        let Some(document) = self.browser.holder_of(socket) else {
            return;
        };
        let id = document.id;
        let last = document.socket.as_ref().map(|held| held.last_frame_at);
        let at = last.unwrap_or_default().max(now + way);
        let socket = Some(socket);
        let task = Task::SocketClosed { socket, code };
        self.note(|| format!("socket closed by Five9 with {code}"));
        self.schedule_at(at, Due::Document { document: id, task });
    }
}

fn kind_of(method: &str, path: &str) -> Kind {
    match (method, path) {
        ("POST", _) if path.ends_with("make_external_call") => Kind::Dial,
        ("PUT", _) if path.ends_with("/disconnect") || path.ends_with("/dispose") => Kind::End,
        ("GET", _) if path.ends_with("/interactions/calls") => Kind::ReadCalls,
        ("GET", _) if path.contains("/interactions/calls/") => Kind::ReadCall,
        _ => Kind::Other,
    }
}

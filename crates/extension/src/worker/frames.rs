//! What content scripts say on their Port: hello, frames of the event socket, its opening and closing.

use dialer::Event as Fact;
use five9::event::{self, Envelope, Event};

use crate::message::{TabEvent, TabReply};
use crate::worker::input::{PortId, TabAnswer};
use crate::worker::link::Hello;
use crate::worker::requests::Side;
use crate::worker::{Millis, Worker, from_five9, to_five9};

impl Worker {
    pub(super) fn handle_tab_event(&mut self, port: PortId, event: TabEvent, now: Millis) {
        if !self.link.connectors.contains_key(&port) {
            return;
        }
        match event {
            TabEvent::Hello {
                connector_id,
                host,
                socket,
                socket_key,
            } => {
                let open_socket = socket_key.filter(|_| socket == "open");
                self.link.replace_port(&connector_id, port);
                if let Some(connector) = self.link.connectors.get_mut(&port) {
                    connector.hello = Some(Hello {
                        connector_id,
                        host,
                        open_socket,
                    });
                }
                self.link.refused.retain(|known| *known != port);
            }
            // Only the adopted tab speaks for the agent.
            TabEvent::Five9Frame { .. }
            | TabEvent::Five9Socket { .. }
            | TabEvent::Five9Network { .. }
                if self.link.adopted != Some(port) => {}
            // A real tab answers the message itself.
            TabEvent::Five9Answer { request_id, reply } if self.practice => {
                let reply = TabReply::read(&reply);
                let answer = reply.map_or(TabAnswer::Broken, TabAnswer::Reply);
                self.handle_answer(&request_id, answer, now);
            }
            TabEvent::Five9Answer { .. } => {}
            TabEvent::Five9Frame { text } => self.handle_frame(&text, now),
            TabEvent::Five9Network { online: true } => {
                self.outgoing.handle_online(now);
                self.link.recheck_at = Some(now);
                self.socket(now, five9::socket::Socket::handle_online);
            }
            TabEvent::Five9Network { online: false } => {
                self.lose(dialer::Failure::new(dialer::Reason::Offline), now);
            }
            TabEvent::Five9Socket { state, code } => match state.as_str() {
                "open" => self.socket(now, five9::socket::Socket::handle_opened),
                _ => self.socket_closed(code, now),
            },
        }
    }

    fn handle_frame(&mut self, text: &str, now: Millis) {
        self.link.heard_at = now;
        // A socket can outlive its agent's log-in; what it tells is about that agent.
        let envelope = Envelope::decode(text);
        let is_foreign = envelope.as_ref().is_ok_and(|envelope| {
            let user = envelope.user_id.as_ref();
            user.is_some_and(|user| self.agent().is_some_and(|agent| agent != *user))
        });
        let event = envelope.and_then(Envelope::into_event);
        let for_socket = event.as_ref().ok().filter(|_| !is_foreign);
        self.socket(now, |socket, now| socket.handle_frame(for_socket, now));
        if is_foreign {
            return;
        }
        self.drift.note_frame(&event);
        if let Ok(event) = event {
            self.handle_event(event, now);
        }
    }

    fn handle_event(&mut self, event: Event, now: Millis) {
        match event {
            Event::Call(call) => self.handle_call_event(&call, now),
            Event::MakeCallFailed(failed) => {
                let cause = failed
                    .cause
                    .clone()
                    .unwrap_or_else(|| "no reason given".to_owned());
                let reason = from_five9::refused_reason(&cause);
                let failure = dialer::Failure::with_detail(reason, cause);
                let fact = Fact::MakeCallFailed {
                    number: failed.number,
                    failure,
                };
                self.dialer.handle_event(fact, to_five9::time(now));
            }
            Event::StationUpdated(Some(station)) => {
                self.link.checked.station = Some(Ok(station));
            }
            Event::StationUpdated(None) | Event::StationNeedsRestart => self.read_station(now),
            Event::LoginStateUpdated(_) => self.read_login_state(now),
            Event::ManualCallSettingsUpdated | Event::ResourceInvalidated => {
                self.link.offer.invalidate(now);
            }
            Event::PresenceUpdated => self.read_side(Side::Presence, now),
            Event::Changed(resource) => self.read_changed(resource, now),
            // Of no consequence for calls, or the socket's matter, or a host's that a read tells of.
            Event::Connected
            | Event::Duplicate
            | Event::MaintenanceStarted
            | Event::MigrationGraceful
            | Event::MigrationForced(_)
            | Event::MaintenanceCompleted
            | Event::ServerUnavailable
            | Event::EventBusUnavailable
            | Event::FarmReassigned
            | Event::Pong
            | Event::Exception(_)
            | Event::TransferUnanswered
            | Event::TransferFailed
            | Event::MaintenanceAnnounced(_)
            | Event::BackupHost
            | Event::PrimaryHost
            | Event::MigrationPossible
            | Event::Unknown { .. } => {}
        }
    }

    fn handle_call_event(&mut self, call: &event::CallEvent, now: Millis) {
        self.tell_hang_up_event(call, now);
        let fact = from_five9::event_fact(call);
        let (id, is_deleted) = (fact.id.clone(), call.change == event::Change::Deleted);
        self.dialer
            .handle_event(Fact::Call(fact), to_five9::time(now));
        self.note_call(&call.call, call.reason.as_deref(), None, now);
        if is_deleted {
            self.dialer
                .handle_event(Fact::CallGone(id), to_five9::time(now));
        }
    }
}

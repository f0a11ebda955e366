//! Restarting the station: asked for by a person, and believed only once a read shows it connected.
//!
//! Five9 answers 2xx also where the softphone stays dead, so its answer proves nothing.

use five9::endpoint::RestartStation;
use five9::http::{Lost, Reply};

use crate::message::{Code, Status};
use crate::worker::calling::failed;
use crate::worker::effect::Effect;
use crate::worker::input::ReplyId;
use crate::worker::requests::Purpose;
use crate::worker::{Millis, Worker, from_five9, to_five9};

/// So long the station is read again and again before the restart counts as failed.
const VERIFY_MS: Millis = 20_000;

/// How the last restart went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Restart {
    /// Asked for; reads must show it before then.
    UnderWay { until: Millis },
    /// It did not help.
    Failed,
}

impl Worker {
    /// Never while somebody is on the line: the call would be the price.
    pub(super) fn restart_station(
        &mut self,
        reply: ReplyId,
        request_id: Option<String>,
        now: Millis,
    ) {
        let snapshot = self.dialer.snapshot();
        let is_over = |call: &dialer::CallSnapshot| {
            use dialer::Phase::{Done, Failed, WrapUp};
            matches!(call.phase, WrapUp | Done | Failed)
        };
        let is_free = snapshot.call.as_ref().is_none_or(is_over) && snapshot.others.is_empty();
        let refusal = match (is_free, self.agent(), &self.link.told) {
            (false, _, _) => Some(Status::failure(Code::Busy, None)),
            (true, None, Some(dialer::Link::Down(failure))) => Some(failed(failure)),
            (true, None, _) => Some(Status::failure(Code::NoTab, None)),
            (true, Some(_), _) => None,
        };
        if let Some(status) = refusal {
            let status = Status {
                request_id,
                ..status
            };
            self.effects.push_back(Effect::Reply { reply, status });
            return;
        }
        self.waiting_restarts.push((reply, request_id));
        if let Some(Restart::UnderWay { .. }) = self.link.restart {
            return;
        }
        let until = now + VERIFY_MS;
        self.link.restart = Some(Restart::UnderWay { until });
        if let Some(agent) = self.agent() {
            let request = to_five9::request(&RestartStation { agent });
            let port = self.link.adopted;
            self.send_to(port, Purpose::RestartStation, &request, now);
        }
    }

    pub(super) fn handle_restart(&mut self, reply: Result<Reply, Lost>, now: Millis) {
        let Some(agent) = self.agent() else { return };
        match super::replies::decode(&RestartStation { agent }, reply) {
            Ok(()) => self.read_station(now),
            Err(error) if error.is_definite_refusal() => {
                let failure = from_five9::failure(&error);
                self.end_restart(failed(&failure), Some(Restart::Failed));
            }
            // Perhaps it was done all the same: the reads say so, or time does.
            Err(_) => {}
        }
    }

    /// A station was read: connected is success, and nothing else is.
    pub(super) fn judge_restart(&mut self, now: Millis) {
        let Some(Restart::UnderWay { until }) = self.link.restart else {
            return;
        };
        let station = self.link.checked.station.as_ref();
        let is_up = station.is_some_and(|station| {
            station
                .as_ref()
                .is_ok_and(|station| station.is_connected() && station.has_audio())
        });
        if is_up {
            self.end_restart(Status::success(), None);
        } else if until <= now || until > now + VERIFY_MS {
            let status = Status::failure(Code::StationDown, Some("restarted, still down"));
            self.end_restart(status, Some(Restart::Failed));
        }
    }

    fn end_restart(&mut self, status: Status, restart: Option<Restart>) {
        self.link.restart = restart;
        for (reply, request_id) in std::mem::take(&mut self.waiting_restarts) {
            let status = Status {
                request_id,
                ..status.clone()
            };
            self.effects.push_back(Effect::Reply { reply, status });
        }
    }
}

//! Ready or not ready: asked for by a person, shown as Five9 has it.
//!
//! A change during a call waits at Five9 until the call has its disposition; both are shown.

use dialer::Failure;
use five9::endpoint::{GetPresence, SetPresence};
use five9::http::{Lost, Reply};
use five9::id::ReasonCodeId;
use five9::model::{Channel, PresenceState};

use crate::message::{Code, Status};
use crate::snapshot::{PendingView, PresenceView};
use crate::worker::calling::failed;
use crate::worker::controls::refused;
use crate::worker::input::ReplyId;
use crate::worker::replies::decode;
use crate::worker::requests::Side;
use crate::worker::{Millis, Worker, to_five9};

/// What a person asked for and Five9 does not show yet.
#[derive(Debug)]
pub(super) struct Wanted {
    is_ready: bool,
    reason: Option<ReasonCodeId>,
    pub(super) since: Millis,
    /// Who waits for the answer; absent: it was given.
    waiting: Option<(ReplyId, Option<String>)>,
}

impl Wanted {
    fn is(&self, state: &PresenceState) -> bool {
        state.is_ready() == self.is_ready && (self.is_ready || state.reason == self.reason)
    }
}

impl Worker {
    pub(super) fn set_ready(
        &mut self,
        reply: ReplyId,
        request_id: Option<String>,
        is_ready: bool,
        reason_id: Option<String>,
        now: Millis,
    ) {
        let reason = reason_id.filter(|_| !is_ready).map(ReasonCodeId::new);
        let is_known = |reason: &ReasonCodeId| {
            let mut reasons = self.desk.reasons.iter();
            reasons.any(|known| known.id == *reason && known.is_selectable)
        };
        let refusal = if self.desk.wanted.is_some() {
            Some(Status::failure(Code::Busy, None))
        } else if reason.as_ref().is_some_and(|reason| !is_known(reason)) {
            Some(Status::failure(
                Code::ControlRefused,
                Some("no such reason"),
            ))
        } else {
            self.not_at_work()
        };
        let Some(agent) = self.agent().filter(|_| refusal.is_none()) else {
            let status = refusal.unwrap_or_else(|| Status::failure(Code::NoTab, None));
            return self.reply(
                reply,
                Status {
                    request_id,
                    ..status
                },
            );
        };
        let ready_channels = if is_ready {
            self.channels_to_be_ready_for()
        } else {
            Vec::new()
        };
        let request = to_five9::request(&SetPresence {
            agent,
            ready_channels,
            reason: reason.clone(),
        });
        self.desk.wanted = Some(Wanted {
            is_ready,
            reason,
            since: now,
            waiting: Some((reply, request_id)),
        });
        self.send_side(Side::SetPresence, &request, now);
    }

    /// The voice channels that the agent had when ready last, beside what they are ready for now.
    fn channels_to_be_ready_for(&self) -> Vec<Channel> {
        let presence = self.desk.presence.as_ref();
        let mut channels = presence.map_or(Vec::new(), |one| one.current.ready_channels.clone());
        let had = self.desk.last_ready.iter();
        let mut voice: Vec<Channel> = had
            .filter(|channel| matches!(channel, Channel::Call | Channel::VoiceMail))
            .cloned()
            .collect();
        if voice.is_empty() {
            voice = vec![Channel::Call, Channel::VoiceMail];
        }
        voice.retain(|channel| !channels.contains(channel));
        channels.append(&mut voice);
        channels
    }

    /// Why nothing can be asked of Five9 now, if anything is in the way.
    pub(super) fn not_at_work(&self) -> Option<Status> {
        match &self.link.told {
            Some(dialer::Link::Down(failure)) => Some(failed(failure)),
            Some(dialer::Link::Ready | dialer::Link::Interrupted) | None => None,
        }
    }

    pub(super) fn presence_set(
        &mut self,
        never_sent: Option<Failure>,
        reply: Result<Reply, Lost>,
        now: Millis,
    ) -> Result<(), five9::Error> {
        let Some(agent) = self.agent() else {
            return Ok(());
        };
        let endpoint = SetPresence {
            agent,
            ready_channels: Vec::new(),
            reason: None,
        };
        let result = decode(&endpoint, reply);
        match (&result, never_sent) {
            (_, Some(failure)) => self.settle_presence(Some(failed(&failure))),
            (Ok(_), None) => self.answer_presence(Status::success()),
            (Err(error), None) if error.is_definite_refusal() => {
                self.settle_presence(Some(refused(error)));
            }
            // Perhaps it was done: the read says so.
            (Err(_), None) => {}
        }
        self.read_side(Side::Presence, now);
        result.map(|_| ())
    }

    pub(super) fn take_presence(
        &mut self,
        asked_at: Millis,
        reply: Result<Reply, Lost>,
    ) -> Result<(), five9::Error> {
        let Some(agent) = self.agent() else {
            return Ok(());
        };
        let result = decode(&GetPresence { agent }, reply);
        if let Ok(presence) = &result {
            self.drift.note_presence(presence);
            if presence.is_ready() {
                self.desk
                    .last_ready
                    .clone_from(&presence.current.ready_channels);
            }
            self.desk.presence = Some(presence.clone());
        }
        let is_out = self.requests.has(|open| *open == Side::SetPresence.into());
        let wanted = self.desk.wanted.as_ref();
        if let Some(wanted) = wanted.filter(|wanted| asked_at >= wanted.since && !is_out) {
            let is_shown = result.as_ref().is_ok_and(|presence| {
                wanted.is(&presence.current)
                    || presence.pending.as_ref().is_some_and(|one| wanted.is(one))
            });
            let code = (!is_shown).then_some(Code::Unknown);
            self.settle_presence(code.map(|code| Status::failure(code, None)));
        }
        result.map(|_| ())
    }

    /// Nothing is awaited any more; whoever still waits hears a success, or this.
    fn settle_presence(&mut self, trouble: Option<Status>) {
        self.answer_presence(trouble.unwrap_or_else(Status::success));
        self.desk.wanted = None;
    }

    fn answer_presence(&mut self, status: Status) {
        let wanted = self.desk.wanted.as_mut();
        if let Some((reply, request_id)) = wanted.and_then(|wanted| wanted.waiting.take()) {
            self.reply(
                reply,
                Status {
                    request_id,
                    ..status
                },
            );
        }
    }

    /// Another agent is logged in: what was asked for was not asked for them.
    pub(super) fn clear_desk(&mut self) {
        self.settle_presence(Some(Status::failure(Code::Unknown, None)));
        self.desk = super::desk::Desk::default();
    }

    /// Absent where nothing tells of it: what was so before a loss is not what is so.
    pub(super) fn presence_view(&self) -> Option<PresenceView> {
        if let Some(dialer::Link::Down(failure)) = &self.link.told
            && failure.reason != dialer::Reason::StationDown
        {
            return None;
        }
        let presence = self.desk.presence.as_ref()?;
        Some(PresenceView {
            ready: presence.is_ready(),
            reason_name: self.reason_name(&presence.current),
            since_ms: presence.since.map(five9::Timestamp::ms),
            pending: presence.pending.as_ref().map(|state| PendingView {
                ready: state.is_ready(),
                reason_name: self.reason_name(state),
            }),
            changing: self.desk.wanted.is_some(),
        })
    }

    fn reason_name(&self, state: &PresenceState) -> Option<String> {
        let id = state.reason.as_ref().filter(|_| !state.is_ready())?;
        let found = self.desk.reasons.iter().find(|known| known.id == *id);
        found.map(|reason| reason.name.clone())
    }
}

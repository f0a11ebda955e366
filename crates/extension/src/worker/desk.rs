//! What the agent has at hand beside calls: permissions, prompts, reasons, and whether they are ready.
//!
//! Nothing that is dialed hangs on any of it: what cannot be read is not known, and no more.

use std::time::Duration;

use five9::endpoint::{
    GetAudioPlayer, GetNotReadyReasonCodes, GetPermissions, GetPresence, GetPrompts, Ping,
};
use five9::event::Resource;
use five9::http::{Lost, Reply, Request};
use five9::model::{Channel, Permissions, Presence, Prompt, ReasonCode};

use crate::snapshot::{PromptView, ReasonView};
use crate::worker::input::TabAnswer;
use crate::worker::presence::Wanted;
use crate::worker::replies::decode;
use crate::worker::requests::{Purpose, Side};
use crate::worker::{Millis, Worker, from_five9, to_five9};

/// Five9 hears of an agent that somebody looks after at least so often.
const PING_MS: Millis = 5 * 60_000;
/// After a refusal of something beside calls it is not asked more often who is logged in.
const DOUBT_MS: Millis = 60_000;
/// Nor how far the log-in is.
const STATE_PAUSE_MS: Millis = 2_000;

#[derive(Debug, Default)]
pub(super) struct Desk {
    /// All of it was asked for since the agent was found to be at work.
    pub(super) is_asked: bool,
    /// Absent: not read.
    pub(super) permissions: Option<Permissions>,
    pub(super) prompts: Vec<Prompt>,
    pub(super) reasons: Vec<ReasonCode>,
    pub(super) presence: Option<Presence>,
    /// The channels when the agent was ready last.
    pub(super) last_ready: Vec<Channel>,
    pub(super) wanted: Option<Wanted>,
    /// Five9 has told of a call of this agent that it may be recorded.
    pub(super) is_recording_allowed: bool,
    /// To be read once more: what is on its way may be older than the change.
    again: Vec<Side>,
    pinged_at: Millis,
    /// Until then a refusal is taken for what it says.
    trusted_until: Millis,
    /// When a refusal last named the log-in state.
    state_doubted_at: Millis,
}

impl Desk {
    /// The clock was set back by so much.
    pub(super) fn set_back(&mut self, back: Millis) {
        let ats = [
            &mut self.pinged_at,
            &mut self.trusted_until,
            &mut self.state_doubted_at,
        ];
        let since = self.wanted.as_mut().map(|wanted| &mut wanted.since);
        for at in ats.into_iter().chain(since) {
            *at = at.saturating_sub(back);
        }
    }

    /// Says no only where Five9 does.
    pub(super) fn may(&self, ask: fn(&Permissions) -> Option<bool>) -> bool {
        self.permissions.as_ref().and_then(ask) != Some(false)
    }
}

impl Worker {
    /// The agent is at work: everything is read once, and whether they are ready each time.
    pub(super) fn read_desk(&mut self, now: Millis) {
        if !std::mem::replace(&mut self.desk.is_asked, true) {
            for side in [Side::Permissions, Side::Prompts, Side::Reasons] {
                self.read_side(side, now);
            }
            self.desk.pinged_at = now;
        }
        self.read_side(Side::Presence, now);
    }

    /// An event says that something was changed.
    pub(super) fn read_changed(&mut self, resource: Resource, now: Millis) {
        let side = match resource {
            Resource::Permissions => Side::Permissions,
            Resource::ReasonCodes => Side::Reasons,
            Resource::AudioPlayer => Side::Player,
            // Nothing shown hangs on them.
            Resource::ActiveSkills
            | Resource::Callbacks
            | Resource::CallVariables
            | Resource::Contact => return,
        };
        self.read_side(side, now);
    }

    /// Reads one of them, again if the answer to come may be older than the change.
    pub(super) fn read_side(&mut self, side: Side, now: Millis) {
        if self.requests.has(|open| *open == Purpose::Side(side)) {
            if !self.desk.again.contains(&side) {
                self.desk.again.push(side);
            }
            return;
        }
        if let Some(request) = self.side_request(side) {
            self.send_side(side, &request, now);
        }
    }

    fn side_request(&self, side: Side) -> Option<Request> {
        let agent = self.agent()?;
        Some(match side {
            Side::Permissions => to_five9::request(&GetPermissions { agent }),
            Side::Prompts => to_five9::request(&GetPrompts { agent }),
            Side::Reasons => to_five9::request(&GetNotReadyReasonCodes { org: self.org()? }),
            Side::Presence => to_five9::request(&GetPresence { agent }),
            Side::Player => {
                let call = to_five9::call(self.controls.call.as_ref()?);
                to_five9::request(&GetAudioPlayer { agent, call })
            }
            Side::Ping => to_five9::request(&Ping { agent }),
            Side::SetPresence | Side::Control(_) | Side::Look(_) | Side::Post(_) => return None,
        })
    }

    pub(super) fn send_side(&mut self, side: Side, request: &Request, now: Millis) {
        self.send_to(self.link.adopted, Purpose::Side(side), request, now);
    }

    pub(super) fn handle_side(
        &mut self,
        side: Side,
        asked_at: Millis,
        answer: TabAnswer,
        now: Millis,
    ) {
        let never_sent = from_five9::never_sent(&answer);
        let reply = from_five9::reply(answer);
        let result = match side {
            Side::SetPresence => self.presence_set(never_sent, reply, now),
            Side::Control(serial) => self.control_answered(serial, never_sent, reply, now),
            Side::Post(serial) => self.posted(serial, never_sent, reply, now),
            Side::Look(serial) => self.looked(serial, reply, now),
            Side::Presence => self.take_presence(asked_at, reply),
            Side::Player => self.take_player(reply, now),
            Side::Permissions | Side::Prompts | Side::Reasons | Side::Ping => {
                self.take_side(side, reply)
            }
        };
        match result {
            Ok(()) => self.link.retries.succeeded(&Purpose::Side(side)),
            Err(error) => {
                self.note_drift(&Purpose::Side(side), &error);
                self.note_side_error(&error, now);
                // What cannot be understood is no clearer the next time; an event asks again.
                let is_clear = !matches!(error, five9::Error::BadReply { .. });
                if side.is_read() && is_clear {
                    self.read_failed(&Purpose::Side(side), &error, now);
                }
            }
        }
        if let Some(index) = self.desk.again.iter().position(|again| *again == side) {
            self.desk.again.swap_remove(index);
            self.read_side(side, now);
        }
    }

    fn take_side(&mut self, side: Side, reply: Result<Reply, Lost>) -> Result<(), five9::Error> {
        let Some(agent) = self.agent() else {
            return Ok(());
        };
        if side == Side::Permissions {
            let permissions = decode(&GetPermissions { agent }, reply)?;
            let known = self.desk.permissions.replace(permissions);
            if known.is_some() && known != self.desk.permissions {
                // What a call could do before, the next one has to show again.
                self.desk.is_recording_allowed = false;
            }
        } else if side == Side::Prompts {
            self.desk.prompts = decode(&GetPrompts { agent }, reply)?;
        } else if side == Side::Reasons
            && let Some(org) = self.org()
        {
            self.desk.reasons = decode(&GetNotReadyReasonCodes { org }, reply)?;
        } else {
            decode(&Ping { agent }, reply)?;
        }
        Ok(())
    }

    /// The link is lost only by what says that nobody is logged in; to refuse one thing is no loss.
    fn note_side_error(&mut self, error: &five9::Error, now: Millis) {
        // The log-in state is read then, and read as WORKING leads here again: not without a pause.
        let is_state = matches!(error, five9::Error::LoginState { .. });
        let doubted_at = self.desk.state_doubted_at;
        if is_state && doubted_at <= now && now < doubted_at + STATE_PAUSE_MS {
            return;
        }
        if is_state {
            self.desk.state_doubted_at = now;
        }
        // No right to it, or somebody else is logged in: the metadata says which.
        let is_forbidden = matches!(error, five9::Error::NotLoggedIn { status: 403, .. });
        let is_trusted = now < self.desk.trusted_until && self.desk.trusted_until <= now + DOUBT_MS;
        if is_forbidden && !is_trusted {
            self.desk.trusted_until = now + DOUBT_MS;
            self.link.recheck_at = Some(now);
        }
        let is_of_link = matches!(
            error,
            five9::Error::NotLoggedIn { status: 401, .. }
                | five9::Error::LoginState { .. }
                | five9::Error::Migrated { .. }
                | five9::Error::NoAnswer {
                    lost: Lost::Offline
                }
        );
        if is_of_link {
            self.note_error(error, now);
        }
    }

    pub(super) fn drive_ping(&mut self, now: Millis) {
        let is_due = self.ping_due_at().is_some_and(|due_at| due_at <= now);
        if is_due || self.desk.pinged_at > now {
            self.desk.pinged_at = now;
            self.read_side(Side::Ping, now);
        }
    }

    /// Only while somebody looks, or something is on: a session that nobody uses may end.
    pub(super) fn ping_due_at(&self) -> Option<Millis> {
        let is_wanted = self.desk.is_asked && self.link.is_logged_in() && self.wants_link();
        is_wanted.then_some(self.desk.pinged_at + PING_MS)
    }

    pub(super) fn reason_views(&self) -> Vec<ReasonView> {
        let reasons = self.desk.reasons.iter();
        let selectable = reasons.filter(|reason| reason.is_selectable);
        selectable
            .map(|reason| ReasonView {
                id: reason.id.to_string(),
                name: reason.name.clone(),
            })
            .collect()
    }

    pub(super) fn prompt_views(&self) -> Vec<PromptView> {
        if !self.desk.may(Permissions::can_play_audio) {
            return Vec::new();
        }
        let prompts = self.desk.prompts.iter();
        prompts
            .map(|prompt| PromptView {
                id: prompt.id.to_string(),
                name: prompt.name.clone(),
                duration_ms: prompt.duration.map(ms),
            })
            .collect()
    }
}

pub(super) fn ms(length: Duration) -> u64 {
    u64::try_from(length.as_millis()).unwrap_or(u64::MAX)
}

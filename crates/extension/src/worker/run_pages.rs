//! What pages ask of a run, beside its start, pause and end.

use dialer::{Command, RecordId};

use crate::message::Status;
use crate::message::{Code, RunMessage};
use crate::worker::calling::bad_message;
use crate::worker::input::ReplyId;
use crate::worker::preflight::{Start, Who};
use crate::worker::{Millis, Worker};

impl Worker {
    pub(super) fn obey_run(
        &mut self,
        reply: ReplyId,
        request_id: Option<String>,
        message: &RunMessage,
        now: Millis,
    ) {
        if let RunMessage::RunLeft { repeats } = message {
            let start = Start {
                reply,
                request_id,
                who: Who::Left,
                campaign_id: self.campaign_id(),
                repeats: *repeats,
            };
            return self.wait_to_start(start, now);
        }
        let status = match message {
            RunMessage::CallCurrent {} => {
                self.check_before_dial(false, now);
                self.command(Command::CallCurrent, now)
            }
            RunMessage::HoldAdvance {} => self.command(Command::HoldAdvance, now),
            RunMessage::Postpone {} => {
                self.check_before_dial(false, now);
                self.command(Command::Postpone, now)
            }
            RunMessage::MoveInRun { record_id, before } => {
                let record = RecordId::new(record_id.as_str());
                let before = before.as_deref().map(RecordId::new);
                self.command(Command::MoveInRun { record, before }, now)
            }
            RunMessage::RemoveFromRun { record_id } => {
                let record = RecordId::new(record_id.as_str());
                self.command(Command::RemoveFromRun(record), now)
            }
            RunMessage::UndoRemoveFromRun {} => self.command(Command::UndoRemoveFromRun, now),
            RunMessage::UndoSend {} => self.command(Command::UndoSend, now),
            RunMessage::CallOtherNumber { number, again } => {
                self.call_other(number.clone(), *again, now)
            }
            // Waits for what it depends on, and was taken out before.
            RunMessage::RunLeft { .. } => bad_message(Code::BadMessage),
        };
        let status = Status {
            request_id,
            ..status
        };
        self.answer_when_stored(reply, status);
    }

    /// The same person under another number; outside a run that call starts with the default
    /// outcome, too.
    fn call_other(&mut self, number: String, again: bool, now: Millis) -> Status {
        self.check_before_dial(false, now);
        let campaign = self.call_on_screen().map(|call| call.campaign.to_string());
        let outcome = campaign.and_then(|campaign| self.default_outcome(campaign));
        let command = Command::CallOther {
            number,
            outcome,
            again,
        };
        self.command(command, now)
    }

    /// Skips with a reason in the agent's words; blank is none.
    pub(super) fn skip(&mut self, reason: Option<String>, now: Millis) -> Status {
        let reason = reason.map(|text| text.trim().to_owned());
        let reason = reason.filter(|text| !text.is_empty());
        self.check_before_dial(false, now);
        self.command(Command::Skip { reason }, now)
    }
}

//! What pages ask of a run, beside its start, pause and end.

use dialer::Command;

use crate::message::Status;
use crate::message::{Code, RunMessage};
use crate::worker::calling::bad_message;
use crate::worker::input::ReplyId;
use crate::worker::{Millis, Worker};

impl Worker {
    pub(super) fn obey_run(
        &mut self,
        reply: ReplyId,
        request_id: Option<String>,
        message: &RunMessage,
        now: Millis,
    ) {
        let status = match message {
            RunMessage::CallCurrent {} => {
                self.check_before_dial(false, now);
                self.command(Command::CallCurrent, now)
            }
            RunMessage::HoldAdvance {} => self.command(Command::HoldAdvance, now),
            RunMessage::Postpone {}
            | RunMessage::UndoSend {}
            | RunMessage::CallOtherNumber { .. }
            | RunMessage::MoveInRun { .. }
            | RunMessage::RemoveFromRun { .. }
            | RunMessage::UndoRemoveFromRun {}
            | RunMessage::RunLeft { .. } => bad_message(Code::BadMessage),
        };
        let status = Status {
            request_id,
            ..status
        };
        self.answer_when_stored(reply, status);
    }
}

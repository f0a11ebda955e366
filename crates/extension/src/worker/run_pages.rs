//! What pages ask of a run, beside its start, pause and end.

use crate::message::Status;
use crate::message::{Code, RunMessage};
use crate::worker::calling::bad_message;
use crate::worker::effect::Effect;
use crate::worker::input::ReplyId;
use crate::worker::{Millis, Worker};

impl Worker {
    pub(super) fn obey_run(
        &mut self,
        reply: ReplyId,
        request_id: Option<String>,
        message: &RunMessage,
        _now: Millis,
    ) {
        let status = match message {
            RunMessage::CallCurrent {}
            | RunMessage::Postpone {}
            | RunMessage::HoldAdvance {}
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
        self.effects.push_back(Effect::Reply { reply, status });
    }
}

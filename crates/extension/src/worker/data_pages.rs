//! What pages ask of what is kept: preferences, templates, list and history.

use crate::message::{Code, DataMessage, Status};
use crate::snapshot::TemplateView;
use crate::worker::calling::bad_message;
use crate::worker::effect::Effect;
use crate::worker::input::ReplyId;
use crate::worker::{Millis, Worker};

impl Worker {
    pub(super) fn obey_data(
        &mut self,
        reply: ReplyId,
        request_id: Option<String>,
        message: DataMessage,
        now: Millis,
    ) {
        let status = match message {
            DataMessage::SetPractice { on } => {
                return self.set_practice(reply, request_id, on, now);
            }
            DataMessage::SetPreference { preference } => self.set_preference(preference, now),
            DataMessage::SaveTemplate {
                id,
                name,
                text,
                pinned,
            } => {
                let template = TemplateView {
                    id: id.unwrap_or_default(),
                    name,
                    text,
                    pinned,
                };
                return self.save_template(reply, request_id, template);
            }
            DataMessage::RemoveTemplate { id } => {
                return self.remove_template(reply, request_id, &id);
            }
            DataMessage::RemoveRecords { record_ids } => {
                return self.remove_records(reply, request_id, record_ids);
            }
            DataMessage::UndoRemoveRecords {} => {
                return self.undo_remove_records(reply, request_id);
            }
            DataMessage::MoveRecords { record_ids, before } => {
                return self.move_records(reply, request_id, &record_ids, before.as_deref());
            }
            DataMessage::CorrectOutcome { .. }
            | DataMessage::DeleteHistory { .. }
            | DataMessage::DeleteAll {} => bad_message(Code::BadMessage),
        };
        let status = Status {
            request_id,
            ..status
        };
        self.effects.push_back(Effect::Reply { reply, status });
    }
}

//! What pages ask of what is kept: preferences, templates, list and history.

use crate::message::{DataMessage, Status};
use crate::snapshot::TemplateView;
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
            DataMessage::CorrectOutcome {
                intent_id,
                disposition_id,
            } => {
                return self.correct_outcome(reply, request_id, intent_id, disposition_id, now);
            }
            DataMessage::DeleteHistory { before_ms } => {
                return self.delete_history(reply, request_id, before_ms);
            }
            DataMessage::DeleteAll {} => return self.delete_all(reply, request_id),
        };
        let status = Status {
            request_id,
            ..status
        };
        self.effects.push_back(Effect::Reply { reply, status });
    }
}

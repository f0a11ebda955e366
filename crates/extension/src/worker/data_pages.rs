//! What pages ask of what is kept: preferences, templates, list and history.

use crate::message::DataMessage;
use crate::snapshot::TemplateView;
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
        match message {
            DataMessage::SetPractice { on } => self.set_practice(reply, request_id, on, now),
            DataMessage::SetPreference { preference } => {
                let chosen = self.set_preference(preference, now);
                self.answer_chosen(reply, request_id, chosen);
            }
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
                self.save_template(reply, request_id, template);
            }
            DataMessage::RemoveTemplate { id } => {
                self.remove_template(reply, request_id, &id);
            }
            DataMessage::RemoveRecords { record_ids } => {
                self.remove_records(reply, request_id, record_ids);
            }
            DataMessage::UndoRemoveRecords {} => self.undo_remove_records(reply, request_id),
            DataMessage::MoveRecords { record_ids, before } => {
                self.move_records(reply, request_id, &record_ids, before.as_deref());
            }
            DataMessage::CorrectOutcome {
                intent_id,
                disposition_id,
            } => {
                self.correct_outcome(reply, request_id, intent_id, disposition_id, now);
            }
            DataMessage::DeleteHistory { before_ms } => {
                self.delete_history(reply, request_id, before_ms, now);
            }
            DataMessage::DeleteAll {} => self.delete_all(reply, request_id),
        }
    }
}

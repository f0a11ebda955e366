//! Changes of the list: people are taken off it, brought back, and moved.
//!
//! Each is a small row beside the list's, so that no change of one person rewrites all others. One
//! waits until the one before is on disk.

use std::collections::BTreeSet;

use dialer::RecordId;

use crate::list::edits::{Edits, ListRows, StoredEdit, VERSION};
use crate::message::{Code, DataMessage, PageRequest, Status};
use crate::worker::Worker;
use crate::worker::effect::{Row, Table};
use crate::worker::input::ReplyId;
use crate::worker::list::{Change, EDIT_PREFIX, LIST_KEY, put};

/// Messages that change the list that there is.
pub(super) fn edits_list(request: &PageRequest) -> bool {
    matches!(
        request,
        PageRequest::Data(
            DataMessage::RemoveRecords { .. }
                | DataMessage::UndoRemoveRecords {}
                | DataMessage::MoveRecords { .. }
        )
    )
}

impl Worker {
    pub(super) fn remove_records(
        &mut self,
        reply: ReplyId,
        request_id: Option<String>,
        record_ids: Vec<String>,
    ) {
        let waits = |id: &String| self.dialer.is_to_call(&RecordId::new(id.as_str()));
        if record_ids.iter().any(waits) {
            let status = Status::failure(Code::Busy, Some("the run is still to call them"));
            return self.reply_to(reply, request_id, status);
        }
        let wanted: BTreeSet<&str> = record_ids.iter().map(String::as_str).collect();
        let on_list = self.list.rows().into_iter().flat_map(ListRows::on_list);
        let there = on_list.filter(|one| wanted.contains(one.id.as_str()));
        let n_there = there.count();
        if wanted.is_empty() || n_there != wanted.len() {
            return self.reply_to(reply, request_id, list_has_changed());
        }
        let edit = self.edit(record_ids, Vec::new());
        let (row, mut edits) = (edit_row(&edit), self.edits());
        edits.add(edit);
        self.write_edit(reply, request_id, row, edits);
    }

    pub(super) fn undo_remove_records(&mut self, reply: ReplyId, request_id: Option<String>) {
        let mut edits = self.edits();
        let Some(number) = edits.undo_removal() else {
            return self.reply_to(reply, request_id, list_has_changed());
        };
        let row = Row::Delete {
            table: Table::Records,
            key: edit_key(number),
        };
        self.write_edit(reply, request_id, row, edits);
    }

    pub(super) fn move_records(
        &mut self,
        reply: ReplyId,
        request_id: Option<String>,
        record_ids: &[String],
        before: Option<&str>,
    ) {
        let mut edits = self.edits();
        let ids = self.list.rows().into_iter().flat_map(ListRows::ids);
        let places = edits.places_before(ids, record_ids, before);
        let Some(places) = places.filter(|places| !places.is_empty()) else {
            return self.reply_to(reply, request_id, list_has_changed());
        };
        let edit = self.edit(Vec::new(), places);
        let row = edit_row(&edit);
        edits.add(edit);
        self.write_edit(reply, request_id, row, edits);
    }

    /// The message waited until they were read.
    fn edits(&self) -> Edits {
        let rows = self.list.rows();
        rows.map(|rows| rows.edits.clone()).unwrap_or_default()
    }

    fn edit(&self, removed: Vec<String>, places: Vec<(String, String)>) -> StoredEdit {
        StoredEdit {
            version: VERSION,
            number: self.list.stored.n_edits + 1,
            removed,
            places,
        }
    }

    fn write_edit(&mut self, reply: ReplyId, request_id: Option<String>, row: Row, edits: Edits) {
        let records = self.list.rows().into_iter().flat_map(|rows| &rows.records);
        let on_list = records.filter(|record| !edits.is_removed(&record.id));
        let (n_records, n_callable) = on_list.fold((0, 0), |(n_records, n_callable), record| {
            let is_callable = usize::from(record.number.is_some());
            (n_records + 1, n_callable + is_callable)
        });
        let mut stored = self.list.stored.clone();
        stored.revision += 1;
        stored.n_records = n_records;
        stored.n_callable = n_callable;
        stored.n_edits += 1;
        stored.n_removed = edits.n_removed();
        let rows = vec![row, put(LIST_KEY, &stored)];
        self.write_list(reply, request_id, rows, (stored, Change::Edits(edits)));
    }
}

fn list_has_changed() -> Status {
    Status::failure(Code::BadList, Some("the list has changed"))
}

fn edit_row(edit: &StoredEdit) -> Row {
    put(&edit_key(edit.number), edit)
}

fn edit_key(number: u32) -> String {
    format!("{EDIT_PREFIX}{number:010}")
}

//! The list: its numbers are always at hand, its rows are read from the store when needed.

use litemap::LiteMap;
use serde::{Deserialize, Serialize};

use crate::list::edits::{Edits, ListRows};
use crate::list::{ParsedList, parse};
use crate::message::{Code, Status, StatusKind};
use crate::snapshot::{DroppedRow, ListView};
use crate::stored::StoredRecord;
use crate::worker::effect::{Effect, Row, Table};
use crate::worker::input::ReplyId;
use crate::worker::{Boot, Millis, Waiting, Worker};

/// Key of the list's numbers.
pub const LIST_KEY: &str = "list";
/// What the keys of the list's chunks start with; they sort in the list's order.
pub const CHUNK_PREFIX: &str = "chunk/";

/// Key of the list's chunk of this number.
pub fn chunk_key(index: usize) -> String {
    format!("{CHUNK_PREFIX}{index:05}")
}

/// What the keys of the list's changes start with; they sort by their numbers, behind the chunks.
pub const EDIT_PREFIX: &str = "edit/";

/// Records a row: few large rows are written and read faster than many small ones.
const CHUNK: usize = 1_000;
/// More dropped rows than this are counted, not named.
const DROPPED_SHOWN: usize = 50;
const VERSION: u32 = 1;

/// The list's numbers, as stored.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct StoredList {
    version: u32,
    pub(super) revision: u64,
    name: Option<String>,
    pub(super) n_records: usize,
    pub(super) n_callable: usize,
    dropped: Vec<(usize, String)>,
    /// Campaign of this list alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    campaign_id: Option<String>,
    /// Its name when it was chosen, in case it goes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    campaign_name: Option<String>,
    /// Changes since it was imported, those among them that were taken back.
    #[serde(default)]
    pub(super) n_edits: u32,
    /// How many the last removal took off the list.
    #[serde(default)]
    pub(super) n_removed: usize,
}

#[derive(Default)]
pub(super) struct List {
    pub(super) stored: StoredList,
    rows: Option<ListRows>,
    is_asked: bool,
    /// On their way to the disk, by write.
    writing: LiteMap<u64, (StoredList, Change)>,
}

/// What a write changes of the list's rows.
pub(super) enum Change {
    /// Its numbers alone.
    Numbers,
    Edits(Edits),
    All(ListRows),
}

impl std::fmt::Debug for List {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "List({} records)", self.stored.n_records)
    }
}

impl List {
    pub(super) fn read(boot: &Boot) -> Self {
        let stored = boot.list.as_deref().and_then(crate::wire::from_text);
        let stored: StoredList = stored.unwrap_or_default();
        let is_empty = stored.n_records == 0 && stored.n_edits == 0;
        Self {
            rows: is_empty.then(ListRows::default),
            stored,
            ..Self::default()
        }
    }

    pub(super) fn view(&self) -> ListView {
        let dropped = self.stored.dropped.iter();
        ListView {
            revision: self.stored.revision,
            name: self.stored.name.clone(),
            n_records: self.stored.n_records,
            n_callable: self.stored.n_callable,
            dropped: dropped
                .map(|(line, reason)| DroppedRow {
                    line: *line,
                    reason: reason.clone(),
                })
                .collect(),
            campaign_id: self.stored.campaign_id.clone(),
            n_removed: self.stored.n_removed,
        }
    }

    /// Absent: it was pasted, or there is none.
    pub(super) fn name(&self) -> Option<String> {
        self.stored.name.clone()
    }

    pub(super) fn campaign_id(&self) -> Option<&str> {
        self.stored.campaign_id.as_deref()
    }

    /// The name that the list's campaign had when it was chosen, if this is it.
    pub(super) fn campaign_name(&self, id: &str) -> Option<&str> {
        let name = self.stored.campaign_name.as_deref();
        name.filter(|_| self.campaign_id() == Some(id))
    }

    /// The numbers as they will be once all that is on its way is on disk.
    fn newest(&self) -> &StoredList {
        let writing = self.writing.values().next_back();
        writing.map_or(&self.stored, |(stored, _)| stored)
    }

    /// Absent until they were read.
    pub(super) fn rows(&self) -> Option<&ListRows> {
        self.rows.as_ref()
    }

    /// Nothing of it is on its way to the disk.
    pub(super) fn is_settled(&self) -> bool {
        self.writing.is_empty()
    }
}

impl Worker {
    /// Replaces the list. A run keeps its own copy of the people it calls.
    pub(super) fn import_list(
        &mut self,
        reply: ReplyId,
        request_id: Option<String>,
        text: &str,
        file_name: Option<String>,
    ) {
        match parse(text) {
            Err(problem) => {
                let status = Status::failure(Code::BadList, Some(&problem.to_string()));
                self.reply_to(reply, request_id, status);
            }
            Ok(list) => self.replace_list(reply, request_id, list, file_name),
        }
    }

    pub(super) fn clear_list(&mut self, reply: ReplyId, request_id: Option<String>) {
        let empty = ParsedList {
            records: Vec::new(),
            dropped: Vec::new(),
        };
        self.replace_list(reply, request_id, empty, None);
    }

    fn replace_list(
        &mut self,
        reply: ReplyId,
        request_id: Option<String>,
        list: ParsedList,
        name: Option<String>,
    ) {
        let n_more = list.dropped.len().saturating_sub(DROPPED_SHOWN);
        let mut dropped: Vec<(usize, String)> = list
            .dropped
            .into_iter()
            .take(DROPPED_SHOWN)
            .map(|row| (row.line, row.reason))
            .collect();
        if n_more > 0 {
            dropped.push((0, format!("and {n_more} more rows")));
        }
        let newest = self.list.newest();
        // The same file again is the same list: its campaign stays.
        let is_same = name.is_some() && name == newest.name;
        let stored = StoredList {
            version: VERSION,
            revision: newest.revision + 1,
            campaign_id: newest.campaign_id.clone().filter(|_| is_same),
            campaign_name: newest.campaign_name.clone().filter(|_| is_same),
            name,
            n_records: list.records.len(),
            n_callable: list
                .records
                .iter()
                .filter(|record| record.number.is_some())
                .count(),
            dropped,
            n_edits: 0,
            n_removed: 0,
        };
        let rows = rows_of(&stored, &list.records);
        let change = Change::All(ListRows {
            records: list.records,
            edits: Edits::default(),
        });
        self.write_list(reply, request_id, rows, (stored, change));
    }

    /// The campaign of this list alone, or with none the one chosen for everything.
    pub(super) fn set_list_campaign(
        &mut self,
        reply: ReplyId,
        request_id: Option<String>,
        campaign_id: Option<String>,
    ) {
        let campaign_name = campaign_id.as_deref().map(|id| self.campaign_name(id));
        let stored = StoredList {
            version: VERSION,
            campaign_id,
            campaign_name,
            ..self.list.newest().clone()
        };
        let rows = vec![put(LIST_KEY, &stored)];
        self.write_list(reply, request_id, rows, (stored, Change::Numbers));
    }

    pub(super) fn write_list(
        &mut self,
        reply: ReplyId,
        request_id: Option<String>,
        rows: Vec<Row>,
        change: (StoredList, Change),
    ) {
        let write = self.write(rows);
        self.list.writing.insert(write, change);
        self.answer_once_written(write, reply, request_id);
    }

    /// A list counts once it is on disk: pages read its rows from there.
    pub(super) fn list_written(&mut self, write: u64, done: bool, now: Millis) {
        let Some((stored, change)) = self.list.writing.remove(&write) else {
            return;
        };
        if done {
            self.list.stored = stored;
            match (change, &mut self.list.rows) {
                (Change::All(rows), known) => *known = Some(rows),
                (Change::Edits(edits), Some(rows)) => rows.edits = edits,
                (Change::Edits(_), None) | (Change::Numbers, _) => {}
            }
        }
        self.obey_who_waited_for_list(now);
    }

    /// Keeps a page's message until the list was read.
    pub(super) fn wait_for_list(&mut self, reply: ReplyId, message: serde_json::Value) {
        self.waiting_for_list.push((reply, message));
        self.ask_for_list();
    }

    /// Has the list's rows read, unless they are here or on their way.
    pub(super) fn ask_for_list(&mut self) {
        if self.list.rows.is_none() && !self.list.is_asked {
            self.list.is_asked = true;
            self.effects.push_back(Effect::ReadList);
        }
    }

    /// The list was read, or it could not be: then it is read again when it is needed again.
    pub(super) fn handle_list(&mut self, rows: Option<ListRows>, now: Millis) {
        self.list.is_asked = false;
        if let Some(rows) = rows {
            self.list.rows.get_or_insert(rows);
        }
        if self.list.rows.is_some() {
            return self.obey_who_waited_for_list(now);
        }
        for (reply, message) in std::mem::take(&mut self.waiting_for_list) {
            self.tell_list_unreadable(reply, &message);
        }
    }

    fn obey_who_waited_for_list(&mut self, now: Millis) {
        if self.list.rows.is_none() {
            return;
        }
        for (reply, message) in std::mem::take(&mut self.waiting_for_list) {
            self.handle_page_message(reply, message, true, now);
        }
    }

    fn tell_list_unreadable(&mut self, reply: ReplyId, message: &serde_json::Value) {
        let request_id = message["requestId"].as_str().map(str::to_owned);
        let status = Status::failure(Code::Storage, Some("the list could not be read back"));
        if message["type"] == "triggerFive9Call" {
            let request_id = request_id.unwrap_or_else(|| self.next_id());
            let waiting = Waiting { reply, request_id };
            self.answer(waiting, StatusKind::CallStatus, status);
        } else {
            self.reply_to(reply, request_id, status);
        }
    }
}

/// The rows of a list that nobody brought: it is the first one of its store.
pub(super) fn rows_of_new(name: String, records: &[StoredRecord]) -> Vec<Row> {
    let callable = records.iter().filter(|record| record.number.is_some());
    let stored = StoredList {
        version: VERSION,
        revision: 1,
        name: Some(name),
        n_records: records.len(),
        n_callable: callable.count(),
        ..StoredList::default()
    };
    rows_of(&stored, records)
}

fn rows_of(stored: &StoredList, records: &[StoredRecord]) -> Vec<Row> {
    let mut rows = vec![Row::Clear(Table::Records), put(LIST_KEY, stored)];
    for (index, chunk) in records.chunks(CHUNK).enumerate() {
        rows.push(put(&chunk_key(index), &chunk));
    }
    rows
}

pub(super) fn put(key: &str, value: &impl Serialize) -> Row {
    let json = serde_json::to_string(value).expect("stored structs have text keys only");
    Row::Put {
        table: Table::Records,
        key: key.to_owned(),
        json,
    }
}

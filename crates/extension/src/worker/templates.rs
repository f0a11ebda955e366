//! The agent's own texts: one row of the store, shown pinned ones first.

use litemap::LiteMap;
use serde_json::{Value, json};

use crate::message::{Code, Status};
use crate::snapshot::TemplateView;
use crate::wire::{Fault, Members, Read, read_text};
use crate::worker::effect::{Row, Table};
use crate::worker::input::ReplyId;
use crate::worker::{Boot, Worker};

/// Key of the texts, beside the progress.
pub const TEMPLATES_KEY: &str = "templates";
const VERSION: u32 = 1;
const TEMPLATES_MAX: usize = 50;
const NAME_MAX: usize = 80;
const TEXT_MAX: usize = 2_000;

#[derive(Debug, Default)]
pub(super) struct Templates {
    stored: Vec<TemplateView>,
    /// On their way to the disk, by write.
    writing: LiteMap<u64, Vec<TemplateView>>,
}

/// As in the store.
pub(super) struct StoredTemplates {
    version: u32,
    templates: Vec<TemplateView>,
}

impl Read for StoredTemplates {
    fn read(value: Value, fault: &Fault) -> Self {
        let mut members = Members::of(value, fault);
        Self {
            version: members.take("version", fault),
            templates: members.take("templates", fault),
        }
    }
}

impl StoredTemplates {
    /// Absent: no row of a version that can be read.
    pub(super) fn of(json: &str) -> Option<Self> {
        read_text(json).filter(|read: &Self| read.version == VERSION)
    }
}

impl Templates {
    pub(super) fn read(boot: &Boot) -> Self {
        let read = boot.templates.as_deref().and_then(StoredTemplates::of);
        Self {
            stored: read.map(|read| read.templates).unwrap_or_default(),
            writing: LiteMap::new(),
        }
    }

    /// In their order, pinned ones first.
    pub(super) fn view(&self) -> Vec<TemplateView> {
        let mut shown = self.stored.clone();
        shown.sort_by_key(|one| !one.pinned);
        shown
    }

    /// As they will be once all that is on its way is on disk.
    fn newest(&self) -> &[TemplateView] {
        self.writing.values().next_back().unwrap_or(&self.stored)
    }

    pub(super) fn written(&mut self, write: u64, done: bool) {
        if let Some(templates) = self.writing.remove(&write)
            && done
        {
            self.stored = templates;
        }
    }
}

impl Worker {
    pub(super) fn save_template(
        &mut self,
        reply: ReplyId,
        request_id: Option<String>,
        template: TemplateView,
    ) {
        let mut all = self.templates.newest().to_vec();
        let known = all.iter().position(|one| one.id == template.id);
        let refused = match known {
            None if !template.id.is_empty() => Some("there is no template of this id"),
            None if all.len() >= TEMPLATES_MAX => Some("there are 50 templates already"),
            None | Some(_) => problem(&template),
        };
        if let Some(problem) = refused {
            return self.refuse(reply, request_id, problem);
        }
        match known {
            Some(index) => all[index] = template,
            None => {
                let id = self.next_id();
                all.push(TemplateView { id, ..template });
            }
        }
        self.write_templates(reply, request_id, all);
    }

    pub(super) fn remove_template(&mut self, reply: ReplyId, request_id: Option<String>, id: &str) {
        let mut all = self.templates.newest().to_vec();
        let n_templates = all.len();
        all.retain(|one| one.id != id);
        if all.len() == n_templates {
            return self.refuse(reply, request_id, "there is no template of this id");
        }
        self.write_templates(reply, request_id, all);
    }

    pub(super) fn refuse(&mut self, reply: ReplyId, request_id: Option<String>, problem: &str) {
        let status = Status::failure(Code::BadMessage, Some(problem));
        self.reply_to(reply, request_id, status);
    }

    fn write_templates(
        &mut self,
        reply: ReplyId,
        request_id: Option<String>,
        all: Vec<TemplateView>,
    ) {
        let row = Row::Put {
            table: Table::Progress,
            key: TEMPLATES_KEY.to_owned(),
            json: json!({ "version": VERSION, "templates": all }).to_string(),
        };
        let write = self.write(vec![row]);
        self.templates.writing.insert(write, all);
        self.answer_once_written(write, reply, request_id);
    }

    /// A success is told once this write is on disk.
    pub(super) fn answer_once_written(
        &mut self,
        write: u64,
        reply: ReplyId,
        request_id: Option<String>,
    ) {
        let status = Status {
            request_id,
            ..Status::success()
        };
        self.answered_when_written
            .insert(write, vec![(reply, status)]);
    }
}

fn problem(template: &TemplateView) -> Option<&'static str> {
    let length = |text: &str| text.chars().count();
    if template.name.trim().is_empty() || length(&template.name) > NAME_MAX {
        Some("a template has a name of 80 letters at most")
    } else if template.text.trim().is_empty() || length(&template.text) > TEXT_MAX {
        Some("a template has a text of 2000 letters at most")
    } else {
        None
    }
}

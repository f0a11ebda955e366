//! Notes and the worksheet of an interaction.
//!
//! Rule: they are there as long as the call can be read; a change is told as event 6.

use serde_json::{Value, json};

use super::{Ctx, Outcome, body_of, text_of};
use crate::domain::contact::Note;
use crate::domain::frame::{Event, EventId};
use crate::domain::http::{Method, Response};
use crate::domain::id::CallId;
use crate::domain::problem::Problem;
use crate::domain::sim::Sim;

impl Sim {
    pub(super) fn route_interaction(
        &mut self,
        ctx: Ctx<'_>,
        id: &CallId,
        rest: &[&str],
    ) -> Outcome {
        use Method::{Delete, Get, Post, Put};
        match (ctx.request.method, rest) {
            (Get, ["note"]) => {
                let notes = self.interactions.get(id).map(|found| &found.notes);
                let notes = notes.into_iter().flatten().map(Note::to_json);
                Ok(Response::list(notes.collect()))
            }
            (Post, ["note"]) => {
                let note = self.note_of(ctx)?;
                let reply = note.to_json();
                Note::add(
                    &mut self.interactions.entry(id.clone()).or_default().notes,
                    note,
                );
                self.tell_interaction(ctx, id);
                Ok(Response::ok(&reply))
            }
            (Put, ["note", note]) => self.put_note(ctx, id, note),
            (Get, ["worksheet"]) => {
                let found = self.interactions.get(id);
                let worksheet = found.and_then(|found| found.worksheet.clone());
                Ok(Response::ok(&worksheet.unwrap_or_default()))
            }
            (Put, ["worksheet"]) => {
                let body = body_of(ctx.request)?;
                self.set_worksheet(ctx, id, Some(body.clone()));
                Ok(Response::ok(&body))
            }
            (Delete, ["worksheet"]) => {
                self.set_worksheet(ctx, id, None);
                Ok(Response::empty(204))
            }
            _ => Err(Problem::not_found("resource", ctx.request.path_only())),
        }
    }

    fn put_note(&mut self, ctx: Ctx<'_>, id: &CallId, note: &str) -> Outcome {
        let body = body_of(ctx.request)?;
        let text = text_of(&body, "note")?.to_owned();
        let notes = self.interactions.get_mut(id).map(|found| &mut found.notes);
        let found = notes
            .into_iter()
            .flatten()
            .find(|own| own.id == note)
            .ok_or_else(|| Problem::not_found("note", note))?;
        found.text = text;
        let reply = found.to_json();
        self.tell_interaction(ctx, id);
        Ok(Response::ok(&reply))
    }

    fn set_worksheet(&mut self, ctx: Ctx<'_>, id: &CallId, worksheet: Option<Value>) {
        self.interactions.entry(id.clone()).or_default().worksheet = worksheet;
        self.tell_interaction(ctx, id);
    }

    fn tell_interaction(&mut self, ctx: Ctx<'_>, id: &CallId) {
        let payload = json!({"id": id});
        let event = Event::new(EventId::INTERACTION_SESSION_UPDATED, None, payload);
        self.tell(ctx.now, ctx.agent(), &event);
    }

    /// The note of a body, with an id and the time.
    pub(super) fn note_of(&mut self, ctx: Ctx<'_>) -> Result<Note, Problem> {
        let body = body_of(ctx.request)?;
        let text = text_of(&body, "note")?.to_owned();
        Ok(Note {
            id: self.next_id().to_string(),
            text,
            at_ms: self.now_ms(ctx.now),
        })
    }
}

//! Contacts of the organisation, and those of a call.
//!
//! Rule: a change is told (event 77) to whoever made it and to whoever has the contact on a call.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{Ctx, Outcome, body_of, text_of};
use crate::domain::contact::{Contact, Note};
use crate::domain::frame::{Event, EventId};
use crate::domain::http::{Method, Response};
use crate::domain::id::{CallId, ContactId};
use crate::domain::problem::Problem;
use crate::domain::sim::Sim;

/// More are not found at once.
const N_FOUND_MAX: usize = 100;

impl Sim {
    pub(super) fn route_contacts(&mut self, ctx: Ctx<'_>, rest: &[&str]) -> Outcome {
        use Method::{Delete, Get, Post, Put};
        match (ctx.request.method, rest) {
            (Get, []) => Ok(self.find_contacts(ctx)),
            (Post, []) => {
                let id = self.create_contact(ctx)?;
                Ok(self.contact_reply(&id))
            }
            (Get, [id]) => {
                let id = self.contact_named(id)?;
                Ok(self.contact_reply(&id))
            }
            (Put, [id]) => {
                let id = self.contact_named(id)?;
                self.change_contact(ctx, &id)?;
                Ok(self.contact_reply(&id))
            }
            (Delete, [id]) => {
                self.require_permission(ctx, "CAN_CHANGE_DATA_FIELDS")?;
                let id = self.contact_named(id)?;
                self.contacts.remove(&id);
                self.tell_contact(ctx, &id);
                Ok(Response::empty(204))
            }
            (Put, [id, "note"]) => {
                let id = self.contact_named(id)?;
                self.put_contact_note(ctx, &id)
            }
            (Delete, [id, "note", note]) => {
                let id = self.contact_named(id)?;
                self.delete_contact_note(&id, note)
            }
            _ => Err(Problem::not_found("resource", ctx.request.path_only())),
        }
    }

    /// All criteria must hold; without one nothing is found.
    fn find_contacts(&self, ctx: Ctx<'_>) -> Response {
        let criteria = ctx.request.queries();
        let is_found = |contact: &&Contact| {
            !criteria.is_empty()
                && criteria
                    .iter()
                    .all(|(criterion, wanted)| contact.matches(&self.org, criterion, wanted))
        };
        let found = self.contacts.values().filter(is_found).take(N_FOUND_MAX);
        Response::list(found.map(Contact::to_json).collect())
    }

    fn contact_named(&self, id: &str) -> Result<ContactId, Problem> {
        let id = ContactId::new(id);
        if self.contacts.contains_key(&id) {
            return Ok(id);
        }
        Err(Problem::not_found("contact", id.as_str()))
    }

    fn contact_reply(&self, id: &ContactId) -> Response {
        let contact = self.contacts.get(id);
        Response::ok(&contact.map_or(Value::Null, Contact::to_json))
    }

    fn create_contact(&mut self, ctx: Ctx<'_>) -> Result<ContactId, Problem> {
        self.require_permission(ctx, "CAN_CHANGE_DATA_FIELDS")?;
        let fields = self.fields_of(&body_of(ctx.request)?)?;
        let id = ContactId::new(self.next_id().to_string());
        let contact = Contact {
            id: id.clone(),
            fields,
            notes: Vec::new(),
        };
        self.contacts.insert(id.clone(), contact);
        self.tell_contact(ctx, &id);
        Ok(id)
    }

    /// Fields that are not named stay as they are.
    fn change_contact(&mut self, ctx: Ctx<'_>, id: &ContactId) -> Result<(), Problem> {
        self.require_permission(ctx, "CAN_CHANGE_DATA_FIELDS")?;
        let fields = self.fields_of(&body_of(ctx.request)?)?;
        if let Some(contact) = self.contacts.get_mut(id) {
            contact.fields.extend(fields);
        }
        self.tell_contact(ctx, id);
        Ok(())
    }

    fn fields_of(&self, body: &Value) -> Result<BTreeMap<String, String>, Problem> {
        let fields: Option<BTreeMap<String, Option<String>>> =
            serde_json::from_value(body["fields"].clone()).ok();
        let fields = fields.ok_or_else(|| Problem::bad_request("fields is missing"))?;
        let known = &self.org.contact_fields;
        let is_known = |id: &String| known.iter().any(|field| field.id == *id);
        if let Some(unknown) = fields.keys().find(|id| !is_known(id)) {
            return Err(Problem::not_found("contact field", unknown));
        }
        let given = fields.into_iter();
        Ok(given
            .map(|(id, value)| (id, value.unwrap_or_default()))
            .collect())
    }

    fn tell_contact(&mut self, ctx: Ctx<'_>, id: &ContactId) {
        let contact = self.contacts.get(id).map(Contact::to_json);
        let payload = contact.unwrap_or_else(|| json!({"id": id}));
        let event = Event::new(EventId::CONTACT_UPDATED, None, payload);
        self.tell(ctx.now, ctx.agent(), &event);
        let has_it = |call: &&crate::domain::call::Call| {
            call.contact.as_ref() == Some(id) && call.agent != *ctx.agent()
        };
        let others = self.calls.open().filter(has_it);
        let others: Vec<_> = others.map(|call| call.agent.clone()).collect();
        for agent in others {
            self.tell(ctx.now, &agent, &event);
        }
    }

    fn put_contact_note(&mut self, ctx: Ctx<'_>, id: &ContactId) -> Outcome {
        let note = self.note_of(ctx)?;
        let reply = note.to_json();
        if let Some(contact) = self.contacts.get_mut(id) {
            Note::add(&mut contact.notes, note);
        }
        Ok(Response::ok(&reply))
    }

    fn delete_contact_note(&mut self, id: &ContactId, note: &str) -> Outcome {
        let contact = self.contacts.get_mut(id);
        let notes = contact.map(|contact| &mut contact.notes);
        let n_before = notes.as_ref().map_or(0, |notes| notes.len());
        let notes = notes.map(|notes| {
            notes.retain(|kept| kept.id != note);
            notes.len()
        });
        if notes == Some(n_before) {
            return Err(Problem::not_found("note", note));
        }
        Ok(Response::empty(204))
    }

    /// `update_contact`: the whole contact, as a call shows it.
    pub(super) fn put_call_contact(&mut self, ctx: Ctx<'_>, call: &CallId) -> Outcome {
        let body = body_of(ctx.request)?;
        let contact = self.call(call).and_then(|call| call.contact.clone());
        let named = body["id"].as_str().map(ContactId::new);
        let id = named.or(contact);
        let id = id.ok_or_else(|| Problem::bad_request("the call has no contact"))?;
        let id = self.contact_named(id.as_str())?;
        self.change_contact(ctx, &id)?;
        self.attach(ctx, call, &id);
        Ok(Response::ok(&self.call_json(call)))
    }

    pub(super) fn put_active_contact(&mut self, ctx: Ctx<'_>, call: &CallId) -> Outcome {
        let body = body_of(ctx.request)?;
        let id = self.contact_named(text_of(&body, "value")?)?;
        self.attach(ctx, call, &id);
        Ok(Response::ok(&self.call_json(call)))
    }

    /// `contacts_2`: a new contact, attached to the call.
    pub(super) fn post_call_contact(&mut self, ctx: Ctx<'_>, call: &CallId) -> Outcome {
        let id = self.create_contact(ctx)?;
        self.attach(ctx, call, &id);
        Ok(Response::ok(&self.call_json(call)))
    }

    fn attach(&mut self, ctx: Ctx<'_>, call: &CallId, id: &ContactId) {
        if let Some(call) = self.call_mut(call) {
            call.contact = Some(id.clone());
        }
        self.tell_call(ctx.now, call, EventId::CALL_UPDATED, "UPDATED");
    }

    /// `variables_2` and `call_variables`: values by the variable's id.
    pub(super) fn put_variables(&mut self, ctx: Ctx<'_>, call: &CallId) -> Outcome {
        self.require_permission(ctx, "CAN_CHANGE_DATA_FIELDS")?;
        let body = body_of(ctx.request)?;
        let values: Option<BTreeMap<String, String>> = serde_json::from_value(body).ok();
        let values =
            values.ok_or_else(|| Problem::bad_request("an object of texts is expected"))?;
        let known = &self.org.call_variables;
        let is_known = |id: &String| known.iter().any(|variable| variable.id == *id);
        if let Some(unknown) = values.keys().find(|id| !is_known(id)) {
            return Err(Problem::not_found("call variable", unknown));
        }
        if self.call(call).is_none_or(|call| call.is_finished()) {
            return Err(self.wrong_state(call, "variables_2"));
        }
        if let Some(call) = self.call_mut(call) {
            call.variables.extend(values);
        }
        self.tell_call(ctx.now, call, EventId::CALL_UPDATED, "UPDATED");
        Ok(Response::ok(&self.call_json(call)))
    }
}

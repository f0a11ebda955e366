//! Contacts, the notes about them, and callbacks.
//!
//! Rule: they belong to the organisation: every agent reads the same.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::{Value, json};

use super::callee::digits_of;
use super::id::{AgentId, CallbackId, CampaignId, ContactId};
use super::org::Org;

/// Oldest notes beyond this are forgotten.
const N_NOTES_MAX: usize = 1_000;

/// `Debug` shows no field.
#[derive(Clone)]
pub(crate) struct Contact {
    pub(crate) id: ContactId,
    /// Values by the id of the field.
    pub(crate) fields: BTreeMap<String, String>,
    pub(crate) notes: Vec<Note>,
}

/// A note of a contact or of an interaction. `Debug` does not show it.
#[derive(Clone)]
pub(crate) struct Note {
    pub(crate) id: String,
    pub(crate) text: String,
    pub(crate) at_ms: u64,
}

/// A call promised for later. `Debug` shows neither number nor comments.
#[derive(Clone)]
pub(crate) struct Callback {
    pub(crate) id: CallbackId,
    pub(crate) agent: AgentId,
    pub(crate) campaign: Option<CampaignId>,
    pub(crate) number: String,
    pub(crate) comments: Option<String>,
    pub(crate) due_ms: u64,
}

impl fmt::Debug for Contact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Contact")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Note")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Callback {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Callback")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

impl Contact {
    pub(crate) fn to_json(&self) -> Value {
        json!({"id": self.id, "fields": self.fields})
    }

    /// Whether one of the telephone fields holds these digits.
    pub(crate) fn has_number(&self, org: &Org, digits: &str) -> bool {
        org.phone_fields()
            .into_iter()
            .filter_map(|field| self.fields.get(field))
            .any(|number| digits_of(number).as_deref() == Some(digits))
    }

    /// Whether the field, by its id or name, holds this value; `number` is any telephone field.
    pub(crate) fn matches(&self, org: &Org, criterion: &str, wanted: &str) -> bool {
        if criterion == "number" {
            return digits_of(wanted).is_some_and(|digits| self.has_number(org, &digits));
        }
        let field = org
            .contact_fields
            .iter()
            .find(|field| field.id == criterion || field.name == criterion);
        let Some(field) = field else { return false };
        let Some(value) = self.fields.get(&field.id) else {
            return false;
        };
        match (field.data_type.as_str(), digits_of(wanted)) {
            ("PHONE", Some(digits)) => digits_of(value) == Some(digits),
            _ => value.eq_ignore_ascii_case(wanted),
        }
    }
}

impl Note {
    pub(crate) fn to_json(&self) -> Value {
        json!({"id": self.id, "note": self.text, "timestamp": self.at_ms})
    }

    pub(crate) fn add(notes: &mut Vec<Self>, note: Self) {
        if notes.len() == N_NOTES_MAX {
            notes.remove(0);
        }
        notes.push(note);
    }
}

impl Callback {
    pub(crate) fn to_json(&self) -> Value {
        json!({
            "id": self.id, "agent": self.agent, "CRMId": null, "campaignId": self.campaign,
            "comments": self.comments, "dueDate": self.due_ms, "flags": [], "number": self.number,
            "userGroup": null,
        })
    }
}

//! Contacts, their fields, call variables and notes: what an organisation knows of a person.
//!
//! Every value here may be personal, so none is printed.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use serde::de::Deserializer;
use serde_json::Value;

use crate::Timestamp;
use crate::id::{CallVariableId, ContactFieldId, ContactId, NoteId};
use crate::lenient;

/// A contact of the organisation's address book.
///
/// Source SK: confidence V.
#[derive(Clone, PartialEq, Eq, Default, Deserialize)]
pub struct Contact {
    /// The contact's id; absent while it is new.
    #[serde(default, deserialize_with = "lenient::or_none")]
    pub id: Option<ContactId>,
    /// Values by the id of their field. Personal.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub fields: BTreeMap<String, Value>,
}

impl Contact {
    /// Returns the text in a field; `None` where there is no text.
    pub fn field(&self, field: &ContactFieldId) -> Option<&str> {
        self.fields.get(field.as_str())?.as_str()
    }
}

impl fmt::Debug for Contact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Contact({:?}, {} fields)", self.id, self.fields.len())
    }
}

/// A field that contacts of the organisation have.
///
/// Source SK: confidence V.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ContactField {
    /// The field's id, which stands in [`Contact::fields`].
    pub id: ContactFieldId,
    /// Its name, for example `number1`; empty if it was not sent.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub name: String,
    /// Five9's word for what it holds, for example `PHONE`.
    #[serde(default, deserialize_with = "lenient::or_none")]
    pub data_type: Option<String>,
    /// Whether contacts are told apart by it.
    #[serde(default, rename = "primary", deserialize_with = "lenient::or_default")]
    pub is_primary: bool,
}

/// The definition of a call variable.
///
/// Source ADT, PPN: confidence S/V.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
pub struct CallVariable {
    /// Its id, which stands in [`crate::model::CallInfo::variables`].
    pub id: CallVariableId,
    /// The group it belongs to, for example `Call`; empty if it was not sent.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub group: String,
    /// Its name within the group, for example `session_id`; empty if it was not sent.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub name: String,
    /// Five9's word for what it holds, for example `STRING`.
    #[serde(default, rename = "type", deserialize_with = "lenient::or_none")]
    pub data_type: Option<String>,
}

/// A note at a contact or an interaction.
///
/// No source shows the reply (I): every member may be absent.
#[derive(Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Note {
    /// The note's id; without it the note can be neither changed nor removed.
    #[serde(default, deserialize_with = "lenient::or_none")]
    pub id: Option<NoteId>,
    /// What it says. Personal.
    #[serde(
        default,
        rename = "note",
        alias = "text",
        deserialize_with = "lenient::or_default"
    )]
    pub text: String,
    /// When it was written, UTC (name and unit I).
    #[serde(
        default,
        rename = "timestamp",
        alias = "created",
        deserialize_with = "lenient::or_none"
    )]
    pub written_at: Option<Timestamp>,
}

impl fmt::Debug for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Note({:?}, {} bytes)", self.id, self.text.len())
    }
}

/// The contacts of a search: a bare array, or the object that holds it (I).
pub(crate) struct Contacts(pub(crate) Vec<Contact>);

impl<'de> Deserialize<'de> for Contacts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Object {
            contacts: Vec<Contact>,
        }

        lenient::array_or(deserializer, |object: Object| object.contacts).map(Self)
    }
}

/// The notes of an interaction: an array, the object that holds it, or one alone (I).
pub(crate) struct Notes(pub(crate) Vec<Note>);

impl<'de> Deserialize<'de> for Notes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Object {
            notes: Option<Vec<Note>>,
            #[serde(flatten)]
            alone: Note,
        }

        let notes = lenient::array_or(deserializer, |object: Object| {
            object.notes.unwrap_or_else(|| {
                let is_empty = object.alone == Note::default();
                Vec::from_iter((!is_empty).then_some(object.alone))
            })
        })?;
        Ok(Self(notes))
    }
}

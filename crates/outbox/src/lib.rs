//! Call events and their way to other systems: what is sent, in which order, and what an answer
//! means.
//!
//! The crate has no clock, no randomness, no async and no I/O, so that a browser and a server can
//! both use it. A request is worked out from an event and the time alone; the caller sends it, and
//! stores an entry before its first request and its end after the last.
#![warn(missing_docs)]

mod answer;
mod back_off;
mod base64;
mod call;
mod event;
mod field;
mod hubspot;
mod lead;
mod moment;
mod note;
mod object;
mod queue;
mod request;
mod salesforce;
mod webhook;

pub use answer::{Answer, Verdict};
pub use back_off::{N_TRIES_MAX, wait};
pub use call::{Call, EndedBy, Held, Named, Person, Placement};
pub use event::{Event, EventId, Kind};
pub use field::{Field, Part, Property};
pub use hubspot::{Contact, Hubspot};
pub use lead::{astray_verdict, is_led_on, led_verdict, origins};
pub use note::note_text;
pub use queue::{DestinationId, Entry, EntryId, Outbox, Outcome, Progress};
pub use request::{Method, Request};
pub use salesforce::{SALESFORCE_VERSION, Salesforce};
pub use webhook::{BadSecret, Secret, Webhook};

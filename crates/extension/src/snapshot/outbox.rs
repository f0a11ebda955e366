//! What goes to other systems: where to, what waits, what was not taken.
//!
//! Rule: no secret is ever in here, nor an address that may hold one: only its host.

use std::fmt;

use serde::Serialize;

/// All destinations, and what did not get there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct OutboxView {
    pub destinations: Vec<DestinationView>,
    /// Events that are not sent by themselves any more, the oldest first, 100 at most.
    pub letters: Vec<LetterView>,
    /// How many of those there are.
    pub n_letters: usize,
}

/// A destination as it was set up, and how it does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DestinationView {
    pub id: String,
    pub kind: DestinationKind,
    pub name: String,
    /// With its port, if it names one; of a webhook's address no more is ever shown.
    pub host: String,
    /// What the browser is to be asked for, `https://HOST/*`.
    pub origin: String,
    pub is_on: bool,
    pub setup: DestinationSetup,
    /// A secret or token is held.
    pub has_secret: bool,
    /// Until then requests are signed with the secret before, too.
    pub old_secret_until_ms: Option<u64>,
    /// Events that are stored and not delivered, without the letters.
    pub n_waiting: usize,
    /// How many of the letters are for it.
    pub n_letters: usize,
    /// When it last took an event.
    pub delivered_at_ms: Option<u64>,
    /// What was wrong last, unless it took an event since.
    pub trouble: Option<DeliveryTrouble>,
    /// When the next event is sent by itself; absent: none waits, or nothing is sent until somebody
    /// mends what is wrong.
    pub next_try_at_ms: Option<u64>,
    /// Whether the browser lets us ask that host; absent: it was not read yet.
    pub granted: Option<bool>,
}

/// The kinds of destinations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum DestinationKind {
    /// An address of one's own; signed as the Standard Webhooks specification says.
    Webhook,
    /// Each call an object of type `calls`.
    Hubspot,
    /// Each call a Task.
    Salesforce,
}

/// Which calls go to a destination, and what of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DestinationSetup {
    /// Only calls that somebody answered.
    pub only_answered: bool,
    /// Only calls with one of these outcomes, by name; empty: any, and none.
    pub outcomes: Vec<String>,
    /// Only calls of these lists, by name; empty: any, and calls outside of one.
    pub lists: Vec<String>,
    /// What of a call is not told.
    pub leave_out: Vec<LeftOut>,
    /// HubSpot and Salesforce: property or field that holds our id, unique there.
    pub id_property: Option<String>,
    /// Salesforce: `v62.0`; absent: the one that this version knows.
    pub api_version: Option<String>,
    /// HubSpot and Salesforce: heading of the list's column that has the id of the contact there.
    /// Absent, or empty for somebody: HubSpot looks for the number, Salesforce links nobody.
    pub contact_column: Option<String>,
    /// HubSpot and Salesforce: what is written beside what a call always has there.
    pub properties: Vec<PropertyView>,
}

/// What of a call can be left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum LeftOut {
    Name,
    /// The list's other columns; HubSpot and Salesforce get only those that a property names.
    Columns,
    List,
    Agent,
    Note,
    Recording,
}

/// A property of another system and what it gets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PropertyView {
    pub field: CallField,
    /// Heading of the list's column, if the field is one.
    pub heading: Option<String>,
    /// Its name there.
    pub property: String,
}

/// What a property can get.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum CallField {
    Name,
    Number,
    /// The agent's last word on it.
    Outcome,
    /// What Five9 holds.
    Disposition,
    Campaign,
    List,
    Agent,
    Note,
    Column,
}

/// What was wrong with a destination last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DeliveryTrouble {
    pub kind: DeliveryTroubleKind,
    /// Its own words, or `HTTP 401`.
    pub detail: Option<String>,
    pub at_ms: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum DeliveryTroubleKind {
    /// It did not answer; it is asked again.
    NoAnswer,
    /// It could not take an event just now; it is asked again.
    Later,
    /// It took one event not and never will; the others go on.
    Refused,
    /// It takes nothing until somebody mends it: save it or test it again.
    Closed,
    /// The secret cannot be read back on this computer: it is to be typed again.
    SecretLost,
}

/// An event that is not sent by itself any more.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LetterView {
    pub id: u64,
    pub destination_id: String,
    pub event_id: String,
    pub kind: EventKind,
    /// Whom the call was to.
    pub name: String,
    pub number: String,
    /// When it happened, UTC ms.
    pub at_ms: u64,
    /// Why, in the destination's words.
    pub reason: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum EventKind {
    Finished,
    Changed,
    Test,
}

impl fmt::Debug for LetterView {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LetterView({}, {})", self.id, self.destination_id)
    }
}

//! Where events go: as it was set up, how it does, and the rows of both.
//!
//! Rule: addresses and secrets are in no row but sealed; what is open of them lives in this worker's
//! memory and has no `Debug`.

use std::fmt;

use outbox::{
    DestinationId, Entry, Event, Field, Hubspot, Part, Property, Salesforce, Secret, Webhook,
};
use serde_json::Value;

use crate::snapshot::{
    CallField, DeliveryTrouble, DestinationKind, DestinationSetup, LeftOut, PropertyView,
};
use crate::wire::{Fault, Members, Read, object, read_text, text, texts};
use crate::worker::Millis;
use crate::worker::effect::{Row, Table};

const VERSION: u32 = 1;
const HUBSPOT_HOST: &str = "api.hubapi.com";
const HUBSPOT_ID: &str = "ninepin_call_id";
const SALESFORCE_ID: &str = "Ninepin_Call_Id__c";
/// Behind the id: the key of how the destination does.
const STATE: &str = "/state";

/// What nobody but the destination may know.
#[derive(Clone, Default, PartialEq, Eq)]
pub(in crate::worker) struct Contents {
    /// Empty: HubSpot's own.
    pub(super) url: String,
    /// The newest first.
    pub(super) secrets: Vec<String>,
}

/// A destination as it was set up; stored with what is sealed.
#[derive(Clone)]
pub(in crate::worker) struct Destination {
    pub(super) id: String,
    pub(super) kind: DestinationKind,
    pub(super) name: String,
    pub(super) host: String,
    pub(super) is_on: bool,
    pub(super) setup: DestinationSetup,
    pub(super) sealed: String,
    pub(super) has_secret: bool,
    pub(super) old_secret_until_ms: Option<Millis>,
}

/// How a destination does; stored apart, so that neither writes over the other.
#[derive(Clone, Default)]
pub(super) struct State {
    pub(super) delivered_at_ms: Option<Millis>,
    pub(super) trouble: Option<DeliveryTrouble>,
    /// Why it takes nothing.
    pub(super) closed: Option<String>,
}

/// A destination with what is known of it now.
pub(super) struct Known {
    pub(super) setup: Destination,
    pub(super) state: State,
    /// Absent: not opened yet, or it could not be.
    pub(super) contents: Option<Contents>,
    pub(super) is_secret_lost: bool,
    pub(super) granted: Option<bool>,
}

impl Contents {
    pub(super) fn to_text(&self) -> String {
        object(&mut [
            ("url", text(Some(&self.url))),
            ("secrets", texts(&self.secrets)),
        ])
        .to_string()
    }

    pub(super) fn of_text(text: &str) -> Option<Self> {
        read_text(text)
    }
}

impl Read for Contents {
    fn read(value: Value, fault: &Fault) -> Self {
        let mut members = Members::of(value, fault);
        Self {
            url: members.take("url", fault),
            secrets: members.take("secrets", fault),
        }
    }
}

impl Destination {
    pub(super) fn key(&self) -> DestinationId {
        DestinationId(self.id.clone())
    }

    pub(super) fn row(&self) -> Row {
        let json = object(&mut [
            ("version", VERSION.into()),
            ("id", text(Some(&self.id))),
            ("kind", value_of(&self.kind)),
            ("name", text(Some(&self.name))),
            ("host", text(Some(&self.host))),
            ("isOn", self.is_on.into()),
            ("setup", value_of(&self.setup)),
            ("sealed", text(Some(&self.sealed))),
            ("hasSecret", self.has_secret.into()),
            ("oldSecretUntilMs", self.old_secret_until_ms.into()),
        ]);
        put(self.id.clone(), &json)
    }

    pub(super) fn rows_gone(&self) -> [Row; 2] {
        [self.id.clone(), format!("{}{STATE}", self.id)].map(|key| Row::Delete {
            table: Table::Destinations,
            key,
        })
    }

    /// Each writes over what is there, so that an older event must not follow a later one.
    pub(super) fn writes_over(&self) -> bool {
        self.kind != DestinationKind::Webhook
    }

    /// What the browser is asked for.
    pub(super) fn origin(&self) -> String {
        origin(&self.host)
    }

    /// What of a call is not told to it. Columns go to a customer system only where a property names
    /// them, perhaps one that is added while the event waits.
    pub(super) fn left_out(&self) -> Vec<Part> {
        let left_out = self.setup.leave_out.iter();
        let is_webhook = self.kind == DestinationKind::Webhook;
        let left_out = left_out.filter(|one| is_webhook || **one != LeftOut::Columns);
        left_out.map(|one| part(*one)).collect()
    }

    pub(super) fn webhook(&self, contents: &Contents, now: Millis) -> Webhook {
        let is_old_valid = self.old_secret_until_ms.is_some_and(|until| now < until);
        let n_valid = if is_old_valid { 2 } else { 1 };
        let secrets = contents.secrets.iter().take(n_valid);
        Webhook {
            url: contents.url.clone(),
            secrets: secrets.filter_map(|one| Secret::parse(one).ok()).collect(),
        }
    }

    pub(super) fn hubspot(&self, contents: &Contents) -> Hubspot {
        Hubspot {
            token: token(contents),
            id_property: self.id_property(HUBSPOT_ID),
            properties: self.properties(),
        }
    }

    pub(super) fn salesforce(&self, contents: &Contents) -> Salesforce {
        let version = self.setup.api_version.as_deref();
        Salesforce {
            instance_url: format!("https://{}", self.host),
            token: token(contents),
            id_field: self.id_property(SALESFORCE_ID),
            version: version.unwrap_or(outbox::SALESFORCE_VERSION).to_owned(),
            properties: self.properties(),
        }
    }

    /// The id there of whom a call is about, where the list has it.
    pub(super) fn contact_id(&self, event: &Event) -> Option<String> {
        let heading = self.setup.contact_column.as_deref()?;
        let id = event.call.column(heading)?;
        let is_id = id.bytes().all(|sign| sign.is_ascii_alphanumeric());
        is_id.then(|| id.to_owned())
    }

    fn id_property(&self, usual: &str) -> String {
        self.setup
            .id_property
            .as_deref()
            .unwrap_or(usual)
            .to_owned()
    }

    fn properties(&self) -> Vec<Property> {
        let properties = self.setup.properties.iter();
        properties
            .map(|one| Property {
                name: one.property.clone(),
                field: field(one),
            })
            .collect()
    }
}

impl State {
    pub(super) fn row(&self, id: &str) -> Row {
        let json = object(&mut [
            ("version", VERSION.into()),
            ("id", text(Some(id))),
            ("deliveredAtMs", self.delivered_at_ms.into()),
            ("trouble", value_of(&self.trouble)),
            ("closed", text(self.closed.as_deref())),
        ]);
        put(format!("{id}{STATE}"), &json)
    }
}

/// What a row of the table is.
pub(super) enum Stored {
    Setup(Destination),
    State(String, State),
}

pub(super) fn read_row(json: &str) -> Option<Stored> {
    read_text(json)
}

impl Read for Stored {
    fn read(value: Value, fault: &Fault) -> Self {
        let is_setup = value.get("kind").is_some();
        let mut members = Members::of(value, fault);
        if members.take::<u32>("version", fault) != VERSION {
            fault.tell();
        }
        let id: String = members.take("id", fault);
        if !is_setup {
            let state = State {
                delivered_at_ms: members.take("delivered_at_ms", fault),
                trouble: members.take("trouble", fault),
                closed: members.take("closed", fault),
            };
            return Self::State(id, state);
        }
        Self::Setup(Destination {
            id,
            kind: members.take("kind", fault),
            name: members.take("name", fault),
            host: members.take("host", fault),
            is_on: members.take("is_on", fault),
            setup: members.take("setup", fault),
            sealed: members.take("sealed", fault),
            has_secret: members.take("has_secret", fault),
            old_secret_until_ms: members.take("old_secret_until_ms", fault),
        })
    }
}

/// `https://HOST/*` for the browser; ports do not matter to it.
pub(super) fn origin(host: &str) -> String {
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    format!("https://{name}/*")
}

/// The host that requests of an address go to, with its port; absent: it is none that may be asked.
///
/// The browser reads addresses in its own way, so anything that it could read otherwise is refused.
pub(super) fn host_of(kind: DestinationKind, url: &str) -> Option<String> {
    if kind == DestinationKind::Hubspot {
        return Some(HUBSPOT_HOST.to_owned());
    }
    if !url
        .bytes()
        .all(|sign| sign.is_ascii_graphic() && sign != b'\\')
    {
        return None;
    }
    let rest = url.strip_prefix("https://")?;
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let host = rest.get(..end)?.to_ascii_lowercase();
    let (name, port) = host.split_once(':').unwrap_or((&host, "443"));
    let is_name = |sign: u8| sign.is_ascii_alphanumeric() || sign == b'-' || sign == b'.';
    let is_host = !name.is_empty() && name.bytes().all(is_name) && port.parse::<u16>().is_ok();
    is_host.then(|| host.clone())
}

/// Whether a text can be the name of a property or field in a request.
pub(super) fn is_property(name: &str) -> bool {
    let is_sign = |sign: u8| sign.is_ascii_alphanumeric() || sign == b'_';
    !name.is_empty() && name.bytes().all(is_sign)
}

/// Whether a text is a version as `v62.0`.
pub(super) fn is_version(version: &str) -> bool {
    let is_sign = |sign: u8| sign.is_ascii_digit() || sign == b'.';
    let number = version.strip_prefix('v');
    number.is_some_and(|number| !number.is_empty() && number.bytes().all(is_sign))
}

/// The entry's place among those of its destination.
pub(super) fn is_for(entry: &Entry, id: &str) -> bool {
    entry.destination.0 == id
}

fn put(key: String, json: &Value) -> Row {
    Row::Put {
        table: Table::Destinations,
        key,
        json: json.to_string(),
    }
}

/// By way of a text: another way of writing would compile each struct once more.
fn value_of(value: &impl serde::Serialize) -> Value {
    let text = serde_json::to_string(value).ok();
    let value = text.and_then(|text| serde_json::from_str(&text).ok());
    value.unwrap_or_default()
}

fn token(contents: &Contents) -> String {
    contents.secrets.first().cloned().unwrap_or_default()
}

fn part(left_out: LeftOut) -> Part {
    match left_out {
        LeftOut::Name => Part::Name,
        LeftOut::Columns => Part::Columns,
        LeftOut::List => Part::List,
        LeftOut::Agent => Part::Agent,
        LeftOut::Note => Part::Note,
        LeftOut::Recording => Part::Recording,
    }
}

fn field(view: &PropertyView) -> Field {
    match view.field {
        CallField::Name => Field::Name,
        CallField::Number => Field::Number,
        CallField::Outcome => Field::Outcome,
        CallField::Disposition => Field::Disposition,
        CallField::Campaign => Field::Campaign,
        CallField::List => Field::List,
        CallField::Agent => Field::Agent,
        CallField::Note => Field::Note,
        CallField::Column => Field::Column(view.heading.clone().unwrap_or_default()),
    }
}

impl fmt::Debug for Contents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Contents")
    }
}

impl fmt::Debug for Destination {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Destination({}, {:?})", self.id, self.kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_read_only_where_no_browser_reads_another() {
        let check = |url: &str, host: Option<&str>| {
            let read = host_of(DestinationKind::Webhook, url);
            assert_eq!(read.as_deref(), host, "{url}");
        };
        check("https://Example.org/hook?key=1", Some("example.org"));
        check("https://example.org", Some("example.org"));
        check("https://example.org:8443/x", Some("example.org:8443"));
        for odd in [
            "http://example.org/",
            "https://good.org\\@evil.org/",
            "https://user:word@evil.org/",
            "https://good.org@evil.org/",
            "https:///x",
            "https://exa mple.org/",
            "https://*/x",
            "https://example.org:port/",
            "",
        ] {
            check(odd, None);
        }
        let hubspot = host_of(DestinationKind::Hubspot, "");
        assert_eq!(hubspot.as_deref(), Some("api.hubapi.com"));
    }

    #[test]
    fn the_browser_is_asked_for_the_host_alone() {
        assert_eq!(origin("example.org:8443"), "https://example.org/*");
        assert_eq!(origin("example.org"), "https://example.org/*");
    }
}

//! What was told of a call: kept in the row of the call itself, so that both are written or neither.

use dialer::{StoredCall, StoredDisposition, StoredHeld, StoredPlacement, Timestamp};
use outbox::{Call, EndedBy, Held, Named, Person, Placement};
use serde_json::Value;

use crate::wire::{Fault, Members, Read, object, pairs, read_value, text, texts};
use crate::worker::Worker;
use crate::worker::effect::{Row, Table};

/// Name of the member beside the dialer's.
const MEMBER: &str = "told";
/// Members of the dialer's row that an event tells of and that may change.
const FACTS: [&str; 11] = [
    "placement",
    "endedBy",
    "outcome",
    "corrected",
    "held",
    "note",
    "dialedAtMs",
    "ringingAtMs",
    "answeredAtMs",
    "endedAtMs",
    "finishedAtMs",
];

/// What was told of one call, and what its list has of the person.
#[derive(Clone, Default)]
pub(super) struct Told {
    /// How often it was told.
    pub(super) revision: u32,
    /// Stands for what was told last.
    pub(super) digest: String,
    /// Who was told.
    pub(super) to: Vec<String>,
    /// The list that the person is on; absent: none, or not known.
    pub(super) list: Option<String>,
    pub(super) columns: Vec<(String, String)>,
}

impl Told {
    /// Of the row of a call.
    pub(super) fn of_row(row: &Value) -> Option<Self> {
        read_value(row.get(MEMBER)?.clone())
    }

    /// The row of a call with this beside what the dialer has.
    pub(super) fn add_to(&self, rows: &mut [Row]) {
        let own = object(&mut [
            ("revision", self.revision.into()),
            ("digest", text(Some(&self.digest))),
            ("to", texts(&self.to)),
            ("list", text(self.list.as_deref())),
            ("columns", pairs(&self.columns)),
        ]);
        for row in rows {
            if let Row::Put {
                table: Table::Calls,
                json,
                ..
            } = row
            {
                // The dialer's row is an object with members: this is one more.
                debug_assert!(json.ends_with('}'), "a row is an object");
                json.pop();
                json.push_str(&format!(",\"{MEMBER}\":{own}}}"));
            }
        }
    }
}

impl Read for Told {
    fn read(value: Value, fault: &Fault) -> Self {
        let mut members = Members::of(value, fault);
        Self {
            revision: members.take("revision", fault),
            digest: members.take("digest", fault),
            to: members.take("to", fault),
            list: members.take("list", fault),
            columns: members.take("columns", fault),
        }
    }
}

/// Nothing more is to come of it by itself: it was placed and is over, or certainly was not placed.
/// What was taken back before its dial left was no call.
pub(super) fn is_over(call: &StoredCall) -> bool {
    call.held.is_some() || call.placement == StoredPlacement::NotPlaced
}

/// Stands for what a call's events tell: another one is another event. Names are not in it, since
/// Five9 may change them at any time.
pub(super) fn digest(rows: &[Row]) -> String {
    let call = rows.iter().find_map(|row| match row {
        Row::Put {
            table: Table::Calls,
            json,
            ..
        } => Some(json),
        Row::Put { .. } | Row::Delete { .. } | Row::Forget { .. } | Row::Clear(_) => None,
    });
    let row: Option<Value> = call.and_then(|row| serde_json::from_str(row).ok());
    let row = row.unwrap_or_default();
    let mut facts = String::new();
    for member in FACTS {
        facts.push_str(&row[member].to_string());
        facts.push('\n');
    }
    // FNV-1a: nobody gains from two calls that look alike, and 64 bits are enough for chance.
    let fold = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    let hash = facts.bytes().fold(0xcbf2_9ce4_8422_2325, fold);
    format!("{hash:016x}")
}

impl Worker {
    /// Keeps what the list has of the person, while it is the one that the call was made from.
    pub(super) fn note_list(&self, call: &StoredCall, told: &mut Told) {
        if told.list.is_some() || !told.columns.is_empty() {
            return;
        }
        let (Some(id), Some(rows)) = (&call.target.record, self.list.rows()) else {
            return;
        };
        // Another list may have the id for somebody else.
        let is_person = |record: &&crate::stored::StoredRecord| {
            let others = record.other_numbers.iter().map(|other| &other.number);
            record.id == id.as_str()
                && record
                    .number
                    .iter()
                    .chain(others)
                    .any(|number| Some(number) == call.target.number.as_ref())
        };
        if let Some(record) = rows.records.iter().find(is_person) {
            told.columns.clone_from(&record.columns);
            told.list = self.list.name();
        }
    }

    /// The call as other systems hear of it.
    pub(super) fn call_to_tell(&self, call: &StoredCall, told: &Told) -> Call {
        let ms = |at: Option<Timestamp>| at.map(Timestamp::ms);
        let intent = call.intent.as_str();
        let asked_at = intent.split('-').next().and_then(|ms| ms.parse().ok());
        Call {
            id: intent.to_owned(),
            person: Person {
                record_id: call.target.record.as_ref().map(ToString::to_string),
                name: call.target.name.clone(),
                number: call.target.number.clone().unwrap_or_default(),
                columns: told.columns.clone(),
            },
            list: call.target.list.clone().or_else(|| told.list.clone()),
            campaign: self.campaign_named(call.campaign.as_str()),
            agent_id: call.agent.as_ref().map(ToString::to_string),
            attempt: call.attempt,
            placement: match call.placement {
                StoredPlacement::Accepted => Placement::Placed,
                StoredPlacement::NotPlaced | StoredPlacement::Withdrawn => Placement::NotPlaced,
                StoredPlacement::Intended | StoredPlacement::Unknown => Placement::Unknown,
            },
            ended_by: match call.ended_by {
                Some(dialer::EndedBy::Agent) => EndedBy::Agent,
                Some(dialer::EndedBy::Callee) => EndedBy::Callee,
                None => EndedBy::Unknown,
            },
            outcome: call.outcome.as_ref().map(named),
            corrected: call.corrected.as_ref().map(named),
            held: match &call.held {
                Some(StoredHeld::Confirmed { id }) => {
                    Held::Confirmed(self.disposition_named(call, id.as_str()))
                }
                Some(StoredHeld::SetElsewhere { id }) => {
                    let id = id.as_ref();
                    Held::Elsewhere(id.map(|id| self.disposition_named(call, id.as_str())))
                }
                Some(StoredHeld::None) => Held::Nothing,
                Some(StoredHeld::Unknown) | None => Held::Unknown,
            },
            note: call.note.clone(),
            recording_url: None,
            asked_at_ms: asked_at.unwrap_or_default(),
            dialed_at_ms: ms(call.dialed_at_ms),
            ringing_at_ms: ms(call.ringing_at_ms),
            answered_at_ms: ms(call.answered_at_ms),
            ended_at_ms: ms(call.ended_at_ms),
            finished_at_ms: ms(call.finished_at_ms),
            zone_min: call.zone_min.unwrap_or(self.outgoing.zone_min),
        }
    }

    fn campaign_named(&self, id: &str) -> Named {
        let mut offered = self.link.offer.campaigns.iter();
        let offered = offered.find(|one| one.id == id);
        let name = offered.map_or_else(|| self.settings.campaign_name(id), |one| one.name());
        named_unless_id(id, name)
    }

    fn disposition_named(&self, call: &StoredCall, id: &str) -> Named {
        let chosen = call.outcome.as_ref().filter(|one| one.id.as_str() == id);
        if let Some(chosen) = chosen {
            return named(chosen);
        }
        let offered = self.link.offer.dispositions.get(call.campaign.as_str());
        let mut offered = offered.into_iter().flatten();
        let found = offered.find(|one| one.id.as_str() == id);
        named_unless_id(id, found.map_or(id, |one| one.label()))
    }
}

fn named(stored: &StoredDisposition) -> Named {
    named_unless_id(stored.id.as_str(), &stored.name)
}

fn named_unless_id(id: &str, name: &str) -> Named {
    Named {
        id: id.to_owned(),
        name: if name == id {
            String::new()
        } else {
            name.to_owned()
        },
    }
}

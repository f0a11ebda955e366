//! Rows of events on their way, and of letters: an entry with the event that it carries.
//!
//! Rule: an event is stored as it was told first, so that every try has the same body.

use outbox::{
    Call, DestinationId, EndedBy, Entry, EntryId, Event, Held, Kind, Named, Person, Placement,
    Progress,
};
use serde_json::Value;

use crate::snapshot::EventKind;
use crate::wire::{Fault, Members, Read, object, pair, pairs, read_text, text};
use crate::worker::effect::{Row, Table};

const VERSION: u32 = 1;

/// An entry with its event.
#[derive(Clone)]
pub(super) struct Stored {
    pub(super) entry: Entry,
    pub(super) event: Event,
}

/// Keys sort as the entries do.
fn key(id: EntryId) -> String {
    format!("{:016}", id.0)
}

/// The rows that say where an entry stands; absent inside: it is over.
pub(super) fn rows(id: EntryId, stored: Option<(&Entry, &Event)>) -> [Row; 2] {
    let delete = |table| Row::Delete {
        table,
        key: key(id),
    };
    let put = |table, entry: &Entry, event: &Event| Row::Put {
        table,
        key: key(id),
        json: json_of(entry, event).to_string(),
    };
    match stored {
        None => [delete(Table::Outbox), delete(Table::Letters)],
        Some((entry, event)) => match entry.progress {
            Progress::Waiting { .. } => [put(Table::Outbox, entry, event), delete(Table::Letters)],
            Progress::Dead { .. } => [delete(Table::Outbox), put(Table::Letters, entry, event)],
        },
    }
}

pub(super) fn read_row(json: &str) -> Option<Stored> {
    read_text(json)
}

fn json_of(entry: &Entry, event: &Event) -> Value {
    let (due_at_ms, reason) = match &entry.progress {
        Progress::Waiting { due_at_ms } => (Some(*due_at_ms), None),
        Progress::Dead { reason } => (None, Some(reason.as_str())),
    };
    let kind = match event.kind {
        Kind::Finished => "finished",
        Kind::Changed => "changed",
        Kind::Test => "test",
    };
    object(&mut [
        ("version", VERSION.into()),
        ("id", entry.id.0.into()),
        ("destination", text(Some(&entry.destination.0))),
        ("personKey", text(Some(&entry.person_key))),
        ("dueAtMs", due_at_ms.into()),
        ("reason", text(reason)),
        ("nTries", entry.n_tries.into()),
        ("nUnanswered", entry.n_unanswered.into()),
        ("kind", text(Some(kind))),
        ("revision", event.revision.into()),
        ("atMs", event.at_ms.into()),
        ("call", json_of_call(&event.call)),
    ])
}

fn json_of_call(call: &Call) -> Value {
    let person = &call.person;
    let (held, disposition) = match &call.held {
        Held::Confirmed(named) => ("confirmed", Some(named)),
        Held::Elsewhere(named) => ("setElsewhere", named.as_ref()),
        Held::Nothing => ("none", None),
        Held::Unknown => ("unknown", None),
    };
    let placement = match call.placement {
        Placement::Placed => "placed",
        Placement::NotPlaced => "notPlaced",
        Placement::Unknown => "unknown",
    };
    let ended_by = match call.ended_by {
        EndedBy::Agent => "agent",
        EndedBy::Callee => "callee",
        EndedBy::Unknown => "unknown",
    };
    let times = [
        Some(call.asked_at_ms),
        call.dialed_at_ms,
        call.ringing_at_ms,
        call.answered_at_ms,
        call.ended_at_ms,
        call.finished_at_ms,
    ];
    object(&mut [
        ("id", text(Some(&call.id))),
        ("recordId", text(person.record_id.as_deref())),
        ("name", text(Some(&person.name))),
        ("number", text(Some(&person.number))),
        ("columns", pairs(&person.columns)),
        ("list", text(call.list.as_deref())),
        ("campaign", pair_of(Some(&call.campaign))),
        ("agentId", text(call.agent_id.as_deref())),
        ("attempt", call.attempt.into()),
        ("placement", text(Some(placement))),
        ("endedBy", text(Some(ended_by))),
        ("outcome", pair_of(call.outcome.as_ref())),
        ("corrected", pair_of(call.corrected.as_ref())),
        ("held", text(Some(held))),
        ("disposition", pair_of(disposition)),
        ("note", text(Some(&call.note))),
        ("recordingUrl", text(call.recording_url.as_deref())),
        ("times", Value::Array(times.map(Value::from).into())),
        ("west", (call.zone_min < 0).into()),
        ("zoneMin", call.zone_min.unsigned_abs().into()),
    ])
}

fn pair_of(named: Option<&Named>) -> Value {
    named.map_or(Value::Null, |named| pair(&named.id, &named.name))
}

fn named((id, name): (String, String)) -> Named {
    Named { id, name }
}

/// A kind as pages know it.
pub(super) fn event_kind(kind: Kind) -> EventKind {
    match kind {
        Kind::Finished => EventKind::Finished,
        Kind::Changed => EventKind::Changed,
        Kind::Test => EventKind::Test,
    }
}

impl Read for Stored {
    fn read(value: Value, fault: &Fault) -> Self {
        let mut members = Members::of(value, fault);
        if members.take::<u32>("version", fault) != VERSION {
            fault.tell();
        }
        let due_at_ms: Option<u64> = members.take("due_at_ms", fault);
        let reason: Option<String> = members.take("reason", fault);
        let progress = match due_at_ms {
            Some(due_at_ms) => Progress::Waiting { due_at_ms },
            None => Progress::Dead {
                reason: reason.unwrap_or_default(),
            },
        };
        let kind = match members.take("kind", fault) {
            EventKind::Finished => Kind::Finished,
            EventKind::Changed => Kind::Changed,
            EventKind::Test => Kind::Test,
        };
        Self {
            entry: Entry {
                id: EntryId(members.take("id", fault)),
                destination: DestinationId(members.take("destination", fault)),
                person_key: members.take("person_key", fault),
                progress,
                n_tries: members.take("n_tries", fault),
                n_unanswered: members.take("n_unanswered", fault),
            },
            event: Event {
                kind,
                revision: members.take("revision", fault),
                at_ms: members.take("at_ms", fault),
                call: call_of(members.take("call", fault), fault),
            },
        }
    }
}

fn call_of(value: Value, fault: &Fault) -> Call {
    let mut members = Members::of(value, fault);
    let mut times: Vec<Option<u64>> = members.take("times", fault);
    times.resize(6, None);
    let placement: String = members.take("placement", fault);
    let ended_by: String = members.take("ended_by", fault);
    let held: String = members.take("held", fault);
    let zone_min: u16 = members.take("zone_min", fault);
    let is_west: bool = members.take("west", fault);
    let name_of = |name: Option<(String, String)>| name.map(named);
    let disposition = name_of(members.take("disposition", fault));
    Call {
        id: members.take("id", fault),
        person: Person {
            record_id: members.take("record_id", fault),
            name: members.take("name", fault),
            number: members.take("number", fault),
            columns: members.take("columns", fault),
        },
        list: members.take("list", fault),
        campaign: named(members.take("campaign", fault)),
        agent_id: members.take("agent_id", fault),
        attempt: members.take("attempt", fault),
        placement: match placement.as_str() {
            "placed" => Placement::Placed,
            "notPlaced" => Placement::NotPlaced,
            _ => Placement::Unknown,
        },
        ended_by: match ended_by.as_str() {
            "agent" => EndedBy::Agent,
            "callee" => EndedBy::Callee,
            _ => EndedBy::Unknown,
        },
        outcome: name_of(members.take("outcome", fault)),
        corrected: name_of(members.take("corrected", fault)),
        held: match (held.as_str(), disposition) {
            ("confirmed", Some(named)) => Held::Confirmed(named),
            ("setElsewhere", named) => Held::Elsewhere(named),
            ("none", _) => Held::Nothing,
            _ => Held::Unknown,
        },
        note: members.take("note", fault),
        recording_url: members.take("recording_url", fault),
        asked_at_ms: times[0].unwrap_or_default(),
        dialed_at_ms: times[1],
        ringing_at_ms: times[2],
        answered_at_ms: times[3],
        ended_at_ms: times[4],
        finished_at_ms: times[5],
        zone_min: i32::from(zone_min) * if is_west { -1 } else { 1 },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(held: Held) -> Event {
        let named = |id: &str| Named {
            id: id.to_owned(),
            name: format!("{id} name"),
        };
        Event {
            kind: Kind::Changed,
            revision: 3,
            at_ms: 7,
            call: Call {
                id: "1800000000000-start-1".to_owned(),
                person: Person {
                    record_id: Some("r1".to_owned()),
                    name: "Ada".to_owned(),
                    number: "+12025550101".to_owned(),
                    columns: vec![("Program".to_owned(), "Nursing".to_owned())],
                },
                list: Some("Sample".to_owned()),
                campaign: named("c1"),
                agent_id: Some("a1".to_owned()),
                attempt: Some(2),
                placement: Placement::Placed,
                ended_by: EndedBy::Agent,
                outcome: Some(named("d1")),
                corrected: Some(named("d2")),
                held,
                note: "as\ntyped".to_owned(),
                recording_url: Some("https://example.org/r".to_owned()),
                asked_at_ms: 1,
                dialed_at_ms: Some(2),
                ringing_at_ms: None,
                answered_at_ms: Some(4),
                ended_at_ms: Some(5),
                finished_at_ms: Some(6),
                zone_min: -300,
            },
        }
    }

    #[test]
    fn an_event_reads_back_as_it_was_stored_whether_it_waits_or_is_a_letter() {
        let disposition = || Named {
            id: "d1".to_owned(),
            name: String::new(),
        };
        let progress = [
            Progress::Waiting { due_at_ms: 9 },
            Progress::Dead {
                reason: "HTTP 422".to_owned(),
            },
        ];
        let held = [
            Held::Confirmed(disposition()),
            Held::Elsewhere(Some(disposition())),
            Held::Elsewhere(None),
            Held::Nothing,
            Held::Unknown,
        ];
        for (progress, held) in progress
            .iter()
            .flat_map(|one| held.iter().map(move |two| (one, two)))
        {
            let entry = Entry {
                id: EntryId(5),
                destination: DestinationId("one".to_owned()),
                person_key: "r1".to_owned(),
                progress: progress.clone(),
                n_tries: 1,
                n_unanswered: 2,
            };
            let event = event(held.clone());
            let rows = rows(EntryId(5), Some((&entry, &event)));
            let puts = rows.iter().filter_map(|row| match row {
                Row::Put { json, .. } => Some(json),
                Row::Delete { .. } | Row::Forget { .. } | Row::Clear(_) => None,
            });
            let puts: Vec<&String> = puts.collect();
            assert_eq!(puts.len(), 1);
            let read = read_row(puts[0]).expect("an entry");
            assert!(read.entry == entry && read.event == event);
        }
        assert!(read_row("{}").is_none());
    }
}

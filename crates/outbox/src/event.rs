//! What is told: one event for a finished call, and one for each later change of its record.
//!
//! Rule: an event tells the whole call again, so that whoever missed one has lost nothing, and its id
//! follows from call and revision, so that the same event is never told under two ids.

use std::fmt;

use serde_json::{Map, Value};

use crate::call::{Call, EndedBy, Held, Named, Person, Placement};
use crate::moment::utc_text;
use crate::object::{object, set, text};

/// Version of the shape of [`Event::to_json`]; it rises when a member changes its meaning.
const SCHEMA: u32 = 1;

/// What happened to a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// It is over.
    Finished,
    /// Its note or its outcome was changed afterwards.
    Changed,
    /// Nothing: a test that the agent asked for, with a call that never was.
    Test,
}

/// One thing that is told to every destination.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// What happened.
    pub kind: Kind,
    /// How often the call's record was told of before, and this time: from 1.
    pub revision: u32,
    /// When it happened, UTC ms.
    pub at_ms: u64,
    /// The call as it is known now.
    pub call: Call,
}

/// By which a receiver knows an event that it has already.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct EventId(String);

impl Event {
    /// The same for the same revision of the same call, however often it is asked for.
    pub fn id(&self) -> EventId {
        // No full stop: it parts the members of what a webhook signs.
        let call_id = self.call.id.replace('.', "-");
        let word = match self.kind {
            Kind::Finished | Kind::Changed => "call",
            // No receiver may take it for an event that it has.
            Kind::Test => "test",
        };
        EventId(format!("{word}_{call_id}_{}", self.revision))
    }

    /// Whose events keep their order: the record, or the number where there is none.
    pub fn person_key(&self) -> &str {
        let person = &self.call.person;
        person.record_id.as_deref().unwrap_or(&person.number)
    }

    /// The event as a text of JSON, its members always in the same order.
    pub fn to_json(&self) -> String {
        let event = object(&mut [
            ("type", self.kind.name().into()),
            ("timestamp", moment(Some(self.at_ms))),
            ("data", data(self)),
        ]);
        event.to_string()
    }
}

impl Kind {
    /// As destinations read it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Finished => "call.finished",
            Self::Changed => "call.changed",
            Self::Test => "test",
        }
    }
}

fn data(event: &Event) -> Value {
    let call = &event.call;
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
    object(&mut [
        ("schema", SCHEMA.into()),
        ("callId", text(Some(&call.id))),
        ("revision", event.revision.into()),
        ("person", person(&call.person)),
        ("list", text(call.list.as_deref())),
        ("campaign", named(Some(&call.campaign))),
        ("agentId", text(call.agent_id.as_deref())),
        ("attempt", call.attempt.into()),
        ("placement", text(Some(placement))),
        ("endedBy", text(Some(ended_by))),
        ("outcome", named(call.outcome.as_ref())),
        ("correctedOutcome", named(call.corrected.as_ref())),
        ("disposition", held(&call.held)),
        ("note", text(Some(&call.note))),
        ("recordingUrl", text(call.recording_url.as_deref())),
        ("askedAt", moment(Some(call.asked_at_ms))),
        ("dialedAt", moment(call.dialed_at_ms)),
        ("ringingAt", moment(call.ringing_at_ms)),
        ("answeredAt", moment(call.answered_at_ms)),
        ("endedAt", moment(call.ended_at_ms)),
        ("finishedAt", moment(call.finished_at_ms)),
        ("talkMs", call.talk_ms().into()),
    ])
}

fn moment(ms: Option<u64>) -> Value {
    text(ms.and_then(utc_text).as_deref())
}

fn person(person: &Person) -> Value {
    let mut columns = Map::new();
    for (heading, value) in &person.columns {
        // A heading that the list has twice loses neither of its values.
        let names = (1..).map(|n| match n {
            1 => heading.clone(),
            n => format!("{heading} ({n})"),
        });
        let free = names.into_iter().find(|name| !columns.contains_key(name));
        set(&mut columns, &free.unwrap_or_default(), text(Some(value)));
    }
    object(&mut [
        ("id", text(person.record_id.as_deref())),
        ("name", text(Some(&person.name))),
        ("number", text(Some(&person.number))),
        ("columns", Value::Object(columns)),
    ])
}

fn named(named: Option<&Named>) -> Value {
    let Some(named) = named else {
        return Value::Null;
    };
    object(&mut [
        ("id", text(Some(&named.id))),
        ("name", text(Some(&named.name))),
    ])
}

fn held(held: &Held) -> Value {
    let (state, disposition) = match held {
        Held::Confirmed(disposition) => ("confirmed", Some(disposition)),
        Held::Elsewhere(disposition) => ("setElsewhere", disposition.as_ref()),
        Held::Nothing => ("none", None),
        Held::Unknown => ("unknown", None),
    };
    object(&mut [("state", text(Some(state))), ("held", named(disposition))])
}

impl EventId {
    /// As it is sent.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use serde_json::json;

    use super::*;
    use crate::call::tests::call;

    pub(crate) fn event() -> Event {
        Event {
            kind: Kind::Finished,
            revision: 1,
            at_ms: 1_795_449_930_000,
            call: call(),
        }
    }

    #[test]
    fn an_event_tells_the_whole_call_in_one_order() {
        let text = "{\"type\":\"call.finished\",\"timestamp\":\"2026-11-23T16:05:30.000Z\",\"data\":{\
            \"schema\":1,\"callId\":\"1795449840000-start-1\",\"revision\":1,\
            \"person\":{\"id\":\"r1\",\"name\":\"Ada Sample\",\"number\":\"+12025550101\",\
            \"columns\":{\"Program\":\"Nursing\"}},\"list\":\"Sample list\",\
            \"campaign\":{\"id\":\"c1\",\"name\":\"Outreach\"},\"agentId\":\"a1\",\"attempt\":2,\
            \"placement\":\"placed\",\"endedBy\":\"callee\",\
            \"outcome\":{\"id\":\"d1\",\"name\":\"Reached\"},\"correctedOutcome\":null,\
            \"disposition\":{\"state\":\"confirmed\",\"held\":{\"id\":\"d1\",\"name\":\"Reached\"}},\
            \"note\":\"Comes on Monday <9:00>\\nwith the form\",\"recordingUrl\":null,\
            \"askedAt\":\"2026-11-23T16:04:00.000Z\",\"dialedAt\":\"2026-11-23T16:04:00.100Z\",\
            \"ringingAt\":\"2026-11-23T16:04:02.000Z\",\"answeredAt\":\"2026-11-23T16:04:10.000Z\",\
            \"endedAt\":\"2026-11-23T16:05:15.500Z\",\"finishedAt\":\"2026-11-23T16:05:30.000Z\",\
            \"talkMs\":65500}}";
        assert_eq!(event().to_json(), text);
    }

    #[test]
    fn the_id_follows_from_call_and_revision_and_has_no_full_stop() {
        let mut event = event();
        assert_eq!(event.id().as_str(), "call_1795449840000-start-1_1");
        assert_eq!(event.id(), self::event().id());
        event.revision = 2;
        event.call.id = "a.b".to_owned();
        assert_eq!(event.id().as_str(), "call_a-b_2");
        event.kind = Kind::Test;
        assert_eq!(event.id().as_str(), "test_a-b_2");
    }

    #[test]
    fn a_heading_that_stands_twice_loses_no_value() {
        let mut event = event();
        let column = |value: &str| ("Phone".to_owned(), value.to_owned());
        event.call.person.columns = vec![column("a"), column("b"), column("c")];
        let json: Value = serde_json::from_str(&event.to_json()).unwrap();
        let columns = &json["data"]["person"]["columns"];
        assert_eq!(
            *columns,
            json!({"Phone": "a", "Phone (2)": "b", "Phone (3)": "c"})
        );
    }

    #[test]
    fn what_is_not_known_is_told_as_unknown() {
        let mut event = event();
        event.call.placement = Placement::Unknown;
        event.call.held = Held::Unknown;
        event.call.answered_at_ms = None;
        let json: Value = serde_json::from_str(&event.to_json()).unwrap();
        let data = &json["data"];
        assert_eq!(data["placement"], "unknown");
        assert_eq!(
            data["disposition"],
            json!({"state": "unknown", "held": null})
        );
        assert_eq!(
            (&data["answeredAt"], &data["talkMs"]),
            (&Value::Null, &Value::Null)
        );
    }
}

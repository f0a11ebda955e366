//! One call as other systems hear of it.
//!
//! Rule: what is not known is absent or says so; nothing here is guessed from something else.

use std::fmt;

/// A call that is over, or certainly was not placed.
#[derive(Clone, PartialEq, Eq)]
pub struct Call {
    /// Id of the intent: one call, however often it is told of.
    pub id: String,
    /// Who was called.
    pub person: Person,
    /// Name of the list; absent: they were called outside of one.
    pub list: Option<String>,
    /// Under which campaign.
    pub campaign: Named,
    /// Five9's id of the agent; absent: it was not known then.
    pub agent_id: Option<String>,
    /// How many calls went to this number before, and this one; absent: not known.
    pub attempt: Option<u32>,
    /// Whether it was placed.
    pub placement: Placement,
    /// Who ended it.
    pub ended_by: EndedBy,
    /// As the agent chose it.
    pub outcome: Option<Named>,
    /// What the agent says now that it was; Five9 holds another.
    pub corrected: Option<Named>,
    /// What Five9 holds.
    pub held: Held,
    /// As typed.
    pub note: String,
    /// Where its recording is, where that is known.
    pub recording_url: Option<String>,
    /// When the agent asked for it, UTC ms.
    pub asked_at_ms: u64,
    /// When its dial left, UTC ms.
    pub dialed_at_ms: Option<u64>,
    /// When it rang, UTC ms.
    pub ringing_at_ms: Option<u64>,
    /// When it was answered, UTC ms; absent: it was not, as far as is known.
    pub answered_at_ms: Option<u64>,
    /// When the talk or the ring ended, UTC ms.
    pub ended_at_ms: Option<u64>,
    /// When its wrap-up was over, UTC ms.
    pub finished_at_ms: Option<u64>,
    /// How far the agent's clocks were ahead of UTC, minutes.
    pub zone_min: i32,
}

/// Who was called, as the list had them.
#[derive(Clone, PartialEq, Eq)]
pub struct Person {
    /// Id of the record; absent: a number typed by hand.
    pub record_id: Option<String>,
    /// May be empty.
    pub name: String,
    /// E.164.
    pub number: String,
    /// The list's other columns: heading and value.
    pub columns: Vec<(String, String)>,
}

/// Something of Five9's with the name that it had then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Five9's id.
    pub id: String,
    /// May be empty: it was entered by its id.
    pub name: String,
}

/// Whether a call was placed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Placement {
    /// Accepted by Five9, or seen there.
    Placed,
    /// It certainly was not.
    NotPlaced,
    /// Neither is known.
    Unknown,
}

/// Who ended a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndedBy {
    /// The agent, here or in Five9.
    Agent,
    /// The person called, or the network.
    Callee,
    /// That was not told.
    Unknown,
}

/// Which disposition Five9 holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Held {
    /// The one that was sent, as Five9 said itself.
    Confirmed(Named),
    /// Another one, set there; absent: which, is not known.
    Elsewhere(Option<Named>),
    /// None: the call ended without.
    Nothing,
    /// Five9 did not say.
    Unknown,
}

impl Call {
    /// How long was talked, ms; absent: nobody answered, or its end is not known.
    pub fn talk_ms(&self) -> Option<u64> {
        Some(self.ended_at_ms?.saturating_sub(self.answered_at_ms?))
    }

    /// What counts as the outcome now: the agent's last word on it.
    pub fn last_outcome(&self) -> Option<&Named> {
        self.corrected.as_ref().or(self.outcome.as_ref())
    }
}

impl Named {
    /// The name, or the id where there is none.
    pub fn label(&self) -> &str {
        if self.name.is_empty() {
            &self.id
        } else {
            &self.name
        }
    }
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Call({}, {:?})", self.id, self.placement)
    }
}

impl fmt::Debug for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Person")
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A call that was answered, with everything that can be known of one.
    pub(crate) fn call() -> Call {
        let named = |id: &str, name: &str| Named {
            id: id.to_owned(),
            name: name.to_owned(),
        };
        Call {
            id: "1795449840000-start-1".to_owned(),
            person: Person {
                record_id: Some("r1".to_owned()),
                name: "Ada Sample".to_owned(),
                number: "+12025550101".to_owned(),
                columns: vec![("Program".to_owned(), "Nursing".to_owned())],
            },
            list: Some("Sample list".to_owned()),
            campaign: named("c1", "Outreach"),
            agent_id: Some("a1".to_owned()),
            attempt: Some(2),
            placement: Placement::Placed,
            ended_by: EndedBy::Callee,
            outcome: Some(named("d1", "Reached")),
            corrected: None,
            held: Held::Confirmed(named("d1", "Reached")),
            note: "Comes on Monday <9:00>\nwith the form".to_owned(),
            recording_url: None,
            asked_at_ms: 1_795_449_840_000,
            dialed_at_ms: Some(1_795_449_840_100),
            ringing_at_ms: Some(1_795_449_842_000),
            answered_at_ms: Some(1_795_449_850_000),
            ended_at_ms: Some(1_795_449_915_500),
            finished_at_ms: Some(1_795_449_930_000),
            zone_min: -300,
        }
    }

    #[test]
    fn talk_is_from_the_answer_to_the_end_and_unknown_without_either() {
        let mut call = call();
        assert_eq!(call.talk_ms(), Some(65_500));
        call.answered_at_ms = None;
        assert_eq!(call.talk_ms(), None);
    }

    #[test]
    fn who_was_called_is_in_no_debug_text() {
        let text = format!("{:?} {:?}", call(), call().person);
        assert!(
            !text.contains("Ada") && !text.contains("2025550101"),
            "{text}"
        );
        assert!(!text.contains("Monday"), "{text}");
    }
}

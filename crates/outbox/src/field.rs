//! Parts of a call by name: what is left out of it, and what goes into which property elsewhere.

use crate::call::{Call, Held, Named};

/// What of a call can be left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The name of who was called; their number stays.
    Name,
    /// The list's other columns.
    Columns,
    /// The list's name.
    List,
    /// The agent's id.
    Agent,
    /// The note.
    Note,
    /// Where the recording is.
    Recording,
}

/// What a property of another system can get.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Field {
    /// The name of who was called.
    Name,
    /// Their number.
    Number,
    /// The agent's last word on the outcome.
    Outcome,
    /// The disposition that Five9 holds.
    Disposition,
    /// The campaign.
    Campaign,
    /// The list.
    List,
    /// Five9's id of the agent.
    Agent,
    /// The note.
    Note,
    /// The list's column under this heading.
    Column(String),
}

/// A property of another system and what it gets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Property {
    /// Its name there.
    pub name: String,
    /// What of the call.
    pub field: Field,
}

impl Call {
    /// The call without these parts.
    #[must_use]
    pub fn without(mut self, parts: &[Part]) -> Self {
        for part in parts {
            match part {
                Part::Name => self.person.name.clear(),
                Part::Columns => self.person.columns.clear(),
                Part::List => self.list = None,
                Part::Agent => self.agent_id = None,
                Part::Note => self.note.clear(),
                Part::Recording => self.recording_url = None,
            }
        }
        self
    }

    /// What the list has for this person under a heading; absent: nothing.
    pub fn column(&self, heading: &str) -> Option<&str> {
        let mut columns = self.person.columns.iter();
        let column = columns.find(|(known, _)| known == heading);
        column
            .map(|(_, value)| value.trim())
            .filter(|value| !value.is_empty())
    }
}

impl Field {
    /// As a text; absent: not known, so that what is there stays.
    pub(crate) fn value(&self, call: &Call) -> Option<String> {
        let label = |named: &Named| named.label().to_owned();
        match self {
            Self::Name => Some(call.person.name.clone()),
            Self::Number => Some(call.person.number.clone()),
            Self::Outcome => call.last_outcome().map(label),
            Self::Disposition => match &call.held {
                Held::Confirmed(held) | Held::Elsewhere(Some(held)) => Some(label(held)),
                Held::Elsewhere(None) | Held::Nothing | Held::Unknown => None,
            },
            Self::Campaign => Some(label(&call.campaign)),
            Self::List => call.list.clone(),
            Self::Agent => call.agent_id.clone(),
            Self::Note => Some(call.note.clone()),
            Self::Column(heading) => call.column(heading).map(str::to_owned),
        }
        .filter(|value| !value.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::call::tests::call;

    #[test]
    fn what_is_left_out_is_nowhere_in_the_call() {
        let all = [
            Part::Name,
            Part::Columns,
            Part::List,
            Part::Agent,
            Part::Note,
            Part::Recording,
        ];
        let call = call().without(&all);
        assert_eq!((call.person.name.as_str(), call.note.as_str()), ("", ""));
        assert_eq!((&call.list, &call.agent_id), (&None, &None));
        assert!(call.person.columns.is_empty() && call.recording_url.is_none());
        assert_eq!(call.person.number, "+12025550101");
    }

    #[test]
    fn a_property_gets_what_is_known_and_nothing_else() {
        let value = |field: Field| field.value(&call());
        assert_eq!(value(Field::Outcome).as_deref(), Some("Reached"));
        assert_eq!(value(Field::Disposition).as_deref(), Some("Reached"));
        assert_eq!(value(Field::Campaign).as_deref(), Some("Outreach"));
        let column = |heading: &str| value(Field::Column(heading.to_owned()));
        assert_eq!(column("Program").as_deref(), Some("Nursing"));
        assert_eq!(column("No such heading"), None);
        let mut call = call();
        call.held = Held::Unknown;
        assert_eq!(Field::Disposition.value(&call), None);
    }
}

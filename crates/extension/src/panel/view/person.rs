//! The person on screen: who it is, why they are called, and under which numbers.
//!
//! Before a dial it is the person of the run who is up, during a call the one called; outside of
//! both, the one who is chosen.

use crate::panel::view::button::Target;
use crate::panel::view::fold::folded;
use crate::panel::view::outcome::takes_outcome;
use crate::snapshot::{PauseReason, PersonView, Snapshot};
use crate::stored::StoredRecord;

/// Chips that are shown before the others are unfolded, where the agent chose none.
pub const N_CHIPS: usize = 4;
/// Words of a heading whose column is read as a note.
const NOTE_HEADINGS: [&str; 8] = [
    "note",
    "notes",
    "comment",
    "comments",
    "remarks",
    "nota",
    "notas",
    "comentarios",
];

/// Who is on screen.
#[derive(Clone, PartialEq, Eq)]
pub struct Who {
    pub record_id: Option<String>,
    pub name: String,
    /// E.164, or as it was typed.
    pub number: String,
}

/// Works out who is on screen.
pub fn who(snapshot: &Snapshot, target: &Target) -> Option<Who> {
    if let Some(person) = person_up(snapshot) {
        return Some(of_run(person));
    }
    if let Some(call) = &snapshot.call {
        return Some(Who {
            record_id: call.record_id.clone(),
            name: call.name.clone(),
            number: call.number.clone(),
        });
    }
    match target {
        Target::One(record) => Some(Who {
            record_id: Some(record.id.clone()),
            name: record.name.clone(),
            number: record.number.clone().unwrap_or_default(),
        }),
        Target::Nobody | Target::Typed(_) | Target::Several { .. } => None,
    }
}

/// The person of the run who is up, unless a call that is not over has the screen, or one that Five9
/// ended by itself: what became of that is told first.
pub fn person_up(snapshot: &Snapshot) -> Option<&PersonView> {
    let run = snapshot.run.as_ref()?;
    let current = run.current.as_ref()?;
    if run.paused == Some(PauseReason::ClosedByFive9) && snapshot.call.is_some() {
        return None;
    }
    let is_called = snapshot.call.as_ref().is_some_and(|call| {
        takes_outcome(call) || call.record_id.as_deref() == Some(current.record_id.as_str())
    });
    (!is_called).then_some(current)
}

fn of_run(person: &PersonView) -> Who {
    Who {
        record_id: Some(person.record_id.clone()),
        name: person.name.clone(),
        number: person.number.clone(),
    }
}

/// Heading and value of a column.
pub type Column = (String, String);

/// Why a person is called, as far as the list says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reasons {
    pub chips: Vec<Column>,
    /// Shown when they are asked for.
    pub rest: Vec<Column>,
    pub notes: Vec<Column>,
}

/// Sorts a record's columns: the chosen ones, else the first four; what is empty says nothing.
pub fn reasons(columns: &[Column], chosen: &[String]) -> Reasons {
    let mut reasons = Reasons::default();
    let filled = columns.iter().filter(|(_, value)| !value.trim().is_empty());
    let is_chosen = |heading: &str| chosen.iter().any(|one| one == heading);
    for column in filled {
        if is_note(&column.0) && !is_chosen(&column.0) {
            reasons.notes.push(column.clone());
        } else if is_chosen(&column.0) || (chosen.is_empty() && reasons.chips.len() < N_CHIPS) {
            reasons.chips.push(column.clone());
        } else {
            reasons.rest.push(column.clone());
        }
    }
    reasons.chips.sort_by_key(|(heading, _)| {
        let place = chosen.iter().position(|one| one == heading);
        place.unwrap_or(usize::MAX)
    });
    reasons
}

fn is_note(heading: &str) -> bool {
    let heading = folded(heading);
    let mut words = heading.split(|sign: char| !sign.is_alphanumeric());
    words.any(|word| NOTE_HEADINGS.contains(&word))
}

/// One of a person's numbers.
#[derive(Clone, PartialEq, Eq)]
pub struct NumberLine {
    /// Heading of its column; absent for the list's main number.
    pub label: Option<String>,
    pub number: String,
    pub is_used: bool,
}

/// All numbers of a person who has several, with the one in use marked.
pub fn numbers(record: &StoredRecord, used: &str) -> Vec<NumberLine> {
    if record.other_numbers.is_empty() {
        return Vec::new();
    }
    let line = |label: Option<&str>, number: &str| NumberLine {
        label: label.map(str::to_owned),
        number: number.to_owned(),
        is_used: number == used,
    };
    let main = record.number.iter().map(|number| line(None, number));
    let others = record.other_numbers.iter();
    main.chain(others.map(|other| line(Some(&other.label), &other.number)))
        .collect()
}

/// Numbers that the person on the line could be called under instead.
pub fn other_numbers(snapshot: &Snapshot, record: &StoredRecord) -> Vec<NumberLine> {
    let call = snapshot.call.as_ref().filter(|call| call.can_call_other);
    let lines = call.map(|call| numbers(record, &call.number));
    let mut lines = lines.unwrap_or_default();
    lines.retain(|line| !line.is_used);
    lines
}

impl std::fmt::Debug for Who {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Who({:?})", self.record_id)
    }
}

impl std::fmt::Debug for NumberLine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "NumberLine({:?}, {})", self.label, self.is_used)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::panel::view::sample::{call, record, run, snapshot};
    use crate::snapshot::CallPhase;
    use crate::stored::OtherNumber;

    fn column(heading: &str, value: &str) -> Column {
        (heading.to_owned(), value.to_owned())
    }

    fn headings(columns: &[Column]) -> Vec<&str> {
        columns
            .iter()
            .map(|(heading, _)| heading.as_str())
            .collect()
    }

    #[test]
    fn the_first_four_columns_are_chips_and_the_note_stands_apart() {
        let columns = [
            column("Days out", "14"),
            column("Advisor notes", "Evenings only"),
            column("Missing", " "),
            column("Program", "Nursing"),
            column("Term", "Fall"),
            column("Campus", "North"),
            column("Source", "Web"),
        ];
        let shown = reasons(&columns, &[]);
        assert_eq!(
            headings(&shown.chips),
            ["Days out", "Program", "Term", "Campus"]
        );
        assert_eq!(headings(&shown.rest), ["Source"]);
        assert_eq!(headings(&shown.notes), ["Advisor notes"]);
    }

    #[test]
    fn chosen_columns_are_chips_in_the_order_of_the_choice() {
        let columns = [
            column("Days out", "14"),
            column("Term", "Fall"),
            column("Notes", "Evenings only"),
        ];
        let chosen = ["Notes".to_owned(), "Days out".to_owned()];
        let shown = reasons(&columns, &chosen);
        assert_eq!(headings(&shown.chips), ["Notes", "Days out"]);
        assert_eq!(headings(&shown.rest), ["Term"]);
        assert!(shown.notes.is_empty());
    }

    #[test]
    fn a_heading_that_only_begins_like_a_note_is_none() {
        let shown = reasons(&[column("Notebook", "yes")], &[]);
        assert_eq!(headings(&shown.chips), ["Notebook"]);
    }

    #[test]
    fn the_person_who_is_up_is_shown_before_the_last_call() {
        let mut snapshot = snapshot();
        snapshot.call = Some(call(CallPhase::Done));
        let mut run = run();
        run.current.clone_from(&run.next);
        snapshot.run = Some(run);
        let name = |snapshot: &Snapshot| who(snapshot, &Target::Nobody).map(|who| who.name);
        assert_eq!(name(&snapshot).as_deref(), Some("Ben Sample"));
        snapshot.call = Some(call(CallPhase::WrapUp));
        assert_eq!(name(&snapshot).as_deref(), Some("Ada Sample"));
    }

    #[test]
    fn with_nothing_on_the_chosen_person_is_shown() {
        let target = Target::One(record("9", "Ada Sample", Some("+12025550101")));
        let shown = who(&snapshot(), &target).expect("somebody is chosen");
        assert_eq!(shown.record_id.as_deref(), Some("9"));
        assert_eq!(who(&snapshot(), &Target::Nobody), None);
    }

    #[test]
    fn several_numbers_are_listed_with_the_one_in_use() {
        let mut ada = record("9", "Ada Sample", Some("+12025550101"));
        assert!(numbers(&ada, "+12025550101").is_empty());
        ada.other_numbers.push(OtherNumber {
            label: "Mobile".into(),
            number: "+12025550102".into(),
        });
        let is_used: Vec<bool> = numbers(&ada, "+12025550102")
            .iter()
            .map(|line| line.is_used)
            .collect();
        assert_eq!(is_used, [false, true]);
        let mut snapshot = snapshot();
        let mut ended = call(CallPhase::WrapUp);
        snapshot.call = Some(ended.clone());
        assert!(other_numbers(&snapshot, &ada).is_empty());
        ended.can_call_other = true;
        snapshot.call = Some(ended);
        let others = other_numbers(&snapshot, &ada);
        assert_eq!(
            others
                .iter()
                .map(|line| line.label.as_deref())
                .collect::<Vec<_>>(),
            [Some("Mobile")]
        );
    }
}

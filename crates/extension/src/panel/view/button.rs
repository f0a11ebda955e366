//! The one big button: what it will do, and to whom.
//!
//! The worker says which of its five meanings holds; the panel adds only who is chosen on screen.

use crate::panel::view::number::number_text;
use crate::panel::view::person::Who;
use crate::panel::view::words::{Arg, Words};
use crate::snapshot::{MainButton, Snapshot};
use crate::stored::StoredRecord;

/// Who the button would call when no call is on.
#[derive(Clone, PartialEq, Eq)]
pub enum Target {
    Nobody,
    /// A number typed by hand.
    Typed(String),
    One(StoredRecord),
    Several {
        n_selected: usize,
        n_callable: usize,
    },
}

/// The button as it is drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Face {
    pub label: Words,
    /// To whom, or why it cannot be pressed.
    pub whom: Words,
    pub press: Option<Press>,
    pub colour: Colour,
}

/// What a press asks of the worker.
#[derive(Clone, PartialEq, Eq)]
pub enum Press {
    Call {
        number: String,
        record_id: Option<String>,
    },
    StartRun,
    EndCall,
    EndAndNext,
    CallCurrent,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colour {
    Call,
    End,
}

/// Works out the button.
pub fn face(snapshot: &Snapshot, target: &Target) -> Face {
    let face = plain_face(snapshot, target);
    let is_held_back = snapshot
        .call
        .as_ref()
        .is_some_and(|call| call.held_back.is_some());
    if is_held_back && snapshot.run.is_some() {
        let whom = Words::new("whomHeldBack");
        return Face { whom, ..face };
    }
    face
}

fn plain_face(snapshot: &Snapshot, target: &Target) -> Face {
    match &snapshot.main_button {
        MainButton::Call => call_face(target),
        MainButton::CallCurrent => Face {
            label: Words::new("buttonCall"),
            whom: current_whom(snapshot),
            press: Some(Press::CallCurrent),
            colour: Colour::Call,
        },
        MainButton::EndCall => Face {
            label: Words::new("buttonEndCall"),
            whom: Words::with("whomEnd", [call_name(snapshot).into()]),
            press: Some(Press::EndCall),
            colour: Colour::End,
        },
        MainButton::EndAndCall { position } => Face {
            label: Words::with("buttonEndAndCall", [plain(*position)]),
            whom: next_whom(snapshot),
            press: Some(Press::EndAndNext),
            colour: Colour::End,
        },
        MainButton::EndAndFinish => Face {
            label: Words::new("buttonEndAndFinish"),
            whom: Words::with("whomLast", [call_name(snapshot).into()]),
            press: Some(Press::EndAndNext),
            colour: Colour::End,
        },
        // A paused run does not keep the agent from calling somebody else by hand.
        MainButton::Waiting
            if is_paused(snapshot) && matches!(target, Target::Typed(_) | Target::One(_)) =>
        {
            call_face(target)
        }
        MainButton::Waiting => waiting_face(snapshot),
    }
}

fn current_whom(snapshot: &Snapshot) -> Words {
    let current = snapshot.run.as_ref().and_then(|run| run.current.as_ref());
    current.map_or_else(
        || Words::new("whomWaiting"),
        |person| {
            let (name, number) = (person.name.as_str(), number_text(&person.number));
            Words::with("whomPersonNumber", [name.into(), number.into()])
        },
    )
}

/// Whether the line that says to whom only repeats whose name stands on screen: of the person, or
/// of who is up next.
pub fn is_whom_told(face: &Face, who: Option<&Who>) -> bool {
    match face.whom.key {
        "whomEnd" | "whomNext" => true,
        "whomPersonNumber" => who.is_some_and(|who| {
            let told = [
                Arg::from(who.name.as_str()),
                Arg::from(number_text(&who.number)),
            ];
            face.whom.args == told
        }),
        _ => false,
    }
}

fn is_paused(snapshot: &Snapshot) -> bool {
    snapshot
        .run
        .as_ref()
        .is_some_and(|run| run.paused.is_some())
}

fn call_face(target: &Target) -> Face {
    let (label, whom, press) = match target {
        Target::Nobody => (Words::new("buttonCall"), Words::new("whomNobody"), None),
        Target::Typed(number) => (
            Words::new("buttonCall"),
            Words::with("whomPerson", [number.as_str().into()]),
            Some(Press::Call {
                number: number.clone(),
                record_id: None,
            }),
        ),
        Target::One(record) => (
            Words::new("buttonCall"),
            one_whom(record),
            one_press(record),
        ),
        Target::Several {
            n_selected,
            n_callable,
        } => (
            Words::with("buttonStart", [plain(*n_selected)]),
            several_whom(*n_selected, *n_callable),
            (*n_callable > 0).then_some(Press::StartRun),
        ),
    };
    Face {
        label,
        whom,
        press,
        colour: Colour::Call,
    }
}

fn one_whom(record: &StoredRecord) -> Words {
    match &record.number {
        Some(number) => Words::with(
            "whomPersonNumber",
            [record.name.as_str().into(), number_text(number).into()],
        ),
        None => Words::with("whomNoNumber", [record.name.as_str().into()]),
    }
}

fn one_press(record: &StoredRecord) -> Option<Press> {
    let number = record.number.clone()?;
    Some(Press::Call {
        number,
        record_id: Some(record.id.clone()),
    })
}

fn several_whom(n_selected: usize, n_callable: usize) -> Words {
    match n_callable {
        0 => Words::new("whomNoneCallable"),
        n if n == n_selected => Words::with("whomAll", [n.into()]),
        n => Words::with("whomSome", [n.into(), n_selected.into()]),
    }
}

fn next_whom(snapshot: &Snapshot) -> Words {
    let next = snapshot.run.as_ref().and_then(|run| run.next.as_ref());
    match next {
        Some(next) => Words::with(
            "whomNext",
            [next.name.as_str().into(), number_text(&next.number).into()],
        ),
        None => Words::with("whomEnd", [call_name(snapshot).into()]),
    }
}

fn waiting_face(snapshot: &Snapshot) -> Face {
    let run = snapshot.run.as_ref();
    let is_paused = run.is_some_and(|run| run.paused.is_some());
    let current = run.and_then(|run| run.current.as_ref());
    let whom = match current {
        Some(person) => Words::with(
            "whomPersonNumber",
            [
                person.name.as_str().into(),
                number_text(&person.number).into(),
            ],
        ),
        None => Words::new("whomWaiting"),
    };
    let label = Words::new(if is_paused {
        "buttonPaused"
    } else {
        "buttonWaiting"
    });
    Face {
        label,
        whom,
        press: None,
        colour: Colour::Call,
    }
}

fn call_name(snapshot: &Snapshot) -> String {
    let Some(call) = &snapshot.call else {
        return String::new();
    };
    if call.name.is_empty() {
        number_text(&call.number)
    } else {
        call.name.clone()
    }
}

impl std::fmt::Debug for Target {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Nobody => "Nobody",
            Self::Typed(_) => "Typed",
            Self::One(_) => "One",
            Self::Several { .. } => "Several",
        })
    }
}

impl std::fmt::Debug for Press {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Call { .. } => "Call",
            Self::StartRun => "StartRun",
            Self::EndCall => "EndCall",
            Self::EndAndNext => "EndAndNext",
            Self::CallCurrent => "CallCurrent",
        })
    }
}

/// A number in the name of the big button: other tools find it by plain digits.
fn plain(n: usize) -> Arg {
    Arg::Plain(n.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::panel::view::sample::{call, record, run, snapshot};
    use crate::snapshot::CallPhase;

    #[test]
    fn nobody_chosen_disables_the_button_and_says_why() {
        let face = face(&snapshot(), &Target::Nobody);
        assert_eq!(face.label.key, "buttonCall");
        assert_eq!(face.whom.key, "whomNobody");
        assert_eq!(face.press, None);
    }

    #[test]
    fn one_person_is_called_by_number_and_record() {
        let target = Target::One(record("9", "Ada Sample", Some("+12025550101")));
        let press = face(&snapshot(), &target).press;
        let number = "+12025550101".to_owned();
        assert_eq!(
            press,
            Some(Press::Call {
                number,
                record_id: Some("9".into())
            })
        );
    }

    #[test]
    fn a_person_without_a_number_cannot_be_called() {
        let face = face(&snapshot(), &Target::One(record("9", "Ada Sample", None)));
        assert_eq!((face.press, face.whom.key), (None, "whomNoNumber"));
    }

    #[test]
    fn several_start_a_run_named_by_how_many_are_chosen() {
        let several = Target::Several {
            n_selected: 5,
            n_callable: 4,
        };
        let face_of_five = face(&snapshot(), &several);
        assert_eq!(face_of_five.label, Words::with("buttonStart", [plain(5)]));
        assert_eq!(face_of_five.whom.key, "whomSome");
        assert_eq!(face_of_five.press, Some(Press::StartRun));
        let nobody = Target::Several {
            n_selected: 2,
            n_callable: 0,
        };
        assert_eq!(face(&snapshot(), &nobody).press, None);
    }

    #[test]
    fn during_a_paused_run_somebody_else_can_be_called() {
        let target = Target::One(record("9", "Ada Sample", Some("+12025550101")));
        let mut snapshot = snapshot();
        snapshot.main_button = MainButton::Waiting;
        snapshot.run = Some(run());
        assert_eq!(face(&snapshot, &target).press, None);
        if let Some(run) = &mut snapshot.run {
            run.paused = Some(crate::snapshot::PauseReason::Agent);
        }
        let paused = face(&snapshot, &target);
        assert_eq!(paused.label.key, "buttonCall");
        assert!(matches!(paused.press, Some(Press::Call { .. })));
    }

    #[test]
    fn a_live_call_takes_the_button_whoever_is_chosen() {
        let mut snapshot = snapshot();
        snapshot.call = Some(call(CallPhase::Talking));
        snapshot.main_button = MainButton::EndCall;
        let several = Target::Several {
            n_selected: 5,
            n_callable: 5,
        };
        let face = face(&snapshot, &several);
        assert_eq!(face.label.key, "buttonEndCall");
        assert_eq!(face.whom, Words::with("whomEnd", ["Ada Sample".into()]));
    }

    #[test]
    fn to_whom_is_left_to_the_name_on_screen_only_if_it_is_the_same_person() {
        let record = record("9", "Ada Sample", Some("+12025550101"));
        let face = face(&snapshot(), &Target::One(record));
        let mut who = Who {
            record_id: None,
            name: "Ada Sample".into(),
            number: "+12025550101".into(),
        };
        assert!(is_whom_told(&face, Some(&who)));
        who.name = "Ben Sample".into();
        assert!(!is_whom_told(&face, Some(&who)));
        assert!(!is_whom_told(&face, None));
    }

    #[test]
    fn while_an_outcome_is_held_back_the_button_says_that_the_next_call_waits() {
        let mut snapshot = snapshot();
        let mut held = call(CallPhase::WrapUp);
        held.held_back = Some(crate::snapshot::HeldBackView {
            from_ms: 0,
            until_ms: 5_000,
        });
        snapshot.call = Some(held);
        snapshot.run = Some(run());
        snapshot.main_button = MainButton::Waiting;
        let face = face(&snapshot, &Target::Nobody);
        assert_eq!((face.whom.key, face.press), ("whomHeldBack", None));
    }

    #[test]
    fn in_a_run_the_button_names_the_place_and_the_person_up_next() {
        let mut snapshot = snapshot();
        snapshot.call = Some(call(CallPhase::Talking));
        snapshot.run = Some(run());
        snapshot.main_button = MainButton::EndAndCall { position: 2 };
        let face = face(&snapshot, &Target::Nobody);
        assert_eq!(face.label, Words::with("buttonEndAndCall", [plain(2)]));
        assert_eq!(
            face.whom,
            Words::with("whomNext", ["Ben Sample".into(), "(202) 555-0102".into()])
        );
    }
}

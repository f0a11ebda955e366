//! A call as a text to paste where no interface takes it.
//!
//! Rule: one line a fact, the note as typed at the end; what is not known is left out.

use crate::call::{Call, Held, Placement};
use crate::moment::local_date;

/// The call in lines of English, as notes of student-success suites take them.
pub fn note_text(call: &Call) -> String {
    let mut lines = vec![format!("Call to {}", who(call))];
    let on = local_date(call.asked_at_ms, call.zone_min);
    lines.extend(on.map(|date| format!("Date: {date}")));
    if call.placement != Placement::Placed {
        lines.push(format!("Status: {}", status(call.placement)));
    }
    let outcome = call.last_outcome();
    lines.extend(outcome.map(|outcome| format!("Outcome: {}", outcome.label())));
    if let Held::Elsewhere(Some(held)) = &call.held {
        lines.push(format!("Five9 holds: {}", held.label()));
    }
    let talk = call.talk_ms().map(talk_text);
    lines.extend(talk.map(|talk| format!("Talk time: {talk}")));
    lines.extend(call.attempt.map(|n| format!("Attempt: {n}")));
    if !call.note.trim().is_empty() {
        lines.push(format!("Note: {}", call.note));
    }
    lines.join("\n")
}

/// The name with the number, or the number alone.
pub(crate) fn who(call: &Call) -> String {
    let person = &call.person;
    if person.name.is_empty() {
        person.number.clone()
    } else {
        format!("{} ({})", person.name, person.number)
    }
}

fn status(placement: Placement) -> &'static str {
    match placement {
        Placement::Placed => "placed",
        Placement::NotPlaced => "not placed",
        Placement::Unknown => "not known whether it was placed",
    }
}

fn talk_text(talk_ms: u64) -> String {
    let secs = talk_ms / 1_000;
    format!("{}:{:02}", secs / 60, secs % 60)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::call::Named;
    use crate::call::tests::call;

    #[test]
    fn a_call_is_told_in_lines_with_the_note_last() {
        let text = "Call to Ada Sample (+12025550101)\nDate: 2026-11-23\nOutcome: Reached\n\
            Talk time: 1:05\nAttempt: 2\nNote: Comes on Monday <9:00>\nwith the form";
        assert_eq!(note_text(&call()), text);
    }

    #[test]
    fn what_is_not_known_is_left_out_or_said() {
        let mut call = call();
        call.placement = Placement::Unknown;
        call.answered_at_ms = None;
        call.attempt = None;
        call.note = " \n".to_owned();
        call.held = Held::Elsewhere(Some(Named {
            id: "d2".to_owned(),
            name: String::new(),
        }));
        let text = "Call to Ada Sample (+12025550101)\nDate: 2026-11-23\n\
            Status: not known whether it was placed\nOutcome: Reached\nFive9 holds: d2";
        assert_eq!(note_text(&call), text);
    }
}

//! What a key asks of the worker, where that can be asked now.
//!
//! The same as the button of that name would send; where there is no such button, nothing.

use crate::message::{PageMessage, PageRequest, RunMessage};
use crate::panel::view::controls::hold_button;
use crate::panel::view::outcome::takes_outcome;
use crate::panel::view::person::other_numbers;
use crate::snapshot::{ShortcutAction, Snapshot};
use crate::stored::StoredRecord;

/// The message of a key; `record` is the row of the person on the line. What only this page does
/// (the big button, views, fields, help) has none.
pub fn request_of(
    snapshot: &Snapshot,
    record: Option<&StoredRecord>,
    action: ShortcutAction,
) -> Option<PageRequest> {
    let call = snapshot.call.as_ref();
    let request_id = None;
    match action {
        ShortcutAction::EndCall => call.is_some_and(takes_outcome).then(|| {
            PageRequest::from(PageMessage::TriggerFive9Hangup {
                request_id,
                disposition_id: None,
                disposition_type: None,
            })
        }),
        ShortcutAction::Skip => snapshot.can_skip.then(|| {
            PageRequest::from(PageMessage::Skip {
                reason: None,
                request_id,
            })
        }),
        ShortcutAction::Postpone => snapshot
            .can_postpone
            .then(|| RunMessage::Postpone {}.into()),
        ShortcutAction::Pause if snapshot.can_pause => {
            Some(PageMessage::Pause { request_id }.into())
        }
        ShortcutAction::Pause => snapshot
            .can_resume
            .then(|| PageMessage::Resume { request_id }.into()),
        ShortcutAction::Hold => {
            let (_, message) = hold_button(&call?.controls)?;
            Some(message.into())
        }
        ShortcutAction::OtherNumber => {
            let line = other_numbers(snapshot, record?).into_iter().next()?;
            let number = line.number;
            Some(
                RunMessage::CallOtherNumber {
                    number,
                    again: false,
                }
                .into(),
            )
        }
        ShortcutAction::UndoSend => {
            call?.held_back?;
            Some(RunMessage::UndoSend {}.into())
        }
        ShortcutAction::Main
        | ShortcutAction::Note
        | ShortcutAction::Search
        | ShortcutAction::ViewCall
        | ShortcutAction::ViewList
        | ShortcutAction::ViewHistory
        | ShortcutAction::ViewSettings
        | ShortcutAction::Help => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::panel::view::sample::{call, record, snapshot};
    use crate::panel::view::shortcuts::ACTIONS;
    use crate::snapshot::{CallPhase, HeldBackView};
    use crate::stored::OtherNumber;

    fn kind(snapshot: &Snapshot, action: ShortcutAction) -> Option<String> {
        let mut record = record("1", "Ada Sample", Some("+12025550101"));
        record.other_numbers.push(OtherNumber {
            label: "Work".into(),
            number: "+12025550102".into(),
        });
        let message = request_of(snapshot, Some(&record), action)?.to_wire();
        message["type"].as_str().map(str::to_owned)
    }

    #[test]
    fn with_nothing_on_no_key_asks_for_anything() {
        for action in ACTIONS {
            assert_eq!(kind(&snapshot(), action), None, "{action:?}");
        }
    }

    #[test]
    fn a_key_asks_for_what_its_button_would() {
        let mut snapshot = snapshot();
        snapshot.can_skip = true;
        snapshot.can_postpone = true;
        snapshot.can_resume = true;
        let asked = |snapshot: &Snapshot, action| kind(snapshot, action).unwrap_or_default();
        assert_eq!(asked(&snapshot, ShortcutAction::Skip), "skip");
        assert_eq!(asked(&snapshot, ShortcutAction::Postpone), "postpone");
        assert_eq!(asked(&snapshot, ShortcutAction::Pause), "resume");
        snapshot.can_pause = true;
        assert_eq!(asked(&snapshot, ShortcutAction::Pause), "pause");
    }

    #[test]
    fn a_call_is_ended_held_and_called_under_the_other_number() {
        let mut snapshot = snapshot();
        let mut live = call(CallPhase::Talking);
        live.controls.can_unhold = true;
        live.can_call_other = true;
        snapshot.call = Some(live);
        let asked = |snapshot: &Snapshot, action| kind(snapshot, action).unwrap_or_default();
        let end = asked(&snapshot, ShortcutAction::EndCall);
        assert_eq!(end, "triggerFive9Hangup");
        assert_eq!(asked(&snapshot, ShortcutAction::Hold), "unholdCall");
        let other = asked(&snapshot, ShortcutAction::OtherNumber);
        assert_eq!(other, "callOtherNumber");
        assert_eq!(kind(&snapshot, ShortcutAction::UndoSend), None);
        if let Some(call) = &mut snapshot.call {
            call.held_back = Some(HeldBackView {
                from_ms: 1,
                until_ms: 2,
            });
        }
        assert_eq!(asked(&snapshot, ShortcutAction::UndoSend), "undoSend");
    }

    #[test]
    fn a_call_that_is_over_is_not_ended_again() {
        let mut snapshot = snapshot();
        snapshot.call = Some(call(CallPhase::Done));
        assert_eq!(kind(&snapshot, ShortcutAction::EndCall), None);
    }
}

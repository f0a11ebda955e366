//! When the sound is due that says: somebody has answered.
//!
//! Rule: once a call, at the moment itself; a call that was on before this page was has none.

use crate::snapshot::{CallPhase, CallView};

/// Whether the person called has answered between one snapshot and the next.
pub fn is_answer(before: Option<&CallView>, now: Option<&CallView>) -> bool {
    let (Some(before), Some(now)) = (before, now) else {
        return false;
    };
    let was_waiting = matches!(before.phase, CallPhase::Dialing | CallPhase::Ringing);
    before.intent_id == now.intent_id && was_waiting && now.phase == CallPhase::Talking
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::panel::view::sample::call;

    fn check(before: Option<CallPhase>, now: CallPhase, expected: bool) {
        let (before, now) = (before.map(call), call(now));
        assert_eq!(is_answer(before.as_ref(), Some(&now)), expected);
    }

    #[test]
    fn it_is_due_when_ringing_becomes_talking_and_not_again() {
        check(Some(CallPhase::Ringing), CallPhase::Talking, true);
        check(Some(CallPhase::Dialing), CallPhase::Talking, true);
        check(Some(CallPhase::Talking), CallPhase::Talking, false);
        check(Some(CallPhase::OnHold), CallPhase::Talking, false);
        check(Some(CallPhase::Ringing), CallPhase::WrapUp, false);
    }

    #[test]
    fn a_call_that_was_on_already_is_silent() {
        check(None, CallPhase::Talking, false);
    }

    #[test]
    fn another_call_is_not_the_answer_to_this_one() {
        let before = call(CallPhase::Ringing);
        let mut now = call(CallPhase::Talking);
        now.intent_id = "i2".into();
        assert!(!is_answer(Some(&before), Some(&now)));
        assert!(!is_answer(Some(&before), None));
    }
}

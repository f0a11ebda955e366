//! Practice: what the agent can have the person called do, and when.

use crate::snapshot::{CallPhase, Snapshot};

/// Something that the person called does when the agent says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CalleeAct {
    Answer,
    HangUp,
    Busy,
}

impl CalleeAct {
    /// Key of its words.
    pub fn key(self) -> &'static str {
        match self {
            Self::Answer => "practiceDoAnswer",
            Self::HangUp => "practiceDoHangUp",
            Self::Busy => "practiceDoBusy",
        }
    }

    /// Its name on the wire to the simulated Five9.
    pub fn name(self) -> &'static str {
        match self {
            Self::Answer => "answer",
            Self::HangUp => "hangUp",
            Self::Busy => "busy",
        }
    }
}

/// What fits the call on screen.
pub fn callee_acts(snapshot: &Snapshot) -> Vec<CalleeAct> {
    match snapshot.call.as_ref().map(|call| call.phase) {
        Some(CallPhase::Ringing) => vec![CalleeAct::Answer, CalleeAct::Busy, CalleeAct::HangUp],
        Some(CallPhase::Talking | CallPhase::OnHold) => vec![CalleeAct::HangUp],
        Some(
            CallPhase::Dialing
            | CallPhase::Ending
            | CallPhase::WrapUp
            | CallPhase::Disposing
            | CallPhase::Done
            | CallPhase::Failed
            | CallPhase::Unknown,
        )
        | None => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::panel::view::sample::{call, snapshot};

    #[test]
    fn the_person_called_can_do_what_fits_the_call() {
        let mut shown = snapshot();
        shown.call = None;
        assert_eq!(callee_acts(&shown), []);
        shown.call = Some(call(CallPhase::Ringing));
        assert!(callee_acts(&shown).contains(&CalleeAct::Answer));
        shown.call = Some(call(CallPhase::Talking));
        assert_eq!(callee_acts(&shown), [CalleeAct::HangUp]);
        shown.call = Some(call(CallPhase::WrapUp));
        assert_eq!(callee_acts(&shown), []);
    }
}

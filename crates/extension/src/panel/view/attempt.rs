//! When a person was called last, and what came of it.

use crate::stored::{CallPlacement, HistoryCall};

/// The attempt before the one on screen.
#[derive(Clone, PartialEq, Eq)]
pub struct Attempt {
    pub at_ms: u64,
    /// As the agent has it: corrected, else chosen.
    pub outcome: Option<String>,
}

/// The newest of these calls that was placed and is not the one on screen.
pub fn last_attempt(calls: &[HistoryCall], on_screen: Option<&str>) -> Option<Attempt> {
    let last = calls
        .iter()
        .find(|call| was_placed(call.placement) && Some(call.intent_id.as_str()) != on_screen)?;
    let outcome = last.corrected.as_ref().or(last.outcome.as_ref());
    Some(Attempt {
        at_ms: last.dialed_at_ms.unwrap_or(last.asked_at_ms),
        outcome: outcome.map(|outcome| outcome.name.clone()),
    })
}

fn was_placed(placement: CallPlacement) -> bool {
    match placement {
        CallPlacement::Accepted | CallPlacement::Unknown => true,
        CallPlacement::Intended | CallPlacement::NotPlaced | CallPlacement::Withdrawn => false,
    }
}

impl std::fmt::Debug for Attempt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Attempt({})", self.at_ms)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stored::HistoryOutcome;

    fn call(intent_id: &str, placement: CallPlacement) -> HistoryCall {
        HistoryCall {
            intent_id: intent_id.into(),
            asked_at_ms: 1_000,
            record_id: None,
            name: "Ada Sample".into(),
            number: Some("+12025550101".into()),
            list: None,
            campaign_id: "c1".into(),
            attempt: None,
            zone_min: None,
            before_ended_at_ms: None,
            run_index: None,
            placement,
            trouble: None,
            outcome: Some(outcome("No answer")),
            corrected: None,
            held: None,
            ended_by: None,
            recorded: None,
            call_id: None,
            session_id: None,
            note: String::new(),
            dialed_at_ms: Some(2_000),
            ringing_at_ms: None,
            answered_at_ms: None,
            ended_at_ms: None,
            finished_at_ms: None,
        }
    }

    fn outcome(name: &str) -> HistoryOutcome {
        HistoryOutcome {
            id: "7".into(),
            name: name.into(),
        }
    }

    #[test]
    fn the_call_on_screen_and_what_was_never_placed_are_no_attempts() {
        let mut before = call("i1", CallPlacement::Accepted);
        before.corrected = Some(outcome("Left voicemail"));
        let calls = [
            call("i3", CallPlacement::Accepted),
            call("i2", CallPlacement::Withdrawn),
            before,
        ];
        let attempt = last_attempt(&calls, Some("i3")).expect("there was one");
        assert_eq!(attempt.at_ms, 2_000);
        assert_eq!(attempt.outcome.as_deref(), Some("Left voicemail"));
        assert_eq!(last_attempt(&calls[..2], Some("i3")), None);
    }
}

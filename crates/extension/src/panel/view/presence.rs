//! Ready or not ready, in words: as Five9 has it, and what it will be after the call.

use crate::panel::view::words::Words;
use crate::snapshot::PresenceView;

/// What is so now.
pub fn presence_words(presence: &PresenceView) -> Words {
    if presence.changing {
        return Words::new("presenceChanging");
    }
    words(
        presence.ready,
        presence.reason_name.as_deref(),
        [
            "presenceReady",
            "presenceNotReady",
            "presenceNotReadyReason",
        ],
    )
}

/// What will be so once the call is over, if that is something else.
pub fn pending_words(presence: &PresenceView) -> Option<Words> {
    let pending = presence.pending.as_ref()?;
    let is_same = pending.ready == presence.ready && pending.reason_name == presence.reason_name;
    (!is_same).then(|| {
        words(
            pending.ready,
            pending.reason_name.as_deref(),
            ["pendingReady", "pendingNotReady", "pendingNotReadyReason"],
        )
    })
}

fn words(is_ready: bool, reason: Option<&str>, keys: [&'static str; 3]) -> Words {
    let [ready, not_ready, with_reason] = keys;
    match (is_ready, reason) {
        (true, _) => Words::new(ready),
        (false, None) => Words::new(not_ready),
        (false, Some(reason)) => Words::with(with_reason, [reason.into()]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::snapshot::PendingView;

    fn ready() -> PresenceView {
        PresenceView {
            ready: true,
            reason_name: None,
            since_ms: None,
            pending: None,
            changing: false,
        }
    }

    #[test]
    fn not_ready_is_told_with_its_reason_where_it_is_known() {
        let mut presence = ready();
        assert_eq!(presence_words(&presence).key, "presenceReady");
        presence.ready = false;
        assert_eq!(presence_words(&presence).key, "presenceNotReady");
        presence.reason_name = Some("Lunch".into());
        let words = Words::with("presenceNotReadyReason", ["Lunch".into()]);
        assert_eq!(presence_words(&presence), words);
    }

    #[test]
    fn what_was_asked_for_is_not_shown_as_so_before_five9_says_it() {
        let mut presence = ready();
        presence.changing = true;
        assert_eq!(presence_words(&presence).key, "presenceChanging");
    }

    #[test]
    fn what_waits_for_the_end_of_the_call_is_said_in_words() {
        let mut presence = ready();
        presence.pending = Some(PendingView {
            ready: false,
            reason_name: Some("Lunch".into()),
        });
        let words = Words::with("pendingNotReadyReason", ["Lunch".into()]);
        assert_eq!(pending_words(&presence), Some(words));
        assert_eq!(presence_words(&presence).key, "presenceReady");
    }

    #[test]
    fn a_pending_state_that_changes_nothing_is_not_told() {
        let mut presence = ready();
        presence.pending = Some(PendingView {
            ready: true,
            reason_name: None,
        });
        assert_eq!(pending_words(&presence), None);
    }
}

//! The words of past calls: what Five9 holds, how the call went, what a chart says.

use crate::panel::view::history::tally::{Figures, HourTally, OutcomeTally};
use crate::panel::view::words::{Arg, Words};
use crate::snapshot::{HeldView, MainButton, Snapshot};
use crate::stored::{CallPlacement, EndedBy, HistoryCall, HistoryOutcome};

/// What the telephone system holds of a call, or why there is nothing to hold.
pub fn held_key(call: &HistoryCall) -> &'static str {
    match call.placement {
        CallPlacement::NotPlaced => return "historyNotPlaced",
        CallPlacement::Withdrawn => return "historyWithdrawn",
        CallPlacement::Intended | CallPlacement::Accepted | CallPlacement::Unknown => {}
    }
    match &call.held {
        Some(HeldView::Confirmed { .. }) => "historyHeldConfirmed",
        Some(HeldView::SetElsewhere { .. }) => "historyHeldElsewhere",
        Some(HeldView::None) => "historyHeldNone",
        Some(HeldView::Unknown) => "historyHeldUnknown",
        None if call.placement == CallPlacement::Unknown => "historyPlacedUnknown",
        None => "historyNotOver",
    }
}

/// Whether the call went through; absent where that is not known.
pub fn reached_key(call: &HistoryCall) -> Option<&'static str> {
    match call.placement {
        CallPlacement::Intended | CallPlacement::Accepted if call.is_reached() => {
            Some("figureReached")
        }
        CallPlacement::Intended | CallPlacement::Accepted => {
            call.held.is_some().then_some("historyNotReached")
        }
        CallPlacement::NotPlaced | CallPlacement::Unknown | CallPlacement::Withdrawn => None,
    }
}

/// What else is known of a call: headings with what stands below them. What is not known is left out.
pub fn particulars(call: &HistoryCall) -> Vec<(&'static str, Arg)> {
    let ended_by = call.ended_by.map(|who| match who {
        EndedBy::Agent => "historyEndedByAgent",
        EndedBy::Callee => "historyEndedByCallee",
    });
    let recording = call.recorded.map(|recorded| {
        if recorded {
            "historyRecorded"
        } else {
            "historyNotRecorded"
        }
    });
    let id = call.session_id.as_ref().or(call.call_id.as_ref());
    let id = id.filter(|_| call.recorded == Some(true));
    let all = [
        ("historyList", call.list.clone().map(Arg::Plain)),
        (
            "historyAttempt",
            call.attempt.map(|n| Arg::Count(n as usize)),
        ),
        ("historyEndedBy", ended_by.map(Arg::Key)),
        ("historyRecording", recording.map(Arg::Key)),
        ("historyRecordingId", id.cloned().map(Arg::Plain)),
    ];
    let known = all.into_iter();
    known
        .filter_map(|(heading, words)| Some((heading, words?)))
        .collect()
}

/// Changes with everything that the row of a call shows.
pub fn row_key(call: &HistoryCall) -> String {
    let id = |outcome: &Option<HistoryOutcome>| {
        let name = outcome.as_ref().map(|outcome| outcome.name.as_str());
        name.unwrap_or_default().to_owned()
    };
    let at = |ms: Option<u64>| ms.unwrap_or_default().to_string();
    [
        call.intent_id.clone(),
        held_key(call).to_owned(),
        id(&call.outcome),
        id(&call.corrected),
        at(call.answered_at_ms),
        at(call.ended_at_ms),
        at(call.ringing_at_ms),
        call.note.clone(),
    ]
    .join("/")
}

/// What the chart of hours shows, in a sentence.
pub fn hours_words(hours: &[HourTally], labels: &[String], figures: &Figures) -> Words {
    let most = hours.iter().map(|hour| hour.n_calls).max();
    let busiest = hours.iter().position(|hour| Some(hour.n_calls) == most);
    let label = busiest.and_then(|place| labels.get(place));
    let args = [
        Arg::from(figures.n_calls),
        Arg::from(figures.n_reached),
        Arg::from(label.cloned().unwrap_or_default()),
        Arg::from(most.unwrap_or_default()),
    ];
    Words::with("historyHoursText", args)
}

/// What the chart of outcomes shows, in a sentence.
pub fn outcomes_words(outcomes: &[OutcomeTally]) -> Words {
    let Some(first) = outcomes.first() else {
        return Words::new("historyNothing");
    };
    let name = first.name.clone().map(Arg::Plain);
    let args = [
        name.unwrap_or(Arg::Key("historyNoOutcome")),
        Arg::from(first.n_calls),
        Arg::from(outcomes.len()),
    ];
    Words::with("historyOutcomesText", args)
}

/// Whether somebody of the history can be called now.
pub fn can_call_again(snapshot: &Snapshot, call: &HistoryCall) -> bool {
    let is_free = match snapshot.main_button {
        MainButton::Call => true,
        MainButton::CallCurrent
        | MainButton::EndCall
        | MainButton::EndAndCall { .. }
        | MainButton::EndAndFinish
        | MainButton::Waiting => false,
    };
    is_free && call.number.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::panel::view::history::sample::{call, talk};
    use crate::panel::view::history::tally::{figures, hours, outcomes};
    use crate::panel::view::sample::snapshot;

    #[test]
    fn what_five9_holds_is_said_only_by_evidence() {
        let held = |held| {
            let mut call = talk(1, 0, "Sold");
            call.held = held;
            held_key(&call)
        };
        let disposition_id = "1".to_owned();
        assert_eq!(
            held(Some(HeldView::Confirmed { disposition_id })),
            "historyHeldConfirmed"
        );
        let elsewhere = HeldView::SetElsewhere {
            disposition_id: None,
        };
        assert_eq!(held(Some(elsewhere)), "historyHeldElsewhere");
        assert_eq!(held(Some(HeldView::None)), "historyHeldNone");
        assert_eq!(held(Some(HeldView::Unknown)), "historyHeldUnknown");
        assert_eq!(held(None), "historyNotOver");
    }

    #[test]
    fn a_call_that_was_not_placed_was_neither_answered_nor_not() {
        let placed = |placement| {
            let mut call = call(1);
            call.placement = placement;
            (held_key(&call), reached_key(&call))
        };
        assert_eq!(placed(CallPlacement::NotPlaced), ("historyNotPlaced", None));
        assert_eq!(placed(CallPlacement::Withdrawn), ("historyWithdrawn", None));
        assert_eq!(
            placed(CallPlacement::Unknown),
            ("historyPlacedUnknown", None)
        );
        assert_eq!(placed(CallPlacement::Accepted), ("historyNotOver", None));
        assert_eq!(reached_key(&talk(1, 0, "Sold")), Some("figureReached"));
        let mut unanswered = call(1);
        unanswered.held = Some(HeldView::None);
        assert_eq!(reached_key(&unanswered), Some("historyNotReached"));
    }

    #[test]
    fn what_is_not_known_of_a_call_is_left_out() {
        let mut past = call(1);
        assert!(particulars(&past).is_empty());
        past.list = Some("Autumn".to_owned());
        past.attempt = Some(2);
        past.ended_by = Some(EndedBy::Callee);
        past.call_id = Some("C".to_owned());
        past.recorded = Some(false);
        let expected = [
            ("historyList", Arg::from("Autumn")),
            ("historyAttempt", Arg::Count(2)),
            ("historyEndedBy", Arg::Key("historyEndedByCallee")),
            ("historyRecording", Arg::Key("historyNotRecorded")),
        ];
        assert!(particulars(&past) == expected);
    }

    #[test]
    fn a_recording_is_found_by_its_session_or_by_the_call() {
        let mut past = call(1);
        past.recorded = Some(true);
        past.call_id = Some("C".to_owned());
        let id = |past: &HistoryCall| particulars(past).pop();
        assert!(id(&past) == Some(("historyRecordingId", Arg::from("C"))));
        past.session_id = Some("S".to_owned());
        assert!(id(&past) == Some(("historyRecordingId", Arg::from("S"))));
    }

    #[test]
    fn the_charts_say_what_they_show() {
        let calls = [
            call(3_600_000),
            talk(7_200_000, 0, "Sold"),
            talk(7_300_000, 0, "Sold"),
        ];
        let hours = hours(&calls, &|_| 0);
        let labels = ["1".to_owned(), "2".to_owned()];
        let words = hours_words(&hours, &labels, &figures(&calls));
        let args = [3_usize.into(), 2_usize.into(), "2".into(), 2_usize.into()];
        assert!(words == Words::with("historyHoursText", args));
        let args = ["Sold".into(), 2_usize.into(), 2_usize.into()];
        assert!(outcomes_words(&outcomes(&calls)) == Words::with("historyOutcomesText", args));
        assert!(outcomes_words(&[]) == Words::new("historyNothing"));
    }

    #[test]
    fn nobody_is_called_again_during_a_call_or_without_a_number() {
        let mut snapshot = snapshot();
        snapshot.main_button = MainButton::Call;
        let mut past = call(1);
        assert!(can_call_again(&snapshot, &past));
        snapshot.main_button = MainButton::EndCall;
        assert!(!can_call_again(&snapshot, &past));
        snapshot.main_button = MainButton::Call;
        past.number = None;
        assert!(!can_call_again(&snapshot, &past));
    }
}

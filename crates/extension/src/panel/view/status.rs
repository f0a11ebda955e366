//! The status line: one true sentence about the call.
//!
//! It says only what the snapshot holds evidence for; what is not known is said to be not known.

use crate::panel::view::number::number_text;
use crate::panel::view::outcome::outcome_name;
use crate::panel::view::person::person_up;
use crate::panel::view::trouble::code_key;
use crate::panel::view::words::{Arg, Words};
use crate::snapshot::{
    CallPhase, CallView, HeldView, LinkState, MainButton, PauseReason, RunView, Snapshot,
};

/// What is so now, in one sentence; `now_ms` is the worker's clock, UTC ms.
pub fn status_words(snapshot: &Snapshot, now_ms: u64) -> Words {
    let Some(call) = shown_call(snapshot) else {
        return idle_words(snapshot, now_ms);
    };
    if call.came_back
        && let Some(key) = still_key(call.phase)
    {
        return Words::with(key, [person(call)]);
    }
    match call.phase {
        CallPhase::Dialing => Words::new("statusDialing"),
        CallPhase::Ringing => Words::new("statusRinging"),
        CallPhase::Talking => Words::new("statusTalking"),
        CallPhase::OnHold => Words::new("statusOnHold"),
        CallPhase::Ending => Words::new("statusEnding"),
        CallPhase::WrapUp => wrap_up_words(snapshot, call),
        CallPhase::Disposing => Words::new("statusDisposing"),
        CallPhase::Done => done_words(snapshot, call),
        CallPhase::Failed => failed_words(call),
        CallPhase::Unknown => Words::new("statusUnknown"),
    }
}

/// The call that the status line is about, if it is about one.
fn shown_call(snapshot: &Snapshot) -> Option<&CallView> {
    let call = snapshot.call.as_ref();
    call.filter(|_| person_up(snapshot).is_none())
}

/// Why a run stands still, where the status line does not say it already.
pub fn untold_pause(snapshot: &Snapshot, now_ms: u64) -> Option<Words> {
    shown_call(snapshot)?;
    pause_words(snapshot.run.as_ref()?, now_ms)
}

/// What is so with a call that went on while nobody could see it.
fn still_key(phase: CallPhase) -> Option<&'static str> {
    match phase {
        CallPhase::Ringing => Some("statusStillRinging"),
        CallPhase::Talking => Some("statusStillTalking"),
        CallPhase::OnHold => Some("statusStillOnHold"),
        CallPhase::WrapUp => Some("statusEndedMeanwhile"),
        CallPhase::Dialing
        | CallPhase::Ending
        | CallPhase::Disposing
        | CallPhase::Done
        | CallPhase::Failed
        | CallPhase::Unknown => None,
    }
}

/// The name, or else the number.
fn person(call: &CallView) -> Arg {
    if call.name.is_empty() {
        return Arg::from(number_text(&call.number));
    }
    Arg::from(call.name.as_str())
}

/// Why a run stands still, in a sentence; `now_ms` is the worker's clock, UTC ms.
pub fn pause_words(run: &RunView, now_ms: u64) -> Option<Words> {
    let reason = run.paused?;
    let (Some(asks), Some(current)) = (run.asks, &run.current) else {
        return Some(Words::new(pause_key(reason)));
    };
    let number = Arg::from(number_text(&current.number));
    Some(match asks.called_at_ms {
        Some(called_at_ms) => {
            let minutes = now_ms.saturating_sub(called_at_ms) / 60_000;
            if minutes == 0 {
                return Some(Words::with("pausedCalledJustNow", [number]));
            }
            Words::with(
                "pausedCalledLately",
                [number, Arg::from(minutes.to_string())],
            )
        }
        None => Words::with("pausedCalledInRun", [number]),
    })
}

fn pause_key(reason: PauseReason) -> &'static str {
    match reason {
        PauseReason::Agent => "pausedAgent",
        PauseReason::OtherPerson => "pausedOtherPerson",
        PauseReason::DialFailed => "pausedDialFailed",
        PauseReason::Link => "pausedLink",
        PauseReason::ClosedByFive9 => "pausedClosedByFive9",
        PauseReason::Storage => "pausedStorage",
        PauseReason::Restarted => "pausedRestarted",
        PauseReason::OtherAgent => "pausedOtherAgent",
        PauseReason::CalledBefore => "pausedCalledBefore",
    }
}

/// Whether the call went well, badly, or is not known: the colour beside the words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    Calm,
    Busy,
    Live,
    Asks,
    Good,
    Bad,
}

/// Tone of the status line.
pub fn status_tone(snapshot: &Snapshot) -> Tone {
    let Some(call) = shown_call(snapshot) else {
        let is_paused = snapshot
            .run
            .as_ref()
            .is_some_and(|run| run.paused.is_some());
        return if is_paused { Tone::Asks } else { Tone::Calm };
    };
    match call.phase {
        CallPhase::Dialing | CallPhase::Ringing | CallPhase::Ending | CallPhase::Disposing => {
            Tone::Busy
        }
        CallPhase::Talking | CallPhase::OnHold => Tone::Live,
        CallPhase::WrapUp | CallPhase::Unknown => Tone::Asks,
        CallPhase::Done => match call.held {
            Some(HeldView::Confirmed { .. } | HeldView::SetElsewhere { .. }) => Tone::Good,
            Some(HeldView::None | HeldView::Unknown) | None => Tone::Asks,
        },
        CallPhase::Failed => Tone::Bad,
    }
}

fn idle_words(snapshot: &Snapshot, now_ms: u64) -> Words {
    if let Some(run) = &snapshot.run {
        return run_words(run, now_ms);
    }
    match snapshot.link.state {
        LinkState::Ready => Words::new("statusReady"),
        LinkState::Checking => Words::new("linkChecking"),
        LinkState::NoTab
        | LinkState::Lost
        | LinkState::Frozen
        | LinkState::NotLoggedIn
        | LinkState::StationDown => Words::new("statusNotReady"),
    }
}

fn run_words(run: &RunView, now_ms: u64) -> Words {
    let key = match run.next_dial_at_ms {
        Some(_) => "statusCountdown",
        None if run.waits_for_agent => "statusPreview",
        None => "statusNext",
    };
    pause_words(run, now_ms).unwrap_or_else(|| Words::new(key))
}

fn wrap_up_words(snapshot: &Snapshot, call: &CallView) -> Words {
    if call.held_back.is_some() {
        return Words::new("statusHeldBack");
    }
    let Some(id) = &call.outcome_id else {
        return Words::new("statusWrapUpChoose");
    };
    let name = outcome_name(&snapshot.dispositions, id);
    match snapshot.main_button {
        MainButton::EndAndCall { .. } => Words::with("statusWrapUpNext", [name.into()]),
        MainButton::Call
        | MainButton::CallCurrent
        | MainButton::EndCall
        | MainButton::EndAndFinish
        | MainButton::Waiting => Words::with("statusWrapUpChosen", [name.into()]),
    }
}

fn done_words(snapshot: &Snapshot, call: &CallView) -> Words {
    let named = |id: &String| Arg::from(outcome_name(&snapshot.dispositions, id));
    match (&call.held, &call.outcome_id) {
        (Some(HeldView::Confirmed { disposition_id }), _) => {
            Words::with("statusDoneHeld", [named(disposition_id)])
        }
        (
            Some(HeldView::SetElsewhere {
                disposition_id: Some(id),
            }),
            _,
        ) => Words::with("statusDoneElsewhere", [named(id)]),
        (
            Some(HeldView::SetElsewhere {
                disposition_id: None,
            }),
            _,
        ) => Words::new("statusDoneElsewhereUnnamed"),
        (Some(HeldView::None), _) => Words::new("statusDoneNone"),
        (Some(HeldView::Unknown) | None, Some(id)) if call.disposition_sent => {
            Words::with("statusDoneSent", [named(id)])
        }
        (Some(HeldView::Unknown) | None, Some(id)) => Words::with("statusDoneUnset", [named(id)]),
        (Some(HeldView::Unknown) | None, None) => Words::new("statusDoneUnknown"),
    }
}

fn failed_words(call: &CallView) -> Words {
    match &call.trouble {
        Some(trouble) => Words::with("statusFailed", [Arg::Key(code_key(trouble.code))]),
        None => Words::new("statusFailedPlain"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::Code;
    use crate::panel::view::sample::{call, disposition, snapshot};
    use crate::snapshot::Trouble;

    fn key_of_done(held: Option<HeldView>, outcome_id: Option<&str>) -> Words {
        let mut snapshot = snapshot();
        snapshot.dispositions = vec![disposition("7", "Follow up")];
        let mut call = call(CallPhase::Done);
        call.held = held;
        call.outcome_id = outcome_id.map(str::to_owned);
        snapshot.call = Some(call);
        status_words(&snapshot, 0)
    }

    #[test]
    fn a_confirmed_outcome_is_named_by_five9s_own_id_not_by_the_choice_made_here() {
        let held = HeldView::Confirmed {
            disposition_id: "7".into(),
        };
        let words = key_of_done(Some(held), Some("9"));
        assert_eq!(words, Words::with("statusDoneHeld", ["Follow up".into()]));
    }

    #[test]
    fn an_outcome_without_evidence_is_never_called_set() {
        assert_eq!(
            key_of_done(Some(HeldView::Unknown), Some("7")).key,
            "statusDoneUnset"
        );
        assert_eq!(key_of_done(None, Some("7")).key, "statusDoneUnset");
        assert_eq!(
            key_of_done(Some(HeldView::None), Some("7")).key,
            "statusDoneNone"
        );
        assert_eq!(key_of_done(None, None).key, "statusDoneUnknown");
    }

    #[test]
    fn an_outcome_that_was_sent_and_not_confirmed_is_not_said_to_be_missing() {
        let mut snapshot = snapshot();
        let mut call = call(CallPhase::Done);
        call.held = Some(HeldView::Unknown);
        call.outcome_id = Some("7".into());
        call.disposition_sent = true;
        snapshot.call = Some(call);
        assert_eq!(status_words(&snapshot, 0).key, "statusDoneSent");
    }

    #[test]
    fn a_failed_call_says_why_by_code() {
        let mut snapshot = snapshot();
        let mut call = call(CallPhase::Failed);
        call.trouble = Some(Trouble {
            code: Code::CampaignRefused,
            detail: None,
        });
        snapshot.call = Some(call);
        let words = status_words(&snapshot, 0);
        assert_eq!(
            words,
            Words::with("statusFailed", [Arg::Key("codeCampaignRefused")])
        );
        assert_eq!(status_tone(&snapshot), Tone::Bad);
    }

    #[test]
    fn an_unanswered_question_stays_unknown() {
        let mut snapshot = snapshot();
        snapshot.call = Some(call(CallPhase::Unknown));
        assert_eq!(status_words(&snapshot, 0).key, "statusUnknown");
        assert_eq!(status_tone(&snapshot), Tone::Asks);
    }

    #[test]
    fn the_first_sentence_after_a_return_says_what_is_still_so() {
        let mut snapshot = snapshot();
        let mut back = call(CallPhase::Talking);
        back.came_back = true;
        snapshot.call = Some(back.clone());
        let words = status_words(&snapshot, 0);
        assert_eq!(
            words,
            Words::with("statusStillTalking", ["Ada Sample".into()])
        );
        back.name.clear();
        snapshot.call = Some(back.clone());
        let words = status_words(&snapshot, 0);
        assert_eq!(
            words,
            Words::with("statusStillTalking", ["(202) 555-0101".into()])
        );
        back.phase = CallPhase::Unknown;
        snapshot.call = Some(back);
        assert_eq!(status_words(&snapshot, 0).key, "statusUnknown");
    }

    #[test]
    fn a_run_that_asks_says_whom_and_how_long_ago() {
        let mut run = crate::panel::view::sample::run();
        run.paused = Some(PauseReason::CalledBefore);
        run.current.clone_from(&run.next);
        run.asks = Some(crate::snapshot::RepeatView {
            called_at_ms: Some(60_000),
        });
        let number = || Arg::from("(202) 555-0102");
        assert_eq!(
            pause_words(&run, 13 * 60_000),
            Some(Words::with("pausedCalledLately", [number(), "12".into()]))
        );
        assert_eq!(
            pause_words(&run, 60_000).map(|words| words.key),
            Some("pausedCalledJustNow")
        );
        run.asks = Some(crate::snapshot::RepeatView { called_at_ms: None });
        assert_eq!(
            pause_words(&run, 0),
            Some(Words::with("pausedCalledInRun", [number()]))
        );
    }

    #[test]
    fn a_pause_is_told_once_by_the_status_line_or_beside_the_call() {
        let mut snapshot = snapshot();
        let mut run = crate::panel::view::sample::run();
        run.current.clone_from(&run.next);
        run.waits_for_agent = true;
        snapshot.run = Some(run.clone());
        assert_eq!(status_words(&snapshot, 0).key, "statusPreview");
        run.paused = Some(PauseReason::Agent);
        snapshot.run = Some(run);
        assert_eq!(status_words(&snapshot, 0).key, "pausedAgent");
        assert_eq!(status_tone(&snapshot), Tone::Asks);
        assert_eq!(untold_pause(&snapshot, 0), None);
        snapshot.call = Some(call(CallPhase::Talking));
        assert_eq!(status_words(&snapshot, 0).key, "statusTalking");
        assert_eq!(
            untold_pause(&snapshot, 0).map(|words| words.key),
            Some("pausedAgent")
        );
    }

    #[test]
    fn an_outcome_held_back_is_not_said_to_be_set() {
        let mut snapshot = snapshot();
        let mut held = call(CallPhase::WrapUp);
        held.outcome_id = Some("7".into());
        held.held_back = Some(crate::snapshot::HeldBackView {
            from_ms: 0,
            until_ms: 5_000,
        });
        snapshot.call = Some(held);
        assert_eq!(status_words(&snapshot, 0).key, "statusHeldBack");
    }

    #[test]
    fn wrap_up_with_an_outcome_says_what_comes_next() {
        let mut snapshot = snapshot();
        let mut call = call(CallPhase::WrapUp);
        call.outcome_id = Some("7".into());
        snapshot.call = Some(call);
        snapshot.main_button = MainButton::EndAndCall { position: 3 };
        assert_eq!(status_words(&snapshot, 0).key, "statusWrapUpNext");
    }

    #[test]
    fn without_a_link_the_panel_does_not_say_ready() {
        let mut snapshot = snapshot();
        assert_eq!(status_words(&snapshot, 0).key, "statusReady");
        snapshot.link.state = LinkState::StationDown;
        assert_eq!(status_words(&snapshot, 0).key, "statusNotReady");
    }
}

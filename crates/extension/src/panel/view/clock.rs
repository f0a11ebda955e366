//! The ring, talk and wrap-up timers of a call.
//!
//! They are counted from the worker's stamps, so that a panel opened in the middle of a call shows
//! the same times as one that was there from its start.

use crate::snapshot::{CallPhase, CallView};

/// How long each part of a call has taken; absent means it has not begun.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Timers {
    pub ring_ms: Option<u64>,
    pub talk_ms: Option<u64>,
    pub wrap_ms: Option<u64>,
    pub running: Option<Part>,
}

/// A part of a call that is timed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Ring,
    Talk,
    Wrap,
}

/// Times the call's parts; `now_ms` is the worker's clock, UTC ms.
pub fn timers(call: &CallView, now_ms: u64) -> Timers {
    // What may be over already is not counted on.
    let is_seen = is_open(call.phase) && call.phase != CallPhase::Unknown;
    let now_ms = is_seen.then_some(now_ms);
    let over_at_ms = call.ended_at_ms.or(call.finished_at_ms);
    let ring_ends = call.answered_at_ms.or(over_at_ms);
    let ring_ms = span(call.ringing_at_ms, ring_ends, now_ms);
    let talk_ms = span(call.answered_at_ms, over_at_ms, now_ms);
    let wrap_ms = span(call.ended_at_ms, call.finished_at_ms, now_ms);
    let running = match call.phase {
        CallPhase::Ringing => Some(Part::Ring),
        CallPhase::Talking | CallPhase::OnHold => Some(Part::Talk),
        CallPhase::WrapUp | CallPhase::Disposing => Some(Part::Wrap),
        CallPhase::Dialing
        | CallPhase::Ending
        | CallPhase::Done
        | CallPhase::Failed
        | CallPhase::Unknown => None,
    };
    Timers {
        ring_ms,
        talk_ms,
        wrap_ms,
        running,
    }
}

/// `0:07`, `12:40`, `1:02:03`.
pub fn clock_text(ms: u64) -> String {
    let s = ms / 1000;
    let (hours, minutes, seconds) = (s / 3600, s / 60 % 60, s % 60);
    if hours > 0 {
        return format!("{hours}:{minutes:02}:{seconds:02}");
    }
    format!("{minutes}:{seconds:02}")
}

fn is_open(phase: CallPhase) -> bool {
    match phase {
        CallPhase::Dialing
        | CallPhase::Ringing
        | CallPhase::Talking
        | CallPhase::OnHold
        | CallPhase::Ending
        | CallPhase::WrapUp
        | CallPhase::Disposing
        | CallPhase::Unknown => true,
        CallPhase::Done | CallPhase::Failed => false,
    }
}

fn span(from_ms: Option<u64>, to_ms: Option<u64>, now_ms: Option<u64>) -> Option<u64> {
    let from_ms = from_ms?;
    let to_ms = to_ms.or(now_ms)?;
    Some(to_ms.saturating_sub(from_ms))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::panel::view::sample::call;

    #[test]
    fn an_answered_call_stops_ringing_and_counts_talk() {
        let mut call = call(CallPhase::Talking);
        call.ringing_at_ms = Some(10_000);
        call.answered_at_ms = Some(14_000);
        let timers = timers(&call, 20_500);
        assert_eq!(timers.ring_ms, Some(4_000));
        assert_eq!(timers.talk_ms, Some(6_500));
        assert_eq!(timers.wrap_ms, None);
        assert_eq!(timers.running, Some(Part::Talk));
    }

    #[test]
    fn a_call_nobody_answered_rings_until_it_ended_and_never_talked() {
        let mut call = call(CallPhase::WrapUp);
        call.ringing_at_ms = Some(10_000);
        call.ended_at_ms = Some(40_000);
        let timers = timers(&call, 43_000);
        assert_eq!(timers.ring_ms, Some(30_000));
        assert_eq!(timers.talk_ms, None);
        assert_eq!(timers.wrap_ms, Some(3_000));
    }

    #[test]
    fn a_finished_call_stands_still() {
        let mut call = call(CallPhase::Done);
        call.answered_at_ms = Some(10_000);
        call.ended_at_ms = Some(20_000);
        call.finished_at_ms = Some(25_000);
        assert_eq!(timers(&call, 30_000), timers(&call, 90_000));
        assert_eq!(timers(&call, 90_000).wrap_ms, Some(5_000));
    }

    #[test]
    fn a_clock_behind_the_stamps_shows_zero() {
        let mut call = call(CallPhase::Ringing);
        call.ringing_at_ms = Some(10_000);
        assert_eq!(timers(&call, 9_000).ring_ms, Some(0));
    }

    #[test]
    fn clock_text_grows_to_hours() {
        assert_eq!(clock_text(7_999), "0:07");
        assert_eq!(clock_text(760_000), "12:40");
        assert_eq!(clock_text(3_723_000), "1:02:03");
    }
}

//! The steps of a shift, weighted so that runs get far and troubles still meet.

use proptest::prelude::*;

/// What the agent does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ask {
    Call,
    /// Over so many people; every fourth has no number.
    StartRun {
        n_people: u8,
        preset: bool,
    },
    EndCall {
        outcome: bool,
    },
    EndAndNext,
    UndoSend,
    CallOther,
    Dispose,
    Skip,
    Postpone,
    /// Person so far into the list before another, or last.
    Move {
        which: u8,
        before: Option<u8>,
    },
    Remove {
        which: u8,
    },
    UndoRemove,
    Pause,
    Resume,
    CallCurrent,
    HoldAdvance,
    /// One of a few paces.
    SetPace {
        which: u8,
    },
    Cancel,
    Choose {
        some: bool,
    },
    Note,
    Dismiss,
}

/// How a request fares. What it means for each kind is the telephone system's business.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    /// Done and answered.
    Done,
    /// Refused and answered.
    Refused,
    /// Done, but the answer is lost for good.
    DoneThenLost,
    /// Never arrives.
    Lost,
    /// No answer for now: it may still be done, and answered, later.
    Late,
}

/// What happens at the telephone system by itself or by other hands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Happening {
    /// The newest call goes one step on.
    Forward,
    Hold,
    CalleeHangsUp,
    HangUpByHand,
    DisposeByHand,
    WrapUpExpires,
    CallByHand,
    InboundCall,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    Ask(Ask),
    /// The oldest request (or another) meets its fate.
    Answer {
        which: u8,
        fate: Fate,
        hidden_s: u8,
    },
    /// The oldest batch is written or refused.
    Store {
        works: bool,
    },
    Happens(Happening),
    /// One event frame arrives; twice if it is repeated.
    Frame {
        which: u8,
        repeated: bool,
    },
    /// The calls are read now and the answer comes now.
    Read,
    Wait {
        ms: u32,
    },
    ClockBack,
    LinkReady,
    LinkInterrupted,
    LinkDown,
    SocketDown,
    SocketUp,
    Restart {
        browser: bool,
    },
}

pub(crate) fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        20 => ask().prop_map(Step::Ask),
        24 => (0..3_u8, fate(), 0..3_u8)
            .prop_map(|(which, fate, hidden_s)| Step::Answer { which, fate, hidden_s: hidden_s * 10 }),
        24 => prop::bool::weighted(0.95).prop_map(|works| Step::Store { works }),
        16 => happening().prop_map(Step::Happens),
        16 => (0..3_u8, any::<bool>()).prop_map(|(which, repeated)| Step::Frame { which, repeated }),
        5 => Just(Step::Read),
        8 => prop::sample::select(vec![1, 500, 2_000, 26_000]).prop_map(|ms| Step::Wait { ms }),
        1 => Just(Step::ClockBack),
        4 => Just(Step::LinkReady),
        1 => Just(Step::LinkInterrupted),
        1 => Just(Step::LinkDown),
        1 => Just(Step::SocketDown),
        2 => Just(Step::SocketUp),
        2 => any::<bool>().prop_map(|browser| Step::Restart { browser }),
    ]
}

fn ask() -> impl Strategy<Value = Ask> {
    prop_oneof![
        2 => Just(Ask::Call),
        5 => (1..6_u8, any::<bool>())
            .prop_map(|(n_people, preset)| Ask::StartRun { n_people, preset }),
        2 => any::<bool>().prop_map(|outcome| Ask::EndCall { outcome }),
        6 => Just(Ask::EndAndNext),
        1 => Just(Ask::UndoSend),
        2 => Just(Ask::CallOther),
        1 => Just(Ask::Dispose),
        2 => Just(Ask::Skip),
        1 => Just(Ask::Postpone),
        1 => (0..6_u8, prop::option::of(0..6_u8))
            .prop_map(|(which, before)| Ask::Move { which, before }),
        1 => (0..6_u8).prop_map(|which| Ask::Remove { which }),
        1 => Just(Ask::UndoRemove),
        1 => Just(Ask::Pause),
        4 => Just(Ask::Resume),
        3 => Just(Ask::CallCurrent),
        1 => Just(Ask::HoldAdvance),
        1 => (0..8_u8).prop_map(|which| Ask::SetPace { which }),
        1 => Just(Ask::Cancel),
        3 => prop::bool::weighted(0.9).prop_map(|some| Ask::Choose { some }),
        1 => Just(Ask::Note),
        1 => Just(Ask::Dismiss),
    ]
}

fn fate() -> impl Strategy<Value = Fate> {
    prop_oneof![
        12 => Just(Fate::Done),
        1 => Just(Fate::Refused),
        2 => Just(Fate::DoneThenLost),
        1 => Just(Fate::Lost),
        1 => Just(Fate::Late),
    ]
}

fn happening() -> impl Strategy<Value = Happening> {
    prop_oneof![
        10 => Just(Happening::Forward),
        1 => Just(Happening::Hold),
        2 => Just(Happening::CalleeHangsUp),
        2 => Just(Happening::HangUpByHand),
        1 => Just(Happening::DisposeByHand),
        1 => Just(Happening::WrapUpExpires),
        1 => Just(Happening::CallByHand),
        1 => Just(Happening::InboundCall),
    ]
}

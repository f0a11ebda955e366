//! What can go wrong, and how often it did.
//!
//! Rule: *injected* is what the seed wanted, *effective* what changed something: a frame really not
//! delivered, an answer really lost, a stop while something was on.

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fault {
    RequestLost,
    AnswerLost,
    AnswerLate,
    CreatedLater,
    PastDeadline,
    Offline,
    Status401,
    Status404,
    Status429,
    Status435,
    Status5xx,
    ErrorAfterHandling,
    SocketDropped,
    FrameDuplicated,
    FrameReordered,
    FrameLost,
    FrameLate,
    WorkerStopped,
    WriteCut,
    StoreFailed,
    TabReloaded,
    TabClosed,
    TabFrozen,
    BrowserKilled,
    ClockForward,
    ClockBack,
    SessionExpired,
    OtherAgent,
    StationLost,
    Migrated,
}

impl Fault {
    pub(crate) const ALL: [Self; 30] = [
        Self::RequestLost,
        Self::AnswerLost,
        Self::AnswerLate,
        Self::CreatedLater,
        Self::PastDeadline,
        Self::Offline,
        Self::Status401,
        Self::Status404,
        Self::Status429,
        Self::Status435,
        Self::Status5xx,
        Self::ErrorAfterHandling,
        Self::SocketDropped,
        Self::FrameDuplicated,
        Self::FrameReordered,
        Self::FrameLost,
        Self::FrameLate,
        Self::WorkerStopped,
        Self::WriteCut,
        Self::StoreFailed,
        Self::TabReloaded,
        Self::TabClosed,
        Self::TabFrozen,
        Self::BrowserKilled,
        Self::ClockForward,
        Self::ClockBack,
        Self::SessionExpired,
        Self::OtherAgent,
        Self::StationLost,
        Self::Migrated,
    ];

    /// Those that hit single requests on their way.
    pub(crate) const OF_REQUESTS: [Self; 11] = [
        Self::RequestLost,
        Self::AnswerLost,
        Self::AnswerLate,
        Self::CreatedLater,
        Self::Offline,
        Self::Status401,
        Self::Status404,
        Self::Status429,
        Self::Status435,
        Self::Status5xx,
        Self::ErrorAfterHandling,
    ];

    /// Those that hit single frames of the event socket.
    pub(crate) const OF_FRAMES: [Self; 4] = [
        Self::FrameDuplicated,
        Self::FrameReordered,
        Self::FrameLost,
        Self::FrameLate,
    ];

    /// Those that happen at a time of their own.
    pub(crate) const OF_THE_WORLD: [Self; 13] = [
        Self::SocketDropped,
        Self::WorkerStopped,
        Self::StoreFailed,
        Self::TabReloaded,
        Self::TabClosed,
        Self::TabFrozen,
        Self::BrowserKilled,
        Self::ClockForward,
        Self::ClockBack,
        Self::SessionExpired,
        Self::OtherAgent,
        Self::StationLost,
        Self::Migrated,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::RequestLost => "request lost before processing",
            Self::AnswerLost => "answer lost after processing",
            Self::AnswerLate => "answer later than it is waited for",
            Self::CreatedLater => "dial accepted, call created later",
            Self::PastDeadline => "message past its deadline in the tab",
            Self::Offline => "no network",
            Self::Status401 => "401 instead of an answer",
            Self::Status404 => "404 instead of an answer",
            Self::Status429 => "429 instead of an answer",
            Self::Status435 => "435 instead of an answer",
            Self::Status5xx => "5xx instead of an answer",
            Self::ErrorAfterHandling => "5xx after processing",
            Self::SocketDropped => "socket dropped",
            Self::FrameDuplicated => "frame duplicated",
            Self::FrameReordered => "frame overtaken by later ones",
            Self::FrameLost => "frame lost",
            Self::FrameLate => "frame late, and all after it",
            Self::WorkerStopped => "worker stopped while something was on",
            Self::WriteCut => "write under way when the worker stopped",
            Self::StoreFailed => "store write failed",
            Self::TabReloaded => "tab reloaded",
            Self::TabClosed => "tab closed",
            Self::TabFrozen => "tab frozen with something to do",
            Self::BrowserKilled => "browser killed",
            Self::ClockForward => "clock jumped forward",
            Self::ClockBack => "clock jumped back",
            Self::SessionExpired => "session expired",
            Self::OtherAgent => "another agent behind the cookies",
            Self::StationLost => "station lost",
            Self::Migrated => "domain migrated",
        }
    }

    fn index(self) -> usize {
        self as usize
    }
}

/// How often each fault was injected and took effect.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    injected: [u64; Fault::ALL.len()],
    effective: [u64; Fault::ALL.len()],
}

impl Tally {
    pub(crate) fn inject(&mut self, fault: Fault) {
        self.injected[fault.index()] += 1;
    }

    pub(crate) fn take_effect(&mut self, fault: Fault) {
        self.effective[fault.index()] += 1;
    }

    pub(crate) fn add(&mut self, other: &Self) {
        for fault in Fault::ALL {
            self.injected[fault.index()] += other.injected[fault.index()];
            self.effective[fault.index()] += other.effective[fault.index()];
        }
    }

    pub(crate) fn injected(&self, fault: Fault) -> u64 {
        self.injected[fault.index()]
    }

    pub(crate) fn effective(&self, fault: Fault) -> u64 {
        self.effective[fault.index()]
    }
}

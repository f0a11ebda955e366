//! A telephone system in miniature: the truth about every call, told late, twice or never.

use dialer::{CallFact, CallId, DispositionId, EndReason, LineState, Timestamp};

/// Frames do not lie in the wire longer than this.
const FRAME_MS_MAX: u64 = 5_000;

#[derive(Clone, Debug)]
pub(crate) struct FakeCall {
    pub(crate) id: CallId,
    pub(crate) state: LineState,
    number: Option<String>,
    by_agent: bool,
    disposition: Option<DispositionId>,
    end_reason: Option<EndReason>,
    /// Not listed and not announced before then.
    visible_at: Timestamp,
}

impl FakeCall {
    pub(crate) fn is_finished(&self) -> bool {
        self.state == LineState::Finished
    }

    /// The disposition that it holds.
    pub(crate) fn named(&self) -> Option<DispositionId> {
        self.disposition.clone()
    }

    fn fact(&self) -> CallFact {
        CallFact {
            id: self.id.clone(),
            state: self.state.clone(),
            by_agent: self.by_agent,
            number: self.number.clone(),
            disposition: self.disposition.clone(),
            end_reason: self.end_reason.clone(),
            recording: None,
            session: None,
            told_at: None,
        }
    }
}

#[derive(Clone, Debug)]
struct Frame {
    fact: CallFact,
    due_at: Timestamp,
}

/// The system and the socket that tells of it.
#[derive(Debug)]
pub(crate) struct Telephones {
    pub(crate) calls: Vec<FakeCall>,
    frames: Vec<Frame>,
    /// Since when nothing was lost; absent while the socket is down.
    pub(crate) events_since: Option<Timestamp>,
    n_calls: u32,
}

impl Telephones {
    pub(crate) fn new(now: Timestamp) -> Self {
        Self {
            calls: Vec::new(),
            frames: Vec::new(),
            events_since: Some(now),
            n_calls: 0,
        }
    }

    fn tell(&mut self, index: usize, now: Timestamp) {
        if self.events_since.is_some() {
            let fact = self.calls[index].fact();
            let due_at = self.calls[index].visible_at.max(now);
            self.frames.push(Frame { fact, due_at });
        }
    }

    /// Places a call; one without a number is inbound.
    pub(crate) fn place(&mut self, number: Option<String>, visible_at: Timestamp, now: Timestamp) {
        self.n_calls += 1;
        self.calls.push(FakeCall {
            id: CallId::new(format!("C{}", self.n_calls)),
            by_agent: number.is_some(),
            state: LineState::Setup,
            number,
            disposition: None,
            end_reason: None,
            visible_at,
        });
        self.tell(self.calls.len() - 1, now);
    }

    /// Index of the newest call that is not finished and can be seen.
    pub(crate) fn newest(&self, now: Timestamp) -> Option<usize> {
        let is_open = |call: &FakeCall| !call.is_finished() && call.visible_at <= now;
        self.calls.iter().rposition(is_open)
    }

    pub(crate) fn find(&self, id: &CallId) -> Option<&FakeCall> {
        self.calls.iter().find(|call| call.id == *id)
    }

    pub(crate) fn index_of(&self, id: &CallId) -> Option<usize> {
        self.calls.iter().position(|call| call.id == *id)
    }

    /// Moves a call on, never back, and tells it.
    pub(crate) fn shift(
        &mut self,
        index: usize,
        state: LineState,
        reason: Option<EndReason>,
        now: Timestamp,
    ) {
        let call = &mut self.calls[index];
        if call.is_finished() || (call.state == LineState::WrapUp && state != LineState::Finished) {
            return;
        }
        call.state = state;
        if reason.is_some() {
            call.end_reason = reason;
        }
        self.tell(index, now);
    }

    pub(crate) fn dispose(&mut self, index: usize, id: &DispositionId, now: Timestamp) {
        if !self.calls[index].is_finished() {
            self.calls[index].disposition = Some(id.clone());
            self.shift(index, LineState::Finished, None, now);
        }
    }

    /// All open calls that are visible, as a complete read shows them.
    pub(crate) fn list(&self, now: Timestamp) -> Vec<CallFact> {
        let is_listed = |call: &&FakeCall| !call.is_finished() && call.visible_at <= now;
        let listed = self.calls.iter().filter(is_listed);
        listed.map(FakeCall::fact).collect()
    }

    /// Takes one frame that is due off the wire; out of order if `which` says so.
    pub(crate) fn take_frame(&mut self, which: usize, now: Timestamp) -> Option<CallFact> {
        let is_due = |frame: &Frame| frame.due_at <= now;
        let due: Vec<usize> = (0..self.frames.len())
            .filter(|&index| is_due(&self.frames[index]))
            .collect();
        let index = *due.get(which.min(due.len().checked_sub(1)?))?;
        Some(self.frames.remove(index).fact)
    }

    /// Takes a frame that may not wait any longer.
    pub(crate) fn take_old_frame(&mut self, now: Timestamp) -> Option<CallFact> {
        let is_old = |frame: &Frame| frame.due_at.ms() + FRAME_MS_MAX <= now.ms();
        let index = self.frames.iter().position(is_old)?;
        Some(self.frames.remove(index).fact)
    }

    pub(crate) fn socket_down(&mut self) {
        self.events_since = None;
        self.frames.clear();
    }

    pub(crate) fn socket_up(&mut self, now: Timestamp) {
        self.events_since.get_or_insert(now);
    }

    /// The clock went back: what is on its way arrives at once, so that no time lies ahead.
    pub(crate) fn clock_went_back(&mut self, now: Timestamp) {
        for frame in &mut self.frames {
            frame.due_at = frame.due_at.min(now);
        }
        for call in &mut self.calls {
            call.visible_at = call.visible_at.min(now);
        }
    }
}

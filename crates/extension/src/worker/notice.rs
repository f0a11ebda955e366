//! What an agent is told who has no panel open: that a run stands still which they believe is going.

use dialer::PauseReason;

use crate::worker::Worker;
use crate::worker::effect::Effect;

impl Worker {
    /// Tells once, and takes it back when a panel is open or the run goes on.
    pub(super) fn notify(&mut self) {
        let wanted = if self.panels.is_empty() {
            self.unseen_trouble()
        } else {
            None
        };
        if wanted != self.notice {
            self.notice = wanted;
            self.effects.push_back(Effect::Notify(wanted));
        }
    }

    fn unseen_trouble(&self) -> Option<&'static str> {
        let snapshot = self.dialer.snapshot();
        let Some(run) = &snapshot.run else {
            let is_down = matches!(self.link.told, Some(dialer::Link::Down(_)));
            let is_on = snapshot.call.is_some_and(|call| {
                !matches!(call.phase, dialer::Phase::Done | dialer::Phase::Failed)
            });
            return (is_down && is_on).then_some("noticeCallUnseen");
        };
        match run.paused? {
            // Who asked for it knows it.
            PauseReason::Agent | PauseReason::OtherPerson => None,
            PauseReason::Link => Some("noticeRunLink"),
            PauseReason::DialFailed
            | PauseReason::ClosedBySystem
            | PauseReason::Storage
            | PauseReason::Restarted
            | PauseReason::OtherAgent
            | PauseReason::CalledBefore => Some("noticeRunPaused"),
        }
    }
}

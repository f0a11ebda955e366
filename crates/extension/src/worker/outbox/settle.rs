//! What an answer makes of an entry and its destination.

use outbox::{Answer, EntryId, Outcome, Progress, Verdict};

use crate::snapshot::{DeliveryTrouble, DeliveryTroubleKind};
use crate::worker::outbox::Unkept;
use crate::worker::outbox::destination::is_for;
use crate::worker::{Millis, Worker};

impl Worker {
    pub(super) fn settle(
        &mut self,
        id: EntryId,
        verdict: Verdict,
        answer: Option<&Answer>,
        now: Millis,
    ) {
        let [share, _] = self.chance().to_be_bytes();
        let trouble = trouble_of(&verdict, answer);
        let outgoing = &mut self.outgoing;
        let destination = outgoing
            .queue
            .entry(id)
            .map(|one| one.destination.0.clone());
        let outcome = outgoing.queue.handle_verdict(id, verdict, now, share);
        let (Some(destination), Some(outcome)) = (destination, outcome) else {
            return;
        };
        let mut entries = vec![id];
        if matches!(outcome, Outcome::Done(_)) {
            entries.extend(self.forget_superseded(&destination, id));
        }
        if let Some(known) = self.outgoing.destination_mut(&destination) {
            let state = &mut known.state;
            state.trouble = trouble.map(|(kind, detail)| DeliveryTrouble {
                kind,
                detail,
                at_ms: now,
            });
            match outcome {
                Outcome::Done(_) => state.delivered_at_ms = Some(now),
                Outcome::Closed { reason, .. } => state.closed = Some(reason),
                // It was asked too often.
                Outcome::Changed(entry) => {
                    if let (Progress::Dead { reason }, Some(trouble)) =
                        (entry.progress, &mut state.trouble)
                    {
                        trouble.kind = DeliveryTroubleKind::Refused;
                        trouble.detail = Some(reason);
                    }
                }
            }
        }
        let states = vec![destination];
        self.keep(Unkept { entries, states }, Vec::new());
    }

    /// It is delivered. Where each event writes over the one before, older ones of the same call are
    /// over: this one told the whole call, and they would undo it.
    fn forget_superseded(&mut self, destination: &str, id: EntryId) -> Vec<EntryId> {
        let outgoing = &mut self.outgoing;
        let Some(event) = outgoing.events.remove(&id) else {
            return Vec::new();
        };
        let known = outgoing.destination(destination);
        if !known.is_some_and(|known| known.setup.writes_over()) {
            return Vec::new();
        }
        let entries = outgoing.queue.entries();
        let of_destination = entries.filter(|entry| is_for(entry, destination));
        let older = of_destination.filter(|entry| {
            let other = outgoing.events.get(&entry.id);
            other.is_some_and(|other| {
                other.call.id == event.call.id && other.revision < event.revision
            })
        });
        let older: Vec<EntryId> = older.map(|entry| entry.id).collect();
        for id in &older {
            outgoing.queue.forget(*id);
            outgoing.events.remove(id);
        }
        older
    }
}

/// What the agent is told; absent: all is well.
fn trouble_of(
    verdict: &Verdict,
    answer: Option<&Answer>,
) -> Option<(DeliveryTroubleKind, Option<String>)> {
    let status = match answer {
        Some(Answer::Status { code, .. }) => Some(format!("HTTP {code}")),
        Some(Answer::Nothing) | None => None,
    };
    match verdict {
        Verdict::Delivered => None,
        Verdict::Again(_) => Some((DeliveryTroubleKind::Later, status)),
        Verdict::Unanswered => Some((DeliveryTroubleKind::NoAnswer, None)),
        Verdict::Closed { reason } => Some((DeliveryTroubleKind::Closed, Some(reason.clone()))),
        Verdict::Refused { reason } => Some((DeliveryTroubleKind::Refused, Some(reason.clone()))),
    }
}

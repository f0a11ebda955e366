//! What pages see of the way to other systems.

use outbox::{Entry, Progress};

use crate::snapshot::{
    DeliveryTrouble, DeliveryTroubleKind, DestinationView, LetterView, OutboxView,
};
use crate::worker::Worker;
use crate::worker::outbox::Outgoing;
use crate::worker::outbox::destination::{Known, is_for};
use crate::worker::outbox::stored::event_kind;

const N_LETTERS_SHOWN: usize = 100;

impl Worker {
    /// Made anew only if something changed: whatever waits is counted for it.
    pub(in crate::worker) fn refresh_outbox_view(&mut self) {
        if self.outgoing.view.is_none() {
            self.outgoing.view = Some(view(&self.outgoing));
        }
    }

    pub(in crate::worker) fn outbox_view(&self) -> OutboxView {
        self.outgoing.view.clone().unwrap_or_default()
    }
}

fn view(outgoing: &Outgoing) -> OutboxView {
    let letters = outgoing.queue.dead();
    let destinations = outgoing.destinations.iter();
    OutboxView {
        destinations: destinations
            .map(|known| destination_view(outgoing, known))
            .collect(),
        n_letters: letters.count(),
        letters: outgoing
            .queue
            .dead()
            .filter_map(|entry| letter_view(outgoing, entry))
            .take(N_LETTERS_SHOWN)
            .collect(),
    }
}

fn destination_view(outgoing: &Outgoing, known: &Known) -> DestinationView {
    let setup = &known.setup;
    let own = || {
        let entries = outgoing.queue.entries();
        entries.filter(|entry| is_for(entry, &setup.id))
    };
    let n_letters = own().filter(|entry| is_dead(entry)).count();
    let lost = known.is_secret_lost.then_some(DeliveryTrouble {
        kind: DeliveryTroubleKind::SecretLost,
        detail: None,
        at_ms: 0,
    });
    DestinationView {
        id: setup.id.clone(),
        kind: setup.kind,
        name: setup.name.clone(),
        host: setup.host.clone(),
        origin: setup.origin(),
        is_on: setup.is_on,
        setup: setup.setup.clone(),
        has_secret: setup.has_secret,
        old_secret_until_ms: setup.old_secret_until_ms,
        n_waiting: own().count() - n_letters,
        n_letters,
        delivered_at_ms: known.state.delivered_at_ms,
        trouble: lost.or_else(|| known.state.trouble.clone()),
        next_try_at_ms: outgoing.queue.next_due_of(&setup.key()),
        granted: known.granted,
    }
}

fn letter_view(outgoing: &Outgoing, entry: &Entry) -> Option<LetterView> {
    let Progress::Dead { reason } = &entry.progress else {
        return None;
    };
    let event = outgoing.events.get(&entry.id)?;
    Some(LetterView {
        id: entry.id.0,
        destination_id: entry.destination.0.clone(),
        event_id: event.id().to_string(),
        kind: event_kind(event.kind),
        name: event.call.person.name.clone(),
        number: event.call.person.number.clone(),
        at_ms: event.at_ms,
        reason: reason.clone(),
    })
}

fn is_dead(entry: &Entry) -> bool {
    matches!(entry.progress, Progress::Dead { .. })
}

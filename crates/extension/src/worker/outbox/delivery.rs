//! Requests to destinations: which is next, and what follows from its answer.
//!
//! Rule: each may be repeated; of a sequence nothing is kept, so that a stop begins it anew.

use outbox::{Answer, Contact, EntryId, Event, Hubspot, Request, Salesforce, Verdict, Webhook};

use crate::snapshot::DestinationKind;
use crate::worker::outbox::destination::Known;
use crate::worker::outbox::{Delivery, OutboxEffect};
use crate::worker::{Millis, Worker};

/// The browser's part gives up before; this is for an answer that is lost on the way here.
const LATE_MS: Millis = 30_000;
/// A destination that asks for more patience is asked again after a day.
const AGAIN_MS_MAX: Millis = 24 * 60 * 60_000;

/// A request under way.
pub(super) struct OnWay {
    pub(super) entry: EntryId,
    pub(super) destination: String,
    step: Step,
    pub(super) late_at: Millis,
}

/// Which of a destination's requests.
enum Step {
    /// It needs but one.
    Only,
    /// The record is there already, and is changed.
    Change,
    FindContact,
    WriteCall {
        contact: Option<String>,
    },
    Associate {
        call: String,
        contact: String,
    },
}

/// What an answer leads to.
enum Next {
    Send(Step),
    Settle(Verdict),
}

impl Worker {
    pub(super) fn send_due(&mut self, now: Millis) {
        let is_deleting = self.deleting.is_some();
        let outgoing = &mut self.outgoing;
        for known in &outgoing.destinations {
            let can_send =
                known.setup.is_on && known.granted == Some(true) && known.contents.is_some();
            outgoing
                .queue
                .hold(&known.setup.key(), is_deleting || !can_send);
        }
        while let Some(entry) = self.outgoing.queue.poll_send(now) {
            let first = self.first_step(entry.id, &entry.destination.0);
            self.outgoing.view = None;
            self.send_step(entry.id, entry.destination.0, first, now);
        }
    }

    fn first_step(&self, entry: EntryId, destination: &str) -> Step {
        let known = self.outgoing.destination(destination);
        let hubspot = known.filter(|known| known.setup.kind == DestinationKind::Hubspot);
        let Some(known) = hubspot else {
            return Step::Only;
        };
        let event = self.outgoing.events.get(&entry);
        match event.and_then(|event| known.setup.contact_id(event)) {
            Some(contact) => Step::WriteCall {
                contact: Some(contact),
            },
            None => Step::FindContact,
        }
    }

    fn send_step(&mut self, entry: EntryId, destination: String, step: Step, now: Millis) {
        let known = self.outgoing.destination(&destination);
        let event = self.outgoing.events.get(&entry);
        let request = known.zip(event);
        let Some(request) = request.and_then(|(known, event)| request_of(known, event, &step, now))
        else {
            self.outgoing.queue.handle_unsent(entry);
            return;
        };
        let origin = known.map(|known| known.setup.origin()).unwrap_or_default();
        self.n_ids += 1;
        let delivery = self.n_ids;
        let on_way = OnWay {
            entry,
            destination,
            step,
            late_at: now.saturating_add(LATE_MS),
        };
        self.outgoing.on_way.insert(delivery, on_way);
        self.outbox_effect(OutboxEffect::Deliver {
            delivery,
            origin,
            request,
        });
    }

    pub(super) fn handle_delivered(&mut self, delivery: u64, came: Delivery, now: Millis) {
        let Some(on_way) = self.outgoing.on_way.remove(&delivery) else {
            return;
        };
        let answer = match came {
            Delivery::NotGranted => {
                self.outgoing.queue.handle_unsent(on_way.entry);
                self.granted(&on_way.destination, false);
                return;
            }
            Delivery::Redirected => {
                let reason = "the address leads to another one".to_owned();
                let refused = Verdict::Refused { reason };
                return self.settle(on_way.entry, refused, None, now);
            }
            Delivery::LedTo { url, answer } => {
                let verdict = outbox::led_verdict(&url, &answer);
                return self.settle(on_way.entry, verdict, Some(&answer), now);
            }
            Delivery::Astray => {
                return self.settle(on_way.entry, outbox::astray_verdict(), None, now);
            }
            Delivery::Answer(answer) => answer,
        };
        let known = self.outgoing.destination(&on_way.destination);
        // Without its destination the entry is gone, too.
        let Some(kind) = known.map(|known| known.setup.kind) else {
            return;
        };
        match next(kind, on_way.step, &answer) {
            Next::Send(step) => self.send_step(on_way.entry, on_way.destination, step, now),
            Next::Settle(Verdict::Again(Some(after))) => {
                let most = std::time::Duration::from_millis(AGAIN_MS_MAX);
                let again = Verdict::Again(Some(after.min(most)));
                self.settle(on_way.entry, again, Some(&answer), now);
            }
            Next::Settle(verdict) => self.settle(on_way.entry, verdict, Some(&answer), now),
        }
    }

    pub(super) fn give_up_late(&mut self, now: Millis) {
        let on_way = self.outgoing.on_way.iter();
        let late = on_way.filter(|(_, one)| one.late_at <= now);
        let late: Vec<u64> = late.map(|(delivery, _)| *delivery).collect();
        for delivery in late {
            self.handle_delivered(delivery, Delivery::Answer(Answer::Nothing), now);
        }
    }
}

fn request_of(known: &Known, event: &Event, step: &Step, now: Millis) -> Option<Request> {
    let (setup, contents) = (&known.setup, known.contents.as_ref()?);
    Some(match (setup.kind, step) {
        (DestinationKind::Webhook, _) => setup.webhook(contents, now).request(event, now),
        (DestinationKind::Salesforce, step) => {
            let who = setup.contact_id(event);
            let salesforce = setup.salesforce(contents);
            if matches!(step, Step::Change) {
                salesforce.change(event, who.as_deref())
            } else {
                salesforce.request(event, who.as_deref())
            }
        }
        (DestinationKind::Hubspot, Step::FindContact | Step::Only | Step::Change) => setup
            .hubspot(contents)
            .find_contact(&event.call.person.number),
        (DestinationKind::Hubspot, Step::WriteCall { .. }) => {
            setup.hubspot(contents).write_call(event)
        }
        (DestinationKind::Hubspot, Step::Associate { call, contact }) => {
            setup.hubspot(contents).associate(call, contact)
        }
    })
}

fn next(kind: DestinationKind, step: Step, answer: &Answer) -> Next {
    match (kind, step) {
        (DestinationKind::Webhook, _) => Next::Settle(Webhook::verdict(answer)),
        (DestinationKind::Salesforce, Step::Only) if Salesforce::is_there(answer) => {
            Next::Send(Step::Change)
        }
        (DestinationKind::Salesforce, _) => Next::Settle(Salesforce::verdict(answer)),
        (DestinationKind::Hubspot, Step::FindContact | Step::Only | Step::Change) => {
            match Hubspot::read_contact(answer) {
                Ok(found) => {
                    let contact = match found {
                        Contact::One(id) => Some(id),
                        Contact::Nobody | Contact::Several => None,
                    };
                    Next::Send(Step::WriteCall { contact })
                }
                Err(verdict) => Next::Settle(verdict),
            }
        }
        (DestinationKind::Hubspot, Step::WriteCall { contact }) => {
            match (Hubspot::read_call(answer), contact) {
                (Ok(call), Some(contact)) => Next::Send(Step::Associate { call, contact }),
                (Ok(_), None) => Next::Settle(Verdict::Delivered),
                (Err(verdict), _) => Next::Settle(verdict),
            }
        }
        (DestinationKind::Hubspot, Step::Associate { .. }) => {
            Next::Settle(Hubspot::verdict(answer))
        }
    }
}

//! What goes to other systems: events of calls, on their way to the agent's destinations.
//!
//! Rule: an event is stored with the row of its call and sent only after that, the same until a
//! destination has it; nothing is sent where the browser was not allowed to, and nothing in practice.

mod delivery;
mod destination;
mod pages;
mod ports;
mod settle;
mod stored;
mod told;
mod view;

use dialer::StoredCall;
use litemap::LiteMap;
use outbox::{Entry, EntryId, Event, Kind, Outbox, Progress};
use serde_json::Value;

use crate::message::Code;
use crate::snapshot::{DestinationSetup, OutboxView};
use crate::worker::effect::{Effect, Row, Table};
use crate::worker::store::{Boot, aside_row, call_rows, read_row};
use crate::worker::{Millis, Worker};
pub use ports::{Delivery, Hidden, OutboxEffect, OutboxInput};

use delivery::OnWay;
use destination::{Known, State, is_for};
use pages::{Promise, Sealing};
use stored::Stored;
use told::Told;

/// What is due later than this after a start is due then: a clock may have been set back meanwhile.
pub(super) const DUE_MS_MAX: Millis = 24 * 60 * 60_000;
/// Calls whose rows the dialer may still write; of older ones the row itself says what was told.
const N_TOLD_MAX: usize = 64;
/// What the store refused is written again after this.
const WRITE_AGAIN_MS: Millis = 30_000;

/// Everything that is known of the way to other systems.
#[derive(Default)]
pub(super) struct Outgoing {
    destinations: Vec<Known>,
    queue: Outbox,
    /// What the entries of the queue carry.
    events: LiteMap<EntryId, Event>,
    /// By intent.
    told: LiteMap<String, Told>,
    /// Calls that were over while the store could not be read: nobody was told.
    missed: Vec<StoredCall>,
    /// Events whose write is not confirmed, by intent: each write of the call takes them along.
    unstored: Vec<(String, Stored)>,
    /// Writes under way that carry such events.
    carrying: LiteMap<u64, Vec<EntryId>>,
    /// Writes under way of what became of entries and destinations.
    keeping: LiteMap<u64, Unkept>,
    /// What the store refused of that, and when it is written again.
    unkept: Unkept,
    keep_at: Option<Millis>,
    /// Requests under way, by delivery.
    on_way: LiteMap<u64, OnWay>,
    sealing: Vec<Sealing>,
    promises: LiteMap<u64, Promise>,
    last_id: u64,
    /// When something is due to be sent; looked up only after a change, since all that waits is
    /// gone through for it.
    send_at: Option<Millis>,
    pub(super) zone_min: i32,
    /// As it was shown last; absent: something changed since.
    view: Option<OutboxView>,
}

/// Rows that are to be written: made when they are, from what is so then.
#[derive(Clone, Default)]
struct Unkept {
    entries: Vec<EntryId>,
    states: Vec<String>,
}

impl std::fmt::Debug for Outgoing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Outgoing({:?})", self.queue)
    }
}

impl Outgoing {
    /// As the store has it; the rows put aside those that cannot be read.
    pub(super) fn start(boot: &Boot, now: Millis) -> (Self, Vec<Row>) {
        let mut outgoing = Self {
            zone_min: boot.zone_min,
            last_id: now,
            ..Self::default()
        };
        let mut aside = Vec::new();
        if !boot.practice {
            outgoing.read_destinations(boot, &mut aside);
            outgoing.read_entries(boot, now, &mut aside);
            outgoing.read_told(boot);
        }
        (outgoing, aside)
    }

    fn read_destinations(&mut self, boot: &Boot, aside: &mut Vec<Row>) {
        let mut states: LiteMap<String, State> = LiteMap::new();
        for (key, json) in &boot.destinations {
            match destination::read_row(json) {
                Some(destination::Stored::Setup(setup)) => self.destinations.push(Known {
                    setup,
                    state: State::default(),
                    contents: None,
                    is_secret_lost: false,
                    granted: None,
                }),
                Some(destination::Stored::State(id, state)) => _ = states.insert(id, state),
                None => aside.extend(aside_row(boot, Table::Destinations, key, json)),
            }
        }
        for known in &mut self.destinations {
            known.state = states.remove(&known.setup.id).unwrap_or_default();
            if let Some(reason) = &known.state.closed {
                self.queue.handle_closed(known.setup.key(), reason.clone());
            }
        }
    }

    fn read_entries(&mut self, boot: &Boot, now: Millis, aside: &mut Vec<Row>) {
        let waiting = boot.outbox.iter().map(|row| (Table::Outbox, row));
        let letters = boot.letters.iter().map(|row| (Table::Letters, row));
        for (table, (key, json)) in waiting.chain(letters) {
            let Some(mut stored) = stored::read_row(json) else {
                aside.extend(aside_row(boot, table, key, json));
                continue;
            };
            self.last_id = self.last_id.max(stored.entry.id.0);
            if let Progress::Waiting { due_at_ms } = &mut stored.entry.progress {
                *due_at_ms = (*due_at_ms).min(now.saturating_add(DUE_MS_MAX));
            }
            self.take(stored);
        }
    }

    fn read_told(&mut self, boot: &Boot) {
        for row in boot.call.iter().chain(&boot.lately) {
            let value: Option<Value> = serde_json::from_str(row).ok();
            self.learn(value.as_ref());
            let call: Option<StoredCall> = read_row(row);
            self.missed.extend(call.filter(|call| self.is_missed(call)));
        }
    }

    /// Where there is a destination, the row of a call says what was told of it, if only nothing.
    fn is_missed(&self, call: &StoredCall) -> bool {
        let intent = call.intent.as_str();
        // Both ids begin with the time.
        let mut destinations = self.destinations.iter();
        let is_since = destinations.any(|known| known.setup.id.as_str() < intent);
        is_since && told::is_over(call) && !self.told.contains_key(intent)
    }

    /// What was told of a call whose row was read, unless that is known.
    pub(super) fn learn(&mut self, row: Option<&Value>) {
        let intent = row.and_then(|row| row["intent"].as_str());
        if let (Some(row), Some(intent)) = (row, intent)
            && !self.told.contains_key(intent)
            && let Some(told) = Told::of_row(row)
        {
            self.told.insert(intent.to_owned(), told);
        }
    }

    /// An entry that is stored.
    fn take(&mut self, stored: Stored) {
        self.view = None;
        self.events.insert(stored.entry.id, stored.event);
        self.queue.handle_stored(stored.entry);
    }

    /// What is on its way to where a destination was before tells nothing of where it is now: it is
    /// sent again, under the same id.
    fn call_back(&mut self, destination: &str) {
        let on_way = std::mem::take(&mut self.on_way).into_iter();
        for (delivery, one) in on_way {
            if one.destination == destination {
                self.queue.handle_unsent(one.entry);
            } else {
                self.on_way.insert(delivery, one);
            }
        }
    }

    fn destination(&self, id: &str) -> Option<&Known> {
        self.destinations.iter().find(|known| known.setup.id == id)
    }

    fn destination_mut(&mut self, id: &str) -> Option<&mut Known> {
        self.view = None;
        let mut destinations = self.destinations.iter_mut();
        destinations.find(|known| known.setup.id == id)
    }

    /// An event on its way to this destination, not stored yet.
    fn stored_for(&mut self, destination: &str, event: Event, now: Millis) -> Stored {
        self.last_id = now.max(self.last_id + 1);
        let entry = Entry {
            id: EntryId(self.last_id),
            destination: outbox::DestinationId(destination.to_owned()),
            person_key: event.person_key().to_owned(),
            progress: Progress::Waiting { due_at_ms: now },
            n_tries: 0,
            n_unanswered: 0,
        };
        Stored { entry, event }
    }

    fn rows_of(&self, id: EntryId) -> [Row; 2] {
        let stored = self.queue.entry(id);
        stored::rows(
            id,
            stored.and_then(|entry| Some((entry, self.events.get(&id)?))),
        )
    }

    /// Whether somebody waits for something that is not on disk.
    pub(super) fn is_busy(&self) -> bool {
        !self.sealing.is_empty() || !self.promises.is_empty()
    }

    pub(super) fn due_at(&self) -> Option<Millis> {
        let on_way = self.on_way.values().map(|one| one.late_at).min();
        let due = [self.send_at, self.keep_at, on_way];
        due.into_iter().flatten().min()
    }

    pub(super) fn set_back(&mut self, back: Millis) {
        self.view = None;
        self.queue.handle_set_back(back);
        let late = self.on_way.iter_mut().map(|(_, one)| &mut one.late_at);
        for due_at in late.chain(&mut self.keep_at) {
            *due_at = due_at.saturating_sub(back);
        }
    }

    /// Something that decides about sending has changed.
    pub(super) fn look_again(&mut self) {
        self.view = None;
    }

    pub(super) fn handle_online(&mut self, now: Millis) {
        self.view = None;
        self.queue.handle_online(now);
    }
}

impl Worker {
    /// The rows of a call, with the events that tell of it; nothing else is written with it.
    pub(super) fn rows_of_call(&mut self, call: &StoredCall, now: Millis) -> Vec<Row> {
        let mut rows = call_rows(call);
        if self.practice || self.outgoing.destinations.is_empty() {
            return rows;
        }
        let intent = call.intent.as_str();
        let mut told = self.outgoing.told.get(intent).cloned().unwrap_or_default();
        if self.list.rows().is_none() && call.target.record.is_some() {
            self.ask_for_list();
        }
        self.note_list(call, &mut told);
        if told::is_over(call) {
            self.tell(call, &mut told, told::digest(&rows), now);
        }
        told.add_to(&mut rows);
        let outgoing = &mut self.outgoing;
        outgoing.told.insert(intent.to_owned(), told);
        if outgoing.told.len() > N_TOLD_MAX {
            // Keys begin with the time.
            let oldest = outgoing.told.keys().next().cloned();
            _ = oldest.and_then(|oldest| outgoing.told.remove(&oldest));
        }
        let of_call = outgoing.unstored.iter().filter(|(of, _)| of == intent);
        rows.extend(
            of_call.flat_map(|(_, one)| stored::rows(one.entry.id, Some((&one.entry, &one.event)))),
        );
        rows
    }

    /// An event for each destination that is to hear of the call as it is now.
    fn tell(&mut self, call: &StoredCall, told: &mut Told, digest: String, now: Millis) {
        if told.digest == digest {
            return;
        }
        told.digest = digest;
        let whole = self.call_to_tell(call, told);
        let destinations = self.outgoing.destinations.iter();
        let hears = destinations.filter(|known| {
            // Whoever heard of it hears what became of it, whatever the filter says by now.
            let was_told = told.to.contains(&known.setup.id);
            known.setup.is_on && (was_told || passes(&known.setup.setup, &whole))
        });
        let hears: Vec<_> = hears
            .map(|known| (known.setup.id.clone(), known.setup.left_out()))
            .collect();
        if hears.is_empty() {
            return;
        }
        told.revision += 1;
        for (id, left_out) in hears {
            let event = Event {
                kind: if told.revision == 1 {
                    Kind::Finished
                } else {
                    Kind::Changed
                },
                revision: told.revision,
                at_ms: now,
                call: whole.clone().without(&left_out),
            };
            if !told.to.contains(&id) {
                told.to.push(id.clone());
            }
            let stored = self.outgoing.stored_for(&id, event, now);
            self.outgoing
                .unstored
                .push((call.intent.to_string(), stored));
        }
    }

    /// A write is under way that may carry events: they count once it is on disk.
    pub(super) fn carries_events(&mut self, write: u64, rows: &[Row]) {
        let outgoing = &mut self.outgoing;
        let keys = rows.iter().filter_map(|row| match row {
            Row::Put {
                table: Table::Outbox,
                key,
                ..
            } => key.parse().ok().map(EntryId),
            Row::Put { .. } | Row::Delete { .. } | Row::Forget { .. } | Row::Clear(_) => None,
        });
        let carried: Vec<EntryId> = keys.collect();
        if !carried.is_empty() {
            outgoing.carrying.insert(write, carried);
        }
    }

    /// What is to be written of entries and states, in one transaction; its number.
    fn keep(&mut self, unkept: Unkept, more: Vec<Row>) -> u64 {
        let outgoing = &self.outgoing;
        let entries = unkept.entries.iter().flat_map(|id| outgoing.rows_of(*id));
        let states = unkept
            .states
            .iter()
            .filter_map(|id| outgoing.destination(id));
        let states = states.map(|known| known.state.row(&known.setup.id));
        let rows: Vec<Row> = entries.chain(states).chain(more).collect();
        let write = self.write(rows);
        self.outgoing.keeping.insert(write, unkept);
        write
    }

    fn keep_entries(&mut self, entries: Vec<EntryId>) -> u64 {
        let states = Vec::new();
        self.keep(Unkept { entries, states }, Vec::new())
    }

    pub(super) fn outbox_written(&mut self, write: u64, failed: Option<Code>, now: Millis) {
        let done = failed.is_none();
        let outgoing = &mut self.outgoing;
        let carried = outgoing.carrying.remove(&write).unwrap_or_default();
        if done && !carried.is_empty() {
            let unstored = std::mem::take(&mut outgoing.unstored).into_iter();
            let (stored, waiting): (Vec<_>, Vec<_>) =
                unstored.partition(|(_, one)| carried.contains(&one.entry.id));
            outgoing.unstored = waiting;
            for (_, one) in stored {
                outgoing.take(one);
            }
        }
        if let Some(unkept) = outgoing.keeping.remove(&write)
            && !done
        {
            outgoing.unkept.entries.extend(unkept.entries);
            outgoing.unkept.states.extend(unkept.states);
            outgoing.keep_at.get_or_insert(now + WRITE_AGAIN_MS);
        }
        self.keep_promise(write, failed);
        self.forget_orphans();
    }

    /// An event may have been written while its destination was removed.
    fn forget_orphans(&mut self) {
        let outgoing = &self.outgoing;
        let is_orphan = |entry: &&Entry| {
            !outgoing
                .destinations
                .iter()
                .any(|one| is_for(entry, &one.setup.id))
        };
        let orphans: Vec<EntryId> = outgoing
            .queue
            .entries()
            .filter(is_orphan)
            .map(|entry| entry.id)
            .collect();
        if orphans.is_empty() {
            return;
        }
        for id in &orphans {
            self.outgoing.queue.forget(*id);
            self.outgoing.events.remove(id);
        }
        self.outgoing.view = None;
        self.keep_entries(orphans);
    }

    /// Writes what the store refused, and sends whatever is due and may be sent.
    pub(super) fn drive_outbox(&mut self, now: Millis) {
        if self.outgoing.keep_at.is_some_and(|at| at <= now) {
            self.outgoing.keep_at = None;
            let unkept = std::mem::take(&mut self.outgoing.unkept);
            self.keep(unkept, Vec::new());
        }
        self.give_up_late(now);
        let outgoing = &self.outgoing;
        if outgoing.view.is_none() || outgoing.send_at.is_some_and(|at| at <= now) {
            self.send_due(now);
            self.outgoing.send_at = self.outgoing.queue.next_due_ms();
        }
    }

    /// Reads what is needed before anything can be sent.
    pub(super) fn prepare_outbox(&mut self, now: Millis) {
        for call in std::mem::take(&mut self.outgoing.missed) {
            if !self.outgoing.told.contains_key(call.intent.as_str()) {
                let rows = self.rows_of_call(&call, now);
                self.write(rows);
            }
        }
        let sealed = self.outgoing.destinations.iter().map(|known| {
            let (destination, sealed) = (known.setup.id.clone(), known.setup.sealed.clone());
            Effect::Outbox(OutboxEffect::Unseal {
                destination,
                sealed,
            })
        });
        self.effects.extend(sealed);
        self.grants_changed();
    }

    fn outbox_effect(&mut self, effect: OutboxEffect) {
        self.effects.push_back(Effect::Outbox(effect));
    }
}

/// Whether a destination wants to hear of a call.
fn passes(setup: &DestinationSetup, call: &outbox::Call) -> bool {
    let is_among = |names: &[String], name: Option<&str>| {
        let is_name = |wanted: &String| name.is_some_and(|name| name == wanted);
        names.is_empty() || names.iter().any(is_name)
    };
    let outcome = call.last_outcome().map(outbox::Named::label);
    (!setup.only_answered || call.answered_at_ms.is_some())
        && is_among(&setup.outcomes, outcome)
        && is_among(&setup.lists, call.list.as_deref())
}

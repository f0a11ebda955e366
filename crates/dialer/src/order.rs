//! The order of a run's people and who is left out of it: both changed while the run is on.
//!
//! A record keeps its index whatever its place; nobody is dialed out of an order that is not on disk.

use crate::action::Entry;
use crate::command::{Accepted, Answer};
use crate::dialer::Dialer;
use crate::failure::{Failure, Reason};
use crate::id::RecordId;
use crate::run::{PauseReason, Run, SkipReason};
use crate::stored::{StoredEnd, StoredRunOrder, VERSION};

impl Run {
    /// Moves on to the first open record at or behind the current place.
    pub(crate) fn pass_ended(&mut self) {
        while let Some(&index) = self.order.get(self.place)
            && self.entries[index].end.is_some()
        {
            self.place += 1;
        }
        let index = self.order.get(self.place).copied();
        self.position = index.unwrap_or(self.entries.len());
    }

    /// Place of the first open record behind the current one.
    pub(crate) fn next_place(&self) -> Option<usize> {
        self.open_places_after(self.place).next()
    }

    /// Index of the first open record behind the current one.
    pub(crate) fn next_index(&self) -> Option<usize> {
        self.next_place().map(|place| self.order[place])
    }

    /// Places of open records behind this one.
    pub(crate) fn open_places_after(&self, place: usize) -> impl Iterator<Item = usize> {
        let is_open = |&place: &usize| self.entries[self.order[place]].end.is_none();
        (place.saturating_add(1)..self.order.len()).filter(is_open)
    }

    /// Puts the record at one place before the one at another, or last.
    fn shift(&mut self, from: usize, before: usize) {
        let index = self.order.remove(from);
        let to = if before > from { before - 1 } else { before };
        self.order.insert(to, index);
    }

    /// The first open record from this place on that has this id.
    fn place_of(&self, record: &RecordId, first: usize) -> Option<usize> {
        let mut places = first..self.order.len();
        places.find(|&place| {
            let entry = &self.entries[self.order[place]];
            entry.end.is_none() && entry.target.record.as_ref() == Some(record)
        })
    }

    /// As pieces of the original order, so that it is short where little was moved.
    pub(crate) fn stored_order(&self) -> StoredRunOrder {
        let mut ranges: Vec<(usize, usize)> = Vec::new();
        for &index in &self.order {
            match ranges.last_mut() {
                Some((from, length)) if *from + *length == index => *length += 1,
                Some(_) | None => ranges.push((index, 1)),
            }
        }
        StoredRunOrder {
            version: VERSION,
            run: self.id.clone(),
            ranges,
            removed: self.removed,
        }
    }

    /// The order that was stored; whoever it does not name, or names twice, is kept once.
    pub(crate) fn take_order(&mut self, stored: &StoredRunOrder) {
        let mut is_named = vec![false; self.entries.len()];
        let named = stored.ranges.iter();
        let named = named.flat_map(|&(from, length)| from..from.saturating_add(length));
        let mut order: Vec<usize> = Vec::with_capacity(self.entries.len());
        let all = named.take_while(|&index| index < self.entries.len());
        for index in all.chain(0..self.entries.len()) {
            if !std::mem::replace(&mut is_named[index], true) {
                order.push(index);
            }
        }
        self.order = order;
        self.removed = stored.removed;
        if let Some(entry) = stored.removed.and_then(|index| self.entries.get_mut(index)) {
            let removed = StoredEnd::Skipped(SkipReason::Removed);
            entry.end.get_or_insert(removed);
        }
    }
}

impl Dialer {
    /// Puts the person before their dial, or with a call live the one up next, behind all others.
    pub(crate) fn postpone(&mut self) -> Answer {
        let Some(place) = self.place_to_postpone() else {
            return Ok(Accepted::NoCall);
        };
        let is_current = self.run.as_ref().is_some_and(|run| run.place == place);
        let own = self.call.as_ref().filter(|call| call.run_index.is_some());
        if is_current && own.is_some() {
            self.withdraw();
            self.put_aside();
        }
        let Some(run) = &mut self.run else {
            return Ok(Accepted::NoCall);
        };
        run.shift(place, run.order.len());
        self.order_changed();
        if is_current {
            self.stop_asking();
        }
        Ok(Accepted::Done)
    }

    /// Whom [`crate::Command::Postpone`] would put last; absent where nobody else is left.
    pub(crate) fn place_to_postpone(&self) -> Option<usize> {
        let run = self.run.as_ref()?;
        let own = self.open_call().filter(|call| call.run_index.is_some());
        let is_current = own.is_none_or(|call| call.is_unsent());
        let place = if is_current {
            // Who was called already is not put off.
            (!run.is_over() && run.again.is_none()).then_some(run.place)
        } else {
            run.next_place()
        };
        place.filter(|&place| run.open_places_after(place).next().is_some())
    }

    /// The first place whose record may be moved or left out.
    fn first_free_place(&self, run: &Run) -> usize {
        let is_dialed = self
            .open_call()
            .is_some_and(|call| call.run_index.is_some());
        run.place + usize::from(is_dialed || run.again.is_some())
    }

    /// Puts a record that is still to be called before another, or last.
    pub(crate) fn move_in_run(&mut self, record: &RecordId, before: Option<&RecordId>) -> Answer {
        let Some(run) = &self.run else {
            return Ok(Accepted::NoCall);
        };
        let asks = usize::from(run.paused == Some(PauseReason::CalledBefore));
        // Who is asked about stays the current one.
        let first = self.first_free_place(run).max(run.place + asks);
        let from = run.place_of(record, first).ok_or_else(not_to_come)?;
        let before = match before {
            Some(before) => run.place_of(before, first).ok_or_else(not_to_come)?,
            None => run.order.len(),
        };
        if let Some(run) = &mut self.run {
            run.shift(from, before);
        }
        self.order_changed();
        Ok(Accepted::Done)
    }

    /// Leaves a record that is still to be called out of the run.
    pub(crate) fn remove_from_run(&mut self, record: &RecordId) -> Answer {
        let Some(run) = &self.run else {
            return Ok(Accepted::NoCall);
        };
        let place = run.place_of(record, self.first_free_place(run));
        let index = run.order[place.ok_or_else(not_to_come)?];
        let is_current = index == run.position;
        self.settle_removal();
        let own = self.call.as_ref().filter(|call| call.run_index.is_some());
        if is_current && own.is_some() {
            self.put_aside();
        }
        if let Some(run) = &mut self.run {
            run.entries[index].end = Some(StoredEnd::Skipped(SkipReason::Removed));
            run.removed = Some(index);
        }
        self.order_changed();
        if is_current {
            self.stop_asking();
        }
        Ok(Accepted::Done)
    }

    /// Brings the record back that was left out last: to its place, or next if
    /// somebody behind it is being called.
    pub(crate) fn undo_remove_from_run(&mut self) -> Answer {
        let has_call = self
            .open_call()
            .is_some_and(|call| call.run_index.is_some());
        let Some(run) = &mut self.run else {
            return Ok(Accepted::NoCall);
        };
        let Some(index) = run.removed.take() else {
            return Ok(Accepted::NoCall);
        };
        run.entries[index].end = None;
        let place = run.order.iter().position(|&one| one == index);
        if let Some(place) = place.filter(|place| *place < run.place) {
            if has_call || run.again.is_some() || run.paused == Some(PauseReason::CalledBefore) {
                run.shift(place, run.place + 1);
                run.place -= 1;
            } else {
                run.place = place;
            }
        }
        self.order_changed();
        Ok(Accepted::Done)
    }

    /// A removal that cannot be taken back any more is the record's end.
    pub(crate) fn settle_removal(&mut self) {
        let Some(mut run) = self.run.take() else {
            return;
        };
        if let Some(index) = run.removed.take() {
            self.save_end(&run, index, None);
        }
        self.run = Some(run);
    }

    fn order_changed(&mut self) {
        let Some(run) = &mut self.run else { return };
        let before = run.position;
        run.pass_ended();
        if run.position != before {
            run.arrive(self.config.pace);
        }
        let order = Entry::RunOrder(run.stored_order());
        self.unsaved.retain(|entry| !order.replaces(entry));
        self.unsaved.push(order);
        self.progress_changed = true;
    }

    /// Nobody is dialed out of an order that a stop would undo.
    pub(crate) fn is_order_stored(&self) -> bool {
        let writing = self.writing.values().flatten();
        let mut open = writing.chain(&self.unsaved);
        !open.any(|entry| matches!(entry, Entry::RunOrder(_)))
    }
}

fn not_to_come() -> Failure {
    Failure::with_detail(Reason::Refused, "not among those still to be called")
}

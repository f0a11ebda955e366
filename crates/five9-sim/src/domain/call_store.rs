//! Where calls are kept: in order of creation, found by id, by agent and by what is due next.
//!
//! Rule: nothing here walks over all calls but forgetting, which pays for itself.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::call::{Call, Step};
use super::id::{AgentId, CallId};

/// Removed calls beyond this are forgotten, oldest first.
const N_CALLS_MAX: usize = 5_000;
/// So many more are let through before the oldest are forgotten together.
const N_FORGOTTEN_AT_ONCE: usize = 1_000;

#[derive(Debug, Clone, Default)]
pub(crate) struct CallStore {
    /// In order of creation.
    all: Vec<Call>,
    /// The place of the first call in `all`, counted from the very first one.
    n_forgotten: u64,
    places: BTreeMap<CallId, u64>,
    /// Calls that are not finished, in order of creation.
    open: BTreeMap<AgentId, Vec<CallId>>,
    due: BTreeSet<(Duration, u64)>,
}

impl CallStore {
    pub(crate) fn push(&mut self, call: Call) {
        let place = self.n_forgotten + self.all.len() as u64;
        self.places.insert(call.id.clone(), place);
        if let Some((at, _)) = call.next() {
            self.due.insert((at, place));
        }
        let open = self.open.entry(call.agent.clone()).or_default();
        open.push(call.id.clone());
        self.all.push(call);
        self.forget_old();
    }

    pub(crate) fn all(&self) -> &[Call] {
        &self.all
    }

    pub(crate) fn get(&self, id: &CallId) -> Option<&Call> {
        self.at(*self.places.get(id)?)
    }

    pub(crate) fn get_mut(&mut self, id: &CallId) -> Option<&mut Call> {
        let idx = self.idx(*self.places.get(id)?);
        self.all.get_mut(idx)
    }

    /// The agent's calls that are not finished, in order of creation.
    pub(crate) fn open_of(&self, agent: &AgentId) -> impl Iterator<Item = &Call> {
        let open = self.open.get(agent).into_iter().flatten();
        open.filter_map(|id| self.get(id))
    }

    /// Everybody's calls that are not finished.
    pub(crate) fn open(&self) -> impl Iterator<Item = &Call> {
        let ids = self.open.values().flatten();
        ids.filter_map(|id| self.get(id))
    }

    pub(crate) fn is_any_open(&self, agent: &AgentId) -> bool {
        self.open.get(agent).is_some_and(|open| !open.is_empty())
    }

    /// Takes a finished call out of those that are open.
    pub(crate) fn close(&mut self, agent: &AgentId, id: &CallId) {
        if let Some(open) = self.open.get_mut(agent) {
            open.retain(|open| open != id);
        }
    }

    /// What time does to the call next.
    pub(crate) fn set_next(&mut self, id: &CallId, next: Option<(Duration, Step)>) {
        let Some(place) = self.places.get(id).copied() else {
            return;
        };
        let idx = self.idx(place);
        let Some(call) = self.all.get_mut(idx) else {
            return;
        };
        if let Some((at, _)) = call.next() {
            self.due.remove(&(at, place));
        }
        call.set_next(next);
        if let Some((at, _)) = next {
            self.due.insert((at, place));
        }
    }

    pub(crate) fn next_due(&self) -> Option<Duration> {
        self.due.first().map(|(at, _)| *at)
    }

    /// The earliest step, which is done with.
    pub(crate) fn take_due(&mut self) -> Option<(CallId, Step)> {
        let (_, place) = self.due.pop_first()?;
        let idx = self.idx(place);
        let call = self.all.get_mut(idx)?;
        let (_, step) = call.next()?;
        call.set_next(None);
        Some((call.id.clone(), step))
    }

    fn at(&self, place: u64) -> Option<&Call> {
        self.all.get(self.idx(place))
    }

    fn idx(&self, place: u64) -> usize {
        usize::try_from(place.saturating_sub(self.n_forgotten)).unwrap_or(usize::MAX)
    }

    /// Forgets the removed calls before the first one that is still served.
    fn forget_old(&mut self) {
        if self.all.len() < N_CALLS_MAX + N_FORGOTTEN_AT_ONCE {
            return;
        }
        let served = self.all.iter().position(|call| !call.removed);
        let n_old = served
            .unwrap_or(self.all.len())
            .min(self.all.len() - N_CALLS_MAX);
        for call in self.all.drain(..n_old) {
            self.places.remove(&call.id);
        }
        self.n_forgotten += n_old as u64;
    }
}

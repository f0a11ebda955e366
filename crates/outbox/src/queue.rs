//! The outbox: which entry is sent next, and what becomes of it.
//!
//! Rule: an entry is forgotten only once its destination has it or an agent dropped it, and of one
//! person's entries only the oldest that is not over is on its way to a destination.

use std::collections::BTreeSet;

use litemap::LiteMap;

use crate::answer::Verdict;
use crate::back_off::{N_TRIES_MAX, wait};

/// After so many tries without an answer it is tried every quarter of an hour.
const N_UNANSWERED_MAX: u32 = 5;

/// So many requests are on their way to one destination at most.
const N_SENT_MAX: usize = 4;

/// A destination, by the id that it got when it was set up.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DestinationId(pub String);

/// An entry of the outbox; they rise, so that their order is that in which they were written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct EntryId(pub u64);

/// An event on its way to one destination, as it is stored.
#[derive(Clone, PartialEq, Eq)]
pub struct Entry {
    /// Which entry.
    pub id: EntryId,
    /// Where to.
    pub destination: DestinationId,
    /// Whose events keep their order.
    pub person_key: String,
    /// Where it stands.
    pub progress: Progress,
    /// Tries that the destination answered and did not take.
    pub n_tries: u32,
    /// Tries since then without an answer.
    pub n_unanswered: u32,
}

/// Where an entry stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Progress {
    /// To be sent, not before then, UTC ms.
    Waiting {
        /// From when on.
        due_at_ms: u64,
    },
    /// It is not sent by itself any more; an agent sends it again or drops it.
    Dead {
        /// Why, for the agent.
        reason: String,
    },
}

/// What an answer has made of an entry, to be stored before anything else happens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Delivered: its row goes.
    Done(EntryId),
    /// Its row is written anew.
    Changed(Entry),
    /// The same, and its destination gets nothing until a person has mended it.
    Closed {
        /// As it is now.
        entry: Entry,
        /// What the destination said.
        reason: String,
    },
}

/// All entries that are not delivered, and the destinations that take nothing.
#[derive(Debug, Default)]
pub struct Outbox {
    /// By their order.
    entries: LiteMap<EntryId, Entry>,
    /// Those whose requests are on their way.
    sent: Vec<EntryId>,
    closed: LiteMap<DestinationId, String>,
    held: Vec<DestinationId>,
}

impl Outbox {
    /// Takes an entry that is stored: a new one, or one of an earlier life of the program.
    pub fn handle_stored(&mut self, entry: Entry) {
        self.entries.insert(entry.id, entry);
    }

    /// Takes a destination for closed, as an earlier life of the program found it.
    pub fn handle_closed(&mut self, destination: DestinationId, reason: String) {
        self.closed.insert(destination, reason);
    }

    /// A person has mended the destination: what waits for it is sent at once.
    pub fn handle_opened(&mut self, destination: &DestinationId) {
        self.closed.remove(destination);
    }

    /// Whether a destination gets nothing for now, whatever waits for it: it is switched off, or the
    /// browser or an agent has not allowed it yet. What is on its way stays there.
    pub fn hold(&mut self, destination: &DestinationId, is_held: bool) {
        self.held.retain(|held| held != destination);
        if is_held {
            self.held.push(destination.clone());
        }
    }

    /// The clock was set back by so much: what is due comes as soon as it would have come. The
    /// changed rows need not be stored.
    pub fn handle_set_back(&mut self, back_ms: u64) {
        for (_, entry) in self.entries.iter_mut() {
            if let Progress::Waiting { due_at_ms } = &mut entry.progress {
                *due_at_ms = due_at_ms.saturating_sub(back_ms);
            }
        }
    }

    /// The network is there again: what had no answer is due now. The changed rows need not be
    /// stored.
    pub fn handle_online(&mut self, now_ms: u64) {
        for (_, entry) in self.entries.iter_mut() {
            let is_waiting = matches!(entry.progress, Progress::Waiting { .. });
            if is_waiting && entry.n_unanswered > 0 {
                entry.progress = Progress::Waiting { due_at_ms: now_ms };
            }
        }
    }

    /// The entry to send next, UTC ms; it counts as being on its way until it is answered.
    pub fn poll_send(&mut self, now_ms: u64) -> Option<Entry> {
        let entry = self.ready().find(|(_, due_at_ms)| *due_at_ms <= now_ms);
        let entry = entry.map(|(entry, _)| entry.clone())?;
        self.sent.push(entry.id);
        Some(entry)
    }

    /// The entry was not sent after all: it waits as before.
    pub fn handle_unsent(&mut self, id: EntryId) {
        self.sent.retain(|sent| *sent != id);
    }

    /// When the next entry is due, UTC ms; absent: none waits, or each waits for an answer.
    pub fn next_due_ms(&self) -> Option<u64> {
        self.ready().map(|(_, due_at_ms)| due_at_ms).min()
    }

    /// The same of one destination.
    pub fn next_due_of(&self, destination: &DestinationId) -> Option<u64> {
        let ready = self.ready();
        let ready = ready.filter(|(entry, _)| entry.destination == *destination);
        ready.map(|(_, due_at_ms)| due_at_ms).min()
    }

    /// What came of a request; `share` spreads the next tries of those that failed together. Absent:
    /// the entry is not on its way, so this answer is a late or a second one.
    pub fn handle_verdict(
        &mut self,
        id: EntryId,
        verdict: Verdict,
        now_ms: u64,
        share: u8,
    ) -> Option<Outcome> {
        if !self.sent.contains(&id) {
            return None;
        }
        self.handle_unsent(id);
        let entry = self.entries.get_mut(&id)?;
        match verdict {
            Verdict::Delivered => {
                self.entries.remove(&id);
                return Some(Outcome::Done(id));
            }
            // It is no fault of this entry, so it may go on for months.
            Verdict::Unanswered => {
                entry.n_unanswered = (entry.n_unanswered + 1).min(N_UNANSWERED_MAX);
                entry.wait_from(now_ms, entry.n_unanswered, None, share);
            }
            Verdict::Again(after) => {
                entry.n_unanswered = 0;
                entry.n_tries = entry.n_tries.saturating_add(1);
                let after_ms = after.map(|after| after.as_millis());
                let after_ms = after_ms.and_then(|ms| u64::try_from(ms).ok());
                entry.wait_from(now_ms, entry.n_tries, after_ms, share);
                if entry.n_tries >= N_TRIES_MAX {
                    let reason = format!("given up after {} tries", entry.n_tries);
                    entry.progress = Progress::Dead { reason };
                }
            }
            Verdict::Refused { reason } => entry.progress = Progress::Dead { reason },
            Verdict::Closed { reason } => {
                let entry = entry.clone();
                self.closed
                    .insert(entry.destination.clone(), reason.clone());
                return Some(Outcome::Closed { entry, reason });
            }
        }
        Some(Outcome::Changed(entry.clone()))
    }

    /// An agent sends a dead entry again; the changed row, to be stored. Absent: it is not dead.
    ///
    /// Later events of the same call may have been delivered meanwhile: where a request writes over
    /// what is there, it has to be made of the call as it is now.
    pub fn revive(&mut self, id: EntryId, now_ms: u64) -> Option<Entry> {
        let entry = self.entries.get_mut(&id)?;
        if !matches!(entry.progress, Progress::Dead { .. }) {
            return None;
        }
        entry.n_tries = 0;
        entry.progress = Progress::Waiting { due_at_ms: now_ms };
        Some(entry.clone())
    }

    /// An agent drops a dead entry; `false`: it is not dead, and stays.
    pub fn drop_dead(&mut self, id: EntryId) -> bool {
        let is_dead = self.dead().any(|entry| entry.id == id);
        is_dead && self.entries.remove(&id).is_some()
    }

    /// Forgets an entry, wherever it stands: a later event of the same call was delivered where each
    /// writes over the one before, or its destination is gone. An answer to it changes nothing.
    pub fn forget(&mut self, id: EntryId) -> Option<Entry> {
        self.handle_unsent(id);
        self.entries.remove(&id)
    }

    /// An entry that is not delivered.
    pub fn entry(&self, id: EntryId) -> Option<&Entry> {
        self.entries.get(&id)
    }

    /// All entries that are not delivered, the oldest first.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.entries.values()
    }

    /// Entries that are not sent by themselves any more, the oldest first.
    pub fn dead(&self) -> impl Iterator<Item = &Entry> {
        let entries = self.entries.values();
        entries.filter(|entry| matches!(entry.progress, Progress::Dead { .. }))
    }

    /// How many entries are not delivered.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether everything is delivered.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Why a destination gets nothing; absent: it does.
    pub fn closed_reason(&self, destination: &DestinationId) -> Option<&str> {
        self.closed.get(destination).map(String::as_str)
    }

    /// The oldest waiting entry of each person at each open destination, unless one of theirs is on
    /// its way: one that was revived is older than what was sent meanwhile.
    fn ready(&self) -> impl Iterator<Item = (&Entry, u64)> {
        let sent = self.sent.iter().filter_map(|id| self.entries.get(id));
        let sent: Vec<&Entry> = sent.collect();
        // Not collected: that sorts, in much code.
        let mut turns = BTreeSet::new();
        for one in &sent {
            turns.insert((&one.destination, &one.person_key));
        }
        self.entries.values().filter_map(move |entry| {
            let Progress::Waiting { due_at_ms } = entry.progress else {
                // What is dead holds up nobody: each event tells the whole call.
                return None;
            };
            let is_first = turns.insert((&entry.destination, &entry.person_key));
            let to_same = |one: &&&Entry| one.destination == entry.destination;
            let is_free = sent.iter().filter(to_same).count() < N_SENT_MAX;
            let is_shut = self.closed.contains_key(&entry.destination)
                || self.held.contains(&entry.destination);
            (is_first && is_free && !is_shut).then_some((entry, due_at_ms))
        })
    }
}

impl Entry {
    fn wait_from(&mut self, now_ms: u64, n_tries: u32, after_ms: Option<u64>, share: u8) {
        let wait_ms = u64::try_from(wait(n_tries, share).as_millis()).unwrap_or(u64::MAX);
        let wait_ms = wait_ms.max(after_ms.unwrap_or(0));
        let due_at_ms = now_ms.saturating_add(wait_ms);
        self.progress = Progress::Waiting { due_at_ms };
    }
}

impl std::fmt::Debug for Entry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "Entry({}, {:?}, {:?})",
            self.id.0, self.destination, self.progress
        )
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::time::Duration;

    use proptest::prelude::*;

    use super::*;

    fn entry(id: u64, destination: &str, person: &str) -> Entry {
        Entry {
            id: EntryId(id),
            destination: DestinationId(destination.to_owned()),
            person_key: person.to_owned(),
            progress: Progress::Waiting { due_at_ms: 0 },
            n_tries: 0,
            n_unanswered: 0,
        }
    }

    fn outbox(entries: &[Entry]) -> Outbox {
        let mut outbox = Outbox::default();
        for entry in entries {
            outbox.handle_stored(entry.clone());
        }
        outbox
    }

    fn all_sent(outbox: &mut Outbox, now_ms: u64) -> Vec<u64> {
        std::iter::from_fn(|| outbox.poll_send(now_ms))
            .map(|entry| entry.id.0)
            .collect()
    }

    fn refused() -> Verdict {
        Verdict::Refused {
            reason: "HTTP 422".to_owned(),
        }
    }

    #[test]
    fn of_one_person_only_the_oldest_is_on_its_way_to_a_destination() {
        let mut outbox = outbox(&[
            entry(1, "a", "ada"),
            entry(2, "b", "ada"),
            entry(3, "a", "ada"),
            entry(4, "a", "bo"),
        ]);
        assert_eq!(all_sent(&mut outbox, 0), [1, 2, 4]);
        assert_eq!(outbox.next_due_ms(), None);
        let done = outbox.handle_verdict(EntryId(1), Verdict::Delivered, 0, 0);
        assert_eq!(done, Some(Outcome::Done(EntryId(1))));
        assert_eq!(all_sent(&mut outbox, 0), [3]);
    }

    #[test]
    fn what_waits_for_its_next_try_holds_up_the_same_person_and_nobody_else() {
        let mut outbox = outbox(&[
            entry(1, "a", "ada"),
            entry(2, "a", "ada"),
            entry(3, "a", "bo"),
        ]);
        outbox.poll_send(0);
        outbox.handle_verdict(EntryId(1), Verdict::Again(None), 0, 255);
        assert_eq!(all_sent(&mut outbox, 4_999), [3]);
        assert_eq!(outbox.next_due_ms(), Some(5_000));
        assert_eq!(all_sent(&mut outbox, 5_000), [1]);
    }

    #[test]
    fn a_destination_that_names_a_time_is_left_alone_until_then() {
        let mut outbox = outbox(&[entry(1, "a", "ada")]);
        outbox.poll_send(0);
        let later = Verdict::Again(Some(Duration::from_secs(90)));
        outbox.handle_verdict(EntryId(1), later, 1_000, 0);
        assert_eq!(outbox.next_due_ms(), Some(91_000));
    }

    #[test]
    fn months_without_a_network_kill_nothing() {
        let mut outbox = outbox(&[entry(1, "a", "ada")]);
        let mut now_ms = 0;
        for _ in 0..10_000 {
            now_ms = outbox.next_due_ms().unwrap();
            outbox.poll_send(now_ms);
            outbox.handle_verdict(EntryId(1), Verdict::Unanswered, now_ms, 255);
        }
        let months_ms = 100 * 24 * 3_600_000;
        assert!(now_ms > months_ms, "{now_ms}");
        assert_eq!(outbox.dead().count(), 0);
        assert!(outbox.next_due_ms() > Some(now_ms));
        outbox.handle_online(now_ms);
        assert_eq!(all_sent(&mut outbox, now_ms), [1]);
    }

    #[test]
    fn a_destination_that_never_takes_it_makes_a_dead_letter_that_can_be_sent_again() {
        let mut outbox = outbox(&[entry(1, "a", "ada"), entry(2, "a", "ada")]);
        for _ in 0..N_TRIES_MAX {
            let now_ms = outbox.next_due_ms().unwrap();
            assert_eq!(
                outbox.poll_send(now_ms).map(|entry| entry.id),
                Some(EntryId(1))
            );
            outbox.handle_verdict(EntryId(1), Verdict::Again(None), now_ms, 0);
        }
        assert_eq!(outbox.dead().count(), 1);
        assert!(!outbox.drop_dead(EntryId(2)));
        assert_eq!(all_sent(&mut outbox, u64::MAX), [2]);
        outbox.handle_verdict(EntryId(2), Verdict::Delivered, 0, 0);
        let revived = outbox.revive(EntryId(1), 7).unwrap();
        assert_eq!(
            (revived.n_tries, revived.progress),
            (0, Progress::Waiting { due_at_ms: 7 })
        );
        assert_eq!(all_sent(&mut outbox, 7), [1]);
    }

    #[test]
    fn one_refused_event_does_not_close_the_destination_and_a_lost_token_does() {
        let mut outbox = outbox(&[
            entry(1, "a", "ada"),
            entry(2, "a", "bo"),
            entry(3, "b", "bo"),
        ]);
        outbox.poll_send(0);
        outbox.handle_verdict(EntryId(1), refused(), 0, 0);
        assert_eq!(outbox.poll_send(0).map(|entry| entry.id), Some(EntryId(2)));
        let reason = "HTTP 401".to_owned();
        outbox.handle_verdict(EntryId(2), Verdict::Closed { reason }, 0, 0);
        assert_eq!(all_sent(&mut outbox, u64::MAX), [3]);
        let destination = DestinationId("a".to_owned());
        assert_eq!(outbox.closed_reason(&destination), Some("HTTP 401"));
        outbox.handle_opened(&destination);
        assert_eq!(all_sent(&mut outbox, 0), [2]);
    }

    #[test]
    fn a_letter_that_is_revived_waits_for_a_later_event_of_the_same_person() {
        let mut outbox = outbox(&[entry(1, "a", "ada"), entry(2, "a", "ada")]);
        outbox.poll_send(0);
        outbox.handle_verdict(EntryId(1), refused(), 0, 0);
        assert_eq!(all_sent(&mut outbox, 0), [2]);
        outbox.revive(EntryId(1), 0);
        assert_eq!(all_sent(&mut outbox, 0), [0; 0]);
        outbox.handle_verdict(EntryId(2), Verdict::Delivered, 0, 0);
        assert_eq!(all_sent(&mut outbox, 0), [1]);
    }

    #[test]
    fn a_destination_that_is_held_gets_nothing_and_loses_nothing() {
        let mut outbox = outbox(&[entry(1, "a", "ada"), entry(2, "b", "ada")]);
        let destination = DestinationId("a".to_owned());
        outbox.hold(&destination, true);
        assert_eq!(all_sent(&mut outbox, 0), [2]);
        assert_eq!(outbox.next_due_of(&destination), None);
        outbox.hold(&destination, false);
        assert_eq!(outbox.next_due_of(&destination), Some(0));
        assert_eq!(all_sent(&mut outbox, 0), [1]);
        outbox.handle_unsent(EntryId(1));
        assert_eq!(all_sent(&mut outbox, 0), [1]);
    }

    #[test]
    fn a_destination_gets_few_at_a_time_and_holds_up_no_other() {
        let people = ["ada", "bo", "cy", "di", "ed", "flo"];
        let at_a = people.iter().zip(1..).map(|(one, id)| entry(id, "a", one));
        let mut entries: Vec<Entry> = at_a.collect();
        entries.push(entry(7, "b", "ada"));
        let mut outbox = outbox(&entries);
        assert_eq!(all_sent(&mut outbox, 0), [1, 2, 3, 4, 7]);
        assert_eq!(outbox.next_due_ms(), None);
        outbox.handle_verdict(EntryId(2), Verdict::Delivered, 0, 0);
        assert_eq!(all_sent(&mut outbox, 0), [5]);
    }

    #[test]
    fn a_clock_that_was_set_back_puts_nothing_off() {
        let mut outbox = outbox(&[entry(1, "a", "ada")]);
        outbox.poll_send(100_000);
        outbox.handle_verdict(EntryId(1), Verdict::Again(None), 100_000, 255);
        outbox.handle_set_back(90_000);
        assert_eq!(outbox.next_due_ms(), Some(15_000));
    }

    #[test]
    fn a_forgotten_entry_is_gone_and_its_answer_changes_nothing() {
        let mut outbox = outbox(&[entry(1, "a", "ada"), entry(2, "a", "ada")]);
        outbox.poll_send(0);
        assert!(outbox.forget(EntryId(1)).is_some());
        assert_eq!(
            outbox.handle_verdict(EntryId(1), Verdict::Delivered, 0, 0),
            None
        );
        assert_eq!(all_sent(&mut outbox, 0), [2]);
    }

    #[test]
    fn a_second_answer_changes_nothing() {
        let mut outbox = outbox(&[entry(1, "a", "ada")]);
        outbox.poll_send(0);
        outbox.handle_verdict(EntryId(1), Verdict::Again(None), 0, 0);
        assert_eq!(
            outbox.handle_verdict(EntryId(1), Verdict::Delivered, 0, 0),
            None
        );
        assert_eq!(outbox.len(), 1);
    }

    #[derive(Clone, Debug)]
    enum Step {
        Answer(Verdict),
        /// The program ends with requests on their way; what was stored is read again.
        Stop,
    }

    fn step() -> impl Strategy<Value = Step> {
        prop_oneof![
            4 => Just(Step::Answer(Verdict::Delivered)),
            2 => Just(Step::Answer(Verdict::Again(None))),
            2 => Just(Step::Answer(Verdict::Unanswered)),
            1 => Just(Step::Answer(refused())),
            1 => Just(Step::Answer(Verdict::Closed { reason: "HTTP 401".to_owned() })),
            1 => Just(Step::Stop),
        ]
    }

    proptest! {
        #[test]
        fn whatever_happens_each_entry_is_delivered_in_its_order_or_dead_or_still_there(
            people in proptest::collection::vec(0..3_u8, 1..20),
            steps in proptest::collection::vec(step(), 0..200),
        ) {
            let mut stored: BTreeMap<EntryId, Entry> = (0_u64..)
                .zip(&people)
                .map(|(id, person)| (EntryId(id), entry(id, "a", &person.to_string())))
                .collect();
            let all: Vec<Entry> = stored.values().cloned().collect();
            let mut outbox = outbox(&all);
            let (mut delivered, mut now_ms) = (Vec::new(), 0);
            for step in steps {
                now_ms = outbox.next_due_ms().unwrap_or(now_ms).max(now_ms);
                let Some(sent) = outbox.poll_send(now_ms) else { break };
                match step {
                    Step::Stop => {
                        let rows: Vec<Entry> = stored.values().cloned().collect();
                        outbox = self::outbox(&rows);
                    }
                    Step::Answer(verdict) => {
                        match outbox.handle_verdict(sent.id, verdict, now_ms, 128) {
                            Some(Outcome::Done(id)) => {
                                delivered.push(id);
                                stored.remove(&id);
                            }
                            Some(Outcome::Changed(entry)) => {
                                stored.insert(entry.id, entry);
                            }
                            Some(Outcome::Closed { entry, .. }) => {
                                prop_assert_eq!(outbox.next_due_ms(), None);
                                outbox.handle_opened(&entry.destination);
                                stored.insert(entry.id, entry);
                            }
                            None => prop_assert!(false, "the entry was on its way"),
                        }
                    }
                }
            }
            prop_assert_eq!(delivered.len() + stored.len(), all.len());
            for person in 0..3_u8 {
                let of_person = |id: &&EntryId| all[id.0 as usize].person_key == person.to_string();
                let order: Vec<&EntryId> = delivered.iter().filter(of_person).collect();
                prop_assert!(order.is_sorted(), "{:?}", order);
            }
        }
    }
}

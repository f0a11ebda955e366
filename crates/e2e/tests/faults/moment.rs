//! The states of a call in which something is to go wrong, and how each is made to last.
//!
//! A state is hit when the panel's own status line named it at the moment of the blow. What was hit
//! is counted, and a quota that was missed fails the story.

use std::fmt;
use std::time::Duration;

use anyhow::{Result, ensure};
use e2e::{Callee, Dice, Seen, Sim};
use serde_json::json;

/// Each state must be hit at least so often by each kind of blow.
const N_HITS_MIN: usize = 3;

/// States in which a blow falls, in the order of a call's life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Moment {
    Dialing,
    Ringing,
    Talking,
    Ending,
    WrapUp,
    Disposing,
}

impl Moment {
    pub(crate) const ALL: [Self; 6] = [
        Self::Dialing,
        Self::Ringing,
        Self::Talking,
        Self::Ending,
        Self::WrapUp,
        Self::Disposing,
    ];

    /// How the panel's status line may begin in it: as it goes on, or as it is found again after the
    /// browser or the link was away.
    fn words(self) -> &'static [&'static str] {
        match self {
            Self::Dialing => &["Dialing"],
            Self::Ringing => &["Ringing", "It is still ringing"],
            Self::Talking => &["Talking", "You are still talking"],
            Self::Ending => &["Hanging up"],
            Self::WrapUp => &["Call ended", "Your call with"],
            Self::Disposing => &["Setting the outcome"],
        }
    }

    /// What the panel showed at that moment.
    pub(crate) fn shown(seen: &Seen) -> Option<Self> {
        Self::ALL.into_iter().find(|moment| moment.is_shown(seen))
    }

    pub(crate) fn is_shown(self, seen: &Seen) -> bool {
        self.words().iter().any(|words| seen.says(words))
    }

    /// Whether the agent must have asked for the end before it comes.
    pub(crate) fn follows_the_end(self) -> bool {
        match self {
            Self::Ending | Self::Disposing => true,
            Self::Dialing | Self::Ringing | Self::Talking | Self::WrapUp => false,
        }
    }

    /// Before the dial: what this person and the dial's own request do.
    pub(crate) fn prepare_dial(self, sim: &Sim, number: &str, length: Duration) -> Result<()> {
        let length_ms = u64::try_from(length.as_millis())?;
        let (after_ms, hangs_up_after_ms) = (20, 60);
        match self {
            Self::Dialing => hold(sim, "POST", "make_external_call", length_ms),
            Self::Ringing => sim.callee(
                Some(number),
                Callee::Answers {
                    after_ms: length_ms,
                },
            ),
            Self::Talking | Self::Ending | Self::Disposing => Ok(()),
            Self::WrapUp => {
                let hangs_up = Callee::AnswersAndHangsUp {
                    after_ms,
                    hangs_up_after_ms,
                };
                sim.callee(Some(number), hangs_up)
            }
        }
    }

    /// Before the agent ends the call: how long the requests take that end it.
    pub(crate) fn prepare_end(self, sim: &Sim, length: Duration) -> Result<()> {
        let length_ms = u64::try_from(length.as_millis())?;
        match self {
            Self::Ending => hold(sim, "PUT", "disconnect", length_ms),
            Self::Disposing => hold(sim, "PUT", "dispose", length_ms),
            Self::Dialing | Self::Ringing | Self::Talking | Self::WrapUp => Ok(()),
        }
    }

    /// So many moments, every state as often as any other, in the order that the dice give.
    pub(crate) fn shuffled(n: usize, dice: &mut Dice) -> Vec<Self> {
        let mut all: Vec<Self> = Self::ALL.into_iter().cycle().take(n).collect();
        dice.shuffle(&mut all);
        all
    }
}

/// A held request has arrived at Five9, which carries it out whatever becomes of its sender: what a
/// blow can lose is the answer, never the request.
fn hold(sim: &Sim, method: &str, path: &str, length_ms: u64) -> Result<()> {
    sim.fault(method, path, json!({"delayMs": length_ms}))
}

/// How often each state was aimed at and hit.
#[derive(Debug)]
pub(crate) struct Tally {
    n_blows_wanted: usize,
    blows: Vec<(Moment, Option<Moment>)>,
}

impl Tally {
    pub(crate) fn new(n_blows_wanted: usize) -> Self {
        Self {
            n_blows_wanted,
            blows: Vec::new(),
        }
    }

    /// Counts a blow by what the panel showed when it fell.
    pub(crate) fn note(&mut self, aimed: Moment, seen: &Seen) {
        self.blows.push((aimed, Moment::shown(seen)));
    }

    fn n_hits(&self, moment: Moment) -> usize {
        let hits = self.blows.iter();
        hits.filter(|(_, hit)| *hit == Some(moment)).count()
    }

    /// Fails unless all blows fell and each state was hit often enough.
    pub(crate) fn ensure_quotas(&self) -> Result<()> {
        let (n, n_wanted) = (self.blows.len(), self.n_blows_wanted);
        ensure!(n == n_wanted, "{n} blows instead of {n_wanted}:\n{self}");
        let is_met = |moment: &Moment| self.n_hits(*moment) >= N_HITS_MIN;
        ensure!(
            Moment::ALL.iter().all(is_met),
            "a state was missed:\n{self}"
        );
        Ok(())
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "  {:<12}{:>8}{:>8}", "state", "aimed", "hit")?;
        for moment in Moment::ALL {
            let n_aimed = self.blows.iter().filter(|(aimed, _)| *aimed == moment);
            let (n_aimed, n_hits) = (n_aimed.count(), self.n_hits(moment));
            writeln!(f, "  {:<12}{n_aimed:>8}{n_hits:>8}", format!("{moment:?}"))?;
        }
        let n_else = self.blows.iter().filter(|(_, hit)| hit.is_none()).count();
        write!(f, "  {:<12}{:>8}{n_else:>8}", "elsewhere", "")
    }
}

//! A run in which a blow falls on calls: each at a seeded moment of a seeded state.
//!
//! A blow on a dial never falls before the dial has arrived at Five9, where it is held. So there is
//! evidence of every dial, and nobody needs to be given up as unknown: whoever is not called in the
//! end was skipped, and that fails the story.
//!
//! All other requests may be hit on either side. A blow may even fall after the agent has pressed
//! the end and before that is on disk: then the panel says again that the call is on, and the agent
//! presses again.

use std::time::Duration;

use anyhow::{Context, Result};
use e2e::cast::Extra;
use e2e::{Dice, LogEntry, Seen, Story, ledger};

use crate::agent::{self, Place};
use crate::moment::{Moment, Tally};
use crate::told::Told;

/// How long a state is made to last: long enough for a busy machine to strike within it.
const HELD: Duration = Duration::from_millis(1_400);
/// How far into it the blow may fall.
const INTO: Duration = Duration::from_millis(300);

/// Whatever is under way with a call after a blow has come to its end, or does not come.
const SETTLED: Duration = Duration::from_secs(8);

/// What goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Blow {
    StopWorker,
    KillBrowser,
}

/// A run and the blows that it is to take.
pub(crate) struct Disturbed {
    pub(crate) blow: Blow,
    pub(crate) people: Vec<Extra>,
    /// In which state the blow falls on each call, if one does.
    pub(crate) moments: Vec<Option<Moment>>,
    pub(crate) dice: Dice,
    pub(crate) tally: Tally,
    /// How often the agent had to press the end once more.
    pub(crate) n_presses_lost: usize,
}

impl Disturbed {
    /// Plays the run to its end and settles its accounts, which are shown, and those of another
    /// system that was told of it.
    pub(crate) async fn play(&mut self, story: &mut Story) -> Result<()> {
        let told = Told::start(story).await?;
        self.prepare_dial(story, 0)?;
        agent::start_run(story, &self.people).await?;
        for idx in 0..self.people.len() {
            self.play_call(story, idx)
                .await
                .with_context(|| format!("call {}, {:?}", idx + 1, self.moments[idx]))?;
        }
        self.settle(story, &told).await
    }

    async fn play_call(&mut self, story: &mut Story, idx: usize) -> Result<()> {
        let place = Place {
            n: idx + 1,
            n_people: self.people.len(),
        };
        let moment = self.moments[idx];
        if let Some(moment) = moment.filter(|moment| !moment.follows_the_end()) {
            self.strike(story, place, moment).await?;
        }
        agent::wait_in_call(story, place, "an answered call", agent::is_up).await?;
        self.prepare_dial(story, idx + 1)?;
        if let Some(moment) = moment {
            moment.prepare_end(&story.sim, HELD)?;
        }
        agent::press_end(story, place).await?;
        if let Some(moment) = moment.filter(|moment| moment.follows_the_end()) {
            self.strike(story, place, moment).await?;
            self.n_presses_lost += see_end(story, place).await?;
        }
        Ok(())
    }

    fn prepare_dial(&self, story: &Story, idx: usize) -> Result<()> {
        let moment = self.moments.get(idx).copied().flatten();
        let (Some(moment), Some(person)) = (moment, self.people.get(idx)) else {
            return Ok(());
        };
        moment.prepare_dial(&story.sim, &person.number, HELD)
    }

    /// Waits for the state, lets some of it pass, and strikes. Should the state have passed unseen,
    /// the blow falls all the same, and is counted for the state that it hit.
    async fn strike(&mut self, story: &mut Story, place: Place, moment: Moment) -> Result<()> {
        let (own, next) = (place.end_button(), place.next().end_button());
        let has_come = |seen: &Seen| {
            let shown = Moment::shown(seen).filter(|_| seen.offers(&own));
            shown.is_some_and(|shown| shown >= moment) || seen.offers(&next) || agent::is_over(seen)
        };
        let what = format!("{moment:?}");
        agent::wait_or_resume(story, &what, has_come).await?;
        if moment == Moment::Dialing {
            let number = &self.people[place.n - 1].number;
            let is_dialed = |log: &[LogEntry]| ledger::numbers(log).contains(number);
            story.sim.wait_for_log("the dial", is_dialed).await?;
        }
        // Not for something to happen: this is the moment that the dice chose.
        tokio::time::sleep(self.dice.up_to(INTO)).await;
        match self.blow {
            Blow::StopWorker => {
                self.tally.note(moment, &story.panel.witness.last());
                story.browser.worker().stop().await
            }
            Blow::KillBrowser => {
                self.tally.note(moment, &story.panel.witness.last());
                story.restart_browser().await
            }
        }
    }

    #[expect(clippy::print_stdout, reason = "the summary is part of the evidence")]
    async fn settle(&self, story: &Story, told: &Told) -> Result<()> {
        let books = agent::settle(story, &self.people).await?;
        let (blow, seed) = (self.blow, self.dice.seed());
        println!("{blow:?}, seed {seed}\n{}\n  {books}", self.tally);
        println!("  {} ends had to be pressed again", self.n_presses_lost);
        println!("  {}", told.settle(story, &self.people).await?);
        self.tally.ensure_quotas()
    }
}

/// Waits until the call is off the screen; an end that was lost is pressed again, and counted.
async fn see_end(story: &Story, place: Place) -> Result<usize> {
    let next = place.next().end_button();
    let is_gone = |seen: &Seen| seen.offers(&next) || agent::is_over(seen);
    let gone = agent::wait_or_resume_within(story, "the next call", SETTLED, is_gone).await;
    let shown = story.panel.witness.last();
    let is_on = seen_on(&shown, place);
    if gone.is_ok() || !is_on {
        return Ok(0);
    }
    agent::press_end(story, place).await?;
    Ok(1)
}

/// The call is still on, and nothing is under way with it.
fn seen_on(seen: &Seen, place: Place) -> bool {
    seen.offers(&place.end_button()) && agent::is_up(seen)
}

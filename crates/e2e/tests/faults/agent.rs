//! An agent at the panel: looks at what it shows and presses what it offers, call after call.
//!
//! The agent never knows what was done to the browser; what it does follows from the screen alone.

use std::time::Duration;

use anyhow::Result;
use e2e::accounts::{self, Accounts};
use e2e::cast::{Extra, csv_of_extras};
use e2e::{Callee, History, Seen, Story};
use serde_json::json;

use crate::moment::Moment;

/// How long the agent waits for something to show, restarts of the browser included.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);
/// Outcomes that the agent gives, one after the other.
const OUTCOMES: [&str; 3] = ["Left Voicemail", "Service Completed", "Follow Up"];

/// One call of a run, by its place.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    /// Counted from 1, as the panel does.
    pub(crate) n: usize,
    pub(crate) n_people: usize,
}

impl Place {
    pub(crate) fn next(self) -> Self {
        Self {
            n: self.n + 1,
            ..self
        }
    }

    /// The name of the button that ends it; no other call of the run has it.
    pub(crate) fn end_button(self) -> String {
        if self.n == self.n_people {
            return "End & Finish".to_owned();
        }
        format!("End & Call #{}", self.n + 1)
    }
}

/// Brings the people as a list and starts a run over all of them; calls ring at once.
pub(crate) async fn start_run(story: &Story, people: &[Extra]) -> Result<()> {
    prepare(story).await?;
    story.sim.callee(None, Callee::Answers { after_ms: 20 })?;
    start(story, people).await
}

/// Brings the people as a list and starts the run, whatever callees do.
pub(crate) async fn start(story: &Story, people: &[Extra]) -> Result<()> {
    load(story, people).await?;
    press_start(story, people).await
}

/// Brings the people as a list and chooses all of them.
pub(crate) async fn load(story: &Story, people: &[Extra]) -> Result<()> {
    story.panel.paste_list(&csv_of_extras(people)).await?;
    story.panel.wait_for_text(&people[0].name).await?;
    story.panel.select_all().await
}

pub(crate) async fn press_start(story: &Story, people: &[Extra]) -> Result<()> {
    let start = format!("Start Automation ({})", people.len());
    story.panel.click(&start).await.map(drop)
}

/// Calls ring at once, Five9 is ready, the campaign is chosen.
pub(crate) async fn prepare(story: &Story) -> Result<()> {
    story.sim.post("switches", json!({"offered": false}))?;
    story.ready().await?;
    story.panel.choose_campaign("Student Outreach").await
}

/// Waits until the test holds, resuming the run where it stands still and Five9 is ready.
pub(crate) async fn wait_or_resume(
    story: &Story,
    what: &str,
    test: impl Fn(&Seen) -> bool,
) -> Result<Seen> {
    wait_or_resume_within(story, what, PATIENCE, test).await
}

/// The same with a patience of its own, before and after the resuming.
pub(crate) async fn wait_or_resume_within(
    story: &Story,
    what: &str,
    deadline: Duration,
    test: impl Fn(&Seen) -> bool,
) -> Result<Seen> {
    let witness = &story.panel.witness;
    let can_resume = |seen: &Seen| seen.offers("Resume") && seen.says("Five9 is ready");
    let seen = witness
        .wait_within(what, deadline, |seen| test(seen) || can_resume(seen))
        .await?;
    if test(&seen) {
        return Ok(seen);
    }
    story.panel.click("Resume").await?;
    witness.wait_within(what, deadline, test).await
}

/// Waits until the panel shows this call and the test holds, resuming the run where it stands.
pub(crate) async fn wait_in_call(
    story: &Story,
    place: Place,
    what: &str,
    test: impl Fn(&Seen) -> bool,
) -> Result<Seen> {
    let button = place.end_button();
    let is_there = |seen: &Seen| seen.offers(&button) && test(seen);
    wait_or_resume(story, what, is_there).await
}

/// The other end has answered, or the call is over already.
pub(crate) fn is_up(seen: &Seen) -> bool {
    Moment::Talking.is_shown(seen) || Moment::WrapUp.is_shown(seen)
}

/// Chooses the outcome of the call and presses the button that ends it.
pub(crate) async fn press_end(story: &Story, place: Place) -> Result<()> {
    let outcome = OUTCOMES[place.n % OUTCOMES.len()];
    story.panel.choose_outcome(outcome).await?;
    story.panel.click(&place.end_button()).await.map(drop)
}

/// Plays a call that nothing disturbs, from its answer to its end.
pub(crate) async fn play_call(story: &Story, place: Place) -> Result<()> {
    wait_in_call(story, place, "an answered call", is_up).await?;
    press_end(story, place).await
}

/// Waits until the panel says that the run is over, resuming it where it stands.
pub(crate) async fn finish(story: &Story) -> Result<()> {
    wait_or_resume(story, "the end of the run", is_over).await?;
    Ok(())
}

pub(crate) fn is_over(seen: &Seen) -> bool {
    seen.lines.iter().any(|line| line.contains("Run complete"))
}

/// Plays a run from its `first` call (counted from 1) to the last.
pub(crate) async fn play_run(story: &Story, people: &[Extra], first: usize) -> Result<()> {
    let n_people = people.len();
    for n in first..=n_people {
        play_call(story, Place { n, n_people }).await?;
    }
    Ok(())
}

/// Plays what is left of a run from the call on screen, of the first person, to its accounts.
pub(crate) async fn play_to_the_end(story: &Story, people: &[Extra]) -> Result<Accounts> {
    play_run(story, people, 1).await?;
    settle(story, people).await
}

/// Waits for the end of the run and settles its accounts.
pub(crate) async fn settle(story: &Story, people: &[Extra]) -> Result<Accounts> {
    finish(story).await?;
    let numbers: Vec<String> = people.iter().map(|one| one.number.clone()).collect();
    let history = History::read(&story.panel.page).await?;
    accounts::settle(&story.sim, history, &numbers)
}

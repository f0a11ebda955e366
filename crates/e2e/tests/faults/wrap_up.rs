//! Five9 ends a wrap-up by itself when the campaign's timer runs out, and sets an outcome of its own.
//!
//! Whatever the agent had chosen or was just sending, the panel says which outcome Five9 holds, and
//! nobody else is dialed before the agent is back.

use anyhow::{Result, ensure};
use e2e::cast::extras;
use e2e::{Seen, Stage, Story, ledger};
use serde_json::json;

use crate::agent::{self, PATIENCE, Place};
use crate::moment::Moment;

const FIRST: Place = Place { n: 1, n_people: 2 };
/// Outcome that the timer sets.
const BY_TIMER: &str = "Service Completed";
/// Outcome that the agent would have set.
const CHOSEN: &str = "Left Voicemail";
/// Long enough for the agent to be seen in it.
const TIMER_MS: u64 = 3_000;
const PAUSED: &str = "Paused: Five9 closed the call by itself";

/// A run of two, in its first talk, under a campaign whose wrap-up ends by itself.
async fn talk(story: &Story) -> Result<()> {
    agent::prepare(story).await?;
    let directory = story.directory().await?;
    let campaign = directory.campaign("Student Outreach")?;
    let outcome = directory.disposition(BY_TIMER)?;
    let timer = json!({"timeoutMs": TIMER_MS, "dispositionId": outcome});
    story
        .sim
        .post("campaign", json!({"id": campaign, "wrapUp": timer}))?;
    let answers = e2e::Callee::Answers { after_ms: 20 };
    story.sim.callee(None, answers)?;
    agent::start(story, &extras(2)).await?;
    let is_talk = |seen: &Seen| Moment::Talking.is_shown(seen);
    agent::wait_in_call(story, FIRST, "a talk", is_talk).await?;
    Ok(())
}

async fn wait_for_wrap_up(story: &Story) -> Result<()> {
    story.sim.post("call/current/hangup", json!({}))?;
    let is_wrap_up = |seen: &Seen| Moment::WrapUp.is_shown(seen);
    agent::wait_in_call(story, FIRST, "wrap-up", is_wrap_up).await?;
    Ok(())
}

/// The panel says what Five9 holds and stands still; then the agent goes on with the second person.
async fn go_on(story: &Story) -> Result<()> {
    let is_told = |seen: &Seen| {
        let held = format!("Done. Set in Five9 itself: {BY_TIMER}");
        seen.says(&held)
            && seen.offers("Resume")
            && seen.lines.iter().any(|line| line.starts_with(PAUSED))
    };
    let witness = &story.panel.witness;
    witness
        .wait_within("what Five9 holds, and a pause", PATIENCE, is_told)
        .await?;
    ensure!(ledger::numbers(&story.sim.log()?).len() == 1);
    let people = extras(2);
    agent::play_run(story, &people, 2).await?;
    let books = agent::settle(story, &people).await?;
    ensure!((books.n_confirmed, books.n_elsewhere) == (1, 1), "{books}");
    story.ensure_never_said(&format!("Done. Five9 holds: {CHOSEN}"))
}

#[tokio::test]
async fn a_wrap_up_that_runs_out_without_an_outcome_names_the_one_that_five9_set() -> Result<()> {
    let stage = Stage::new("a_wrap_up_runs_out");
    stage
        .play(async |story: &mut Story| {
            talk(story).await?;
            wait_for_wrap_up(story).await?;
            go_on(story).await
        })
        .await
}

#[tokio::test]
async fn an_outcome_that_was_chosen_and_not_sent_is_not_told_as_set() -> Result<()> {
    let stage = Stage::new("a_wrap_up_runs_out_on_a_choice");
    stage
        .play(async |story: &mut Story| {
            talk(story).await?;
            story.panel.choose_outcome(CHOSEN).await?;
            wait_for_wrap_up(story).await?;
            go_on(story).await
        })
        .await
}

#[tokio::test]
async fn an_outcome_that_comes_after_the_timer_is_not_told_as_set() -> Result<()> {
    let stage = Stage::new("an_outcome_after_the_timer");
    stage
        .play(async |story: &mut Story| {
            // Five9 no longer takes an outcome for a call that it has closed.
            for piece in ["404", "435"] {
                story.allow(piece);
            }
            talk(story).await?;
            wait_for_wrap_up(story).await?;
            let late = json!({"delayMs": TIMER_MS + 500});
            story.sim.fault("PUT", "dispose", late)?;
            story.panel.choose_outcome(CHOSEN).await?;
            story.panel.click(&FIRST.end_button()).await?;
            go_on(story).await
        })
        .await
}

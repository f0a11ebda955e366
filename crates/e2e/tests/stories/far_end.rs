//! What others do with a call: the person called, the network, the agent's hand in the desktop.
//!
//! The run follows what is so, never what was asked for.

use anyhow::{Result, ensure};
use e2e::cast::{PEOPLE, numbers};
use e2e::{Callee, Stage, Story, ledger};
use serde_json::json;

const ANSWERS: Callee = Callee::Answers { after_ms: 30 };

async fn prepare(story: &Story, first: Callee) -> Result<()> {
    story.sim.callee(None, ANSWERS)?;
    story.sim.callee(Some(PEOPLE[0].number), first)?;
    story.ready().await?;
    story.panel.choose_campaign("Student Outreach").await?;
    story.start_run(&PEOPLE[..2]).await
}

/// Ends the second call and checks that exactly two were dialed, each with one disposition.
async fn finish_second(story: &Story, n_disconnects_of_first: usize) -> Result<()> {
    story.wait_for_call(2, "TALKING").await?;
    story.end_with("Left Voicemail", "End & Finish").await?;
    story.sim.wait_for_call(2, "FINISHED").await?;
    let log = story.sim.log()?;
    ledger::ensure_dialed(&log, &numbers(&PEOPLE[..2]))?;
    let calls = ledger::dialed(&log);
    ensure!(
        calls[0].n_disconnects == n_disconnects_of_first,
        "{calls:?}"
    );
    ensure!(
        calls[1].n_disconnects == 1 && calls[1].dispositions.len() == 1,
        "{calls:?}"
    );
    Ok(())
}

#[tokio::test]
async fn the_person_called_hangs_up_first() -> Result<()> {
    let stage = Stage::new("the_person_called_hangs_up_first");
    stage
        .play(async |story: &mut Story| {
            let hangs_up = Callee::AnswersAndHangsUp {
                after_ms: 30,
                hangs_up_after_ms: 100,
            };
            prepare(story, hangs_up).await?;
            story.wait_for_call(1, "WRAP_UP").await?;
            story.end_with("Service Completed", "End & Call #2").await?;
            finish_second(story, 0).await?;
            let calls = ledger::dialed(&story.sim.log()?);
            ensure!(calls[0].dispositions.len() == 1, "{calls:?}");
            Ok(())
        })
        .await
}

#[tokio::test]
async fn nobody_answers_and_the_agent_ends_the_ringing() -> Result<()> {
    let stage = Stage::new("nobody_answers_and_the_agent_ends");
    stage
        .play(async |story: &mut Story| {
            prepare(story, Callee::NeverAnswers).await?;
            story.wait_for_call(1, "RINGING_ON_OTHER_SIDE").await?;
            story.end_with("No Answer", "End & Call #2").await?;
            finish_second(story, 1).await
        })
        .await
}

#[tokio::test]
async fn nobody_answers_until_five9_gives_up() -> Result<()> {
    let stage = Stage::new("nobody_answers_until_five9_gives_up");
    stage
        .play(async |story: &mut Story| {
            story.sim.post("switches", json!({"ringTimeoutMs": 4000}))?;
            prepare(story, Callee::NeverAnswers).await?;
            story.wait_for_call(1, "WRAP_UP").await?;
            story.end_with("No Answer", "End & Call #2").await?;
            finish_second(story, 0).await
        })
        .await
}

#[tokio::test]
async fn a_busy_number_leads_to_wrap_up() -> Result<()> {
    let stage = Stage::new("a_busy_number_leads_to_wrap_up");
    stage
        .play(async |story: &mut Story| {
            prepare(story, Callee::Busy { after_ms: 3500 }).await?;
            story.wait_for_call(1, "WRAP_UP").await?;
            story.end_with("Busy", "End & Call #2").await?;
            finish_second(story, 0).await
        })
        .await
}

#[tokio::test]
async fn the_agent_hangs_up_by_hand_in_the_desktop() -> Result<()> {
    let stage = Stage::new("the_agent_hangs_up_by_hand");
    stage
        .play(async |story: &mut Story| {
            prepare(story, ANSWERS).await?;
            story.wait_for_call(1, "TALKING").await?;
            story.hang_up_by_hand().await?;
            story.wait_for_call(1, "WRAP_UP").await?;
            story.end_with("Service Completed", "End & Call #2").await?;
            finish_second(story, 0).await
        })
        .await
}

#[tokio::test]
async fn the_agent_sets_the_outcome_by_hand_in_the_desktop() -> Result<()> {
    let stage = Stage::new("the_agent_sets_the_outcome_by_hand");
    stage
        .play(async |story: &mut Story| {
            prepare(story, ANSWERS).await?;
            story.wait_for_call(1, "TALKING").await?;
            story.dispose_by_hand("Follow Up").await?;
            story.sim.wait_for_dials(2).await?;
            finish_second(story, 0).await?;
            let calls = ledger::dialed(&story.sim.log()?);
            ensure!(calls[0].n_disposes_sent == 0, "{calls:?}");
            Ok(())
        })
        .await
}

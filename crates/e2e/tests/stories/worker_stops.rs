//! The browser stops the worker when it likes: nobody notices.
//!
//! The worker is stopped in the middle of a talk; every stop is shown to have been one.

use anyhow::{Result, ensure};
use e2e::cast::{PEOPLE, numbers};
use e2e::{Callee, Panel, Stage, Story, ledger};

async fn talk(story: &Story) -> Result<()> {
    story.sim.callee(None, Callee::Answers { after_ms: 30 })?;
    story.ready().await?;
    story.panel.choose_campaign("Student Outreach").await?;
    story.start_run(&PEOPLE[..2]).await?;
    story.wait_for_call(1, "TALKING").await
}

/// Ends both calls and checks that each person was dialed once.
async fn go_on(story: &Story) -> Result<()> {
    story.end_with("Left Voicemail", "End & Call #2").await?;
    story.wait_for_call(2, "TALKING").await?;
    story.end_with("Service Completed", "End & Finish").await?;
    story.sim.wait_for_call(2, "FINISHED").await?;
    let log = story.sim.log()?;
    ledger::ensure_dialed(&log, &numbers(&PEOPLE[..2]))?;
    let calls = ledger::dialed(&log);
    ensure!(
        calls
            .iter()
            .all(|call| call.n_disconnects == 1 && call.dispositions.len() == 1),
        "{calls:?}"
    );
    ensure!(story.sim.n_sockets()? == 1, "{}", story.sim.state()?);
    Ok(())
}

#[tokio::test]
async fn a_worker_stopped_in_a_talk_goes_on_as_if_nothing_had_happened() -> Result<()> {
    let stage = Stage::new("a_worker_stopped_in_a_talk");
    stage
        .play(async |story: &mut Story| {
            talk(story).await?;
            let before = story.browser.worker().life().await?;
            story.browser.worker().stop().await?;
            story.panel.wait_for_phase("TALKING").await?;
            go_on(story).await?;
            ensure!(
                story.browser.worker().life().await? != before,
                "the worker was not stopped"
            );
            Ok(())
        })
        .await
}

#[tokio::test]
async fn a_worker_stopped_with_the_panel_closed_goes_on_when_it_opens_again() -> Result<()> {
    let stage = Stage::new("a_worker_stopped_with_the_panel_closed");
    stage
        .play(async |story: &mut Story| {
            talk(story).await?;
            story.panel.page.clone().close().await?;
            story.browser.worker().stop().await?;
            story.panel = Panel::open(&story.browser).await?;
            story.panel.wait_for_phase("TALKING").await?;
            story.panel.wait_for_text("#1 of 2").await?;
            go_on(story).await
        })
        .await
}

#[tokio::test]
async fn a_worker_stopped_again_and_again_loses_no_call() -> Result<()> {
    let stage = Stage::new("a_worker_stopped_again_and_again");
    stage
        .play(async |story: &mut Story| {
            talk(story).await?;
            for _ in 0..3 {
                story.browser.worker().stop().await?;
                story.panel.wait_for_phase("TALKING").await?;
                story.browser.worker().wait_running().await?;
            }
            go_on(story).await
        })
        .await
}

/// Makes the worker remember the durability of every transaction that writes.
const WATCH_WRITES: &str = r"
    (() => {
        globalThis.durabilities = [];
        const open = IDBDatabase.prototype.transaction;
        IDBDatabase.prototype.transaction = function (...args) {
            const transaction = open.apply(this, args);
            if (transaction.mode === 'readwrite') durabilities.push(transaction.durability);
            return transaction;
        };
        return true;
    })()
";

#[tokio::test]
async fn every_write_of_a_call_is_strictly_durable() -> Result<()> {
    let stage = Stage::new("every_write_is_strictly_durable");
    stage
        .play(async |story: &mut Story| {
            story.ready().await?;
            let worker = story.browser.worker();
            worker.evaluate(WATCH_WRITES).await?;
            story.sim.callee(None, Callee::Answers { after_ms: 30 })?;
            story.panel.choose_campaign("Student Outreach").await?;
            story.start_run(&PEOPLE[..2]).await?;
            story.wait_for_call(1, "TALKING").await?;
            let seen = story.browser.worker().evaluate("durabilities").await?;
            let seen = seen.as_array().cloned().unwrap_or_default();
            ensure!(!seen.is_empty(), "no write was seen");
            ensure!(seen.iter().all(|one| one == "strict"), "{seen:?}");
            Ok(())
        })
        .await
}

//! Five9 tabs: several at once, reloaded, closed; the extension reloaded beside them.
//!
//! Whatever happens to tabs, one of them is adopted, one socket is open, one call is placed.

use anyhow::{Result, ensure};
use e2e::cast::{PEOPLE, numbers};
use e2e::{Callee, Panel, Stage, Story, View, ledger};

const ANSWERS: Callee = Callee::Answers { after_ms: 30 };

async fn prepare(story: &Story) -> Result<()> {
    story.sim.callee(None, ANSWERS)?;
    story.ready().await?;
    story.panel.choose_campaign("Student Outreach").await
}

#[tokio::test]
async fn several_tabs_hold_one_socket_and_place_one_call() -> Result<()> {
    let stage = Stage::new("several_tabs_hold_one_socket");
    stage
        .play(async |story: &mut Story| {
            prepare(story).await?;
            let second = story.open_five9().await?;
            let third = story.open_five9().await?;
            story.load(&PEOPLE[..1]).await?;
            story.panel.select(&[PEOPLE[0].name]).await?;
            story.panel.click("Call").await?;
            story.wait_for_call(1, "TALKING").await?;
            ensure!(story.sim.n_sockets()? == 1, "{}", story.sim.state()?);
            second.close().await?;
            third.close().await?;
            story.end_with("Left Voicemail", "End call").await?;
            story.sim.wait_for_call(1, "FINISHED").await?;
            ensure!(story.sim.n_sockets()? == 1, "{}", story.sim.state()?);
            ensure!(ledger::numbers(&story.sim.log()?) == ["+12025550101"]);
            Ok(())
        })
        .await
}

#[tokio::test]
async fn the_adopted_tab_closes_in_a_run_and_another_takes_over() -> Result<()> {
    let stage = Stage::new("the_adopted_tab_closes_in_a_run");
    stage
        .play(async |story: &mut Story| {
            prepare(story).await?;
            story.start_run(&PEOPLE[..3]).await?;
            story.wait_for_call(1, "TALKING").await?;
            let second = story.open_five9().await?;
            let adopted = story.five9.replace(second);
            if let Some(adopted) = adopted {
                adopted.close().await?;
            }
            story
                .sim
                .wait_for_sockets(0)
                .await
                .or_else(|_| story.sim.state().map(drop))?;
            story.sim.wait_for_sockets(1).await?;
            story.end_with("Left Voicemail", "End & Call #2").await?;
            story.wait_for_call(2, "TALKING").await?;
            story.end_with("Left Voicemail", "End & Call #3").await?;
            story.wait_for_call(3, "TALKING").await?;
            story.end_with("Left Voicemail", "End & Finish").await?;
            story.sim.wait_for_call(3, "FINISHED").await?;
            ensure!(ledger::numbers(&story.sim.log()?) == numbers(&PEOPLE[..3]));
            Ok(())
        })
        .await
}

#[tokio::test]
async fn the_tab_is_reloaded_between_calls() -> Result<()> {
    let stage = Stage::new("the_tab_is_reloaded_between_calls");
    stage
        .play(async |story: &mut Story| {
            prepare(story).await?;
            story.load(&PEOPLE[..2]).await?;
            for (idx, person) in PEOPLE[..2].iter().enumerate() {
                story.panel.select(&[person.name]).await?;
                story.panel.click("Call").await?;
                story.wait_for_call(idx + 1, "TALKING").await?;
                story.end_with("Left Voicemail", "End call").await?;
                story.sim.wait_for_call(idx + 1, "FINISHED").await?;
                story.five9()?.reload().await?;
                story.ready().await?;
                let ticked = story.panel.person(person.name).await?;
                story.panel.page.click_element(&ticked).await?;
            }
            ensure!(story.sim.n_sockets()? == 1, "{}", story.sim.state()?);
            ensure!(ledger::numbers(&story.sim.log()?) == numbers(&PEOPLE[..2]));
            Ok(())
        })
        .await
}

#[tokio::test]
async fn the_extension_is_reloaded_and_calls_without_a_reload_of_the_tab() -> Result<()> {
    let stage = Stage::new("the_extension_is_reloaded");
    stage
        .play(async |story: &mut Story| {
            prepare(story).await?;
            let before = story.five9()?.evaluate("performance.timeOrigin").await?;
            story.browser.reload_extension().await?;
            story.panel = Panel::open(&story.browser).await?;
            story.ready().await?;
            story.load(&PEOPLE[..1]).await?;
            story.panel.select(&[PEOPLE[0].name]).await?;
            story.panel.click("Call").await?;
            story.wait_for_call(1, "TALKING").await?;
            story.end_with("Left Voicemail", "End call").await?;
            story.sim.wait_for_call(1, "FINISHED").await?;
            ensure!(story.sim.n_sockets()? == 1, "{}", story.sim.state()?);
            ensure!(ledger::numbers(&story.sim.log()?) == ["+12025550101"]);
            let after = story.five9()?.evaluate("performance.timeOrigin").await?;
            ensure!(before == after, "the Five9 tab was reloaded");
            Ok(())
        })
        .await
}

/// What a page meets whose extension was updated or reloaded, until the browser closes it.
const OUTLIVE: &str = "(() => {
  const gone = () => { throw new Error('Extension context invalidated.'); };
  chrome.runtime.connect = chrome.runtime.sendMessage = gone;
  chrome.i18n.getMessage = chrome.i18n.getUILanguage = gone;
})()";

#[tokio::test]
async fn a_panel_that_outlives_its_extension_says_so_and_breaks_at_nothing() -> Result<()> {
    let stage = Stage::new("a_panel_outlives_its_extension");
    stage
        .play(async |story: &mut Story| {
            prepare(story).await?;
            story.panel.page.evaluate(OUTLIVE).await?;
            // The end of the worker is what such a page sees of it.
            story.browser.worker().stop().await?;
            story.panel.wait_for_text("Ninepin was updated.").await?;
            story.panel.show(View::Settings).await?;
            story.panel.wait_for_text("Ninepin was updated.").await
        })
        .await
}

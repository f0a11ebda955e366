//! Practice: the same panel and the same worker beside a Five9 that is built in.
//!
//! What a real Five9 was asked meanwhile is judged by the real simulator's log: nothing.

use anyhow::{Result, ensure};
use e2e::cast::{PEOPLE, csv};
use e2e::{Callee, Panel, Stage, Story};
use serde_json::json;

const BANNER: &str = "Practice: nobody is called";
const READY: &str = "The practice Five9 is ready";

/// Says so to the worker; the panel is loaded anew by that.
async fn switch(story: &Story, on: bool) -> Result<()> {
    let message = json!({"type": "setPractice", "on": on});
    let send = format!("void chrome.runtime.sendMessage({message})");
    story.panel.page.evaluate(&send).await.map(drop)
}

async fn practise(story: &Story) -> Result<()> {
    switch(story, true).await?;
    story.panel.wait_for_text(BANNER).await?;
    story.panel.wait_for_text(READY).await
}

async fn start_run(story: &Story, places: &[usize]) -> Result<()> {
    let ids: Vec<String> = places
        .iter()
        .map(|place| format!("practice-{place}"))
        .collect();
    let message = json!({"type": "startRun", "recordIds": ids});
    let status = story.panel.send(message).await?;
    ensure!(status["success"] == true, "{status}");
    Ok(())
}

#[tokio::test]
async fn a_run_over_three_people_needs_no_five9() -> Result<()> {
    let stage = Stage::new("a_practice_run").without_five9();
    stage
        .play(async |story: &mut Story| {
            practise(story).await?;
            start_run(story, &[1, 2, 10]).await?;
            story.panel.wait_for_phase("TALKING").await?;
            story.panel.wait_for_text("Contact 1").await?;
            story.end_with("Service Completed", "End & Call #2").await?;
            // Nobody answers here, unless the agent has them do it.
            story.panel.click("Answers").await?;
            story.panel.wait_for_phase("TALKING").await?;
            story.panel.click("Hangs up").await?;
            story.panel.wait_for_phase("WRAP_UP").await?;
            story.end_with("Left Voicemail", "End & Call #3").await?;
            story.panel.wait_for_text("#3 of 3").await?;
            story.panel.wait_for_phase("TALKING").await?;
            story.end_with("Service Completed", "End & Finish").await?;
            story.panel.wait_for_text("Run complete").await?;
            ensure!(story.sim.log()?.is_empty(), "no Five9 was asked");
            Ok(())
        })
        .await
}

#[tokio::test]
async fn a_real_five9_hears_nothing_of_practice_and_is_back_afterwards() -> Result<()> {
    let stage = Stage::new("practice_beside_a_real_five9");
    stage
        .play(async |story: &mut Story| {
            story.sim.callee(None, Callee::Answers { after_ms: 30 })?;
            story.ready().await?;
            let list = json!({"type": "importList", "text": csv(&PEOPLE[..3])});
            story.panel.send(list).await?;
            practise(story).await?;
            story.sim.wait_for_sockets(0).await?;
            story.sim.clear_log()?;
            start_run(story, &[1]).await?;
            story.panel.wait_for_phase("TALKING").await?;
            let refused = json!({"type": "setPractice", "on": false});
            let refused = story.panel.send(refused).await?;
            ensure!(refused["code"] == "busy", "{refused}");
            // A tab that comes meanwhile is left alone, too.
            let late = story.open_five9().await?;
            story.end_with("Service Completed", "End & Finish").await?;
            story.panel.wait_for_text("Run complete").await?;
            let asked = story.sim.log()?;
            ensure!(asked.is_empty(), "{}", e2e::show(&asked));
            ensure!(story.sim.n_sockets()? == 0 && story.sim.n_calls()? == 0);
            late.close().await?;

            story.panel.click("Leave practice").await?;
            story.ready().await?;
            story.panel.page.click("tab", "List").await?;
            story.panel.wait_for_text(PEOPLE[0].name).await?;
            let body = story.panel.page.text().await?;
            let left = [BANNER, "Contact 1", "Run complete"];
            ensure!(left.iter().all(|text| !body.contains(text)), "{body}");
            let call = json!({"type": "triggerFive9Call", "phoneNumber": PEOPLE[0].number});
            let placed = story.panel.send(call).await?;
            ensure!(placed["success"] == true, "{placed}");
            story.wait_for_call(1, "TALKING").await
        })
        .await
}

#[tokio::test]
async fn a_worker_stopped_in_a_practice_call_goes_on_with_it() -> Result<()> {
    let stage = Stage::new("a_worker_stopped_in_practice");
    stage
        .play(async |story: &mut Story| {
            story.ready().await?;
            practise(story).await?;
            story.sim.wait_for_sockets(0).await?;
            story.sim.clear_log()?;
            start_run(story, &[1]).await?;
            story.panel.wait_for_phase("TALKING").await?;
            let before = story.browser.worker().life().await?;
            story.browser.worker().stop().await?;
            story.browser.worker().wait_for_other_life(&before).await?;
            story.panel.wait_for_phase("TALKING").await?;
            story.panel.wait_for_text(BANNER).await?;
            story.end_with("Service Completed", "End & Finish").await?;
            story.panel.wait_for_text("Run complete").await?;
            ensure!(story.sim.log()?.is_empty());
            Ok(())
        })
        .await
}

#[tokio::test]
async fn when_the_panel_that_hosts_goes_the_next_one_does() -> Result<()> {
    let stage = Stage::new("the_next_panel_hosts");
    stage
        .play(async |story: &mut Story| {
            practise(story).await?;
            let second = Panel::open(&story.browser).await?;
            second.wait_for_text(READY).await?;
            story.panel.page.clone().close().await?;
            story.panel = second;
            // Loaded anew, it has to host before it can say so.
            story.panel.page.reload().await?;
            story.panel.wait_for_text(READY).await?;
            start_run(story, &[1]).await?;
            story.panel.wait_for_phase("TALKING").await?;
            story.end_with("Service Completed", "End & Finish").await?;
            story.panel.wait_for_text("Run complete").await
        })
        .await
}

#[tokio::test]
async fn the_switch_is_in_the_settings() -> Result<()> {
    let stage = Stage::new("the_practice_switch").without_five9();
    stage
        .play(async |story: &mut Story| {
            story.panel.page.click("tab", "Settings").await?;
            story.panel.page.click("switch", "Practice mode").await?;
            story.panel.wait_for_text(BANNER).await?;
            story.panel.wait_for_text(READY).await?;
            story.panel.click("Leave practice").await?;
            let gone = format!("!document.body.innerText.includes({})", json!(BANNER));
            story.panel.page.wait_for(&gone).await.map(drop)
        })
        .await
}

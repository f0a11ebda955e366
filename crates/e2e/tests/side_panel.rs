//! The browser's real side panel, beside the Five9 tab as an agent has it.

use anyhow::{Result, ensure};
use e2e::cast::PEOPLE;
use e2e::{Callee, Panel, Stage, Story, ledger};

#[tokio::test]
async fn a_call_is_placed_and_ended_from_the_real_side_panel() -> Result<()> {
    let stage = Stage::new("the_real_side_panel");
    stage
        .play(async |story: &mut Story| {
            story.sim.callee(None, Callee::Answers { after_ms: 30 })?;
            story.panel.page.clone().close().await?;
            story.panel = Panel::open_in_side_panel(&story.browser, story.five9()?).await?;
            let context = "chrome.runtime.getContexts({contextTypes: ['SIDE_PANEL']})\
                           .then((found) => found.length)";
            ensure!(
                story.panel.page.evaluate(context).await? == 1,
                "no side panel is open"
            );
            story.ready().await?;
            story.panel.choose_campaign("Student Outreach").await?;
            story.load(&PEOPLE[..1]).await?;
            story.panel.select(&[PEOPLE[0].name]).await?;
            story.panel.click("Call").await?;
            story.wait_for_call(1, "TALKING").await?;
            story.end_with("Left Voicemail", "End call").await?;
            story.sim.wait_for_call(1, "FINISHED").await?;
            ensure!(ledger::numbers(&story.sim.log()?) == ["+12025550101"]);
            Ok(())
        })
        .await
}

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
            story.call_one(&PEOPLE[0]).await?;
            story.wait_for_call(1, "TALKING").await?;
            story.end_with("Left Voicemail", "End call").await?;
            story.sim.wait_for_call(1, "FINISHED").await?;
            ensure!(ledger::numbers(&story.sim.log()?) == ["+12025550101"]);
            Ok(())
        })
        .await
}

#[tokio::test]
async fn a_panel_that_fell_over_comes_back_with_the_call_on_screen() -> Result<()> {
    Stage::new("a_panel_that_fell_over")
        .play(async |story: &mut Story| {
            story.allow("unreachable");
            story.sim.callee(None, Callee::Answers { after_ms: 30 })?;
            story.call_one(&PEOPLE[0]).await?;
            story.wait_for_call(1, "TALKING").await?;

            let page = &story.panel.page;
            page.evaluate("void (window.isFirst = true)").await?;
            // As the module ends at a fault of its own.
            let fall =
                "void setTimeout(() => { throw new WebAssembly.RuntimeError('unreachable'); })";
            page.evaluate(fall).await?;
            page.wait_for("window.isFirst === undefined").await?;
            story.panel.wait_for_phase("TALKING").await?;
            // One that falls again and again stands still: it would be loaded without end.
            let mark = "sessionStorage.getItem('reloadedAtMs')";
            let before = page.evaluate(mark).await?;
            ensure!(before.is_string(), "no mark of the first fall: {before}");
            // Told of the fall after the panel was.
            let again = "new Promise((heard) => {
                addEventListener('error', () => setTimeout(heard));
                setTimeout(() => { throw new WebAssembly.RuntimeError('unreachable'); });
            }).then(() => sessionStorage.getItem('reloadedAtMs'))";
            ensure!(page.evaluate(again).await? == before);
            story.end_with("Left Voicemail", "End call").await?;
            story.sim.wait_for_call(1, "FINISHED").await?;
            ensure!(ledger::numbers(&story.sim.log()?) == [PEOPLE[0].number]);
            Ok(())
        })
        .await
}

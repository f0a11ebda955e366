//! The browser's real side panel, beside the Five9 tab as an agent has it.

use std::time::Duration;

use anyhow::{Result, ensure};
use e2e::cast::PEOPLE;
use e2e::{Background, Browser, BrowserConfig, Callee, Display, Extension, Panel, Profile};
use e2e::{Program, Sim, Stage, Story, ledger};

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

#[tokio::test]
async fn a_panel_that_is_parsed_late_is_drawn_when_it_has_a_body() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let extension = Extension::built()?.copy_to(folder.path())?;
    // Its script is done with everything long before the body comes.
    let panel = folder.path().join("panel.html");
    let html = std::fs::read_to_string(&panel)?;
    let filling = format!("<meta name=\"filling\" content=\"{}\">\n", "-".repeat(200));
    let late = html.replacen("</head>", &(filling.repeat(60_000) + "</head>"), 1);
    ensure!(late.len() > html.len(), "the panel has no head");
    std::fs::write(&panel, late)?;
    let sim = Sim::start(0, Duration::ZERO).await?;
    let config = BrowserConfig {
        program: Program::find()?,
        extension,
        sim_port: sim.port(),
        display: Display::Headless,
        background: Background::AsForPeople,
        language: "en-US",
    };
    let browser = Browser::launch(config, Profile::create()?).await?;
    let panel = Panel::open(&browser).await?;
    panel.page.wait_for_text("Open Five9").await?;
    browser.console.ensure_clean(&[])?;
    browser.kill().await.map(drop)
}

//! A whole run without a mouse: every control is reached by keys, and the focus is always seen.
//!
//! What was dialed, ended and disposed is judged by the simulator's log.

use anyhow::{Result, ensure};
use e2e::cast::{PEOPLE, csv};
use e2e::{Callee, Page, Stage, Story, View, ledger};

/// Goes to a button and presses it.
async fn press(page: &Page, button: &str) -> Result<()> {
    page.tab_to("button", button).await?;
    page.press("Enter").await
}

#[tokio::test]
async fn a_run_is_worked_from_list_to_summary_by_keys_alone() -> Result<()> {
    Stage::new("a_run_by_keys_alone")
        .play(async |story: &mut Story| {
            story.sim.callee(None, Callee::NeverAnswers)?;
            story.ready().await?;
            let page = story.panel.page.clone();
            page.resize(360, 640, 1.0).await?;
            page.watch_pointers().await?;
            let people = &PEOPLE[..4];

            page.tab_to("tab", "Call").await?;
            page.press("ArrowRight").await?;
            page.ensure_focus_is_seen().await?;
            page.tab_to("textbox", "Paste a list").await?;
            page.insert_text(&csv(people)).await?;
            press(&page, "Load list").await?;
            story.panel.wait_for_text(people[3].name).await?;
            page.tab_back_to("checkbox", "Select all").await?;
            page.press(" ").await?;
            page.tab_back_to("button", "Start Automation (4)").await?;
            page.press("Enter").await?;

            // The outcome is chosen while it rings, the note is written, one key ends and calls.
            story.wait_for_call(1, "RINGING_ON_OTHER_SIDE").await?;
            page.type_key("5").await?;
            page.tab_to("textbox", "Note").await?;
            page.insert_text("Try again in the evening").await?;
            page.press_with_control("Enter").await?;

            story.wait_for_call(2, "RINGING_ON_OTHER_SIDE").await?;
            press(&page, "Skip").await?;
            story.panel.wait_for_button("End & Call #4").await?;
            press(&page, "Pause").await?;
            story.panel.wait_for_button("Resume").await?;
            press(&page, "Resume").await?;
            story.panel.wait_for_button("Pause").await?;
            page.type_key("1").await?;
            page.press_with_control("Enter").await?;

            story.wait_for_call(3, "RINGING_ON_OTHER_SIDE").await?;
            page.type_key("5").await?;
            page.press_with_control("Enter").await?;
            story.panel.wait_for_text("Run complete").await?;
            page.ensure_no_pointer().await?;

            let numbers = ledger::numbers(&story.sim.log()?);
            ensure!(
                numbers == [people[0].number, people[1].number, people[3].number],
                "{numbers:?}"
            );
            let first = e2e::History::read(&page).await?;
            ensure!(first.calls.len() == 3, "{}", first.calls.len());
            Ok(())
        })
        .await
}

#[tokio::test]
async fn the_big_button_is_pressed_from_a_row_an_outcome_and_a_field() -> Result<()> {
    Stage::new("the_big_button_from_anywhere")
        .play(async |story: &mut Story| {
            story.sim.callee(None, Callee::NeverAnswers)?;
            story.ready().await?;
            let page = story.panel.page.clone();
            story.load(&PEOPLE[..2]).await?;
            story.panel.select(&[PEOPLE[0].name]).await?;
            page.press_with_control("Enter").await?;
            story.wait_for_call(1, "RINGING_ON_OTHER_SIDE").await?;

            // With the focus on another outcome it ends the call, and does not choose that one.
            story.panel.choose_outcome("No Answer").await?;
            page.press("ArrowDown").await?;
            page.press_with_control("Enter").await?;
            story.sim.wait_for_call(1, "FINISHED").await?;
            let first = e2e::History::read(&page).await?;
            ensure!(first.calls.len() == 1, "{}", first.calls.len());
            story.panel.wait_for_text("No Answer").await?;

            story.panel.show(View::List).await?;
            page.fill("textbox", "Number", PEOPLE[1].number).await?;
            page.press_with_control("Enter").await?;
            story.wait_for_call(2, "RINGING_ON_OTHER_SIDE").await?;
            let numbers = ledger::numbers(&story.sim.log()?);
            ensure!(
                numbers == [PEOPLE[0].number, PEOPLE[1].number],
                "{numbers:?}"
            );
            Ok(())
        })
        .await
}

/// Something other than the page itself has the focus.
const HAS_FOCUS: &str = "document.activeElement !== document.body";

#[tokio::test]
async fn a_control_that_takes_itself_away_leaves_the_focus_beside_it() -> Result<()> {
    Stage::new("a_control_that_takes_itself_away")
        .play(async |story: &mut Story| {
            story.ready().await?;
            let page = story.panel.page.clone();
            let is_within = |place: &str| format!("!!document.activeElement.closest('{place}')");
            story.load(&PEOPLE[..3]).await?;
            story.panel.show(View::List).await?;
            page.click("DisclosureTriangle", "Bring another list")
                .await?;
            page.click("button", "Forget this list").await?;
            page.click("button", "Keep it").await?;
            page.element("button", "Forget this list").await?;
            page.wait_for(&is_within(".import")).await?;

            story.panel.select(&[PEOPLE[0].name]).await?;
            page.click("button", "Remove 1").await?;
            page.click("button", "Close").await?;
            page.wait_for(&is_within(".people")).await?;

            page.click("button", "Filter").await?;
            page.click("checkbox", "One number 2").await?;
            page.click("button", "Clear").await?;
            page.wait_for(&is_within(".people")).await?;

            page.click("tab", "Settings").await?;
            page.click("button", "Delete call history").await?;
            page.click("button", "Keep it").await?;
            page.wait_for(&is_within("#settings-data")).await?;
            page.wait_for(HAS_FOCUS).await.map(drop)
        })
        .await
}

//! How a run goes from one person to the next as the agent prefers it: looking first, counting down,
//! taking an outcome back, calling another number, changing the order, and running what is left.
//!
//! Whom a run has called is judged by the simulator's log.

use anyhow::{Result, ensure};
use e2e::cast::{PEOPLE, numbers};
use e2e::{Callee, Stage, Story, View, ledger};

const ANSWERS: Callee = Callee::Answers { after_ms: 0 };
const TWO_NUMBERS: &str = "Name,Phone,Mobile\n\
    Avery Adams,(202) 555-0101,(202) 555-0191\n\
    Blake Brown,(202) 555-0102,\n";

/// Sets the span of a countdown that is on.
async fn count_down(story: &Story, seconds: &str) -> Result<()> {
    story.panel.show(View::Settings).await?;
    let page = &story.panel.page;
    page.fill("spinbutton", "Seconds to count down", seconds)
        .await?;
    // A number is taken when the field is left.
    page.press("Tab").await
}

fn ensure_dialed(story: &Story, wanted: &[&str]) -> Result<()> {
    let dialed = ledger::numbers(&story.sim.log()?);
    ensure!(dialed == wanted, "{dialed:?} were dialed, not {wanted:?}");
    Ok(())
}

#[tokio::test]
async fn in_preview_each_person_is_shown_first_and_called_skipped_or_postponed() -> Result<()> {
    Stage::new("preview")
        .play(async |story: &mut Story| {
            story.sim.callee(None, ANSWERS)?;
            story.ready().await?;
            story.panel.prefer("Preview").await?;
            story.start_run(&PEOPLE[..4]).await?;
            let panel = story.panel.clone();
            panel.wait_for_text("Have a look, then call").await?;
            panel.wait_for_text("Avery Adams · (202) 555-0101").await?;
            ensure_dialed(story, &[])?;

            panel.click("Postpone").await?;
            panel.wait_for_text("Blake Brown · (202) 555-0102").await?;
            panel
                .page
                .click("DisclosureTriangle", "Skip with a reason")
                .await?;
            panel.click("Wrong time").await?;
            panel.wait_for_text("Casey Clark · (202) 555-0103").await?;
            ensure_dialed(story, &[])?;
            panel.click("Call").await?;
            story.wait_for_call(1, "TALKING").await?;
            story.end_with("Follow Up", "End & Call #3").await?;
            story.sim.wait_for_call(1, "FINISHED").await?;
            panel.wait_for_text("Drew Davis · (202) 555-0104").await?;
            ensure_dialed(story, &[PEOPLE[2].number])?;

            panel.click("Call").await?;
            story.wait_for_call(2, "TALKING").await?;
            story.end_with("Follow Up", "End & Call #4").await?;
            panel.wait_for_text("Avery Adams · (202) 555-0101").await?;
            panel.click("Call").await?;
            story.wait_for_call(3, "TALKING").await?;
            story.end_with("Follow Up", "End & Finish").await?;
            panel.wait_for_text("Run complete").await?;
            panel.wait_for_text("3 of 4").await?;
            let order = [PEOPLE[2].number, PEOPLE[3].number, PEOPLE[0].number];
            ensure_dialed(story, &order)?;
            let history = e2e::History::read(&panel.page).await?;
            let ends = history.run_ends.iter();
            let reasons: Vec<_> = ends.filter_map(|end| end.reason.as_deref()).collect();
            ensure!(reasons == ["Wrong time"], "{reasons:?}");
            Ok(())
        })
        .await
}

#[tokio::test]
async fn a_countdown_calls_the_next_by_itself_and_stops_when_the_agent_types() -> Result<()> {
    Stage::new("countdown")
        .play(async |story: &mut Story| {
            story.sim.callee(None, ANSWERS)?;
            story.ready().await?;
            story.panel.show(View::Settings).await?;
            let switch = "Count down before the next call";
            story.panel.page.click("checkbox", switch).await?;
            count_down(story, "1").await?;
            story.start_run(&PEOPLE[..3]).await?;
            let panel = story.panel.clone();
            story.wait_for_call(1, "TALKING").await?;
            story.end_with("Follow Up", "End & Call #2").await?;
            // Nobody presses anything for the second.
            story.wait_for_call(2, "TALKING").await?;
            let log = story.sim.log()?;
            let dials = ledger::dialed(&log);
            ensure!(dials.len() == 2, "{}", dials.len());

            count_down(story, "60").await?;
            story.end_with("Follow Up", "End & Call #3").await?;
            story.sim.wait_for_call(2, "FINISHED").await?;
            panel.wait_for_text("Next call in a moment").await?;
            panel.page.fill("textbox", "Note", "Left-handed").await?;
            panel.wait_for_text("Have a look, then call").await?;
            panel.click("Call").await?;
            story.wait_for_call(3, "TALKING").await?;
            let wanted = numbers(&PEOPLE[..3]);
            ensure!(ledger::numbers(&story.sim.log()?) == wanted);
            Ok(())
        })
        .await
}

#[tokio::test]
async fn an_outcome_that_is_held_back_can_be_taken_back_and_the_next_dial_waits() -> Result<()> {
    Stage::new("held_back")
        .play(async |story: &mut Story| {
            story.sim.callee(None, ANSWERS)?;
            story.ready().await?;
            story.panel.prefer("5 s").await?;
            story.start_run(&PEOPLE[..2]).await?;
            let panel = story.panel.clone();
            story.wait_for_call(1, "TALKING").await?;
            story.end_with("Do Not Call", "End & Call #2").await?;
            panel.click("Undo").await?;
            let is_gone = "!document.body.innerText.includes('Undo')";
            panel.page.wait_for(is_gone).await?;
            let log = story.sim.log()?;
            let first = &ledger::dialed(&log)[0];
            ensure!(
                first.n_disposes_sent == 0,
                "the outcome was sent before its time"
            );
            ensure_dialed(story, &[PEOPLE[0].number])?;

            panel.choose_outcome("Follow Up").await?;
            panel.click_end().await?;
            panel
                .wait_for_text("The next call waits until this outcome is sent.")
                .await?;
            story.wait_for_call(2, "TALKING").await?;
            let log = story.sim.log()?;
            let first = &ledger::dialed(&log)[0];
            let directory = story.directory().await?;
            ensure!(
                first.dispositions == [directory.disposition("Follow Up")?],
                "{:?}",
                first.dispositions
            );
            ensure_dialed(story, &[PEOPLE[0].number, PEOPLE[1].number])
        })
        .await
}

#[tokio::test]
async fn after_no_answer_the_other_number_of_the_person_is_one_press_away() -> Result<()> {
    Stage::new("other_number")
        .play(async |story: &mut Story| {
            story.sim.callee(None, ANSWERS)?;
            story
                .sim
                .callee(Some(PEOPLE[0].number), Callee::NeverAnswers)?;
            story.ready().await?;
            story.panel.choose_campaign("Student Outreach").await?;
            story.panel.paste_list(TWO_NUMBERS).await?;
            let panel = story.panel.clone();
            panel.select(&[PEOPLE[0].name, PEOPLE[1].name]).await?;
            panel.click("Start Automation (2)").await?;
            story.wait_for_call(1, "RINGING_ON_OTHER_SIDE").await?;
            panel.choose_outcome("No Answer").await?;
            panel.page.type_key("o").await?;
            story.wait_for_call(2, "TALKING").await?;
            panel.wait_for_text("#1 of 2").await?;
            let both = [PEOPLE[0].number, "+12025550191"];
            ensure_dialed(story, &both)?;
            story.end_with("Follow Up", "End & Call #2").await?;
            story.wait_for_call(3, "TALKING").await?;
            ensure_dialed(story, &[both[0], both[1], PEOPLE[1].number])?;
            let log = story.sim.log()?;
            let directory = story.directory().await?;
            let first = &ledger::dialed(&log)[0];
            ensure!(
                first.dispositions == [directory.disposition("No Answer")?],
                "{:?}",
                first.dispositions
            );
            Ok(())
        })
        .await
}

#[tokio::test]
async fn a_run_is_reordered_shortened_cancelled_and_what_is_left_is_run() -> Result<()> {
    Stage::new("queue")
        .play(async |story: &mut Story| {
            story.sim.callee(None, ANSWERS)?;
            story.start_run(&PEOPLE[..5]).await?;
            let panel = story.panel.clone();
            story.wait_for_call(1, "TALKING").await?;
            panel.show(View::List).await?;
            panel
                .page
                .click("DisclosureTriangle", "Queue · 4 to call")
                .await?;
            panel.click("Move Drew Davis up").await?;
            panel.wait_for_button("Move Blake Brown down").await?;
            panel.click("Leave Casey Clark out").await?;
            panel.wait_for_text("Casey Clark is left out").await?;
            panel.click("Undo").await?;
            panel.wait_for_button("Leave Casey Clark out").await?;
            panel.click("Leave Blake Brown out").await?;
            panel.wait_for_text("Blake Brown is left out").await?;

            // Who is left out keeps their place, as who is skipped does.
            story.end_with("Follow Up", "End & Call #3").await?;
            story.wait_for_call(2, "TALKING").await?;
            ensure_dialed(story, &[PEOPLE[0].number, PEOPLE[3].number])?;
            panel.click("Cancel").await?;
            story.end_with("Follow Up", "End call").await?;
            story.sim.wait_for_call(2, "FINISHED").await?;
            panel.wait_for_text("Run cancelled").await?;

            panel.click("Run what is left (2)").await?;
            story.wait_for_call(3, "TALKING").await?;
            story.end_with("Follow Up", "End & Call #2").await?;
            story.wait_for_call(4, "TALKING").await?;
            story.end_with("Follow Up", "End & Finish").await?;
            panel.wait_for_text("Run complete").await?;
            let order = [0, 3, 2, 4].map(|idx: usize| PEOPLE[idx].number);
            ensure_dialed(story, &order)
        })
        .await
}

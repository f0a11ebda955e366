//! The agent's main job: a list, a run, one call after the other.
//!
//! What was dialed, ended and disposed is judged by the simulator's log.

use anyhow::{Result, ensure};
use e2e::cast::{PEOPLE, WITHOUT_NUMBER, numbers};
use e2e::ledger::{self, Expected};
use e2e::{Callee, Stage, Story, View};

const ANSWERS: Callee = Callee::Answers { after_ms: 30 };
const OUTCOMES: [&str; 3] = ["Left Voicemail", "Service Completed", "Follow Up"];

async fn expected(story: &Story, number: &str, outcome: &str, was_live: bool) -> Result<Expected> {
    let directory = story.directory().await?;
    Ok(Expected {
        number: number.to_owned(),
        campaign: directory.campaign("Student Outreach")?.to_owned(),
        disposition: directory.disposition(outcome)?.to_owned(),
        was_live,
    })
}

async fn prepare(story: &Story) -> Result<()> {
    story.sim.callee(None, ANSWERS)?;
    story.ready().await?;
    story.panel.choose_campaign("Student Outreach").await
}

#[tokio::test]
async fn one_person_is_called_ended_and_given_an_outcome() -> Result<()> {
    let stage = Stage::new("one_person_is_called");
    stage
        .play(async |story: &mut Story| {
            prepare(story).await?;
            story.load(&PEOPLE[..3]).await?;
            story.panel.select(&["Blake Brown"]).await?;
            story.panel.click("Call").await?;
            story.wait_for_call(1, "TALKING").await?;
            story.end_with("Left Voicemail", "End call").await?;
            story.sim.wait_for_call(1, "FINISHED").await?;
            story.panel.page.element("button", "Call").await?;
            let wanted = [expected(story, "+12025550102", "Left Voicemail", true).await?];
            ledger::check(&story.sim.log()?, &wanted)
        })
        .await
}

#[tokio::test]
async fn a_run_dials_five_people_one_after_the_other() -> Result<()> {
    let stage = Stage::new("a_run_dials_five_people");
    stage
        .play(async |story: &mut Story| {
            prepare(story).await?;
            let people = &PEOPLE[..5];
            story.start_run(people).await?;
            let mut wanted = Vec::new();
            for (idx, person) in people.iter().enumerate() {
                let outcome = OUTCOMES[idx % OUTCOMES.len()];
                story.wait_for_call(idx + 1, "TALKING").await?;
                story
                    .panel
                    .wait_for_text(&format!("#{} of 5", idx + 1))
                    .await?;
                let button = match idx {
                    4 => "End & Finish".to_owned(),
                    _ => format!("End & Call #{}", idx + 2),
                };
                story.end_with(outcome, &button).await?;
                wanted.push(expected(story, person.number, outcome, true).await?);
            }
            story.sim.wait_for_call(5, "FINISHED").await?;
            story.panel.wait_for_text("Run complete").await?;
            // Single mode again: nobody is chosen, so nothing starts by one press more.
            story.panel.page.element("button", "Call").await?;
            ledger::check(&story.sim.log()?, &wanted)
        })
        .await
}

#[tokio::test]
async fn somebody_without_a_number_is_passed_over_with_a_note() -> Result<()> {
    let stage = Stage::new("somebody_without_a_number");
    stage
        .play(async |story: &mut Story| {
            prepare(story).await?;
            let people = [PEOPLE[0], WITHOUT_NUMBER, PEOPLE[1]];
            story.start_run(&people).await?;
            story.wait_for_call(1, "TALKING").await?;
            story.panel.choose_outcome("Left Voicemail").await?;
            story.panel.click_end().await?;
            story.wait_for_call(2, "TALKING").await?;
            story.end_with("Left Voicemail", "End & Finish").await?;
            story.sim.wait_for_call(2, "FINISHED").await?;
            ensure!(ledger::numbers(&story.sim.log()?) == ["+12025550101", "+12025550102"]);
            Ok(())
        })
        .await
}

#[tokio::test]
async fn without_an_outcome_the_call_ends_at_once_and_choosing_one_dials_the_next() -> Result<()> {
    let stage = Stage::new("without_an_outcome_the_call_ends_at_once");
    stage
        .play(async |story: &mut Story| {
            prepare(story).await?;
            story.start_run(&PEOPLE[..2]).await?;
            story.wait_for_call(1, "TALKING").await?;
            story.panel.click("End & Call #2").await?;
            story.wait_for_call(1, "WRAP_UP").await?;
            story.panel.wait_for_focus_in("Outcome").await?;
            ensure!(ledger::numbers(&story.sim.log()?).len() == 1);
            story.panel.choose_outcome("Follow Up").await?;
            story.wait_for_call(2, "TALKING").await?;
            story.end_with("Follow Up", "End & Finish").await?;
            story.sim.wait_for_call(2, "FINISHED").await?;
            let wanted = [
                expected(story, PEOPLE[0].number, "Follow Up", true).await?,
                expected(story, PEOPLE[1].number, "Follow Up", true).await?,
            ];
            ledger::check(&story.sim.log()?, &wanted)
        })
        .await
}

#[tokio::test]
async fn skipping_in_a_call_passes_over_the_one_up_next_and_leaves_the_call_alone() -> Result<()> {
    let stage = Stage::new("skipping_in_a_call");
    stage
        .play(async |story: &mut Story| {
            prepare(story).await?;
            story.start_run(&PEOPLE[..3]).await?;
            story.wait_for_call(1, "TALKING").await?;
            story.panel.click("Skip").await?;
            story.panel.wait_for_button("End & Call #3").await?;
            story.sim.wait_for_call(1, "TALKING").await?;
            story.end_with("Left Voicemail", "End & Call #3").await?;
            story.wait_for_call(2, "TALKING").await?;
            story.end_with("Left Voicemail", "End & Finish").await?;
            story.sim.wait_for_call(2, "FINISHED").await?;
            ensure!(ledger::numbers(&story.sim.log()?) == ["+12025550101", "+12025550103"]);
            Ok(())
        })
        .await
}

#[tokio::test]
async fn a_paused_run_dials_nobody_until_it_is_resumed() -> Result<()> {
    let stage = Stage::new("a_paused_run_dials_nobody");
    stage
        .play(async |story: &mut Story| {
            prepare(story).await?;
            story.start_run(&PEOPLE[..2]).await?;
            story.wait_for_call(1, "TALKING").await?;
            story.panel.click("Pause").await?;
            story.panel.wait_for_button("Resume").await?;
            story.panel.choose_outcome("Left Voicemail").await?;
            story.panel.click_end().await?;
            story.sim.wait_for_call(1, "FINISHED").await?;
            story.panel.wait_for_button("Resume").await?;
            ensure!(ledger::numbers(&story.sim.log()?).len() == 1);
            story.panel.click("Resume").await?;
            story.wait_for_call(2, "TALKING").await?;
            story.end_with("Left Voicemail", "End & Finish").await?;
            story.sim.wait_for_call(2, "FINISHED").await?;
            ensure!(ledger::numbers(&story.sim.log()?) == numbers(&PEOPLE[..2]));
            Ok(())
        })
        .await
}

#[tokio::test]
async fn a_paused_run_is_resumed_whatever_view_is_shown() -> Result<()> {
    let stage = Stage::new("a_paused_run_is_resumed_anywhere");
    stage
        .play(async |story: &mut Story| {
            prepare(story).await?;
            story.start_run(&PEOPLE[..3]).await?;
            story.wait_for_call(1, "TALKING").await?;
            story.panel.click("Pause").await?;
            story.panel.show(View::Settings).await?;
            story.panel.wait_for_text("Paused").await?;
            story.panel.click("Resume").await?;
            story.panel.show(View::Call).await?;
            story.panel.wait_for_button("Pause").await
        })
        .await
}

#[tokio::test]
async fn a_paused_run_passes_over_the_person_it_stands_on() -> Result<()> {
    let stage = Stage::new("a_paused_run_passes_over");
    stage
        .play(async |story: &mut Story| {
            prepare(story).await?;
            story.start_run(&PEOPLE[..3]).await?;
            story.wait_for_call(1, "TALKING").await?;
            story.panel.click("Pause").await?;
            story.panel.wait_for_button("Resume").await?;
            story.panel.choose_outcome("Left Voicemail").await?;
            story.panel.click_end().await?;
            story.sim.wait_for_call(1, "FINISHED").await?;
            story.panel.wait_for_text("#2 of 3").await?;
            story.panel.click("Skip").await?;
            story.panel.wait_for_text("#3 of 3").await?;
            story.panel.click("Resume").await?;
            story.wait_for_call(2, "TALKING").await?;
            ensure!(ledger::numbers(&story.sim.log()?) == ["+12025550101", "+12025550103"]);
            Ok(())
        })
        .await
}

#[tokio::test]
async fn a_cancelled_run_dials_nobody_more_and_leaves_the_call_to_the_agent() -> Result<()> {
    let stage = Stage::new("a_cancelled_run_dials_nobody_more");
    stage
        .play(async |story: &mut Story| {
            prepare(story).await?;
            story.start_run(&PEOPLE[..3]).await?;
            story.wait_for_call(1, "TALKING").await?;
            story.panel.click("Cancel").await?;
            story.panel.wait_for_button("End call").await?;
            story.sim.wait_for_call(1, "TALKING").await?;
            story.end_with("Service Completed", "End call").await?;
            story.sim.wait_for_call(1, "FINISHED").await?;
            story.panel.wait_for_text("Run cancelled").await?;
            let wanted = [expected(story, PEOPLE[0].number, "Service Completed", true).await?];
            ledger::check(&story.sim.log()?, &wanted)
        })
        .await
}

#[tokio::test]
async fn a_run_cancelled_while_it_rings_keeps_ringing_until_the_agent_ends_it() -> Result<()> {
    let stage = Stage::new("a_run_cancelled_while_it_rings");
    stage
        .play(async |story: &mut Story| {
            prepare(story).await?;
            story.sim.callee(None, Callee::NeverAnswers)?;
            story.start_run(&PEOPLE[..2]).await?;
            story.wait_for_call(1, "RINGING_ON_OTHER_SIDE").await?;
            story.panel.click("Cancel").await?;
            story.panel.wait_for_button("End call").await?;
            story.sim.wait_for_call(1, "RINGING_ON_OTHER_SIDE").await?;
            story.end_with("No Answer", "End call").await?;
            story.sim.wait_for_call(1, "FINISHED").await?;
            ensure!(ledger::numbers(&story.sim.log()?) == ["+12025550101"]);
            Ok(())
        })
        .await
}

#[tokio::test]
async fn a_default_outcome_is_chosen_for_each_call_by_itself() -> Result<()> {
    let stage = Stage::new("a_default_outcome");
    stage
        .play(async |story: &mut Story| {
            prepare(story).await?;
            story
                .panel
                .choose("Default outcome", "Left Voicemail")
                .await?;
            story.start_run(&PEOPLE[..2]).await?;
            story.wait_for_call(1, "TALKING").await?;
            story.panel.click("End & Call #2").await?;
            story.wait_for_call(2, "TALKING").await?;
            story.panel.click("End & Finish").await?;
            story.sim.wait_for_call(2, "FINISHED").await?;
            let wanted = [
                expected(story, PEOPLE[0].number, "Left Voicemail", true).await?,
                expected(story, PEOPLE[1].number, "Left Voicemail", true).await?,
            ];
            ledger::check(&story.sim.log()?, &wanted)
        })
        .await
}

#[tokio::test]
async fn before_a_run_each_condition_has_its_line() -> Result<()> {
    let stage = Stage::new("before_a_run_each_condition");
    stage
        .play(async |story: &mut Story| {
            prepare(story).await?;
            let people = [PEOPLE[0], WITHOUT_NUMBER, PEOPLE[1]];
            story.load(&people).await?;
            story.panel.select(&e2e::cast::names(&people)).await?;
            story.panel.show(View::Call).await?;
            let lines = [
                "Five9 tab found",
                "Logged in",
                "Station connected",
                "Campaign: Student Outreach",
                "2 of 3 can be called",
            ];
            for line in lines {
                story.panel.wait_for_text(line).await?;
            }
            Ok(())
        })
        .await
}

#[tokio::test]
async fn icon_and_progress_bar_tell_where_the_run_is() -> Result<()> {
    let stage = Stage::new("icon_and_progress_bar");
    stage
        .play(async |story: &mut Story| {
            prepare(story).await?;
            let badge = "chrome.action.getBadgeText({})";
            let idle = story.browser.worker().evaluate(badge).await?;
            story.start_run(&PEOPLE[..2]).await?;
            story.wait_for_call(1, "TALKING").await?;
            let talking = story.browser.worker().evaluate(badge).await?;
            ensure!(
                talking != idle && talking != "",
                "the badge reads {talking} in a call"
            );
            story.panel.wait_for_text("Up next").await?;
            story.panel.wait_for_text(PEOPLE[1].name).await?;
            let bars = story.panel.page.elements("progressbar", None).await?;
            ensure!(bars.len() == 1, "{bars:?}");
            story.end_with("Left Voicemail", "End & Call #2").await?;
            story.wait_for_call(2, "TALKING").await?;
            story.panel.wait_for_text("#2 of 2").await
        })
        .await
}

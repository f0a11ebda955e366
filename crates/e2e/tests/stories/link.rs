//! The link to Five9: found, not found, logged out, station down, and said truly at every turn.
//!
//! Whatever is wrong with the link, nothing is dialed, and the list stays.

use anyhow::{Result, ensure};
use e2e::cast::PEOPLE;
use e2e::{Callee, Stage, Story, ledger};
use serde_json::{Value, json};

/// Asks for a call and returns the answer.
async fn call(story: &Story) -> Result<Value> {
    let message = json!({
        "type": "triggerFive9Call", "phoneNumber": "2025550101", "requestId": "call-1",
    });
    story.panel.send(message).await
}

async fn refused(story: &Story, code: &str) -> Result<()> {
    let answer = call(story).await?;
    ensure!(
        answer["success"] == false && answer["code"] == code,
        "{answer}"
    );
    ensure!(answer["requestId"] == "call-1", "{answer}");
    ensure!(
        answer["error"]
            .as_str()
            .is_some_and(|error| error.len() > 10),
        "{answer}"
    );
    ensure!(story.sim.call().is_err(), "a call was placed");
    Ok(())
}

#[tokio::test]
async fn without_a_five9_tab_the_panel_says_so_and_finds_the_one_that_opens() -> Result<()> {
    let stage = Stage::new("without_a_five9_tab").without_five9();
    stage
        .play(async |story: &mut Story| {
            story.load(&PEOPLE[..2]).await?;
            let answer = call(story).await?;
            ensure!(answer["code"] == "noTab", "{answer}");
            ensure!(
                answer["error"] == "Five9 tab not found. Please open Five9.",
                "{answer}"
            );
            story.panel.wait_for_text("Five9").await?;
            story.five9 = Some(story.open_five9().await?);
            story.ready().await?;
            story.panel.wait_for_text(PEOPLE[1].name).await?;
            ensure!(ledger::numbers(&story.sim.log()?).is_empty());
            Ok(())
        })
        .await
}

#[tokio::test]
async fn logged_out_is_said_and_forgotten_after_logging_in_again() -> Result<()> {
    let stage = Stage::new("logged_out");
    stage
        .play(async |story: &mut Story| {
            story.allow("401");
            story.allow("WebSocket");
            story.ready().await?;
            story.load(&PEOPLE[..2]).await?;
            story.sim.post("session/expire", json!({}))?;
            refused(story, "notLoggedIn").await?;
            story.panel.wait_for_text("logged in").await?;
            story.panel.wait_for_text(PEOPLE[1].name).await?;
            story.five9()?.reload().await?;
            story.ready().await?;
            story.sim.callee(None, Callee::Answers { after_ms: 30 })?;
            story.panel.choose_campaign("Student Outreach").await?;
            story.panel.select(&[PEOPLE[0].name]).await?;
            story.panel.click("Call").await?;
            story.wait_for_call(1, "TALKING").await
        })
        .await
}

#[tokio::test]
async fn a_403_is_told_as_not_logged_in() -> Result<()> {
    let stage = Stage::new("a_403_is_told");
    stage
        .play(async |story: &mut Story| {
            story.allow("403");
            story.ready().await?;
            for method in ["GET", "POST"] {
                story
                    .sim
                    .faults(method, "/appsvcs/**", json!({"status": 403}), None)?;
            }
            refused(story, "notLoggedIn").await
        })
        .await
}

#[tokio::test]
async fn a_station_that_is_down_is_said_and_nothing_is_dialed() -> Result<()> {
    let stage = Stage::new("a_station_that_is_down");
    stage
        .play(async |story: &mut Story| {
            story.ready().await?;
            story.five9()?.click("button", "Disconnect station").await?;
            story.panel.wait_for_text("station").await?;
            refused(story, "stationDown").await?;
            story.five9()?.click("button", "Connect station").await?;
            story.ready().await
        })
        .await
}

#[tokio::test]
async fn metadata_that_fails_is_said() -> Result<()> {
    let stage = Stage::new("metadata_that_fails").without_five9();
    stage
        .play(async |story: &mut Story| {
            story.allow("500");
            story
                .sim
                .faults("GET", "auth/metadata", json!({"status": 500}), None)?;
            story.five9 = Some(story.open_five9().await?);
            story
                .panel
                .wait_for_text("did not say who is logged in")
                .await?;
            let answer = call(story).await?;
            ensure!(answer["code"] == "metadata", "{answer}");
            let error = answer["error"].as_str().unwrap_or_default();
            ensure!(
                error.starts_with("Could not fetch User Metadata"),
                "{answer}"
            );
            ensure!(ledger::numbers(&story.sim.log()?).is_empty());
            Ok(())
        })
        .await
}

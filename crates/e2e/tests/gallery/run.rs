//! A run: on, paused for each reason that comes cheap, and over.

use anyhow::Result;
use e2e::cast::{PEOPLE, Person};
use e2e::{Gallery, Stage, Story, View};
use serde_json::json;

use crate::{prepare, show_call, show_long};

#[tokio::test]
async fn a_run_from_its_start_to_its_summary() -> Result<()> {
    Stage::new("gallery_run")
        .play(async |story: &mut Story| {
            let mut gallery = Gallery::open()?;
            prepare(story).await?;
            story.start_run(&PEOPLE[..4]).await?;
            story.wait_for_call(1, "TALKING").await?;
            story.panel.choose_outcome("Left Voicemail").await?;
            show_call(story, &mut gallery, "run").await?;

            story.panel.click("Pause").await?;
            story.panel.wait_for_button("Resume").await?;
            show_call(story, &mut gallery, "run-paused-in-call").await?;
            story.panel.click_end().await?;
            story.sim.wait_for_call(1, "FINISHED").await?;
            story.panel.wait_for_text("#2 of 4").await?;
            show_call(story, &mut gallery, "run-paused").await?;

            story.panel.click("Resume").await?;
            story.wait_for_call(2, "TALKING").await?;
            story.sim.post("station/disconnect", json!({}))?;
            story
                .panel
                .wait_for_text("station is not connected")
                .await?;
            show_long(story, &mut gallery, "run-link-lost").await?;
            story.sim.post("station/connect", json!({}))?;
            story.ready().await?;
            story.panel.wait_for_button("Resume").await?;
            show_call(story, &mut gallery, "run-link-back").await?;

            story.panel.click("Resume").await?;
            story.end_with("Follow Up", "End & Call #3").await?;
            story.wait_for_call(3, "TALKING").await?;
            story.panel.click("Skip").await?;
            story.end_with("No Answer", "End & Finish").await?;
            story.panel.wait_for_text("Run complete").await?;
            show_long(story, &mut gallery, "run-summary").await?;

            story.panel.show(View::History).await?;
            story.panel.wait_for_text("Calls by hour").await?;
            gallery.show(&story.panel.page, "history").await?;
            gallery.close()
        })
        .await
}

#[tokio::test]
async fn a_run_that_asks_and_one_that_cannot_call() -> Result<()> {
    Stage::new("gallery_run_asks")
        .play(async |story: &mut Story| {
            story.allow("435");
            let mut gallery = Gallery::open()?;
            prepare(story).await?;
            let twin = Person {
                name: "Avery A. Adams",
                ..PEOPLE[0]
            };
            story.start_run(&[PEOPLE[0], twin, PEOPLE[1]]).await?;
            story.panel.wait_for_text("What about them?").await?;
            show_call(story, &mut gallery, "run-asks-first").await?;
            story.panel.click("Ask at each").await?;
            story.wait_for_call(1, "TALKING").await?;
            let failure = json!({"contextCode": "NO_PERMISSION"});
            let refused = json!({"behaviour": "refused", "failure": failure});
            story.sim.post("callee", refused)?;
            story.end_with("Left Voicemail", "End & Call #2").await?;
            story.panel.wait_for_text("Resume calls again").await?;
            show_call(story, &mut gallery, "run-asks-at-one").await?;
            story.panel.click("Skip").await?;
            story
                .panel
                .wait_for_text("the call could not be placed")
                .await?;
            show_call(story, &mut gallery, "run-not-placed").await?;
            story.panel.click("Cancel").await?;
            story.panel.wait_for_text("Run cancelled").await?;
            show_call(story, &mut gallery, "run-cancelled").await?;
            gallery.close()
        })
        .await
}

//! The link to Five9 in all that can be wrong with it.

use anyhow::Result;
use e2e::{Gallery, Stage, Story};
use serde_json::json;

use crate::{CAMPAIGN, show_call};

#[tokio::test]
async fn the_link_from_no_tab_to_a_station_that_is_down() -> Result<()> {
    Stage::new("gallery_link")
        .without_five9()
        .play(async |story: &mut Story| {
            story.allow("401");
            story.allow("WebSocket");
            let mut gallery = Gallery::open()?;
            let panel = story.panel.clone();
            panel.wait_for_text("Skip the tour").await?;
            for step in ["tour-link", "tour-list", "tour-button"] {
                gallery.show(&panel.page, step).await?;
                if step != "tour-button" {
                    panel.click("Next").await?;
                }
            }
            panel.skip_tour().await?;
            panel.wait_for_text("No Five9 tab found").await?;
            show_call(story, &mut gallery, "link-no-tab").await?;

            story.five9 = Some(story.open_five9().await?);
            story.ready().await?;
            panel.choose_campaign(CAMPAIGN).await?;
            show_call(story, &mut gallery, "link-ready").await?;

            story.sim.post("station/disconnect", json!({}))?;
            story
                .panel
                .wait_for_text("station is not connected")
                .await?;
            show_call(story, &mut gallery, "link-station-down").await?;

            story.sim.post("station/connect", json!({}))?;
            story.ready().await?;
            story.sim.post("session/expire", json!({}))?;
            story.panel.wait_for_text("Not logged in to Five9").await?;
            show_call(story, &mut gallery, "link-not-logged-in").await?;
            gallery.close()
        })
        .await
}

//! Every view of the panel in every state: accessible, fitting from 320 to 800 px, photographed.
//!
//! A state is brought about as in real life, by the simulator and the panel's own buttons.

use anyhow::Result;
use e2e::cast::PEOPLE;
use e2e::{Callee, Gallery, Stage, Story};

#[tokio::test]
async fn call_view() -> Result<()> {
    Stage::new("call_view")
        .play(async |story: &mut Story| {
            let mut gallery = Gallery::open()?;
            story.sim.callee(None, Callee::Answers { after_ms: 30 })?;
            story.ready().await?;
            let page = story.panel.page.clone();
            gallery.show(&page, "ready").await?;
            story.panel.choose_campaign("Student Outreach").await?;
            story.load(&PEOPLE).await?;
            gallery.show(&page, "list").await?;
            story.panel.select(&[PEOPLE[0].name]).await?;
            story.panel.click("Call").await?;
            story.wait_for_call(1, "TALKING").await?;
            gallery.show(&page, "talking").await?;
            gallery.close()
        })
        .await
}

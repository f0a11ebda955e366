//! The views beside call and list, the options page, and practice.

use anyhow::Result;
use e2e::{Gallery, Page, Place, Stage, Story, View};

use crate::prepare;

#[tokio::test]
async fn a_history_without_calls() -> Result<()> {
    Stage::new("gallery_views")
        .play(async |story: &mut Story| {
            let mut gallery = Gallery::open()?;
            prepare(story).await?;
            story.panel.show(View::History).await?;
            gallery.show(&story.panel.page, "history-empty").await?;
            gallery.close()
        })
        .await
}

#[tokio::test]
async fn settings_options_and_practice() -> Result<()> {
    Stage::new("gallery_settings")
        .play(async |story: &mut Story| {
            let mut gallery = Gallery::open()?;
            prepare(story).await?;
            story.panel.show(View::Settings).await?;
            gallery.show(&story.panel.page, "settings").await?;
            let url = story.browser.extension().page_url("options.html");
            let options = Page::open(&story.browser, &url, Place::Window, "options").await?;
            options.wait_for_text("Five9 is ready").await?;
            gallery.show(&options, "options").await?;
            options.close().await?;

            // The panel is loaded anew by it.
            let practise =
                r#"void chrome.runtime.sendMessage({"type": "setPractice", "on": true})"#;
            story.panel.page.evaluate(practise).await?;
            let ready = "The practice Five9 is ready";
            story.panel.wait_for_text(ready).await?;
            story.panel.show(View::List).await?;
            gallery.show(&story.panel.page, "practice").await?;
            gallery.close()
        })
        .await
}

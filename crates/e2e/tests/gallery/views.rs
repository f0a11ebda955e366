//! The views beside call and list.

use anyhow::Result;
use e2e::{Gallery, Stage, Story, View};

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

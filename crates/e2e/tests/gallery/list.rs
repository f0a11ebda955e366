//! The list: none, one person, forty, some of them chosen, searched, one that cannot be read.

use anyhow::Result;
use e2e::{Gallery, Stage, Story, View};

use crate::{long_list, prepare, show_call};

#[tokio::test]
async fn lists_of_none_one_and_forty() -> Result<()> {
    Stage::new("gallery_list")
        .play(async |story: &mut Story| {
            let mut gallery = Gallery::open()?;
            let panel = story.panel.clone();
            prepare(story).await?;
            panel.show(View::List).await?;
            gallery.show(&panel.page, "list-empty").await?;

            panel.paste_list(&long_list(1)).await?;
            panel.person("Avery Adams 1").await?;
            gallery.show(&panel.page, "list-one").await?;

            panel.paste_list("no list at all").await?;
            panel.wait_for_text("could not be read").await?;
            gallery.show(&panel.page, "list-unreadable").await?;

            panel.paste_list(&long_list(40)).await?;
            panel.person("Blake Brown 2").await?;
            gallery.show(&panel.page, "list").await?;

            panel
                .select(&["Avery Adams 1", "Blake Brown 2", "Emery Evans 5"])
                .await?;
            gallery.show(&panel.page, "list-chosen").await?;
            show_call(story, &mut gallery, "before-run").await?;

            panel.show(View::List).await?;
            panel.page.fill("searchbox", "Search", "adams").await?;
            let is_found = "!document.body.innerText.includes('Blake Brown 2')";
            panel.page.wait_for(is_found).await?;
            gallery.show(&panel.page, "list-search").await?;
            panel.page.fill("searchbox", "Search", "nobody").await?;
            panel.wait_for_text("Nobody found").await?;
            gallery.show(&panel.page, "list-nobody-found").await?;
            gallery.close()
        })
        .await
}

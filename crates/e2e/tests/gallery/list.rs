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

#[tokio::test]
async fn a_list_filtered_looked_into_shortened_and_forgotten() -> Result<()> {
    Stage::new("gallery_list_work")
        .play(async |story: &mut Story| {
            let mut gallery = Gallery::open()?;
            let panel = story.panel.clone();
            let page = &panel.page;
            prepare(story).await?;
            panel.paste_list(&long_list(40)).await?;
            let first = panel.person("Avery Adams 1").await?;
            page.focus(&first).await?;
            page.press("ArrowRight").await?;
            panel.wait_for_text("Main number").await?;
            gallery.show(page, "list-details").await?;
            page.press("ArrowLeft").await?;

            panel.click("Filter").await?;
            panel.choose("Column", "Program").await?;
            page.click("checkbox", "Nursing 39").await?;
            panel.wait_for_text("39 shown").await?;
            gallery.show(page, "list-filter").await?;
            panel.click("Clear").await?;
            panel.wait_for_text("40 shown").await?;

            panel.select(&["Blake Brown 2"]).await?;
            panel.click("Remove 1").await?;
            panel.wait_for_text("1 removed from the list").await?;
            gallery.show(page, "list-removed").await?;
            panel.click("Filter").await?;
            let fold = "Bring another list";
            page.click("DisclosureTriangle", fold).await?;
            panel.click("Forget this list").await?;
            panel.wait_for_button("Forget it").await?;
            gallery.show(page, "list-forget").await?;
            gallery.close()
        })
        .await
}

//! The page about other systems: without one, and what is asked of each kind.

use anyhow::Result;
use e2e::{Gallery, Page, Place, Stage, Story};

use crate::prepare;

#[tokio::test]
async fn other_systems_and_what_is_asked_of_each() -> Result<()> {
    Stage::new("gallery_delivery")
        .play(async |story: &mut Story| {
            let mut gallery = Gallery::open()?;
            prepare(story).await?;
            let url = story.browser.extension().page_url("delivery.html");
            let page = Page::open(&story.browser, &url, Place::Window, "delivery").await?;
            page.wait_for_text("Nothing is sent anywhere yet").await?;
            gallery.show(&page, "delivery-empty").await?;

            page.click("button", "Webhook").await?;
            page.click("button", "Make one").await?;
            page.click("button", "Save").await?;
            page.wait_for_text("Give it a name").await?;
            page.fill("textbox", "Name", "Own records").await?;
            gallery.show(&page, "delivery-webhook").await?;
            page.click("button", "Leave it").await?;

            page.click("button", "Salesforce").await?;
            page.click("DisclosureTriangle", "Which calls, and what of them")
                .await?;
            page.click("button", "Add a property").await?;
            page.element("textbox", "Name of the property").await?;
            gallery.show(&page, "delivery-salesforce").await?;
            page.close().await?;
            gallery.close()
        })
        .await
}

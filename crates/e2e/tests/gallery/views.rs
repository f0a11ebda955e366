//! The views beside call and list, the options page, and practice.

use anyhow::Result;
use e2e::cast::{PEOPLE, csv};
use e2e::{Gallery, Page, Place, Stage, Story, View};

use crate::{ANSWERS, call, prepare};

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

#[tokio::test]
async fn keys_templates_and_what_is_asked_before_all_is_deleted() -> Result<()> {
    Stage::new("gallery_settings_open")
        .play(async |story: &mut Story| {
            let mut gallery = Gallery::open()?;
            let panel = story.panel.clone();
            let page = &panel.page;
            prepare(story).await?;
            page.type_key("?").await?;
            page.element("dialog", "Keyboard shortcuts").await?;
            gallery.show(page, "keys").await?;
            page.press("Escape").await?;

            panel.show(View::Settings).await?;
            panel.click("New template").await?;
            page.fill("textbox", "Name", "After a missed call").await?;
            page.fill("textbox", "Text", "Hi {name}, this is {agent}.")
                .await?;
            gallery.show(page, "template-new").await?;
            panel.click("Save template").await?;
            panel.click("Pin After a missed call").await?;
            story.load(&PEOPLE[..1]).await?;
            call(story, &PEOPLE[0]).await?;
            story.wait_for_call(1, "TALKING").await?;
            panel.click("After a missed call").await?;
            panel.wait_for_text("Nothing was copied yet").await?;
            gallery.show(page, "call-template").await?;
            story.end_with("Follow Up", "End call").await?;
            panel.wait_for_text("Five9 holds").await?;

            panel.show(View::Settings).await?;
            panel.click("Delete everything").await?;
            panel.wait_for_text("go on").await?;
            gallery.show(page, "settings-delete").await?;
            page.click("checkbox", "Larger text").await?;
            page.wait_for("document.documentElement.dataset.text === 'large'")
                .await?;
            gallery.show(page, "settings-large").await?;
            gallery.close()
        })
        .await
}

/// Spanish words are longer: what fits in English need not fit in them.
#[tokio::test]
async fn a_run_in_spanish() -> Result<()> {
    Stage::new("gallery_spanish")
        .in_language("es")
        .play(async |story: &mut Story| {
            let mut gallery = Gallery::open()?;
            let page = story.panel.page.clone();
            story.sim.callee(None, ANSWERS)?;
            story.sim.wait_for_sockets(1).await?;
            page.click("button", "Saltar la guía").await?;
            page.click("tab", "Lista").await?;
            page.fill("textbox", "Pega una lista", &csv(&PEOPLE[..4]))
                .await?;
            page.click("button", "Cargar lista").await?;
            page.click("checkbox", "Elegir todo").await?;
            gallery.show(&page, "spanish-list").await?;
            page.click("button", "Iniciar ronda (4)").await?;
            story.sim.wait_for_call(1, "TALKING").await?;
            page.wait_for_text("En conversación").await?;
            gallery.show_whole(&page, "spanish-run").await?;
            for (tab, state) in [("Historial", "history"), ("Ajustes", "settings")] {
                page.click("tab", tab).await?;
                gallery.show(&page, &format!("spanish-{state}")).await?;
            }
            gallery.close()
        })
        .await
}

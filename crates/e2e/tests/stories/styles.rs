//! The style page: every component in every state, compared with how it was meant to look, and the
//! panel in fixed snapshots, as accessible as the real one.
//!
//! It is not shipped: `cargo xtask e2e` makes a build with it and names that.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use e2e::{Background, Browser, BrowserConfig, Display, Extension, Gallery, Page, Place, Profile};
use e2e::{Program, Scheme, Sim, compare_with_snapshot};
use serde_json::Value;

async fn start(sim: &Sim) -> Result<Browser> {
    let folder = std::env::var_os("NINEPIN_STYLE_PAGE")
        .context("the style page needs a build of its own: `cargo xtask e2e styles`")?;
    let config = BrowserConfig {
        program: Program::find()?,
        extension: Extension::open(Path::new(&folder))?,
        sim_port: sim.port(),
        display: Display::Headless,
        background: Background::AsForPeople,
        language: "en-US",
    };
    Browser::launch(config, Profile::create()?).await
}

async fn open(browser: &Browser, hash: &str) -> Result<Page> {
    let url = browser.extension().page_url(&format!("panel.html#{hash}"));
    let page = Page::open(browser, &url, Place::Window, "styles").await?;
    page.wait_for("document.querySelector('main')").await?;
    page.resize(360, 640, 1.0).await?;
    Ok(page)
}

/// The names of the scenes, which the style page links to.
async fn scenes(page: &Page) -> Result<Vec<String>> {
    let links = "[...document.querySelectorAll('a[href^=\"#styleguide/\"]')]
        .map((link) => link.hash.slice('#styleguide/'.length))";
    let Value::Array(names) = page.evaluate(links).await? else {
        return Ok(Vec::new());
    };
    let names = names.iter().filter_map(Value::as_str);
    Ok(names.map(str::to_owned).collect())
}

#[tokio::test]
async fn styles_are_as_they_were_meant_and_every_scene_is_accessible() -> Result<()> {
    let sim = Sim::start(0, Duration::ZERO).await?;
    let browser = start(&sim).await?;
    let page = open(&browser, "styleguide").await?;
    let mut differences = Vec::new();
    for scheme in [Scheme::Light, Scheme::Dark] {
        page.prefer(scheme).await?;
        page.next_frame().await?;
        let name = format!("components-{}.txt", scheme.word());
        let compared = compare_with_snapshot(&name, &page.styles().await?);
        differences.extend(compared.err().map(|error| format!("{error:#}")));
    }
    let mut gallery = Gallery::open()?;
    let scenes = scenes(&page).await?;
    ensure!(!scenes.is_empty(), "the style page links to no scene");
    gallery.show(&page, "style-components").await?;
    let contrast = [Scheme::LightContrast, Scheme::DarkContrast, Scheme::Forced];
    gallery
        .show_in(&page, "style-components", &contrast)
        .await?;
    page.close().await?;
    for scene in scenes {
        let page = open(&browser, &format!("styleguide/{scene}")).await?;
        gallery.show(&page, &format!("style-{scene}")).await?;
        page.close().await?;
    }
    browser.console.ensure_clean(&[])?;
    browser.kill().await?;
    ensure!(differences.is_empty(), "{}", differences.join("\n\n"));
    gallery.close()
}

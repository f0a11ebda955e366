//! The demonstration: simulator, browser, extension and a list, ready to call.
//!
//! With `--headless` it works the list by itself through the panel's own buttons and fails if
//! anything was not as it should be.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use clap::Parser;
use e2e::{
    Background, Browser, BrowserConfig, DESKTOP_URL, Display, Extension, Page, Panel, Place,
};
use e2e::{Profile, Program, Sim, cast, shift};

/// Simulated Five9, browser, extension and a list.
#[derive(Debug, Parser)]
struct Arguments {
    /// Works the list by itself, without windows, and checks every call.
    #[arg(long)]
    headless: bool,
    /// The list to bring: CSV with a header, lines of "name, number", or JSON.
    #[arg(long, value_name = "FILE")]
    list: Option<PathBuf>,
    /// The simulator's port; a taken one leads to the next free one.
    #[arg(long, default_value_t = 8443)]
    port: u16,
    /// With `--headless`: leaves simulator and browser running after the shift.
    #[arg(long)]
    keep_open: bool,
}

#[tokio::main]
async fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let list = match &arguments.list {
        Some(path) => std::fs::read_to_string(path)
            .with_context(|| format!("reading the list {}", path.display()))?,
        None => cast::SAMPLE_LIST.to_owned(),
    };
    let sim = Sim::start(arguments.port, Duration::ZERO).await?;
    say(&format!(
        "simulated Five9 on https://127.0.0.1:{}/",
        sim.port()
    ));
    let display = if arguments.headless {
        Display::Headless
    } else {
        Display::Windows
    };
    let config = BrowserConfig {
        program: Program::find()?,
        extension: Extension::built()?,
        sim_port: sim.port(),
        display,
        background: Background::AsForPeople,
        language: "en-US",
    };
    let browser = Browser::launch(config, Profile::create()?).await?;
    say(&browser.version().await?);
    if arguments.headless {
        work(&sim, &browser, &list).await?;
        if !arguments.keep_open {
            return browser.close().await.map(drop);
        }
    } else {
        show(&browser, &list).await?;
    }
    say("running until the browser is closed");
    // Dropping the browser ends it, so an interrupted demo leaves nothing running.
    tokio::select! {
        () = browser.closed() => Ok(()),
        interrupted = tokio::signal::ctrl_c() => Ok(interrupted?),
    }
}

/// The scripted shift.
async fn work(sim: &Sim, browser: &Browser, list: &str) -> Result<()> {
    let five9 = Page::open(browser, DESKTOP_URL, Place::Window, "five9").await?;
    let panel = Panel::open(browser).await?;
    let pictures = e2e::artefact_folder("demo", "");
    let shift = shift::Shift::new(sim, &five9, &panel, pictures.clone());
    shift.work(list).await?;
    shift::ensure_consoles_clean(browser).await?;
    say(&format!(
        "no error in any console; pictures are in {}",
        pictures.display()
    ));
    Ok(())
}

/// Opens everything for a person and brings the list.
async fn show(browser: &Browser, list: &str) -> Result<()> {
    let five9 = Page::open(browser, DESKTOP_URL, Place::Window, "five9").await?;
    let panel = match Panel::open_in_side_panel(browser, &five9).await {
        Ok(panel) => panel,
        // A browser that keeps its side panel shut still has the panel as a page.
        Err(_) => Panel::open(browser).await?,
    };
    let bring = serde_json::json!({"type": "importList", "text": list});
    let answer = panel.send(bring).await?;
    ensure!(
        answer["success"] == true,
        "the list was not taken: {}",
        answer["error"]
    );
    say("choose people and press Call or Start Automation");
    Ok(())
}

#[expect(
    clippy::print_stdout,
    reason = "the demo tells the person what happens"
)]
fn say(what: &str) {
    println!("{what}");
}

//! Runs one story: simulator, browser, Five9 tab and panel, then the plot, then the accounts.
//!
//! A story that ends well leaves no error in any console but those it listed; one that fails leaves
//! its artefacts. Everything started for it ends with it.

use std::panic::AssertUnwindSafe;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use futures_util::FutureExt;

use crate::artefact;
use crate::browser::{Background, Browser, BrowserConfig, Display};
use crate::extension::Extension;
use crate::page::{Page, Place};
use crate::panel::Panel;
use crate::profile::Profile;
use crate::program::Program;
use crate::sim::Sim;
use crate::witness::Seen;

/// The page that stands for the agent's Five9 desktop.
pub const DESKTOP_URL: &str = "https://app-atl.five9.com/";

/// A story that takes longer hangs, unless it says that it is a long one.
const STORY_DEADLINE: Duration = Duration::from_secs(120);

/// How the stage of a story is set.
#[derive(Debug, Clone)]
pub struct Stage {
    /// Names the artefacts.
    pub name: &'static str,
    pub latency: Duration,
    pub tabs: Tabs,
    pub background: Background,
    /// Language of the browser.
    pub language: &'static str,
    /// A story that takes longer hangs.
    pub deadline: Duration,
}

/// What is open when the story begins, beside the panel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tabs {
    /// The Five9 desktop, logged in.
    Five9,
    /// Nothing of Five9.
    None,
}

impl Stage {
    /// The usual stage: the Five9 desktop and the panel beside it, answers at once.
    #[must_use]
    pub fn new(name: &'static str) -> Self {
        Self {
            name,
            latency: Duration::ZERO,
            tabs: Tabs::Five9,
            background: Background::AsForPeople,
            language: "en-US",
            deadline: STORY_DEADLINE,
        }
    }

    /// The same for a story that is long on purpose.
    #[must_use]
    pub fn within(self, deadline: Duration) -> Self {
        Self { deadline, ..self }
    }

    /// The same in a browser of another language.
    #[must_use]
    pub fn in_language(self, language: &'static str) -> Self {
        Self { language, ..self }
    }

    /// The same with nothing of Five9 open.
    #[must_use]
    pub fn without_five9(self) -> Self {
        Self {
            tabs: Tabs::None,
            ..self
        }
    }

    /// Sets the stage, plays the plot, and settles the accounts.
    ///
    /// # Errors
    /// With what went wrong and where the artefacts are.
    ///
    /// # Panics
    /// When the plot does.
    pub async fn play<Plot>(self, plot: Plot) -> Result<()>
    where
        Plot: AsyncFnOnce(&mut Story) -> Result<()>,
    {
        let (name, deadline) = (self.name, self.deadline);
        let mut story = Story::start(self)
            .await
            .with_context(|| format!("setting up {name}"))?;
        let played = {
            let plot = AssertUnwindSafe(plot(&mut story)).catch_unwind();
            tokio::time::timeout(deadline, plot).await
        };
        let ended = match played {
            Ok(Ok(Ok(()))) => story.settle().await,
            Ok(Ok(Err(error))) => Err(error),
            Ok(Err(panic)) => {
                let folder = story.keep_artefacts().await;
                println_artefacts(&folder);
                std::panic::resume_unwind(panic)
            }
            Err(_) => Err(anyhow::anyhow!("the story did not end within {deadline:?}")),
        };
        if let Err(error) = ended {
            let folder = story.keep_artefacts().await;
            return Err(error.context(format!("artefacts are in {}", folder.display())));
        }
        story.end().await
    }
}

#[expect(
    clippy::print_stdout,
    reason = "the test harness shows it with the panic it belongs to"
)]
fn println_artefacts(folder: &std::path::Path) {
    println!("artefacts are in {}", folder.display());
}

/// A story on stage.
#[derive(Debug)]
pub struct Story {
    pub sim: Sim,
    pub browser: Browser,
    /// The adopted Five9 tab, where the stage has one.
    pub five9: Option<Page>,
    pub panel: Panel,
    /// What panels showed that a restart of the browser has taken.
    shown_before: Vec<Seen>,
    name: &'static str,
    allowed: Vec<&'static str>,
}

impl Story {
    async fn start(stage: Stage) -> Result<Self> {
        let sim = Sim::start(0, stage.latency).await?;
        let config = BrowserConfig {
            program: Program::find()?,
            extension: Extension::built()?,
            sim_port: sim.port(),
            display: Display::Headless,
            background: stage.background,
            language: stage.language,
        };
        let browser = Browser::launch(config, Profile::create()?).await?;
        let five9 = match stage.tabs {
            Tabs::Five9 => Some(open_desktop(&browser).await?),
            Tabs::None => None,
        };
        let panel = Panel::open(&browser).await?;
        let name = stage.name;
        Ok(Self {
            sim,
            browser,
            five9,
            panel,
            shown_before: Vec::new(),
            name,
            allowed: Vec::new(),
        })
    }

    /// The Five9 tab.
    ///
    /// # Errors
    /// When the stage has none.
    pub fn five9(&self) -> Result<&Page> {
        self.five9.as_ref().context("the stage has a Five9 tab")
    }

    /// Opens another Five9 desktop, or the first one.
    ///
    /// # Errors
    /// When it does not load.
    pub async fn open_five9(&self) -> Result<Page> {
        open_desktop(&self.browser).await
    }

    /// Kills the browser and starts it again on its profile, with Five9 and panel opened again.
    ///
    /// # Errors
    /// When one of them does not come up.
    pub async fn restart_browser(&mut self) -> Result<()> {
        self.browser.kill_and_relaunch().await?;
        self.open_again().await
    }

    /// The same, closed as a person would, and with a host that the extension may ask from then on.
    ///
    /// # Errors
    /// When one of them does not come up.
    pub async fn restart_browser_allowing(&mut self, host: &str) -> Result<()> {
        self.browser.relaunch_allowing(host).await?;
        self.open_again().await
    }

    async fn open_again(&mut self) -> Result<()> {
        self.shown_before.append(&mut self.panel.witness.all());
        self.five9 = Some(open_desktop(&self.browser).await?);
        self.panel = Panel::open(&self.browser).await?;
        Ok(())
    }

    /// Everything that the panel has ever shown, oldest first.
    #[must_use]
    pub fn shown(&self) -> Vec<Seen> {
        let mut all = self.shown_before.clone();
        all.append(&mut self.panel.witness.all());
        all
    }

    /// The panel has never shown this text.
    ///
    /// # Errors
    /// When it has, with what it showed.
    pub fn ensure_never_said(&self, text: &str) -> Result<()> {
        let said = self.shown().into_iter().find(|seen| seen.says(text));
        ensure!(said.is_none(), "the panel told {said:?}");
        Ok(())
    }

    /// Expects console errors whose text holds the piece, because the story provokes them.
    pub fn allow(&mut self, piece: &'static str) {
        self.allowed.push(piece);
    }

    async fn settle(&self) -> Result<()> {
        self.browser.worker().collect_console().await?;
        self.browser.collect_extension_errors().await?;
        self.browser.console.ensure_clean(&self.allowed)
    }

    async fn keep_artefacts(&self) -> PathBuf {
        let mut pages = vec![("panel", &self.panel.page)];
        pages.extend(self.five9.iter().map(|page| ("five9", page)));
        let folder = artefact::keep(self.name, &self.browser, &self.sim, &pages).await;
        artefact::keep_shown(&folder, &self.shown());
        folder
    }

    async fn end(self) -> Result<()> {
        self.browser.kill().await?;
        Ok(())
    }
}

async fn open_desktop(browser: &Browser) -> Result<Page> {
    Page::open(browser, DESKTOP_URL, Place::Window, "five9").await
}

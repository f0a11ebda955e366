//! What is measured on: simulator, browser, one extension with both pages, and a long list.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use e2e::{
    Background, Browser, BrowserConfig, Callee, DESKTOP_URL, Directory, Display, Extension, Page,
};
use e2e::{Place, Profile, Program, Sim, View};
use serde_json::json;

/// The plain page, by the names that its files get beside the panel's.
const PLAIN_FILES: [(&str, &str); 3] = [
    ("plain.html", include_str!("../../../data/plain/plain.html")),
    ("plain.css", include_str!("../../../data/plain/plain.css")),
    ("plain.js", include_str!("../../../data/plain/plain.js")),
];

/// What measures a page, and the page that opens one.
const MEASURE: &str = "measure.js";
const OPENER: &str = "opener.html";

/// A list this long takes its time to be read and stored.
const IMPORT_DEADLINE: Duration = Duration::from_secs(60);

/// One of the two pages.
#[derive(Debug)]
pub(crate) struct Subject {
    pub(crate) file: &'static str,
    /// Where its list is, if not on the first view.
    pub(crate) list_view: Option<View>,
}

pub(crate) const PANEL: Subject = Subject {
    file: "panel.html",
    list_view: Some(View::List),
};
pub(crate) const PLAIN: Subject = Subject {
    file: "plain.html",
    list_view: None,
};

#[derive(Debug)]
pub(crate) struct Stage {
    pub(crate) sim: Sim,
    pub(crate) browser: Browser,
    pub(crate) directory: Directory,
    pub(crate) five9: Page,
    /// An empty page of the extension, from which side panels are opened.
    pub(crate) opener: Page,
    /// Keeps the extension's files for as long as the browser reads them.
    _folder: tempfile::TempDir,
}

impl Stage {
    pub(crate) async fn set(n_records: usize) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let extension = measurable(&Extension::built()?, folder.path())?;
        let sim = Sim::start(0, Duration::ZERO).await?;
        sim.post("switches", json!({"offered": false}))?;
        sim.callee(None, Callee::Answers { after_ms: 20 })?;
        let config = BrowserConfig {
            language: "en-US",
            program: Program::find()?,
            extension,
            sim_port: sim.port(),
            display: Display::Headless,
            background: Background::AsForPeople,
        };
        let browser = Browser::launch(config, Profile::create()?).await?;
        let five9 = Page::open(&browser, DESKTOP_URL, Place::Window, "five9").await?;
        let directory = Directory::read(&five9).await?;
        sim.wait_for_sockets(1).await?;
        let url = browser.extension().page_url(OPENER);
        let opener = Page::open(&browser, &url, Place::HiddenTab, "opener").await?;
        import(&browser, n_records).await?;
        Ok(Self {
            sim,
            browser,
            directory,
            five9,
            opener,
            _folder: folder,
        })
    }
}

/// A copy of the extension that has the plain page, too, and measures both from before their own
/// first script on: nobody is attached to a page that is just opened.
fn measurable(built: &Extension, folder: &Path) -> Result<Extension> {
    let extension = built.copy_to(folder)?;
    for (name, text) in PLAIN_FILES {
        std::fs::write(folder.join(name), text)?;
    }
    std::fs::write(folder.join(MEASURE), include_str!("measure.js"))?;
    std::fs::write(folder.join(OPENER), "<!doctype html><title>Opener</title>")?;
    for page in [PANEL.file, PLAIN.file] {
        let file = folder.join(page);
        let html = std::fs::read_to_string(&file)?;
        let (head, rest) = html
            .split_once("</title>")
            .with_context(|| format!("{page} has no title"))?;
        let measured = format!("{head}</title><script src=\"{MEASURE}\"></script>{rest}");
        std::fs::write(file, measured)?;
    }
    Ok(extension)
}

async fn import(browser: &Browser, n_records: usize) -> Result<()> {
    let url = browser.extension().page_url("plain.html");
    let page = Page::open(browser, &url, Place::Window, "import").await?;
    let message = json!({"type": "importList", "text": list(n_records)});
    let import = format!("chrome.runtime.sendMessage({message})");
    let answer = page.evaluate_within(&import, IMPORT_DEADLINE).await?;
    ensure!(
        answer["success"] == true,
        "the list was not taken: {answer}"
    );
    page.close().await
}

/// Syllables of names that are plainly made up, so that each letter of a search leaves fewer.
const SYLLABLES: [&str; 20] = [
    "ba", "be", "bi", "bo", "bu", "da", "de", "di", "do", "du", "ka", "ke", "ki", "ko", "ku", "la",
    "le", "li", "lo", "lu",
];

/// A list of so many people, each with four columns.
fn list(n_records: usize) -> String {
    let mut text = "Name,Phone,Days out,Missing,Program,Best time\n".to_owned();
    for idx in 0..n_records {
        let programs = ["Nursing", "Business", "Accounting", "Design"];
        let times = ["Morning", "Afternoon", "Evening"];
        text.push_str(&format!(
            "{},+1202555{:04},{},{},{},{}\n",
            name(idx),
            100 + idx % 100,
            idx % 31,
            idx % 7,
            programs[idx % programs.len()],
            times[idx % times.len()],
        ));
    }
    text
}

/// The names of neighbours have nothing in common, as in a list that is sorted by something else.
fn name(idx: usize) -> String {
    let mixed = idx.wrapping_mul(7_919) % 160_000;
    let syllable = |place: u32| SYLLABLES[mixed / 20_usize.pow(place) % 20];
    format!(
        "Sample {}{} {}{}",
        syllable(0),
        syllable(1),
        syllable(2),
        syllable(3)
    )
}

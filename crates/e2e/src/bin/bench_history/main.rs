//! The benchmark of the history: what the store takes to write, page, search and add up calls, by how
//! many there are.
//!
//! The functions are the worker's and the panel's own, in a module that is compiled as theirs are,
//! in a page of the extension; the calls are put there as an earlier version would have left them.

mod report;

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use clap::Parser;
use e2e::quantile;
use e2e::{
    Background, Browser, BrowserConfig, Display, Extension, Page, Place, Profile, Program, Sim,
};
use serde_json::{Value, json};

use report::{Measured, say};

const PAGE: &str = "bench_history.html";
const FILES: [(&str, &str); 2] = [
    (PAGE, include_str!("bench.html")),
    ("bench_history.js", include_str!("bench.js")),
];
/// Filling takes its time, and so does bringing a million calls up to date.
const DEADLINE: Duration = Duration::from_secs(1_800);

/// What the store takes, by how many calls it has.
#[derive(Debug, Parser)]
struct Arguments {
    /// Numbers of calls.
    #[arg(default_values_t = [1_000, 10_000, 100_000, 1_000_000])]
    sizes: Vec<u64>,
    /// How often each thing is done.
    #[arg(long, default_value_t = 15)]
    runs: u64,
}

#[tokio::main]
async fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let folder = tempfile::tempdir()?;
    let extension = with_page(&Extension::built()?, folder.path())?;
    let sim = Sim::start(0, Duration::ZERO).await?;
    let config = BrowserConfig {
        language: "en-US",
        program: Program::find()?,
        extension,
        sim_port: sim.port(),
        display: Display::Headless,
        background: Background::AsForPeople,
    };
    let browser = Browser::launch(config, Profile::create()?).await?;
    say(&browser.version().await?);
    let url = browser.extension().page_url(PAGE);
    let page = Page::open(&browser, &url, Place::Window, "bench").await?;
    page.wait_for("Boolean(globalThis.ninepinBench)").await?;
    let mut all = Vec::new();
    for &n_calls in &arguments.sizes {
        let measured = measure(&page, n_calls, arguments.runs.max(1)).await?;
        say(&format!("{n_calls} calls: {measured}"));
        all.push(measured);
    }
    browser.close().await?;
    report::print(&all);
    let n_missed: usize = all.iter().map(Measured::n_missed).sum();
    if n_missed > 0 {
        bail!("{n_missed} budgets are missed");
    }
    Ok(())
}

async fn measure(page: &Page, n_calls: u64, n_runs: u64) -> Result<Measured> {
    page.evaluate_within(&format!("ninepinBench.fill({n_calls})"), DEADLINE)
        .await?;
    let once = vec![0];
    let open_ms = time(page, "open", &once, None).await?;
    // Days are looked at that lie apart, the last of them whole.
    let n_last = n_calls.saturating_sub(400);
    let places: Vec<u64> = (0..n_runs).map(|run| n_last * run / n_runs).collect();
    let asked = page
        .evaluate(&format!("{}.map(ninepinBench.askedAt)", json!(places)))
        .await?;
    let days: Vec<u64> = serde_json::from_value(asked)?;
    let last_ms = page
        .evaluate(&format!("ninepinBench.askedAt({n_calls})"))
        .await?;
    let last_ms = last_ms.as_u64().context("a time")?;
    let new: Vec<u64> = (0..n_runs)
        .map(|run| last_ms + 120_000 * (run + 1))
        .collect();
    let each: Vec<u64> = (0..n_runs).collect();
    let n_all = n_calls + n_runs;
    Ok(Measured {
        n_calls,
        open_ms,
        insert_ms: time(page, "insert", &new, Some(1)).await?,
        page_ms: time(page, "page", &each, Some(50)).await?,
        day_ms: time(page, "day", &days, None).await?,
        search_ms: time(page, "search", &each, None).await?,
        number_ms: time(page, "number", &each, None).await?,
        aggregate_ms: time(page, "aggregate", &each, Some(n_all)).await?,
    })
}

/// The median of some tries; what was found last is to be as many as expected.
async fn time(page: &Page, what: &str, tries: &[u64], expected: Option<u64>) -> Result<f64> {
    let ask = format!("ninepinBench.time({}, {})", json!(what), json!(tries));
    let answer = page.evaluate_within(&ask, DEADLINE).await?;
    let found = answer["found"].as_u64();
    if expected.is_some() && found != expected {
        bail!("{what} found {found:?} and not {expected:?}");
    }
    let times = answer["times"].as_array().into_iter().flatten();
    let times: Vec<f64> = times.filter_map(Value::as_f64).collect();
    Ok(quantile(&times, 0.5))
}

/// A copy of the extension that has the page of the benchmark, too.
fn with_page(built: &Extension, folder: &Path) -> Result<Extension> {
    let extension = built.copy_to(folder)?;
    for (name, text) in FILES {
        std::fs::write(folder.join(name), text)?;
    }
    Ok(extension)
}

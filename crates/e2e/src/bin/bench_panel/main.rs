//! The benchmark of the panel: what it shows, how soon, beside a plain page that shows the same.
//!
//! Both are pages of one extension, with the same worker, snapshots and rows, in the same browser
//! and by turns; only the panel is held to the budgets.

mod measure;
mod report;
mod stage;

use anyhow::{Result, bail};
use clap::Parser;

use stage::{PANEL, PLAIN, Stage};

/// The panel's times and memory beside a plain page's.
#[derive(Debug, Parser)]
struct Arguments {
    /// How many people are on the list.
    #[arg(long, default_value_t = 100_000)]
    records: usize,
    /// How often each page is opened and measured.
    #[arg(long, default_value_t = 5)]
    runs: usize,
}

#[tokio::main]
async fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let stage = Stage::set(arguments.records).await?;
    report::say(&stage.browser.version().await?);
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for run in 0..arguments.runs.max(1) {
        let (panel, plain) = (PANEL.measure(&stage).await?, PLAIN.measure(&stage).await?);
        report::say(&format!("run {}: {panel}; plain page: {plain}", run + 1));
        ours.push(panel);
        theirs.push(plain);
    }
    stage.browser.close().await?;
    let rows = report::rows(&ours, &theirs);
    report::print(&rows, arguments.records, ours.len());
    let n_missed = rows.iter().filter(|row| !row.is_kept()).count();
    if n_missed > 0 {
        let n_budgets = rows.iter().filter(|row| row.is_judged()).count();
        bail!("{n_missed} of {n_budgets} budgets are missed");
    }
    Ok(())
}

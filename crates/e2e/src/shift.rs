//! A scripted shift: the whole list is worked through the panel's own buttons, then accounted for.
//!
//! Each callee behaves in another way, so that every way a call can end is part of it.

use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Context, Result, ensure};

use crate::artefact::PANEL_SHOT;
use crate::directory::Directory;
use crate::ledger::{self, Expected};
use crate::page::{Page, Scheme, Shot};
use crate::panel::Panel;
use crate::roster::{self, Row};
use crate::sim::{Callee, Sim};

const CAMPAIGN: &str = "Student Outreach";

/// What a callee does, where the call then stands still, and what the agent makes of it.
struct Turn {
    callee: Callee,
    state: &'static str,
    outcome: &'static str,
    was_live: bool,
}

const TURNS: [Turn; 5] = [
    Turn {
        callee: Callee::Answers { after_ms: 400 },
        state: "TALKING",
        outcome: "Service Completed",
        was_live: true,
    },
    Turn {
        callee: Callee::AnswersAndHangsUp {
            after_ms: 300,
            hangs_up_after_ms: 600,
        },
        state: "WRAP_UP",
        outcome: "Follow Up",
        was_live: false,
    },
    Turn {
        callee: Callee::NeverAnswers,
        state: "RINGING_ON_OTHER_SIDE",
        outcome: "No Answer",
        was_live: true,
    },
    Turn {
        callee: Callee::Answers { after_ms: 200 },
        state: "TALKING",
        outcome: "Left Voicemail",
        was_live: true,
    },
    Turn {
        callee: Callee::Busy { after_ms: 3_500 },
        state: "WRAP_UP",
        outcome: "Busy",
        was_live: false,
    },
];

/// The stage of a shift and where it keeps its pictures.
#[derive(Debug)]
pub struct Shift<'a> {
    pub sim: &'a Sim,
    pub five9: &'a Page,
    pub panel: &'a Panel,
    pub pictures: PathBuf,
    started: Instant,
}

impl<'a> Shift<'a> {
    #[must_use]
    pub fn new(sim: &'a Sim, five9: &'a Page, panel: &'a Panel, pictures: PathBuf) -> Self {
        Self {
            sim,
            five9,
            panel,
            pictures,
            started: Instant::now(),
        }
    }

    /// Works the whole list and checks every call against the simulator's log.
    ///
    /// # Errors
    /// With the first thing that was not as it should be.
    pub async fn work(&self, list: &str) -> Result<()> {
        std::fs::create_dir_all(&self.pictures)?;
        let rows = roster::read(list)?;
        let directory = Directory::read(self.five9).await?;
        self.sim.wait_for_sockets(1).await?;
        self.step("the panel has found the Five9 tab");
        self.panel.choose_campaign(CAMPAIGN).await?;
        self.panel.paste_list(list).await?;
        let last = rows.last().context("the list has rows")?;
        self.panel.person(&last.name).await?;
        self.step(&format!("list of {} loaded", rows.len()));
        self.picture("list", Scheme::Light).await?;
        let expected = self.call_all(&rows, &directory).await?;
        self.picture("summary", Scheme::Light).await?;
        ledger::check(&self.sim.log()?, &expected)?;
        self.summarise(&rows, &expected);
        Ok(())
    }

    async fn call_all(&self, rows: &[Row], directory: &Directory) -> Result<Vec<Expected>> {
        let callable: Vec<(&Row, &str)> = rows
            .iter()
            .filter_map(|row| Some((row, row.number.as_deref()?)))
            .collect();
        for ((_, number), turn) in callable.iter().zip(TURNS.iter().cycle()) {
            self.sim.callee(Some(number), turn.callee)?;
        }
        for row in rows {
            self.panel.select(&[&row.name]).await?;
        }
        self.picture("selected", Scheme::Dark).await?;
        self.panel
            .click(&format!("Start Automation ({})", rows.len()))
            .await?;
        self.step("run started");
        let mut expected = Vec::new();
        for (idx, ((row, number), turn)) in callable.iter().zip(TURNS.iter().cycle()).enumerate() {
            self.call_one(idx + 1, row, turn).await?;
            expected.push(Expected {
                number: (*number).to_owned(),
                campaign: directory.campaign(CAMPAIGN)?.to_owned(),
                disposition: directory.disposition(turn.outcome)?.to_owned(),
                was_live: turn.was_live,
            });
        }
        Ok(expected)
    }

    async fn call_one(&self, n: usize, row: &Row, turn: &Turn) -> Result<()> {
        self.sim.wait_for_call(n, turn.state).await?;
        self.panel.wait_for_phase(turn.state).await?;
        self.step(&format!("call {n}, {}: {}", row.name, turn.state));
        self.picture(&format!("call-{n}"), Scheme::Light).await?;
        self.panel.choose_outcome(turn.outcome).await?;
        let button = self.panel.end_button().await?;
        self.panel.click(&button).await?;
        self.step(&format!("  {} · {button}", turn.outcome));
        let what = format!("call {n} finished");
        self.sim
            .wait_for_state(&what, |state| state["calls"][n - 1]["state"] == "FINISHED")
            .await?;
        Ok(())
    }

    fn summarise(&self, rows: &[Row], expected: &[Expected]) {
        let n_live = expected.iter().filter(|call| call.was_live).count();
        self.step(&format!(
            "{} people · {} called, each once and with its outcome · {n_live} ended by the agent · \
             {} without a number",
            rows.len(),
            expected.len(),
            rows.len() - expected.len()
        ));
    }

    async fn picture(&self, name: &str, scheme: Scheme) -> Result<()> {
        let path = self.pictures.join(format!("{name}.png"));
        self.panel
            .page
            .screenshot(
                &path,
                Shot {
                    scheme,
                    ..PANEL_SHOT
                },
            )
            .await
    }

    #[expect(
        clippy::print_stdout,
        reason = "the demo tells the person what happens"
    )]
    fn step(&self, what: &str) {
        println!("{:>8.3} s  {what}", self.started.elapsed().as_secs_f64());
    }
}

/// Checks that a headless run has left nothing undone in the browser's consoles.
///
/// # Errors
/// With the errors found there.
pub async fn ensure_consoles_clean(browser: &crate::browser::Browser) -> Result<()> {
    browser.worker().collect_console().await?;
    browser.collect_extension_errors().await?;
    let clean = browser.console.ensure_clean(&[]);
    ensure!(clean.is_ok(), "{clean:?}");
    Ok(())
}

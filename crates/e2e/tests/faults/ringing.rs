//! A call rings until somebody answers: the panel says so, no longer and no shorter.
//!
//! Both moments are measured, at Five9 and at the panel.

use anyhow::{Context, Result, ensure};
use e2e::cast::extras;
use e2e::{Callee, Seen, Stage, Story};

use crate::agent::{self, Place};
use crate::moment::Moment;

const RINGS_MS: u64 = 2_500;
/// From Five9's event to the panel's words.
const LATE_MS_MAX: f64 = 500.0;
/// What two readings of one wall clock may differ.
const CLOCK_MS: f64 = 15.0;

/// When the panel told that state first.
fn first(shown: &[Seen], moment: Moment) -> Result<f64> {
    let found = shown.iter().find(|seen| moment.is_shown(seen));
    let seen = found.with_context(|| format!("the panel never told {moment:?}"))?;
    Ok(seen.at_ms)
}

fn ensure_prompt(what: &str, told_ms: f64, so_ms: f64) -> Result<()> {
    let late_ms = told_ms - so_ms;
    ensure!(
        (-CLOCK_MS..=LATE_MS_MAX).contains(&late_ms),
        "{what} was told {late_ms} ms after it was so"
    );
    Ok(())
}

#[tokio::test]
async fn the_panel_says_ringing_until_the_callee_answers() -> Result<()> {
    let stage = Stage::new("the_panel_says_ringing");
    stage
        .play(async |story: &mut Story| {
            let people = extras(2);
            agent::prepare(story).await?;
            let after_ms = RINGS_MS;
            story.sim.callee(None, Callee::Answers { after_ms })?;
            agent::start(story, &people).await?;
            let place = Place { n: 1, n_people: 2 };
            agent::wait_in_call(story, place, "the answer", |seen| {
                Moment::Talking.is_shown(seen)
            })
            .await?;
            let call = story.sim.call()?;
            let at = |key: &str| {
                let sim_ms = call[key].as_f64().context("Five9 knows when")?;
                story.sim.wall_clock_ms(sim_ms)
            };
            // Without a phase of its own before it, a call rings from its creation on.
            let (rings_ms, answered_ms) = (at("created_ms")?, at("answered_ms")?);
            let shown = story.shown();
            let (ringing, talking) = (
                first(&shown, Moment::Ringing)?,
                first(&shown, Moment::Talking)?,
            );
            ensure_prompt("ringing", ringing, rings_ms)?;
            ensure_prompt("the answer", talking, answered_ms)?;
            let between = |seen: &&Seen| seen.at_ms >= ringing && seen.at_ms < talking;
            let other = shown
                .iter()
                .filter(between)
                .find(|seen| !Moment::Ringing.is_shown(seen));
            ensure!(other.is_none(), "it said {other:?} while it rang");
            agent::play_to_the_end(story, &people).await.map(drop)
        })
        .await
}

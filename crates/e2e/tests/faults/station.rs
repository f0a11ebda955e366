//! The agent's station goes in the middle of a talk.
//!
//! Five9 lets the call stand for some seconds and then ends it. The panel says at once that nobody
//! can hear anybody, never that the call is over before it is, and dials nobody before a person has
//! brought the station back and resumed.

use anyhow::{Result, ensure};
use e2e::cast::extras;
use e2e::{Seen, Stage, Story, ledger};
use serde_json::json;

use crate::agent::{self, PATIENCE, Place};
use crate::moment::Moment;

/// From Five9's word to the panel's.
const TOLD_MS_MAX: f64 = 2_000.0;
/// How long the call outlives its station.
const GRACE_MS: u64 = 3_000;
const DOWN: &str = "Your Five9 station is not connected";

#[tokio::test]
async fn a_station_lost_in_a_talk_is_told_at_once_and_the_run_waits_for_it() -> Result<()> {
    let stage = Stage::new("a_station_lost_in_a_talk");
    stage
        .play(async |story: &mut Story| {
            let people = extras(2);
            let first = Place { n: 1, n_people: 2 };
            let grace = json!({"stationLossGraceMs": GRACE_MS});
            story.sim.post("switches", grace)?;
            agent::start_run(story, &people).await?;
            let is_talk = |seen: &Seen| Moment::Talking.is_shown(seen);
            agent::wait_in_call(story, first, "a talk", is_talk).await?;

            let lost_at_ms = story.sim.wall_clock_now_ms();
            story.sim.post("station/disconnect", json!({}))?;
            let witness = &story.panel.witness;
            let is_told = |seen: &Seen| {
                seen.at_ms >= lost_at_ms && seen.lines.iter().any(|line| line.starts_with(DOWN))
            };
            let told = witness.wait_for_any("the loss", is_told).await?;
            let told_ms = told.at_ms - lost_at_ms;
            ensure!(told_ms <= TOLD_MS_MAX, "told after {told_ms} ms");
            ensure!(
                Moment::Talking.is_shown(&told),
                "the call still stands: {:?}",
                told.lines
            );

            let is_over = |seen: &Seen| Moment::WrapUp.is_shown(seen);
            let ended = witness.wait_within("the end", PATIENCE, is_over).await?;
            let lasted_ms = ended.at_ms - lost_at_ms;
            ensure!(
                lasted_ms >= f64::from(u32::try_from(GRACE_MS)?),
                "told as over after {lasted_ms} ms"
            );
            ensure!(ended.offers("Resume"), "{:?}", ended.lines);
            ensure!(ledger::numbers(&story.sim.log()?).len() == 1);

            story.panel.click("Restart station").await?;
            story.panel.wait_until_ready().await?;
            let books = agent::play_to_the_end(story, &people).await?;
            ensure!(books.n_confirmed == 2, "{books}");
            Ok(())
        })
        .await
}

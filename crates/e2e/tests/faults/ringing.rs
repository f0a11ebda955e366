//! A call rings until somebody answers: the panel says so, no longer and no shorter.
//!
//! Both moments are measured, at Five9 and at the panel. The callee answers when the panel has been
//! seen to say "ringing", so nothing hangs on how fast the machine is.

use anyhow::{Context, Result, ensure};
use e2e::cast::extras;
use e2e::{Callee, Seen, Stage, Story};
use serde_json::json;

use crate::agent::{self, Place};
use crate::moment::Moment;

/// What two readings of one wall clock may differ.
const CLOCK_MS: f64 = 15.0;

/// Which of what was shown told that state first.
fn first(shown: &[Seen], moment: Moment) -> Result<usize> {
    let found = shown.iter().position(|seen| moment.is_shown(seen));
    found.with_context(|| format!("the panel never told {moment:?}"))
}

#[tokio::test]
async fn the_panel_says_ringing_until_the_callee_answers() -> Result<()> {
    let stage = Stage::new("the_panel_says_ringing");
    stage
        .play(async |story: &mut Story| {
            let people = extras(2);
            agent::prepare(story).await?;
            story.sim.callee(None, Callee::NeverAnswers)?;
            agent::start(story, &people).await?;
            let place = Place { n: 1, n_people: 2 };
            let is_ringing = |seen: &Seen| Moment::Ringing.is_shown(seen);
            agent::wait_in_call(story, place, "the ring", is_ringing).await?;
            // Refused unless the call rings.
            story.sim.post("call/current/answer", json!({}))?;
            let is_talking = |seen: &Seen| Moment::Talking.is_shown(seen);
            agent::wait_in_call(story, place, "the answer", is_talking).await?;
            let call = story.sim.call()?;
            let at_ms = |key: &str| {
                let sim_ms = call[key].as_f64().context("Five9 knows when")?;
                story.sim.wall_clock_ms(sim_ms)
            };
            let shown = story.shown();
            let ringing = first(&shown, Moment::Ringing)?;
            let talking = first(&shown, Moment::Talking)?;
            // Without a phase of its own before it, a call rings from its creation on.
            for (told, key) in [(ringing, "created_ms"), (talking, "answered_ms")] {
                let (told_ms, so_ms) = (shown[told].at_ms, at_ms(key)?);
                ensure!(
                    told_ms >= so_ms - CLOCK_MS,
                    "{:?} was told {} ms before it was so",
                    shown[told].lines,
                    so_ms - told_ms
                );
            }
            ensure!(ringing < talking, "it said Talking before Ringing");
            let rings = &shown[ringing..talking];
            let other = rings.iter().find(|seen| !is_ringing(seen));
            ensure!(other.is_none(), "it said {other:?} while it rang");
            let again = shown[talking..].iter().find(|seen| is_ringing(seen));
            ensure!(again.is_none(), "it said {again:?} after the answer");
            story.sim.callee(None, Callee::Answers { after_ms: 30 })?;
            agent::play_to_the_end(story, &people).await.map(drop)
        })
        .await
}

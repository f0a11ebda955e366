//! The Five9 tab is reloaded or closed while a call is being dialed, in a talk, and in wrap-up.
//!
//! A reload is over within two seconds and is no loss: the run goes on by itself. A closed tab is
//! one: the run stands still until another is open and the agent resumes.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use e2e::cast::extras;
use e2e::{Seen, Stage, Story};

use crate::agent::{self, Place};
use crate::moment::Moment;

const MOMENTS: [Moment; 3] = [Moment::Dialing, Moment::Talking, Moment::WrapUp];
const HELD: Duration = Duration::from_millis(1_500);
const N_PEOPLE: usize = MOMENTS.len() + 1;

/// Plays a run; in each of the states something is done to the tab.
async fn play(story: &mut Story, disturb: impl AsyncFn(&mut Story) -> Result<()>) -> Result<()> {
    for piece in ["435", "ERR_", "WebSocket"] {
        story.allow(piece);
    }
    let people = extras(N_PEOPLE);
    MOMENTS[0].prepare_dial(&story.sim, &people[0].number, HELD)?;
    agent::start_run(story, &people).await?;
    for (idx, moment) in MOMENTS.into_iter().enumerate() {
        let place = Place {
            n: idx + 1,
            n_people: N_PEOPLE,
        };
        let what = format!("{moment:?}");
        agent::wait_in_call(story, place, &what, |seen| moment.is_shown(seen)).await?;
        if moment == Moment::Dialing {
            story.sim.wait_for_dials(1).await?;
        }
        disturb(story)
            .await
            .with_context(|| format!("in {moment:?}"))?;
        agent::wait_in_call(story, place, "an answered call", agent::is_up).await?;
        if let Some(next) = MOMENTS.get(idx + 1) {
            next.prepare_dial(&story.sim, &people[idx + 1].number, HELD)?;
        }
        agent::press_end(story, place).await?;
    }
    let last = Place {
        n: N_PEOPLE,
        n_people: N_PEOPLE,
    };
    agent::play_call(story, last).await?;
    agent::settle(story, &people).await?;
    story.ensure_never_said("Call failed")
}

#[tokio::test]
async fn a_reload_of_the_tab_in_any_state_stops_no_run_and_repeats_no_call() -> Result<()> {
    let stage = Stage::new("a_reload_of_the_tab_in_any_state");
    stage
        .play(async |story: &mut Story| {
            play(story, async |story: &mut Story| {
                story.five9()?.reload().await
            })
            .await?;
            let paused = story.shown().into_iter().find(|seen| seen.says("Paused"));
            ensure!(paused.is_none(), "a reload paused the run: {paused:?}");
            Ok(())
        })
        .await
}

#[tokio::test]
async fn a_closed_tab_in_any_state_pauses_the_run_until_another_is_open() -> Result<()> {
    let stage = Stage::new("a_closed_tab_in_any_state");
    stage
        .play(async |story: &mut Story| {
            play(story, async |story: &mut Story| {
                let five9 = story.five9.take().context("a Five9 tab is open")?;
                five9.close().await?;
                let is_told =
                    |seen: &Seen| seen.says("No Five9 tab found") && seen.offers("Resume");
                let witness = &story.panel.witness;
                witness
                    .wait_for("the missing tab and a pause", is_told)
                    .await?;
                story.five9 = Some(story.open_five9().await?);
                Ok(())
            })
            .await
        })
        .await
}

//! Five9 places the call, but its answer never arrives.
//!
//! The panel may say that it does not know, and then the truth. It may not say that the call failed,
//! nor that it is connected before it is. Every text that it ever showed is looked at.

use anyhow::{Context, Result, ensure};
use e2e::cast::extras;
use e2e::{Callee, Seen, Stage, Story};
use serde_json::json;

use crate::agent::{self, Place};
use crate::moment::Moment;

const ANSWER_AFTER_MS: u64 = 4_000;

/// What the panel told of the call; absent: that it does not know.
type Told = Option<Moment>;

/// What was told, each once for as long as it stood.
fn told(shown: &[Seen]) -> Vec<Told> {
    let of = |seen: &Seen| match Moment::shown(seen) {
        Some(moment) => Some(Some(moment)),
        None => seen.says("Unknown").then_some(None),
    };
    let mut told: Vec<Told> = shown.iter().filter_map(of).collect();
    told.dedup();
    told
}

/// When the callee answered, by the wall clock.
fn answered_at_ms(story: &Story) -> Result<f64> {
    let call = story.sim.call()?;
    let answered_ms = call["answered_ms"].as_f64().context("it was answered")?;
    story.sim.wall_clock_ms(answered_ms)
}

#[tokio::test]
async fn a_lost_answer_to_a_dial_is_unknown_and_then_the_truth_and_never_more() -> Result<()> {
    let stage = Stage::new("a_lost_answer_to_a_dial");
    stage
        .play(async |story: &mut Story| {
            story.allow("ERR_");
            let people = extras(2);
            agent::prepare(story).await?;
            let after_ms = ANSWER_AFTER_MS;
            story.sim.callee(None, Callee::Answers { after_ms })?;
            // No event tells of the call, and the list of calls is slow: only reading shows it.
            let slow = json!({"delayMs": 500});
            story
                .sim
                .fault("POST", "make_external_call", json!({"drop": "after"}))?;
            agent::load(story, &people).await?;
            story.sim.post("socket/lose", json!({"times": null}))?;
            agent::press_start(story, &people).await?;
            story.sim.wait_for_dials(1).await?;
            story
                .sim
                .faults("GET", "interactions/calls", slow, Some(1))?;
            let place = Place { n: 1, n_people: 2 };
            let is_unknown = |seen: &Seen| seen.says("Unknown: checking with Five9");
            agent::wait_in_call(story, place, "unknown", is_unknown).await?;
            agent::wait_in_call(story, place, "the truth", |seen| {
                Moment::Ringing.is_shown(seen)
            })
            .await?;
            story.sim.delete("socket")?;
            let is_talk = |seen: &Seen| Moment::Talking.is_shown(seen);
            let talk = agent::wait_in_call(story, place, "the answer", is_talk).await?;
            ensure!(
                talk.at_ms >= answered_at_ms(story)?,
                "told before it was so"
            );
            let told = told(&story.shown());
            let truth = [Moment::Ringing, Moment::Talking].map(Some);
            let wanted = [Some(Moment::Dialing), None].into_iter().chain(truth);
            ensure!(wanted.eq(told.iter().copied()), "the panel told {told:?}");
            ensure!(story.sim.n_calls()? == 1, "{}", story.sim.state()?);
            agent::play_to_the_end(story, &people).await?;
            story.ensure_never_said("Call failed")
        })
        .await
}

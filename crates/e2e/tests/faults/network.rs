//! The network goes: loudly (connections break), silently (they hang), or as the browser's own
//! knowledge that there is none.
//!
//! The panel says so in time, the run stands still, and one press of Resume goes on with the same
//! person. Nobody is dialed twice, whatever was on its way.

use std::time::Duration;

use anyhow::{Result, ensure};
use e2e::cast::extras;
use e2e::{Callee, Network, Seen, Stage, Story, ledger};
use serde_json::json;

use crate::agent::{self, PATIENCE, Place};
use crate::moment::Moment;

/// From the first evidence that reaches the browser to the panel's words.
const LOUD_MS_MAX: f64 = 2_000.0;
/// From the last pong to the panel's words.
const SILENT_MS_MAX: f64 = 35_000.0;
/// A read that went out when the first pong was late is given up by then, so the run pauses, too.
const PAUSED_MS_MAX: f64 = 36_000.0;
const READY: &str = "Five9 is ready";

/// Waits for the panel to say no longer that all is well, and tells when it did.
async fn wait_for_loss(story: &Story, deadline: Duration) -> Result<f64> {
    let is_told = |seen: &Seen| !seen.lines.iter().any(|line| line == READY);
    let witness = &story.panel.witness;
    let seen = witness.wait_within("the loss", deadline, is_told).await?;
    Ok(seen.at_ms)
}

/// Waits until the run stands still, and tells when it did.
async fn wait_for_pause(story: &Story) -> Result<f64> {
    let is_paused = |seen: &Seen| seen.offers("Resume");
    let witness = &story.panel.witness;
    let seen = witness
        .wait_within("the pause", PATIENCE, is_paused)
        .await?;
    Ok(seen.at_ms)
}

/// The network is back: the panel says so, the agent resumes and works the run to its end.
async fn recover(story: &Story, n_people: usize) -> Result<()> {
    story.sim.set_network(Network::Up);
    let books = agent::play_to_the_end(story, &extras(n_people)).await?;
    ensure!(books.n_confirmed == n_people, "{books}");
    Ok(())
}

/// What the browser says of requests that the story makes fail.
fn allow_failures(story: &mut Story) {
    for piece in ["ERR_", "WebSocket", "Failed to load"] {
        story.allow(piece);
    }
}

/// A run of two whose first dial is at Five9, with its answer still a second away.
async fn start_with_slow_dial(story: &mut Story) -> Result<()> {
    allow_failures(story);
    let dial = "make_external_call";
    story.sim.fault("POST", dial, json!({"delayMs": 1_000}))?;
    agent::start_run(story, &extras(2)).await?;
    story.sim.wait_for_dials(1).await.map(drop)
}

async fn talk(story: &mut Story, n_people: usize) -> Result<Place> {
    allow_failures(story);
    agent::start_run(story, &extras(n_people)).await?;
    let place = Place { n: 1, n_people };
    agent::wait_in_call(story, place, "a talk", |seen| {
        Moment::Talking.is_shown(seen)
    })
    .await?;
    Ok(place)
}

#[tokio::test]
async fn a_loud_loss_in_a_talk_is_told_at_once_and_the_run_goes_on_when_resumed() -> Result<()> {
    let stage = Stage::new("a_loud_loss_in_a_talk");
    stage
        .play(async |story: &mut Story| {
            talk(story, 2).await?;
            let cut_at_ms = story.sim.wall_clock_now_ms();
            story.sim.set_network(Network::Cut);
            let told_ms = wait_for_loss(story, PATIENCE).await? - cut_at_ms;
            ensure!(told_ms <= LOUD_MS_MAX, "told after {told_ms} ms");
            wait_for_pause(story).await?;
            recover(story, 2).await
        })
        .await
}

#[tokio::test]
async fn a_loud_loss_while_a_dial_is_on_its_way_dials_nobody_twice() -> Result<()> {
    let stage = Stage::new("a_loud_loss_while_a_dial_is_on_its_way");
    stage
        .play(async |story: &mut Story| {
            start_with_slow_dial(story).await?;
            story.sim.set_network(Network::Cut);
            wait_for_loss(story, PATIENCE).await?;
            wait_for_pause(story).await?;
            recover(story, 2).await?;
            story.ensure_never_said("Call failed")
        })
        .await
}

#[tokio::test]
async fn a_silent_loss_is_found_by_its_missing_pongs() -> Result<()> {
    let stage = Stage::new("a_silent_loss").within(Duration::from_secs(180));
    stage
        .play(async |story: &mut Story| {
            talk(story, 2).await?;
            let silent_at_ms = story.sim.wall_clock_now_ms();
            story.sim.set_network(Network::Silent);
            let told_ms = wait_for_loss(story, Duration::from_secs(60)).await? - silent_at_ms;
            ensure!(told_ms <= SILENT_MS_MAX, "told after {told_ms} ms");
            let paused_ms = wait_for_pause(story).await? - silent_at_ms;
            ensure!(paused_ms <= PAUSED_MS_MAX, "paused after {paused_ms} ms");
            println!("silence told after {told_ms:.0} ms, paused after {paused_ms:.0} ms");
            recover(story, 2).await
        })
        .await
}

#[tokio::test]
async fn a_silent_loss_while_a_dial_is_on_its_way_is_unknown_until_it_is_over() -> Result<()> {
    let stage = Stage::new("a_silent_loss_while_a_dial_is_on_its_way");
    stage
        .play(async |story: &mut Story| {
            start_with_slow_dial(story).await?;
            // Five9 places the call, and neither its answer nor its events arrive.
            story.sim.set_network(Network::Silent);
            let witness = &story.panel.witness;
            let is_unknown = |seen: &Seen| seen.says("Unknown");
            witness.wait_within("unknown", PATIENCE, is_unknown).await?;
            recover(story, 2).await?;
            story.ensure_never_said("Call failed")
        })
        .await
}

#[tokio::test]
async fn without_a_network_nothing_is_sent_and_the_same_person_is_called_after_it() -> Result<()> {
    let stage = Stage::new("without_a_network");
    stage
        .play(async |story: &mut Story| {
            let place = talk(story, 2).await?;
            let conditions = |offline: bool| {
                json!({
                    "offline": offline, "latency": 0, "downloadThroughput": -1,
                    "uploadThroughput": -1,
                })
            };
            let five9 = story.five9()?.session.clone();
            let emulate = "Network.emulateNetworkConditions";
            // The next thing to be sent is this call's outcome, then the next person's dial.
            story.sim.post("call/current/hangup", json!({}))?;
            let is_wrap_up = |seen: &Seen| Moment::WrapUp.is_shown(seen);
            agent::wait_in_call(story, place, "wrap-up", is_wrap_up).await?;
            let cut_at_ms = story.sim.wall_clock_now_ms();
            five9.call(emulate, conditions(true)).await?;
            let is_told = |seen: &Seen| seen.says("No network") && seen.offers("Resume");
            let witness = &story.panel.witness;
            let told = witness
                .wait_within("a pause without network", PATIENCE, is_told)
                .await?;
            let told_ms = told.at_ms - cut_at_ms;
            ensure!(told_ms <= LOUD_MS_MAX, "told after {told_ms} ms");
            ensure!(ledger::numbers(&story.sim.log()?).len() == 1);
            five9.call(emulate, conditions(false)).await?;
            recover(story, 2).await
        })
        .await
}

#[tokio::test]
async fn a_slow_answer_to_a_dial_is_waited_for_and_a_late_one_is_still_evidence() -> Result<()> {
    let stage = Stage::new("a_slow_answer_to_a_dial");
    stage
        .play(async |story: &mut Story| {
            // Longer than the worker waits for a change, so that the answer comes late.
            let dial = "make_external_call";
            story.sim.fault("POST", dial, json!({"delayMs": 11_000}))?;
            story.sim.callee(None, Callee::Answers { after_ms: 20 })?;
            agent::start_run(story, &extras(2)).await?;
            let witness = &story.panel.witness;
            let is_unknown = |seen: &Seen| seen.says("Unknown");
            witness.wait_within("unknown", PATIENCE, is_unknown).await?;
            recover(story, 2).await?;
            story.ensure_never_said("Call failed")
        })
        .await
}

//! Five9 moves the agent to another data centre: in a talk, which may go on (graceful), and between
//! two calls (forced).
//!
//! The least that must be true: nobody is dialed twice, no call is lost or made up, nothing is said
//! to be done that is not. The tab then goes to the new place as Five9's own page does, takes its
//! session up there, and the run goes on.

use anyhow::{Result, ensure};
use e2e::cast::extras;
use e2e::{Seen, Stage, Story};
use serde_json::json;

use crate::agent::{self, Place};
use crate::moment::Moment;

const NEW_URL: &str = "https://app-scl.five9.com/";

/// From Five9's word to the panel's.
const TOLD_MS_MAX: f64 = 2_000.0;

/// Takes the session up as Five9's own page does; the mark keeps it out of the client's log.
const RESTART_SESSION: &str = "(async () => {
  const mine = { headers: { 'x-sim-desktop': '1' } };
  const { userId } = await (await fetch('/appsvcs/rs/svc/auth/metadata', mine)).json();
  const path = `/appsvcs/rs/svc/agents/${userId}/session_restart`;
  return (await fetch(path, { ...mine, method: 'PUT' })).status;
})()";

/// What Five9's page does by itself once it is told that its session has moved.
async fn move_house(story: &Story) -> Result<()> {
    let five9 = story.five9()?;
    five9.navigate(NEW_URL).await?;
    let status = five9.evaluate(RESTART_SESSION).await?;
    // Whoever else has taken it up meanwhile was as good: then there is nothing left to take up.
    ensure!(status == 204 || status == 435, "it answered {status}");
    Ok(())
}

async fn start(story: &mut Story, n_people: usize) -> Result<()> {
    for piece in ["435", "401", "ERR_", "WebSocket"] {
        story.allow(piece);
    }
    agent::start_run(story, &extras(n_people)).await?;
    let place = Place { n: 1, n_people };
    let is_talk = |seen: &Seen| Moment::Talking.is_shown(seen);
    agent::wait_in_call(story, place, "a talk", is_talk).await?;
    Ok(())
}

/// Has Five9 move, and waits until the panel says no longer that calls can be placed.
async fn migrate(story: &Story, graceful: bool) -> Result<()> {
    let moved_at_ms = story.sim.wall_clock_now_ms();
    story.sim.post("migrate", json!({"graceful": graceful}))?;
    let is_told = |seen: &Seen| seen.at_ms >= moved_at_ms && !seen.says("Five9 is ready");
    let witness = &story.panel.witness;
    let told = witness.wait_for_any("the move", is_told).await?;
    let told_ms = told.at_ms - moved_at_ms;
    ensure!(
        told_ms <= TOLD_MS_MAX,
        "the move was told after {told_ms} ms"
    );
    Ok(())
}

#[tokio::test]
async fn a_graceful_migration_in_a_talk_loses_no_call_and_repeats_none() -> Result<()> {
    let stage = Stage::new("a_graceful_migration_in_a_talk");
    stage
        .play(async |story: &mut Story| {
            start(story, 3).await?;
            migrate(story, true).await?;
            let shown = story.panel.witness.last();
            ensure!(Moment::Talking.is_shown(&shown), "{:?}", shown.lines);
            move_house(story).await?;
            let people = extras(3);
            agent::play_run(story, &people, 1).await?;
            let books = agent::settle(story, &people).await?;
            ensure!(books.n_confirmed == 3, "{books}");
            Ok(())
        })
        .await
}

#[tokio::test]
async fn a_migration_is_followed_while_the_tab_stays_where_it_was() -> Result<()> {
    let stage = Stage::new("a_migration_without_the_tab");
    stage
        .play(async |story: &mut Story| {
            start(story, 3).await?;
            migrate(story, true).await?;
            // Nobody touches the tab: requests and the event socket go to the new place from here.
            let people = extras(3);
            agent::play_run(story, &people, 1).await?;
            let books = agent::settle(story, &people).await?;
            ensure!(books.n_confirmed == 3, "{books}");
            let place = story.five9()?.evaluate("location.host").await?;
            ensure!(place == "app-atl.five9.com", "the tab went to {place}");
            ensure!(story.sim.n_sockets()? == 1, "no event socket");
            Ok(())
        })
        .await
}

#[tokio::test]
async fn a_forced_migration_ends_the_talk_and_dials_nobody_until_it_is_over() -> Result<()> {
    let stage = Stage::new("a_forced_migration");
    stage
        .play(async |story: &mut Story| {
            start(story, 3).await?;
            migrate(story, false).await?;
            move_house(story).await?;
            let people = extras(3);
            agent::play_run(story, &people, 2).await?;
            let books = agent::settle(story, &people).await?;
            ensure!((books.n_confirmed, books.n_elsewhere) == (2, 1), "{books}");
            Ok(())
        })
        .await
}

#[tokio::test]
async fn a_forced_migration_between_two_calls_of_a_paused_run_changes_nothing_of_it() -> Result<()>
{
    let stage = Stage::new("a_forced_migration_between_two_calls");
    stage
        .play(async |story: &mut Story| {
            start(story, 3).await?;
            story.panel.click("Pause").await?;
            story.panel.choose_outcome("Follow Up").await?;
            story.panel.click("End call").await?;
            story.sim.wait_for_call(1, "FINISHED").await?;
            migrate(story, false).await?;
            move_house(story).await?;
            let people = extras(3);
            agent::play_run(story, &people, 2).await?;
            let books = agent::settle(story, &people).await?;
            ensure!(books.n_confirmed == 3, "{books}");
            Ok(())
        })
        .await
}

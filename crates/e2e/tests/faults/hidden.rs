//! The Five9 tab is behind another one for a whole run, in a browser that slows it down as it does
//! for people.
//!
//! Timers of such a tab fall to one a minute, so that no deadline may depend on them. Nothing is
//! attached to the tab while it is hidden: what DevTools attaches to counts as seen.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use e2e::cast::extras;
use e2e::{Callee, Seen, Stage, Story, WAIT_DEADLINE};
use serde_json::Value;

use crate::agent::{self, Place};
use crate::moment::Moment;

const N_PEOPLE: usize = 10;
/// How long each callee talks before hanging up; together they take the run past a minute and a
/// half, well beyond the minute after which timers are slowed down most.
const TALK_MS: u64 = 9_500;
const RUN_MS_MIN: f64 = 90_000.0;
/// No two pings are further apart, nor does the socket live longer without one.
const PING_GAP_MS_MAX: f64 = 20_000.0;
/// From the end of a call to the next dial.
const NEXT_DIAL_MS_MAX: f64 = 1_000.0;

/// Keeps every answer that the worker gets from the tab.
const KEEP_ANSWERS: &str = "(() => {
  globalThis.answers = { n: 0, errors: [] };
  const send = chrome.tabs.sendMessage;
  chrome.tabs.sendMessage = async (...message) => {
    const answer = await send.apply(chrome.tabs, message);
    answers.n += 1;
    if (answer?.error) answers.errors.push(answer.error);
    return answer;
  };
  return true;
})()";

/// Puts another tab in front of Five9's, in its own window.
const COVER: &str = "chrome.tabs.query({ url: 'https://*.five9.com/*' }).then(async ([five9]) => {
  await chrome.tabs.create({ windowId: five9.windowId, active: true, url: 'about:blank' });
  globalThis.five9 = five9.id;
  return true;
})";

const VISIBILITY: &str = "chrome.scripting.executeScript({
  target: { tabId: globalThis.five9 }, func: () => document.visibilityState,
}).then(([frame]) => frame.result)";

async fn visibility(story: &Story) -> Result<Value> {
    story.panel.page.evaluate(VISIBILITY).await
}

#[tokio::test]
async fn a_run_beside_a_hidden_five9_tab_misses_no_ping_and_no_deadline() -> Result<()> {
    let stage = Stage::new("a_run_beside_a_hidden_five9_tab").within(Duration::from_secs(240));
    stage
        .play(async |story: &mut Story| {
            let people = extras(N_PEOPLE);
            agent::prepare(story).await?;
            hide_five9(story).await?;
            let worker = story.browser.worker();
            worker.evaluate(KEEP_ANSWERS).await?;
            let life = worker.life().await?;
            let hangs_up = Callee::AnswersAndHangsUp {
                after_ms: 20,
                hangs_up_after_ms: TALK_MS,
            };
            story.sim.callee(None, hangs_up)?;
            agent::start(story, &people).await?;
            for n in 1..=N_PEOPLE {
                let place = Place {
                    n,
                    n_people: N_PEOPLE,
                };
                let is_over = |seen: &Seen| Moment::WrapUp.is_shown(seen);
                agent::wait_in_call(story, place, "the end of a talk", is_over).await?;
                ensure!(visibility(story).await? == "hidden", "Five9 was seen");
                agent::press_end(story, place).await?;
            }
            agent::finish(story).await?;
            ensure!(visibility(story).await? == "hidden", "Five9 was seen");
            check_pings(&story.sim.state()?)?;
            check_dials(story)?;
            let worker = story.browser.worker();
            ensure!(
                worker.life().await? == life,
                "the worker was stopped in a run"
            );
            let answers = worker.evaluate("answers").await?;
            ensure!(
                answers["errors"].as_array().is_some_and(Vec::is_empty)
                    && answers["n"].as_u64() > Some(2 * N_PEOPLE as u64),
                "the tab answered {answers}"
            );
            Ok(())
        })
        .await
}

async fn hide_five9(story: &mut Story) -> Result<()> {
    let five9 = story.five9.take().context("the stage has a Five9 tab")?;
    story.panel.page.evaluate(COVER).await?;
    five9.session.detach().await?;
    let hidden = format!("{VISIBILITY}.then((now) => now === 'hidden')");
    story.panel.page.wait_within(&hidden, WAIT_DEADLINE).await?;
    Ok(())
}

/// One socket from the start to the end, with a ping in time, always.
fn check_pings(state: &Value) -> Result<()> {
    let agents = state["agents"].as_array().into_iter().flatten();
    let n_opened: u64 = agents
        .filter_map(|agent| agent["socketsOpened"].as_u64())
        .sum();
    let socket = &state["sockets"][0];
    ensure!(n_opened == 1, "{n_opened} sockets were opened");
    let times = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let mut moments = vec![socket["opened_ms"].clone()];
    moments.extend(times(&socket["pings_ms"]));
    moments.push(state["now_ms"].clone());
    let moments: Vec<f64> = moments.iter().filter_map(Value::as_f64).collect();
    let gaps = moments.windows(2).map(|pair| pair[1] - pair[0]);
    let longest = gaps.fold(0.0, f64::max);
    ensure!(
        moments.len() > 6 && longest <= PING_GAP_MS_MAX,
        "{longest} ms without a ping: {moments:?}"
    );
    Ok(())
}

/// Everybody was called, each as soon as the one before was finished.
fn check_dials(story: &Story) -> Result<()> {
    let state = story.sim.state()?;
    let calls = state["calls"].as_array().cloned().unwrap_or_default();
    ensure!(calls.len() == N_PEOPLE, "{} calls", calls.len());
    let at = |call: &Value, key: &str| call[key].as_f64().unwrap_or_default();
    let first = calls.first().map_or(0.0, |call| at(call, "created_ms"));
    let last = calls.last().map_or(0.0, |call| at(call, "finished_ms"));
    ensure!(
        last - first >= RUN_MS_MIN,
        "the run took {} ms",
        last - first
    );
    for pair in calls.windows(2) {
        let gap_ms = at(&pair[1], "created_ms") - at(&pair[0], "finished_ms");
        ensure!(gap_ms <= NEXT_DIAL_MS_MAX, "{gap_ms} ms between two calls");
    }
    Ok(())
}

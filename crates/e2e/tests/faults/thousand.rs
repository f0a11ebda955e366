//! A run of a thousand calls: nothing is lost, nothing grows, and another system hears of each once.
//!
//! The panel's own commands drive it as fast as it goes; the other system's network does not hold.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use e2e::cast::extras;
use e2e::{Callee, Dice, History, Seen, Session, Stage, Story, accounts};
use serde_json::{Value, json};

use crate::agent::{self, PATIENCE, Place};
use crate::told::Told;

const N_CALLS: usize = 1_000;
/// So many connections to the other system break off.
const N_CUTS: usize = 100;
const SEED: u64 = 6_100;
/// Memory is measured after so many calls and again at the end.
const N_WARM: usize = 200;
/// What a worker or a tab may hold more after eight hundred further calls.
const GROWTH_BYTES_MAX: f64 = 1_000_000.0;
/// The content script remembers the last five hundred answers, and those to dials for good.
const N_ANSWERS_MAX: f64 = 1_100.0;

#[tokio::test]
async fn a_thousand_calls_are_all_dialed_all_in_the_history_and_nothing_grows() -> Result<()> {
    let stage = Stage::new("a_thousand_calls").within(Duration::from_secs(420));
    stage
        .play(async |story: &mut Story| {
            let people = extras(N_CALLS);
            let told = Told::start(story).await?;
            told.cut(N_CUTS, N_CALLS, &mut Dice::new(SEED));
            agent::prepare(story).await?;
            story.sim.callee(None, Callee::Answers { after_ms: 10 })?;
            let outcome = "Service Completed";
            story.panel.choose("Default outcome", outcome).await?;
            agent::start(story, &people).await?;
            let started = Instant::now();
            let mut warm = None;
            for n in 1..=N_CALLS {
                if n == N_WARM {
                    warm = Some(Memory::measure(story).await?);
                }
                end_call(story, n)
                    .await
                    .with_context(|| format!("call {n}"))?;
            }
            agent::finish(story).await?;
            let per_call = started.elapsed() / u32::try_from(N_CALLS)?;
            let heard = told.settle(story, &people).await?;
            ensure!(told.n_cut() == N_CUTS, "{} cuts", told.n_cut());
            let numbers: Vec<String> = people.into_iter().map(|one| one.number).collect();
            let history = History::read(&story.panel.page).await?;
            let books = accounts::settle(&story.sim, history, &numbers)?;
            let cold = Memory::measure(story).await?;
            println!("{per_call:?} a call; {books}; {heard}; memory {warm:?}, then {cold:?}");
            ensure!(books.n_confirmed == N_CALLS, "{books}");
            cold.ensure_no_growth_since(&warm.context("there are more calls than that")?)
        })
        .await
}

async fn end_call(story: &Story, n: usize) -> Result<()> {
    let place = Place {
        n,
        n_people: N_CALLS,
    };
    let button = place.end_button();
    let witness = &story.panel.witness;
    let is_up = |seen: &Seen| seen.offers(&button) && seen.says("Talking");
    witness
        .wait_within("an answered call", PATIENCE, is_up)
        .await?;
    let answer = story.panel.send(json!({"type": "endAndNext"})).await?;
    ensure!(answer["success"] == true, "{answer}");
    Ok(())
}

/// What worker and tab hold, after their garbage was collected.
#[derive(Debug)]
struct Memory {
    worker_bytes: f64,
    tab_bytes: f64,
    n_answers: f64,
}

impl Memory {
    async fn measure(story: &Story) -> Result<Self> {
        let worker = story.browser.extension().page_url("");
        let worker = story.browser.targets.find("service_worker", &worker);
        let worker = worker.context("the worker runs")?;
        let tab = story.five9()?.target().to_owned();
        let sessions = story.browser.cdp();
        let worker = sessions.attach(&worker.id).await?;
        let tab = sessions.attach(&tab).await?;
        let memory = Self {
            worker_bytes: held_bytes(&worker).await?,
            tab_bytes: held_bytes(&tab).await?,
            n_answers: largest_map(&tab).await?,
        };
        worker.detach().await?;
        tab.detach().await?;
        Ok(memory)
    }

    fn ensure_no_growth_since(&self, before: &Self) -> Result<()> {
        let has_grown = self.worker_bytes - before.worker_bytes > GROWTH_BYTES_MAX
            || self.tab_bytes - before.tab_bytes > GROWTH_BYTES_MAX;
        ensure!(!has_grown, "it grew from {before:?} to {self:?}");
        ensure!(
            self.n_answers <= N_ANSWERS_MAX,
            "the content script remembers {} answers",
            self.n_answers
        );
        Ok(())
    }
}

async fn held_bytes(session: &Session) -> Result<f64> {
    session
        .call("HeapProfiler.collectGarbage", json!({}))
        .await?;
    let usage = session.call("Runtime.getHeapUsage", json!({})).await?;
    let part = |key: &str| usage[key].as_f64().unwrap_or_default();
    // A module's own memory counts as backing storage.
    Ok(part("usedSize") + part("backingStorageSize"))
}

/// The size of the largest `Map` in the content script's world.
async fn largest_map(tab: &Session) -> Result<f64> {
    let mut events = tab.cdp().subscribe();
    tab.call("Runtime.enable", json!({})).await?;
    let world = loop {
        let event = tokio::time::timeout(PATIENCE, events.recv()).await??;
        let context = &event.params["context"];
        let is_ours = event.method == "Runtime.executionContextCreated"
            && tab.owns(&event)
            && context["origin"]
                .as_str()
                .is_some_and(|origin| origin.starts_with("chrome-extension://"));
        if is_ours {
            break context["id"].clone();
        }
    };
    let prototype = json!({"expression": "Map.prototype", "contextId": world});
    let prototype = tab.call("Runtime.evaluate", prototype).await?;
    let query = json!({"prototypeObjectId": prototype["result"]["objectId"]});
    let maps = tab.call("Runtime.queryObjects", query).await?;
    let largest = json!({
        "objectId": maps["objects"]["objectId"], "returnByValue": true,
        "functionDeclaration": "function () { return Math.max(...this.map((map) => map.size ?? 0)) }",
    });
    let answer = tab.call("Runtime.callFunctionOn", largest).await?;
    answer["result"]["value"]
        .as_f64()
        .filter(|size| *size > 0.0)
        .with_context(|| Value::to_string(&answer))
}

//! What another system heard of a run: every call once, whatever was done to worker and browser.
//!
//! The receiver is a real HTTPS server that fails now and then, too.

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use e2e::cast::Extra;
use e2e::{Cut, Dice, History, NOTHING_LEFT_TO_TELL, RECEIVER_HOST, Receiver, Story};
use serde_json::{Value, json};

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
/// So often it answers three requests with a failure among them, before it takes everything.
const N_FAILURES: usize = 20;
/// The last event may wait for its second try, and for what a busy machine takes.
const PATIENCE: Duration = Duration::from_secs(30);

/// A webhook of the agent's own.
pub(crate) struct Told {
    receiver: Receiver,
}

impl Told {
    /// Starts it, lets the extension ask it, and has every call told to it.
    pub(crate) async fn start(story: &mut Story) -> Result<Self> {
        let receiver = Receiver::start().await?;
        receiver.share(SECRET);
        receiver.answer_next(&[200, 200, 503].repeat(N_FAILURES));
        story.restart_browser_allowing(RECEIVER_HOST).await?;
        story.ready().await?;
        let destination = json!({
            "kind": "webhook", "name": "Mine", "isOn": true, "secret": SECRET,
            "url": receiver.url("/hook"),
            "setup": {
                "onlyAnswered": false, "outcomes": [], "lists": [], "leaveOut": [],
                "properties": [],
            },
        });
        let save = json!({"type": "saveDestination", "destination": destination});
        let answer = story.panel.send(save).await?;
        ensure!(answer["success"] == true, "{answer}");
        Ok(Self { receiver })
    }

    /// Has so many of the next connections to it break off, half of them with the request taken.
    pub(crate) fn cut(&self, n_cuts: usize, n_connections: usize, dice: &mut Dice) {
        let mut cuts = vec![None; n_connections];
        for (idx, cut) in cuts.iter_mut().take(n_cuts).enumerate() {
            let is_taken = idx % 2 == 0;
            *cut = Some(if is_taken { Cut::After } else { Cut::Before });
        }
        dice.shuffle(&mut cuts);
        self.receiver.cut_next(&cuts);
    }

    /// How many connections broke off so.
    pub(crate) fn n_cut(&self) -> usize {
        self.receiver.n_cut()
    }

    /// Nothing waits, each call of the history was told of as finished by one event, and of each
    /// person one placed call was told, with the disposition that the history says Five9 holds.
    pub(crate) async fn settle(&self, story: &Story, people: &[Extra]) -> Result<String> {
        let page = &story.panel.page;
        page.wait_within(NOTHING_LEFT_TO_TELL, PATIENCE).await?;
        let history = History::read(page).await?;
        let events = self.events()?;
        let finished = events
            .values()
            .filter(|event| event["type"] == "call.finished");
        let finished = finished.filter_map(|event| event["data"]["callId"].as_str());
        let mut finished: Vec<&str> = finished.collect();
        finished.sort_unstable();
        let mut calls: Vec<&str> = history.calls.iter().map(|call| &*call.intent).collect();
        calls.sort_unstable();
        ensure!(finished == calls, "told {finished:?}, called {calls:?}");
        for person in people {
            let number = Some(person.number.as_str());
            let placed = history.calls.iter().filter(|call| call.is_placed());
            let mut placed = placed.filter(|call| call.target.number.as_deref() == number);
            let call = placed.next().with_context(|| format!("no {number:?}"))?;
            let data = last_of(&events, &call.intent)?;
            ensure!(data["placement"] == "placed", "{data}");
            ensure!(data["person"]["number"].as_str() == number, "{data}");
            let held = data["disposition"]["held"]["id"].as_str();
            let is_confirmed = data["disposition"]["state"] == "confirmed";
            let told = held.filter(|_| is_confirmed);
            ensure!(told == call.confirmed(), "{data}, not {call:?}");
            if is_confirmed {
                let chosen = data["outcome"]["id"].as_str();
                ensure!(chosen == told, "another outcome: {data}");
            }
        }
        let (n_requests, n_calls) = (self.receiver.received().len(), calls.len());
        Ok(format!(
            "{n_calls} calls told by {} events in {n_requests} requests",
            events.len()
        ))
    }

    /// Events by their ids; each was signed, and said the same whenever it was sent.
    fn events(&self) -> Result<BTreeMap<String, Value>> {
        let mut bodies: BTreeMap<String, String> = BTreeMap::new();
        for one in self.receiver.received() {
            ensure!(one.signature.is_ok(), "{one:?}");
            let id = one.headers.get("webhook-id").context("without an id")?;
            let known = bodies.entry(id.clone()).or_insert(one.body.clone());
            ensure!(*known == one.body, "{id} is told in other words: {one:?}");
        }
        let events = bodies.into_iter();
        events
            .map(|(id, body)| Ok((id, serde_json::from_str(&body)?)))
            .collect()
    }
}

/// What was last told of a call.
fn last_of<'a>(events: &'a BTreeMap<String, Value>, intent: &str) -> Result<&'a Value> {
    let data = events.values().map(|event| &event["data"]);
    let of_call = data.filter(|data| data["callId"] == intent);
    let last = of_call.max_by_key(|data| data["revision"].as_u64());
    last.with_context(|| format!("{intent} was not told of"))
}

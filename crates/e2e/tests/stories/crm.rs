//! A call on its way to HubSpot, from the button to an HTTPS server at HubSpot's own address, which
//! checks each request against what HubSpot publishes.

#[path = "../../../extension/tests/world/hubspot.rs"]
mod hubspot;
#[path = "../../../extension/tests/world/shape.rs"]
mod shape;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Result, ensure};
use e2e::{Answered, Callee, NOTHING_LEFT_TO_TELL, Received, Receiver, Stage, Story};
use hubspot::Hubspot;
use serde_json::{Value, json};
use shape::{Ask, Fault, Reply};

const HOST: &str = "api.hubapi.com";
const TOKEN: &str = "pat-na1-sample";
const NUMBER: &str = "+12025550101";
/// Two waits of five seconds, and what a busy machine takes.
const PATIENCE: Duration = Duration::from_secs(40);
const N_REQUESTS: usize = 6;

fn account() -> Hubspot {
    let unable = Reply::new(503, &hubspot::error("INTERNAL_ERROR", "as told"));
    let unable = Fault {
        reply: Some(unable),
        is_done: false,
    };
    let lost = Fault {
        reply: None,
        is_done: true,
    };
    Hubspot {
        token: TOKEN.to_owned(),
        own_properties: vec!["ninepin_call_id".to_owned()],
        contacts: vec![(NUMBER.to_owned(), "71".to_owned())],
        faults: [Some(unable), None, Some(lost)].into(),
        ..Hubspot::default()
    }
}

fn answer(account: &Mutex<Hubspot>, received: &Received) -> Option<Answered> {
    let mut account = account.lock().unwrap_or_else(PoisonError::into_inner);
    let reply = account.answer(&Ask {
        method: &received.method,
        path: &received.path,
        headers: &received.headers,
        body: &received.body,
    })?;
    Some(Answered {
        status: reply.status,
        retry_after: reply.retry_after,
        body: reply.body,
    })
}

async fn ask(story: &Story, message: Value) -> Result<()> {
    let answer = story.panel.send(message).await?;
    ensure!(answer["success"] == true, "{answer}");
    Ok(())
}

async fn save(story: &Story) -> Result<()> {
    let destination = json!({
        "kind": "hubspot", "name": "Ours", "isOn": true, "secret": TOKEN, "setup": {
            "onlyAnswered": false, "outcomes": [], "lists": [], "leaveOut": [], "properties": [],
        },
    });
    let save = json!({"type": "saveDestination", "destination": destination});
    ask(story, save).await
}

async fn call(story: &Story) -> Result<()> {
    let campaign = story.directory().await?;
    let campaign = campaign.campaign("Student Outreach")?.to_owned();
    let call = json!({
        "type": "triggerFive9Call", "phoneNumber": NUMBER, "campaignId": campaign,
    });
    ask(story, call).await?;
    story.wait_for_call(1, "TALKING").await?;
    let end = json!({"type": "triggerFive9Hangup", "dispositionType": "Left Voicemail"});
    ask(story, end).await?;
    story.sim.wait_for_call(1, "FINISHED").await?;
    Ok(())
}

#[tokio::test]
async fn a_call_is_one_call_at_hubspot_tied_to_its_contact_whatever_fails_first() -> Result<()> {
    let stage = Stage::new("a_call_is_one_call_at_hubspot");
    stage
        .play(async |story: &mut Story| {
            let receiver = Receiver::start().await?;
            let account = Arc::new(Mutex::new(account()));
            let at_receiver = Arc::clone(&account);
            receiver.answer_by(move |received| answer(&at_receiver, received));
            story.browser.answer_here(HOST, receiver.port());
            story.restart_browser_allowing(HOST).await?;
            story.sim.callee(None, Callee::Answers { after_ms: 30 })?;
            story.ready().await?;
            story.panel.choose_campaign("Student Outreach").await?;
            save(story).await?;
            call(story).await?;
            let received = receiver.wait_within(N_REQUESTS, PATIENCE).await?;
            let has_cookie = received
                .iter()
                .any(|one| one.headers.contains_key("cookie"));
            ensure!(!has_cookie, "{received:?}");
            story.panel.page.wait_for(NOTHING_LEFT_TO_TELL).await?;
            let n_asked = receiver.received().len();
            ensure!(n_asked == N_REQUESTS, "{n_asked} requests");
            let account = account.lock().unwrap_or_else(PoisonError::into_inner);
            ensure!(account.odd.is_empty(), "{:?}", account.odd);
            ensure!(account.n_asked == n_asked, "{} reached it", account.n_asked);
            let mut calls = account.calls.iter();
            let (Some((ours, written)), None) = (calls.next(), calls.next()) else {
                anyhow::bail!("there are {} calls", account.calls.len());
            };
            ensure!(written["hs_call_to_number"] == NUMBER, "{written}");
            ensure!(written["hs_call_status"] == "COMPLETED", "{written}");
            let tie = (account.id_of(ours), "71".to_owned());
            ensure!(account.ties.iter().eq([&tie]), "{:?}", account.ties);
            Ok(())
        })
        .await
}

//! Events of calls on their way to another system: a real HTTPS server, which verifies what it gets.

use std::collections::BTreeSet;

use anyhow::{Result, ensure};
use e2e::{Callee, RECEIVER_HOST, Received, Receiver, Stage, Story};
use serde_json::{Value, json};

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const ADDRESS_KEY: &str = "key-of-the-address";

/// Whether a request is signed as the Standard Webhooks specification says.
fn verify(received: &Received) -> Result<()> {
    let faulty = received.signature.as_ref().err();
    ensure!(faulty.is_none(), "{faulty:?}: {received:?}");
    Ok(())
}

async fn ask(story: &Story, message: Value) -> Result<()> {
    let answer = story.panel.send(message).await?;
    ensure!(answer["success"] == true, "{answer}");
    Ok(())
}

async fn save(story: &Story, receiver: &Receiver) -> Result<()> {
    receiver.share(SECRET);
    let destination = json!({
        "kind": "webhook", "name": "Mine", "isOn": true, "secret": SECRET,
        "url": receiver.url(&format!("/hook?key={ADDRESS_KEY}")),
        "setup": {
            "onlyAnswered": false, "outcomes": [], "lists": [], "leaveOut": [], "properties": [],
        },
    });
    ask(
        story,
        json!({"type": "saveDestination", "destination": destination}),
    )
    .await
}

/// Calls the number and ends the call with an outcome.
async fn call(story: &Story, number: &str, nth: usize) -> Result<()> {
    story.ready().await?;
    let campaign = story.directory().await?;
    let campaign = campaign.campaign("Student Outreach")?.to_owned();
    ask(
        story,
        json!({
            "type": "triggerFive9Call", "phoneNumber": number, "campaignId": campaign,
        }),
    )
    .await?;
    story.wait_for_call(nth, "TALKING").await?;
    let end = json!({"type": "triggerFive9Hangup", "dispositionType": "Left Voicemail"});
    ask(story, end).await?;
    story.sim.wait_for_call(nth, "FINISHED").await?;
    Ok(())
}

#[tokio::test]
async fn calls_are_told_signed_and_only_where_the_agent_allowed_it() -> Result<()> {
    let stage = Stage::new("calls_are_told_signed");
    stage
        .play(async |story: &mut Story| {
            let receiver = Receiver::start().await?;
            story.sim.callee(None, Callee::Answers { after_ms: 30 })?;
            story.ready().await?;
            story.panel.choose_campaign("Student Outreach").await?;
            save(story, &receiver).await?;
            call(story, "(202) 555-0101", 1).await?;
            call(story, "(202) 555-0102", 2).await?;
            let before = story.browser.worker().life().await?;
            story.browser.worker().stop().await?;
            story.browser.worker().wait_for_other_life(&before).await?;
            let received = receiver.received();
            ensure!(received.is_empty(), "sent without leave: {received:?}");

            receiver.answer_next(&[503]);
            story.restart_browser_allowing(RECEIVER_HOST).await?;
            story.ready().await?;
            let received = receiver.wait_for(3).await?;
            for one in &received {
                verify(one)?;
                ensure!(
                    one.method == "POST" && one.path.starts_with("/hook"),
                    "{one:?}"
                );
                ensure!(!one.headers.contains_key("cookie"), "{one:?}");
            }
            let told: BTreeSet<(&str, &str)> = received
                .iter()
                .filter_map(|one| {
                    Some((one.headers.get("webhook-id")?.as_str(), one.body.as_str()))
                })
                .collect();
            ensure!(told.len() == 2, "{told:?}");
            let numbers: BTreeSet<String> = told
                .iter()
                .filter_map(|(_, body)| serde_json::from_str::<Value>(body).ok())
                .filter_map(|event| Some(event["data"]["person"]["number"].as_str()?.to_owned()))
                .collect();
            let both = ["+12025550101", "+12025550102"].map(str::to_owned);
            ensure!(numbers == BTreeSet::from(both), "{numbers:?}");

            call(story, "(202) 555-0103", 3).await?;
            verify(&receiver.wait_for(4).await?[3])?;

            let take_back =
                format!("chrome.permissions.remove({{origins: ['https://{RECEIVER_HOST}/*']}})");
            let is_taken = story.panel.page.evaluate(&take_back).await?;
            ensure!(is_taken == true, "{is_taken}");
            call(story, "(202) 555-0104", 4).await?;
            let rows = story.panel.page.evaluate(READ_WAITING).await?.to_string();
            ensure!(rows.contains("+12025550104"), "{rows}");
            story.browser.worker().stop().await?;
            story.ready().await?;
            let n_came = receiver.received().len();
            ensure!(n_came == 4, "{n_came} requests came");
            Ok(())
        })
        .await
}

#[tokio::test]
async fn a_secret_is_nowhere_in_the_store_in_clear() -> Result<()> {
    let stage = Stage::new("a_secret_is_nowhere_in_the_store");
    stage
        .play(async |story: &mut Story| {
            let receiver = Receiver::start().await?;
            story.ready().await?;
            save(story, &receiver).await?;
            let rows = story.panel.page.evaluate(READ_ALL).await?.to_string();
            ensure!(rows.contains("\\\"sealed\\\""), "{rows}");
            for clear in [SECRET.trim_start_matches("whsec_"), ADDRESS_KEY] {
                ensure!(!rows.contains(clear), "{clear} is in the store");
            }
            let key = story.panel.page.evaluate(EXPORT_KEY).await?;
            ensure!(key == "InvalidAccessError", "{key}");
            Ok(())
        })
        .await
}

/// Every event that waits.
const READ_WAITING: &str = "new Promise((resolve, reject) => {
    const opening = indexedDB.open('ninepin');
    opening.onerror = reject;
    opening.onsuccess = () => {
        const reading = opening.result.transaction('outbox').objectStore('outbox').getAll();
        reading.onsuccess = () => {
            opening.result.close();
            resolve(reading.result);
        };
    };
})";

/// Every row of the store.
const READ_ALL: &str = "new Promise((resolve, reject) => {
    const opening = indexedDB.open('ninepin');
    opening.onerror = reject;
    opening.onsuccess = () => {
        const database = opening.result;
        const names = [...database.objectStoreNames];
        const reading = database.transaction(names);
        const all = names.map((name) => reading.objectStore(name).getAll());
        reading.oncomplete = () => {
            database.close();
            resolve(all.flatMap((one) => one.result));
        };
    };
})";

/// What comes of reading the key out.
const EXPORT_KEY: &str = "new Promise((resolve, reject) => {
    const opening = indexedDB.open('ninepin-keys');
    opening.onerror = reject;
    opening.onsuccess = () => {
        const reading = opening.result.transaction('keys').objectStore('keys').getAll();
        reading.onsuccess = () => {
            opening.result.close();
            crypto.subtle.exportKey('raw', reading.result[0])
                .then(() => resolve('exported'), (error) => resolve(error.name));
        };
    };
})";

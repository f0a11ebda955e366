//! The documented messages, sent from an own page as other programs send them.
//!
//! Each command is answered once and broadcast once under the sender's request id; what is wrong
//! changes nothing.

use anyhow::{Result, ensure};
use e2e::{Callee, Stage, Story, ledger};
use serde_json::{Value, json};

const ANSWERS: Callee = Callee::Answers { after_ms: 50 };

async fn campaign(story: &Story) -> Result<String> {
    Ok(story
        .directory()
        .await?
        .campaign("Student Outreach")?
        .to_owned())
}

/// Calls the number and waits until somebody talks.
async fn call(story: &Story, number: &str) -> Result<Value> {
    story.ready().await?;
    story.panel.choose_campaign("Student Outreach").await?;
    let campaign = campaign(story).await?;
    let message = json!({
        "type": "triggerFive9Call", "phoneNumber": number, "requestId": "call-1",
        "contactId": "contact-1", "campaignId": campaign,
    });
    story.panel.send(message).await
}

#[tokio::test]
async fn a_call_is_answered_once_and_broadcast_once_under_its_request_id() -> Result<()> {
    let stage = Stage::new("a_call_is_answered_once");
    stage
        .play(async |story: &mut Story| {
            story.sim.callee(None, ANSWERS)?;
            story.panel.keep_broadcasts().await?;
            let answer = call(story, "(202) 555-0101").await?;
            ensure!(answer["success"] == true, "{answer}");
            ensure!(answer["requestId"] == "call-1", "{answer}");
            story.wait_for_call(1, "TALKING").await?;
            let broadcasts = story.panel.wait_for_broadcasts("callStatus").await?;
            ensure!(broadcasts.len() == 1, "{broadcasts:?}");
            ensure!(broadcasts[0]["requestId"] == "call-1", "{broadcasts:?}");
            let log = story.sim.wait_for_dials(1).await?;
            let body = ledger::body_of("+12025550101", &campaign(story).await?);
            ensure!(
                ledger::dialed(&log)[0].body == body,
                "{:?}",
                ledger::dialed(&log)
            );
            Ok(())
        })
        .await
}

#[tokio::test]
async fn a_hang_up_disconnects_then_disposes_and_is_told_once() -> Result<()> {
    let stage = Stage::new("a_hang_up_disconnects_then_disposes");
    stage
        .play(async |story: &mut Story| {
            story.sim.callee(None, ANSWERS)?;
            story.panel.keep_broadcasts().await?;
            call(story, "2025550101").await?;
            story.wait_for_call(1, "TALKING").await?;
            let hang_up = json!({
                "type": "triggerFive9Hangup", "requestId": "end-1",
                "dispositionType": "Left Voicemail",
            });
            let answer = story.panel.send(hang_up.clone()).await?;
            ensure!(
                answer["success"] == true && answer["requestId"] == "end-1",
                "{answer}"
            );
            ensure!(answer["state"] == "FINISHED", "{answer}");
            story.sim.wait_for_call(1, "FINISHED").await?;
            let broadcasts = story.panel.wait_for_broadcasts("hangupStatus").await?;
            ensure!(broadcasts.len() == 1, "{broadcasts:?}");
            let calls = ledger::dialed(&story.sim.log()?);
            let id = story
                .directory()
                .await?
                .disposition("Left Voicemail")?
                .to_owned();
            ensure!(calls[0].n_disconnects == 1, "{calls:?}");
            ensure!(calls[0].dispositions == [id], "{calls:?}");
            let again = story.panel.send(hang_up).await?;
            ensure!(again["success"] == true, "{again}");
            ensure!(
                again["warning"] == "Call was already ended manually.",
                "{again}"
            );
            Ok(())
        })
        .await
}

#[tokio::test]
async fn a_hang_up_without_outcome_stops_at_wrap_up_until_one_is_given() -> Result<()> {
    let stage = Stage::new("a_hang_up_without_outcome");
    stage
        .play(async |story: &mut Story| {
            story.sim.callee(None, ANSWERS)?;
            story.panel.keep_broadcasts().await?;
            call(story, "2025550101").await?;
            story.wait_for_call(1, "TALKING").await?;
            let early = story.panel.send(json!({
                "type": "triggerFive9DisposeOnly", "dispositionType": "Follow Up",
            }));
            let early = early.await?;
            ensure!(
                early["success"] == false && early["code"] == "busy",
                "{early}"
            );
            story.sim.wait_for_call(1, "TALKING").await?;
            let ended = story
                .panel
                .send(json!({"type": "triggerFive9Hangup"}))
                .await?;
            ensure!(
                ended["success"] == true && ended["state"] == "WRAP_UP",
                "{ended}"
            );
            story.sim.wait_for_call(1, "WRAP_UP").await?;
            let disposed = story.panel.send(json!({
                "type": "triggerFive9DisposeOnly", "dispositionType": "Follow Up",
            }));
            let disposed = disposed.await?;
            ensure!(disposed["success"] == true, "{disposed}");
            story.sim.wait_for_call(1, "FINISHED").await?;
            let id = story
                .directory()
                .await?
                .disposition("Follow Up")?
                .to_owned();
            let calls = ledger::dialed(&story.sim.log()?);
            ensure!(calls[0].dispositions == [id], "{calls:?}");
            Ok(())
        })
        .await
}

#[tokio::test]
async fn an_outcome_is_one_of_the_calls_own_campaign() -> Result<()> {
    let stage = Stage::new("an_outcome_is_one_of_the_calls_own_campaign");
    stage
        .play(async |story: &mut Story| {
            story.sim.callee(None, ANSWERS)?;
            story.ready().await?;
            story.panel.choose_campaign("Retention").await?;
            let call = json!({
                "type": "triggerFive9Call", "phoneNumber": "2025550101",
                "campaignId": campaign(story).await?,
            });
            let answer = story.panel.send(call).await?;
            ensure!(answer["success"] == true, "{answer}");
            story.wait_for_call(1, "TALKING").await?;
            // The chosen campaign does not offer this one, the call's own does.
            let hang_up =
                json!({"type": "triggerFive9Hangup", "dispositionType": "Left Voicemail"});
            let answer = story.panel.send(hang_up).await?;
            ensure!(answer["success"] == true, "{answer}");
            story.sim.wait_for_call(1, "FINISHED").await
        })
        .await
}

#[tokio::test]
async fn a_second_call_while_one_is_live_is_refused_and_not_dialed() -> Result<()> {
    let stage = Stage::new("a_second_call_while_one_is_live");
    stage
        .play(async |story: &mut Story| {
            story.sim.callee(None, ANSWERS)?;
            call(story, "2025550101").await?;
            story.wait_for_call(1, "TALKING").await?;
            let second = call(story, "2025550102").await?;
            ensure!(
                second["success"] == false && second["code"] == "busy",
                "{second}"
            );
            story.sim.wait_for_call(1, "TALKING").await?;
            ensure!(ledger::numbers(&story.sim.log()?) == ["+12025550101"]);
            Ok(())
        })
        .await
}

#[tokio::test]
async fn numbers_that_cannot_be_dialed_are_refused_with_a_reason() -> Result<()> {
    let stage = Stage::new("numbers_that_cannot_be_dialed");
    stage
        .play(async |story: &mut Story| {
            for number in [
                "",
                "555-0101",
                "call me",
                "+1 202 555 01011 22334455",
                "1.2E+10",
            ] {
                let answer = call(story, number).await?;
                ensure!(answer["success"] == false, "{number:?}: {answer}");
                ensure!(answer["code"] == "invalidNumber", "{number:?}: {answer}");
                let error = answer["error"].as_str().unwrap_or_default();
                ensure!(
                    error.starts_with("No valid phone number"),
                    "{number:?}: {answer}"
                );
                ensure!(
                    error.len() > "No valid phone number".len(),
                    "no reason: {answer}"
                );
            }
            let missing = story
                .panel
                .send(json!({"type": "triggerFive9Call"}))
                .await?;
            ensure!(missing["code"] == "invalidNumber", "{missing}");
            ensure!(ledger::numbers(&story.sim.log()?).is_empty());
            Ok(())
        })
        .await
}

#[tokio::test]
async fn messages_that_are_none_change_nothing() -> Result<()> {
    let stage = Stage::new("messages_that_are_none");
    stage
        .play(async |story: &mut Story| {
            story.ready().await?;
            let malformed = [
                json!({"type": "triggerFive9Cal"}),
                json!({"type": "triggerFive9Call", "phoneNumber": 2025550101_u64}),
                json!({"type": "startRun", "recordIds": "all"}),
                json!({"no": "type"}),
                json!("text"),
                json!(null),
                json!([1, 2]),
            ];
            for message in malformed {
                let answer = story.panel.send(message.clone()).await?;
                ensure!(answer["code"] == "badMessage", "{message}: {answer}");
                ensure!(answer["success"] == false, "{message}: {answer}");
            }
            let forbidden = story.panel.send(json!({
                "type": "executeFive9Call", "requestId": "x", "connectorId": "y",
                "notAfterMs": 9_999_999_999_999_u64,
                "http": {"method": "POST", "path": "/appsvcs/rs/svc/agents/1/interactions/make_external_call"},
            }));
            let forbidden = forbidden.await?;
            ensure!(forbidden["code"] == "wrongMessage", "{forbidden}");
            ensure!(forbidden["error"] == "Send triggerFive9Call.", "{forbidden}");
            ensure!(ledger::numbers(&story.sim.log()?).is_empty());
            Ok(())
        })
        .await
}

#[tokio::test]
async fn a_web_page_reaches_nothing() -> Result<()> {
    let stage = Stage::new("a_web_page_reaches_nothing");
    stage
        .play(async |story: &mut Story| {
            story.ready().await?;
            let five9 = story.five9()?;
            let reach = "typeof globalThis.chrome?.runtime?.sendMessage";
            ensure!(five9.evaluate(reach).await? == "undefined");
            let id = story.browser.extension().id();
            for file in [
                "panel.html",
                "panel_module_bg.wasm",
                "practice_module_bg.wasm",
                "worker_module_bg.wasm",
                "manifest.json",
            ] {
                let script = format!(
                    "fetch('chrome-extension://{id}/{file}').then(() => 'read', () => 'refused')"
                );
                ensure!(five9.evaluate(&script).await? == "refused", "{file}");
            }
            story.allow("chrome-extension://");
            Ok(())
        })
        .await
}

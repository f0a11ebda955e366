//! What Five9 refuses or answers badly: each gets its own code and sentence.
//!
//! The state on screen stays true, nothing is dialed twice, and the list is not lost.

use anyhow::{Result, ensure};
use e2e::cast::PEOPLE;
use e2e::{Callee, LogEntry, Stage, Story, ledger};
use serde_json::{Value, json};

const DIAL: &str = "interactions/make_external_call";

async fn prepare(story: &Story) -> Result<()> {
    story.sim.callee(None, Callee::Answers { after_ms: 30 })?;
    story.ready().await?;
    story.panel.choose_campaign("Student Outreach").await?;
    story.load(&PEOPLE[..2]).await
}

async fn call(story: &Story) -> Result<Value> {
    let message = json!({
        "type": "triggerFive9Call", "phoneNumber": PEOPLE[0].written, "requestId": "call-1",
    });
    story.panel.send(message).await
}

/// The list is still there and exactly `n` calls were asked for.
async fn ensure_unharmed(story: &Story, n_dials: usize) -> Result<()> {
    for person in &PEOPLE[..2] {
        story.panel.person(person.name).await?;
    }
    let log = story.sim.log()?;
    ensure!(
        ledger::numbers(&log).len() == n_dials,
        "{}",
        e2e::show(&log)
    );
    Ok(())
}

fn ensure_code(answer: &Value, code: &str) -> Result<()> {
    ensure!(
        answer["success"] == false && answer["code"] == code,
        "not {code}: {answer}"
    );
    let sentence = answer["error"].as_str().unwrap_or_default();
    ensure!(sentence.len() > 15, "no sentence: {answer}");
    Ok(())
}

#[tokio::test]
async fn a_campaign_that_five9_refuses_is_named_as_the_reason() -> Result<()> {
    let stage = Stage::new("a_campaign_that_five9_refuses");
    stage
        .play(async |story: &mut Story| {
            story.allow("435");
            prepare(story).await?;
            let refused = json!({
                "behaviour": "refused", "failure": {"contextCode": "CAMPAIGN_NOT_RUNNING"},
            });
            story.sim.post("callee", refused)?;
            ensure_code(&call(story).await?, "campaignRefused")?;
            ensure_unharmed(story, 1).await?;
            story.sim.callee(None, Callee::Answers { after_ms: 30 })?;
            let again = call(story).await?;
            ensure!(again["success"] == true, "{again}");
            story.wait_for_call(1, "TALKING").await?;
            ensure_unharmed(story, 2).await
        })
        .await
}

#[tokio::test]
async fn a_refusal_of_another_kind_is_told_in_five9s_own_words() -> Result<()> {
    let stage = Stage::new("a_refusal_of_another_kind");
    stage
        .play(async |story: &mut Story| {
            story.allow("435");
            prepare(story).await?;
            let refused =
                json!({"behaviour": "refused", "failure": {"contextCode": "NO_PERMISSION"}});
            story.sim.post("callee", refused)?;
            let answer = call(story).await?;
            ensure_code(&answer, "refused")?;
            let error = answer["error"].as_str().unwrap_or_default();
            ensure!(
                error.contains("the call was refused"),
                "not in Five9's own words: {answer}"
            );
            ensure_unharmed(story, 1).await
        })
        .await
}

#[tokio::test]
async fn a_disposition_that_five9_refuses_leaves_the_call_in_wrap_up() -> Result<()> {
    let stage = Stage::new("a_disposition_that_five9_refuses");
    stage
        .play(async |story: &mut Story| {
            story.allow("435");
            prepare(story).await?;
            call(story).await?;
            story.wait_for_call(1, "TALKING").await?;
            story.sim.fault("PUT", "dispose", json!({"status": 435}))?;
            let hang_up = json!({"type": "triggerFive9Hangup", "dispositionType": "Follow Up"});
            ensure_code(&story.panel.send(hang_up).await?, "dispositionRefused")?;
            story.wait_for_call(1, "WRAP_UP").await?;
            story.panel.wait_for_text("refused this outcome").await?;
            let dispose =
                json!({"type": "triggerFive9DisposeOnly", "dispositionType": "Left Voicemail"});
            let answer = story.panel.send(dispose).await?;
            ensure!(answer["success"] == true, "{answer}");
            story.sim.wait_for_call(1, "FINISHED").await?;
            ensure_unharmed(story, 1).await
        })
        .await
}

#[tokio::test]
async fn an_outcome_that_is_not_offered_is_refused_and_the_call_goes_on() -> Result<()> {
    let stage = Stage::new("an_outcome_that_is_not_offered");
    stage
        .play(async |story: &mut Story| {
            prepare(story).await?;
            call(story).await?;
            story.wait_for_call(1, "TALKING").await?;
            let hang_up = json!({"type": "triggerFive9Hangup", "dispositionType": "No Such"});
            ensure_code(&story.panel.send(hang_up).await?, "dispositionRefused")?;
            story.wait_for_call(1, "TALKING").await?;
            let calls = ledger::dialed(&story.sim.log()?);
            ensure!(
                calls[0].n_disconnects == 0 && calls[0].n_disposes_sent == 0,
                "{calls:?}"
            );
            ensure_unharmed(story, 1).await
        })
        .await
}

#[tokio::test]
async fn a_call_that_is_over_at_once_is_told_with_what_to_check() -> Result<()> {
    let stage = Stage::new("a_call_that_is_over_at_once");
    stage
        .play(async |story: &mut Story| {
            prepare(story).await?;
            story.sim.callee(None, Callee::Busy { after_ms: 0 })?;
            let answer = call(story).await?;
            ensure!(answer["success"] == true, "{answer}");
            story.sim.wait_for_call(1, "WRAP_UP").await?;
            story.panel.wait_for_text("at once").await?;
            ensure_unharmed(story, 1).await
        })
        .await
}

#[tokio::test]
async fn a_server_error_to_a_dial_is_unknown_and_never_dialed_again() -> Result<()> {
    let stage = Stage::new("a_server_error_to_a_dial");
    stage
        .play(async |story: &mut Story| {
            story.allow("503");
            prepare(story).await?;
            story.sim.fault("POST", DIAL, json!({"status": 503}))?;
            ensure_code(&call(story).await?, "unknown")?;
            let second = call(story).await?;
            ensure!(second["code"] == "busy", "{second}");
            ensure_unharmed(story, 1).await
        })
        .await
}

#[tokio::test]
async fn one_server_error_to_a_hang_up_is_mended_by_sending_it_again() -> Result<()> {
    let stage = Stage::new("one_server_error_to_a_hang_up");
    stage
        .play(async |story: &mut Story| {
            let answer = hang_up_after_errors(story, 1).await?;
            ensure!(answer["success"] == true, "{answer}");
            ensure!(n_disconnects(story)? == 2, "not sent twice");
            story.sim.wait_for_call(1, "FINISHED").await?;
            ensure_unharmed(story, 1).await
        })
        .await
}

#[tokio::test]
async fn lasting_server_errors_to_a_hang_up_keep_the_call_on_screen() -> Result<()> {
    let stage = Stage::new("lasting_server_errors_to_a_hang_up");
    stage
        .play(async |story: &mut Story| {
            let answer = hang_up_after_errors(story, 3).await?;
            ensure_code(&answer, "serverError")?;
            ensure!(n_disconnects(story)? == 3, "not sent three times");
            story.wait_for_call(1, "TALKING").await?;
            let again = story.panel.send(hang_up()).await?;
            ensure!(again["success"] == true, "{again}");
            story.sim.wait_for_call(1, "FINISHED").await?;
            ensure_unharmed(story, 1).await
        })
        .await
}

fn hang_up() -> Value {
    json!({"type": "triggerFive9Hangup", "dispositionType": "Follow Up"})
}

/// Ends a talk while Five9 answers so many disconnects with an error of its own.
async fn hang_up_after_errors(story: &mut Story, n_errors: u64) -> Result<Value> {
    story.allow("500");
    prepare(story).await?;
    call(story).await?;
    story.wait_for_call(1, "TALKING").await?;
    let error = json!({"status": 500});
    story
        .sim
        .faults("PUT", "disconnect", error, Some(n_errors))?;
    story.panel.send(hang_up()).await
}

fn n_disconnects(story: &Story) -> Result<usize> {
    let log = story.sim.log()?;
    let is_one = |entry: &&LogEntry| entry.path.ends_with("/disconnect");
    Ok(log.iter().filter(is_one).count())
}

#[tokio::test]
async fn a_reply_that_is_no_json_is_told_as_such() -> Result<()> {
    let stage = Stage::new("a_reply_that_is_no_json").without_five9();
    stage
        .play(async |story: &mut Story| {
            let html = json!({"body": "<html>gateway</html>"});
            story.sim.faults("GET", "auth/metadata", html, None)?;
            story.five9 = Some(story.open_five9().await?);
            story.panel.wait_for_text("could not be read").await?;
            let answer = call(story).await?;
            ensure_code(&answer, "badReply")?;
            ensure!(ledger::numbers(&story.sim.log()?).is_empty());
            Ok(())
        })
        .await
}

#[tokio::test]
async fn a_call_whose_answer_was_lost_is_found_and_not_dialed_again() -> Result<()> {
    let stage = Stage::new("a_call_whose_answer_was_lost");
    stage
        .play(async |story: &mut Story| {
            story.allow("ERR_");
            prepare(story).await?;
            story.sim.fault("POST", DIAL, json!({"drop": "after"}))?;
            // The call may be seen before it is known that the answer is lost.
            let answer = call(story).await?;
            if answer["success"] != true {
                ensure_code(&answer, "unknown")?;
            }
            story.wait_for_call(1, "TALKING").await?;
            ensure_unharmed(story, 1).await?;
            story.end_with("Left Voicemail", "End call").await?;
            story.sim.wait_for_call(1, "FINISHED").await?;
            ensure_unharmed(story, 1).await
        })
        .await
}

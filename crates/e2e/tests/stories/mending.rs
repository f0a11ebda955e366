//! What is wrong is said with the one click that mends it, and who was called already is asked about.
//!
//! The clicks are those that the panel offers; what they did is judged at the simulator.

use anyhow::{Result, ensure};
use e2e::cast::{PEOPLE, Person};
use e2e::{Callee, Stage, Story, View, ledger};
use serde_json::{Value, json};

const ANSWERS: Callee = Callee::Answers { after_ms: 30 };

async fn prepare(story: &Story) -> Result<()> {
    story.sim.callee(None, ANSWERS)?;
    story.ready().await?;
    story.panel.choose_campaign("Student Outreach").await
}

/// A run of two in its first talk.
async fn talk(story: &Story) -> Result<()> {
    prepare(story).await?;
    story.start_run(&PEOPLE[..2]).await?;
    story.wait_for_call(1, "TALKING").await
}

#[tokio::test]
async fn a_station_that_is_down_is_restarted_by_one_click_and_read_before_it_is_believed()
-> Result<()> {
    let stage = Stage::new("a_station_is_restarted");
    stage
        .play(async |story: &mut Story| {
            prepare(story).await?;
            story.sim.post("station/disconnect", json!({}))?;
            story
                .panel
                .wait_for_text("station is not connected")
                .await?;
            story.panel.click("Restart station").await?;
            story.panel.wait_until_ready().await?;
            let log = story.sim.log()?;
            let restarts = log
                .iter()
                .filter(|entry| entry.path.ends_with("/station/restart"));
            ensure!(restarts.count() == 1);
            Ok(())
        })
        .await
}

#[tokio::test]
async fn a_restart_that_does_not_help_says_so_and_offers_five9() -> Result<()> {
    let stage = Stage::new("a_restart_does_not_help");
    stage
        .play(async |story: &mut Story| {
            prepare(story).await?;
            story
                .sim
                .post("switches", json!({"stationRestart": "staysDown"}))?;
            story.sim.post("station/disconnect", json!({}))?;
            story.panel.click("Restart station").await?;
            story.panel.wait_for_text("Restarting your station").await?;
            let gave_up = "document.body.innerText.includes('did not bring your station back')";
            let patience = std::time::Duration::from_secs(30);
            story.panel.page.wait_within(gave_up, patience).await?;
            story.panel.wait_for_button("Open Five9").await
        })
        .await
}

#[tokio::test]
async fn a_sleeping_tab_is_said_to_sleep_and_the_run_goes_on_with_the_same_person() -> Result<()> {
    let stage = Stage::new("a_sleeping_tab");
    stage
        .play(async |story: &mut Story| {
            talk(story).await?;
            // As long as from one ping to the next, and the wait for its answer. DevTools cannot put
            // a page to sleep that it is attached to; one whose thread is busy answers as little.
            let busy = "void setTimeout(() => { const end = Date.now() + 20_000; \
                        while (Date.now() < end); }, 0)";
            story.five9()?.evaluate(busy).await?;
            let asleep = "document.body.innerText.includes('put the Five9 tab to sleep')";
            let patience = std::time::Duration::from_secs(25);
            story.panel.page.wait_within(asleep, patience).await?;
            story
                .panel
                .wait_for_text("Unknown: checking with Five9")
                .await?;
            story.panel.click("Wake it").await?;
            go_on(story).await
        })
        .await
}

#[tokio::test]
async fn a_content_script_that_is_gone_is_put_back_without_a_reload() -> Result<()> {
    let stage = Stage::new("a_content_script_is_gone");
    stage
        .play(async |story: &mut Story| {
            talk(story).await?;
            story
                .five9()?
                .evaluate("void (window.notReloaded = true)")
                .await?;
            // A content script ends itself when a newer copy takes its lock.
            let end = "void navigator.locks.request(`ninepin-${performance.timeOrigin}`, \
                       { steal: true }, () => new Promise(() => {})).catch(() => {})";
            story.five9()?.evaluate(end).await?;
            // Nobody has to click for it, and yet who talks is not known meanwhile.
            story.panel.wait_for_button("Resume").await?;
            story.panel.wait_until_ready().await?;
            let is_same = story
                .five9()?
                .evaluate("window.notReloaded === true")
                .await?;
            ensure!(is_same == true, "the tab was reloaded");
            go_on(story).await
        })
        .await
}

#[tokio::test]
async fn after_a_session_that_expired_in_a_talk_the_run_goes_on_with_the_same_person() -> Result<()>
{
    let stage = Stage::new("a_session_expires_in_a_talk");
    stage
        .play(async |story: &mut Story| {
            story.allow("401");
            story.allow("WebSocket");
            talk(story).await?;
            story.sim.post("session/expire", json!({}))?;
            story.panel.wait_for_text("Not logged in to Five9").await?;
            story.panel.wait_for_button("Open Five9").await?;
            story.panel.wait_for_button("Resume").await?;
            log_in(story, "agent@example.com").await?;
            post_by_hand(story, "/_sim/desktop/start", &json!({})).await?;
            go_on(story).await
        })
        .await
}

/// The first of two is still on the line, and the second is called after them, once.
async fn go_on(story: &Story) -> Result<()> {
    story
        .panel
        .wait_for_text("You are still talking to")
        .await?;
    story.panel.click("Resume").await?;
    story.panel.choose_outcome("Left Voicemail").await?;
    story.panel.click("End & Call #2").await?;
    story.wait_for_call(2, "TALKING").await?;
    let numbers = ledger::numbers(&story.sim.log()?);
    ensure!(numbers.len() == 2, "{numbers:?}");
    Ok(())
}

#[tokio::test]
async fn a_number_called_within_the_hour_is_asked_about_before_it_is_called_again() -> Result<()> {
    let stage = Stage::new("a_number_called_within_the_hour");
    stage
        .play(async |story: &mut Story| {
            prepare(story).await?;
            story.load(&PEOPLE[..2]).await?;
            story.panel.select(&[PEOPLE[0].name]).await?;
            story.panel.click("Call").await?;
            story.wait_for_call(1, "TALKING").await?;
            story.end_with("Left Voicemail", "End call").await?;
            story.sim.wait_for_call(1, "FINISHED").await?;
            // Whom it has called is what the next worker reads from the store.
            story.browser.worker().stop().await?;
            story.panel.show(View::List).await?;
            let page = &story.panel.page;
            page.fill("textbox", "Number", PEOPLE[0].number).await?;
            page.press("Enter").await?;
            story.panel.wait_for_text("Call again?").await?;
            ensure!(ledger::numbers(&story.sim.log()?).len() == 1);
            story.panel.click("Call again").await?;
            story.wait_for_call(2, "TALKING").await?;
            // The call is on screen, and what was typed is done with.
            let is_home = "document.querySelector('#tab-call').ariaSelected === 'true'";
            page.wait_for(is_home).await?;
            let typed = page
                .evaluate("document.querySelector('[type=tel]').value")
                .await?;
            ensure!(typed == "", "{typed}");
            Ok(())
        })
        .await
}

#[tokio::test]
async fn a_run_over_two_records_of_one_number_asks_before_it_starts_and_at_the_second() -> Result<()>
{
    let stage = Stage::new("two_records_of_one_number");
    stage
        .play(async |story: &mut Story| {
            prepare(story).await?;
            let twin = Person {
                name: "Avery A. Adams",
                ..PEOPLE[0]
            };
            story.start_run(&[PEOPLE[0], twin]).await?;
            story.panel.wait_for_text("What about them?").await?;
            ensure!(ledger::numbers(&story.sim.log()?).is_empty());
            story.panel.click("Ask at each").await?;
            story.wait_for_call(1, "TALKING").await?;
            story.end_with("Left Voicemail", "End & Call #2").await?;
            story.sim.wait_for_call(1, "FINISHED").await?;
            story.panel.wait_for_text("Resume calls again").await?;
            ensure!(ledger::numbers(&story.sim.log()?).len() == 1);
            story.panel.click("Skip").await?;
            story.panel.wait_for_text("Run complete").await?;
            ensure!(ledger::numbers(&story.sim.log()?).len() == 1);
            Ok(())
        })
        .await
}

#[tokio::test]
async fn who_has_no_panel_open_is_notified_that_the_run_stands_still() -> Result<()> {
    let stage = Stage::new("notified_of_a_run_that_stands_still");
    stage
        .play(async |story: &mut Story| {
            talk(story).await?;
            story.panel.page.clone().close().await?;
            story.sim.post("station/disconnect", json!({}))?;
            let shown = async || -> Result<Value> {
                let all = "chrome.notifications.getAll().then((all) => Object.keys(all))";
                story.browser.worker().evaluate(all).await
            };
            let end = tokio::time::Instant::now() + std::time::Duration::from_secs(10);
            while shown().await? != json!(["ninepin"]) {
                ensure!(tokio::time::Instant::now() < end, "no notification");
            }
            story.panel = e2e::Panel::open(&story.browser).await?;
            story.panel.wait_for_button("Resume").await?;
            while shown().await? != json!([]) {
                ensure!(tokio::time::Instant::now() < end, "the notification stays");
            }
            Ok(())
        })
        .await
}

/// Logs in at the Five9 tab, behind whatever cookies are there, as its log-in form does.
async fn log_in(story: &Story, user_name: &str) -> Result<()> {
    let credentials = json!({"username": user_name, "password": "ninepin"});
    let body = json!({"passwordCredentials": credentials, "policy": "AttachExisting"});
    post_by_hand(story, "/appsvcs/rs/svc/auth/login", &body).await
}

/// Posts as the Five9 page itself does for a person: neither logged nor hit by faults.
async fn post_by_hand(story: &Story, path: &str, body: &Value) -> Result<()> {
    let post = format!(
        "fetch('{path}', {{
          method: 'POST',
          headers: {{'content-type': 'application/json', 'x-sim-desktop': '1'}},
          body: JSON.stringify({body}),
        }}).then((answer) => answer.ok)"
    );
    let is_done = story.five9()?.evaluate(&post).await?;
    ensure!(is_done == true, "{path} was refused");
    Ok(())
}

#[tokio::test]
async fn somebody_else_who_logs_in_pauses_the_run_and_every_call_keeps_its_agent() -> Result<()> {
    let stage = Stage::new("somebody_else_logs_in");
    stage
        .play(async |story: &mut Story| {
            // What is asked in the name of the agent before is refused.
            story.allow("401");
            story.allow("403");
            talk(story).await?;
            log_in(story, "agent4@example.com").await?;
            post_by_hand(story, "/_sim/desktop/start", &json!({})).await?;
            story.panel.choose_outcome("Left Voicemail").await?;
            story.panel.click("End & Call #2").await?;
            story.panel.wait_for_text("somebody else logged in").await?;
            story
                .panel
                .wait_for_text("Unknown: checking with Five9")
                .await?;
            ensure!(ledger::numbers(&story.sim.log()?).len() == 1);
            log_in(story, "agent@example.com").await?;
            story
                .panel
                .wait_for_text("You are still talking to")
                .await?;
            story.panel.click("Resume").await?;
            story.panel.click("End & Call #2").await?;
            story.wait_for_call(2, "TALKING").await?;
            story.end_with("Follow Up", "End & Finish").await?;
            story.panel.wait_for_text("Run complete").await?;
            let history = e2e::History::read(&story.panel.page).await?;
            let agents: Vec<_> = history
                .calls
                .iter()
                .map(|call| call.agent.as_deref())
                .collect();
            ensure!(agents == [Some("3578927"); 2], "{agents:?}");
            ensure!(history.calls.iter().all(|call| call.confirmed().is_some()));
            Ok(())
        })
        .await
}

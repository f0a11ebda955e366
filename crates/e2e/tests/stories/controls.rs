//! What an agent does with a call beside dialing and ending it, and what is told before a run.
//!
//! Whether Five9 did it is judged by the simulator, whether the panel says so by its text.

use anyhow::{Context, Result, ensure};
use e2e::cast::{PEOPLE, names};
use e2e::ledger::is_dial;
use e2e::{Callee, Element, LogEntry, Stage, Story, View};
use serde_json::{Value, json};

const ANSWERS: Callee = Callee::Answers { after_ms: 30 };
const CAMPAIGN: &str = "Student Outreach";
const OTHER_CAMPAIGN: &str = "Retention";

async fn prepare(story: &Story) -> Result<()> {
    story.sim.callee(None, ANSWERS)?;
    story.ready().await?;
    story.panel.choose_campaign(CAMPAIGN).await
}

/// Calls the first person and waits until they talk.
async fn talk(story: &Story) -> Result<()> {
    prepare(story).await?;
    story.load(&PEOPLE[..1]).await?;
    story.panel.select(&[PEOPLE[0].name]).await?;
    story.panel.click("Call").await?;
    story.panel.show(View::Call).await?;
    story.wait_for_call(1, "TALKING").await
}

async fn unfold(story: &Story, name: &str) -> Result<()> {
    story
        .panel
        .page
        .click("DisclosureTriangle", name)
        .await
        .map(drop)
}

fn recording(state: &Value) -> Option<bool> {
    state["calls"].as_array()?.last()?["recording"].as_bool()
}

async fn wait_for_recording(story: &Story, is_on: bool) -> Result<()> {
    let test = |state: &Value| recording(state) == Some(is_on);
    story.sim.wait_for_state("the recording", test).await?;
    Ok(())
}

#[tokio::test]
async fn a_call_is_put_on_hold_and_taken_off_it() -> Result<()> {
    Stage::new("a_call_is_put_on_hold")
        .play(async |story: &mut Story| {
            talk(story).await?;
            story.panel.click("Hold").await?;
            story.sim.wait_for_call(1, "ON_HOLD").await?;
            story.panel.wait_for_text("On hold").await?;
            ensure!(
                story.panel.button("Resume").await?.is_none(),
                "no run is on"
            );
            story.panel.click("Resume call").await?;
            story.wait_for_call(1, "TALKING").await?;
            story.panel.wait_for_button("Hold").await?;
            story.end_with("Left Voicemail", "End call").await?;
            story.sim.wait_for_call(1, "FINISHED").await?;
            ensure!(
                story.panel.button("Hold").await?.is_none(),
                "the call is over"
            );
            Ok(())
        })
        .await
}

#[tokio::test]
async fn a_recording_is_started_paused_resumed_and_stopped() -> Result<()> {
    Stage::new("a_recording_is_started")
        .play(async |story: &mut Story| {
            talk(story).await?;
            story.panel.wait_for_text("Not recording").await?;
            story.panel.click("Start recording").await?;
            story.panel.wait_for_button("Pause recording").await?;
            wait_for_recording(story, true).await?;
            story.panel.click("Pause recording").await?;
            story.panel.wait_for_text("Recording paused").await?;
            wait_for_recording(story, false).await?;
            story.panel.click("Resume recording").await?;
            story.panel.wait_for_button("Pause recording").await?;
            wait_for_recording(story, true).await?;
            unfold(story, "More").await?;
            story.panel.click("Stop recording").await?;
            story.panel.wait_for_text("Not recording").await?;
            wait_for_recording(story, false).await
        })
        .await
}

#[tokio::test]
async fn a_prompt_is_left_on_a_voicemail_and_can_be_stopped() -> Result<()> {
    Stage::new("a_prompt_is_left")
        .play(async |story: &mut Story| {
            talk(story).await?;
            unfold(story, "More").await?;
            story
                .panel
                .click("Play Appointment reminder (0:06)")
                .await?;
            story
                .panel
                .wait_for_text("Playing Appointment reminder")
                .await?;
            story.panel.click("Stop prompt").await?;
            story
                .panel
                .page
                .wait_for("!document.body.innerText.includes('Playing ')")
                .await?;
            let log = story.sim.log()?;
            let n_posts = log
                .iter()
                .filter(|entry| entry.path.contains("play_prompt"))
                .count();
            ensure!(n_posts == 1, "played {n_posts} times");
            Ok(())
        })
        .await
}

#[tokio::test]
async fn a_note_is_sent_to_five9_and_told_when_it_has_changed_since() -> Result<()> {
    Stage::new("a_note_is_sent")
        .play(async |story: &mut Story| {
            talk(story).await?;
            let page = &story.panel.page;
            page.fill("textbox", "Note", "Wants the evening class")
                .await?;
            story.panel.click("Send note to Five9").await?;
            story.panel.wait_for_text("Five9 has this note").await?;
            let is_note = |entry: &&LogEntry| {
                entry.method == "POST"
                    && entry
                        .body
                        .as_deref()
                        .unwrap_or_default()
                        .contains("evening class")
            };
            let n_sent = story.sim.log()?.iter().filter(is_note).count();
            ensure!(n_sent == 1, "sent {n_sent} times");
            page.fill("textbox", "Note", "Wants the morning class")
                .await?;
            story.panel.wait_for_text("Changed since it was sent").await
        })
        .await
}

/// Has every note go to Five9 with the end of its call.
async fn want_notes_sent(story: &Story) -> Result<()> {
    let page = &story.panel.page;
    story.panel.show(View::Settings).await?;
    page.click("checkbox", "Send notes to Five9").await?;
    page.wait_for("document.querySelector('[aria-describedby=send-notes-hint]:not([aria-disabled])')?.checked")
        .await?;
    story.panel.show(View::Call).await
}

#[tokio::test]
async fn a_note_goes_to_five9_with_the_end_and_one_that_it_refuses_is_named() -> Result<()> {
    Stage::new("a_note_goes_with_the_end")
        .play(async |story: &mut Story| {
            prepare(story).await?;
            story.start_run(&PEOPLE[..2]).await?;
            story.wait_for_call(1, "TALKING").await?;
            want_notes_sent(story).await?;
            let page = story.panel.page.clone();
            page.fill("textbox", "Note", "Wants the evening class")
                .await?;
            story.end_with("Left Voicemail", "End & Call #2").await?;
            story.wait_for_call(2, "TALKING").await?;
            let is_note = |entry: &&LogEntry| {
                let is_post = entry.method == "POST" && entry.path.ends_with("/note");
                is_post && entry.status.is_some_and(|status| status < 300)
            };
            let n_sent = story.sim.log()?.iter().filter(is_note).count();
            ensure!(n_sent == 1, "taken {n_sent} times");
            story.ensure_never_said("Five9 may not have the note")?;

            let refuse = json!({
                "match": {"method": "POST", "path": "interactions/*/note"},
                "action": {"status": 500}, "times": null,
            });
            story.sim.post("fault", refuse)?;
            story.allow("500");
            // Of a call that is over Five9 does not tell the notes.
            story.allow("404");
            page.fill("textbox", "Note", "Wants the morning class")
                .await?;
            story.end_with("Left Voicemail", "End & Finish").await?;
            story.sim.wait_for_call(2, "FINISHED").await?;
            page.wait_for_text("Five9 may not have the note").await
        })
        .await
}

#[tokio::test]
async fn ready_and_not_ready_are_shown_as_five9_has_them() -> Result<()> {
    Stage::new("ready_and_not_ready")
        .play(async |story: &mut Story| {
            prepare(story).await?;
            unfold(story, "Inbound work: Not ready").await?;
            story.panel.click("Not ready: Lunch").await?;
            let menu = "Inbound work: Not ready: Lunch";
            story.panel.page.element("DisclosureTriangle", menu).await?;
            unfold(story, menu).await?;
            story.panel.click("Ready").await?;
            story
                .panel
                .page
                .element("DisclosureTriangle", "Inbound work: Ready")
                .await?;

            talk(story).await?;
            unfold(story, "Inbound work: Ready").await?;
            story.panel.click("Not ready: Meeting").await?;
            story
                .panel
                .wait_for_text("Not ready after this call: Meeting")
                .await?;
            story.end_with("Left Voicemail", "End call").await?;
            story.sim.wait_for_call(1, "FINISHED").await?;
            let menu = "Inbound work: Not ready: Meeting";
            story
                .panel
                .page
                .element("DisclosureTriangle", menu)
                .await
                .map(drop)
        })
        .await
}

#[tokio::test]
async fn a_callback_is_made_for_the_person_of_the_call() -> Result<()> {
    Stage::new("a_callback_is_made")
        .play(async |story: &mut Story| {
            talk(story).await?;
            unfold(story, "Call back later").await?;
            story.panel.click("Create callback").await?;
            story.panel.wait_for_text("Choose a time").await?;
            story.panel.click("In 1 hour").await?;
            story
                .panel
                .page
                .fill("textbox", "Comment", "About the fees")
                .await?;
            story.panel.click("Create callback").await?;
            story.panel.wait_for_text("Callback at Five9:").await?;
            let log = story.sim.log()?;
            let made = log
                .iter()
                .find(|entry| entry.method == "POST" && entry.path.contains("callback"));
            let body = made
                .and_then(|entry| entry.body.as_deref())
                .context("no callback")?;
            ensure!(body.contains("About the fees"), "{body}");
            Ok(())
        })
        .await
}

/// Makes the outcomes more than there are keys.
async fn add_outcomes(story: &Story) -> Result<()> {
    for n in 1..=4 {
        let message = json!({
            "type": "addDisposition", "dispositionId": format!("90{n}"), "name": format!("Extra {n}"),
        });
        let answer = story.panel.send(message).await?;
        ensure!(answer["success"] == true, "{answer}");
    }
    Ok(())
}

#[tokio::test]
async fn many_outcomes_are_searched_and_keys_stay_with_them() -> Result<()> {
    Stage::new("many_outcomes_are_searched")
        .play(async |story: &mut Story| {
            talk(story).await?;
            add_outcomes(story).await?;
            let page = &story.panel.page;
            page.element("searchbox", "Find an outcome").await?;
            let all = story.panel.outcomes().await?;
            let second = all.get(1).context("a second outcome")?.name.clone();
            // Not while typing: the number goes into the field.
            page.fill("searchbox", "Find an outcome", "extra ").await?;
            page.type_key("2").await?;
            page.wait_for("document.querySelectorAll('#outcomes [type=radio]').length === 1")
                .await?;
            page.press("Enter").await?;
            let is_on = |element: &Element| element.is_on;
            page.element_where("radio", "Extra 2", "chosen", is_on)
                .await?;
            page.fill("searchbox", "Find an outcome", "").await?;
            page.press("Backspace").await?;
            page.click("heading", "Outcome").await.ok();
            page.evaluate("document.activeElement.blur()").await?;
            page.type_key("2").await?;
            page.element_where("radio", &second, "chosen", is_on)
                .await?;
            Ok(())
        })
        .await
}

#[tokio::test]
async fn a_list_can_have_a_campaign_of_its_own() -> Result<()> {
    Stage::new("a_list_can_have_a_campaign")
        .play(async |story: &mut Story| {
            prepare(story).await?;
            story.load(&PEOPLE[..1]).await?;
            let only = "Only for this list";
            let page = &story.panel.page;
            story.panel.show(View::Settings).await?;
            page.click("checkbox", only).await?;
            let is_on = |element: &Element| element.is_on;
            page.element_where("checkbox", only, "ticked", is_on)
                .await?;
            let directory = story.directory().await?;
            let id = directory.campaign(OTHER_CAMPAIGN)?.to_owned();
            story.panel.choose_campaign(OTHER_CAMPAIGN).await?;
            story.panel.select(&[PEOPLE[0].name]).await?;
            story.panel.click("Call").await?;
            story.wait_for_call(1, "TALKING").await?;
            let log = story.sim.log()?;
            let dial = log.iter().find(|entry| is_dial(entry)).context("a dial")?;
            let body = dial.body.as_deref().unwrap_or_default();
            ensure!(body.contains(&format!("\"campaignId\":\"{id}\"")), "{body}");
            story.panel.show(View::Settings).await?;
            page.click("checkbox", only).await?;
            let is_off = |element: &Element| !element.is_on;
            page.element_where("checkbox", only, "not ticked", is_off)
                .await?;
            let id = directory.campaign(CAMPAIGN)?;
            let select = format!(
                "[...document.querySelectorAll('select')].some((one) => one.value === '{id}')"
            );
            page.wait_for(&select).await.map(drop)
        })
        .await
}

#[tokio::test]
async fn saved_choices_that_do_not_fit_any_more_are_pointed_out() -> Result<()> {
    Stage::new("saved_choices_that_do_not_fit")
        .play(async |story: &mut Story| {
            // The campaign that is not offered is asked for by its id.
            story.allow("/campaigns/999");
            prepare(story).await?;
            story
                .panel
                .choose("Default outcome", "Left Voicemail")
                .await?;
            story.panel.choose_campaign(OTHER_CAMPAIGN).await?;
            story
                .panel
                .wait_for_text("Default outcome Left Voicemail is not offered here")
                .await?;
            let message = json!({"type": "chooseCampaign", "campaignId": "999"});
            story.panel.send(message).await?;
            story
                .panel
                .wait_for_text("Campaign 999 is not offered to you any more")
                .await?;
            story.load(&PEOPLE[..2]).await?;
            story.panel.select(&names(&PEOPLE[..2])).await?;
            start_is_refused(story).await
        })
        .await
}

/// A run of two is asked for, and refused for its campaign before anybody is dialed.
async fn start_is_refused(story: &Story) -> Result<()> {
    story.panel.click("Start Automation (2)").await?;
    story
        .panel
        .wait_for_text("Five9 refused the campaign")
        .await?;
    ensure!(
        !story.sim.log()?.iter().any(is_dial),
        "nobody was to be dialed"
    );
    Ok(())
}

#[tokio::test]
async fn a_stopped_campaign_is_named_before_the_run_and_nobody_is_dialed() -> Result<()> {
    Stage::new("a_stopped_campaign_is_named")
        .play(async |story: &mut Story| {
            prepare(story).await?;
            story.load(&PEOPLE[..2]).await?;
            story.panel.select(&names(&PEOPLE[..2])).await?;
            let directory = story.directory().await?;
            let id = directory.campaign(CAMPAIGN)?;
            story
                .sim
                .post("campaign", json!({"id": id, "state": "NOT_RUNNING"}))?;
            story.panel.show(View::Call).await?;
            story
                .panel
                .wait_for_text("Campaign Student Outreach is not running")
                .await?;
            start_is_refused(story).await
        })
        .await
}

#[tokio::test]
async fn what_five9_says_differently_is_named_before_a_run_and_can_be_copied() -> Result<()> {
    Stage::new("what_five9_says_differently")
        .play(async |story: &mut Story| {
            prepare(story).await?;
            story.sim.post("event", json!({"eventId": "9876"}))?;
            story.load(&PEOPLE[..2]).await?;
            story.panel.select(&names(&PEOPLE[..2])).await?;
            story.panel.show(View::Call).await?;
            story
                .panel
                .wait_for_text("Five9 spoke differently than expected")
                .await?;
            story.panel.show(View::Settings).await?;
            unfold(story, "Diagnostics").await?;
            story.panel.wait_for_text("9876").await?;
            story.panel.click("Copy report").await?;
            story.panel.wait_for_text("Copied").await?;
            let shown = "document.querySelector('.diagnostics textarea').value";
            let report = story.panel.page.evaluate(shown).await?;
            let report = report.as_str().unwrap_or_default().to_owned();
            ensure!(
                report.contains("9876") && report.contains("link: ready"),
                "{report}"
            );
            // Nothing personal is in it, and the run is not held up.
            ensure!(!report.contains("555"), "{report}");
            story.panel.click("Start Automation (2)").await?;
            story.wait_for_call(1, "TALKING").await
        })
        .await
}

#[tokio::test]
async fn an_outcome_that_must_be_confirmed_is_sent_only_after_a_yes() -> Result<()> {
    Stage::new("an_outcome_that_must_be_confirmed")
        .play(async |story: &mut Story| {
            talk(story).await?;
            let page = &story.panel.page;
            let name = "Withdrawal Requested";
            story.panel.choose_outcome(name).await?;
            page.element("alertdialog", "Please confirm").await?;
            story.panel.click("No").await?;
            let is_off = |element: &Element| !element.is_on;
            page.element_where("radio", name, "not chosen", is_off)
                .await?;
            story.panel.choose_outcome(name).await?;
            story.panel.click("Choose it").await?;
            let is_on = |element: &Element| element.is_on;
            page.element_where("radio", name, "chosen", is_on).await?;
            story.panel.click("End call").await?;
            story.sim.wait_for_call(1, "FINISHED").await?;
            let id = story.directory().await?.disposition(name)?.to_owned();
            let state = story.sim.state()?;
            let held = state["calls"][0]["dispositionId"].as_str();
            ensure!(held == Some(id.as_str()), "Five9 has {held:?}");
            Ok(())
        })
        .await
}

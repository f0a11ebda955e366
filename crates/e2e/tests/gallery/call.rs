//! One call in each of its states, from the dial to what Five9 holds of it.

use anyhow::Result;
use e2e::cast::PEOPLE;
use e2e::{Callee, Gallery, Stage, Story};
use serde_json::json;

use crate::{ANSWERS, call, prepare, show_call, show_while};

const DIAL: &str = "interactions/make_external_call";

#[tokio::test]
async fn a_call_from_the_dial_to_its_end() -> Result<()> {
    Stage::new("gallery_call")
        .play(async |story: &mut Story| {
            let mut gallery = Gallery::open()?;
            prepare(story).await?;
            story.panel.paste_list(&crate::long_list(40)).await?;
            story.sim.callee(None, Callee::NeverAnswers)?;
            story.sim.fault("POST", DIAL, json!({"delayMs": 9_000}))?;
            story.panel.select(&["Avery Adams 1"]).await?;
            story.panel.click("Call").await?;
            show_while(story, &mut gallery, "call-dialing", "Dialing").await?;

            story.wait_for_call(1, "RINGING_ON_OTHER_SIDE").await?;
            show_call(story, &mut gallery, "call-ringing").await?;
            story.panel.choose_outcome("No Answer").await?;
            show_call(story, &mut gallery, "call-ringing-outcome").await?;

            story.sim.post("call/current/answer", json!({}))?;
            story.wait_for_call(1, "TALKING").await?;
            let page = &story.panel.page;
            page.fill("textbox", "Note", "Wants the evening class")
                .await?;
            show_call(story, &mut gallery, "call-talking").await?;
            story.panel.click("Hold").await?;
            story.panel.wait_for_text("On hold").await?;
            show_call(story, &mut gallery, "call-on-hold").await?;
            story.panel.click("Resume call").await?;
            story.wait_for_call(1, "TALKING").await?;

            story.panel.click("End call").await?;
            story.sim.wait_for_call(1, "FINISHED").await?;
            story.panel.wait_for_text("Five9 holds").await?;
            show_call(story, &mut gallery, "call-done").await?;
            gallery.close()
        })
        .await
}

#[tokio::test]
async fn a_call_whose_end_needs_a_word() -> Result<()> {
    Stage::new("gallery_wrap_up")
        .play(async |story: &mut Story| {
            story.allow("435");
            let mut gallery = Gallery::open()?;
            prepare(story).await?;
            story.load(&PEOPLE[..2]).await?;
            call(story, &PEOPLE[0]).await?;
            story.wait_for_call(1, "TALKING").await?;
            story.sim.post("call/current/hangup", json!({}))?;
            story.wait_for_call(1, "WRAP_UP").await?;
            show_call(story, &mut gallery, "call-wrap-up").await?;

            story.sim.fault("PUT", "dispose", json!({"status": 435}))?;
            story.panel.choose_outcome("Left Voicemail").await?;
            story.panel.wait_for_text("refused this outcome").await?;
            show_call(story, &mut gallery, "call-outcome-refused").await?;
            story.panel.choose_outcome("Follow Up").await?;
            story.sim.wait_for_call(1, "FINISHED").await?;

            story.panel.click("Call").await?;
            story.panel.wait_for_text("Call again?").await?;
            show_call(story, &mut gallery, "call-called-before").await?;
            gallery.close()
        })
        .await
}

#[tokio::test]
async fn calls_that_fail_or_are_not_known() -> Result<()> {
    Stage::new("gallery_failed")
        .play(async |story: &mut Story| {
            story.allow("435");
            story.allow("ERR_");
            let mut gallery = Gallery::open()?;
            prepare(story).await?;
            story.load(&PEOPLE[..2]).await?;
            let failure = json!({"contextCode": "NO_PERMISSION"});
            let refused = json!({"behaviour": "refused", "failure": failure});
            story.sim.post("callee", refused)?;
            call(story, &PEOPLE[0]).await?;
            story.panel.wait_for_text("Call failed").await?;
            show_call(story, &mut gallery, "call-failed").await?;

            let ticked = story.panel.person(PEOPLE[0].name).await?;
            story.panel.page.click_element(&ticked).await?;
            story.sim.callee(None, ANSWERS)?;
            story.sim.fault("POST", DIAL, json!({"drop": "before"}))?;
            call(story, &PEOPLE[1]).await?;
            let says = "Unknown: checking with Five9";
            show_while(story, &mut gallery, "call-unknown", says).await?;
            gallery.close()
        })
        .await
}

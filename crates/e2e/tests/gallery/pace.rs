//! What stands between one call and the next, and what lies folded beside a call.

use anyhow::Result;
use e2e::cast::PEOPLE;
use e2e::{Callee, Gallery, Stage, Story, View};

use crate::{call, prepare, show_call};

const TWO_NUMBERS: &str = "Name,Phone,Mobile,Program,Notes\n\
    Avery Adams,(202) 555-0101,(202) 555-0191,\"Nursing, evening\",Call after five\n\
    Blake Brown,(202) 555-0102,,,\n";

#[tokio::test]
async fn a_person_looked_at_before_the_call_and_their_other_number() -> Result<()> {
    Stage::new("gallery_preview")
        .play(async |story: &mut Story| {
            let mut gallery = Gallery::open()?;
            let panel = story.panel.clone();
            prepare(story).await?;
            story.sim.callee(None, Callee::NeverAnswers)?;
            story.panel.prefer("Preview").await?;
            panel.paste_list(TWO_NUMBERS).await?;
            panel.select(&[PEOPLE[0].name, PEOPLE[1].name]).await?;
            panel.click("Start Automation (2)").await?;
            panel.wait_for_text("Have a look, then call").await?;
            show_call(story, &mut gallery, "run-preview").await?;
            let skip = "Skip with a reason";
            panel.page.click("DisclosureTriangle", skip).await?;
            panel.wait_for_text("Wrong person").await?;
            gallery.show(&panel.page, "run-skip-reasons").await?;
            panel.page.press("Escape").await?;

            panel.click("Call").await?;
            story.wait_for_call(1, "RINGING_ON_OTHER_SIDE").await?;
            panel.choose_outcome("No Answer").await?;
            panel
                .wait_for_button("Call Mobile · (202) 555-0191")
                .await?;
            show_call(story, &mut gallery, "call-other-number").await?;
            panel.show(View::List).await?;
            panel
                .page
                .click("DisclosureTriangle", "Queue · 1 to call")
                .await?;
            gallery.show(&panel.page, "list-queue").await?;
            gallery.close()
        })
        .await
}

#[tokio::test]
async fn what_is_folded_beside_a_call() -> Result<()> {
    Stage::new("gallery_folded")
        .play(async |story: &mut Story| {
            let mut gallery = Gallery::open()?;
            let panel = story.panel.clone();
            prepare(story).await?;
            story.load(&PEOPLE[..2]).await?;
            call(story, &PEOPLE[0]).await?;
            story.wait_for_call(1, "TALKING").await?;
            panel.page.click("DisclosureTriangle", "More").await?;
            panel.wait_for_text("Play a prompt").await?;
            gallery.show(&panel.page, "call-more").await?;
            panel.page.click("DisclosureTriangle", "More").await?;
            let callback = "Call back later";
            panel.page.click("DisclosureTriangle", callback).await?;
            panel.wait_for_button("Tomorrow at 9").await?;
            gallery.show(&panel.page, "call-callback").await?;
            panel.page.click("DisclosureTriangle", callback).await?;

            story.end_with("Follow Up", "End call").await?;
            panel.wait_for_text("Five9 holds").await?;
            panel
                .page
                .click("DisclosureTriangle", "Correct outcome")
                .await?;
            panel.wait_for_text("Changes only what").await?;
            gallery.show(&panel.page, "call-correct").await?;
            panel.click("No Answer").await?;
            panel.wait_for_text("differs from Five9").await?;
            show_call(story, &mut gallery, "call-corrected").await?;

            panel.show(View::History).await?;
            // A button whose name holds the time of the call.
            let entry = "document.querySelector('.entry-head').click()";
            let is_there = "document.querySelector('.entry-head')";
            panel.page.wait_for(is_there).await?;
            panel.page.evaluate(entry).await?;
            gallery.show(&panel.page, "history-entry").await?;
            panel.click("All calls to them").await?;
            panel.wait_for_button("Back").await?;
            gallery.show(&panel.page, "history-person").await?;
            gallery.close()
        })
        .await
}

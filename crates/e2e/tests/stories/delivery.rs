//! The page about other systems: set up, tried, mended and taken away by its own buttons.

use anyhow::{Context, Result, ensure};
use e2e::{Callee, Gallery, Page, Place, RECEIVER_HOST, Receiver, Stage, Story, View};
use serde_json::{Value, json};

const TITLE: &str = "Own records";

async fn open(story: &Story) -> Result<Page> {
    let url = story.browser.extension().page_url("delivery.html");
    Page::open(&story.browser, &url, Place::Window, "delivery").await
}

/// Sets up a webhook as a person does, and returns its secret.
async fn set_up(page: &Page, address: &str) -> Result<String> {
    page.click("button", "Webhook").await?;
    page.click("button", "Save").await?;
    page.wait_for_text("Give it a name").await?;
    page.fill("textbox", "Name", TITLE).await?;
    page.fill("textbox", "Address", address).await?;
    page.click("button", "Make one").await?;
    let secret = page.element("textbox", "Secret for signing").await?.value;
    page.click("button", "Save").await?;
    page.wait_for_text("Nothing was sent to it yet").await?;
    Ok(secret)
}

/// The one letter is saved by its button, and the secret is not in the file.
async fn saves_what_waits(page: &Page, secret: &str) -> Result<()> {
    page.evaluate(
        "{ const make = URL.createObjectURL;\
           URL.createObjectURL = blob => {\
             blob.text().then(text => { window.saved = text; });\
             return make.call(URL, blob); } }",
    )
    .await?;
    page.click("button", "Save as JSON Lines").await?;
    page.wait_for_text("Rows saved: 1").await?;
    let saved = page.wait_for("window.saved").await?;
    let saved = saved.as_str().context("a text")?;
    let row: Value = serde_json::from_str(saved).context("one line of JSON")?;
    ensure!(row["kind"] == "test", "{row}");
    ensure!(row["reason"].as_str().is_some(), "no reason: {row}");
    for hidden in [secret, "/hook"] {
        ensure!(!saved.contains(hidden), "{hidden} in {saved}");
    }
    Ok(())
}

#[tokio::test]
async fn a_webhook_is_set_up_tried_mended_and_taken_away() -> Result<()> {
    Stage::new("a_webhook_is_set_up")
        .play(async |story: &mut Story| {
            let mut gallery = Gallery::open()?;
            let receiver = Receiver::start().await?;
            story.restart_browser_allowing(RECEIVER_HOST).await?;
            story.sim.callee(None, Callee::Answers { after_ms: 30 })?;
            story.ready().await?;
            let page = open(story).await?;
            page.wait_for_text("Nothing is sent anywhere yet").await?;
            let secret = set_up(&page, &receiver.url("/hook")).await?;
            ensure!(secret.starts_with("whsec_"), "{secret}");
            gallery.show(&page, "delivery-set-up").await?;

            page.click("button", "Send a test").await?;
            let received = receiver.wait_for(1).await?;
            ensure!(
                received[0].headers.contains_key("webhook-signature"),
                "unsigned"
            );
            page.wait_for_text("It takes calls").await?;

            receiver.answer_next(&[422]);
            page.click("button", "Send a test").await?;
            page.wait_for_text("These are not sent by themselves any more")
                .await?;
            gallery.show(&page, "delivery-letter").await?;
            saves_what_waits(&page, &secret).await?;
            page.click("button", "Send again: Test").await?;
            let gone = "!document.body.innerText.includes('Not taken')";
            page.wait_for(gone).await?;
            receiver.wait_for(3).await?;

            page.click("button", "New secret").await?;
            page.wait_for_text("shown this once").await?;
            let shown = page
                .evaluate("document.querySelector('code').innerText")
                .await?;
            let shown = shown.as_str().context("a secret")?;
            ensure!(shown.starts_with("whsec_") && shown != secret, "{shown}");
            gallery.show(&page, "delivery-secret").await?;

            page.click("button", "Switch off").await?;
            page.wait_for_text("Switched off").await?;
            page.click("button", "Switch on").await?;
            page.wait_for_text("It takes calls").await?;
            page.click("button", "Change").await?;
            page.fill("textbox", "Name", "Warehouse").await?;
            page.click("button", "Save").await?;
            page.element("heading", "Warehouse").await?;

            story.panel.show(View::Settings).await?;
            story
                .panel
                .wait_for_text("Set up: 1. Nothing to do.")
                .await?;
            page.click("button", "Remove").await?;
            page.wait_for_text("Remove Warehouse?").await?;
            gallery.show(&page, "delivery-remove").await?;
            page.click("button", "Remove it").await?;
            page.wait_for_text("Nothing is sent anywhere yet").await?;
            page.close().await?;
            gallery.close()
        })
        .await
}

#[tokio::test]
async fn a_host_that_is_not_allowed_is_told_and_hears_nothing() -> Result<()> {
    Stage::new("a_host_that_is_not_allowed")
        .play(async |story: &mut Story| {
            let mut gallery = Gallery::open()?;
            let receiver = Receiver::start().await?;
            story.ready().await?;
            let setup = json!({
                "onlyAnswered": false, "outcomes": [], "lists": [], "leaveOut": [],
                "properties": [],
            });
            let destination = json!({
                "kind": "webhook", "name": TITLE, "isOn": true, "setup": setup,
                "url": receiver.url("/hook"),
            });
            let message = json!({"type": "saveDestination", "destination": destination});
            let answer = story.panel.send(message).await?;
            ensure!(answer["success"] == true, "{answer}");
            let page = open(story).await?;
            page.wait_for_text("does not let Ninepin reach").await?;
            page.click("button", "Send a test").await?;
            page.wait_for_text("Waiting: 1").await?;
            page.element("button", "Allow access").await?;
            gallery.show(&page, "delivery-not-allowed").await?;
            ensure!(receiver.received().is_empty(), "a request left");
            page.close().await?;
            gallery.close()
        })
        .await
}

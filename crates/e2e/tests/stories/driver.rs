//! The browser driver does what the stories rely on, shown with a small extension of its own.
//!
//! These tests need a browser but neither the built extension nor the simulator.

use std::fs;

use anyhow::{Context as _, Result};
use e2e::{
    Background, Browser, BrowserConfig, Display, Extension, Load, Page, Panel, Place, Profile,
};
use e2e::{Program, Scheme, Shot};
use serde_json::json;

const WORKER: &str = "
chrome.runtime.onMessage.addListener((message, sender, answer) => {
  if (message === 'fail') {
    setTimeout(() => { throw new Error('unseen trouble') });
    setTimeout(() => answer('failed'), 50);
    return true;
  }
  answer({ echo: message, startedAt: performance.timeOrigin });
});
";

const PANEL: &str = r#"<!doctype html><title>Panel</title>
<style>body { background: white } @media (prefers-color-scheme: dark) { body { background: black } }</style>
<button id="count">Count</button> <button disabled>Later</button>
<label>Paste a list <textarea></textarea></label>
<p role="status">0</p>
<div id="late"></div>
<script src="panel.js"></script>"#;

const PANEL_SCRIPT: &str = r#"
let count = 0;
document.getElementById("count").addEventListener("click", (event) => {
  count += event.isTrusted ? 1 : 1000;
  document.querySelector("[role=status]").textContent = String(count);
  document.querySelector("button[disabled]")?.removeAttribute("disabled");
});
"#;

fn small_extension(folder: &std::path::Path) -> Result<Extension> {
    let manifest = json!({
        "manifest_version": 3,
        "name": "Small",
        "version": "1",
        "background": {"service_worker": "worker.js"},
        "permissions": ["sidePanel"],
        "side_panel": {"default_path": "panel.html"},
    });
    fs::write(folder.join("manifest.json"), manifest.to_string())?;
    fs::write(folder.join("worker.js"), WORKER)?;
    fs::write(folder.join("panel.html"), PANEL)?;
    fs::write(folder.join("panel.js"), PANEL_SCRIPT)?;
    Extension::open(folder)
}

struct Fixture {
    browser: Browser,
    panel: Page,
    _folder: tempfile::TempDir,
}

async fn start(load: Load) -> Result<Fixture> {
    let folder = tempfile::tempdir()?;
    let extension = small_extension(folder.path())?;
    let program = Program {
        load,
        ..Program::find()?
    };
    let config = BrowserConfig {
        program,
        extension,
        sim_port: 9,
        display: Display::Headless,
        background: Background::AsForPeople,
        language: "en-US",
    };
    let browser = Browser::launch(config, Profile::create()?).await?;
    let url = browser.extension().page_url("panel.html");
    let panel = Page::open(&browser, &url, Place::Window, "panel").await?;
    Ok(Fixture {
        browser,
        panel,
        _folder: folder,
    })
}

async fn status(panel: &Page) -> Result<String> {
    let element = panel.elements("status", None).await?;
    let element = element.first().context("the panel has a status")?;
    panel.text_of(element).await
}

#[tokio::test]
async fn clicks_are_real_and_wait_until_the_button_is_enabled() -> Result<()> {
    let fixture = start(Load::Switch).await?;
    let Fixture { panel, .. } = &fixture;
    let later = panel.find("button", "Later").await?;
    assert!(later.is_some_and(|button| button.is_disabled));
    panel.click("button", "Count").await?;
    panel
        .wait_for("document.querySelector('[role=status]').textContent === '1'")
        .await?;
    panel.click("button", "Later").await?;
    assert_eq!(status(panel).await?, "1");
    Ok(())
}

#[tokio::test]
async fn a_click_waits_until_nothing_covers_the_button() -> Result<()> {
    let fixture = start(Load::Switch).await?;
    let Fixture { panel, .. } = &fixture;
    let cover = "(() => { const cover = document.createElement('div');
        cover.style = 'position: fixed; inset: 0';
        cover.addEventListener('click', () => { throw new Error('the cover was clicked') });
        document.body.append(cover); setTimeout(() => cover.remove(), 300); })()";
    panel.evaluate(cover).await?;
    panel.click("button", "Count").await?;
    assert_eq!(status(panel).await?, "1");
    Ok(())
}

#[tokio::test]
async fn text_goes_where_a_person_clicked() -> Result<()> {
    let fixture = start(Load::Switch).await?;
    let Fixture { panel, .. } = &fixture;
    panel.fill("textbox", "Paste a list", "first").await?;
    panel
        .fill("textbox", "Paste a list", "name,phone\nA,B")
        .await?;
    let field = panel.element("textbox", "Paste a list").await?;
    assert_eq!(field.value, "name,phone\nA,B");
    Ok(())
}

#[tokio::test]
async fn a_stopped_worker_comes_back_as_a_new_instance() -> Result<()> {
    let fixture = start(Load::Switch).await?;
    let Fixture { browser, panel, .. } = &fixture;
    let worker = browser.worker();
    let first = worker.life().await?;
    assert_eq!(worker.life().await?, first);
    worker.stop().await?;
    assert!(!worker.is_running());
    panel.evaluate("chrome.runtime.sendMessage('wake')").await?;
    assert_ne!(worker.life().await?, first);
    Ok(())
}

#[tokio::test]
async fn errors_of_worker_and_page_are_collected() -> Result<()> {
    let fixture = start(Load::Switch).await?;
    let Fixture { browser, panel, .. } = &fixture;
    browser.console.ensure_clean(&[])?;
    panel
        .evaluate("setTimeout(() => { throw new Error('page trouble') })")
        .await?;
    browser
        .worker()
        .evaluate("console.error('worker trouble')")
        .await?;
    browser
        .worker()
        .evaluate("void Promise.reject(new Error('worker promise'))")
        .await?;
    browser.worker().collect_console().await?;
    let error = browser.console.ensure_clean(&[]).unwrap_err().to_string();
    for trouble in ["page trouble", "worker trouble", "worker promise"] {
        assert!(error.contains(trouble), "{trouble}: {error}");
    }
    Ok(())
}

#[tokio::test]
async fn a_killed_browser_starts_again_on_its_profile() -> Result<()> {
    let Fixture {
        browser,
        panel,
        _folder,
    } = start(Load::Switch).await?;
    panel
        .evaluate("localStorage.setItem('kept', 'yes')")
        .await?;
    panel.evaluate("chrome.runtime.sendMessage('wake')").await?;
    let config = browser.config().clone();
    let profile = browser.close().await?;
    let browser = Browser::launch(config.clone(), profile).await?;
    let url = browser.extension().page_url("panel.html");
    let panel = Page::open(&browser, &url, Place::Window, "panel").await?;
    assert_eq!(panel.evaluate("localStorage.getItem('kept')").await?, "yes");
    let profile = browser.kill().await?;
    Browser::launch(config, profile).await?.close().await?;
    Ok(())
}

#[tokio::test]
async fn an_extension_can_be_loaded_over_devtools_as_branded_browsers_need_it() -> Result<()> {
    let Fixture {
        browser,
        panel,
        _folder,
    } = start(Load::DevTools).await?;
    let answer = panel
        .evaluate("chrome.runtime.sendMessage('hello')")
        .await?;
    assert_eq!(answer["echo"], "hello");
    panel.click("button", "Count").await?;
    assert_eq!(status(&panel).await?, "1");
    browser.close().await?;
    Ok(())
}

#[tokio::test]
async fn a_reloaded_extension_comes_back() -> Result<()> {
    let fixture = start(Load::Switch).await?;
    let Fixture { browser, panel, .. } = &fixture;
    let first = browser.worker().life().await?;
    panel
        .evaluate("setTimeout(() => chrome.runtime.reload())")
        .await?;
    let second = browser.worker().wait_for_other_life(&first).await?;
    browser.reload_extension().await?;
    assert_ne!(browser.worker().life().await?, second);
    let url = browser.extension().page_url("panel.html");
    let again = Page::open(browser, &url, Place::Window, "panel").await?;
    again.evaluate("chrome.runtime.sendMessage('wake')").await?;
    Ok(())
}

#[tokio::test]
async fn errors_of_a_worker_that_has_ended_are_collected() -> Result<()> {
    let fixture = start(Load::Switch).await?;
    let Fixture { browser, panel, .. } = &fixture;
    panel.evaluate("chrome.runtime.sendMessage('fail')").await?;
    let targets = browser.targets.all();
    let worker = targets
        .iter()
        .find(|target| target.kind == "service_worker");
    let worker = worker.context("the worker runs")?;
    let session = browser.cdp().browser_session();
    session
        .call("Target.closeTarget", json!({"targetId": worker.id}))
        .await?;
    browser.collect_extension_errors().await?;
    let error = browser.console.ensure_clean(&[]).unwrap_err().to_string();
    assert!(error.contains("unseen trouble"), "{error}");
    Ok(())
}

#[tokio::test]
async fn the_real_side_panel_opens_and_takes_clicks() -> Result<()> {
    let fixture = start(Load::Switch).await?;
    let panel = Panel::open_in_side_panel(&fixture.browser, &fixture.panel).await?;
    panel.click("Count").await?;
    assert_eq!(status(&panel.page).await?, "1");
    let count = "chrome.runtime.getContexts({contextTypes: ['SIDE_PANEL']})\
                 .then((found) => found.length)";
    assert_eq!(panel.page.evaluate(count).await?, 1);
    Ok(())
}

#[tokio::test]
async fn screenshots_have_the_wanted_size_and_scheme() -> Result<()> {
    let fixture = start(Load::Switch).await?;
    let Fixture { panel, .. } = &fixture;
    let folder = tempfile::tempdir()?;
    let mut pictures = Vec::new();
    for scheme in [Scheme::Light, Scheme::Dark] {
        let path = folder.path().join(format!("{scheme:?}.png"));
        let shot = Shot {
            width_px: 360,
            height_px: 640,
            pixel_ratio: 2.0,
            scheme,
        };
        panel.screenshot(&path, shot).await?;
        pictures.push(fs::read(path)?);
    }
    let size = |bytes: &[u8], at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap());
    assert_eq!(
        (size(&pictures[0], 16), size(&pictures[0], 20)),
        (720, 1280)
    );
    assert_ne!(pictures[0], pictures[1]);
    Ok(())
}

#[tokio::test]
async fn a_command_without_an_answer_is_named_at_its_deadline() -> Result<()> {
    let fixture = start(Load::Switch).await?;
    let Fixture { panel, .. } = &fixture;
    let params = json!({"expression": "new Promise(() => {})", "awaitPromise": true});
    let deadline = std::time::Duration::from_millis(200);
    let error = panel
        .session
        .call_within("Runtime.evaluate", params, deadline)
        .await
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "the browser did not answer Runtime.evaluate within 200 ms"
    );
    Ok(())
}

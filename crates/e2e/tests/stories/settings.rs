//! What the agent sets: it is kept, it is seen at once, and keys do what the settings say.

use anyhow::{Context, Result, ensure};
use e2e::cast::PEOPLE;
use e2e::{Callee, Page, Place, Stage, Story};

/// Goes to the settings and waits until they are drawn.
async fn open_settings(story: &Story) -> Result<()> {
    story.panel.page.click("tab", "Settings").await?;
    story.panel.page.element("radio", "Dark").await.map(drop)
}

async fn root_attribute(page: &Page, name: &str) -> Result<String> {
    let value = format!("document.documentElement.getAttribute('{name}') ?? ''");
    let value = page.evaluate(&value).await?;
    Ok(value.as_str().unwrap_or_default().to_owned())
}

/// Waits until the element of this role and name has the focus.
async fn wait_for_focus(page: &Page, name: &str) -> Result<()> {
    let name = serde_json::to_string(name)?;
    let words =
        "(document.activeElement.getAttribute('aria-label') ?? document.activeElement.innerText)";
    page.wait_for(&format!("{words}.includes({name})"))
        .await
        .map(drop)
}

#[tokio::test]
async fn theme_and_size_of_text_are_kept_and_there_before_anything_is_drawn() -> Result<()> {
    Stage::new("theme_and_size_of_text")
        .play(async |story: &mut Story| {
            open_settings(story).await?;
            let page = &story.panel.page;
            page.click("radio", "Dark").await?;
            page.wait_for("document.documentElement.dataset.theme === 'dark'")
                .await?;
            page.click("checkbox", "Larger text").await?;
            page.wait_for("document.documentElement.dataset.text === 'large'")
                .await?;
            // The options page is told as well, and its own start has the theme from its first line.
            let url = story.browser.extension().page_url("options.html");
            let options = Page::open(&story.browser, &url, Place::Window, "options").await?;
            ensure!(root_attribute(&options, "data-theme").await? == "dark");
            options.element("radio", "Dark").await?;
            options.click("radio", "System").await?;
            page.wait_for("document.documentElement.dataset.theme === undefined")
                .await?;
            page.reload().await?;
            page.wait_for("document.documentElement.dataset.text === 'large'")
                .await?;
            ensure!(root_attribute(page, "data-theme").await?.is_empty());
            Ok(())
        })
        .await
}

#[tokio::test]
async fn the_keys_are_listed_on_demand_and_the_focus_comes_back() -> Result<()> {
    Stage::new("the_keys_are_listed")
        .play(async |story: &mut Story| {
            story.panel.wait_until_ready().await?;
            let page = &story.panel.page;
            page.type_key("l").await?;
            wait_for_focus(page, "List").await?;
            page.type_key("?").await?;
            page.element("dialog", "Keyboard shortcuts").await?;
            page.wait_for_text("Choose an outcome").await?;
            // The rest of the page is out of reach: no key goes past the dialog.
            page.type_key("y").await?;
            page.press("Tab").await?;
            page.press("Tab").await?;
            page.press("Tab").await?;
            page.wait_for("document.activeElement === document.body || !!document.activeElement.closest('dialog')")
                .await?;
            page.press("Escape").await?;
            page.wait_for("!document.querySelector('dialog[open]')").await?;
            wait_for_focus(page, "List").await?;
            page.type_key("y").await?;
            wait_for_focus(page, "History").await
        })
        .await
}

#[tokio::test]
async fn a_key_is_changed_by_pressing_it_and_taken_only_when_told() -> Result<()> {
    Stage::new("a_key_is_changed")
        .play(async |story: &mut Story| {
            open_settings(story).await?;
            let page = &story.panel.page;
            page.click("button", "Change the key for “Go to the list”: L")
                .await?;
            page.type_key("c").await?;
            page.wait_for_text("C does “Go to the call” already.")
                .await?;
            page.click("button", "Use it here").await?;
            page.element("button", "Change the key for “Go to the list”: C")
                .await?;
            page.element("button", "Choose a key for “Go to the call”")
                .await?;
            // A digit stays with its outcome.
            page.click("button", "Change the key for “Go to the list”: C")
                .await?;
            page.type_key("3").await?;
            page.wait_for_text("Digits choose outcomes").await?;
            page.press("Escape").await?;
            page.type_key("c").await?;
            wait_for_focus(page, "List").await?;
            page.click("tab", "Settings").await?;
            page.click("button", "Reset all keys").await?;
            page.element("button", "Change the key for “Go to the call”: C")
                .await?;
            Ok(())
        })
        .await
}

#[tokio::test]
async fn single_keys_can_be_turned_off_and_the_others_work_while_typing() -> Result<()> {
    Stage::new("single_keys")
        .play(async |story: &mut Story| {
            story.sim.callee(None, Callee::Answers { after_ms: 30 })?;
            story.ready().await?;
            open_settings(story).await?;
            story.panel.page.click("checkbox", "Single keys").await?;
            story
                .panel
                .page
                .wait_for("document.documentElement.dataset.keys === 'off'")
                .await?;
            story.load(&PEOPLE[..1]).await?;
            story.panel.select(&[PEOPLE[0].name]).await?;
            story.panel.click("Call").await?;
            story.wait_for_call(1, "TALKING").await?;
            let page = &story.panel.page;
            page.element("radiogroup", "Outcome").await?;
            page.type_key("1").await?;
            page.type_key("l").await?;
            page.fill("textbox", "Note", "spoke").await?;
            let chosen = page
                .evaluate("document.querySelector('#outcomes :checked') === null")
                .await?;
            ensure!(chosen == true, "a digit chose an outcome");
            let is_home = page
                .evaluate("!document.getElementById('tab-call-view').hidden")
                .await?;
            ensure!(is_home == true, "a letter went to another view");
            // In the note the big button is one chord away.
            page.press_with_control("Enter").await?;
            story.wait_for_call(1, "WRAP_UP").await
        })
        .await
}

#[tokio::test]
async fn the_tour_goes_by_escape_and_comes_back_from_the_settings() -> Result<()> {
    Stage::new("the_tour")
        .play(async |story: &mut Story| {
            let page = &story.panel.page;
            page.element("heading", "Open Five9").await?;
            page.click("button", "Next").await?;
            page.element("heading", "Bring people to call").await?;
            page.press("Escape").await?;
            page.wait_for("!document.querySelector('.tour')").await?;
            page.reload().await?;
            story.panel.wait_until_ready().await?;
            let gone = page.find("heading", "Open Five9").await?;
            ensure!(gone.is_none(), "the tour was done");
            open_settings(story).await?;
            page.click("button", "Show the tour again").await?;
            page.element("heading", "Open Five9").await?;
            Ok(())
        })
        .await
}

#[tokio::test]
async fn everything_is_deleted_only_after_the_word() -> Result<()> {
    Stage::new("everything_is_deleted")
        .play(async |story: &mut Story| {
            story.load(&PEOPLE[..2]).await?;
            open_settings(story).await?;
            let page = &story.panel.page;
            page.click("radio", "Dark").await?;
            page.wait_for("document.documentElement.dataset.theme === 'dark'")
                .await?;
            page.click("button", "Delete everything").await?;
            let yes = page.element("button", "Delete everything now").await?;
            ensure!(yes.is_disabled, "nothing was typed yet");
            page.fill("textbox", "Type “delete” to go on", "Delete")
                .await?;
            page.click("button", "Delete everything now").await?;
            page.wait_for("document.documentElement.dataset.theme === undefined")
                .await?;
            page.click("tab", "List").await?;
            page.wait_for_text("No list yet").await
        })
        .await
}

#[tokio::test]
async fn the_agents_own_name_is_kept_and_signs_the_texts() -> Result<()> {
    Stage::new("the_agents_own_name")
        .play(async |story: &mut Story| {
            open_settings(story).await?;
            let page = &story.panel.page;
            page.fill("textbox", "Your name in texts", "Sam").await?;
            page.press("Tab").await?;
            page.click("button", "New template").await?;
            page.fill("textbox", "Text", "This is {agent}.").await?;
            page.wait_for("document.querySelector('.preview').innerText === 'This is Sam.'")
                .await?;
            page.reload().await?;
            open_settings(story).await?;
            page.wait_for("document.querySelector('#settings-templates input').value === 'Sam'")
                .await
                .map(drop)
        })
        .await
}

#[tokio::test]
async fn in_spanish_nothing_english_is_left_and_nothing_is_too_wide() -> Result<()> {
    Stage::new("in_spanish")
        .in_language("es")
        .play(async |story: &mut Story| {
            let page = &story.panel.page;
            page.element("tab", "Ajustes").await?;
            ensure!(root_attribute(page, "lang").await? == "es");
            for tab in ["Llamada", "Lista", "Historial", "Ajustes"] {
                page.click("tab", tab).await?;
                for width in [320, 360, 480, 800] {
                    page.set_width(width).await?;
                    let is_wide = "document.documentElement.scrollWidth > innerWidth";
                    let is_wide = page.evaluate(is_wide).await?;
                    ensure!(is_wide == false, "{tab} is wider than {width} px");
                }
                let left = page.evaluate(ENGLISH_LEFT).await?;
                let left = left.as_array().context("a list of words")?;
                ensure!(left.is_empty(), "{tab}: English is left: {left:?}");
            }
            Ok(())
        })
        .await
}

/// Texts and names on the page that are whole messages of the English file and not of the Spanish.
const ENGLISH_LEFT: &str = r#"(async () => {
    const read = async (language) => {
        const file = await fetch(`_locales/${language}/messages.json`);
        return Object.values(await file.json()).map(({ message }) => message);
    };
    const [english, spanish] = [await read("en"), new Set(await read("es"))];
    const foreign = new Set(english.filter((text) => !spanish.has(text)));
    const found = [];
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) found.push(walk.currentNode.data.trim());
    for (const element of document.querySelectorAll("[aria-label], [title], [placeholder]")) {
        for (const name of ["aria-label", "title", "placeholder"]) {
            found.push(element.getAttribute(name) ?? "");
        }
    }
    if (!found.some((text) => spanish.has(text))) return ["no Spanish at all"];
    return found.filter((text) => foreign.has(text));
})()"#;

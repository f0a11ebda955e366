//! What is kept: the store's own upgrade, corrections, changes of the list, and how all of it goes.
//!
//! The stories look into the store as any page of the extension can.

use anyhow::{Context, Result, ensure};
use e2e::cast::PEOPLE;
use e2e::{Callee, Stage, Story, View, ledger};
use serde_json::{Value, json};

/// Opens the store, does something, and closes it again.
fn with_store(version: &str, work: &str) -> String {
    format!(
        "new Promise((done, failed) => {{
            const opening = indexedDB.open('ninepin'{version});
            opening.onerror = () => failed(opening.error);
            opening.onupgradeneeded = () => {{
                for (const table of ['progress', 'runs', 'runEnds', 'calls', 'records', 'aside'])
                    opening.result.createObjectStore(table);
            }};
            opening.onsuccess = () => {{
                const store = opening.result;
                const end = (value) => {{ store.close(); done(value); }};
                {work}
            }};
        }})"
    )
}

/// Keys and rows of a table.
async fn rows(story: &Story, table: &str) -> Result<Vec<(String, String)>> {
    let work = format!(
        "const rows = store.transaction('{table}').objectStore('{table}');
         const [keys, all] = [rows.getAllKeys(), rows.getAll()];
         all.onsuccess = () => end(keys.result.map((key, index) => [key, all.result[index]]));"
    );
    let found = story.panel.page.evaluate(&with_store("", &work)).await?;
    Ok(serde_json::from_value(found)?)
}

async fn n_rows(story: &Story, table: &str) -> Result<usize> {
    Ok(rows(story, table).await?.len())
}

/// How many calls all days count, by outcome.
async fn by_outcome(story: &Story) -> Result<Vec<(String, u64)>> {
    let days = rows(story, "days").await?;
    let days = days.iter().filter(|(key, _)| key != "zones");
    let mut found = Vec::new();
    for (_, day) in days {
        let day: Value = serde_json::from_str(day)?;
        for part in day["outcomes"].as_array().into_iter().flatten() {
            let name = part[0].as_str().unwrap_or_default().to_owned();
            found.push((name, part[1][0].as_u64().context("a count")?));
        }
    }
    Ok(found)
}

/// Puts rows into tables.
async fn put(story: &Story, version: &str, rows: &[(&str, &str, Value)]) -> Result<()> {
    let rows: Vec<Value> = rows
        .iter()
        .map(|(table, key, row)| json!([table, key, row.to_string()]))
        .collect();
    let work = format!(
        "const rows = {};
         const tables = [...new Set(rows.map(([table]) => table))];
         const writing = store.transaction(tables, 'readwrite');
         for (const [table, key, row] of rows) writing.objectStore(table).put(row, key);
         writing.oncomplete = () => end(true);",
        json!(rows)
    );
    let write = with_store(version, &work);
    story.panel.page.evaluate(&write).await?;
    Ok(())
}

/// A call that is over, as the dialer's second format has it.
fn old_call(intent: &str, number: &str) -> Value {
    json!({
        "version": 2, "intent": intent,
        "target": {"record": null, "name": "Pat Example", "number": number, "problem": null},
        "campaign": "7", "agent": "1", "carrier": "c1", "runIndex": null, "placement": "accepted",
        "trouble": null, "callId": intent, "over": true, "endPressed": true,
        "outcome": {"id": "46", "name": "Left Voicemail"}, "held": {"confirmed": {"id": "46"}},
        "note": "", "dialedAtMs": 1, "ringingAtMs": 2, "answeredAtMs": 3, "endedAtMs": 4,
        "finishedAtMs": 5, "knownBefore": [],
    })
}

/// What the worker shows a panel now.
async fn snapshot(story: &Story) -> Result<Value> {
    let ask = "new Promise((done) => {
        const port = chrome.runtime.connect({ name: 'panel' });
        port.onMessage.addListener((event) => {
            if (event.type !== 'snapshot') return;
            port.disconnect();
            done(event.snapshot);
        });
    })";
    story.panel.page.evaluate(ask).await
}

async fn send(story: &Story, message: Value) -> Result<()> {
    let answer = story.panel.send(message.clone()).await?;
    ensure!(answer["success"] == true, "{message}: {answer}");
    Ok(())
}

async fn set(story: &Story, preference: Value) -> Result<()> {
    let message = json!({"type": "setPreference", "preference": preference});
    send(story, message).await
}

/// One call to its end; its intent.
async fn call(story: &Story, index: usize, number: &str) -> Result<String> {
    let message = json!({"type": "triggerFive9Call", "phoneNumber": number});
    send(story, message).await?;
    story.wait_for_call(index, "TALKING").await?;
    let end = json!({"type": "triggerFive9Hangup", "dispositionType": "Left Voicemail"});
    send(story, end).await?;
    story.sim.wait_for_call(index, "FINISHED").await?;
    let shown = snapshot(story).await?;
    let intent = shown["call"]["intentId"].as_str();
    Ok(intent.context("a call is shown")?.to_owned())
}

async fn get_ready(story: &Story) -> Result<()> {
    story.sim.callee(None, Callee::Answers { after_ms: 30 })?;
    story.ready().await?;
    story.panel.choose_campaign("Student Outreach").await
}

#[tokio::test]
async fn a_corrected_outcome_outlives_the_browser_and_five9_keeps_its_own() -> Result<()> {
    let stage = Stage::new("a_corrected_outcome");
    stage
        .play(async |story: &mut Story| {
            get_ready(story).await?;
            let mut intents = Vec::new();
            for (index, number) in ["2025550101", "2025550102", "2025550103"]
                .iter()
                .enumerate()
            {
                intents.push(call(story, index + 1, number).await?);
            }
            let directory = story.directory().await?;
            let id = directory.disposition("Service Completed")?.to_owned();
            for intent in &intents {
                let message = json!({
                    "type": "correctOutcome", "intentId": intent, "dispositionId": id,
                });
                send(story, message).await?;
            }
            story.restart_browser().await?;
            let calls = rows(story, "calls").await?;
            ensure!(calls.len() == 3, "{calls:?}");
            for (_, row) in &calls {
                let row: Value = serde_json::from_str(row)?;
                ensure!(row["corrected"]["name"] == "Service Completed", "{row}");
                ensure!(row["outcome"]["name"] == "Left Voicemail", "{row}");
            }
            let log = story.sim.log()?;
            let calls = ledger::dialed(&log);
            let once = calls.iter().all(|call| call.dispositions.len() == 1);
            ensure!(calls.len() == 3 && once, "{}", e2e::show(&log));
            Ok(())
        })
        .await
}

#[tokio::test]
async fn a_store_of_the_first_version_is_brought_up_to_date_with_all_that_it_holds() -> Result<()> {
    let stage = Stage::new("a_store_of_the_first_version");
    stage
        .play(async |story: &mut Story| {
            story.ready().await?;
            let delete = "new Promise((done, failed) => {
                const request = indexedDB.deleteDatabase('ninepin');
                request.onsuccess = () => done(true);
                request.onerror = () => failed(request.error);
            })";
            // The worker holds the store open and lets it go for this.
            story.panel.page.evaluate(delete).await?;
            let list = json!({
                "version": 1, "revision": 1, "name": null, "nRecords": 1, "nCallable": 1,
                "dropped": [],
            });
            let record = json!([{
                "id": "r1", "name": "Pat Example", "numberGiven": "2025550101",
                "number": "+12025550101", "numberProblem": null, "columns": [],
            }]);
            let mut old = vec![
                ("records", "list", list),
                ("records", "chunk/00000", record),
            ];
            let intents: Vec<String> = (0..2_500).map(|n| format!("{n:013}-old-1")).collect();
            for intent in &intents {
                old.push(("calls", intent, old_call(intent, "+12025550101")));
            }
            put(story, ", 1", &old).await?;
            story.browser.worker().stop().await?;
            story.panel.page.reload().await?;
            story.panel.show(View::List).await?;
            story.panel.wait_for_text("Pat Example").await?;
            let attempts = rows(story, "attempts").await?;
            ensure!(attempts.len() == intents.len(), "{}", attempts.len());
            for ((key, row), intent) in attempts.iter().zip(&intents) {
                ensure!(*key == format!("+12025550101/{intent}"), "{key}");
                ensure!(*row == format!("\"{intent}\""), "{row}");
            }
            ensure!(n_rows(story, "calls").await? == intents.len());
            let n_calls = intents.len() as u64;
            let days = by_outcome(story).await?;
            let expected = vec![("Left Voicemail".to_owned(), n_calls)];
            ensure!(days == expected, "{days:?}");
            // One of them is corrected, and its day with it.
            story.panel.choose_campaign("Student Outreach").await?;
            let correct = json!({
                "type": "correctOutcome", "intentId": intents[7],
                "dispositionId": "300000000000043",
            });
            send(story, correct).await?;
            let days = by_outcome(story).await?;
            let n_left: Vec<u64> = days.iter().map(|(_, n)| *n).collect();
            ensure!(
                n_left.contains(&(n_calls - 1)) && n_left.contains(&1),
                "{days:?}"
            );
            Ok(())
        })
        .await
}

#[tokio::test]
async fn after_everything_was_deleted_nothing_is_left_and_the_panel_goes_on() -> Result<()> {
    let stage = Stage::new("after_everything_was_deleted");
    stage
        .play(async |story: &mut Story| {
            get_ready(story).await?;
            story.load(&PEOPLE[..2]).await?;
            call(story, 1, "2025550101").await?;
            let template = json!({
                "type": "saveTemplate", "name": "Missed you", "text": "Hello {name}",
                "pinned": true,
            });
            send(story, template).await?;
            set(story, json!({"largeText": {"on": true}})).await?;
            send(story, json!({"type": "deleteAll"})).await?;
            story.ready().await?;
            for table in [
                "progress", "runs", "runEnds", "calls", "attempts", "days", "records", "aside",
            ] {
                let left = rows(story, table).await?;
                ensure!(left.is_empty(), "{table}: {left:?}");
            }
            let kept = story
                .panel
                .page
                .evaluate("chrome.storage.sync.get()")
                .await?;
            ensure!(kept == json!({}), "{kept}");
            let kept = story
                .panel
                .page
                .evaluate("chrome.storage.local.get()")
                .await?;
            ensure!(kept == json!({}), "{kept}");
            let shown = snapshot(story).await?;
            ensure!(
                shown["list"]["nRecords"] == 0 && shown["call"].is_null(),
                "{shown}"
            );
            ensure!(shown["preferences"]["largeText"] == false, "{shown}");
            // It calls as before.
            story.panel.choose_campaign("Student Outreach").await?;
            call(story, 2, "2025550102").await?;
            ensure!(n_rows(story, "calls").await? == 1);
            Ok(())
        })
        .await
}

#[tokio::test]
async fn calls_older_than_the_agent_wants_are_forgotten_and_newer_ones_stay() -> Result<()> {
    let stage = Stage::new("calls_older_than_wanted");
    stage
        .play(async |story: &mut Story| {
            story.ready().await?;
            let now = story.panel.page.evaluate("Date.now()").await?;
            let now = now.as_u64().context("a time")?;
            let intent = |days: u64| format!("{:013}-old-{days}", now - days * 24 * 3_600_000);
            let (old, new) = (intent(31), intent(29));
            let number = "+12025550101";
            let attempts = [&old, &new].map(|intent| format!("{number}/{intent}"));
            let rows_put = [
                ("calls", old.as_str(), old_call(&old, number)),
                ("calls", new.as_str(), old_call(&new, number)),
                ("attempts", attempts[0].as_str(), json!(old)),
                ("attempts", attempts[1].as_str(), json!(new)),
            ];
            put(story, "", &rows_put).await?;
            set(story, json!({"retention": {"days": 30}})).await?;
            // Writes end in the order in which they began.
            send(story, json!({"type": "deleteHistory", "beforeMs": 0})).await?;
            let keys = |rows: Vec<(String, String)>| -> Vec<String> {
                rows.into_iter().map(|(key, _)| key).collect()
            };
            ensure!(keys(rows(story, "calls").await?) == std::slice::from_ref(&new));
            ensure!(keys(rows(story, "attempts").await?) == [attempts[1].clone()]);
            send(story, json!({"type": "deleteHistory"})).await?;
            ensure!(n_rows(story, "calls").await? == 0);
            ensure!(n_rows(story, "attempts").await? == 0);
            Ok(())
        })
        .await
}

#[tokio::test]
async fn people_who_were_moved_and_removed_are_shown_so_after_a_stop() -> Result<()> {
    let stage = Stage::new("people_who_were_moved_and_removed");
    stage
        .play(async |story: &mut Story| {
            story.ready().await?;
            story.load(&PEOPLE[..3]).await?;
            let chunk = rows(story, "records").await?;
            let records: Value = serde_json::from_str(&chunk[0].1)?;
            let id = |index: usize| records[index]["id"].clone();
            let message = json!({"type": "moveRecords", "recordIds": [id(2)], "before": id(0)});
            send(story, message).await?;
            let message = json!({"type": "removeRecords", "recordIds": [id(1)]});
            send(story, message).await?;
            let [first, second, third] = [0, 1, 2].map(|index| json!(PEOPLE[index].name));
            let shown = format!(
                "(() => {{
                    const leaves = [...document.querySelectorAll('*')]
                        .filter((one) => one.children.length === 0 && one.getClientRects().length);
                    const top = (name) => leaves
                        .find((one) => one.textContent.trim() === name)
                        ?.getBoundingClientRect().top;
                    return top({third}) < top({first}) && top({second}) === undefined;
                }})()"
            );
            story.panel.show(View::List).await?;
            story.panel.page.wait_for(&shown).await?;
            story.browser.worker().stop().await?;
            story.panel.page.reload().await?;
            story.panel.show(View::List).await?;
            story.panel.page.wait_for(&shown).await?;
            send(story, json!({"type": "undoRemoveRecords"})).await?;
            let name = PEOPLE[1].name;
            story.panel.wait_for_text(name).await
        })
        .await
}

#[tokio::test]
async fn the_icon_opens_the_panel_where_the_agent_wants_it() -> Result<()> {
    let stage = Stage::new("the_icon_opens_the_panel");
    stage
        .play(async |story: &mut Story| {
            story.ready().await?;
            let opens = "Promise.all([
                chrome.action.getPopup({}), chrome.sidePanel.getPanelBehavior(),
            ]).then(([popup, behavior]) =>
                [popup.split('/').pop(), behavior.openPanelOnActionClick].join(' '))";
            for (surface, expected) in [
                ("popup", "panel.html?surface=popup false"),
                ("window", " false"),
                ("sidePanel", " true"),
            ] {
                set(story, json!({"surface": {"surface": surface}})).await?;
                let is_so = format!("{opens}.then((found) => found === {})", json!(expected));
                story.panel.page.wait_for(&is_so).await?;
                story.browser.worker().stop().await?;
                story.panel.page.wait_for(&is_so).await?;
            }
            Ok(())
        })
        .await
}

#[tokio::test]
async fn the_browser_takes_the_four_suggested_keys() -> Result<()> {
    let stage = Stage::new("the_four_suggested_keys").without_five9();
    stage
        .play(async |story: &mut Story| {
            let keys = "chrome.commands.getAll().then((all) =>
                all.map(({ name, shortcut }) => `${name} ${shortcut}`).sort().join('\\n'))";
            let keys = story.panel.page.evaluate(keys).await?;
            let expected = "_execute_action Alt+S\ncall-next Alt+Shift+D\n\
                            end-call Alt+Shift+E\nskip Alt+Shift+K";
            ensure!(keys == expected, "{keys}");
            Ok(())
        })
        .await
}

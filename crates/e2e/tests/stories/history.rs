//! Past calls as the panel shows them, saves them, and the agent's own texts.
//!
//! The calls are made with the simulator; what the history says of them is compared with what was
//! done, not with what the panel said before.

use anyhow::{Result, bail, ensure};
use calamine::{Data, Reader, Xlsx, open_workbook_from_rs};
use e2e::cast::{PEOPLE, numbers};
use e2e::{Callee, Gallery, Panel, Stage, Story, View};
use serde_json::{Value, json};

const CAMPAIGN: &str = "Student Outreach";
const VOICEMAIL: &str = "Left Voicemail";
const FOLLOW_UP: &str = "Follow Up";

/// Three calls of a run: the first two are answered, the third is not.
async fn make_three_calls(story: &Story) -> Result<()> {
    story.sim.callee(None, Callee::Answers { after_ms: 30 })?;
    let silent = Some(PEOPLE[2].number);
    story.sim.callee(silent, Callee::NeverAnswers)?;
    story.ready().await?;
    story.panel.choose_campaign(CAMPAIGN).await?;
    story.start_run(&PEOPLE[..3]).await?;
    for (n, state, outcome, button) in [
        (1, "TALKING", VOICEMAIL, "End & Call #2"),
        (2, "TALKING", FOLLOW_UP, "End & Call #3"),
        (3, "RINGING_ON_OTHER_SIDE", VOICEMAIL, "End & Finish"),
    ] {
        story.wait_for_call(n, state).await?;
        story.end_with(outcome, button).await?;
    }
    story.sim.wait_for_call(3, "FINISHED").await
}

/// What is copied goes to the story instead of the computer's clipboard.
const COPY_HERE: &str = "window.copied = []; navigator.clipboard.writeText =\
    async text => { window.copied.push(text); }";

/// Shows the history and waits until it has the three calls, all over.
async fn open_history(panel: &Panel) -> Result<()> {
    panel.show(View::History).await?;
    let are_over = format!("{ENTRIES}.every(text => !text.includes('Not over'))");
    let condition = format!("{ENTRIES}.length === 3 && {are_over}");
    panel.page.wait_for(&condition).await.map(drop)
}

/// The texts of the calls shown, newest first.
const ENTRIES: &str = "[...document.querySelectorAll('.entry')].map(one => one.innerText)";

/// The cells of the table behind a chart, row by row.
async fn table(page: &e2e::Page, chart: &str) -> Result<Value> {
    page.evaluate(&format!(
        "[...document.querySelectorAll('#{chart} tbody tr')]\
            .map(row => [...row.cells].map(cell => cell.textContent))"
    ))
    .await
}

#[tokio::test]
async fn calls_appear_in_the_history_with_what_became_of_them_and_are_counted() -> Result<()> {
    Stage::new("calls_appear_in_the_history")
        .play(async |story: &mut Story| {
            make_three_calls(story).await?;
            let page = &story.panel.page;
            open_history(&story.panel).await?;
            let entries = page.evaluate(ENTRIES).await?;
            for (entry, (person, outcome, reached)) in [
                (0, (&PEOPLE[2], VOICEMAIL, "Not reached")),
                (1, (&PEOPLE[1], FOLLOW_UP, "Reached")),
                (2, (&PEOPLE[0], VOICEMAIL, "Reached")),
            ] {
                let text = entries[entry].as_str().unwrap_or_default();
                for word in [person.name, outcome, reached] {
                    ensure!(text.contains(word), "no {word} in {text}");
                }
            }
            let hours = table(page, "chart-hours").await?;
            let sum = |column: usize| -> u64 {
                let rows = hours.as_array().into_iter().flatten();
                rows.filter_map(|row| row[column].as_str()?.parse::<u64>().ok())
                    .sum()
            };
            ensure!((sum(1), sum(2)) == (3, 2), "{hours}");
            let outcomes = table(page, "chart-outcomes").await?;
            ensure!(
                outcomes == json!([[VOICEMAIL, "2"], [FOLLOW_UP, "1"]]),
                "{outcomes}"
            );
            let n_bars = page
                .wait_for("document.querySelectorAll('#chart-outcomes rect').length")
                .await?;
            ensure!(n_bars == 2, "{n_bars} bars");
            Ok(())
        })
        .await
}

#[tokio::test]
async fn a_search_and_a_person_leave_only_their_calls() -> Result<()> {
    Stage::new("a_search_and_a_person")
        .play(async |story: &mut Story| {
            make_three_calls(story).await?;
            let page = &story.panel.page;
            open_history(&story.panel).await?;
            story.panel.choose("Outcome", FOLLOW_UP).await?;
            page.wait_for(&format!("{ENTRIES}.length === 1")).await?;
            page.evaluate("document.querySelector('.entry-head').click()")
                .await?;
            let particulars = "document.querySelector('.particulars')?.innerText ?? ''";
            for word in ["Attempt", "Ended by", "You", "None that Five9 told of"] {
                page.wait_for(&format!("({particulars}).includes({})", json!(word)))
                    .await?;
            }
            story.panel.click("All calls to them").await?;
            story.panel.wait_for_button("Back").await?;
            page.wait_for(&format!(
                "{ENTRIES}.length === 1 && {ENTRIES}[0].includes({})",
                json!(PEOPLE[1].name)
            ))
            .await?;
            story.panel.click("Back").await?;
            page.wait_for(&format!("{ENTRIES}.length === 3")).await?;
            Ok(())
        })
        .await
}

#[tokio::test]
async fn a_call_is_copied_as_a_note_for_another_system() -> Result<()> {
    Stage::new("a_call_is_copied_as_a_note")
        .play(async |story: &mut Story| {
            make_three_calls(story).await?;
            let page = &story.panel.page;
            open_history(&story.panel).await?;
            page.evaluate(COPY_HERE).await?;
            story.panel.choose("Outcome", FOLLOW_UP).await?;
            page.wait_for(&format!("{ENTRIES}.length === 1")).await?;
            page.evaluate("document.querySelector('.entry-head').click()")
                .await?;
            story.panel.click("Copy call").await?;
            let copied = page.wait_for("window.copied[0]").await?;
            let lines: Vec<&str> = copied.as_str().unwrap_or_default().lines().collect();
            let number = &numbers(&PEOPLE[1..2])[0];
            let head = format!("Call to {} ({number})", PEOPLE[1].name);
            let outcome = format!("Outcome: {FOLLOW_UP}");
            ensure!(lines.first() == Some(&head.as_str()), "{copied}");
            for line in [outcome.as_str(), "Attempt: 1"] {
                ensure!(lines.contains(&line), "no {line} in {copied}");
            }
            let is_told = |start: &str| lines.iter().any(|line| line.starts_with(start));
            ensure!(is_told("Date: 20") && is_told("Talk time: 0:"), "{copied}");
            ensure!(!is_told("Status:") && !is_told("Five9 holds:"), "{copied}");
            story.panel.wait_for_text("Copied").await
        })
        .await
}

#[tokio::test]
async fn calls_are_saved_as_a_file_that_holds_what_was_done() -> Result<()> {
    Stage::new("calls_are_saved_as_a_file")
        .play(async |story: &mut Story| {
            make_three_calls(story).await?;
            let page = &story.panel.page;
            open_history(&story.panel).await?;
            // The file goes by way of an address of the page: its text is kept as it is made.
            page.evaluate(
                "{ const make = URL.createObjectURL;\
                   URL.createObjectURL = blob => {\
                     blob.text().then(text => { window.saved = text; });\
                     blob.bytes().then(bytes => { window.savedBytes = [...bytes]; });\
                     return make.call(URL, blob); } }",
            )
            .await?;
            page.click("DisclosureTriangle", "Save these calls").await?;
            story.panel.click("Calls as CSV").await?;
            let saved = page.wait_for("window.saved").await?;
            let saved = saved.as_str().unwrap_or_default();
            let lines: Vec<&str> = saved.lines().collect();
            ensure!(lines.len() == 4, "{} lines", lines.len());
            ensure!(
                lines[0].starts_with("asked_at,name,number,"),
                "{}",
                lines[0]
            );
            for (line, (person, outcome)) in lines[1..].iter().zip([
                (&PEOPLE[0], VOICEMAIL),
                (&PEOPLE[1], FOLLOW_UP),
                (&PEOPLE[2], VOICEMAIL),
            ]) {
                // The first attempt, ended by the agent; the list was pasted and has no name.
                for word in [person.name, outcome, ",confirmed,", ",,1,agent,false,"] {
                    ensure!(line.contains(word), "no {word} in {line}");
                }
            }
            page.evaluate("window.savedBytes = null").await?;
            page.click("DisclosureTriangle", "Save these calls").await?;
            story.panel.click("Calls as XLSX").await?;
            let rows = rows_of(&page.wait_for("window.savedBytes").await?)?;
            ensure!(rows.len() == 4, "{} rows", rows.len());
            for (row, line) in rows.iter().zip(&lines) {
                let name = line.split(',').nth(1).unwrap_or_default();
                ensure!(
                    row[1] == Data::String(name.to_owned()),
                    "{row:?} for {line}"
                );
            }
            ensure!(matches!(rows[1][0], Data::DateTime(_)), "{:?}", rows[1][0]);
            Ok(())
        })
        .await
}

/// Puts days before today into the store, as earlier days left them: one a week ago, in the hours up
/// to now twice as many calls as answers.
const WEEK_AGO: &str = "new Promise((resolve, reject) => {
    const now = new Date();
    const day = new Date(now.getFullYear(), now.getMonth(), now.getDate() - 7, 12);
    const two = (n) => String(n).padStart(2, '0');
    const key = `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
    const tally = [10, 5, 300000, 10, 100000, 9, 270000];
    const row = {
        version: 1,
        hours: [[two(0), tally]],
        outcomes: [['Left Voicemail', tally]],
        lists: [['Autumn', tally]],
    };
    const opening = indexedDB.open('ninepin');
    opening.onerror = reject;
    opening.onsuccess = () => {
        const writing = opening.result.transaction('days', 'readwrite');
        writing.objectStore('days').put(JSON.stringify(row), key);
        writing.oncomplete = () => { opening.result.close(); resolve(key); };
    };
})";

#[tokio::test]
async fn today_stands_beside_the_agents_own_past() -> Result<()> {
    Stage::new("today_stands_beside_the_past")
        .play(async |story: &mut Story| {
            make_three_calls(story).await?;
            let page = &story.panel.page;
            open_history(&story.panel).await?;
            page.evaluate(WEEK_AGO).await?;
            page.click("DisclosureTriangle", "Your own past").await?;
            story
                .panel
                .wait_for_text("Days with calls before today: 1")
                .await?;
            let compared = page
                .evaluate(
                    "[...document.querySelectorAll('.compared tbody tr')]\
                        .map(row => [...row.cells].map(cell => cell.textContent))",
                )
                .await?;
            ensure!(compared[0] == json!(["Calls", "3", "10"]), "{compared}");
            ensure!(
                compared[2] == json!(["Reached", "67%", "50%"]),
                "{compared}"
            );
            ensure!(compared[3][2] == "1:00", "{compared}");
            let outcomes = table(page, "past-outcomes").await?;
            ensure!(outcomes[0] == json!([VOICEMAIL, "12"]), "{outcomes}");
            let mut gallery = Gallery::open()?;
            let look_at = |what: &str| {
                format!(
                    "{{ const view = document.getElementById('tab-history-view');\
                       const top = (one) => one.getBoundingClientRect().top;\
                       view.scrollTop += top(document.querySelector('{what}')) - top(view); }}"
                )
            };
            page.evaluate(&look_at(".own-past")).await?;
            gallery.show(page, "history-past").await?;
            page.evaluate(&look_at("#past-hour-rates")).await?;
            gallery.show(page, "history-past-charts").await?;
            gallery.close()
        })
        .await
}

/// The rows of a workbook's only sheet.
fn rows_of(bytes: &Value) -> Result<Vec<Vec<Data>>> {
    let bytes: Vec<u8> = serde_json::from_value(bytes.clone())?;
    let mut book: Xlsx<_> = open_workbook_from_rs(std::io::Cursor::new(bytes))?;
    let sheets = book.worksheets();
    let [(_, range)] = sheets.as_slice() else {
        bail!("{} sheets", sheets.len());
    };
    Ok(range.rows().map(<[Data]>::to_vec).collect())
}

#[tokio::test]
async fn a_template_is_filled_and_copied_and_a_gap_is_not_copied_unseen() -> Result<()> {
    Stage::new("a_template_is_filled_and_copied")
        .play(async |story: &mut Story| {
            story.sim.callee(None, Callee::Answers { after_ms: 30 })?;
            story.ready().await?;
            story.panel.choose_campaign(CAMPAIGN).await?;
            story.load(&PEOPLE[..1]).await?;
            let page = &story.panel.page;
            for (name, text) in [("Missed", "Hi {First Name}!"), ("Gap", "About {colour}")] {
                let answer = story
                    .panel
                    .send(json!({
                        "type": "saveTemplate", "id": null, "name": name, "text": text,
                        "pinned": true,
                    }))
                    .await?;
                ensure!(answer["success"] == true, "{answer}");
            }
            story.panel.select(&[PEOPLE[0].name]).await?;
            story.panel.click("Call").await?;
            story.wait_for_call(1, "TALKING").await?;
            story.panel.show(View::Call).await?;
            page.evaluate(COPY_HERE).await?;
            story.panel.click("Missed").await?;
            let first_name = PEOPLE[0].name.split(' ').next().unwrap_or_default();
            page.wait_for("document.querySelector('.preview') !== null")
                .await?;
            page.wait_for("window.copied.length === 1").await?;
            let copied = page.evaluate("window.copied").await?;
            ensure!(copied == json!([format!("Hi {first_name}!")]), "{copied}");
            story.panel.click("Gap").await?;
            page.wait_for("document.querySelector('.preview mark')?.textContent === '{colour}'")
                .await?;
            story.panel.wait_for_button("Copy with gaps").await?;
            let n_copied = page.evaluate("window.copied.length").await?;
            ensure!(n_copied == 1, "{n_copied} texts were copied");
            story.end_with(VOICEMAIL, "End call").await
        })
        .await
}

/// Writes so many calls of today into the store, as the worker writes them; one a minute, backwards.
const WRITE_CALLS: &str = "async n => {
    const open = indexedDB.open('ninepin');
    const database = await new Promise((done, fail) => {
        open.onsuccess = () => done(open.result);
        open.onerror = fail;
    });
    const outcomes = ['Left Voicemail', 'Follow Up', 'No Answer', 'Busy', 'Service Completed'];
    const start = new Date().setHours(0, 0, 0, 0);
    const span = Math.max(1, Date.now() - 60000 - start);
    const write = database.transaction('calls', 'readwrite');
    for (let i = 0; i < n; i += 1) {
        const at = Math.floor(start + span * (i + 1) / (n + 1));
        const intent = `${String(at).padStart(13, '0')}-seed-${i}`;
        const talk = i % 3 === 0 ? 20000 + 700 * (i % 90) : null;
        const id = `30000000000004${i % 5}`;
        write.objectStore('calls').put(JSON.stringify({
            version: 2, intent, campaign: '1', agent: null, carrier: null, runIndex: null,
            target: { record: null, name: `Person ${i + 1}`,
                number: `+120255501${String(i % 100).padStart(2, '0')}`, problem: null },
            placement: 'accepted', trouble: null, callId: null, over: true, endPressed: true,
            outcome: { id, name: outcomes[i * i % 5] },
            held: i % 17 === 5 ? 'unknown' : { confirmed: { id } },
            note: i % 4 === 0 ? 'Asked to be called after lunch.' : '',
            dialedAtMs: at, ringingAtMs: at + 400, answeredAtMs: talk && at + 6000,
            endedAtMs: at + (talk ? 6000 + talk : 25000),
            finishedAtMs: at + (talk ? 9000 + talk : 28000), knownBefore: [],
        }), intent);
    }
    await new Promise((done, fail) => { write.oncomplete = done; write.onerror = fail; });
    database.close();
}";

#[tokio::test]
async fn a_day_of_a_thousand_calls_is_counted_whole_and_drawn_a_page_at_a_time() -> Result<()> {
    Stage::new("a_day_of_a_thousand_calls")
        .play(async |story: &mut Story| {
            story.ready().await?;
            let page = &story.panel.page;
            page.evaluate(&format!("({WRITE_CALLS})(1000)")).await?;
            story.panel.show(View::History).await?;
            page.wait_for(&format!("{ENTRIES}.length === 50")).await?;
            let hours = table(page, "chart-hours").await?;
            let rows = hours.as_array().into_iter().flatten();
            let n_calls: u64 = rows
                .filter_map(|row| row[1].as_str()?.parse::<u64>().ok())
                .sum();
            ensure!(n_calls == 1000, "{hours}");
            let newest = page.evaluate(&format!("{ENTRIES}[0]")).await?;
            ensure!(
                newest
                    .as_str()
                    .is_some_and(|text| text.contains("Person 1000")),
                "{newest}"
            );
            story.panel.click("Show more").await?;
            page.wait_for(&format!("{ENTRIES}.length === 100")).await?;
            page.fill("searchbox", "Find a call", "person 99").await?;
            page.wait_for(&format!(
                "{ENTRIES}.length === 19 && {ENTRIES}.every(text => text.includes('99'))"
            ))
            .await?;
            Ok(())
        })
        .await
}

#[tokio::test]
async fn a_corrected_outcome_is_shown_as_ours_and_marked() -> Result<()> {
    Stage::new("a_corrected_outcome_is_shown")
        .play(async |story: &mut Story| {
            make_three_calls(story).await?;
            let page = &story.panel.page;
            open_history(&story.panel).await?;
            page.evaluate("document.querySelector('.entry-head').click()").await?;
            page.click("DisclosureTriangle", "Correct outcome").await?;
            // The call view has such a menu for the last call, too.
            let choose = format!(
                "[...document.querySelectorAll('.entry .menu button')]\
                    .find(one => one.textContent === '{FOLLOW_UP}').click()"
            );
            page.evaluate(&choose).await?;
            page.wait_for(&format!(
                "{ENTRIES}[0].includes('{FOLLOW_UP}') && {ENTRIES}[0].includes('differs from Five9')"
            ))
            .await?;
            let outcomes = table(page, "chart-outcomes").await?;
            ensure!(outcomes == json!([[FOLLOW_UP, "2"], [VOICEMAIL, "1"]]), "{outcomes}");
            Ok(())
        })
        .await
}

#[tokio::test]
async fn the_history_is_accessible_and_fits() -> Result<()> {
    Stage::new("the_history_is_accessible")
        .play(async |story: &mut Story| {
            let mut gallery = Gallery::open()?;
            story.ready().await?;
            let page = &story.panel.page;
            let template = json!({
                "type": "saveTemplate", "id": null, "name": "Missed call", "pinned": true,
                "text": "Hi {first name}, sorry that I missed you. {Course}",
            });
            story.panel.send(template).await?;
            story.panel.show(View::History).await?;
            story.panel.wait_for_text("No calls here").await?;
            gallery.show(page, "history-none").await?;
            page.evaluate(&format!("({WRITE_CALLS})(40)")).await?;
            story.panel.show(View::Call).await?;
            story.panel.show(View::History).await?;
            page.wait_for("document.querySelector('#chart-outcomes rect') !== null")
                .await?;
            gallery.show(page, "history").await?;
            page.evaluate(
                "document.querySelectorAll('.as-table').forEach(one => { one.open = true; })",
            )
            .await?;
            page.evaluate("document.querySelector('.entry-head').click()")
                .await?;
            story.panel.wait_for_button("All calls to them").await?;
            gallery.show(page, "history-call").await?;
            story.panel.show(View::Settings).await?;
            story.panel.click("New template").await?;
            page.fill("textbox", "Text", "Hi {name}, {Course}").await?;
            gallery.show(page, "templates").await?;
            gallery.close()
        })
        .await
}

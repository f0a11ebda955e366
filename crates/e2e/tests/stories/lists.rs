//! Lists as agents have them: pasted or opened, CSV, lines or JSON, good and broken.
//!
//! A list that cannot be read leaves the one before it untouched.

use anyhow::{Result, ensure};
use e2e::cast::{PEOPLE, WITHOUT_NUMBER};
use e2e::ledger;
use e2e::{Callee, Held, Page, Spot, Stage, Story, View};
use serde_json::json;

#[tokio::test]
async fn every_documented_form_of_a_list_is_read() -> Result<()> {
    let stage = Stage::new("every_documented_form_of_a_list");
    stage
        .play(async |story: &mut Story| {
            let json = json!([
                {"StudentName": "Jamie Json", "PrimaryPhone": "2025550121"},
                {"StudentName": "Jordan Json", "PrimaryPhone": "2025550122"},
            ]);
            let forms = [
                (
                    "Logan Line, 202-555-0111\nLane Line, 202-555-0112".to_owned(),
                    "Lane Line",
                ),
                (json.to_string(), "Jordan Json"),
                (
                    "Phone,Days out,Name\n2025550131,4,Cory Csv\n".to_owned(),
                    "Cory Csv",
                ),
            ];
            for (text, name) in forms {
                story.panel.paste_list(&text).await?;
                story.panel.person(name).await?;
            }
            Ok(())
        })
        .await
}

#[tokio::test]
async fn a_file_is_read_as_a_pasted_text_is() -> Result<()> {
    let stage = Stage::new("a_file_is_read");
    stage
        .play(async |story: &mut Story| {
            let folder = tempfile::tempdir()?;
            let path = folder.path().join("people.csv");
            std::fs::write(&path, e2e::cast::csv(&PEOPLE[..2]))?;
            story.panel.open_list(&path).await?;
            for person in &PEOPLE[..2] {
                story.panel.person(person.name).await?;
            }
            Ok(())
        })
        .await
}

/// Lets a file go over the page; whether the page kept it from being shown in its place.
const DROP: &str = "(() => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File(['Drew Drop, 202-555-0113'], 'people.txt'));
    const kinds = ['dragover', 'drop'];
    return kinds.every((kind) => {
        const init = { dataTransfer, bubbles: true, cancelable: true };
        return !document.body.dispatchEvent(new DragEvent(kind, init));
    });
})()";

#[tokio::test]
async fn a_file_let_go_over_the_panel_is_read_in_the_list_view_and_harmless_elsewhere() -> Result<()>
{
    let stage = Stage::new("a_file_let_go");
    stage
        .play(async |story: &mut Story| {
            let page = &story.panel.page;
            for view in [View::Call, View::History, View::Settings] {
                story.panel.show(view).await?;
                ensure!(page.evaluate(DROP).await? == true, "{}", view.name());
            }
            story.panel.show(View::List).await?;
            story.panel.wait_for_text("No list yet").await?;
            ensure!(page.evaluate(DROP).await? == true);
            story.panel.person("Drew Drop").await.map(drop)
        })
        .await
}

#[tokio::test]
async fn a_broken_list_is_named_and_the_one_before_it_stays() -> Result<()> {
    let stage = Stage::new("a_broken_list");
    stage
        .play(async |story: &mut Story| {
            story.load(&PEOPLE[..2]).await?;
            let broken = [
                "Name,Phone\n\"Never closed,2025550101\n",
                "[{\"StudentName\": ",
                "just some words\nand more of them",
            ];
            for text in broken {
                let message = json!({"type": "importList", "text": text, "requestId": "list-1"});
                let answer = story.panel.send(message).await?;
                ensure!(answer["code"] == "badList", "{text:?}: {answer}");
                ensure!(
                    answer["error"]
                        .as_str()
                        .is_some_and(|error| error.len() > 12),
                    "{answer}"
                );
            }
            story.panel.paste_list(broken[0]).await?;
            story.panel.wait_for_text("could not be read").await?;
            for person in &PEOPLE[..2] {
                story.panel.person(person.name).await?;
            }
            Ok(())
        })
        .await
}

#[tokio::test]
async fn a_row_without_a_valid_number_is_shown_as_such() -> Result<()> {
    let stage = Stage::new("a_row_without_a_valid_number");
    stage
        .play(async |story: &mut Story| {
            story.load(&[PEOPLE[0], WITHOUT_NUMBER]).await?;
            story.panel.wait_for_text("too short").await
        })
        .await
}

#[tokio::test]
async fn a_list_survives_a_stop_of_the_worker_and_a_new_panel() -> Result<()> {
    let stage = Stage::new("a_list_survives");
    stage
        .play(async |story: &mut Story| {
            story.load(&PEOPLE[..3]).await?;
            story.browser.worker().stop().await?;
            story.panel.page.reload().await?;
            for person in &PEOPLE[..3] {
                story.panel.person(person.name).await?;
            }
            Ok(())
        })
        .await
}

/// A list with columns, out of any order, and two people of one name.
const COLUMNS: &str = "Name,Phone,Days out,Grade\n\
    Zoë Ångström,202-555-0101,9,A\n\
    Jamie Sample,202-555-0102,12,B\n\
    Jamie Sample,202-555-0103,3,A\n\
    Drew Davis,202-555-0104,100,B\n";

/// Days out of the people shown, in the order of their rows.
async fn wait_for_days(page: &Page, days: &[u32]) -> Result<()> {
    let shown = "JSON.stringify([...document.querySelectorAll('.row')]\
         .sort((one, other) => one.ariaPosInSet - other.ariaPosInSet)\
         .map((row) => Number(row.querySelector('.chip').innerText.replace('Days out', ''))))";
    let wanted = serde_json::to_string(days)?;
    page.wait_for(&format!("{shown} === '{wanted}'")).await?;
    Ok(())
}

#[tokio::test]
async fn a_list_is_searched_sorted_filtered_and_queued_as_it_is_shown() -> Result<()> {
    let stage = Stage::new("a_list_is_looked_at");
    stage
        .play(async |story: &mut Story| {
            story.sim.callee(None, Callee::Answers { after_ms: 0 })?;
            story.ready().await?;
            story.panel.choose_campaign("Student Outreach").await?;
            story.panel.paste_list(COLUMNS).await?;
            let page = &story.panel.page;
            wait_for_days(page, &[9, 12, 3, 100]).await?;
            page.fill("searchbox", "Search", "angstrom zoe").await?;
            wait_for_days(page, &[9]).await?;
            page.fill("searchbox", "Search", "(202) 555-0103").await?;
            wait_for_days(page, &[3]).await?;
            page.press("Escape").await?;
            story.panel.choose("Sort by", "Days out").await?;
            wait_for_days(page, &[3, 9, 12, 100]).await?;
            page.click("button", "Smallest first. Turn round.").await?;
            wait_for_days(page, &[100, 12, 9, 3]).await?;
            page.click("button", "Filter").await?;
            story.panel.choose("Column", "Grade").await?;
            page.click("checkbox", "A 2").await?;
            wait_for_days(page, &[9, 3]).await?;
            story.panel.click("Queue 2").await?;
            // They are chosen and shown; nobody is dialed before the agent says so.
            page.element("button", "Start Automation (2)").await?;
            let dialed = ledger::numbers(&story.sim.log()?);
            ensure!(dialed.is_empty(), "{dialed:?}");
            page.press("Enter").await?;
            let first = "+12025550101";
            story.sim.wait_for_call(1, "TALKING").await?;
            let dialed = ledger::numbers(&story.sim.log()?);
            ensure!(
                dialed == [first],
                "the first one shown is called first: {dialed:?}"
            );
            Ok(())
        })
        .await
}

#[tokio::test]
async fn people_of_one_name_are_told_apart_chosen_and_moved_by_keyboard() -> Result<()> {
    let stage = Stage::new("people_of_one_name");
    stage
        .play(async |story: &mut Story| {
            story.panel.paste_list(COLUMNS).await?;
            let page = &story.panel.page;
            let second = page
                .element("checkbox", "Select Jamie Sample (202) 555-0103")
                .await?;
            page.focus(&second).await?;
            page.press("Enter").await?;
            story.panel.wait_for_text("1 selected").await?;
            page.press_with_shift("ArrowUp").await?;
            story.panel.wait_for_text("2 selected").await?;
            page.press_with_shift("ArrowDown").await?;
            story.panel.wait_for_text("1 selected").await?;
            page.press_with_alt("ArrowUp").await?;
            wait_for_days(page, &[9, 3, 12, 100]).await?;
            page.wait_for_text("Jamie Sample moved to 2 of 4").await?;
            page.wait_for(
                "document.activeElement.ariaLabel === 'Select Jamie Sample (202) 555-0103'",
            )
            .await?;
            page.press("Delete").await?;
            wait_for_days(page, &[9, 12, 100]).await?;
            story.panel.wait_for_text("1 removed from the list").await?;
            story.panel.click("Undo").await?;
            wait_for_days(page, &[9, 3, 12, 100]).await
        })
        .await
}

#[tokio::test]
async fn people_are_chosen_and_moved_with_the_mouse() -> Result<()> {
    Stage::new("people_with_the_mouse")
        .play(async |story: &mut Story| {
            story.panel.paste_list(COLUMNS).await?;
            let page = &story.panel.page;
            wait_for_days(page, &[9, 12, 3, 100]).await?;
            let number = |row: usize| format!("[data-row='{row}'] .number");
            let chosen = [
                (0, Held::Nothing, "1 selected"),
                (2, Held::Control, "2 selected"),
                (3, Held::Shift, "3 selected"),
                (1, Held::Nothing, "1 selected"),
            ];
            for (row, held, says) in chosen {
                let spot = page.middle_of(&number(row)).await?;
                page.click_at(spot, held).await?;
                story.panel.wait_for_text(says).await?;
            }

            // The one who is dragged is not among the chosen, and goes alone.
            let from = page.middle_of("[data-row='3'] .handle").await?;
            let first = page.middle_of("[data-row='0'] .handle").await?;
            let above = Spot {
                y: first.y - 20.0,
                ..first
            };
            page.drag(from, above).await?;
            wait_for_days(page, &[100, 9, 12, 3]).await?;
            story.panel.wait_for_text("1 selected").await
        })
        .await
}

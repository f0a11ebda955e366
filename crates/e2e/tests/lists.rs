//! Lists as agents have them: pasted or opened, CSV, lines or JSON, good and broken.
//!
//! A list that cannot be read leaves the one before it untouched.

use anyhow::{Result, ensure};
use e2e::cast::{PEOPLE, WITHOUT_NUMBER};
use e2e::{Stage, Story};
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

//! Every view of the panel in every state: accessible, fitting from 320 to 800 px, photographed.
//!
//! A state is brought about as in real life, by the simulator and the panel's own buttons.

mod call;
mod delivery;
mod link;
mod list;
mod pace;
mod run;
mod views;

use anyhow::Result;
use e2e::cast::{PEOPLE, Person};
use e2e::{Callee, Gallery, Story, View};

const CAMPAIGN: &str = "Student Outreach";

/// Talks from the first moment, so that a state is there as soon as it can be.
const ANSWERS: Callee = Callee::Answers { after_ms: 30 };

/// Ready to call, with a campaign.
async fn prepare(story: &Story) -> Result<()> {
    story.sim.callee(None, ANSWERS)?;
    story.ready().await?;
    story.panel.skip_tour().await?;
    story.panel.choose_campaign(CAMPAIGN).await
}

/// Calls one person and shows the call.
async fn call(story: &Story, person: &Person) -> Result<()> {
    story.panel.select(&[person.name]).await?;
    story.panel.click("Call").await?;
    story.panel.show(View::Call).await
}

/// Shows the call view of the state.
async fn show_call(story: &Story, gallery: &mut Gallery, state: &str) -> Result<()> {
    story.panel.show(View::Call).await?;
    gallery.show_whole(&story.panel.page, state).await
}

/// The same for a state that says more than the usual height holds.
async fn show_long(story: &Story, gallery: &mut Gallery, state: &str) -> Result<()> {
    story.panel.show(View::Call).await?;
    gallery.show(&story.panel.page, state).await
}

/// As [`show_call`] for a state that would pass by itself, which it must not have done meanwhile.
async fn show_while(story: &Story, gallery: &mut Gallery, state: &str, says: &str) -> Result<()> {
    story.panel.wait_for_text(says).await?;
    show_call(story, gallery, state).await?;
    let text = story.panel.page.text().await?;
    anyhow::ensure!(text.contains(says), "{state} was over too soon: {text}");
    Ok(())
}

/// A list as agents have them: several columns, some of them empty or long.
fn long_list(n_people: usize) -> String {
    let mut text = "Name,Phone,Days out,Missing,Program,Best time\n".to_owned();
    for idx in 0..n_people {
        let name = match idx {
            3 => "Somebody Whose Name Is Far Too Long For One Line Of The Panel".to_owned(),
            _ => format!("{} {}", PEOPLE[idx % PEOPLE.len()].name, idx + 1),
        };
        let number = if idx == 5 {
            "555-0105".to_owned()
        } else {
            format!("(202) 555-01{idx:02}")
        };
        let program = if idx == 4 {
            "Accounting and Business Administration, evenings"
        } else {
            "Nursing"
        };
        text.push_str(&format!(
            "{name},{number},{},{},\"{program}\",\n",
            idx % 31,
            idx % 7
        ));
    }
    text
}

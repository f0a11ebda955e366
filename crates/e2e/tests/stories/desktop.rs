//! The simulated agent desktop, worked by hand: what the other stories do in it can be done.

use anyhow::{Result, ensure};
use e2e::{Callee, Stage, Story};

#[tokio::test]
async fn a_call_is_dialed_ended_and_disposed_by_hand() -> Result<()> {
    let stage = Stage::new("the_desktop_by_hand");
    stage
        .play(async |story: &mut Story| {
            story.sim.callee(None, Callee::Answers { after_ms: 30 })?;
            let five9 = story.five9()?;
            five9.fill("textbox", "Number", "+12025550101").await?;
            five9.click("button", "Dial").await?;
            story.sim.wait_for_call(1, "TALKING").await?;
            story.hang_up_by_hand().await?;
            story.sim.wait_for_call(1, "WRAP_UP").await?;
            story.dispose_by_hand("Service Completed").await?;
            story.sim.wait_for_call(1, "FINISHED").await?;
            let id = story
                .directory()
                .await?
                .disposition("Service Completed")?
                .to_owned();
            ensure!(
                story.sim.call()?["dispositionId"] == id,
                "{}",
                story.sim.call()?
            );
            let dialed = e2e::ledger::numbers(&story.sim.log()?);
            ensure!(dialed.is_empty(), "what is done by hand is not logged");
            Ok(())
        })
        .await
}

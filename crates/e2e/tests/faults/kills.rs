//! A hundred people and thirty SIGKILLs of the browser, in every state of a call.
//!
//! The browser starts again on the same profile, the agent opens Five9 and the panel, finds the run
//! paused on the same person, and resumes it. What was stored before the kill is all there is.

use std::time::Duration;

use anyhow::Result;
use e2e::cast::extras;
use e2e::{Dice, Stage, Story};

use crate::disturbed::{Blow, Disturbed};
use crate::moment::{Moment, Tally};

const N_PEOPLE: usize = 100;
const N_KILLS: usize = 30;
const SEED: u64 = 30;

#[tokio::test]
async fn thirty_kills_of_the_browser_dial_nobody_twice_and_lose_nothing() -> Result<()> {
    let stage = Stage::new("thirty_kills_of_the_browser").within(Duration::from_secs(480));
    stage
        .play(async |story: &mut Story| {
            story.allow("435");
            // A call that was over when the browser ended is not there any more.
            story.allow("404");
            let mut dice = Dice::new(SEED);
            let kills = Moment::shuffled(N_KILLS, &mut dice);
            let mut moments: Vec<Option<Moment>> = kills.into_iter().map(Some).collect();
            moments.resize(N_PEOPLE, None);
            dice.shuffle(&mut moments);
            let mut run = Disturbed {
                blow: Blow::KillBrowser,
                people: extras(N_PEOPLE),
                moments,
                dice,
                tally: Tally::new(N_KILLS),
                n_presses_lost: 0,
            };
            run.play(story).await
        })
        .await
}

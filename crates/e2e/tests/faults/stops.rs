//! A hundred people and a hundred stops of the worker, in every state of a call.
//!
//! The browser stops a worker when it likes. Here each call of the run loses its worker once, and
//! nobody notices: no pause, no second dial, nothing missing.

use std::time::Duration;

use anyhow::{Result, ensure};
use e2e::cast::extras;
use e2e::{Dice, Stage, Story};

use crate::disturbed::{Blow, Disturbed};
use crate::moment::{Moment, Tally};

const N_PEOPLE: usize = 100;
const SEED: u64 = 156;

#[tokio::test]
async fn a_hundred_stops_of_the_worker_dial_nobody_twice_and_lose_nothing() -> Result<()> {
    let stage = Stage::new("a_hundred_stops_of_the_worker").within(Duration::from_secs(480));
    stage
        .play(async |story: &mut Story| {
            // An end that two workers asked for is refused once.
            story.allow("435");
            let mut dice = Dice::new(SEED);
            let moments = Moment::shuffled(N_PEOPLE, &mut dice);
            let mut run = Disturbed {
                blow: Blow::StopWorker,
                people: extras(N_PEOPLE),
                moments: moments.into_iter().map(Some).collect(),
                dice,
                tally: Tally::new(N_PEOPLE),
                n_presses_lost: 0,
            };
            run.play(story).await?;
            for seen in story.shown() {
                let is_alarmed = seen.says("Paused") || seen.says("Call failed");
                ensure!(!is_alarmed, "a stop was noticed: {:?}", seen.lines);
            }
            Ok(())
        })
        .await
}

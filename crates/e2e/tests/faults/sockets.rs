//! Events are lost, doubled, late, out of order, or their socket breaks, while a run goes on.
//!
//! Whatever arrives, the panel says what is so in the end, each person is called once, and the
//! history holds each call with what Five9 holds.

use anyhow::{Context, Result, ensure};
use e2e::cast::extras;
use e2e::{Stage, Story};
use serde_json::{Value, json};

use crate::agent::{self, Place};

/// A fault of the event socket: the control request and its body.
type SocketFault = (&'static str, Value);

fn socket_faults() -> [SocketFault; 7] {
    [
        ("socket/duplicate", json!({"times": 6})),
        ("socket/reorder", json!({"times": 3})),
        ("socket/delay", json!({"times": 3, "delayMs": 800})),
        ("socket/lose", json!({"times": 1})),
        // The pair that tells of the answer.
        ("socket/lose", json!({"times": 3, "eventId": "5"})),
        ("socket/drop", json!({})),
        ("socket/delay", json!({"times": 6, "delayMs": 1_500})),
    ]
}

#[tokio::test]
async fn a_run_bears_events_that_are_lost_doubled_late_or_out_of_order() -> Result<()> {
    let stage = Stage::new("a_run_bears_events");
    stage
        .play(async |story: &mut Story| {
            story.allow("WebSocket");
            let faults = socket_faults();
            let people = extras(faults.len() + 1);
            let n_people = people.len();
            agent::start_run(story, &people).await?;
            for (idx, (path, body)) in faults.into_iter().enumerate() {
                let place = Place {
                    n: idx + 1,
                    n_people,
                };
                let what = format!("{path} {body}");
                agent::wait_in_call(story, place, "an answered call", agent::is_up)
                    .await
                    .with_context(|| format!("before {what}"))?;
                // It hits the end of this call and the start of the next one.
                story.sim.post(path, body)?;
                agent::press_end(story, place).await?;
                story
                    .sim
                    .wait_for_dials(idx + 2)
                    .await
                    .with_context(|| what)?;
            }
            let last = Place {
                n: n_people,
                n_people,
            };
            agent::play_call(story, last).await?;
            let books = agent::settle(story, &people).await?;
            ensure!(books.n_confirmed == n_people, "{books}");
            Ok(())
        })
        .await
}

#[tokio::test]
async fn slow_answers_to_ends_and_reads_are_waited_for_and_change_no_outcome() -> Result<()> {
    let stage = Stage::new("slow_answers_to_ends_and_reads");
    stage
        .play(async |story: &mut Story| {
            story.allow("435");
            let people = extras(4);
            let slow = [
                ("PUT", "disconnect", 3_000),
                ("PUT", "dispose", 3_000),
                ("GET", "interactions/calls", 3_000),
                ("POST", "make_external_call", 4_000),
            ];
            agent::start_run(story, &people).await?;
            for (idx, (method, path, delay_ms)) in slow.into_iter().enumerate() {
                let place = Place {
                    n: idx + 1,
                    n_people: people.len(),
                };
                agent::wait_in_call(story, place, "an answered call", agent::is_up).await?;
                story
                    .sim
                    .fault(method, path, json!({"delayMs": delay_ms}))?;
                agent::press_end(story, place).await?;
            }
            let books = agent::settle(story, &people).await?;
            ensure!(books.n_confirmed == people.len(), "{books}");
            Ok(())
        })
        .await
}

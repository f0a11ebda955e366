//! Recording a session and playing it again.

use five9::endpoint::{Disconnect, Dispose, GetCalls, Hold, Unhold};
use five9::id::DispositionId;
use five9::model::CallState;
use five9_sim::domain::{Config, Sim};
use five9_sim::edge::{Server, ServerConfig};
use five9_sim::session_log::{ReplayError, replay};
use serde_json::{Value, json};

use crate::support::{
    NUMBER, agent, call_event, config, dial, in_time, open_socket, quick_callee, set,
    working_client,
};

/// A whole call, recorded: the log's text.
async fn recorded() -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("session.jsonl");
    let config = ServerConfig {
        record: Some(path.clone()),
        ..config()
    };
    let server = Server::start(config).await.expect("a server");
    quick_callee(&server);
    let client = working_client(&server).await;
    let mut socket = open_socket(&client, "key").await;
    in_time("dial", client.execute(&dial()))
        .await
        .expect("accepted");
    let call = call_event(&mut socket, &CallState::Talking).await.call.id;
    let held = client
        .execute(&Hold {
            agent: agent(),
            call: call.clone(),
        })
        .await;
    held.expect("held");
    let unheld = client
        .execute(&Unhold {
            agent: agent(),
            call: call.clone(),
        })
        .await;
    unheld.expect("back");
    let calls = client
        .execute(&GetCalls { agent: agent() })
        .await
        .expect("calls");
    assert_eq!(calls.len(), 1);
    set(&server, "call/current/hangup", &Value::Null);
    call_event(&mut socket, &CallState::WrapUp).await;
    let refused = client
        .execute(&Disconnect {
            agent: agent(),
            call: call.clone(),
        })
        .await;
    refused.expect_err("over already");
    let disposition = DispositionId::new("300000000000043");
    let dispose = Dispose {
        agent: agent(),
        call,
        disposition,
        timeout: None,
    };
    in_time("dispose", client.execute(&dispose))
        .await
        .expect("disposed");
    call_event(&mut socket, &CallState::Finished).await;
    server.stop();
    std::fs::read_to_string(&path).expect("the log")
}

fn fresh() -> Sim {
    Sim::new(Config::new(99, 0))
}

#[tokio::test]
async fn a_recorded_session_holds_no_number_name_token_or_password() {
    let log = recorded().await;
    let digits = NUMBER.trim_start_matches("+1");
    for secret in [
        digits,
        "agent@example.com",
        "ninepin",
        "Student Outreach",
        "Alex",
    ] {
        assert!(!log.contains(secret), "{secret} is in the log");
    }
    let lines: Vec<Value> = log
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    assert_eq!(lines[0], json!({"kind": "session", "version": 1}));
    let token = lines[1]["reply"]["tokenId"].as_str().expect("a stand-in");
    let proof = format!("Bearer-{token}");
    let proved = lines[2]["headers"].to_string().contains(&proof);
    assert!(proved, "the same token has the same stand-in: {}", lines[2]);
    let dialed = lines
        .iter()
        .find_map(|line| line["body"]["number"].as_str())
        .expect("a dial");
    let told: Vec<_> = lines
        .iter()
        .filter_map(|line| line["frame"]["payLoad"]["number"].as_str())
        .collect();
    assert!(told.len() > 4, "frames are recorded");
    assert!(
        told.iter().all(|number| *number == dialed),
        "{dialed} {told:?}"
    );
    assert!(dialed.contains("55501"), "a number nobody has: {dialed}");
}

#[tokio::test]
async fn a_recorded_session_plays_again_on_another_seed() {
    let log = recorded().await;
    let replayed = replay(&log, fresh()).unwrap_or_else(|error| panic!("{error}\n{log}"));
    let n_exchanges = log
        .lines()
        .filter(|line| line.contains("\"exchange\""))
        .count();
    assert_eq!(replayed.n_requests, n_exchanges);
    assert!(n_exchanges > 8, "{n_exchanges}");
}

#[tokio::test]
async fn the_first_difference_in_status_or_shape_is_named() {
    let log = recorded().await;
    let other_status = log.replacen("\"status\":435", "\"status\":404", 1);
    let different = match replay(&other_status, fresh()) {
        Err(ReplayError::Different(different)) => different,
        other => panic!("{other:?}"),
    };
    assert_eq!(different.what, "status 435 instead of 404");
    assert!(different.path.ends_with("/disconnect"), "{different}");
    let lines = other_status.lines().enumerate();
    let changed = lines
        .filter(|(_, line)| line.contains("\"status\":404"))
        .map(|(idx, _)| idx + 1);
    assert_eq!(changed.collect::<Vec<_>>(), [different.line]);

    let other_shape = log.replace("\"recording\":false", "\"recording\":\"no\"");
    let error = replay(&other_shape, fresh())
        .expect_err("another type")
        .to_string();
    assert!(
        error.ends_with(".recording is true or false instead of text"),
        "{error}"
    );
    let missing = log.replace("\"transfer\":", "\"transferred\":");
    let error = replay(&missing, fresh()).expect_err("a member").to_string();
    assert!(error.ends_with(".transferred is missing"), "{error}");
}

#[test]
fn what_is_no_session_log_is_named() {
    let error = replay("{\"kind\":\"session\",\"version\":2}", fresh()).expect_err("unknown");
    assert_eq!(
        error.to_string(),
        "line 1 of the session log cannot be read: version 2 is not known"
    );
    assert!(replay("nothing", fresh()).is_err());
}

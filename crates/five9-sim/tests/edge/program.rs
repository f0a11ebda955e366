//! The program: its ready line, its ports, its certificate.

use std::process::Stdio;

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::process::{Child, Command};

use crate::support::in_time;

async fn start(options: &[&str]) -> (Child, Value) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_five9-sim"))
        .args(options)
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .expect("started");
    let stdout = child.stdout.take().expect("piped");
    let line = in_time("the ready line", BufReader::new(stdout).lines().next_line()).await;
    let line = line.expect("readable").expect("a line");
    (child, serde_json::from_str(&line).expect("JSON"))
}

#[tokio::test]
async fn a_taken_port_leads_to_the_next_free_one_and_the_ready_line_says_which() {
    let taken = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
    let port = taken.local_addr().expect("an address").port();
    let (_child, ready) = start(&["--port", &port.to_string()]).await;
    assert_eq!(ready["ready"], true);
    let given = ready["port"].as_u64().expect("a port");
    assert!(given > u64::from(port), "{ready}");
    let given = u16::try_from(given).expect("a port");
    TcpStream::connect(("127.0.0.1", given))
        .await
        .expect("it listens there");
    assert_eq!(
        ready.as_object().map(serde_json::Map::len),
        Some(2),
        "{ready}"
    );
}

#[tokio::test]
async fn the_authority_to_trust_is_written_where_asked() {
    let path = std::env::temp_dir().join(format!("five9-sim-ca-{}.pem", std::process::id()));
    let file = path.to_str().expect("text");
    let options = [
        "--port",
        "0",
        "--http-port",
        "0",
        "--ca-out",
        file,
        "--csp",
        "none",
    ];
    let (_child, ready) = start(&options).await;
    let pem = std::fs::read_to_string(&path).expect("written before the ready line");
    std::fs::remove_file(&path).expect("removed");
    assert!(
        pem.starts_with("-----BEGIN CERTIFICATE-----") && !pem.contains("PRIVATE"),
        "{pem}"
    );
    assert!(ready["httpPort"].is_u64(), "{ready}");
}

#[tokio::test]
async fn a_crowd_can_be_asked_for_beside_the_organisation_of_a_scenario() {
    let scenario = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/small-office.toml");
    let folder = tempfile::tempdir().expect("a folder");
    let record = folder.path().join("session.jsonl");
    let file = record.to_str().expect("text");
    let options = ["--port", "0", "--http-port", "0", "--agents", "300"];
    let options = [&options[..], &["--scenario", scenario, "--record", file]].concat();
    let (mut child, ready) = start(&options).await;
    let port = u16::try_from(ready["httpPort"].as_u64().expect("a port")).expect("a port");
    for (user, id) in [("agent1", "4000001"), ("agent300", "4000300")] {
        let credentials = json!({"username": user, "password": "ninepin"});
        let body = json!({"passwordCredentials": credentials}).to_string();
        let reply = post(port, "/appsvcs/rs/svc/auth/login", &body).await;
        let (_, login) = reply.split_once("\r\n\r\n").expect("a body");
        let login: Value = serde_json::from_str(login).expect("JSON");
        assert_eq!(
            (&login["userId"], &login["orgId"]),
            (&json!(id), &json!("200001"))
        );
    }
    child.kill().await.expect("stopped");

    let played = Command::new(env!("CARGO_BIN_EXE_five9-sim"))
        .args(["--replay", file, "--agents", "300", "--scenario", scenario])
        .output();
    let played = in_time("the replay", played).await.expect("started");
    let said: Value = serde_json::from_slice(&played.stdout).expect("JSON");
    assert_eq!(said, json!({"replayed": 2, "different": false}));

    let log = std::fs::read_to_string(&record).expect("the log");
    std::fs::write(&record, log.replace("\"userId\":\"", "\"userNumber\":\"")).expect("written");
    let played = Command::new(env!("CARGO_BIN_EXE_five9-sim"))
        .args(["--replay", file])
        .output();
    let played = in_time("the replay", played).await.expect("started");
    let said = String::from_utf8_lossy(&played.stderr);
    assert!(
        !played.status.success() && said.contains(".userNumber is missing"),
        "{said}"
    );
}

#[tokio::test]
async fn a_broken_scenario_starts_nothing_and_says_where() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("broken.toml");
    std::fs::write(&path, "orgId = \"1\"\n[switches]\nofferred = 1\n").expect("written");
    let file = path.to_str().expect("text");
    let ended = Command::new(env!("CARGO_BIN_EXE_five9-sim"))
        .args(["--port", "0", "--scenario", file])
        .output();
    let ended = in_time("the end", ended).await.expect("started");
    let said = String::from_utf8_lossy(&ended.stderr);
    assert!(!ended.status.success() && ended.stdout.is_empty());
    assert!(
        said.contains(&format!("{file}, line 3: there is no switch offerred")),
        "{said}"
    );
    assert_eq!(said.trim_end().lines().count(), 1, "{said}");
}

async fn post(port: u16, path: &str, body: &str) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", port))
        .await
        .expect("connected");
    let length = body.len();
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n"
    );
    stream
        .write_all(format!("{head}{body}").as_bytes())
        .await
        .expect("written");
    let mut reply = String::new();
    in_time("a reply", stream.read_to_string(&mut reply))
        .await
        .expect("read");
    reply
}

//! The program: its ready line, its ports, its certificate.

use std::process::Stdio;

use serde_json::Value;
use tokio::io::{AsyncBufReadExt, BufReader};
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

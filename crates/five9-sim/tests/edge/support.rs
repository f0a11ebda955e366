//! A running simulator, a client of it, and waiting with a deadline.
//!
//! Rule: every wait ends, by its condition or by failing the test.

use std::future::Future;
use std::net::SocketAddr;
use std::time::Duration;

use five9::endpoint::{LoginPolicy, MakeExternalCall};
use five9::event::{CallEvent, Event};
use five9::id::{AgentId, CallId, CampaignId, ClientKey, StationId};
use five9::model::{Authority, CallState, StationChoice, StationType};
use five9::native::{Client, Config, Socket, Trust};
use five9_sim::domain::Method;
use five9_sim::edge::{Server, ServerConfig};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout};

pub(crate) const AGENT: &str = "3578927";
pub(crate) const CAMPAIGN: &str = "300000000000483";
pub(crate) const NUMBER: &str = "+12025550101";
pub(crate) const DEADLINE: Duration = Duration::from_secs(20);

pub(crate) async fn server() -> Server {
    Server::start(config()).await.expect("a server")
}

/// Any free ports, plain HTTP too.
pub(crate) fn config() -> ServerConfig {
    ServerConfig {
        http_port: Some(0),
        ..ServerConfig::on_port(0)
    }
}

pub(crate) fn set(server: &Server, path: &str, body: &Value) {
    let (status, reply) = server.control(Method::Post, path, &body.to_string());
    assert_eq!(status, 200, "{reply}");
}

pub(crate) fn quick_callee(server: &Server) {
    set(
        server,
        "callee",
        &json!({"behaviour": "answer", "afterMs": 50}),
    );
}

pub(crate) fn state(server: &Server) -> Value {
    server.control(Method::Get, "state", "").1
}

pub(crate) fn log(server: &Server) -> Vec<Value> {
    let (_, log) = server.control(Method::Get, "log", "");
    log.as_array().expect("an array").clone()
}

pub(crate) fn n_logged(server: &Server, path_end: &str) -> usize {
    let ends = |entry: &&Value| {
        entry["path"]
            .as_str()
            .is_some_and(|path| path.ends_with(path_end))
    };
    log(server).iter().filter(ends).count()
}

pub(crate) async fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let deadline = Instant::now() + DEADLINE;
    while !holds() {
        assert!(Instant::now() < deadline, "never came: {what}");
        tokio::task::yield_now().await;
    }
}

pub(crate) async fn in_time<F: Future>(what: &str, future: F) -> F::Output {
    match timeout(DEADLINE, Box::pin(future)).await {
        Ok(output) => output,
        Err(_) => panic!("never came: {what}"),
    }
}

/// A client that trusts exactly this server's certificate.
pub(crate) fn client(server: &Server) -> Client {
    let pem = server.ca_pem().to_owned();
    Client::new(Config {
        login: Authority {
            host: "localhost".to_owned(),
            port: server.port(),
        },
        connect_to: Some(SocketAddr::from(([127, 0, 0, 1], server.port()))),
        trust: Trust::SystemAnd { pem },
        timeout: DEADLINE,
    })
    .expect("a client")
}

/// A client whose agent is WORKING on a softphone.
pub(crate) async fn working_client(server: &Server) -> Client {
    let client = client(server);
    let login = client.login("agent@example.com", "ninepin", LoginPolicy::AttachExisting);
    in_time("login", login).await.expect("logged in");
    let station = StationChoice {
        station_id: StationId::new("3000001"),
        station_type: StationType::Softphone,
    };
    in_time("work", client.start_work(&agent(), &station))
        .await
        .expect("working");
    client
}

pub(crate) fn agent() -> AgentId {
    AgentId::new(AGENT)
}

pub(crate) fn dial() -> MakeExternalCall {
    MakeExternalCall {
        agent: agent(),
        number: NUMBER.to_owned(),
        campaign: CampaignId::new(CAMPAIGN),
    }
}

pub(crate) async fn open_socket(client: &Client, key: &str) -> Socket {
    let mut socket = in_time("socket", client.open_socket(&ClientKey::new(key)))
        .await
        .expect("a socket");
    assert_eq!(
        in_time("1010", socket.next()).await.expect("a frame"),
        Event::Connected
    );
    socket
}

/// The next event about a call in this state.
pub(crate) async fn call_event(socket: &mut Socket, wanted: &CallState) -> CallEvent {
    let next = async {
        loop {
            if let Event::Call(event) = socket.next().await.expect("an open socket")
                && event.call.state == *wanted
            {
                return event;
            }
        }
    };
    in_time(&format!("call event {wanted}"), next).await
}

pub(crate) async fn talk(client: &Client, socket: &mut Socket) -> CallId {
    in_time("dial", client.execute(&dial()))
        .await
        .expect("accepted");
    call_event(socket, &CallState::Talking).await.call.id
}

/// Writes raw bytes to the plain port and reads until the server closes.
pub(crate) async fn raw(server: &Server, request: &str) -> String {
    let mut stream = plain(server).await;
    stream.write_all(request.as_bytes()).await.expect("written");
    let mut reply = Vec::new();
    in_time("reply", stream.read_to_end(&mut reply))
        .await
        .expect("read");
    String::from_utf8(reply).expect("text")
}

pub(crate) async fn plain(server: &Server) -> TcpStream {
    let port = server.http_port().expect("a plain port");
    TcpStream::connect(("127.0.0.1", port))
        .await
        .expect("connected")
}

/// One request on a connection of its own; `headers` are whole lines.
pub(crate) fn request(method: &str, path: &str, headers: &[&str], body: &str) -> String {
    let mut text = format!(
        "{method} {path} HTTP/1.1\r\nHost: app-atl.five9.com\r\nConnection: close\r\nContent-Length: {}\r\n",
        body.len()
    );
    for header in headers {
        text.push_str(header);
        text.push_str("\r\n");
    }
    text + "\r\n" + body
}

//! Programs that others write: curl, Python, a page of another origin. None of them knows that
//! this is no real Five9.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use five9_sim::edge::{Server, ServerConfig};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::process::Command;

use crate::support::{
    AGENT, CAMPAIGN, NUMBER, config, in_time, quick_callee, raw, request, server, set, state,
};

/// A folder with the certificate to trust, where curl also keeps its cookies.
struct Desk {
    folder: TempDir,
    base: String,
}

impl Desk {
    fn new(server: &Server) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("ca.pem"), server.ca_pem()).expect("written");
        Self {
            folder,
            base: format!("https://localhost:{}", server.port()),
        }
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// One call of plain curl: status and body.
    async fn curl(&self, method: &str, path: &str, options: &[&str]) -> (u16, String) {
        let output = Command::new("curl")
            .args(["--silent", "--show-error", "--write-out", "\n%{http_code}"])
            .args(["--request", method, "--cacert"])
            .arg(self.file("ca.pem"))
            .args(options)
            .arg(format!("{}{path}", self.base))
            .stdin(Stdio::null())
            .output();
        let output = in_time("curl", output)
            .await
            .expect("curl is on this machine");
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "curl {path}: {errors}");
        let text = String::from_utf8(output.stdout).expect("text");
        let (body, status) = text.rsplit_once('\n').expect("a status");
        (status.parse().expect("a status"), body.to_owned())
    }

    async fn ask(&self, method: &str, path: &str, options: &[&str]) -> (u16, Value) {
        let (status, body) = self.curl(method, path, options).await;
        (status, serde_json::from_str(&body).unwrap_or_default())
    }
}

fn agent(path: &str) -> String {
    format!("/appsvcs/rs/svc/agents/{AGENT}/{path}")
}

#[tokio::test]
async fn plain_curl_goes_from_login_to_disposition_with_a_token() {
    let server = server().await;
    quick_callee(&server);
    let desk = Desk::new(&server);
    let json_header = ["--header", "Content-Type: application/json"];
    let credentials = json!({"username": "agent@example.com", "password": "ninepin"});
    let login = json!({"passwordCredentials": credentials, "policy": "ForceIn"}).to_string();
    let options = [&json_header[..], &["--data", &login]].concat();
    let (status, reply) = desk
        .ask("POST", "/appsvcs/rs/svc/auth/login", &options)
        .await;
    assert_eq!(status, 200, "{reply}");
    let proof = format!(
        "Authorization: Bearer-{}",
        reply["tokenId"].as_str().expect("a token")
    );
    let bare = ["--header", proof.as_str()];
    let with = |body: &'static str| [&bare[..], &json_header[..], &["--data", body]].concat();

    let start = with(r#"{"stationId":"","stationType":"SOFTPHONE","state":"DISCONNECTED"}"#);
    assert_eq!(
        desk.ask("PUT", &agent("session_start"), &start).await.0,
        204
    );
    assert_eq!(
        desk.ask("GET", &agent("login_state"), &bare).await.1,
        "WORKING"
    );
    let dial = with(r#"{"number":"+12025550101","campaignId":"300000000000483"}"#);
    assert_eq!(
        desk.ask("POST", &agent("interactions/make_external_call"), &dial)
            .await
            .0,
        200
    );
    let id = loop {
        let (status, calls) = desk.ask("GET", &agent("interactions/calls"), &bare).await;
        assert_eq!(status, 200, "{calls}");
        if calls[0]["state"] == "TALKING" {
            break calls[0]["id"].as_str().expect("an id").to_owned();
        }
    };
    let dispose = with(r#"{"dispositionId":"300000000000043"}"#);
    let path = agent(&format!("interactions/calls/{id}/dispose"));
    let (status, call) = desk.ask("PUT", &path, &dispose).await;
    assert_eq!((status, &call["state"]), (200, &json!("FINISHED")));
    assert_eq!(
        desk.ask("POST", "/appsvcs/rs/svc/auth/logout", &bare)
            .await
            .0,
        204
    );
    assert_eq!(desk.ask("GET", &agent("login_state"), &bare).await.0, 401);
}

/// The way of the documented predecessor: whoever is logged in on the page is the agent, and
/// nothing but the browser's cookies says so.
#[tokio::test]
async fn cookies_alone_carry_a_call_as_the_predecessor_makes_it() {
    let server = server().await;
    quick_callee(&server);
    let desk = Desk::new(&server);
    let jar = desk.file("cookies");
    let jar = jar.to_str().expect("text");
    let cookies = ["--cookie", jar, "--cookie-jar", jar];
    let (status, page) = desk.curl("GET", "/", &cookies).await;
    assert_eq!(status, 200, "{page}");
    let (_, metadata) = desk
        .ask("GET", "/appsvcs/rs/svc/auth/metadata", &cookies)
        .await;
    assert_eq!(metadata["userId"], AGENT);
    let body = json!({
        "number": NUMBER, "skipDNCCheck": false, "checkMultipleContacts": true,
        "campaignId": CAMPAIGN,
    });
    let body = body.to_string();
    let header = ["--header", "Content-Type: application/json"];
    let dial = [&cookies[..], &header[..], &["--data", &body]].concat();
    let (status, _) = desk
        .ask("POST", &agent("interactions/make_external_call"), &dial)
        .await;
    assert_eq!(status, 200);
    let (_, stubs) = desk.ask("GET", &agent("interactions"), &cookies).await;
    assert_eq!(stubs[0]["channelType"], "CALL");
    assert!(stubs[0]["state"].is_null(), "a stub has no state");
    let id = stubs[0]["interactionId"]
        .as_str()
        .expect("an id")
        .to_owned();
    let call = agent(&format!("interactions/calls/{id}"));
    let (status, _) = desk
        .ask("PUT", &format!("{call}/disconnect"), &cookies)
        .await;
    assert_eq!(status, 204);
    let (_, info) = desk.ask("GET", &call, &cookies).await;
    assert_eq!(
        info["state"], "WRAP_UP",
        "the wait of half a second is for this"
    );
    let dispose = [
        &cookies[..],
        &header[..],
        &["--data", r#"{"dispositionId":"300000000000046"}"#],
    ];
    let dispose = dispose.concat();
    let (status, info) = desk.ask("PUT", &format!("{call}/dispose"), &dispose).await;
    assert_eq!((status, &info["state"]), (200, &json!("FINISHED")));
    let (_, stubs) = desk.ask("GET", &agent("interactions"), &cookies).await;
    assert_eq!(stubs, json!([]));
    let again = desk.ask("PUT", &format!("{call}/dispose"), &dispose).await;
    assert_eq!(again.0, 435, "done already");
}

/// Building the example for the first time takes longer than a call.
const BUILD_DEADLINE: Duration = Duration::from_secs(400);

#[tokio::test]
async fn the_clients_own_example_makes_its_call() {
    let server = server().await;
    quick_callee(&server);
    let desk = Desk::new(&server);
    let output = Command::new(env!("CARGO"))
        .args(["run", "--quiet", "--package", "five9"])
        .args(["--features", "native", "--example", "dial", "--"])
        .args(["--port", &server.port().to_string(), "--ca"])
        .arg(desk.file("ca.pem"))
        .stdin(Stdio::null())
        .output();
    let output = tokio::time::timeout(BUILD_DEADLINE, output).await;
    let output = output.expect("it ends").expect("cargo is on this machine");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    let said = String::from_utf8_lossy(&output.stdout);
    let calls = &state(&server)["calls"];
    assert_eq!(calls.as_array().map(Vec::len), Some(1), "{calls}");
    let held = calls[0]["dispositionId"].as_str().expect("a disposition");
    assert!(
        said.contains(&format!("finished with disposition {held}")),
        "{said}"
    );
}

#[tokio::test]
async fn the_python_script_makes_its_call() {
    let server = server().await;
    quick_callee(&server);
    let desk = Desk::new(&server);
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/dial.py");
    let output = Command::new("python3")
        .arg(script)
        .arg(&desk.base)
        .arg(desk.file("ca.pem"))
        .stdin(Stdio::null())
        .output();
    let output = in_time("Python", output)
        .await
        .expect("python3 is on this machine");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    let said: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(said["state"], "FINISHED", "{said}");
    assert_eq!(said["dispositionId"], "300000000000043");
    let events = said["events"].as_array().expect("a list");
    for id in ["1010", "1202", "3", "4"] {
        assert!(events.contains(&json!(id)), "no event {id}: {said}");
    }
    let (calls, agents) = (&state(&server)["calls"], &state(&server)["agents"]);
    assert_eq!(calls.as_array().map(Vec::len), Some(1), "{calls}");
    assert!(agents[0]["session"].is_null(), "logged out");
}

#[tokio::test]
async fn a_page_of_the_allowed_origin_makes_a_call_with_credentials() {
    let origin = "Origin: https://panel.example.com";
    let config = ServerConfig {
        cors: Some("https://panel.example.com".to_owned()),
        ..config()
    };
    let server = Server::start(config).await.expect("a server");
    let page = raw(&server, &request("GET", "/", &[], "")).await;
    let token = page.split("Authorization=").nth(1).expect("a cookie");
    let cookie = format!(
        "Cookie: Authorization={}",
        token.split(';').next().expect("a value")
    );
    let path = agent("interactions/make_external_call");
    let asks = [
        origin,
        "Access-Control-Request-Method: POST",
        "Access-Control-Request-Headers: content-type,farmid,x-requested-with",
    ];
    let allowed = raw(&server, &request("OPTIONS", &path, &asks, "")).await;
    assert!(allowed.starts_with("HTTP/1.1 204"), "{allowed}");
    for header in [
        "access-control-allow-origin: https://panel.example.com\r\n",
        "access-control-allow-credentials: true\r\n",
        "access-control-allow-methods: GET, POST, PUT, DELETE\r\n",
        "vary: Origin\r\n",
    ] {
        assert!(allowed.contains(header), "{header} {allowed}");
    }
    let headers = allowed
        .split("access-control-allow-headers: ")
        .nth(1)
        .expect("a header");
    let headers = headers.lines().next().expect("a line");
    for header in [
        "content-type",
        "farmid",
        "x-requested-with",
        "authorization",
    ] {
        assert!(headers.contains(header), "{header}: {headers}");
    }
    let body = json!({"number": NUMBER, "campaignId": CAMPAIGN}).to_string();
    let send = [origin, cookie.as_str(), "Content-Type: application/json"];
    let dialed = raw(&server, &request("POST", &path, &send, &body)).await;
    assert!(dialed.starts_with("HTTP/1.1 200"), "{dialed}");
    assert!(
        dialed.contains("access-control-allow-credentials: true\r\n"),
        "{dialed}"
    );
    assert_eq!(state(&server)["calls"][0]["number"], NUMBER);
    let refused = raw(&server, &request("GET", "/_sim/state", &[origin], "")).await;
    assert!(
        refused.starts_with("HTTP/1.1 403"),
        "the control API stays shut: {refused}"
    );
}

#[tokio::test]
async fn without_the_option_no_foreign_page_reads_anything() {
    let server = server().await;
    let origin = "Origin: https://panel.example.com";
    for method in ["OPTIONS", "GET"] {
        let path = "/appsvcs/rs/svc/auth/metadata";
        let reply = raw(&server, &request(method, path, &[origin], "")).await;
        assert!(!reply.contains("access-control"), "{reply}");
    }
}

#[tokio::test]
async fn a_reply_that_is_held_back_is_overtaken_by_its_events() {
    use crate::support::{dial, open_socket, working_client};
    use five9::event::Event;

    let server = server().await;
    let client = working_client(&server).await;
    let mut socket = open_socket(&client, "key").await;
    set(&server, "switches", &json!({"replyJitterMs": 60_000}));
    let dialing = dial();
    let reply = client.execute(&dialing);
    tokio::pin!(reply);
    let created = async {
        loop {
            if let Ok(Event::Call(call)) = socket.next().await {
                return call;
            }
        }
    };
    tokio::select! {
        call = created => assert_eq!(call.call.number.as_deref(), Some(NUMBER)),
        _ = &mut reply => panic!("the reply came first"),
    }
}

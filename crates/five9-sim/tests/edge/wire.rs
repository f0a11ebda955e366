//! What is on the wire: cookies, policies, origins, latency, connections that end early.

use std::time::Duration;

use five9_sim::edge::{Network, STRICT_CSP, Server, ServerConfig};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::Instant;

use crate::support::{
    AGENT, CAMPAIGN, NUMBER, config, in_time, log, plain, raw, request, server, set, state, until,
};

/// The value of the session cookie that opening the page sets.
async fn open_page(server: &Server) -> String {
    let page = raw(server, &request("GET", "/", &[], "")).await;
    let token = page
        .split("Authorization=")
        .nth(1)
        .expect("a session cookie");
    format!(
        "Cookie: Authorization={}",
        token.split(';').next().expect("a value")
    )
}

fn metadata(cookie: &str) -> String {
    request("GET", "/appsvcs/rs/svc/auth/metadata", &[cookie], "")
}

fn dial(cookie: &str) -> String {
    let path = format!("/appsvcs/rs/svc/agents/{AGENT}/interactions/make_external_call");
    let body = json!({"number": NUMBER, "campaignId": CAMPAIGN}).to_string();
    request("POST", &path, &[cookie], &body)
}

#[tokio::test]
async fn opening_the_page_logs_the_default_agent_in_under_a_strict_policy() {
    let server = server().await;
    let page = raw(&server, &request("GET", "/", &[], "")).await;
    assert!(page.starts_with("HTTP/1.1 200"), "{page}");
    assert!(
        page.contains(&format!("content-security-policy: {STRICT_CSP}\r\n")),
        "{page}"
    );
    let cookies: Vec<_> = page
        .lines()
        .filter_map(|line| line.strip_prefix("set-cookie: "))
        .collect();
    let find = |name: &str| {
        let found = cookies
            .iter()
            .find(|cookie| cookie.starts_with(&format!("{name}=")));
        *found.unwrap_or_else(|| panic!("no cookie {name}"))
    };
    for shared in ["Authorization", "farmId", "apiRouteKey", "f9-sessionId"] {
        assert!(find(shared).contains("Domain=five9.com"), "{shared}");
    }
    assert!(!find("BIGipServerSim").contains("Domain="), "host-only");
    assert!(find("Authorization").contains("HttpOnly; SameSite=Lax"));
    assert!(find("f9-sessionId").contains("SameSite=Strict"));
    assert!(cookies.iter().all(|cookie| cookie.contains("Secure")));
    let cookie = open_page(&server).await;
    let reply = raw(&server, &metadata(&cookie)).await;
    assert!(
        reply.starts_with("HTTP/1.1 200") && reply.contains("app-atl.five9.com"),
        "{reply}"
    );

    let form = raw(&server, &request("GET", "/?login", &[], "")).await;
    assert!(!form.contains("set-cookie"), "{form}");
    for file in ["/desktop.css", "/desktop.js", "/favicon.ico"] {
        let reply = raw(&server, &request("GET", file, &[], "")).await;
        assert!(reply.starts_with("HTTP/1.1 200"), "{file}");
    }
    assert!(
        raw(&server, &request("GET", "/nothing", &[], ""))
            .await
            .starts_with("HTTP/1.1 404")
    );
    assert!(
        log(&server).iter().all(|entry| entry["path"] != "/"),
        "pages are not logged"
    );
}

#[tokio::test]
async fn another_policy_can_be_set_and_none_as_well() {
    let config = ServerConfig {
        csp: None,
        ..config()
    };
    let server = Server::start(config).await.expect("a server");
    let page = raw(&server, &request("GET", "/", &[], "")).await;
    assert!(!page.contains("content-security-policy"), "{page}");
}

#[tokio::test]
async fn a_foreign_page_is_refused_control() {
    let server = server().await;
    let ask = |headers: Vec<&'static str>| {
        let request = request("GET", "/_sim/state", &headers, "");
        let server = &server;
        async move { raw(server, &request).await }
    };
    assert!(ask(vec![]).await.starts_with("HTTP/1.1 200"));
    assert!(
        ask(vec!["Origin: https://app-atl.five9.com"])
            .await
            .starts_with("HTTP/1.1 200")
    );
    assert!(
        ask(vec!["Origin: https://example.com"])
            .await
            .starts_with("HTTP/1.1 403")
    );
    assert!(
        ask(vec!["Sec-Fetch-Site: cross-site"])
            .await
            .starts_with("HTTP/1.1 403")
    );
}

#[tokio::test]
async fn only_the_one_allowed_origin_reads_answers() {
    let allowed = "https://panel.example.com";
    let config = ServerConfig {
        cors: Some(allowed.to_owned()),
        ..config()
    };
    let server = Server::start(config).await.expect("a server");
    let ask = |method: &'static str, origin: &'static str| {
        let request = request(method, "/appsvcs/rs/svc/auth/metadata", &[origin], "");
        let server = &server;
        async move { raw(server, &request).await }
    };
    let header = format!("access-control-allow-origin: {allowed}\r\n");
    let origin = "Origin: https://panel.example.com";
    assert!(ask("GET", origin).await.contains(&header));
    let preflight = ask("OPTIONS", origin).await;
    assert!(
        preflight.starts_with("HTTP/1.1 204") && preflight.contains(&header),
        "{preflight}"
    );
    assert!(preflight.contains("access-control-allow-methods: GET, POST, PUT, DELETE"));
    let foreign = ask("GET", "Origin: https://other.example.com").await;
    assert!(!foreign.contains("access-control"), "{foreign}");
    assert_eq!(
        log(&server).len(),
        2,
        "a preflight is no request of the client"
    );
}

#[tokio::test]
async fn a_request_is_stamped_on_arrival_then_held_then_handled() {
    let config = ServerConfig {
        latency: Duration::from_millis(300),
        ..config()
    };
    let server = Server::start(config).await.expect("a server");
    let cookie = open_page(&server).await;
    let started = Instant::now();
    let asking = metadata(&cookie);
    let asked = raw(&server, &asking);
    tokio::pin!(asked);
    let stamped = until("the stamp", || log(&server).len() == 1);
    tokio::select! {
        biased;
        () = stamped => {}
        reply = &mut asked => panic!("answered before the stamp: {reply}"),
    }
    assert_eq!(log(&server)[0]["status"], Value::Null, "held");
    let reply = asked.await;
    assert!(started.elapsed() >= Duration::from_millis(300));
    assert!(reply.starts_with("HTTP/1.1 200"), "{reply}");
    let entry = &log(&server)[0];
    assert_eq!(entry["status"], 200);
    let t_ms = entry["t_ms"].as_f64().expect("a number");
    assert!(
        (t_ms * 10.0 - (t_ms * 10.0).round()).abs() < 1e-6,
        "one decimal: {t_ms}"
    );
    let now_ms = state(&server)["now_ms"].as_f64().expect("a number");
    assert!(
        now_ms - t_ms >= 300.0,
        "stamped before the hold: {t_ms} of {now_ms}"
    );
}

#[tokio::test]
async fn a_request_counts_even_if_its_sender_goes_away() {
    let config = ServerConfig {
        latency: Duration::from_millis(100),
        ..config()
    };
    let server = Server::start(config).await.expect("a server");
    let cookie = open_page(&server).await;
    let mut stream = plain(&server).await;
    stream
        .write_all(dial(&cookie).as_bytes())
        .await
        .expect("written");
    until("the dial arrived", || log(&server).len() == 1).await;
    drop(stream);
    until("the call", || {
        state(&server)["calls"].as_array().map(Vec::len) == Some(1)
    })
    .await;
}

#[tokio::test]
async fn a_dropped_answer_leaves_the_first_bytes_of_a_status_line_or_nothing() {
    let server = server().await;
    let cookie = open_page(&server).await;
    for (bare, left) in [(false, "HTTP/1.1 "), (true, "")] {
        set(
            &server,
            "fault",
            &json!({"action": {"drop": "before", "bare": bare}}),
        );
        assert_eq!(raw(&server, &metadata(&cookie)).await, left);
    }
    assert!(
        raw(&server, &metadata(&cookie))
            .await
            .starts_with("HTTP/1.1 200")
    );
}

#[tokio::test]
async fn one_connection_carries_several_requests() {
    let server = server().await;
    let cookie = open_page(&server).await;
    let kept = metadata(&cookie).replace("Connection: close\r\n", "");
    let mut stream = plain(&server).await;
    let all = format!("{kept}{kept}{}", metadata(&cookie));
    stream.write_all(all.as_bytes()).await.expect("written");
    let mut reply = String::new();
    in_time("replies", stream.read_to_string(&mut reply))
        .await
        .expect("read");
    assert_eq!(reply.matches("HTTP/1.1 200").count(), 3, "{reply}");
}

#[tokio::test]
async fn a_stopped_server_closes_its_connections() {
    let server = server().await;
    let mut stream = plain(&server).await;
    stream
        .write_all(
            metadata("Cookie: none=1")
                .replace("Connection: close\r\n", "")
                .as_bytes(),
        )
        .await
        .expect("written");
    let mut first = [0_u8; 12];
    in_time("a reply", stream.read_exact(&mut first))
        .await
        .expect("read");
    server.stop();
    let mut rest = Vec::new();
    in_time("the end", stream.read_to_end(&mut rest))
        .await
        .expect("closed");
}

#[tokio::test]
async fn a_silent_network_keeps_its_connections_and_a_cut_one_closes_them() {
    let server = server().await;
    let cookie = open_page(&server).await;
    let kept = metadata(&cookie).replace("Connection: close\r\n", "");
    let mut stream = plain(&server).await;
    server.set_network(Network::Silent);
    stream.write_all(kept.as_bytes()).await.expect("written");
    let mut first = [0_u8; 12];
    let silence = tokio::time::timeout(Duration::from_millis(200), stream.read_exact(&mut first));
    assert!(silence.await.is_err(), "something came through");
    assert!(log(&server).is_empty(), "something arrived");

    server.set_network(Network::Up);
    in_time("the reply", stream.read_exact(&mut first))
        .await
        .expect("what waited goes on");
    assert_eq!(&first, b"HTTP/1.1 200");

    server.set_network(Network::Cut);
    let mut rest = Vec::new();
    in_time("the end", stream.read_to_end(&mut rest))
        .await
        .expect("closed");
    let mut refused = plain(&server).await;
    in_time("the end of a new one", refused.read_to_end(&mut rest))
        .await
        .expect("closed, too");

    server.set_network(Network::Up);
    let reply = raw(&server, &metadata(&cookie)).await;
    assert!(reply.starts_with("HTTP/1.1 200"), "the session stayed");
}

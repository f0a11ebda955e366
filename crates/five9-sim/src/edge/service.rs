//! One HTTP request: to the REST API, the event socket, the control API or the desktop page.
//!
//! Rule: a request whose last byte has arrived is handled, whether or not its sender still waits.

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::extract::FromRequestParts;
use axum::extract::ws::WebSocketUpgrade;
use hyper::body::Incoming;
use hyper::header::{HeaderName, HeaderValue, ORIGIN};
use hyper::{Response as HttpResponse, StatusCode, http::request::Parts};

use super::hub::Hub;
use super::{desktop, socket};
use crate::domain::{Answer, Method, Request, Response, Sim};

const BODY_BYTES_MAX: usize = 1 << 20;

pub(super) enum Outcome {
    Respond(HttpResponse<Body>),
    /// Close the connection instead of answering.
    Cut {
        bare: bool,
    },
}

pub(super) async fn respond(hub: Arc<Hub>, request: hyper::Request<Incoming>) -> Outcome {
    let (mut parts, body) = request.into_parts();
    let Ok(body) = to_bytes(Body::new(body), BODY_BYTES_MAX).await else {
        return Outcome::Respond(status(StatusCode::PAYLOAD_TOO_LARGE));
    };
    let request = domain_request(&parts, &body);
    let path = parts.uri.path().to_owned();
    if Sim::is_control_path(&path) {
        let response = hub.with_sim(|sim, now| sim.handle_control(now, &request));
        return Outcome::Respond(wire(response));
    }
    if Sim::is_socket_path(&path) {
        return Outcome::Respond(upgrade(&hub, &mut parts, &request).await);
    }
    if !path.starts_with("/appsvcs/") && !path.starts_with("/strsvcs/") {
        return Outcome::Respond(desktop::respond(&hub, &request));
    }
    let cors = allowed_origin(&hub, &parts);
    if request.method == Method::Options {
        return Outcome::Respond(preflight(cors));
    }
    match handle(hub, request).await {
        Answer::Reply(response) => Outcome::Respond(with_cors(wire(response), cors)),
        Answer::Drop { bare } => Outcome::Cut { bare },
    }
}

/// In a task of its own, so that a sender who goes away does not take the request back.
async fn handle(hub: Arc<Hub>, request: Request) -> Answer {
    let recorded = hub.recorder.as_ref().map(|_| request.clone());
    let admitted = hub.with_sim(|sim, now| sim.admit(now, request));
    let handled = tokio::spawn(async move {
        if !admitted.hold.is_zero() {
            tokio::time::sleep(admitted.hold).await;
        }
        let (answer, delay) = hub.with_sim(|sim, now| {
            let answer = sim.handle(now, admitted);
            if let (Some(recorder), Some(request)) = (&hub.recorder, &recorded) {
                recorder.exchange(now, request, &answer);
            }
            (answer, sim.reply_delay())
        });
        if !delay.is_zero() {
            tokio::time::sleep(delay).await;
        }
        answer
    });
    handled.await.unwrap_or_else(|error| {
        tracing::error!(%error, "request not handled");
        Answer::Drop { bare: true }
    })
}

async fn upgrade(hub: &Arc<Hub>, parts: &mut Parts, request: &Request) -> HttpResponse<Body> {
    let upgrade = match WebSocketUpgrade::from_request_parts(parts, &()).await {
        Ok(upgrade) => upgrade,
        Err(rejection) => return axum::response::IntoResponse::into_response(rejection),
    };
    match hub.open_socket(|sim, now| sim.open_socket(now, request)) {
        Err(response) => wire(response),
        Ok((id, actions)) => {
            let (running, failed) = (Arc::clone(hub), Arc::clone(hub));
            upgrade
                .on_failed_upgrade(move |_| failed.close_socket(id))
                .on_upgrade(move |stream| socket::run(running, id, stream, actions))
        }
    }
}

fn domain_request(parts: &Parts, body: &[u8]) -> Request {
    let host = parts
        .headers
        .get("host")
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let path = parts.uri.path_and_query().map_or("/", |path| path.as_str());
    let mut request = Request::new(Method::parse(parts.method.as_str()), host, path);
    for (name, value) in &parts.headers {
        if let Ok(value) = value.to_str() {
            request = request.with_header(name.as_str(), value);
        }
    }
    request.with_body(String::from_utf8_lossy(body))
}

pub(super) fn wire(response: Response) -> HttpResponse<Body> {
    let mut wire = HttpResponse::new(Body::from(response.body));
    *wire.status_mut() =
        StatusCode::from_u16(response.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    for (name, value) in response.headers {
        if let Ok(value) = HeaderValue::from_str(&value) {
            wire.headers_mut()
                .append(HeaderName::from_static(name), value);
        }
    }
    set(&mut wire, "cache-control", "no-store");
    wire
}

pub(super) fn set(response: &mut HttpResponse<Body>, name: &'static str, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response
            .headers_mut()
            .insert(HeaderName::from_static(name), value);
    }
}

fn status(status: StatusCode) -> HttpResponse<Body> {
    let mut response = HttpResponse::new(Body::empty());
    *response.status_mut() = status;
    response
}

fn allowed_origin(hub: &Hub, parts: &Parts) -> Option<String> {
    let origin = parts.headers.get(ORIGIN)?.to_str().ok()?;
    hub.cors.clone().filter(|allowed| allowed == origin)
}

fn preflight(cors: Option<String>) -> HttpResponse<Body> {
    let mut response = with_cors(status(StatusCode::NO_CONTENT), cors.clone());
    if cors.is_some() {
        set(
            &mut response,
            "access-control-allow-methods",
            "GET, POST, PUT, DELETE",
        );
        let headers = "content-type, farmid, authorization, x-requested-with, f9-transaction-id";
        set(&mut response, "access-control-allow-headers", headers);
    }
    response
}

fn with_cors(mut response: HttpResponse<Body>, cors: Option<String>) -> HttpResponse<Body> {
    if let Some(origin) = cors {
        set(&mut response, "access-control-allow-origin", &origin);
        set(&mut response, "access-control-allow-credentials", "true");
        set(&mut response, "vary", "Origin");
    }
    response
}

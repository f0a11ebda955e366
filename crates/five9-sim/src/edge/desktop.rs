//! The agent desktop page's files.
//!
//! Rule: plain HTML, CSS and JavaScript, served under the same policy that the extension must live with.

use axum::body::Body;
use hyper::Response as HttpResponse;

use super::hub::Hub;
use super::service::{set, wire};
use crate::domain::{Method, Request, Response};

const HTML: &str = "text/html; charset=utf-8";

pub(super) fn respond(hub: &Hub, request: &Request) -> HttpResponse<Body> {
    let (path, query) = request.path.split_once('?').unwrap_or((&request.path, ""));
    if request.method != Method::Get {
        return wire(Response {
            status: 405,
            headers: Vec::new(),
            body: String::new(),
        });
    }
    let file = match path {
        "/" | "/index.html" => return page(hub, request, query),
        // The address of the real agent desktop.
        _ if path.starts_with("/clients/") => return page(hub, request, query),
        "/desktop.css" => (
            include_str!("../../static/desktop.css"),
            "text/css; charset=utf-8",
        ),
        "/desktop.js" => (
            include_str!("../../static/desktop.js"),
            "text/javascript; charset=utf-8",
        ),
        "/favicon.ico" | "/favicon.svg" => {
            (include_str!("../../static/favicon.svg"), "image/svg+xml")
        }
        _ => {
            return file(
                hub,
                404,
                ("<!doctype html><title>Not found</title>Not found", HTML),
            );
        }
    };
    self::file(hub, 200, file)
}

/// Opening the page logs the default agent in, unless the log-in form is asked for.
fn page(hub: &Hub, request: &Request, query: &str) -> HttpResponse<Body> {
    let wants_form = query
        .split('&')
        .any(|pair| pair == "login" || pair.starts_with("login="));
    let cookies = if wants_form {
        Vec::new()
    } else {
        hub.with_sim(|sim, now| sim.open_desktop(now, request))
    };
    let mut response = Response {
        status: 200,
        headers: cookies,
        body: include_str!("../../static/desktop.html").to_owned(),
    };
    response.headers.push(("content-type", HTML.to_owned()));
    secured(hub, wire(response))
}

fn file(hub: &Hub, status: u16, (text, content_type): (&str, &str)) -> HttpResponse<Body> {
    let headers = vec![("content-type", content_type.to_owned())];
    secured(
        hub,
        wire(Response {
            status,
            headers,
            body: text.to_owned(),
        }),
    )
}

fn secured(hub: &Hub, mut response: HttpResponse<Body>) -> HttpResponse<Body> {
    if let Some(csp) = &hub.csp {
        set(&mut response, "content-security-policy", csp);
    }
    set(&mut response, "x-content-type-options", "nosniff");
    set(&mut response, "referrer-policy", "same-origin");
    response
}

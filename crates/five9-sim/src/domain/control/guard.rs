//! Who may use the control API.
//!
//! Rule: programs without a browser's headers may; a browser may only from the simulator's own origin.

use super::ControlError;
use crate::domain::http::Request;
use crate::domain::session::is_five9_host;

pub(super) fn check(request: &Request) -> Result<(), ControlError> {
    if is_own_host(request) && is_own_origin(request) && is_own_site(request) {
        Ok(())
    } else {
        Err(ControlError::ForeignPage)
    }
}

/// A foreign name that resolves to this machine is a foreign page, too.
fn is_own_host(request: &Request) -> bool {
    let (host, _) = request.authority();
    is_five9_host(host) || matches!(host, "localhost" | "127.0.0.1" | "[::1]")
}

fn is_own_origin(request: &Request) -> bool {
    request.header("origin").is_none_or(|origin| {
        let authority = origin
            .strip_prefix("https://")
            .or_else(|| origin.strip_prefix("http://"));
        authority.is_some_and(|authority| authority == request.host)
    })
}

/// `none` is a person's own navigation.
fn is_own_site(request: &Request) -> bool {
    request
        .header("sec-fetch-site")
        .is_none_or(|site| matches!(site, "same-origin" | "none"))
}

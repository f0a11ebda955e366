//! What is known of link and drift, for somebody who looks for a fault, and as text to copy.
//!
//! The text names no person, number or token: only versions, states and names of fields.

use crate::panel::view::words::Arg;
use crate::snapshot::{LinkState, LinkView, Snapshot};

/// A fact by its key, and what it is.
pub type Fact = (&'static str, Arg);

/// The facts, in the order in which they depend on each other.
pub fn facts(snapshot: &Snapshot, version: &str) -> Vec<Fact> {
    let link = &snapshot.link;
    let or_unknown = |text: &Option<String>| match text {
        Some(text) => Arg::from(text.as_str()),
        None => Arg::Key("factUnknown"),
    };
    vec![
        ("factVersion", Arg::from(version)),
        ("factHost", or_unknown(&link.host)),
        ("factLoggedIn", yes_or_no(link.logged_in)),
        ("factStation", yes_or_no(link.station_connected)),
        ("factStationType", or_unknown(&link.station_type)),
        ("factEvents", yes_or_no(Some(link.socket_open))),
    ]
}

fn yes_or_no(is_so: Option<bool>) -> Arg {
    Arg::Key(match is_so {
        Some(true) => "factYes",
        Some(false) => "factNo",
        None => "factUnknown",
    })
}

/// The text to copy: fixed English, for whoever mends Ninepin.
pub fn report(snapshot: &Snapshot, version: &str) -> String {
    let link = &snapshot.link;
    let said = |is_so: Option<bool>| match is_so {
        Some(true) => "yes",
        Some(false) => "no",
        None => "not known",
    };
    let lines = [
        format!("Ninepin {version}"),
        format!("link: {}", state_word(link)),
        format!("host: {}", link.host.as_deref().unwrap_or("not known")),
        format!("logged in: {}", said(link.logged_in)),
        format!("station connected: {}", said(link.station_connected)),
        format!(
            "station type: {}",
            link.station_type.as_deref().unwrap_or("not known")
        ),
        format!("events: {}", said(Some(link.socket_open))),
        String::new(),
        snapshot.drift.report.trim_end().to_owned(),
    ];
    lines.join("\n").trim_end().to_owned()
}

fn state_word(link: &LinkView) -> &'static str {
    match link.state {
        LinkState::NoTab => "no tab",
        LinkState::Checking => "checking",
        LinkState::Lost => "lost",
        LinkState::Frozen => "asleep",
        LinkState::NotLoggedIn => "not logged in",
        LinkState::StationDown => "station down",
        LinkState::Ready => "ready",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::panel::view::sample::snapshot;

    #[test]
    fn what_is_not_known_is_said_to_be_not_known() {
        let mut snapshot = snapshot();
        snapshot.link.logged_in = None;
        snapshot.link.host = None;
        let facts = facts(&snapshot, "0.1.0");
        assert!(facts.contains(&("factLoggedIn", Arg::Key("factUnknown"))));
        assert!(facts.contains(&("factHost", Arg::Key("factUnknown"))));
    }

    #[test]
    fn the_report_has_the_link_and_what_the_worker_found() {
        let mut snapshot = snapshot();
        snapshot.drift.report = "unknown word PARKED in calls[].state, 2 times\n".into();
        let report = report(&snapshot, "0.1.0");
        assert!(
            report.starts_with("Ninepin 0.1.0\nlink: ready\n"),
            "{report}"
        );
        assert!(
            report.ends_with("PARKED in calls[].state, 2 times"),
            "{report}"
        );
    }
}

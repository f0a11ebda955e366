//! What the client sees of sessions, sockets, stations, hosts and limits.
//!
//! Rule: each function starts from a fresh meeting and says what it saw in a few words.

use std::time::Duration;

use five9::Error;
use five9::endpoint::{GetCalls, GetLoginState, GetStation, MakeExternalCall, RestartStation};
use five9::event::{Change, Event};
use five9::id::CampaignId;
use five9::model::{CallState, StationType};
use five9_sim::domain::SocketAction;
use serde_json::{Value, json};

use crate::meeting::{CAMPAIGN, Meeting, NUMBER, agent, verdict};

fn dial(meeting: &mut Meeting) {
    let dial = MakeExternalCall {
        agent: agent(),
        number: NUMBER.to_owned(),
        campaign: CampaignId::new(CAMPAIGN),
    };
    meeting.ask(&dial).expect("accepted");
}

fn n_created(meeting: &mut Meeting) -> usize {
    let events = meeting.events().into_iter();
    let created =
        |event: &Event| matches!(event, Event::Call(call) if call.change == Change::Created);
    events.filter(created).count()
}

pub(crate) fn n_created_events(meeting: &mut Meeting) -> String {
    meeting.open_socket("k");
    dial(meeting);
    n_created(meeting).to_string()
}

pub(crate) fn events_at_once(meeting: &mut Meeting) -> String {
    meeting.open_socket("k");
    dial(meeting);
    let at_once = n_created(meeting);
    meeting.pass(200);
    assert_eq!(at_once + n_created(meeting), 2, "later, but not lost");
    at_once.to_string()
}

pub(crate) fn duplicate_socket(meeting: &mut Meeting) -> String {
    let old = meeting.open_socket("k");
    let new = meeting.open_socket("k");
    let closed = meeting
        .actions()
        .into_iter()
        .find_map(|event| match event.action {
            SocketAction::Close { code: 3000, .. } => Some(event.socket),
            SocketAction::Close { .. } | SocketAction::Text(_) | SocketAction::Abort => None,
        });
    let which = [("old", old), ("new", new)];
    let which = which
        .into_iter()
        .find(|(_, socket)| Some(*socket) == closed);
    which.map_or("none closed".to_owned(), |(which, _)| {
        format!("{which} one closed")
    })
}

pub(crate) fn station_after_restart(meeting: &mut Meeting) -> String {
    meeting.set("station/disconnect", &Value::Null);
    meeting
        .ask(&RestartStation { agent: agent() })
        .expect("accepted in both settings");
    let station = meeting
        .ask(&GetStation { agent: agent() })
        .expect("a station");
    if station.is_connected() {
        "connected".to_owned()
    } else {
        "lost".to_owned()
    }
}

pub(crate) fn five_seconds_without_station(meeting: &mut Meeting) -> String {
    dial(meeting);
    meeting.pass(4_000);
    meeting.set("station/disconnect", &Value::Null);
    meeting.pass(5_000);
    let calls = meeting.ask(&GetCalls { agent: agent() }).expect("calls");
    let state: &CallState = &calls[0].state;
    format!("{state:?}")
}

fn read_login_state(meeting: &mut Meeting) -> Result<(), Error> {
    meeting.ask(&GetLoginState { agent: agent() }).map(drop)
}

pub(crate) fn a_minute_of_silence(meeting: &mut Meeting) -> String {
    meeting.pass(60_000);
    verdict(&read_login_state(meeting))
}

pub(crate) fn just_after_login(meeting: &mut Meeting) -> String {
    meeting.log_in();
    let logged_in_at = meeting.now;
    while read_login_state(meeting).is_err() {
        meeting.pass(500);
    }
    let refused_for = meeting.now.saturating_sub(logged_in_at);
    format!("not logged in for {} ms", refused_for.as_millis())
}

pub(crate) fn three_requests_at_once(meeting: &mut Meeting) -> String {
    meeting.pass(1_000);
    let results: Vec<_> = (0..3).map(|_| read_login_state(meeting)).collect();
    verdict(&results[2])
}

pub(crate) fn over_the_limit(meeting: &mut Meeting) -> String {
    meeting.set_switch("requestsPerSecondMax", &json!(2));
    three_requests_at_once(meeting)
}

pub(crate) fn second_session_start(meeting: &mut Meeting) -> String {
    match meeting.ask(&Meeting::start_session(StationType::Softphone)) {
        Err(Error::Refused { status, detail }) => {
            format!("{status} {}", detail.context_code.unwrap_or_default())
        }
        other => verdict(&other),
    }
}

pub(crate) fn old_host_after_migration(meeting: &mut Meeting) -> String {
    meeting.set("migrate", &json!({}));
    verdict(&meeting.ask(&GetCalls { agent: agent() }))
}

/// What the edge waits before it sends a reply; on the wire it is seen in the edge's own tests.
pub(crate) fn reply_delay(meeting: &mut Meeting) -> String {
    dial(meeting);
    let longest = (0..20).map(|_| meeting.sim.reply_delay()).max();
    assert!(longest <= Some(Duration::from_millis(500)));
    if longest > Some(Duration::ZERO) {
        "later".to_owned()
    } else {
        "at once".to_owned()
    }
}

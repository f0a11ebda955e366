//! What the client sees of calls.
//!
//! Rule: each function starts from a fresh meeting and says what it saw in a few words.

use five9::Error;
use five9::endpoint::{
    AddNumberToDnc, Disconnect, Dispose, GetCall, GetCalls, MakeExternalCall, SetPresence,
};
use five9::event::Event;
use five9::id::{CallId, CampaignId, DispositionId};
use five9::model::{CallInfo, StationType};
use five9_sim::domain::Method;
use serde_json::{Value, json};

use crate::meeting::{AGENT, CAMPAIGN, Meeting, NUMBER, agent, verdict};

fn dial(number: &str) -> MakeExternalCall {
    MakeExternalCall {
        agent: agent(),
        number: number.to_owned(),
        campaign: CampaignId::new(CAMPAIGN),
    }
}

fn dialed(meeting: &mut Meeting) -> CallInfo {
    meeting.ask(&dial(NUMBER)).expect("accepted");
    only_call(meeting).expect("a call")
}

fn talking(meeting: &mut Meeting) -> CallId {
    dialed(meeting);
    meeting.pass(4_000);
    only_call(meeting).expect("a call").id
}

fn only_call(meeting: &mut Meeting) -> Option<CallInfo> {
    let calls = meeting.ask(&GetCalls { agent: agent() }).expect("calls");
    assert!(calls.len() < 2, "one call at most");
    calls.into_iter().next()
}

fn state(meeting: &mut Meeting) -> String {
    only_call(meeting).map_or("no call".to_owned(), |call| format!("{:?}", call.state))
}

fn disconnect(meeting: &mut Meeting, call: &CallId) -> Result<Option<CallInfo>, Error> {
    meeting.ask(&Disconnect {
        agent: agent(),
        call: call.clone(),
    })
}

fn dispose_of(call: &CallId) -> Dispose {
    dispose_with(call, "300000000000043")
}

fn dispose_with(call: &CallId, disposition: &str) -> Dispose {
    Dispose {
        agent: agent(),
        call: call.clone(),
        disposition: DispositionId::new(disposition),
        timeout: None,
    }
}

fn finished(meeting: &mut Meeting) -> CallId {
    let call = talking(meeting);
    meeting.ask(&dispose_of(&call)).expect("disposed");
    call
}

fn body_in_a_word(call: Option<CallInfo>) -> String {
    call.map_or("no body".to_owned(), |call| format!("{:?}", call.state))
}

pub(crate) fn dial_reply(meeting: &mut Meeting) -> String {
    let reply = meeting.reply(&dial(NUMBER));
    let body = if reply.body.is_empty() {
        "no body"
    } else {
        "a call"
    };
    only_call(meeting).expect("accepted with and without a body");
    body.to_owned()
}

pub(crate) fn dial_refusal(meeting: &mut Meeting) -> String {
    meeting.set("dnc", &json!({"number": NUMBER}));
    meeting.open_socket("k");
    let answer = meeting.ask(&dial(NUMBER));
    meeting.pass(1_500);
    let mut failed = None;
    for event in meeting.events() {
        if let Event::MakeCallFailed(event) = event {
            failed = event.cause;
        }
    }
    assert_eq!(state(meeting), "no call");
    match failed {
        Some(cause) => format!("{}, then failed: {cause}", verdict(&answer)),
        None => verdict(&answer),
    }
}

pub(crate) fn disconnect_reply(meeting: &mut Meeting) -> String {
    let call = talking(meeting);
    body_in_a_word(disconnect(meeting, &call).expect("hung up"))
}

pub(crate) fn dispose_reply(meeting: &mut Meeting) -> String {
    let call = talking(meeting);
    body_in_a_word(meeting.ask(&dispose_of(&call)).expect("disposed"))
}

pub(crate) fn first_state(meeting: &mut Meeting) -> String {
    format!("{:?}", dialed(meeting).state)
}

pub(crate) fn after_ten_seconds_of_ringing(meeting: &mut Meeting) -> String {
    meeting.set("callee", &json!({"behaviour": "noAnswer"}));
    dialed(meeting);
    meeting.pass(10_000);
    state(meeting)
}

pub(crate) fn hang_up_while_ringing(meeting: &mut Meeting) -> String {
    let call = dialed(meeting).id;
    disconnect(meeting, &call).expect("hung up");
    state(meeting)
}

pub(crate) fn dial_without_audio(meeting: &mut Meeting) -> String {
    meeting
        .ask(&five9::endpoint::StopSession { agent: agent() })
        .expect("stopped");
    let start = Meeting::start_session(StationType::Empty);
    meeting.ask(&start).expect("started");
    verdict(&meeting.ask(&dial(NUMBER)))
}

/// The client always names a campaign: this request is written by hand, its reply is not.
pub(crate) fn dial_without_campaign(meeting: &mut Meeting) -> String {
    let path = format!("/appsvcs/rs/svc/agents/{AGENT}/interactions/make_external_call");
    let body = json!({"number": NUMBER}).to_string();
    let reply = meeting.send(Method::Post, &path, Some(&body));
    let result = if reply.is_success() {
        Ok(())
    } else {
        Err(Error::from_reply(&reply))
    };
    verdict(&result)
}

pub(crate) fn unknown_members(meeting: &mut Meeting) -> String {
    let mut n_odd = 0;
    for _ in 0..12 {
        n_odd += usize::from(dialed(meeting).other.contains_key("mediaPath"));
        let call = only_call(meeting).expect("a call").id;
        meeting.ask(&dispose_of(&call)).expect("disposed");
    }
    assert!(n_odd < 12, "not on every call");
    if n_odd > 0 {
        "some calls".to_owned()
    } else {
        "no call".to_owned()
    }
}

pub(crate) fn a_second_after_disposing(meeting: &mut Meeting) -> String {
    let call = finished(meeting);
    meeting.pass(1_000);
    match meeting.ask(&GetCall {
        agent: agent(),
        call,
    }) {
        Ok(call) => format!("{:?}", call.state),
        error => verdict(&error),
    }
}

pub(crate) fn dial_a_shared_number(meeting: &mut Meeting) -> String {
    verdict(&meeting.ask(&dial("+13125550110")))
}

pub(crate) fn unknown_call(meeting: &mut Meeting) -> String {
    let call = CallId::new("C86EBE50B9744D6D946531842B278846");
    verdict(&meeting.ask(&GetCall {
        agent: agent(),
        call,
    }))
}

pub(crate) fn call_times(meeting: &mut Meeting) -> String {
    let call = talking(meeting);
    disconnect(meeting, &call).expect("hung up");
    let call = only_call(meeting).expect("a call");
    let times = call.other.iter().filter(|(name, value)| {
        (name.starts_with("handle") || name.starts_with("wrapup")) && value.is_u64()
    });
    times
        .map(|(name, _)| name.as_str())
        .collect::<Vec<_>>()
        .join(" ")
}

pub(crate) fn dial_after_finished(meeting: &mut Meeting) -> String {
    finished(meeting);
    let first = meeting.ask(&dial(NUMBER));
    if first.is_ok() {
        return verdict(&first);
    }
    meeting.pass(1_499);
    assert!(meeting.ask(&dial(NUMBER)).is_err(), "still too soon");
    meeting.pass(1);
    format!(
        "{}, {} after 1500 ms",
        verdict(&first),
        verdict(&meeting.ask(&dial(NUMBER)))
    )
}

pub(crate) fn dial_not_ready(meeting: &mut Meeting) -> String {
    let presence = SetPresence {
        agent: agent(),
        ready_channels: Vec::new(),
        reason: None,
    };
    meeting.ask(&presence).expect("set");
    verdict(&meeting.ask(&dial(NUMBER)))
}

pub(crate) fn dial_plus(meeting: &mut Meeting) -> String {
    let plus = verdict(&meeting.ask(&dial("+442075550123")));
    if plus != "accepted" {
        meeting.ask(&dial("2025550101")).expect("ten digits always");
    }
    plus
}

pub(crate) fn number_echo(meeting: &mut Meeting) -> String {
    dialed(meeting).number.unwrap_or_default()
}

pub(crate) fn dial_after_dnc(meeting: &mut Meeting) -> String {
    let number = NUMBER.to_owned();
    meeting
        .ask(&AddNumberToDnc {
            agent: agent(),
            number,
        })
        .expect("added");
    verdict(&meeting.ask(&dial(NUMBER)))
}

pub(crate) fn an_hour_of_wrap_up(meeting: &mut Meeting) -> String {
    meeting.set_switch("sessionIdleMs", &Value::from(100 * 60_000));
    let call = talking(meeting);
    disconnect(meeting, &call).expect("hung up");
    meeting.pass(60 * 60_000);
    state(meeting)
}

//! How refusals are sorted, and which of them prove that no call was placed.
//!
//! Status 435 alone says nothing.

use std::time::Duration;

use five9::Error;
use five9::endpoint::MakeExternalCall;
use five9::error::NextStep;
use five9::http::{Endpoint, Lost, Reply};
use five9::id::{AgentId, CampaignId, FarmId};

use crate::fixtures::reply;

#[test]
fn a_login_state_error_is_no_migration() {
    let error = dial(&reply(435, "error_435_login_state.json")).unwrap_err();
    assert!(matches!(error, Error::LoginState { .. }), "{error:?}");
    let message = error.five9_message().unwrap();
    assert!(
        message.starts_with("Improper agent login state ACCEPT_NOTICE"),
        "{message}"
    );
    assert_eq!(error.next_step(), NextStep::RunLoginLoop);
}

#[test]
fn a_migration_names_the_new_farm() {
    let error = dial(&reply(435, "error_435_migrated.json")).unwrap_err();
    assert_eq!(
        error,
        Error::Migrated {
            farm_id: Some(FarmId::new("252"))
        }
    );
}

#[test]
fn a_refusal_keeps_code_context_and_words() {
    let error = dial(&reply(435, "error_435_refused.json")).unwrap_err();
    let Error::Refused {
        status: 435,
        detail,
    } = &error
    else {
        panic!("{error:?}")
    };
    assert_eq!(detail.error_code, 90001);
    assert_eq!(detail.context_code.as_deref(), Some("DNC"));
    let printed = format!("{detail:?}");
    assert_eq!(printed, "ExceptionDetail(error 90001, context DNC)");
    let words = "Number +12025550101 is on the do-not-call list";
    assert_eq!(error.five9_message(), Some(words));
}

#[test]
fn an_error_body_may_lack_everything_but_its_code() {
    let error = dial(&reply(435, "error_435_bare.json")).unwrap_err();
    let Error::Refused { detail, .. } = &error else {
        panic!("{error:?}")
    };
    assert_eq!(detail.error_code, 500, "written as text");
    assert_eq!(error.five9_message(), None);
}

#[test]
fn an_error_three_outside_login_is_a_refusal() {
    let body =
        r#"{"five9ExceptionDetail":{"errorCode":3,"message":"x","context":{"contextCode":"DNC"}}}"#;
    let error = dial(&Reply::new(435, body)).unwrap_err();
    assert!(matches!(error, Error::Refused { .. }), "{error:?}");
}

#[test]
fn an_accepted_dial_needs_no_body() {
    for body in ["", "undefined", "null", "{\"id\":\"1\"}"] {
        assert_eq!(dial(&Reply::new(200, body)), Ok(()), "{body:?}");
    }
    assert_eq!(dial(&Reply::new(204, "")), Ok(()));
}

#[test]
fn definite_refusals_prove_that_nothing_was_placed() {
    let definite = [
        reply(401, "error_401.json"),
        Reply::new(401, ""),
        Reply::new(403, "<html>"),
        reply(404, "error_404.json"),
        Reply::new(404, ""),
        Reply::new(429, ""),
        reply(400, "error_435_refused.json"),
        reply(435, "error_435_refused.json"),
        reply(435, "error_435_login_state.json"),
    ];
    for reply in definite {
        let error = dial(&reply).unwrap_err();
        assert!(error.is_definite_refusal(), "{reply:?}: {error:?}");
    }
    assert!(
        Error::NoAnswer {
            lost: Lost::Expired
        }
        .is_definite_refusal(),
        "never sent"
    );
}

#[test]
fn everything_unclear_leaves_open_whether_a_call_was_placed() {
    let unclear = [
        reply(435, "error_435_migrated.json"),
        reply(500, "error_435_refused.json"),
        reply(502, "error_502_gateway.html"),
        Reply::new(503, ""),
        Reply::new(435, ""),
        Reply::new(400, "<html>"),
        Reply::new(302, ""),
    ];
    for reply in unclear {
        let error = dial(&reply).unwrap_err();
        assert!(!error.is_definite_refusal(), "{reply:?}: {error:?}");
    }
    for lost in [Lost::Offline, Lost::Timeout, Lost::Cut] {
        assert!(!Error::NoAnswer { lost }.is_definite_refusal(), "{lost}");
    }
    let bad = Error::BadReply {
        path: ".".to_owned(),
        problem: "not JSON".to_owned(),
    };
    assert!(!bad.is_definite_refusal());
}

#[test]
fn a_rate_limit_says_how_long_to_wait() {
    let retry_after = Some(Duration::from_secs(7));
    let error = dial(&Reply {
        status: 429,
        retry_after,
        body: String::new(),
    })
    .unwrap_err();
    assert_eq!(error, Error::RateLimited { retry_after });
    assert_eq!(error.retry_after(), retry_after);
    assert_eq!(error.next_step(), NextStep::Retry { after: retry_after });
}

#[test]
fn code_and_context_decide_what_to_do_next() {
    let farm = Some(FarmId::new("252"));
    let retry = || NextStep::Retry { after: None };
    let cases = [
        (
            reply(435, "error_435_login_state.json"),
            NextStep::RunLoginLoop,
        ),
        (
            reply(403, "error_435_login_state.json"),
            NextStep::RunLoginLoop,
        ),
        (
            reply(435, "error_435_migrated.json"),
            NextStep::Migrate { farm: farm.clone() },
        ),
        (
            reply(503, "error_435_migrated.json"),
            NextStep::Migrate { farm },
        ),
        (
            reply(435, "error_435_duplicate_login.json"),
            NextStep::AskAgent,
        ),
        (
            reply(401, "error_435_duplicate_login.json"),
            NextStep::AskAgent,
        ),
        (
            reply(409, "error_435_duplicate_login.json"),
            NextStep::AskAgent,
        ),
        (
            reply(429, "error_435_duplicate_login.json"),
            NextStep::AskAgent,
        ),
        (
            reply(503, "error_435_duplicate_login.json"),
            NextStep::AskAgent,
        ),
        (reply(435, "error_435_refused.json"), NextStep::GiveUp),
        (reply(404, "error_404.json"), NextStep::GiveUp),
        (reply(401, "error_401.json"), NextStep::LogIn),
        (Reply::new(403, ""), NextStep::LogIn),
        (reply(502, "error_502_gateway.html"), retry()),
        (Reply::new(435, ""), retry()),
        (Reply::new(302, ""), retry()),
    ];
    for (reply, expected) in cases {
        let error = dial(&reply).unwrap_err();
        assert_eq!(error.next_step(), expected, "{reply:?}: {error:?}");
    }
    let lost = Error::NoAnswer {
        lost: Lost::Timeout,
    };
    assert_eq!(lost.next_step(), retry());
}

#[test]
fn a_gateway_page_is_a_server_error() {
    let error = dial(&reply(502, "error_502_gateway.html")).unwrap_err();
    assert_eq!(
        error,
        Error::Server {
            status: 502,
            retry_after: None
        }
    );
}

fn dial(reply: &Reply) -> Result<(), Error> {
    let dial = MakeExternalCall {
        agent: AgentId::new("3578927"),
        number: "+12025550101".to_owned(),
        campaign: CampaignId::new("1137597"),
    };
    dial.decode(reply)
}

#[test]
fn a_server_error_that_names_another_login_proves_nothing() {
    let error = dial(&reply(503, "error_435_duplicate_login.json")).unwrap_err();
    assert!(error.is_duplicate_login());
    assert!(!error.is_definite_refusal());
}

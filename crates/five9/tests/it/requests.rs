//! The exact requests that leave.
//!
//! One line each: method, path, body.

use five9::endpoint::{
    Disconnect, Dispose, GetCall, GetCalls, GetCampaign, GetCampaignDispositions,
    GetCampaignsConfig, GetInteractions, GetLoginState, GetMetadata, GetStation, MakeExternalCall,
    RestartStation, StartSession,
};
use five9::http::Endpoint;
use five9::id::{AgentId, CallId, CampaignId, DispositionId, OrgId, StationId};
use five9::model::{StationChoice, StationType};

#[test]
fn the_dial_body_is_exact() {
    let dial = MakeExternalCall {
        agent: agent(),
        number: "+15551234567".to_owned(),
        campaign: CampaignId::new("300000000000483"),
    };
    check(
        &dial,
        "POST /appsvcs/rs/svc/agents/3578927/interactions/make_external_call",
        Some(
            r#"{"number":"+15551234567","skipDNCCheck":false,"checkMultipleContacts":true,"campaignId":"300000000000483"}"#,
        ),
    );
}

#[test]
fn reads_have_no_body() {
    let org = || OrgId::new("131792");
    let campaign = || CampaignId::new("1137597");
    check(&GetMetadata, "GET /appsvcs/rs/svc/auth/metadata", None);
    let path = "GET /appsvcs/rs/svc/agents/3578927/login_state";
    check(&GetLoginState { agent: agent() }, path, None);
    let path = "GET /appsvcs/rs/svc/agents/3578927/station";
    check(&GetStation { agent: agent() }, path, None);
    let path = "GET /appsvcs/rs/svc/agents/3578927/campaigns_config";
    check(&GetCampaignsConfig { agent: agent() }, path, None);
    let path = "GET /appsvcs/rs/svc/orgs/131792/campaigns/1137597";
    check(
        &GetCampaign {
            org: org(),
            campaign: campaign(),
        },
        path,
        None,
    );
    let path = "GET /appsvcs/rs/svc/orgs/131792/campaigns/1137597/dispositions";
    check(
        &GetCampaignDispositions {
            org: org(),
            campaign: campaign(),
        },
        path,
        None,
    );
    let path = "GET /appsvcs/rs/svc/agents/3578927/interactions";
    check(&GetInteractions { agent: agent() }, path, None);
    let path = "GET /appsvcs/rs/svc/agents/3578927/interactions/calls";
    check(&GetCalls { agent: agent() }, path, None);
    let path = "GET /appsvcs/rs/svc/agents/3578927/interactions/calls/C86E";
    check(
        &GetCall {
            agent: agent(),
            call: call(),
        },
        path,
        None,
    );
}

#[test]
fn changes_have_the_documented_bodies() {
    let path = "PUT /appsvcs/rs/svc/agents/3578927/interactions/calls/C86E/disconnect";
    check(
        &Disconnect {
            agent: agent(),
            call: call(),
        },
        path,
        None,
    );
    let disposition = DispositionId::new("300000000000046");
    check(
        &Dispose {
            agent: agent(),
            call: call(),
            disposition,
        },
        "PUT /appsvcs/rs/svc/agents/3578927/interactions/calls/C86E/dispose",
        Some(r#"{"dispositionId":"300000000000046"}"#),
    );
    let path = "PUT /appsvcs/rs/svc/agents/3578927/station/restart";
    check(
        &RestartStation { agent: agent() },
        path,
        Some(r#"{"value":null}"#),
    );
}

#[test]
fn a_session_is_taken_over_only_when_asked() {
    let station = StationChoice {
        station_id: StationId::new(""),
        station_type: StationType::Empty,
    };
    let body = Some(r#"{"stationId":"","stationType":"EMPTY"}"#);
    let path = "PUT /appsvcs/rs/svc/agents/3578927/session_start";
    check(
        &StartSession {
            agent: agent(),
            station: station.clone(),
            force: false,
        },
        path,
        body,
    );
    let path = "PUT /appsvcs/rs/svc/agents/3578927/session_start?force=true";
    check(
        &StartSession {
            agent: agent(),
            station,
            force: true,
        },
        path,
        body,
    );
}

#[test]
fn an_id_typed_in_by_hand_cannot_name_another_endpoint() {
    let campaign = CampaignId::new("../agents/1?x=ü#");
    let path = "GET /appsvcs/rs/svc/orgs/131792/campaigns/..%2Fagents%2F1%3Fx%3D%C3%BC%23";
    check(
        &GetCampaign {
            org: OrgId::new("131792"),
            campaign,
        },
        path,
        None,
    );
}

#[cfg(feature = "native")]
#[test]
fn a_login_names_user_policy_and_application() {
    use five9::endpoint::{Login, LoginPolicy};

    let login = Login {
        username: "agent@example.com".to_owned(),
        password: "secret".to_owned(),
        policy: LoginPolicy::AttachExisting,
    };
    check(
        &login,
        "POST /appsvcs/rs/svc/auth/login",
        Some(
            r#"{"passwordCredentials":{"username":"agent@example.com","password":"secret"},"appKey":"web-ui","policy":"AttachExisting"}"#,
        ),
    );
    assert_eq!(format!("{login:?}"), "Login(AttachExisting)");
}

fn check(endpoint: &impl Endpoint, line: &str, body: Option<&str>) {
    let request = endpoint.to_request();
    assert_eq!(format!("{} {}", request.method, request.path), line);
    assert_eq!(request.body.as_deref(), body);
}

fn agent() -> AgentId {
    AgentId::new("3578927")
}

fn call() -> CallId {
    CallId::new("C86E")
}

//! What must hold of requests whatever the fixtures say.
//!
//! One line each: method, path, body.

use five9::endpoint::{GetCampaign, MakeExternalCall};
use five9::http::Endpoint;
use five9::id::{AgentId, CampaignId, OrgId};

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
fn a_login_prints_no_credential() {
    use five9::endpoint::{Login, LoginPolicy};

    let login = Login {
        username: "agent@example.com".to_owned(),
        password: "secret".to_owned(),
        policy: LoginPolicy::AttachExisting,
    };
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

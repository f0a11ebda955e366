//! Shifts of a native client: what it does arrives, what happens is told.

use five9::Error;
use five9::endpoint::{
    Disconnect, Dispose, GetCall, GetCalls, GetCampaign, GetCampaignDispositions,
    GetCampaignsConfig, GetInteractions, GetMetadata, GetStation, LoginPolicy,
};
use five9::event::{Change, Event};
use five9::http::Lost;
use five9::id::{CallId, CampaignId, ClientKey, DispositionId, OrgId};
use five9::model::CallState;
use five9::native::SocketError;
use serde_json::json;

use crate::support::{
    AGENT, CAMPAIGN, NUMBER, agent, call_event, client, dial, in_time, log, n_logged, open_socket,
    quick_callee, server, set, state, talk, until, working_client,
};

#[tokio::test]
async fn a_whole_call_from_login_to_outcome() {
    let server = server().await;
    quick_callee(&server);
    let client = working_client(&server).await;
    let mut socket = open_socket(&client, "shift").await;
    let id = talk(&client, &mut socket).await;

    let calls = client
        .execute(&GetCalls { agent: agent() })
        .await
        .expect("calls");
    assert_eq!(calls.len(), 1);
    assert_eq!(calls[0].number.as_deref(), Some(NUMBER));
    assert!(calls[0].is_agent_call());
    client
        .execute(&Disconnect {
            agent: agent(),
            call: id.clone(),
        })
        .await
        .expect("hung up");
    let event = call_event(&mut socket, &CallState::WrapUp).await;
    assert_eq!(event.reason.as_deref(), Some("DISCONNECTED_BY_AGENT"));
    let disposition = DispositionId::new("300000000000046");
    let dispose = Dispose {
        agent: agent(),
        call: id.clone(),
        disposition: disposition.clone(),
        timeout: None,
    };
    let finished = client
        .execute(&dispose)
        .await
        .expect("disposed")
        .expect("a call");
    assert_eq!(
        (finished.state, finished.disposition_id),
        (CallState::Finished, Some(disposition))
    );
    let event = call_event(&mut socket, &CallState::Finished).await;
    assert_eq!((event.change, event.call.id), (Change::Updated, id));
    assert_eq!(
        call_event(&mut socket, &CallState::Finished).await.change,
        Change::Deleted
    );
    let left = client
        .execute(&GetInteractions { agent: agent() })
        .await
        .expect("a list");
    assert!(left.is_empty());

    let dials: Vec<_> = log(&server)
        .into_iter()
        .filter(|entry| entry["method"] == "POST")
        .collect();
    assert_eq!(dials.len(), 2, "login and dial: {dials:?}");
    let body = format!(
        r#"{{"number":"{NUMBER}","skipDNCCheck":false,"checkMultipleContacts":true,"campaignId":"{CAMPAIGN}"}}"#
    );
    assert_eq!(dials[1]["body"], body);
    let state = state(&server);
    assert_eq!(state["calls"][0]["state"], "FINISHED");
    assert_eq!(state["calls"][0]["dispositionId"], "300000000000046");
    assert_eq!(state["calls"][0]["endedBy"], "agent");
    assert_eq!(state["agents"][0]["sockets"], 1);
}

#[tokio::test]
async fn the_organisation_can_be_read() {
    let server = server().await;
    let client = working_client(&server).await;
    let metadata = client.execute(&GetMetadata).await.expect("metadata");
    let authority = metadata.api_authority().expect("an authority");
    assert_eq!(
        (authority.host.as_str(), authority.port),
        ("localhost", server.port())
    );
    let org = OrgId::new("131792");
    let config = client
        .execute(&GetCampaignsConfig { agent: agent() })
        .await
        .expect("config");
    let campaign = CampaignId::new(CAMPAIGN);
    assert!(config.campaign_ids.contains(&campaign));
    let found = GetCampaign {
        org: org.clone(),
        campaign: campaign.clone(),
    };
    assert!(
        client
            .execute(&found)
            .await
            .expect("a campaign")
            .is_running()
    );
    let stopped = GetCampaign {
        org: org.clone(),
        campaign: CampaignId::new("1137600"),
    };
    assert!(
        !client
            .execute(&stopped)
            .await
            .expect("a campaign")
            .is_running()
    );
    let list = GetCampaignDispositions { org, campaign };
    let list = client.execute(&list).await.expect("dispositions");
    assert!(
        list.iter()
            .any(|one| one.can_end_call() && one.must_confirm())
    );
    assert!(
        list.iter().any(|one| !one.can_end_call()),
        "one is for transfers only"
    );
    let station = client
        .execute(&GetStation { agent: agent() })
        .await
        .expect("a station");
    assert!(station.is_connected() && station.has_audio());
}

#[tokio::test]
async fn both_list_shapes_and_reply_bodies_are_understood() {
    let server = server().await;
    let switches = json!({
        "campaignsConfig": "array", "dispositions": "array", "dialReply": "callInfo",
        "disconnectReply": "callInfo", "disposeReply": "empty", "offered": false,
    });
    set(&server, "switches", &switches);
    quick_callee(&server);
    let client = working_client(&server).await;
    let mut socket = open_socket(&client, "shapes").await;
    let config = client
        .execute(&GetCampaignsConfig { agent: agent() })
        .await
        .expect("config");
    assert!(config.campaign_ids.contains(&CampaignId::new(CAMPAIGN)));
    let call = talk(&client, &mut socket).await;
    let hung_up = client
        .execute(&Disconnect {
            agent: agent(),
            call: call.clone(),
        })
        .await;
    assert_eq!(
        hung_up.expect("hung up").map(|call| call.state),
        Some(CallState::WrapUp)
    );
    let disposition = DispositionId::new("300000000000043");
    let disposed = client
        .execute(&Dispose {
            agent: agent(),
            call,
            disposition,
            timeout: None,
        })
        .await;
    assert_eq!(disposed, Ok(None));
}

#[tokio::test]
async fn refusals_carry_five9s_own_words() {
    let server = server().await;
    let client = client(&server);
    let refused = client
        .login("agent@example.com", "wrong", LoginPolicy::AttachExisting)
        .await;
    assert!(
        matches!(refused, Err(Error::NotLoggedIn { status: 401, .. })),
        "{refused:?}"
    );
    client
        .login("agent@example.com", "ninepin", LoginPolicy::AttachExisting)
        .await
        .expect("logged in");
    let early = client.execute(&GetInteractions { agent: agent() }).await;
    assert!(matches!(early, Err(Error::LoginState { .. })), "{early:?}");

    let client = working_client(&server).await;
    set(&server, "station/disconnect", &json!(null));
    let refused = client.execute(&dial()).await.expect_err("refused");
    assert_eq!(
        refused.five9_message(),
        Some("the station is not connected")
    );
    let missing = GetCall {
        agent: agent(),
        call: CallId::new("00"),
    };
    let missing = client.execute(&missing).await;
    assert!(
        matches!(missing, Err(Error::NotFound { .. })),
        "{missing:?}"
    );
    set(&server, "session/expire", &json!(null));
    let expired = client.execute(&GetMetadata).await;
    assert!(
        matches!(expired, Err(Error::NotLoggedIn { status: 401, .. })),
        "{expired:?}"
    );
}

#[tokio::test]
async fn a_lost_answer_leaves_a_call_only_if_the_request_took_effect() {
    for (drop, n_calls) in [("before", 0), ("after", 1)] {
        for bare in [false, true] {
            let server = server().await;
            let client = working_client(&server).await;
            let wanted = json!({"method": "POST", "path": "make_external_call"});
            set(
                &server,
                "fault",
                &json!({"match": wanted, "action": {"drop": drop, "bare": bare}}),
            );
            let lost = in_time("the cut", client.execute(&dial())).await;
            assert_eq!(lost, Err(Error::NoAnswer { lost: Lost::Cut }));
            let calls = client
                .execute(&GetCalls { agent: agent() })
                .await
                .expect("calls");
            assert_eq!(calls.len(), n_calls, "{drop}");
            assert_eq!(n_logged(&server, "make_external_call"), 1);
        }
    }
}

#[tokio::test]
async fn a_dropped_socket_can_be_opened_again_and_the_call_goes_on() {
    let server = server().await;
    quick_callee(&server);
    let client = working_client(&server).await;
    let mut socket = open_socket(&client, "first").await;
    talk(&client, &mut socket).await;
    set(&server, "socket/drop", &json!(null));
    let gone = async {
        loop {
            if let Err(error) = socket.next().await {
                return error;
            }
        }
    };
    let gone = in_time("the drop", gone).await;
    assert!(!matches!(gone, SocketError::Frame(_)), "{gone:?}");
    let mut socket = open_socket(&client, "second").await;
    set(&server, "call/current/hangup", &json!(null));
    let event = call_event(&mut socket, &CallState::WrapUp).await;
    assert_eq!(event.reason.as_deref(), Some("DISCONNECTED_BY_CALLER"));
}

#[tokio::test]
async fn a_ping_gets_a_pong_and_a_double_key_code_3000() {
    let server = server().await;
    let client = working_client(&server).await;
    let mut socket = open_socket(&client, "key").await;
    socket.ping().await.expect("sent");
    assert_eq!(in_time("pong", socket.next()).await, Ok(Event::Pong));
    let mut double = client
        .open_socket(&ClientKey::new("key"))
        .await
        .expect("a socket");
    assert_eq!(in_time("1020", double.next()).await, Ok(Event::Duplicate));
    let closed = in_time("close", double.next()).await;
    assert_eq!(closed, Err(SocketError::Closed { code: Some(3000) }));
    socket.ping().await.expect("the first lives on");
    assert_eq!(in_time("pong", socket.next()).await, Ok(Event::Pong));
}

#[tokio::test]
async fn a_socket_that_its_client_closes_is_no_longer_counted() {
    let server = server().await;
    let client = working_client(&server).await;
    let socket = open_socket(&client, "key").await;
    assert_eq!(state(&server)["agents"][0]["sockets"], 1);
    socket.close().await;
    until("no socket", || state(&server)["agents"][0]["sockets"] == 0).await;
    let client = self::client(&server);
    let refused = client.open_socket(&ClientKey::new("other")).await.map(drop);
    assert_eq!(refused, Err(SocketError::Refused { status: 401 }));
    assert_eq!(state(&server)["agents"][0]["id"], AGENT);
}

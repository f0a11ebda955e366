//! What successful replies decode to.
//!
//! Required is only what a decision hangs on.

use std::time::Duration;

use five9::endpoint::{
    Disconnect, Dispose, GetCall, GetCalls, GetCampaign, GetCampaignDispositions,
    GetCampaignsConfig, GetInteractions, GetLoginState, GetMetadata, GetStation, RestartStation,
    StartSession,
};
use five9::http::{Endpoint, Reply};
use five9::id::{AgentId, CallId, CampaignId, DispositionId, FarmId, OrgId, StationId};
use five9::model::{
    CallState, CampaignState, CampaignType, Channel, Disposition, DispositionFlag, LoginState,
    Station, StationChoice, StationType,
};
use five9::{Error, Timestamp};

use crate::fixtures::reply;

#[test]
fn metadata_names_who_and_where() {
    let metadata = GetMetadata.decode(&reply(200, "metadata.json")).unwrap();
    assert_eq!(metadata.user_id, AgentId::new("3578927"));
    assert_eq!(metadata.org_id, OrgId::new("131792"));
    assert_eq!(metadata.farm_id, Some(FarmId::new("149")));
    let token = metadata.token_id.as_ref().map(|token| token.as_str().len());
    assert_eq!(token, Some(36));
    let authority = metadata.api_authority().unwrap();
    assert_eq!(
        (authority.host.as_str(), authority.port),
        ("app-atl.five9.com", 443)
    );
}

#[test]
fn the_active_data_center_serves_the_api() {
    let metadata = GetMetadata
        .decode(&reply(200, "metadata_second_active.json"))
        .unwrap();
    assert_eq!(
        metadata.api_authority().unwrap().to_string(),
        "app-scl.five9.com:8443"
    );
}

#[test]
fn the_first_data_center_serves_the_api_when_none_is_active() {
    let metadata = GetMetadata
        .decode(&reply(200, "metadata_none_active.json"))
        .unwrap();
    assert_eq!(
        metadata.api_authority().unwrap().to_string(),
        "app-atl.five9.com"
    );
    assert_eq!(
        metadata.user_id.as_str(),
        "300000000000001",
        "an id written as a number"
    );
    assert_eq!(metadata.token_id, None);
}

#[test]
fn no_data_center_means_no_api_host() {
    let metadata = GetMetadata
        .decode(&reply(200, "metadata_without_data_centers.json"))
        .unwrap();
    assert_eq!(metadata.api_authority(), None);
}

#[test]
fn an_unknown_login_state_is_kept_as_it_came() {
    let endpoint = GetLoginState { agent: agent() };
    let state = endpoint
        .decode(&reply(200, "login_state_working.json"))
        .unwrap();
    assert_eq!(state, LoginState::Working);
    let state = endpoint
        .decode(&reply(200, "login_state_unknown.json"))
        .unwrap();
    assert_eq!(
        state,
        LoginState::Unknown("SELECT_SOMETHING_NEW".to_owned())
    );
    assert_eq!(state.to_string(), "SELECT_SOMETHING_NEW");
}

#[test]
fn a_station_is_connected_unless_absent_or_disconnected() {
    let check = |name: &str, connected: bool, audio: bool| {
        let station = station(&reply(200, name));
        assert_eq!(
            (station.is_connected(), station.has_audio()),
            (connected, audio),
            "{name}"
        );
    };
    check("station_softphone.json", true, true);
    check("station_disconnected.json", false, false);
    check("station_empty.json", true, false);
    check("station_type_only.json", true, true);
}

#[test]
fn no_station_is_no_error() {
    for body in ["", "null", "{}", r#"{"stationId":null,"stationType":""}"#] {
        let station = station(&Reply::new(200, body));
        assert_eq!(station, Station::default(), "{body:?}");
        assert!(!station.is_connected());
    }
}

#[test]
fn campaigns_config_is_an_object_or_an_array() {
    let endpoint = GetCampaignsConfig { agent: agent() };
    for name in [
        "campaigns_config_object.json",
        "campaigns_config_array.json",
    ] {
        let config = endpoint.decode(&reply(200, name)).unwrap();
        let expected = [
            CampaignId::new("1137597"),
            CampaignId::new("300000000000483"),
        ];
        assert_eq!(config.campaign_ids, expected, "{name}");
    }
}

#[test]
fn a_campaign_runs_only_when_five9_says_so() {
    let endpoint = GetCampaign {
        org: OrgId::new("1"),
        campaign: CampaignId::new("2494"),
    };
    let campaign = endpoint
        .decode(&reply(200, "campaign_running.json"))
        .unwrap();
    assert!(campaign.is_running());
    assert_eq!(campaign.name, "Inbound Service");
    assert_eq!(campaign.campaign_type, Some(CampaignType::Inbound));

    let campaign = endpoint
        .decode(&reply(200, "campaign_unknown_words.json"))
        .unwrap();
    assert!(!campaign.is_running());
    assert_eq!(
        campaign.state,
        CampaignState::Unknown("HIBERNATING".to_owned())
    );
    assert_eq!(
        campaign.campaign_type,
        Some(CampaignType::Unknown("HOLOGRAM".to_owned()))
    );

    let campaign = endpoint.decode(&Reply::new(200, r#"{"id":"1"}"#)).unwrap();
    assert!(!campaign.is_running());
}

#[test]
fn a_disposition_ends_calls_only_with_its_filter() {
    let dispositions = dispositions("dispositions_object.json");
    let ends: Vec<_> = dispositions
        .iter()
        .map(|d| (d.label(), d.can_end_call()))
        .collect();
    assert_eq!(
        ends,
        [
            ("Open", true),
            ("Warm Transfer", false),
            ("Call Back", true)
        ]
    );
}

#[test]
fn of_a_channel_named_twice_the_last_counts() {
    let open = &dispositions("dispositions_object.json")[0];
    let channels = open.channel_types.as_ref().unwrap();
    assert!(channels["CALL"].contains("VOICE_DISPOSE_CALL_OR_VOICEMAIL"));
}

#[test]
fn disposition_flags_and_timeout_are_read() {
    let call_back = &dispositions("dispositions_object.json")[2];
    assert!(call_back.must_confirm());
    assert_eq!(call_back.timeout, Some(Duration::from_secs(3600)));
    assert!(
        call_back
            .flags
            .contains(&DispositionFlag::Unknown("SPARKLES".to_owned()))
    );
    let open = &dispositions("dispositions_object.json")[0];
    assert!(!open.must_confirm());
    assert_eq!(open.timeout, None, "-1 means none");
}

#[test]
fn a_bare_array_of_dispositions_is_understood() {
    let dispositions = dispositions("dispositions_array.json");
    assert!(
        dispositions[0].can_end_call(),
        "says nothing about channels"
    );
    assert!(!dispositions[1].can_end_call(), "not for calls");
    assert_eq!(dispositions[1].id, DispositionId::new("-17"));
}

#[test]
fn interactions_of_all_channels_are_kept() {
    let endpoint = GetInteractions { agent: agent() };
    let stubs = endpoint.decode(&reply(200, "interactions.json")).unwrap();
    let calls: Vec<_> = stubs.iter().filter_map(|stub| stub.call_id()).collect();
    assert_eq!(calls, [&call_id()]);
    assert_eq!(
        stubs[2].channel_type,
        Channel::Unknown("CARRIER_PIGEON".to_owned())
    );
}

#[test]
fn a_call_is_read_with_all_that_is_known_of_it() {
    let calls = GetCalls { agent: agent() }
        .decode(&reply(200, "calls.json"))
        .unwrap();
    let call = &calls[0];
    assert_eq!((&call.id, &call.state), (&call_id(), &CallState::Talking));
    assert!(call.is_agent_call());
    assert_eq!(call.number.as_deref(), Some("+12025550101"));
    assert_eq!(call.campaign_id, Some(CampaignId::new("1137597")));
    assert_eq!(call.recording, Some(true));
    assert_eq!(
        call.start_timestamp,
        Some(Timestamp::from_ms(1_697_146_002_540))
    );
    assert_eq!(call.call_session_id.as_deref(), Some("S1"));
    assert_eq!(
        call.active_contact.as_ref().unwrap().fields["f1"],
        "Taylor Sample"
    );
    assert_eq!(
        call.other["somethingNew"]["deep"][2], 3,
        "unknown members are kept"
    );
    assert_eq!(call.disposition(), None);
}

#[test]
fn a_call_needs_only_id_and_state() {
    let call = call("call_minimal.json");
    assert_eq!(call.state, CallState::RingingOnOtherSide);
    assert!(!call.is_agent_call());
}

#[test]
fn optional_members_of_another_type_count_as_absent() {
    let call = call("call_odd_types.json");
    assert_eq!(call.state, CallState::Unknown("CONSULTING".to_owned()));
    assert!(call.state.is_live());
    assert_eq!(
        (call.call_type.as_ref(), call.campaign_id.as_ref()),
        (None, None)
    );
    assert_eq!(
        (call.transfer, call.recording, call.start_timestamp),
        (None, None, None)
    );
    assert_eq!(call.disposition(), None, "-1 means not dispositioned");
}

#[test]
fn a_call_may_name_its_session_twice() {
    let text = r#"{"id":"C86E","state":"TALKING","sessionId":"1","callSessionId":"2"}"#;
    let call: five9::model::CallInfo = serde_json::from_str(text).unwrap();
    let names = (call.session_id.as_deref(), call.call_session_id.as_deref());
    assert_eq!(names, (Some("1"), Some("2")));
}

#[test]
fn call_states_order_along_a_calls_life() {
    let life = [
        "OFFERED",
        "RINGING_ON_OTHER_SIDE",
        "TALKING",
        "WRAP_UP",
        "FINISHED",
    ];
    let ranks: Vec<_> = life
        .iter()
        .map(|word| CallState::from_word(word).rank())
        .collect();
    assert!(ranks.is_sorted_by(|a, b| a < b), "{ranks:?}");
    let live: Vec<_> = life
        .iter()
        .map(|word| CallState::from_word(word).is_live())
        .collect();
    assert_eq!(live, [true, true, true, false, false]);
    assert_eq!(CallState::OnHold.rank(), CallState::Talking.rank());
}

#[test]
fn a_list_with_an_unreadable_call_is_no_list() {
    let endpoint = GetCalls { agent: agent() };
    let error = endpoint
        .decode(&reply(200, "calls_one_unreadable.json"))
        .unwrap_err();
    let Error::BadReply { path, problem } = error else {
        panic!("{error:?}")
    };
    assert_eq!(
        (path.as_str(), problem.as_str()),
        ("[1]", "missing field `state`")
    );
}

#[test]
fn an_empty_body_is_no_empty_list_of_calls() {
    let endpoint = GetCalls { agent: agent() };
    for body in ["", "null", "<html></html>", "{}", "[] trailing"] {
        let result = endpoint.decode(&Reply::new(200, body));
        assert!(
            matches!(result, Err(Error::BadReply { .. })),
            "{body:?}: {result:?}"
        );
    }
    assert_eq!(endpoint.decode(&Reply::new(200, "[]")), Ok(vec![]));
}

#[test]
fn disconnect_and_dispose_accept_any_success_with_or_without_the_call() {
    let disconnect = Disconnect {
        agent: agent(),
        call: call_id(),
    };
    let disposition = DispositionId::new("1");
    let dispose = Dispose {
        agent: agent(),
        call: call_id(),
        disposition,
        timeout: None,
    };
    let cases = [
        (204, ""),
        (200, "null"),
        (200, "{}"),
        (200, "\n"),
        (202, "true"),
    ];
    for (status, body) in cases {
        assert_eq!(
            disconnect.decode(&Reply::new(status, body)),
            Ok(None),
            "{body:?}"
        );
        assert_eq!(
            dispose.decode(&Reply::new(status, body)),
            Ok(None),
            "{body:?}"
        );
    }
    let call = dispose
        .decode(&reply(200, "call_finished.json"))
        .unwrap()
        .unwrap();
    assert_eq!(
        call.disposition(),
        Some(&DispositionId::new("300000000000046"))
    );
}

#[test]
fn a_page_instead_of_a_reply_to_dispose_is_no_success() {
    let disposition = DispositionId::new("1");
    let dispose = Dispose {
        agent: agent(),
        call: call_id(),
        disposition,
        timeout: None,
    };
    let result = dispose.decode(&reply(200, "error_502_gateway.html"));
    assert!(matches!(result, Err(Error::BadReply { .. })), "{result:?}");
}

#[test]
fn requests_without_a_result_ignore_the_body() {
    let station = StationChoice {
        station_id: StationId::new(""),
        station_type: StationType::Empty,
    };
    let start = StartSession {
        agent: agent(),
        station,
        force: false,
    };
    assert_eq!(start.decode(&Reply::new(204, "")), Ok(()));
    let restart = RestartStation { agent: agent() };
    assert_eq!(restart.decode(&Reply::new(200, "anything")), Ok(()));
}

fn agent() -> AgentId {
    AgentId::new("3578927")
}

fn call_id() -> CallId {
    CallId::new("C86EBE50B9744D6D946531842B278846")
}

fn station(reply: &Reply) -> Station {
    GetStation { agent: agent() }.decode(reply).unwrap()
}

fn call(name: &str) -> five9::model::CallInfo {
    GetCall {
        agent: agent(),
        call: call_id(),
    }
    .decode(&reply(200, name))
    .unwrap()
}

fn dispositions(name: &str) -> Vec<Disposition> {
    let campaign = CampaignId::new("1137597");
    let endpoint = GetCampaignDispositions {
        org: OrgId::new("131792"),
        campaign,
    };
    endpoint.decode(&reply(200, name)).unwrap()
}

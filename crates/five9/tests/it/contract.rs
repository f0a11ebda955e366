//! Every request that can leave, against the fixtures that the simulator is held to as well.
//!
//! The fixtures are written from the sources, not from what the client sends, so that one misreading
//! cannot hide in both.

use std::collections::BTreeSet;
use std::fs;
use std::time::Duration;

use five9::Timestamp;
use five9::endpoint::*;
use five9::http::{Endpoint, Reply, Request};
use five9::id::{
    AgentId, CallId, CallVariableId, CallbackId, CampaignId, ContactFieldId, ContactId,
    DispositionId, NoteId, NoticeId, OrgId, PromptId, ReasonCodeId, SkillId, StationId,
};
use five9::model::{Channel, Disposition, DispositionTimeout, StationChoice, StationType};

use crate::decoders::DECODERS;
use crate::fixtures::{folder, read};

#[test]
fn every_request_is_as_its_fixture_says() {
    for (name, request) in requests() {
        let fixture = read(&format!("requests/{name}.json"));
        let expected: serde_json::Value = serde_json::from_str(&fixture).unwrap();
        assert_eq!(
            (request.method.as_str(), request.path.as_str()),
            (
                expected["method"].as_str().unwrap(),
                expected["path"].as_str().unwrap()
            ),
            "{name}"
        );
        let body = Some(expected["body"].to_string()).filter(|body| body != "null");
        assert_eq!(request.body, body, "{name}");
    }
}

#[test]
fn every_endpoint_has_a_fixture_and_every_fixture_an_endpoint() {
    let stems = |folder: &std::path::Path| -> BTreeSet<String> {
        let names = fs::read_dir(folder).unwrap();
        let names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        names
            .map(|name| name.split('.').next().unwrap().to_owned())
            .collect()
    };
    let endpoints = stems(&folder().join("../../src/endpoint"));
    assert_eq!(stems(&folder().join("requests")), endpoints);

    let mut tested: BTreeSet<_> = requests().iter().map(|(name, _)| *name).collect();
    if cfg!(not(feature = "native")) {
        tested.insert("login");
    }
    let files = fs::read_dir(folder().join("requests")).unwrap();
    let files: Vec<_> = files
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    let files: BTreeSet<_> = files
        .iter()
        .map(|name| name.strip_suffix(".json").unwrap())
        .collect();
    assert_eq!(tested, files);
}

/// What each endpoint that is answered with something is known to answer.
const ANSWERS: &[(&str, &[&str])] = &[
    ("get_metadata", &["metadata", "metadata_second_active"]),
    (
        "get_login_state",
        &[
            "login_state_working",
            "login_state_accept_notice",
            "login_state_select_station",
        ],
    ),
    ("get_maintenance_notices", &["maintenance_notices"]),
    (
        "accept_maintenance_notice",
        &["maintenance_notice_accepted"],
    ),
    ("get_skills", &["skills"]),
    (
        "get_station",
        &["station_softphone", "station_empty", "station_disconnected"],
    ),
    ("get_presence", &["presence_ready", "presence_pending"]),
    ("set_presence", &["presence_ready", "presence_pending"]),
    ("get_not_ready_reason_codes", &["reason_codes"]),
    ("get_logout_reason_codes", &["reason_codes"]),
    (
        "get_permissions",
        &["permissions_array", "permissions_object"],
    ),
    (
        "get_campaigns_config",
        &["campaigns_config_object", "campaigns_config_array"],
    ),
    ("get_agent_campaigns", &["campaigns"]),
    ("get_campaigns", &["campaigns"]),
    ("get_available_campaigns", &["campaigns"]),
    ("get_campaign", &["campaign_running"]),
    (
        "get_campaign_dispositions",
        &["dispositions_object", "dispositions_array"],
    ),
    ("get_dispositions", &["dispositions_array"]),
    ("get_no_campaign_dispositions", &["dispositions_array"]),
    ("get_prompts", &["prompts"]),
    ("get_audio_player", &["audio_player"]),
    ("get_call_variables", &["call_variables"]),
    ("get_contact_fields", &["contact_fields"]),
    ("get_interactions", &["interactions"]),
    ("get_calls", &["calls"]),
    (
        "get_call",
        &["call_minimal", "call_on_hold", "call_finished"],
    ),
    ("disconnect", &["call_minimal"]),
    ("dispose", &["call_finished"]),
    ("hold", &["call_on_hold"]),
    ("start_recording", &["call_minimal"]),
    ("find_contacts", &["contacts"]),
    ("get_contact", &["contact"]),
    ("create_contact", &["contact"]),
    ("get_interaction_notes", &["notes", "note"]),
    ("add_interaction_note", &["note"]),
    ("get_callbacks", &["callbacks"]),
    ("create_callback", &["callback"]),
];

#[test]
fn every_documented_answer_is_read() {
    for (endpoint, answers) in ANSWERS {
        let decoder = DECODERS.iter().find(|one| one.name == *endpoint).unwrap();
        for answer in *answers {
            let body = read(&format!("replies/{answer}.json"));
            let outcome = (decoder.run)(&Reply::new(200, body));
            assert!(
                !outcome.contains("BadReply"),
                "{endpoint}, {answer}: {outcome}"
            );
            // An answer that was passed over would read as nothing.
            assert!(
                !outcome.ends_with("None"),
                "{endpoint}, {answer}: {outcome}"
            );
        }
    }
    let answered: BTreeSet<_> = ANSWERS.iter().map(|(endpoint, _)| *endpoint).collect();
    for (name, request) in requests() {
        let is_read = request.method.as_str() == "GET";
        assert!(!is_read || answered.contains(name), "{name} has no answer");
    }
}

#[test]
fn no_request_can_skip_the_do_not_call_check() {
    for (name, request) in requests() {
        let body = request.body.unwrap_or_default();
        assert!(!body.contains(r#""skipDNCCheck":true"#), "{name}");
        assert!(!body.contains(r#""checkDNC":false"#), "{name}");
    }
}

fn agent() -> AgentId {
    AgentId::new("3578927")
}

fn org() -> OrgId {
    OrgId::new("131792")
}

fn call() -> CallId {
    CallId::new("C86EBE50B9744D6D946531842B278846")
}

fn campaign() -> CampaignId {
    CampaignId::new("1137597")
}

fn disposition() -> DispositionId {
    DispositionId::new("300000000000046")
}

fn contact() -> ContactId {
    ContactId::new("9000001")
}

fn number(last: u32) -> String {
    format!("+1202555010{last}")
}

fn note() -> String {
    "Asked for a call on Monday".to_owned()
}

fn fields() -> Vec<(ContactFieldId, String)> {
    vec![(ContactFieldId::new("f1"), "Taylor Sample".to_owned())]
}

fn timeout(wait_s: u64) -> DispositionTimeout {
    let json = r#"{"id":"300000000000046","flags":["ALLOW_SET_REDIAL_TIMER"]}"#;
    let disposition: Disposition = serde_json::from_str(json).unwrap();
    disposition
        .with_timeout(Duration::from_secs(wait_s))
        .unwrap()
}

macro_rules! all {
    ($($name:literal => $endpoint:expr,)+) => {
        vec![$(($name, $endpoint.to_request()),)+]
    };
}

pub(crate) fn requests() -> Vec<(&'static str, Request)> {
    let mut all = session_requests();
    all.extend(organisation_requests());
    all.extend(call_requests());
    all.extend(people_requests());
    all.extend(other_party_requests());
    #[cfg(feature = "native")]
    all.push((
        "login",
        Login {
            username: "agent@example.com".to_owned(),
            password: "secret".to_owned(),
            policy: LoginPolicy::AttachExisting,
        }
        .to_request(),
    ));
    all
}

fn session_requests() -> Vec<(&'static str, Request)> {
    let station = |id: &str, station_type| StationChoice {
        station_id: StationId::new(id),
        station_type,
    };
    let skills = ["300000000000022", "300000000000020"].map(SkillId::new);
    let lunch = ReasonCodeId::new("367541");
    all! {
        "get_metadata" => GetMetadata,
        "logout" => Logout,
        "get_login_state" => GetLoginState { agent: agent() },
        "start_session" => StartSession { agent: agent(), station: station("", StationType::Empty), force: false },
        "start_session.force" => StartSession { agent: agent(), station: station("+12025550100", StationType::Pstn), force: true },
        "restart_session" => RestartSession { agent: agent() },
        "stop_session" => StopSession { agent: agent() },
        "ping" => Ping { agent: agent() },
        "get_maintenance_notices" => GetMaintenanceNotices { agent: agent() },
        "accept_maintenance_notice" => AcceptMaintenanceNotice { agent: agent(), notice: NoticeId::new("8213") },
        "get_skills" => GetSkills { agent: agent() },
        "set_active_skills" => SetActiveSkills { agent: agent(), skills: skills.into() },
        "set_active_skills.none" => SetActiveSkills { agent: agent(), skills: vec![] },
        "get_station" => GetStation { agent: agent() },
        "restart_station" => RestartStation { agent: agent() },
        "get_presence" => GetPresence { agent: agent() },
        "set_presence" => SetPresence { agent: agent(), ready_channels: vec![Channel::Call, Channel::VoiceMail], reason: None },
        "set_presence.not_ready" => SetPresence { agent: agent(), ready_channels: vec![], reason: Some(lunch) },
        "get_permissions" => GetPermissions { agent: agent() },
    }
}

fn organisation_requests() -> Vec<(&'static str, Request)> {
    all! {
        "get_not_ready_reason_codes" => GetNotReadyReasonCodes { org: org() },
        "get_logout_reason_codes" => GetLogoutReasonCodes { org: org() },
        "get_campaigns_config" => GetCampaignsConfig { agent: agent() },
        "get_agent_campaigns" => GetAgentCampaigns { agent: agent() },
        "get_campaigns" => GetCampaigns { org: org() },
        "get_available_campaigns" => GetAvailableCampaigns { org: org() },
        "get_campaign" => GetCampaign { org: org(), campaign: campaign() },
        "get_campaign_dispositions" => GetCampaignDispositions { org: org(), campaign: campaign() },
        "get_dispositions" => GetDispositions { org: org() },
        "get_no_campaign_dispositions" => GetNoCampaignDispositions { org: org() },
        "get_prompts" => GetPrompts { agent: agent() },
        "get_call_variables" => GetCallVariables { org: org() },
        "get_contact_fields" => GetContactFields { org: org() },
    }
}

fn call_requests() -> Vec<(&'static str, Request)> {
    let values = [("7001", "S1"), ("7002", "a \"quoted\" word")];
    let values = values.map(|(id, value)| (CallVariableId::new(id), value.to_owned()));
    let prompt = PromptId::new("222995");
    all! {
        "get_interactions" => GetInteractions { agent: agent() },
        "get_calls" => GetCalls { agent: agent() },
        "get_call" => GetCall { agent: agent(), call: call() },
        "make_external_call" => MakeExternalCall { agent: agent(), number: number(1), campaign: campaign() },
        "disconnect" => Disconnect { agent: agent(), call: call() },
        "dispose" => Dispose { agent: agent(), call: call(), disposition: disposition(), timeout: None },
        "dispose.timeout" => Dispose { agent: agent(), call: call(), disposition: disposition(), timeout: Some(timeout(7_200)) },
        "hold" => Hold { agent: agent(), call: call() },
        "unhold" => Unhold { agent: agent(), call: call() },
        "start_recording" => StartRecording { agent: agent(), call: call() },
        "pause_recording" => PauseRecording { agent: agent(), call: call() },
        "resume_recording" => ResumeRecording { agent: agent(), call: call() },
        "stop_recording" => StopRecording { agent: agent(), call: call() },
        "play_prompt" => PlayPrompt { agent: agent(), call: call(), prompt },
        "stop_prompt" => StopPrompt { agent: agent(), call: call() },
        "pause_prompt" => PausePrompt { agent: agent(), call: call() },
        "resume_prompt" => ResumePrompt { agent: agent(), call: call() },
        "get_audio_player" => GetAudioPlayer { agent: agent(), call: call() },
        "set_call_variables" => SetCallVariables { agent: agent(), call: call(), values: values.into() },
    }
}

fn people_requests() -> Vec<(&'static str, Request)> {
    let criteria = [
        ("number1", number(1)),
        ("last_name", "Sample & Co".to_owned()),
    ];
    let criteria = criteria.map(|(name, value)| (name.to_owned(), value));
    let note_id = || NoteId::new("5001");
    let callback = || CallbackId::new("4001");
    let due_at = Timestamp::from_ms(1_698_938_347_550);
    let comments = || "After lunch".to_owned();
    all! {
        "find_contacts" => FindContacts { org: org(), criteria: criteria.into() },
        "get_contact" => GetContact { org: org(), contact: contact() },
        "create_contact" => CreateContact { org: org(), fields: fields() },
        "update_contact" => UpdateContact { org: org(), contact: contact(), fields: fields() },
        "update_call_contact" => UpdateCallContact { agent: agent(), call: call(), contact: contact(), fields: fields() },
        "attach_contact" => AttachContact { agent: agent(), call: call(), contact: contact() },
        "create_call_contact" => CreateCallContact { agent: agent(), call: call(), fields: fields() },
        "add_contact_note" => AddContactNote { org: org(), contact: contact(), note: note() },
        "delete_contact_note" => DeleteContactNote { org: org(), contact: contact(), note: note_id() },
        "get_interaction_notes" => GetInteractionNotes { agent: agent(), interaction: call() },
        "add_interaction_note" => AddInteractionNote { agent: agent(), interaction: call(), note: note() },
        "update_interaction_note" => UpdateInteractionNote { agent: agent(), interaction: call(), note: note_id(), text: note() },
        "get_callbacks" => GetCallbacks { agent: agent() },
        "create_callback" => CreateCallback { agent: agent(), number: number(1), campaign: Some(campaign()), due_at, comments: comments() },
        "create_callback.no_campaign" => CreateCallback { agent: agent(), number: number(1), campaign: None, due_at, comments: String::new() },
        "update_callback" => UpdateCallback { agent: agent(), callback: callback(), number: number(1), campaign: Some(campaign()), due_at, comments: comments() },
        "delete_callback" => DeleteCallback { agent: agent(), callback: callback() },
        "dismiss_callback" => DismissCallback { agent: agent(), callback: callback() },
        "add_number_to_dnc" => AddNumberToDnc { agent: agent(), number: number(1) },
    }
}

fn other_party_requests() -> Vec<(&'static str, Request)> {
    let cold = Some(DispositionId::new("-23"));
    let warm = Some(disposition());
    all! {
        "transfer_to_external_number" => TransferToExternalNumber { agent: agent(), call: call(), number: number(2), is_warm: false, disposition: cold, timeout: Some(timeout(300)) },
        "transfer_to_external_number.warm" => TransferToExternalNumber { agent: agent(), call: call(), number: number(2), is_warm: true, disposition: warm, timeout: Some(timeout(300)) },
        "complete_transfer" => CompleteTransfer { agent: agent(), call: call() },
        "cancel_transfer" => CancelTransfer { agent: agent(), call: call() },
        "add_external_to_conference" => AddExternalToConference { agent: agent(), call: call(), number: number(2), is_warm: true, includes_caller_info: false },
        "complete_warm_conference" => CompleteWarmConference { agent: agent(), call: call() },
        "leave_conference" => LeaveConference { agent: agent(), call: call(), disposition: disposition(), gives_up_ownership: false },
        "disconnect_conference_participant" => DisconnectConferenceParticipant { agent: agent(), participant: call() },
    }
}

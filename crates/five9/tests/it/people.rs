//! What replies about presence, permissions, prompts, contacts, notes and callbacks decode to.
//!
//! Required is an id, and nothing that no source shows.

use std::time::Duration;

use five9::endpoint::{
    AddInteractionNote, CreateCallback, Dispose, FindContacts, GetAudioPlayer, GetCallVariables,
    GetCallbacks, GetCampaigns, GetContact, GetContactFields, GetDispositions, GetInteractionNotes,
    GetMaintenanceNotices, GetNotReadyReasonCodes, GetPermissions, GetPresence, GetPrompts,
    GetSkills, Hold, SetPresence,
};
use five9::http::{Endpoint, Reply};
use five9::id::{
    AgentId, CallId, CallVariableId, CallbackId, CampaignId, ContactFieldId, ContactId,
    DispositionId, NoteId, OrgId, PromptId, ReasonCodeId, SkillId,
};
use five9::model::{
    AudioPlayer, CallState, Channel, Disposition, DispositionTimeout, Permissions, Presence,
    TimeoutRefused,
};
use five9::{Error, Timestamp};

use crate::fixtures::reply;

#[test]
fn presence_says_what_holds_and_what_will() {
    let presence = presence("presence_ready.json");
    assert!(presence.is_ready());
    assert_eq!(
        presence.current.ready_channels,
        [Channel::Call, Channel::VoiceMail]
    );
    assert_eq!(presence.current.reason, None, "\"0\" is no reason");
    assert_eq!(presence.pending, None);
    assert_eq!(presence.since, Some(Timestamp::from_ms(1_698_851_947_550)));
}

#[test]
fn a_change_in_a_call_is_pending() {
    let presence = presence("presence_pending.json");
    assert!(presence.is_ready());
    let unknown = Channel::Unknown("HOLOGRAM".to_owned());
    assert_eq!(presence.current.ready_channels, [Channel::Call, unknown]);
    let pending = presence.pending.unwrap();
    assert!(!pending.is_ready());
    assert_eq!(pending.reason, Some(ReasonCodeId::new("367541")));
}

#[test]
fn presence_without_a_current_state_is_no_presence() {
    let odd = presence("presence_odd_types.json");
    assert_eq!(odd.current.reason, Some(ReasonCodeId::new("367541")));
    assert!(!odd.is_ready());
    assert_eq!((odd.pending, odd.since), (None, None));
    let result = GetPresence { agent: agent() }.decode(&Reply::new(200, "{}"));
    let Err(Error::BadReply { problem, .. }) = result else {
        panic!("{result:?}")
    };
    assert_eq!(problem, "missing field `currentState`");
}

#[test]
fn setting_presence_needs_no_body_in_reply() {
    let endpoint = SetPresence {
        agent: agent(),
        ready_channels: vec![],
        reason: None,
    };
    assert_eq!(endpoint.decode(&Reply::new(204, "")), Ok(None));
    let read = endpoint.decode(&reply(200, "presence_ready.json")).unwrap();
    assert!(read.unwrap().is_ready());
}

#[test]
fn a_reason_may_be_chosen_unless_five9_says_no() {
    let endpoint = GetNotReadyReasonCodes { org: org() };
    let reasons = endpoint.decode(&reply(200, "reason_codes.json")).unwrap();
    let chosen: Vec<_> = reasons
        .iter()
        .map(|reason| (reason.name.as_str(), reason.is_selectable))
        .collect();
    assert_eq!(
        chosen,
        [("Lunch", true), ("System", false), ("Break", true)]
    );
}

#[test]
fn an_established_permission_is_yes_or_no() {
    let permissions = permissions("permissions_array.json");
    assert_eq!(permissions.can_hold(), Some(true));
    assert_eq!(permissions.can_make_external_calls(), Some(true));
    assert_eq!(permissions.can_conference_external(), Some(false));
    assert_eq!(permissions.can_dial_dnc(), Some(false));
}

#[test]
fn a_permission_without_an_established_word_is_yes_or_not_known() {
    let array = permissions("permissions_array.json");
    let unknown = [
        array.can_play_audio(),
        array.can_record(),
        array.can_create_callbacks(),
        array.can_add_to_dnc(),
    ];
    assert_eq!(unknown, [None; 4]);
    let object = permissions("permissions_object.json");
    assert_eq!(object.can_create_callbacks(), Some(true));
}

#[test]
fn permissions_may_come_as_flags_and_none_at_all_say_nothing() {
    let flags = permissions("permissions_flags.json");
    assert_eq!(flags.can_run_web_agent(), Some(true));
    assert_eq!(flags.can_dial_dnc(), Some(false));
    assert_eq!(Permissions::default().can_hold(), None);
    let odd = GetPermissions { agent: agent() }.decode(&Reply::new(200, "\"ALL\""));
    assert!(matches!(odd, Err(Error::BadReply { .. })), "{odd:?}");
}

#[test]
fn notices_and_skills_are_read() {
    let endpoint = GetMaintenanceNotices { agent: agent() };
    let notices = endpoint
        .decode(&reply(200, "maintenance_notices.json"))
        .unwrap();
    assert_eq!(notices[0].id.as_str(), "8213");
    assert!(notices[0].text.starts_with("<h1>") && !notices[0].accepted);
    let skills = GetSkills { agent: agent() }
        .decode(&reply(200, "skills.json"))
        .unwrap();
    assert_eq!(skills[1].id, SkillId::new("300000000000020"));
    assert_eq!(
        (skills[0].name.as_str(), skills[1].name.as_str()),
        ("Outbound", "")
    );
}

#[test]
fn campaigns_and_dispositions_of_an_organisation_are_lists() {
    let campaigns = GetCampaigns { org: org() }
        .decode(&reply(200, "campaigns.json"))
        .unwrap();
    let running: Vec<_> = campaigns.iter().map(|one| one.is_running()).collect();
    assert_eq!(running, [true, false]);
    let endpoint = GetDispositions { org: org() };
    for name in ["dispositions_array.json", "dispositions_object.json"] {
        assert!(endpoint.decode(&reply(200, name)).unwrap().len() > 1);
    }
}

#[test]
fn a_disposition_for_transfers_is_told_from_one_that_ends_a_call() {
    let endpoint = GetDispositions { org: org() };
    let all = endpoint
        .decode(&reply(200, "dispositions_object.json"))
        .unwrap();
    let uses: Vec<_> = all
        .iter()
        .map(|one| (one.can_end_call(), one.can_transfer(), one.allows_timer()))
        .collect();
    assert_eq!(
        uses,
        [
            (true, false, false),
            (false, true, false),
            (true, false, true)
        ]
    );
}

#[test]
fn a_time_to_redial_is_refused_where_nobody_may_choose_one() {
    let plain: Disposition = serde_json::from_str(r#"{"id":"1"}"#).unwrap();
    let hour = Duration::from_secs(3_600);
    assert_eq!(plain.with_timeout(hour), Err(TimeoutRefused::NotAllowed));
    let timer = r#"{"id":"2","flags":["ALLOW_SET_REACTIVATE_TIMER"]}"#;
    let timer: Disposition = serde_json::from_str(timer).unwrap();
    let longest = timer.with_timeout(DispositionTimeout::MAX).unwrap();
    assert_eq!(longest.wait(), DispositionTimeout::MAX);
    let too_long = DispositionTimeout::MAX + Duration::from_millis(1);
    assert_eq!(timer.with_timeout(too_long), Err(TimeoutRefused::TooLong));
}

#[test]
fn a_time_to_redial_goes_with_no_other_disposition() {
    let timer = r#"{"id":"2","flags":["ALLOW_SET_REDIAL_TIMER"]}"#;
    let timer: Disposition = serde_json::from_str(timer).unwrap();
    let dispose = Dispose {
        agent: agent(),
        call: call(),
        disposition: DispositionId::new("1"),
        timeout: timer.with_timeout(Duration::from_secs(60)).ok(),
    };
    let body = dispose.to_request().body.unwrap();
    assert_eq!(body, r#"{"dispositionId":"1"}"#);
}

#[test]
fn prompts_say_how_long_they_play_if_they_do() {
    let prompts = GetPrompts { agent: agent() }
        .decode(&reply(200, "prompts.json"))
        .unwrap();
    let lengths: Vec<_> = prompts.iter().map(|prompt| prompt.duration).collect();
    let ms = |ms| Some(Duration::from_millis(ms));
    assert_eq!(lengths, [ms(4_141), ms(1_000), None]);
    assert_eq!(prompts[0].id, PromptId::new("222995"));
    assert_eq!(
        (prompts[2].name.as_str(), &prompts[2].description),
        ("", &None)
    );
}

#[test]
fn an_audio_player_may_say_nothing() {
    let endpoint = GetAudioPlayer {
        agent: agent(),
        call: call(),
    };
    let player = endpoint.decode(&reply(200, "audio_player.json")).unwrap();
    assert_eq!(player.prompt_id, Some(PromptId::new("222995")));
    for body in ["", "{}", "[]", "null"] {
        let player = endpoint.decode(&Reply::new(200, body)).unwrap();
        assert_eq!(player, AudioPlayer::default(), "{body:?}");
    }
}

#[test]
fn a_held_call_is_on_hold_and_says_whether_it_is_recorded() {
    let endpoint = Hold {
        agent: agent(),
        call: call(),
    };
    let held = endpoint.decode(&reply(200, "call_on_hold.json")).unwrap();
    let held = held.unwrap();
    assert_eq!(
        (held.state, held.recording),
        (CallState::OnHold, Some(false))
    );
    assert_eq!(endpoint.decode(&Reply::new(204, "")), Ok(None));
}

#[test]
fn variables_and_fields_are_read() {
    let variables = GetCallVariables { org: org() }
        .decode(&reply(200, "call_variables.json"))
        .unwrap();
    assert_eq!(variables[0].name, "session_id");
    assert_eq!(variables[1].id, CallVariableId::new("7002"));
    let fields = GetContactFields { org: org() }
        .decode(&reply(200, "contact_fields.json"))
        .unwrap();
    assert_eq!(fields[1].data_type.as_deref(), Some("PHONE"));
    assert!(fields[1].is_primary && !fields[0].is_primary);
}

#[test]
fn contacts_come_bare_or_in_an_object() {
    let endpoint = FindContacts {
        org: org(),
        criteria: vec![],
    };
    for name in ["contacts.json", "contacts_object.json"] {
        let contacts = endpoint.decode(&reply(200, name)).unwrap();
        assert_eq!(contacts[0].id, Some(ContactId::new("9000001")), "{name}");
    }
    let contact = GetContact {
        org: org(),
        contact: ContactId::new("9000001"),
    };
    let contact = contact.decode(&reply(200, "contact.json")).unwrap();
    let field = |id| contact.field(&ContactFieldId::new(id));
    assert_eq!((field("f1"), field("f9")), (Some("Taylor Sample"), None));
}

#[test]
fn notes_come_bare_in_an_object_or_alone() {
    let endpoint = GetInteractionNotes {
        agent: agent(),
        interaction: call(),
    };
    for (name, n_notes) in [
        ("notes.json", 2),
        ("notes_object.json", 1),
        ("note.json", 1),
    ] {
        let notes = endpoint.decode(&reply(200, name)).unwrap();
        assert_eq!(notes.len(), n_notes, "{name}");
        assert_eq!(notes[0].id, Some(NoteId::new("5001")), "{name}");
        assert_eq!(notes[0].text, "Asked for a call on Monday", "{name}");
    }
    for body in ["", "{}", "[]", "null"] {
        assert_eq!(
            endpoint.decode(&Reply::new(200, body)),
            Ok(vec![]),
            "{body:?}"
        );
    }
    let second = &endpoint.decode(&reply(200, "notes.json")).unwrap()[1];
    assert_eq!(second.text, "Second");
    let add = AddInteractionNote {
        agent: agent(),
        interaction: call(),
        note: String::new(),
    };
    let added = add.decode(&reply(201, "note.json")).unwrap().unwrap();
    assert_eq!(added.id, Some(NoteId::new("5001")));
}

#[test]
fn callbacks_need_only_an_id() {
    let callbacks = GetCallbacks { agent: agent() }
        .decode(&reply(200, "callbacks.json"))
        .unwrap();
    assert_eq!(callbacks[0].campaign_id, Some(CampaignId::new("1137597")));
    assert_eq!(callbacks[0].comments, "After lunch");
    assert_eq!(
        callbacks[0].due_at,
        Some(Timestamp::from_ms(1_698_938_347_550))
    );
    assert_eq!((&callbacks[1].number, callbacks[1].due_at), (&None, None));
    let create = CreateCallback {
        agent: agent(),
        number: String::new(),
        campaign: None,
        due_at: Timestamp::from_ms(1),
        comments: String::new(),
    };
    let made = create.decode(&reply(200, "callback.json")).unwrap();
    assert_eq!(made.unwrap().id, CallbackId::new("4001"));
    assert_eq!(create.decode(&Reply::new(204, "")), Ok(None));
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

fn presence(name: &str) -> Presence {
    let endpoint = GetPresence { agent: agent() };
    endpoint.decode(&reply(200, name)).unwrap()
}

fn permissions(name: &str) -> Permissions {
    let endpoint = GetPermissions { agent: agent() };
    endpoint.decode(&reply(200, name)).unwrap()
}

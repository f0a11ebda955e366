//! Everything that reads what Five9 sends, under one entry that takes any bytes.
//!
//! The first byte picks the reader, the second the status, the rest is the body. What a reader came
//! to is told as a short text without the data: two inputs with different texts took different ways.

use std::fmt::Debug;

use five9::drift::Drift;
use five9::endpoint::*;
use five9::error::Error;
use five9::event::{self, Envelope};
use five9::hang_up::HangUp;
use five9::http::{Endpoint, Lost, Reply};
use five9::id::{
    AgentId, CallId, CallbackId, CampaignId, ContactId, DispositionId, NoteId, NoticeId, OrgId,
    PromptId, StationId,
};
use five9::login::{Loop, Plan};
use five9::model::{Authority, CallState, StationChoice, StationType};
use five9::socket::Socket;
use five9::{Timestamp, http};

/// The statuses that the second byte picks from; success first, since it leads furthest.
pub(crate) const STATUSES: [u16; 12] = [200, 204, 200, 401, 403, 404, 429, 435, 500, 502, 302, 200];

/// One reader.
pub(crate) struct Decoder {
    /// For an endpoint the name of its file.
    pub(crate) name: &'static str,
    /// Reads, and tells what it came to.
    pub(crate) run: fn(&Reply) -> String,
}

/// Reads `data` with the reader that its first byte picks, and tells which one and what it came to.
pub(crate) fn fuzz_one(data: &[u8]) -> (usize, String) {
    let [first, second, body @ ..] = data else {
        return (0, String::new());
    };
    let decoder = usize::from(*first) % DECODERS.len();
    let status = STATUSES[usize::from(*second) % STATUSES.len()];
    let reply = Reply::new(status, String::from_utf8_lossy(body));
    (decoder, (DECODERS[decoder].run)(&reply))
}

macro_rules! decoders {
    ($($name:literal => $endpoint:expr,)+; $($other:literal => $run:expr,)+) => {
        /// All of them. Fewer than 256, so that one byte picks.
        pub(crate) const DECODERS: [Decoder; 0 $(+ { let _ = $name; 1 })+ $(+ { let _ = $other; 1 })+] = [
            $(Decoder { name: $name, run: |reply| endpoint($endpoint, reply) },)+
            $(Decoder { name: $other, run: $run },)+
        ];
    };
}

decoders! {
    "accept_maintenance_notice" => AcceptMaintenanceNotice { agent: agent(), notice: NoticeId::new("1") },
    "add_contact_note" => AddContactNote { org: org(), contact: contact(), note: text() },
    "add_external_to_conference" => AddExternalToConference { agent: agent(), call: call(), number: text(), is_warm: true, includes_caller_info: true },
    "add_interaction_note" => AddInteractionNote { agent: agent(), interaction: call(), note: text() },
    "add_number_to_dnc" => AddNumberToDnc { agent: agent(), number: text() },
    "attach_contact" => AttachContact { agent: agent(), call: call(), contact: contact() },
    "cancel_transfer" => CancelTransfer { agent: agent(), call: call() },
    "complete_transfer" => CompleteTransfer { agent: agent(), call: call() },
    "complete_warm_conference" => CompleteWarmConference { agent: agent(), call: call() },
    "create_call_contact" => CreateCallContact { agent: agent(), call: call(), fields: vec![] },
    "create_callback" => CreateCallback { agent: agent(), number: text(), campaign: None, due_at: start(), comments: text() },
    "create_contact" => CreateContact { org: org(), fields: vec![] },
    "delete_callback" => DeleteCallback { agent: agent(), callback: callback() },
    "delete_contact_note" => DeleteContactNote { org: org(), contact: contact(), note: note() },
    "disconnect" => Disconnect { agent: agent(), call: call() },
    "disconnect_conference_participant" => DisconnectConferenceParticipant { agent: agent(), participant: call() },
    "dismiss_callback" => DismissCallback { agent: agent(), callback: callback() },
    "dispose" => Dispose { agent: agent(), call: call(), disposition: disposition(), timeout: None },
    "find_contacts" => FindContacts { org: org(), criteria: vec![] },
    "get_agent_campaigns" => GetAgentCampaigns { agent: agent() },
    "get_audio_player" => GetAudioPlayer { agent: agent(), call: call() },
    "get_available_campaigns" => GetAvailableCampaigns { org: org() },
    "get_call" => GetCall { agent: agent(), call: call() },
    "get_call_variables" => GetCallVariables { org: org() },
    "get_callbacks" => GetCallbacks { agent: agent() },
    "get_calls" => GetCalls { agent: agent() },
    "get_campaign" => GetCampaign { org: org(), campaign: CampaignId::new("1") },
    "get_campaign_dispositions" => GetCampaignDispositions { org: org(), campaign: CampaignId::new("1") },
    "get_campaigns" => GetCampaigns { org: org() },
    "get_campaigns_config" => GetCampaignsConfig { agent: agent() },
    "get_contact" => GetContact { org: org(), contact: contact() },
    "get_contact_fields" => GetContactFields { org: org() },
    "get_dispositions" => GetDispositions { org: org() },
    "get_interaction_notes" => GetInteractionNotes { agent: agent(), interaction: call() },
    "get_interactions" => GetInteractions { agent: agent() },
    "get_login_state" => GetLoginState { agent: agent() },
    "get_logout_reason_codes" => GetLogoutReasonCodes { org: org() },
    "get_maintenance_notices" => GetMaintenanceNotices { agent: agent() },
    "get_metadata" => GetMetadata,
    "get_no_campaign_dispositions" => GetNoCampaignDispositions { org: org() },
    "get_not_ready_reason_codes" => GetNotReadyReasonCodes { org: org() },
    "get_permissions" => GetPermissions { agent: agent() },
    "get_presence" => GetPresence { agent: agent() },
    "get_prompts" => GetPrompts { agent: agent() },
    "get_skills" => GetSkills { agent: agent() },
    "get_station" => GetStation { agent: agent() },
    "hold" => Hold { agent: agent(), call: call() },
    "leave_conference" => LeaveConference { agent: agent(), call: call(), disposition: disposition(), gives_up_ownership: true },
    "logout" => Logout,
    "make_external_call" => MakeExternalCall { agent: agent(), number: text(), campaign: CampaignId::new("1") },
    "pause_prompt" => PausePrompt { agent: agent(), call: call() },
    "pause_recording" => PauseRecording { agent: agent(), call: call() },
    "ping" => Ping { agent: agent() },
    "play_prompt" => PlayPrompt { agent: agent(), call: call(), prompt: PromptId::new("1") },
    "restart_session" => RestartSession { agent: agent() },
    "restart_station" => RestartStation { agent: agent() },
    "resume_prompt" => ResumePrompt { agent: agent(), call: call() },
    "resume_recording" => ResumeRecording { agent: agent(), call: call() },
    "set_active_skills" => SetActiveSkills { agent: agent(), skills: vec![] },
    "set_call_variables" => SetCallVariables { agent: agent(), call: call(), values: vec![] },
    "set_presence" => SetPresence { agent: agent(), ready_channels: vec![], reason: None },
    "start_recording" => StartRecording { agent: agent(), call: call() },
    "start_session" => StartSession { agent: agent(), station: station(), force: false },
    "stop_prompt" => StopPrompt { agent: agent(), call: call() },
    "stop_recording" => StopRecording { agent: agent(), call: call() },
    "stop_session" => StopSession { agent: agent() },
    "transfer_to_external_number" => TransferToExternalNumber { agent: agent(), call: call(), number: text(), is_warm: false, disposition: None, timeout: None },
    "unhold" => Unhold { agent: agent(), call: call() },
    "update_call_contact" => UpdateCallContact { agent: agent(), call: call(), contact: contact(), fields: vec![] },
    "update_callback" => UpdateCallback { agent: agent(), callback: callback(), number: text(), campaign: None, due_at: start(), comments: text() },
    "update_contact" => UpdateContact { org: org(), contact: contact(), fields: vec![] },
    "update_interaction_note" => UpdateInteractionNote { agent: agent(), interaction: call(), note: note(), text: text() },
    ;
    "event" => |reply| event(&reply.body),
    "socket" => |reply| socket(&reply.body),
    "login" => login,
    "hang_up" => hang_up,
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

fn contact() -> ContactId {
    ContactId::new("9000001")
}

fn callback() -> CallbackId {
    CallbackId::new("4001")
}

fn note() -> NoteId {
    NoteId::new("5001")
}

fn disposition() -> DispositionId {
    DispositionId::new("300000000000046")
}

fn station() -> StationChoice {
    StationChoice {
        station_id: StationId::new(""),
        station_type: StationType::Empty,
    }
}

fn text() -> String {
    String::new()
}

fn start() -> Timestamp {
    Timestamp::from_ms(1_698_851_947_550)
}

fn endpoint<E: Endpoint<Output: Debug>>(endpoint: E, reply: &Reply) -> String {
    outcome(&endpoint.decode(reply))
}

/// Tells what became of a reply, without the data.
fn outcome<T: Debug>(result: &Result<T, Error>) -> String {
    match result {
        Ok(value) => shape(&format!("{value:?}")),
        Err(error) => {
            let mut drift = Drift::default();
            drift.note_error("reply", error);
            format!(
                "{} {:?} {}",
                shape(&format!("{error:?}")),
                error.next_step(),
                drift.report()
            )
        }
    }
}

/// Keeps the words of a `Debug` text and drops what stands between quotes, and all numbers.
fn shape(debug: &str) -> String {
    let mut shape = String::new();
    let (mut is_quoted, mut is_escaped) = (false, false);
    for char in debug.chars().take(2_000) {
        match char {
            _ if is_escaped => is_escaped = false,
            '\\' if is_quoted => is_escaped = true,
            '"' => is_quoted = !is_quoted,
            _ if is_quoted || char.is_numeric() || !char.is_ascii() => {}
            _ => shape.push(char),
        }
    }
    shape
}

fn event(body: &str) -> String {
    let frame = event::decode(body);
    let mut drift = Drift::default();
    drift.note_frame(&frame);
    if let Ok(envelope) = Envelope::decode(body) {
        std::hint::black_box(format!("{envelope:?}"));
    }
    format!("{} {}", outcome(&frame), drift.report())
}

/// One frame a line, with time between them.
fn socket(body: &str) -> String {
    let mut socket = Socket::new("fuzz");
    let mut now = start();
    let (host, port) = ("app-atl.five9.com".to_owned(), 443);
    socket.handle_authority(Authority { host, port }, now);
    let mut log = String::new();
    for line in body.lines().take(16) {
        let length = u64::try_from(line.len()).unwrap_or(0);
        now = now + std::time::Duration::from_millis(length * 100);
        socket.handle_timeout(now);
        match length % 7 {
            0 => socket.handle_opened(now),
            1 => socket.handle_closed(u16::try_from(length).ok(), now),
            _ => socket.handle_frame(event::decode(line).ok().as_ref(), now),
        }
        let mut n_actions = 0;
        while let Some(action) = socket.poll_action() {
            n_actions += 1;
            assert!(n_actions < 8, "the queue is bounded");
            log.push_str(&shape(&format!("{action:?}")));
        }
    }
    log
}

/// One reply a line; the loop must end, or wait, after a bounded number of requests.
fn login(reply: &Reply) -> String {
    let mut machine = Loop::new(Plan {
        agent: agent(),
        station: station(),
        skills: vec![],
        force: false,
        logged_in_at: Some(start()),
    });
    let mut lines = reply.body.lines().cycle().take(200);
    let (mut now, mut log) = (start(), String::new());
    while let Some(request) = machine.poll_request() {
        log.push_str(&shape(&format!("{:?}", request.ask)));
        let answer = match lines.next() {
            Some(line) => Ok(http::Reply::new(reply.status, line)),
            None => Err(Lost::Timeout),
        };
        machine.handle_reply(request.id, answer, now);
        if let Some(due) = machine.poll_timeout() {
            now = due;
            machine.handle_timeout(now);
        }
    }
    let outcome = machine.poll_outcome().expect("it came to something");
    log.push_str(&shape(&format!("{outcome:?}")));
    log
}

/// One reply a line, to a talking call that is hung up and disposed.
fn hang_up(reply: &Reply) -> String {
    let mut machine = HangUp::new(agent(), call(), Some(CallState::Talking));
    let (mut now, mut log) = (start(), String::new());
    machine.start_dispose(disposition(), now);
    let mut lines = reply.body.lines();
    for _ in 0..60 {
        while let Some(request) = machine.poll_request() {
            log.push_str(&shape(&format!("{:?}", request.kind)));
            let answer = match lines.next() {
                Some(line) => Ok(http::Reply::new(reply.status, line)),
                None => Err(Lost::Timeout),
            };
            machine.handle_reply(request.id, answer, now);
        }
        let Some(due) = machine.poll_timeout() else {
            break;
        };
        now = due;
        machine.handle_timeout(now);
    }
    while let Some(outcome) = machine.poll_outcome() {
        log.push_str(&shape(&format!("{outcome:?}")));
    }
    log
}

//! From Five9's words to the dialer's and the worker's: the only place that reads replies.

use dialer::{CallFact, DispositionId, EndReason, Failure, Held, LineState, Reason, SessionId};
use five9::http::{Lost, Reply};
use five9::model::{CallInfo, CallState};

use crate::message::{Code, TabReply};
use crate::worker::input::TabAnswer;

/// An answer of a tab as the client wants it.
pub(super) fn reply(answer: TabAnswer) -> Result<Reply, Lost> {
    match answer {
        TabAnswer::Reply(TabReply::Http {
            status,
            headers,
            body,
        }) => {
            let seconds = headers
                .retry_after
                .and_then(|text| text.trim().parse().ok());
            let retry_after = seconds.map(std::time::Duration::from_secs);
            Ok(Reply {
                status,
                retry_after,
                body,
            })
        }
        TabAnswer::Reply(TabReply::Failed { error }) => Err(match error.as_str() {
            "expired" => Lost::Expired,
            "offline" | "refused" => Lost::Offline,
            _ => Lost::Cut,
        }),
        TabAnswer::Reply(TabReply::Done { .. }) | TabAnswer::Broken => Err(Lost::Cut),
        TabAnswer::NotDelivered => Err(Lost::Offline),
        TabAnswer::Late => Err(Lost::Timeout),
    }
}

/// Why a dial certainly did not leave this computer, if that is certain.
pub(super) fn never_sent(answer: &TabAnswer) -> Option<Failure> {
    match answer {
        TabAnswer::NotDelivered => Some(Failure::new(Reason::Disconnected)),
        TabAnswer::Reply(TabReply::Failed { error }) => match error.as_str() {
            "expired" => Some(Failure::new(Reason::Expired)),
            "offline" => Some(Failure::new(Reason::Offline)),
            "refused" => Some(Failure::with_detail(
                Reason::Refused,
                "by the content script",
            )),
            _ => None,
        },
        TabAnswer::Reply(TabReply::Http { .. } | TabReply::Done { .. })
        | TabAnswer::Broken
        | TabAnswer::Late => None,
    }
}

pub(super) fn line_state(state: &CallState) -> LineState {
    match state {
        CallState::Offered => LineState::Setup,
        CallState::RingingOnOtherSide => LineState::Ringing,
        CallState::Talking => LineState::Talking,
        CallState::OnHold => LineState::OnHold,
        CallState::WrapUp => LineState::WrapUp,
        CallState::Finished => LineState::Finished,
        CallState::Unknown(word) => LineState::Other(word.clone()),
    }
}

/// Five9's own word for a state, for messages and the panel.
pub(super) fn state_word(state: &LineState) -> String {
    crate::worker::to_five9::call_state(state).to_string()
}

/// What a call's data says. `reason` is the event's, if an event brought it.
pub(super) fn call_fact(call: &CallInfo, reason: Option<&str>) -> CallFact {
    // Dispositions below zero are Five9's own: no agent sets one.
    let is_system = |id: &&five9::id::DispositionId| id.as_str().starts_with('-');
    let by_system =
        call.state == CallState::Finished && call.disposition().as_ref().is_some_and(is_system);
    CallFact {
        id: dialer::CallId::new(call.id.as_str()),
        state: line_state(&call.state),
        by_agent: call.call_type.is_none() || call.is_agent_call(),
        number: call.number.clone().or_else(|| call.dnis.clone()),
        disposition: call.disposition().map(|id| DispositionId::new(id.as_str())),
        end_reason: match reason.and_then(end_reason) {
            None | Some(EndReason::Other(_)) if by_system => Some(EndReason::System),
            known => known,
        },
        recording: call.recording,
        session: session(call),
        told_at: None,
    }
}

/// One thing under two names.
fn session(call: &CallInfo) -> Option<SessionId> {
    let id = call.session_id.as_ref().or(call.call_session_id.as_ref());
    id.filter(|id| !id.is_empty()).map(SessionId::new)
}

/// What an event says of a call, and when Five9 said it.
pub(super) fn event_fact(event: &five9::event::CallEvent) -> CallFact {
    let told_at = event.made_at.map(|at| dialer::Timestamp::from_ms(at.ms()));
    CallFact {
        told_at,
        ..call_fact(&event.call, event.reason.as_deref())
    }
}

fn end_reason(word: &str) -> Option<EndReason> {
    match word {
        "DISCONNECTED_BY_AGENT" => Some(EndReason::Agent),
        "DISCONNECTED_BY_CALLER" => Some(EndReason::Callee),
        "FAILED_TO_CONNECT" => Some(EndReason::FailedToConnect),
        "AFTER_CALL_WORK_TIME_EXPIRED" => Some(EndReason::WrapUpExpired),
        "CREATED" | "UPDATED" | "CONNECTED" | "DISPOSITIONED" | "WRAP_UP" => None,
        other => Some(EndReason::Other(other.to_owned())),
    }
}

pub(super) fn held(held: five9::hang_up::Held) -> Held {
    use five9::hang_up::Held as Five9;
    match held {
        Five9::Confirmed(id) => Held::Confirmed(DispositionId::new(id.as_str())),
        Five9::SetElsewhere(id) => Held::SetElsewhere(Some(DispositionId::new(id.as_str()))),
        Five9::Unknown => Held::Unknown,
        Five9::None => Held::None,
    }
}

/// Why a request brought nothing, for the agent.
pub(super) fn failure(error: &five9::Error) -> Failure {
    use five9::Error;
    let detail = error.five9_message().map(str::to_owned);
    let with = |reason| Failure {
        reason,
        detail: detail.clone(),
    };
    match error {
        Error::NotLoggedIn { status, .. } => Failure {
            reason: Reason::NotLoggedIn,
            detail: detail.or(Some(format!("HTTP {status}"))),
        },
        Error::LoginState { .. } => with(Reason::NotLoggedIn),
        Error::NotFound { .. } => Failure {
            reason: Reason::Refused,
            detail: detail.or(Some("HTTP 404".to_owned())),
        },
        Error::Migrated { .. } => Failure::with_detail(Reason::Disconnected, "Five9 has moved"),
        Error::Refused { detail: five9, .. } => with(refused_reason(
            five9.context_code.as_deref().unwrap_or_default(),
        )),
        Error::RateLimited { .. } => Failure::with_detail(Reason::Refused, "too many requests"),
        Error::Server { status, .. } => {
            Failure::with_detail(Reason::ServerError, format!("HTTP {status}"))
        }
        Error::BadReply { path, problem } => {
            Failure::with_detail(Reason::BadReply, format!("{path}: {problem}"))
        }
        Error::UnexpectedStatus { status } => {
            Failure::with_detail(Reason::BadReply, format!("HTTP {status}"))
        }
        Error::NoAnswer { lost } => Failure::new(match lost {
            Lost::Expired => Reason::Expired,
            Lost::Offline => Reason::Offline,
            Lost::Timeout | Lost::Cut => Reason::Disconnected,
        }),
    }
}

/// Five9's context chooses the sentence only; that nothing was placed follows from the refusal.
pub(super) fn refused_reason(context_code: &str) -> Reason {
    let has = |word: &str| context_code.contains(word);
    if has("CAMPAIGN") {
        Reason::CampaignRefused
    } else if has("DISPOSITION") {
        Reason::DispositionRefused
    } else if has("STATION") {
        Reason::StationDown
    } else if has("NUMBER") {
        Reason::InvalidNumber
    } else if has("ON_CALL") {
        Reason::Busy
    } else if has("DNC") {
        Reason::Blocked
    } else {
        Reason::Refused
    }
}

/// The outside code of a reason.
pub(super) fn code(reason: Reason) -> Code {
    match reason {
        Reason::NoTab => Code::NoTab,
        Reason::Disconnected => Code::Disconnected,
        Reason::NotLoggedIn => Code::NotLoggedIn,
        Reason::Metadata => Code::Metadata,
        Reason::InvalidNumber => Code::InvalidNumber,
        Reason::StationDown => Code::StationDown,
        Reason::Busy => Code::Busy,
        Reason::CampaignRefused => Code::CampaignRefused,
        Reason::DispositionRefused => Code::DispositionRefused,
        Reason::EndedAtOnce => Code::EndedAtOnce,
        Reason::Refused => Code::Refused,
        Reason::Blocked => Code::Blocked,
        Reason::CalledBefore => Code::CalledBefore,
        Reason::BadReply => Code::BadReply,
        Reason::Expired => Code::Expired,
        Reason::Offline => Code::Offline,
        Reason::ServerError => Code::ServerError,
        Reason::Storage => Code::Storage,
        Reason::StorageFull => Code::StorageFull,
        Reason::Unknown => Code::Unknown,
    }
}

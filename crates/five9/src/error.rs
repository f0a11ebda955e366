//! What can be wrong with a reply, sorted by what the caller can do about it.
//!
//! Status 435 is Five9's for any refused business rule, so the number in the body decides, not
//! the status. No `Display` and no `Debug` here repeats Five9's sentence: it can name a phone
//! number. [`Error::five9_message`] hands it out for the person at the screen.

use std::fmt;
use std::time::Duration;

use serde::Deserialize;

use crate::http::{Lost, Reply};
use crate::id::FarmId;
use crate::lenient::{self, TextOrNumber};

/// `errorCode` for "not in this login state".
const CODE_LOGIN_STATE: i64 = 3;
/// `errorCode` for "the organisation has moved to another farm".
const CODE_MIGRATED: i64 = 5001;
/// `contextCode` for "another client has the agent's session".
const CONTEXT_DUPLICATE_LOGIN: &str = "DUPLICATE_LOGIN";

/// Why a request brought no result.
///
/// Five9 Docs/Agent and Supervisor REST API, error body: recorded replies (GO).
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Error {
    /// Status 401 or 403: no session, an ended one, or a role is missing.
    #[error("not logged in (status {status})")]
    NotLoggedIn {
        /// 401 or 403.
        status: u16,
        /// What Five9 said, if it said it in its usual form.
        detail: Option<ExceptionDetail>,
    },
    /// Status 404: the object is not there any more, or never was.
    #[error("not found")]
    NotFound {
        /// What Five9 said, if it said it in its usual form.
        detail: Option<ExceptionDetail>,
    },
    /// Error 3 in context LOGIN: not allowed before the agent's session is WORKING.
    #[error("not allowed in this login state ({detail})")]
    LoginState {
        /// What Five9 said; the message names the present and the allowed state.
        detail: ExceptionDetail,
    },
    /// Error 5001: the organisation lives on another farm now; read the metadata again.
    #[error("the organisation has moved to another farm")]
    Migrated {
        /// The new farm, if it was named.
        farm_id: Option<FarmId>,
    },
    /// Status 4xx with Five9's own reason: a rule of the platform forbids it. Or any status with
    /// the context `DUPLICATE_LOGIN`.
    #[error("refused (status {status}, {detail})")]
    Refused {
        /// The status, mostly 435.
        status: u16,
        /// What Five9 said.
        detail: ExceptionDetail,
    },
    /// Status 429.
    #[error("too many requests")]
    RateLimited {
        /// How long Five9 asks to wait; absent means that it did not say.
        retry_after: Option<Duration>,
    },
    /// Status 5xx: whether the request was carried out is not known.
    #[error("server error (status {status})")]
    Server {
        /// 500 to 599.
        status: u16,
        /// How long Five9 asks to wait; absent means that it did not say.
        retry_after: Option<Duration>,
    },
    /// A success whose body is not what the endpoint answers.
    #[error("unreadable reply at {path}: {problem}")]
    BadReply {
        /// JSON path of the place that could not be read; `.` is the whole body.
        path: String,
        /// What was wrong there, without any of the data.
        problem: String,
    },
    /// A status that Five9 is not known to use, or a 4xx without its error body.
    #[error("unexpected status {status}")]
    UnexpectedStatus {
        /// The status.
        status: u16,
    },
    /// No complete answer came.
    #[error("{lost}")]
    NoAnswer {
        /// How it was lost.
        lost: Lost,
    },
}

/// What to do about an error.
///
/// `errorCode` and `contextCode` decide, and the status only where neither says anything:
///
/// | what came | next step |
/// |---|---|
/// | context `DUPLICATE_LOGIN`, any status | [`NextStep::AskAgent`] |
/// | error 5001, any status | [`NextStep::Migrate`] |
/// | error 3, context `LOGIN` or none | [`NextStep::RunLoginLoop`] |
/// | 401, 403 | [`NextStep::LogIn`] |
/// | 429, 5xx | [`NextStep::Retry`], not before Five9 says |
/// | 404, and any other refusal with a reason | [`NextStep::GiveUp`] |
/// | no answer, a reply that is not readable, a status without a reason | [`NextStep::Retry`] |
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NextStep {
    /// Try again later, with back-off and a limit: [`crate::retry`]. Placing a call is never
    /// repeated, and what became of it is read.
    Retry {
        /// The least time to wait, if Five9 named one.
        after: Option<Duration>,
    },
    /// The session is gone: log in, or have the agent log in.
    LogIn,
    /// The session is there and not WORKING: [`crate::login::Loop`].
    RunLoginLoop,
    /// Read the metadata, which names the new host, and go on there.
    Migrate {
        /// The new farm, if it was named.
        farm: Option<FarmId>,
    },
    /// The agent works elsewhere: only a person may take the session over.
    AskAgent,
    /// Trying again changes nothing.
    GiveUp,
}

impl Error {
    /// Reads the error that a reply other than 2xx stands for.
    pub fn from_reply(reply: &Reply) -> Self {
        let detail = ExceptionDetail::from_body(&reply.body);
        let status = reply.status;
        if let Some(detail) = &detail
            && detail.error_code == CODE_MIGRATED
        {
            return Self::Migrated {
                farm_id: detail.farm_id.clone(),
            };
        }
        match (status, detail) {
            (400..=499, Some(detail)) if detail.is_login_state() => Self::LoginState { detail },
            (401 | 403, detail) => Self::NotLoggedIn { status, detail },
            // What the agent must decide is no matter of the status, which is not established.
            (_, Some(detail)) if detail.is_duplicate_login() => Self::Refused { status, detail },
            (404, detail) => Self::NotFound { detail },
            (429, _) => Self::RateLimited {
                retry_after: reply.retry_after,
            },
            (500..=599, _) => Self::Server {
                status,
                retry_after: reply.retry_after,
            },
            (400..=499, Some(detail)) => Self::Refused { status, detail },
            _ => Self::UnexpectedStatus { status },
        }
    }

    pub(crate) fn not_json(error: &serde_json::Error) -> Self {
        let problem = match error.classify() {
            serde_json::error::Category::Eof => "ends too early",
            serde_json::error::Category::Syntax
            | serde_json::error::Category::Data
            | serde_json::error::Category::Io => "not JSON",
        };
        Self::BadReply {
            path: ".".to_owned(),
            problem: problem.to_owned(),
        }
    }

    pub(crate) fn bad_reply(path: String, error: &crate::json::Error) -> Self {
        Self::BadReply {
            path,
            problem: problem(error),
        }
    }

    /// Says whether Five9 certainly did not do what was asked.
    ///
    /// For a call this is the evidence "not placed". A server error, an unreadable reply, a
    /// migration and a lost answer prove nothing; a request that expired unsent does.
    pub fn is_definite_refusal(&self) -> bool {
        match self {
            Self::NotLoggedIn { .. }
            | Self::NotFound { .. }
            | Self::LoginState { .. }
            | Self::RateLimited { .. } => true,
            Self::Refused { status, .. } => *status <= 499,
            Self::NoAnswer { lost } => !lost.may_have_been_sent(),
            Self::Migrated { .. }
            | Self::Server { .. }
            | Self::BadReply { .. }
            | Self::UnexpectedStatus { .. } => false,
        }
    }

    /// Says what to do about it: see [`NextStep`] for the rules.
    pub fn next_step(&self) -> NextStep {
        if self.is_duplicate_login() {
            return NextStep::AskAgent;
        }
        match self {
            Self::NotLoggedIn { .. } => NextStep::LogIn,
            Self::LoginState { .. } => NextStep::RunLoginLoop,
            Self::Migrated { farm_id } => NextStep::Migrate {
                farm: farm_id.clone(),
            },
            Self::NotFound { .. } | Self::Refused { .. } => NextStep::GiveUp,
            Self::RateLimited { .. }
            | Self::Server { .. }
            | Self::BadReply { .. }
            | Self::UnexpectedStatus { .. }
            | Self::NoAnswer { .. } => NextStep::Retry {
                after: self.retry_after(),
            },
        }
    }

    /// Says whether the agent's session belongs to another client.
    pub fn is_duplicate_login(&self) -> bool {
        let context = self
            .detail()
            .and_then(|detail| detail.context_code.as_deref());
        context == Some(CONTEXT_DUPLICATE_LOGIN)
    }

    /// Returns how long Five9 asks to wait before the next request.
    pub fn retry_after(&self) -> Option<Duration> {
        if let Self::RateLimited { retry_after } | Self::Server { retry_after, .. } = self {
            *retry_after
        } else {
            None
        }
    }

    /// Returns what Five9 said in its own words, for the person at the screen.
    ///
    /// It can name a phone number: never log it.
    pub fn five9_message(&self) -> Option<&str> {
        let detail = self.detail()?;
        let message = detail.message.trim();
        (!message.is_empty()).then_some(message)
    }

    /// Returns Five9's error body, where there was one.
    pub fn detail(&self) -> Option<&ExceptionDetail> {
        match self {
            Self::NotLoggedIn { detail, .. } | Self::NotFound { detail } => detail.as_ref(),
            Self::LoginState { detail } | Self::Refused { detail, .. } => Some(detail),
            Self::Migrated { .. }
            | Self::RateLimited { .. }
            | Self::Server { .. }
            | Self::BadReply { .. }
            | Self::UnexpectedStatus { .. }
            | Self::NoAnswer { .. } => None,
        }
    }
}

/// Says what is wrong with some JSON without repeating its values.
fn problem(error: &crate::json::Error) -> String {
    let full = error.to_string();
    if full.starts_with("missing field") || full.starts_with("expected ") {
        return full;
    }
    "not of the expected shape".to_owned()
}

/// The body of a refusal: `five9ExceptionDetail`.
///
/// Recorded replies (GO): confidence V. All members of its `context` are optional.
#[derive(Clone, PartialEq, Eq)]
pub struct ExceptionDetail {
    /// Five9's number for the reason; 0 when it was not given.
    pub error_code: i64,
    /// Five9's sentence. It can name a phone number.
    pub message: String,
    /// What the reason belongs to, for example `LOGIN` or `DUPLICATE_LOGIN`.
    pub context_code: Option<String>,
    /// The object that it is about.
    pub object_id: Option<String>,
    /// The farm that the organisation has moved to.
    pub farm_id: Option<FarmId>,
}

impl ExceptionDetail {
    /// Reads the error body; `None` if it is of another form, as gateways send.
    pub fn from_body(body: &str) -> Option<Self> {
        let body: serde_json::Value = serde_json::from_str(body).ok()?;
        Self::from_value(body.get("five9ExceptionDetail")?.clone())
    }

    pub(crate) fn from_value(value: serde_json::Value) -> Option<Self> {
        let raw: RawDetail = crate::json::from_value(value).ok()?;
        Some(Self {
            error_code: raw.error_code.and_then(|code| code.to_i64()).unwrap_or(0),
            message: raw.message.unwrap_or_default(),
            context_code: raw.context.context_code,
            object_id: raw.context.object_id,
            farm_id: raw.context.farm_id,
        })
    }

    fn is_duplicate_login(&self) -> bool {
        self.context_code.as_deref() == Some(CONTEXT_DUPLICATE_LOGIN)
    }

    fn is_login_state(&self) -> bool {
        self.error_code == CODE_LOGIN_STATE
            && self
                .context_code
                .as_deref()
                .is_none_or(|code| code == "LOGIN")
    }
}

impl fmt::Debug for ExceptionDetail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ExceptionDetail({self})")
    }
}

impl fmt::Display for ExceptionDetail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "error {}", self.error_code)?;
        match &self.context_code {
            Some(code) => write!(f, ", context {code}"),
            None => Ok(()),
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawDetail {
    #[serde(default, deserialize_with = "lenient::or_none")]
    error_code: Option<TextOrNumber>,
    #[serde(default, deserialize_with = "lenient::or_none")]
    message: Option<String>,
    #[serde(default, deserialize_with = "lenient::or_default")]
    context: RawContext,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawContext {
    #[serde(default, deserialize_with = "lenient::or_none")]
    context_code: Option<String>,
    #[serde(default, deserialize_with = "lenient::or_none")]
    object_id: Option<String>,
    #[serde(default, deserialize_with = "lenient::or_none")]
    farm_id: Option<FarmId>,
}

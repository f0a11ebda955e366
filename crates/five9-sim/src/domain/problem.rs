//! Refusals in Five9's error body.
//!
//! Rule: error codes 401, 404, 3, 500 and 5001 are Five9's own; codes from 90000 on are invented
//! by this simulator, because no source shows the real ones (see the crate's README).

use serde_json::{Value, json};

use super::http::Response;

#[derive(Debug, Clone)]
pub(crate) struct Problem {
    pub(crate) status: u16,
    pub(crate) error_code: i64,
    pub(crate) message: String,
    pub(crate) context_code: Option<&'static str>,
    pub(crate) object_id: Option<String>,
    pub(crate) farm_id: Option<String>,
}

impl Problem {
    pub(crate) fn plain(status: u16, message: impl Into<String>) -> Self {
        Self {
            status,
            error_code: i64::from(status),
            message: message.into(),
            context_code: None,
            object_id: None,
            farm_id: None,
        }
    }

    pub(crate) fn not_logged_in() -> Self {
        Self::plain(401, "User is not logged in")
    }

    pub(crate) fn not_found(what: &str, id: &str) -> Self {
        Self {
            object_id: Some(id.to_owned()),
            ..Self::plain(404, format!("{what} with id {id} not found"))
        }
    }

    pub(crate) fn bad_request(message: impl Into<String>) -> Self {
        Self::plain(400, message)
    }

    pub(crate) fn login_state(current: &str, method: &str, allowed: &str) -> Self {
        Self {
            error_code: 3,
            context_code: Some("LOGIN"),
            ..Self::plain(
                435,
                format!(
                    "Improper agent login state {current} while calling {method}. Allowed is {allowed}"
                ),
            )
        }
    }

    pub(crate) fn migrated(farm_id: &str) -> Self {
        Self {
            error_code: 5001,
            farm_id: Some(farm_id.to_owned()),
            ..Self::plain(
                435,
                "Domain Migrated, please use MetadataAPI to reload client.",
            )
        }
    }

    pub(crate) fn no_permission(permission: &str) -> Self {
        Self::refused(
            Refusal::NoPermission,
            format!("the agent has no permission {permission}"),
        )
    }

    pub(crate) fn refused(kind: Refusal, message: impl Into<String>) -> Self {
        Self {
            error_code: kind.error_code(),
            context_code: Some(kind.context_code()),
            ..Self::plain(435, message)
        }
    }

    pub(crate) fn to_response(&self, now_ms: u64) -> Response {
        let mut context = serde_json::Map::new();
        let members = [
            ("contextCode", self.context_code.map(str::to_owned)),
            ("objectId", self.object_id.clone()),
            ("farmId", self.farm_id.clone()),
        ];
        for (name, value) in members {
            if let Some(value) = value {
                context.insert(name.to_owned(), Value::String(value));
            }
        }
        Response::json(
            self.status,
            &json!({"five9ExceptionDetail": {
                "timestamp": now_ms,
                "errorCode": self.error_code,
                "message": self.message,
                "context": context,
            }}),
        )
    }
}

/// Business refusals; every error code here is invented.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    Dnc,
    CampaignNotRunning,
    CampaignNotAllowed,
    StationNotConnected,
    AlreadyOnCall,
    InvalidNumber,
    MultipleContacts,
    NoPermission,
    CallState,
    DispositionNotAllowed,
    DuplicateLogin,
    CallInProgress,
    NotSimulated,
}

impl Refusal {
    pub(crate) fn context_code(self) -> &'static str {
        match self {
            Self::Dnc => "DNC",
            Self::CampaignNotRunning => "CAMPAIGN_NOT_RUNNING",
            Self::CampaignNotAllowed => "CAMPAIGN_NOT_ALLOWED",
            Self::StationNotConnected => "STATION_NOT_CONNECTED",
            Self::AlreadyOnCall => "ALREADY_ON_CALL",
            Self::InvalidNumber => "INVALID_NUMBER",
            Self::MultipleContacts => "MULTIPLE_CONTACTS",
            Self::NoPermission => "NO_PERMISSION",
            Self::CallState => "CALL_STATE",
            Self::DispositionNotAllowed => "DISPOSITION_NOT_ALLOWED",
            Self::DuplicateLogin => "DUPLICATE_LOGIN",
            Self::CallInProgress => "CALL_IN_PROGRESS",
            Self::NotSimulated => "NOT_SIMULATED",
        }
    }

    pub(crate) fn error_code(self) -> i64 {
        match self {
            Self::Dnc => 90_001,
            Self::CampaignNotRunning => 90_002,
            Self::CampaignNotAllowed => 90_003,
            Self::StationNotConnected => 90_004,
            Self::AlreadyOnCall => 90_005,
            Self::InvalidNumber => 90_006,
            Self::MultipleContacts => 90_007,
            Self::NoPermission => 90_008,
            Self::CallState => 90_009,
            Self::DispositionNotAllowed => 90_010,
            Self::DuplicateLogin => 90_011,
            Self::CallInProgress => 90_012,
            Self::NotSimulated => 90_013,
        }
    }

    /// The refusals that a test may ask for by name, for one number.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let kinds = [
            Self::Dnc,
            Self::CampaignNotRunning,
            Self::CampaignNotAllowed,
            Self::StationNotConnected,
            Self::AlreadyOnCall,
            Self::InvalidNumber,
            Self::MultipleContacts,
            Self::NoPermission,
        ];
        kinds.into_iter().find(|kind| kind.context_code() == text)
    }
}

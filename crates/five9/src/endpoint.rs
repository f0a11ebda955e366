//! The requests that Five9 understands, one file each.
//!
//! Each is a struct of typed ids that describes its request and reads its reply, and does
//! nothing else. Paths are below `/appsvcs/rs/svc`; `{A}` is the agent, `{O}` the organisation,
//! `{C}` the call. The confidence marks: V seen live or recorded, S in Five9's own samples,
//! L from the older interfaces, I inferred. All statuses other than 2xx become [`crate::Error`].

mod disconnect;
mod dispose;
mod get_call;
mod get_calls;
mod get_campaign;
mod get_campaign_dispositions;
mod get_campaigns_config;
mod get_interactions;
mod get_login_state;
mod get_metadata;
mod get_station;
#[cfg(feature = "native")]
mod login;
mod make_external_call;
mod restart_session;
mod restart_station;
mod start_session;

pub use disconnect::Disconnect;
pub use dispose::Dispose;
pub use get_call::GetCall;
pub use get_calls::GetCalls;
pub use get_campaign::GetCampaign;
pub use get_campaign_dispositions::GetCampaignDispositions;
pub use get_campaigns_config::GetCampaignsConfig;
pub use get_interactions::GetInteractions;
pub use get_login_state::GetLoginState;
pub use get_metadata::GetMetadata;
pub use get_station::GetStation;
#[cfg(feature = "native")]
pub use login::{Login, LoginPolicy};
pub use make_external_call::MakeExternalCall;
pub use restart_session::RestartSession;
pub use restart_station::RestartStation;
pub use start_session::StartSession;

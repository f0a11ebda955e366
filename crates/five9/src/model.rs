//! What Five9 says about sessions, stations, campaigns, calls and people.
//!
//! Only what a decision hangs on is required; every other member may be absent, null or of
//! another type, and members that are not known are kept where they may matter (calls).

mod call;
mod callback;
mod campaign;
mod contact;
mod disposition;
mod metadata;
mod permissions;
mod presence;
mod prompt;
mod session;

pub use call::{CallInfo, CallState, InteractionStub};
pub use callback::Callback;
pub use campaign::{Campaign, CampaignState, CampaignType, CampaignsConfig};
pub use contact::{CallVariable, Contact, ContactField, Note};
pub(crate) use contact::{Contacts, Notes};
pub(crate) use disposition::Dispositions;
pub use disposition::{Disposition, DispositionFlag, DispositionTimeout, TimeoutRefused};
pub(crate) use metadata::RawLocations;
pub use metadata::{Authority, DataCenter, Metadata, api_authority};
pub use permissions::Permissions;
pub use presence::{Channel, Presence, PresenceState, ReasonCode};
pub use prompt::{AudioPlayer, Prompt};
pub use session::{LoginState, MaintenanceNotice, Skill, Station, StationChoice, StationType};

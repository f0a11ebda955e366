//! What Five9 says about sessions, stations, campaigns and calls.
//!
//! Only what a decision hangs on is required; every other member may be absent, null or of
//! another type, and members that are not known are kept where they may matter (calls).

mod call;
mod campaign;
mod disposition;
mod metadata;
mod session;

pub use call::{CallInfo, CallState, ChannelType, Contact, InteractionStub};
pub use campaign::{Campaign, CampaignState, CampaignType, CampaignsConfig};
pub use disposition::{Disposition, DispositionFlag};
pub(crate) use metadata::RawLocations;
pub use metadata::{Authority, DataCenter, Metadata, api_authority};
pub use session::{LoginState, Station, StationChoice, StationType};

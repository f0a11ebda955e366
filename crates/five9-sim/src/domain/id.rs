//! Newtyped ids of the simulated organisation.
//!
//! Rule: an id is text on the wire, always, even where Five9's own number would fit.

use std::fmt;

macro_rules! id {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            #[must_use]
            pub fn new(id: impl Into<String>) -> Self {
                Self(id.into())
            }

            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

id! {
    /// The `userId` of an agent.
    AgentId;
    /// The `orgId`, also the `tenantId` of event frames.
    OrgId;
    CampaignId;
    DispositionId;
    /// 32 upper-case hexadecimal characters.
    CallId;
    ContactId;
    CallbackId;
}

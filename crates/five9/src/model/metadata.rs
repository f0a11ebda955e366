//! Who is logged in, and where the API lives.
//!
//! The API host is always taken from here, never from code.

use std::fmt;

use serde::Deserialize;
use serde::de::{self, Deserializer};

use crate::id::{AgentId, FarmId, OrgId, Token};
use crate::lenient::{self, TextOrNumber};

/// The answer to a login, and to the question whether there is a session.
///
/// Source GO, GO2, TS: confidence V.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Metadata {
    /// The session's token; absent where cookies alone carry the session.
    pub token_id: Option<Token>,
    /// The farm that the organisation lives on.
    pub farm_id: Option<FarmId>,
    /// The organisation.
    pub org_id: OrgId,
    /// The agent.
    pub user_id: AgentId,
    /// Where the API lives.
    pub data_centers: Vec<DataCenter>,
}

impl Metadata {
    /// Returns the API host: that of the active data centre, else of the first.
    ///
    /// `None` means that none is named; the login host serves the API then.
    pub fn api_authority(&self) -> Option<Authority> {
        api_authority(&self.data_centers)
    }
}

/// Returns the API host of the active data centre, else of the first.
pub fn api_authority(data_centers: &[DataCenter]) -> Option<Authority> {
    let active = data_centers.iter().find(|data_center| data_center.active);
    active.or(data_centers.first())?.api_urls.first().cloned()
}

impl<'de> Deserialize<'de> for Metadata {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = RawMetadata::deserialize(deserializer)?;
        Ok(Self {
            token_id: raw.token_id,
            farm_id: raw.context.farm_id,
            org_id: raw.org_id,
            user_id: raw.user_id,
            data_centers: raw
                .metadata
                .unwrap_or_default()
                .data_centers
                .unwrap_or_default(),
        })
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawMetadata {
    #[serde(default, deserialize_with = "lenient::or_none")]
    token_id: Option<Token>,
    org_id: OrgId,
    user_id: AgentId,
    #[serde(default, deserialize_with = "lenient::or_default")]
    context: RawContext,
    metadata: Option<RawLocations>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawContext {
    #[serde(default, deserialize_with = "lenient::or_none")]
    farm_id: Option<FarmId>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RawLocations {
    pub(crate) data_centers: Option<Vec<DataCenter>>,
}

/// One of the places that serve an organisation.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DataCenter {
    /// Its name.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub name: String,
    /// Whether it serves the organisation now.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub active: bool,
    /// Where its API lives, best first.
    #[serde(default)]
    pub api_urls: Vec<Authority>,
    /// Where its pages live, best first.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub ui_urls: Vec<Authority>,
    /// Where a login goes, best first.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub login_urls: Vec<Authority>,
}

/// A host and its port. Always reached over TLS.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Deserialize)]
pub struct Authority {
    /// The host's name.
    pub host: String,
    /// The port. Five9 writes it as text; absent means 443.
    #[serde(default = "https_port", deserialize_with = "port")]
    pub port: u16,
}

fn https_port() -> u16 {
    443
}

fn port<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u16, D::Error> {
    let number: Option<TextOrNumber> = lenient::or_none(deserializer)?;
    let Some(number) = number else {
        return Ok(https_port());
    };
    let port = number.to_i64().and_then(|port| u16::try_from(port).ok());
    port.ok_or_else(|| de::Error::custom("bad port, expected a port number"))
}

impl fmt::Display for Authority {
    /// Writes `host`, and `:port` where it is not 443.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.port == https_port() {
            return f.write_str(&self.host);
        }
        write!(f, "{}:{}", self.host, self.port)
    }
}

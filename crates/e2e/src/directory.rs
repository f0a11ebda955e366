//! Names and ids of what the simulated organisation offers, read from Five9's own interface.
//!
//! The stories speak of campaigns and outcomes by name, as an agent does; no id is in their source.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::page::Page;

/// What the logged-in agent may choose from.
#[derive(Debug, Clone, Deserialize)]
pub struct Directory {
    /// Ids of the campaigns for manual calls, by name.
    pub campaigns: BTreeMap<String, String>,
    /// Ids of the dispositions of those campaigns, by name.
    pub dispositions: BTreeMap<String, String>,
}

/// Reads with the desktop's own mark, so that none of it is in the log of the client under test.
const READ: &str = r"(async () => {
  const read = async (path) => {
    const reply = await fetch('/appsvcs/rs/svc/' + path, { headers: { 'x-sim-desktop': '1' } });
    if (!reply.ok) throw new Error(path + ' answered ' + reply.status);
    return reply.json();
  };
  const { orgId, userId } = await read('auth/metadata');
  const config = await read(`agents/${userId}/campaigns_config`);
  const found = { campaigns: {}, dispositions: {} };
  for (const id of config.campaignIds ?? config) {
    const campaign = await read(`orgs/${orgId}/campaigns/${id}`);
    found.campaigns[campaign.name] = campaign.id;
    const attached = await read(`orgs/${orgId}/campaigns/${id}/dispositions`);
    for (const each of attached.dispositions ?? attached) found.dispositions[each.name] = each.id;
  }
  return found;
})()";

impl Directory {
    /// Reads through a Five9 page that is logged in.
    ///
    /// # Errors
    /// When Five9 refuses.
    pub async fn read(five9: &Page) -> Result<Self> {
        let value = five9
            .evaluate(READ)
            .await
            .context("reading campaigns and dispositions")?;
        Ok(serde_json::from_value(value)?)
    }

    /// The id of a campaign.
    ///
    /// # Errors
    /// When there is none of that name.
    pub fn campaign(&self, name: &str) -> Result<&str> {
        let id = self.campaigns.get(name);
        id.map(String::as_str)
            .with_context(|| format!("no campaign is named {name:?}"))
    }

    /// The id of a disposition.
    ///
    /// # Errors
    /// When there is none of that name.
    pub fn disposition(&self, name: &str) -> Result<&str> {
        let id = self.dispositions.get(name);
        id.map(String::as_str)
            .with_context(|| format!("no disposition is named {name:?}"))
    }
}

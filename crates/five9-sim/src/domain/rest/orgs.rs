//! The organisation's lists: campaigns, dispositions, codes, variables, fields.
//!
//! Rule: read-only; an administrator's changes come through the control API.

use serde_json::{Value, json};

use super::{Ctx, Outcome};
use crate::domain::config::ListShape;
use crate::domain::contact::Callback;
use crate::domain::http::{Method, Response};
use crate::domain::id::{CampaignId, DispositionId};
use crate::domain::org::{CallVariable, Campaign, ContactField, Named};
use crate::domain::problem::Problem;
use crate::domain::sim::Sim;

/// The one with a flag that no client knows.
const ODD_DISPOSITION: &str = "300000000000271";

impl Sim {
    pub(super) fn route_org(&mut self, ctx: Ctx<'_>, rest: &[&str]) -> Outcome {
        if let ["contacts", rest @ ..] = rest {
            return self.route_contacts(ctx, rest);
        }
        if ctx.request.method != Method::Get {
            return Err(Problem::not_found("resource", ctx.request.path_only()));
        }
        match rest {
            ["interactions", "click_to_dial"] => self.click_to_dial(ctx),
            _ => self.read_org(ctx, rest),
        }
    }

    fn read_org(&self, ctx: Ctx<'_>, rest: &[&str]) -> Outcome {
        let org = &self.org;
        let list = |values: Vec<Value>| Ok(Response::list(values));
        match rest {
            ["campaigns" | "available_campaigns"] => {
                list(org.campaigns.values().map(Campaign::to_json).collect())
            }
            ["campaigns", id] => Ok(Response::ok(&self.campaign(id)?.to_json())),
            ["campaigns", id, "worksheet_questions"] => {
                self.campaign(id)?;
                list(Vec::new())
            }
            ["campaigns", id, "dispositions"] => {
                let campaign = self.campaign(id)?;
                Ok(self.shaped(self.dispositions_of(&campaign.dispositions)))
            }
            ["dispositions"] => {
                let all: Vec<_> = org.dispositions.keys().cloned().collect();
                list(self.dispositions_of(&all))
            }
            ["no_campaign_dispositions"] => {
                Ok(self.shaped(self.dispositions_of(&org.no_campaign_dispositions)))
            }
            ["not_ready_reason_codes"] => {
                list(org.not_ready_codes.iter().map(Named::to_json).collect())
            }
            ["logout_reason_codes"] => list(org.logout_codes.iter().map(Named::to_json).collect()),
            ["call_variables"] => list(
                org.call_variables
                    .iter()
                    .map(CallVariable::to_json)
                    .collect(),
            ),
            ["contact_fields"] => list(
                org.contact_fields
                    .iter()
                    .map(ContactField::to_json)
                    .collect(),
            ),
            ["callbacks"] => list(self.callbacks.values().map(Callback::to_json).collect()),
            _ => Err(Problem::not_found("resource", ctx.request.path_only())),
        }
    }

    fn campaign(&self, id: &str) -> Result<&Campaign, Problem> {
        let found = self.org.campaigns.get(&CampaignId::new(id));
        found.ok_or_else(|| Problem::not_found("campaign", id))
    }

    fn dispositions_of(&self, ids: &[DispositionId]) -> Vec<Value> {
        let found = ids.iter().filter_map(|id| self.org.dispositions.get(id));
        found
            .map(|disposition| {
                let mut json = disposition.to_json();
                let is_odd = disposition.id.as_str() == ODD_DISPOSITION;
                if is_odd && self.config.switches.unknown_flags {
                    json["flags"] = json!(["REVIEWED_BY_SUPERVISOR"]);
                }
                json
            })
            .collect()
    }

    fn shaped(&self, dispositions: Vec<Value>) -> Response {
        Response::ok(&match self.config.switches.dispositions {
            ListShape::Object => json!({"dispositions": dispositions}),
            ListShape::Array => Value::Array(dispositions),
        })
    }
}

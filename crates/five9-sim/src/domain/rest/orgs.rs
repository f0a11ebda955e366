//! The organisation's lists: campaigns, dispositions, codes, prompts.
//!
//! Rule: read-only; an administrator's changes come through the control API.

use serde_json::{Value, json};

use super::{Ctx, Outcome};
use crate::domain::config::ListShape;
use crate::domain::http::{Method, Response};
use crate::domain::id::CampaignId;
use crate::domain::org::{Campaign, Disposition, Named};
use crate::domain::problem::Problem;
use crate::domain::sim::Sim;

impl Sim {
    pub(super) fn route_org(&self, ctx: Ctx<'_>, rest: &[&str]) -> Outcome {
        if ctx.request.method != Method::Get {
            return Err(Problem::not_found("resource", ctx.request.path_only()));
        }
        let org = &self.org;
        let list = |values: Vec<Value>| Ok(Response::ok(&Value::Array(values)));
        match rest {
            ["campaigns" | "available_campaigns"] => {
                list(org.campaigns.values().map(Campaign::to_json).collect())
            }
            ["campaigns", id] => Ok(Response::ok(&self.campaign(id)?.to_json())),
            ["campaigns", id, "dispositions"] => {
                let dispositions = org.dispositions_of(&self.campaign(id)?.dispositions);
                Ok(self.shaped(dispositions))
            }
            ["dispositions"] => list(
                org.dispositions
                    .values()
                    .map(Disposition::to_json)
                    .collect(),
            ),
            ["no_campaign_dispositions"] => {
                Ok(self.shaped(org.dispositions_of(&org.no_campaign_dispositions)))
            }
            ["not_ready_reason_codes"] => {
                list(org.not_ready_codes.iter().map(Named::to_json).collect())
            }
            ["logout_reason_codes"] => list(org.logout_codes.iter().map(Named::to_json).collect()),
            ["call_variables" | "contact_fields"] => list(Vec::new()),
            _ => Err(Problem::not_found("resource", ctx.request.path_only())),
        }
    }

    fn campaign(&self, id: &str) -> Result<&Campaign, Problem> {
        let found = self.org.campaigns.get(&CampaignId::new(id));
        found.ok_or_else(|| Problem::not_found("campaign", id))
    }

    fn shaped(&self, dispositions: Vec<Value>) -> Response {
        Response::ok(&match self.config.switches.dispositions {
            ListShape::Object => json!({"dispositions": dispositions}),
            ListShape::Array => Value::Array(dispositions),
        })
    }
}

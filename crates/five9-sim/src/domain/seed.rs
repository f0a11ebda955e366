//! The default organisation and its agents.
//!
//! Rule: it holds the ids that earlier tools have in their source, so that those run unchanged;
//! no other part of the project names an organisation's ids.

use std::collections::{BTreeMap, BTreeSet};

use super::agent::Agent;
use super::id::{AgentId, CampaignId, DispositionId, OrgId};
use super::org::{
    Campaign, Disposition, ENDS_CALL, Named, Notice, Org, Prompt, TRANSFERS_CALL, WrapUpLimit,
};

/// The agent whom opening the desktop page logs in.
pub(crate) const DEFAULT_AGENT: &str = "3578927";

const ENDS: &[&str] = &[ENDS_CALL];
const BOTH: &[&str] = &[TRANSFERS_CALL, ENDS_CALL];
const TRANSFERS: &[&str] = &[TRANSFERS_CALL];
const REDIAL: &[&str] = &["ALLOW_SET_REDIAL_TIMER"];
const CONFIRM: &[&str] = &["MUST_CONFIRM"];

const OUTREACH: &[&str] = &[
    "300000000000046",
    "300000000000043",
    "300000000000048",
    "300000000000271",
    "300000000000044",
    "300000000000045",
    "300000000000047",
    "300000000000049",
    "300000000000050",
];
const RETENTION: &[&str] = &[
    "1130796",
    "300000000000043",
    "300000000000044",
    "300000000000047",
];

pub(crate) fn org() -> Org {
    Org {
        id: OrgId::new("131792"),
        manual_campaigns: campaigns()
            .into_iter()
            .map(|campaign| campaign.id)
            .collect(),
        campaigns: campaigns()
            .into_iter()
            .map(|campaign| (campaign.id.clone(), campaign))
            .collect(),
        dispositions: dispositions(),
        no_campaign_dispositions: ids(&["-1", "300000000000049"]),
        notices: vec![Notice {
            id: "8213",
            annotation: "US - R13 Service Update",
            text: "<h1>Service update</h1><p>A maintenance window is planned for tonight.</p>",
        }],
        not_ready_codes: vec![
            Named {
                id: "367541",
                name: "Lunch",
            },
            Named {
                id: "367542",
                name: "Meeting",
            },
        ],
        logout_codes: vec![Named {
            id: "367550",
            name: "End of shift",
        }],
        prompts: vec![Prompt {
            id: "222995",
            name: "Call back request",
            duration_ms: 4141,
        }],
        dnc: BTreeSet::new(),
    }
}

pub(crate) fn agents() -> BTreeMap<AgentId, Agent> {
    let default = Agent::new(DEFAULT_AGENT, "agent@example.com", "ninepin", "Alex Agent");
    let mut notice = Agent::new("3578928", "agent2@example.com", "ninepin", "Robin Reader");
    notice.unread_notices = vec!["8213".to_owned()];
    let mut skills = Agent::new("3578929", "agent3@example.com", "ninepin", "Sam Skilled");
    skills.must_select_skills = true;
    let mut inbound = Agent::new("3578930", "agent4@example.com", "ninepin", "Chris Inbound");
    inbound.may_call_external = false;
    [default, notice, skills, inbound]
        .into_iter()
        .map(|agent| (agent.id.clone(), agent))
        .collect()
}

fn ids(ids: &[&str]) -> Vec<DispositionId> {
    ids.iter().copied().map(DispositionId::new).collect()
}

/// In the order in which they are offered.
fn campaigns() -> Vec<Campaign> {
    let campaign = |id: &str, name, campaign_type, state: &str, dispositions: &[&str]| Campaign {
        id: CampaignId::new(id),
        name,
        campaign_type,
        state: state.to_owned(),
        caller_id: "+12025550100",
        dispositions: ids(dispositions),
        wrap_up: None,
    };
    let mut timed = campaign("1137598", "Short Wrap-up", "OUTBOUND", "RUNNING", OUTREACH);
    timed.wrap_up = Some(WrapUpLimit {
        timeout_ms: 15_000,
        disposition: DispositionId::new("300000000000043"),
    });
    vec![
        campaign(
            "300000000000483",
            "Student Outreach",
            "OUTBOUND",
            "RUNNING",
            OUTREACH,
        ),
        campaign("1137597", "Retention", "OUTBOUND", "RUNNING", RETENTION),
        timed,
        campaign(
            "1137600",
            "Summer Enrolment",
            "OUTBOUND",
            "NOT_RUNNING",
            OUTREACH,
        ),
        campaign("2494", "Inbound Service", "INBOUND", "RUNNING", RETENTION),
    ]
}

fn dispositions() -> BTreeMap<DispositionId, Disposition> {
    let plain = |id: &str, name, filters| Disposition {
        id: DispositionId::new(id),
        name,
        description: None,
        flags: &[],
        filters,
        timeout_ms: None,
        adds_to_dnc: false,
    };
    let mut all = vec![
        plain("300000000000043", "Service Completed", BOTH),
        plain("300000000000046", "Left Voicemail", ENDS),
        plain("300000000000271", "Outbound Error", ENDS),
        plain("300000000000044", "No Answer", ENDS),
        plain("300000000000045", "Busy", ENDS),
        plain("300000000000050", "Transferred to Colleague", TRANSFERS),
        plain("1130796", "Open", BOTH),
        plain("-1", "No Disposition", ENDS),
        plain("-5", "Abandon", &[]),
        plain("-17", "Caller Disconnected", &[]),
        plain("-20", "Sent To Voicemail", &[]),
        plain("-23", "Transferred To 3rd Party", TRANSFERS),
    ];
    all.push(Disposition {
        flags: REDIAL,
        timeout_ms: Some(3_600_000),
        description: Some("Calls again after the time set here"),
        ..plain("300000000000048", "Follow Up", ENDS)
    });
    all.push(Disposition {
        flags: CONFIRM,
        ..plain("300000000000047", "Withdrawal Requested", ENDS)
    });
    all.push(Disposition {
        adds_to_dnc: true,
        ..plain("300000000000049", "Do Not Call", ENDS)
    });
    all.into_iter()
        .map(|disposition| (disposition.id.clone(), disposition))
        .collect()
}

//! The default organisation and its agents.
//!
//! Rule: it holds the ids that earlier tools have in their source, so that those run unchanged;
//! no other part of the project names an organisation's ids.

use std::collections::BTreeMap;

use super::agent::Agent;
use super::contact::Contact;
use super::id::{AgentId, CampaignId, ContactId, DispositionId, OrgId};
use super::org::{
    CallVariable, Campaign, ContactField, Disposition, ENDS_CALL, Named, Notice, Org, Prompt,
    TRANSFERS_CALL, WrapUpLimit,
};

/// The agent whom opening the desktop page logs in.
pub(crate) const DEFAULT_AGENT: &str = "3578927";

/// Everybody's password.
const PASSWORD: &str = "ninepin";

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
            id: "8213".to_owned(),
            annotation: "US - R13 Service Update".to_owned(),
            text: "<h1>Service update</h1><p>A maintenance window is planned for tonight.</p>"
                .to_owned(),
        }],
        not_ready_codes: vec![
            Named::new("367541", "Lunch"),
            Named::new("367542", "Meeting"),
        ],
        logout_codes: vec![Named::new("367550", "End of shift")],
        skills: vec![
            Named::new("266154", "Outreach"),
            Named::new("266155", "Service"),
        ],
        prompts: vec![
            prompt("222995", "Call back request", 4_141),
            prompt("222996", "Appointment reminder", 6_200),
        ],
        call_variables: call_variables(),
        contact_fields: contact_fields(),
        dnc: BTreeMap::new(),
    }
}

pub(crate) fn agents() -> BTreeMap<AgentId, Agent> {
    let agent = |id, user_name, full_name| Agent::new(id, user_name, PASSWORD, full_name);
    let mut notice = agent("3578928", "agent2@example.com", "Robin Reader");
    notice.unread_notices = vec!["8213".to_owned()];
    let mut skills = agent("3578929", "agent3@example.com", "Sam Skilled");
    skills.must_select_skills = true;
    let mut dnc = agent("3578939", "agent13@example.com", "Dana Dialer");
    dnc.permissions.insert("CAN_DIAL_DNC".to_owned());
    let third_party: &[&str] = &[
        "CAN_TRANSFER_TO_EXTERNAL",
        "CAN_CREATE_CONFERENCE_WITH_EXTERNAL",
    ];
    let all = [
        agent(DEFAULT_AGENT, "agent@example.com", "Alex Agent"),
        notice,
        skills,
        agent("3578930", "agent4@example.com", "Chris Inbound")
            .without(&["CAN_MAKE_CALLS_TO_EXTERNAL"]),
        agent("3578931", "agent5@example.com", "Wrenn Wrapless").without(&["CAN_WRAPUP_CALL"]),
        agent("3578932", "agent6@example.com", "Hollis Holdless")
            .without(&["CAN_PLACE_CALL_ON_HOLD"]),
        agent("3578933", "agent7@example.com", "Reese Recordless")
            .without(&["CAN_MAKE_RECORDINGS"]),
        agent("3578934", "agent8@example.com", "Parker Promptless")
            .without(&["CAN_PLAY_AUDIO_FILES"]),
        agent("3578935", "agent9@example.com", "Lee Listless").without(&["CAN_ADD_TO_DNC"]),
        agent("3578936", "agent10@example.com", "Toni Thirdless").without(third_party),
        agent("3578937", "agent11@example.com", "Casey Callless")
            .without(&["CAN_CREATE_CALLBACKS"]),
        agent("3578938", "agent12@example.com", "Finley Fieldless")
            .without(&["CAN_CHANGE_DATA_FIELDS"]),
        dnc,
        agent("3578940", "agent14@example.com", "Jules Webless").without(&["CAN_RUN_WEB_AGENT"]),
    ];
    all.into_iter()
        .map(|agent| (agent.id.clone(), agent))
        .collect()
}

/// The crowd of `--agents N`: agent1 to agentN, ids from 4000001 on.
pub(crate) fn crowd(n_agents: usize) -> impl Iterator<Item = Agent> {
    (1..=n_agents).map(|number| {
        let id = (4_000_000 + number).to_string();
        Agent::new(
            &id,
            &format!("agent{number}"),
            PASSWORD,
            &format!("Agent {number}"),
        )
    })
}

/// Numbers 312-555-0101 to -0110; the last two contacts share one.
pub(crate) fn contacts() -> BTreeMap<ContactId, Contact> {
    let contact = |number: usize| {
        let id = ContactId::new((700_000 + number).to_string());
        let phone = format!("312555{:04}", 100 + number.min(10));
        let fields = [
            ("1001", phone),
            ("1002", "Contact".to_owned()),
            ("1003", format!("Number {number}")),
        ];
        let fields = fields.map(|(field, value)| (field.to_owned(), value));
        let contact = Contact {
            id: id.clone(),
            fields: fields.into(),
            notes: Vec::new(),
        };
        (id, contact)
    };
    (1..=11).map(contact).collect()
}

fn prompt(id: &str, name: &str, duration_ms: u64) -> Prompt {
    Prompt {
        id: id.to_owned(),
        name: name.to_owned(),
        duration_ms,
    }
}

fn call_variables() -> Vec<CallVariable> {
    let variable = |id: &str, group: &str, name: &str, data_type: &str| CallVariable {
        id: id.to_owned(),
        group: group.to_owned(),
        name: name.to_owned(),
        data_type: data_type.to_owned(),
        default: (group == "Outreach").then(String::new),
    };
    vec![
        variable("2001", "Call", "session_id", "STRING"),
        variable("2002", "Call", "campaign_id", "NUMBER"),
        variable("2003", "Customer", "number1", "PHONE"),
        variable("2101", "Outreach", "reference", "STRING"),
        variable("2102", "Outreach", "promised_on", "DATE"),
    ]
}

fn contact_fields() -> Vec<ContactField> {
    let field = |id: &str, name: &str, data_type: &str| ContactField {
        id: id.to_owned(),
        name: name.to_owned(),
        data_type: data_type.to_owned(),
        primary: id == "1001",
    };
    vec![
        field("1001", "number1", "PHONE"),
        field("1002", "first_name", "STRING"),
        field("1003", "last_name", "STRING"),
        field("1004", "email", "EMAIL"),
    ]
}

fn ids(ids: &[&str]) -> Vec<DispositionId> {
    ids.iter().copied().map(DispositionId::new).collect()
}

/// In the order in which they are offered.
fn campaigns() -> Vec<Campaign> {
    let campaign =
        |id: &str, name: &str, kind: &str, state: &str, dispositions: &[&str]| Campaign {
            id: CampaignId::new(id),
            name: name.to_owned(),
            campaign_type: kind.to_owned(),
            state: state.to_owned(),
            caller_id: "+12025550100".to_owned(),
            dispositions: ids(dispositions),
            wrap_up: None,
        };
    let mut timed = campaign("1137598", "Short Wrap-up", "OUTBOUND", "RUNNING", OUTREACH);
    timed.wrap_up = Some(WrapUpLimit {
        timeout_ms: 15_000,
        disposition: DispositionId::new("300000000000043"),
        not_ready_reason: None,
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
    let owned = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
    let plain = |id: &str, name: &str, filters: &[&str]| Disposition {
        id: DispositionId::new(id),
        name: name.to_owned(),
        description: None,
        flags: Vec::new(),
        filters: owned(filters),
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
        flags: owned(REDIAL),
        timeout_ms: Some(3_600_000),
        description: Some("Calls again after the time set here".to_owned()),
        ..plain("300000000000048", "Follow Up", ENDS)
    });
    all.push(Disposition {
        flags: owned(CONFIRM),
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

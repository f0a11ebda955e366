//! Scenario files: an organisation, its agents and its world, in place of the default ones.
//!
//! Rule: a list that the file has replaces the default list; what it does not name stays as it is;
//! a file with a mistake starts nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use serde::Deserialize;
use serde_json::Value;

use super::agent::Agent;
use super::callee::{CalleeSpec, Callees, digits_of};
use super::config::{Config, Switches};
use super::contact::Contact;
use super::fault::{Fault, Faults};
use super::id::{CampaignId, ContactId, DispositionId, OrgId};
use super::org::{
    CallVariable, Campaign, ContactField, Disposition, ENDS_CALL, Named, Notice, Prompt,
    WrapUpLimit,
};
use super::sim::Start;

/// What is wrong with a scenario, and the text in the file that shows where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what}")]
pub struct ScenarioError {
    what: String,
    /// Stands in the file where the mistake is.
    pub culprit: String,
}

/// A scenario as its file has it. `Debug` is left out: it holds numbers and passwords.
#[derive(Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[serde(default)]
pub struct Scenario {
    org_id: Option<String>,
    campaigns: Option<Vec<CampaignSpec>>,
    dispositions: Option<Vec<DispositionSpec>>,
    no_campaign_dispositions: Option<Vec<DispositionId>>,
    prompts: Option<Vec<PromptSpec>>,
    notices: Option<Vec<NoticeSpec>>,
    skills: Option<Vec<NamedSpec>>,
    not_ready_codes: Option<Vec<NamedSpec>>,
    call_variables: Option<Vec<VariableSpec>>,
    contact_fields: Option<Vec<FieldSpec>>,
    agents: Option<Vec<AgentSpec>>,
    contacts: Option<Vec<ContactSpec>>,
    callees: Vec<CalleeSpec>,
    faults: Vec<Fault>,
    do_not_call: Vec<String>,
    switches: BTreeMap<String, Value>,
}

impl std::fmt::Debug for Scenario {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Scenario").finish_non_exhaustive()
    }
}

#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct CampaignSpec {
    id: CampaignId,
    name: String,
    #[serde(rename = "type", default = "outbound")]
    campaign_type: String,
    #[serde(default = "running")]
    state: String,
    #[serde(default = "caller_id")]
    caller_id: String,
    dispositions: Vec<DispositionId>,
    wrap_up: Option<WrapUpSpec>,
    /// Agents may call by hand with it.
    #[serde(default = "yes")]
    manual: bool,
}

/// A campaign's limit of wrap-up.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct WrapUpSpec {
    timeout_ms: u64,
    disposition_id: DispositionId,
    #[serde(default)]
    not_ready_reason: Option<String>,
}

#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct DispositionSpec {
    id: DispositionId,
    name: String,
    description: Option<String>,
    #[serde(default)]
    flags: Vec<String>,
    #[serde(default = "ends_call")]
    filters: Vec<String>,
    timeout_ms: Option<u64>,
    #[serde(default)]
    adds_to_dnc: bool,
}

#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct PromptSpec {
    id: String,
    name: String,
    duration_ms: u64,
}

#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct NoticeSpec {
    id: String,
    annotation: String,
    text: String,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct NamedSpec {
    id: String,
    name: String,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct VariableSpec {
    id: String,
    group: String,
    name: String,
    #[serde(rename = "type")]
    data_type: String,
    default: Option<String>,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct FieldSpec {
    id: String,
    name: String,
    #[serde(rename = "type")]
    data_type: String,
}

#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct AgentSpec {
    id: String,
    user_name: String,
    password: String,
    full_name: String,
    /// Absent: all that the default agent has.
    permissions: Option<BTreeSet<String>>,
    #[serde(default)]
    must_select_skills: bool,
    #[serde(default)]
    unread_notices: Vec<String>,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct ContactSpec {
    id: ContactId,
    fields: BTreeMap<String, String>,
}

fn outbound() -> String {
    "OUTBOUND".to_owned()
}

fn running() -> String {
    "RUNNING".to_owned()
}

fn caller_id() -> String {
    "+12025550100".to_owned()
}

fn ends_call() -> Vec<String> {
    vec![ENDS_CALL.to_owned()]
}

fn yes() -> bool {
    true
}

impl Scenario {
    /// Finds what a file can say and no service can be.
    ///
    /// # Errors
    /// The first mistake, in one sentence.
    pub fn check(&self) -> Result<(), ScenarioError> {
        self.merged_switches(&Switches::conservative())?;
        self.check_unique()?;
        let mut start = Start::seeded();
        self.apply(&mut start);
        if start.agents.is_empty() {
            return Err(mistake("there is no agent".to_owned(), "agents"));
        }
        for campaign in start.org.campaigns.values() {
            let limit = campaign.wrap_up.iter().map(|limit| &limit.disposition);
            for id in campaign.dispositions.iter().chain(limit) {
                if !start.org.dispositions.contains_key(id) {
                    let what = format!(
                        "campaign {} names disposition {id}, which there is not",
                        campaign.id
                    );
                    return Err(mistake(what, id.as_str()));
                }
            }
        }
        let callees = self
            .callees
            .iter()
            .filter_map(|callee| callee.number.as_ref());
        for number in callees.chain(&self.do_not_call) {
            if digits_of(number).is_none() {
                let what = format!("{number} is no telephone number");
                return Err(mistake(what, number));
            }
        }
        for callee in &self.callees {
            callee.check().map_err(|code| {
                let what = format!("{code} is no context code of a refused dial");
                mistake(what, &code)
            })?;
        }
        for notice in self
            .agents
            .iter()
            .flatten()
            .flat_map(|agent| &agent.unread_notices)
        {
            if start.org.notices.iter().all(|found| found.id != *notice) {
                let what = format!("an agent has notice {notice}, which there is not");
                return Err(mistake(what, notice));
            }
        }
        Ok(())
    }

    fn check_unique(&self) -> Result<(), ScenarioError> {
        let campaigns = self.campaigns.iter().flatten().map(|one| one.id.as_str());
        let dispositions = self
            .dispositions
            .iter()
            .flatten()
            .map(|one| one.id.as_str());
        let agents = self.agents.iter().flatten().map(|one| one.id.as_str());
        let users = self
            .agents
            .iter()
            .flatten()
            .map(|one| one.user_name.as_str());
        unique("campaign", campaigns)?;
        unique("disposition", dispositions)?;
        unique("agent", agents)?;
        unique("user name", users)
    }

    fn merged_switches(&self, switches: &Switches) -> Result<Switches, ScenarioError> {
        let mut merged = switches.clone();
        for (name, value) in &self.switches {
            if !merged.has(name) {
                return Err(mistake(format!("there is no switch {name}"), name));
            }
            let change = [(name.clone(), value.clone())];
            merged = merged
                .changed(change)
                .map_err(|error| mistake(format!("switch {name}: {error}"), name))?;
        }
        Ok(merged)
    }

    pub(crate) fn apply_to_config(&self, config: &mut Config) {
        if let Ok(switches) = self.merged_switches(&config.switches) {
            config.switches = switches;
        }
    }

    pub(crate) fn apply(&self, start: &mut Start) {
        let org = &mut start.org;
        if let Some(id) = &self.org_id {
            org.id = OrgId::new(id);
        }
        if let Some(campaigns) = &self.campaigns {
            let manual = campaigns.iter().filter(|campaign| campaign.manual);
            org.manual_campaigns = manual.map(|campaign| campaign.id.clone()).collect();
            org.campaigns = by(campaigns, CampaignSpec::to_campaign, |one| one.id.clone());
        }
        if let Some(dispositions) = &self.dispositions {
            let own = by(dispositions, DispositionSpec::to_disposition, |one| {
                one.id.clone()
            });
            // Five9's own dispositions are in every organisation.
            org.dispositions
                .retain(|id, _| id.as_str().starts_with('-'));
            org.dispositions.extend(own);
        }
        if let Some(ids) = &self.no_campaign_dispositions {
            org.no_campaign_dispositions.clone_from(ids);
        }
        if let Some(prompts) = &self.prompts {
            org.prompts = prompts.iter().map(PromptSpec::to_prompt).collect();
        }
        if let Some(notices) = &self.notices {
            org.notices = notices.iter().map(NoticeSpec::to_notice).collect();
        }
        if let Some(skills) = &self.skills {
            org.skills = skills.iter().map(NamedSpec::to_named).collect();
        }
        if let Some(codes) = &self.not_ready_codes {
            org.not_ready_codes = codes.iter().map(NamedSpec::to_named).collect();
        }
        if let Some(variables) = &self.call_variables {
            org.call_variables = variables.iter().map(VariableSpec::to_variable).collect();
        }
        if let Some(fields) = &self.contact_fields {
            org.contact_fields = fields.iter().map(FieldSpec::to_field).collect();
        }
        let numbers = self
            .do_not_call
            .iter()
            .filter_map(|number| digits_of(number));
        org.dnc
            .extend(numbers.map(|digits| (digits, Duration::ZERO)));
        if let Some(agents) = &self.agents {
            start.agents = by(agents, AgentSpec::to_agent, |one| one.id.clone());
        }
        if let Some(contacts) = &self.contacts {
            start.contacts = by(contacts, ContactSpec::to_contact, |one| one.id.clone());
        }
        start.callees = Callees::new();
        for callee in &self.callees {
            let digits = callee.number.as_deref().and_then(digits_of);
            start.callees.set(digits, callee.behaviour.clone());
        }
        start.faults = Faults::default();
        for fault in &self.faults {
            start.faults.add(fault.clone());
        }
    }
}

fn mistake(what: String, culprit: &str) -> ScenarioError {
    ScenarioError {
        what,
        culprit: culprit.to_owned(),
    }
}

fn unique<'a>(what: &str, ids: impl Iterator<Item = &'a str>) -> Result<(), ScenarioError> {
    let mut seen = BTreeSet::new();
    for id in ids {
        if !seen.insert(id) {
            return Err(mistake(format!("{what} {id} is there twice"), id));
        }
    }
    Ok(())
}

fn by<S, T, K: Ord>(specs: &[S], make: impl Fn(&S) -> T, key: impl Fn(&T) -> K) -> BTreeMap<K, T> {
    let made = specs.iter().map(make);
    made.map(|one| (key(&one), one)).collect()
}

impl CampaignSpec {
    fn to_campaign(&self) -> Campaign {
        Campaign {
            id: self.id.clone(),
            name: self.name.clone(),
            campaign_type: self.campaign_type.clone(),
            state: self.state.clone(),
            caller_id: self.caller_id.clone(),
            dispositions: self.dispositions.clone(),
            wrap_up: self.wrap_up.as_ref().map(WrapUpSpec::to_limit),
        }
    }
}

impl WrapUpSpec {
    pub(crate) fn to_limit(&self) -> WrapUpLimit {
        WrapUpLimit {
            timeout_ms: self.timeout_ms,
            disposition: self.disposition_id.clone(),
            not_ready_reason: self.not_ready_reason.clone(),
        }
    }
}

impl DispositionSpec {
    fn to_disposition(&self) -> Disposition {
        Disposition {
            id: self.id.clone(),
            name: self.name.clone(),
            description: self.description.clone(),
            flags: self.flags.clone(),
            filters: self.filters.clone(),
            timeout_ms: self.timeout_ms,
            adds_to_dnc: self.adds_to_dnc,
        }
    }
}

impl PromptSpec {
    fn to_prompt(&self) -> Prompt {
        Prompt {
            id: self.id.clone(),
            name: self.name.clone(),
            duration_ms: self.duration_ms,
        }
    }
}

impl NoticeSpec {
    fn to_notice(&self) -> Notice {
        Notice {
            id: self.id.clone(),
            annotation: self.annotation.clone(),
            text: self.text.clone(),
        }
    }
}

impl NamedSpec {
    fn to_named(&self) -> Named {
        Named::new(&self.id, &self.name)
    }
}

impl VariableSpec {
    fn to_variable(&self) -> CallVariable {
        CallVariable {
            id: self.id.clone(),
            group: self.group.clone(),
            name: self.name.clone(),
            data_type: self.data_type.clone(),
            default: self.default.clone(),
        }
    }
}

impl FieldSpec {
    fn to_field(&self) -> ContactField {
        ContactField {
            id: self.id.clone(),
            name: self.name.clone(),
            data_type: self.data_type.clone(),
            primary: self.name == "number1",
        }
    }
}

impl AgentSpec {
    fn to_agent(&self) -> Agent {
        let agent = Agent::new(&self.id, &self.user_name, &self.password, &self.full_name);
        Agent {
            permissions: self.permissions.clone().unwrap_or(agent.permissions),
            must_select_skills: self.must_select_skills,
            unread_notices: self.unread_notices.clone(),
            ..agent
        }
    }
}

impl ContactSpec {
    fn to_contact(&self) -> Contact {
        Contact {
            id: self.id.clone(),
            fields: self.fields.clone(),
            notes: Vec::new(),
        }
    }
}

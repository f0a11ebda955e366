//! Campaign and outcomes: chosen from what Five9 offers this agent, or entered by their ids.
//!
//! A refused choice falls back on screen to what the worker holds.

use leptos::ev::SubmitEvent;
use leptos::html::{Input, Select};
use leptos::prelude::*;

use crate::chrome::i18n::{text, text_with};
use crate::message::PageMessage;
use crate::panel::ui::live::{Seen, When, drawn, handler, live, watch};
use crate::panel::ui::panel::{Control, Panel};
use crate::panel::ui::preflight::line;
use crate::panel::view::preflight::{gone_outcome, saved_faults};
use crate::snapshot::{CampaignView, Snapshot};

/// One entry of a list of choices: its value and its words.
pub(crate) type Entry = (String, String);

#[component]
pub(crate) fn Settings() -> impl IntoView {
    let panel = Panel::of_page();
    let campaigns = panel.read(campaign_entries);
    let campaign = panel.read(|snapshot| snapshot.campaign_id.clone().unwrap_or_default());
    let outcomes = panel.read(outcome_entries);
    let faults = panel.read(saved_faults);
    let outcome = panel.read(|snapshot| snapshot.default_outcome_id.clone().unwrap_or_default());
    view! {
        <div class="pair">
            <Choose key="campaignLabel" entries=campaigns chosen=campaign choose=Box::new(choose_campaign)/>
            <Choose key="defaultOutcomeLabel" entries=outcomes chosen=outcome choose=Box::new(choose_outcome)/>
        </div>
        <ForThisList/>
        {live(move || Some(faults.get()).filter(|faults| !faults.is_empty()).map(|faults| view! {
            <ul class="checks faults" aria-label=text("faultsLabel")>
                {faults.iter().map(line).collect_view()}
            </ul>
        }.into_any()))}
        <details class="by-hand">
            <summary>{text("byHandTitle")}</summary>
            <p class="hint">{text("byHandHelp")}</p>
            <CampaignByHand/>
            <DispositionByHand/>
        </details>
    }
}

#[component]
pub(crate) fn Choose(
    key: &'static str,
    entries: Seen<Vec<Entry>>,
    chosen: Seen<String>,
    choose: Box<dyn Fn(Panel, String)>,
) -> impl IntoView {
    let panel = Panel::of_page();
    let select = NodeRef::<Select>::new();
    watch(move || {
        entries.with(|_| ());
        panel.n_answers.with(|_| ());
        if let Some(select) = select.get() {
            select.set_value(&chosen.get());
        }
    });
    view! {
        <label class="field">
            <span>{text(key)}</span>
            <select node_ref=select on:change=handler(move |event| choose(panel, event_target_value(&event)))>
                {live(move || Some(entries.get().into_iter().map(|(value, words)| {
                    view! { <option value=value>{words}</option> }
                }).collect_view().into_any()))}
            </select>
        </label>
    }
}

/// Whether the campaign is the one of this list alone.
#[component]
fn ForThisList() -> impl IntoView {
    let panel = Panel::of_page();
    let has_list = panel.read(|s| s.list.n_records > 0 && s.campaign_id.is_some());
    let is_of_list = panel.read(|snapshot| snapshot.list.campaign_id.is_some());
    let field = NodeRef::<Input>::new();
    watch(move || {
        panel.n_answers.with(|_| ());
        if let Some(field) = field.get() {
            field.set_checked(is_of_list.get());
        }
    });
    let change = move |_| {
        let is_on = field.get_untracked().is_some_and(|field| field.checked());
        let chosen = panel
            .snapshot
            .with_untracked(|snapshot| snapshot.campaign_id.clone());
        set_list_campaign(panel, chosen.filter(|_| is_on));
    };
    view! {
        <When on=has_list>
            <label class="tick-line">
                <input type="checkbox" node_ref=field on:change=handler(change)/>
                <span>{text("campaignForList")}</span>
            </label>
        </When>
    }
}

#[component]
fn CampaignByHand() -> impl IntoView {
    let panel = Panel::of_page();
    let id = NodeRef::<Input>::new();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let campaign_id = value_of(id);
        if !campaign_id.is_empty() {
            panel.send(
                Control::Campaign,
                chosen(panel, campaign_id),
                move |_, accepted| clear_if(accepted, id),
            );
        }
    };
    view! {
        <form class="by-id" on:submit=handler(submit)>
            <label class="field">
                <span>{text("campaignIdLabel")}</span>
                <input type="text" inputmode="numeric" autocomplete="off" node_ref=id/>
            </label>
            <button class="small">{text("campaignIdUse")}</button>
        </form>
    }
}

#[component]
fn DispositionByHand() -> impl IntoView {
    let panel = Panel::of_page();
    let (id, name) = (NodeRef::<Input>::new(), NodeRef::<Input>::new());
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let (disposition_id, name_given) = (value_of(id), value_of(name));
        if disposition_id.is_empty() || name_given.is_empty() {
            return;
        }
        let message = PageMessage::AddDisposition {
            disposition_id,
            name: name_given,
            request_id: None,
        };
        panel.send(Control::Disposition, message, move |_, accepted| {
            clear_if(accepted, id);
            clear_if(accepted, name);
        });
    };
    view! {
        <form class="by-id two" on:submit=handler(submit)>
            <label class="field">
                <span>{text("dispositionIdLabel")}</span>
                <input type="text" inputmode="numeric" autocomplete="off" node_ref=id/>
            </label>
            <label class="field">
                <span>{text("dispositionNameLabel")}</span>
                <input type="text" autocomplete="off" node_ref=name/>
            </label>
            <button class="small">{text("dispositionAdd")}</button>
        </form>
    }
}

fn campaign_entries(snapshot: &Snapshot) -> Vec<Entry> {
    let chosen = snapshot.campaign_id.as_deref();
    let mut entries = Vec::new();
    if chosen.is_none() {
        entries.push((String::new(), text("campaignNone")));
    }
    let is_offered = |id| snapshot.campaigns.iter().any(|campaign| campaign.id == id);
    if let Some(id) = chosen.filter(|id| !is_offered(*id)) {
        entries.push((id.to_owned(), text_with("campaignByHand", &[id])));
    }
    entries.extend(snapshot.campaigns.iter().map(campaign_entry));
    entries
}

fn campaign_entry(campaign: &CampaignView) -> Entry {
    let words = match campaign.running {
        Some(false) => text_with("campaignStopped", &[&campaign.name]),
        Some(true) | None => campaign.name.clone(),
    };
    (campaign.id.clone(), words)
}

fn outcome_entries(snapshot: &Snapshot) -> Vec<Entry> {
    let mut entries = vec![(String::new(), text("defaultOutcomeNone"))];
    if let (Some(id), Some(name)) = (&snapshot.default_outcome_id, gone_outcome(snapshot)) {
        entries.push((id.clone(), text_with("defaultOutcomeGone", &[name])));
    }
    let offered = snapshot.dispositions.iter();
    entries.extend(offered.map(|disposition| (disposition.id.clone(), disposition.name.clone())));
    entries
}

fn choose_campaign(panel: Panel, campaign_id: String) {
    if campaign_id.is_empty() {
        return;
    }
    panel.send(Control::Campaign, chosen(panel, campaign_id), |_, _| {});
}

/// A list that has a campaign of its own keeps having one.
fn chosen(panel: Panel, campaign_id: String) -> PageMessage {
    let request_id = None;
    let is_of_list = panel
        .snapshot
        .with_untracked(|snapshot| snapshot.list.campaign_id.is_some());
    if is_of_list {
        let campaign_id = Some(campaign_id);
        return PageMessage::SetListCampaign {
            campaign_id,
            request_id,
        };
    }
    PageMessage::ChooseCampaign {
        campaign_id,
        request_id,
    }
}

fn set_list_campaign(panel: Panel, campaign_id: Option<String>) {
    let message = PageMessage::SetListCampaign {
        campaign_id,
        request_id: None,
    };
    panel.send(Control::Campaign, message, |_, _| {});
}

fn choose_outcome(panel: Panel, id: String) {
    let disposition_id = (!id.is_empty()).then_some(id);
    let message = PageMessage::SetDefaultOutcome {
        disposition_id,
        request_id: None,
    };
    panel.send(Control::DefaultOutcome, message, |_, _| {});
}

fn value_of(field: NodeRef<Input>) -> String {
    drawn(field)
        .map(|field| field.value().trim().to_owned())
        .unwrap_or_default()
}

fn clear_if(was_accepted: bool, field: NodeRef<Input>) {
    if let (true, Some(field)) = (was_accepted, drawn(field)) {
        field.set_value("");
    }
}

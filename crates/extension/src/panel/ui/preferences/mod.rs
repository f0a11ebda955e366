//! The settings: sections under headings, with a small index before them.
//!
//! Rule: what is shown is what the snapshot says; a change is sent and seen when the worker has it.

mod appearance;
mod calling;
mod chips;
mod data;
mod fields;
mod keys;

use leptos::prelude::*;

use crate::chrome::i18n::{say, text};
use crate::panel::ui::diagnostics::Diagnostics;
use crate::panel::ui::export::Export;
use crate::panel::ui::live::live;
use crate::panel::ui::panel::Panel;
use crate::panel::ui::practice::PracticeSwitch;
use crate::panel::ui::settings::Settings;
use crate::panel::ui::templates::Templates;
use crate::panel::ui::tour::TourAgain;
use crate::panel::view::delivery::summary;
use crate::panel::view::settings::AGENT_NAME_MAX;
use crate::snapshot::Preference;
use fields::Line;
pub(super) use fields::follow_tick;

/// The sections by the ids of their headings' cards and the keys of their names, in order.
const SECTIONS: [(&str, &str); 10] = [
    ("settings-campaign", "sectionCampaign"),
    ("settings-calling", "sectionCalling"),
    ("settings-appearance", "sectionAppearance"),
    ("settings-sound", "sectionSound"),
    ("settings-shortcuts", "helpTitle"),
    ("settings-templates", "templatesTitle"),
    ("settings-practice", "sectionPractice"),
    ("settings-delivery", "sectionDelivery"),
    ("settings-data", "sectionData"),
    ("settings-about", "sectionAbout"),
];

/// All settings; `open_about`: the diagnostics are unfolded.
#[component]
pub(crate) fn Preferences(open_about: bool) -> impl IntoView {
    let panel = Panel::of_page();
    let links =
        SECTIONS.map(|(id, key)| view! { <a href=format!("#{id}")>{text(key)}</a> }.into_any());
    view! {
        <nav class="index" aria-label=text("settingsIndex")>
            {links.into_iter().collect_view()}
        </nav>
        {section(0, view! { <Settings/> }.into_any())}
        {section(1, view! { <calling::Calling/> }.into_any())}
        {section(2, view! { <appearance::Appearance/> }.into_any())}
        {section(3, view! { <appearance::Sound/> }.into_any())}
        {section(4, view! { <keys::Keys/> }.into_any())}
        {section(5, view! {
            <AgentName/>
            <Templates/>
        }.into_any())}
        {section(6, view! { <PracticeSwitch/> }.into_any())}
        {section(7, view! { <Delivery/> }.into_any())}
        {section(8, view! {
            <data::Data/>
            <Export/>
        }.into_any())}
        {section(9, view! {
            {panel.is_panel.then(|| view! { <TourAgain/> })}
            <Diagnostics open=open_about/>
        }.into_any())}
    }
}

/// What signs the texts.
#[component]
fn AgentName() -> impl IntoView {
    let panel = Panel::of_page();
    let name = panel.read(|snapshot| snapshot.preferences.agent_name.clone());
    view! {
        <Line
            name="agent-name"
            key="agentNameLabel"
            hint="agentNameHint"
            most=AGENT_NAME_MAX
            value=name
            preference=|name| Preference::AgentName { name }
        />
    }
}

/// How other systems do, and the way to their page.
#[component]
fn Delivery() -> impl IntoView {
    let panel = Panel::of_page();
    let words = panel.read(|snapshot| summary(&snapshot.outbox.destinations));
    view! {
        <p>{live(move || say(&words.get()))}</p>
        <a class="small" href="delivery.html" target="_blank">{text("deliveryOpen")}</a>
    }
}

fn section(place: usize, body: AnyView) -> AnyView {
    let (id, key) = SECTIONS[place];
    let (title, labelled_by) = (format!("{id}-title"), format!("{id}-title"));
    view! {
        <section class="card settings" id=id aria-labelledby=labelled_by>
            <h2 id=title tabindex="-1">{text(key)}</h2>
            {body}
        </section>
    }
    .into_any()
}

//! The renderer: Leptos components over one `Panel`, and the entry points of the two pages.
//!
//! A component reads signals and sends commands; what words mean is worked out in `view`.

#![expect(unreachable_pub, reason = "the macro for components writes `pub`")]

mod answer;
mod appearance;
mod button;
mod call;
mod callback;
mod controls;
mod diagnostics;
mod icon;
mod import;
mod link;
mod list;
mod live;
mod nav;
mod note;
mod outcomes;
mod panel;
mod preferences;
mod preflight;
mod presence;
mod row;
mod run;
mod settings;
mod shortcuts;
mod tour;
mod wire;

use leptos::mount::mount_to_body;
use leptos::prelude::*;

use crate::chrome::i18n::text;
use crate::panel::ui::live::When;
use crate::panel::view::place::Place;
use crate::snapshot::Snapshot;
use panel::Panel;

/// Draws the side panel; called once by `panel.js`.
pub fn start_panel() {
    mount_to_body(PanelPage);
}

/// Draws the options page; called once by `options.js`.
pub fn start_options() {
    mount_to_body(OptionsPage);
}

#[component]
fn PanelPage() -> impl IntoView {
    let panel = Panel::new(true);
    wire::connect(panel);
    appearance::follow(panel);
    provide_context(panel);
    let has_call = panel.read(|snapshot| snapshot.call.is_some());
    let is_told = panel.read(is_told);
    // Without a campaign nothing can be called: its choice comes first.
    let needs_campaign = panel.read(|snapshot| snapshot.campaign_id.is_none());
    view! {
        <main class="page">
            <div class="stage">
                <div class="top">
                    <link::LinkPill/>
                    <presence::Presence/>
                </div>
                <presence::Pending/>
                <answer::Notices/>
                <call::CallCard/>
                <run::RunCard/>
                <button::Actions/>
            </div>
            <nav::Tabs/>
            <When on=is_told>
                <nav::View place=Place::Call>
                    <tour::Tour/>
                    <When on=has_call>
                        <outcomes::Outcomes/>
                        <note::Note/>
                        <callback::Callback/>
                    </When>
                    <run::Summary/>
                    <preflight::Preflight/>
                    <When on=needs_campaign>
                        <Setup/>
                    </When>
                </nav::View>
                <nav::View place=Place::List>
                    <list::People/>
                    <import::Import/>
                </nav::View>
                <nav::View place=Place::Settings>
                    <preferences::Preferences open_about=false/>
                </nav::View>
            </When>
            <shortcuts::Shortcuts/>
        </main>
    }
}

#[component]
fn Setup() -> impl IntoView {
    view! {
        <section class="card setup">
            <h2>{text("settingsTitle")}</h2>
            <settings::Settings/>
        </section>
    }
}

/// Whether the worker has spoken; before that nothing is claimed about list, call or settings.
fn is_told(snapshot: &Snapshot) -> bool {
    snapshot.now_ms > 0
}

#[component]
fn OptionsPage() -> impl IntoView {
    let panel = Panel::new(false);
    wire::connect(panel);
    appearance::follow(panel);
    provide_context(panel);
    let is_told = panel.read(is_told);
    view! {
        <main class="page options">
            <h1>{text("optionsTitle")}</h1>
            <link::LinkPill/>
            <answer::Notices/>
            <When on=is_told>
                <preferences::Preferences open_about=true/>
            </When>
        </main>
    }
}

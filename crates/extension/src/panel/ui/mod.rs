//! The renderer: Leptos components over one `Panel`, and the entry points of the two pages.
//!
//! A component reads signals and sends commands; what words mean is worked out in `view`.

#![expect(unreachable_pub, reason = "the macro for components writes `pub`")]

mod answer;
mod appearance;
mod button;
mod call;
mod callback;
mod chart;
mod controls;
mod copy;
mod countdown;
mod delivery;
mod diagnostics;
mod export;
mod focus;
mod held;
mod history;
mod icon;
mod import;
mod keycap;
mod link;
mod list;
mod live;
mod menu;
mod nav;
mod note;
mod outcomes;
mod panel;
mod person;
mod practice;
mod preferences;
mod preflight;
mod presence;
mod question;
mod row;
mod run;
mod settings;
mod shortcuts;
mod steps;
#[cfg(feature = "styleguide")]
mod styleguide;
mod summary;
mod templates;
mod tour;
mod undo;
mod wire;

use js_sys::Function;
use leptos::mount::mount_to_body;
use leptos::prelude::*;

use crate::chrome::i18n::text;
use crate::chrome::page::EarlyPort;
use crate::chrome::{practice_page, spreadsheet};
use crate::panel::ui::icon::{Icon, icon};
use crate::panel::ui::live::{When, handler, live, seen};
use crate::panel::view::button::Target;
use crate::panel::view::place::Place;
use crate::snapshot::Snapshot;
use panel::Panel;

/// Draws the side panel; called once by `panel.js`. `practise` loads the simulated Five9, `write` what
/// writes spreadsheets, `early` is the Port if it is still open.
pub fn start_panel(practise: Function, write: Function, early: Option<EarlyPort>) {
    practice_page::host_by(practise);
    spreadsheet::write_by(write);
    #[cfg(feature = "styleguide")]
    if let Some(scene) = styleguide::asked() {
        mount_to_body(move || view! { <styleguide::StyleGuide scene/> });
        return;
    }
    mount_to_body(move || view! { <PanelPage early/> });
}

/// Draws the options page; called once by `options.js`, as [`start_panel`] by its own script.
pub fn start_options(write: Function, early: Option<EarlyPort>) {
    spreadsheet::write_by(write);
    mount_to_body(move || view! { <OptionsPage early/> });
}

/// Draws the page about other systems; called once by `delivery.js`, with the Port if it is still
/// open.
pub fn start_delivery(early: Option<EarlyPort>) {
    mount_to_body(move || view! { <delivery::DeliveryPage early/> });
}

#[component]
fn PanelPage(early: Option<EarlyPort>) -> impl IntoView {
    let panel = Panel::new(true);
    wire::connect(panel, early);
    appearance::follow(panel);
    focus::keep_focus(panel);
    import::refuse_files();
    provide_context(panel);
    view! { <Whole/> }
}

/// All of the panel, over the `Panel` that is in the context.
#[component]
fn Whole() -> impl IntoView {
    let panel = Panel::of_page();
    let has_call = panel.read(|snapshot| snapshot.call.is_some());
    let is_told = panel.read(is_told);
    // Without a campaign nothing can be called: its choice comes first.
    let needs_campaign = panel.read(|snapshot| snapshot.campaign_id.is_none());
    let is_home = seen(move || panel.place.get() == Place::Call);
    view! {
        <main class="page panel" class:compact=live(move || !is_home.get())>
            <h1 class="unseen">{text("extName")}</h1>
            <practice::Banner/>
            <div class="top">
                <link::LinkPill/>
                <presence::Presence/>
            </div>
            <presence::Pending/>
            <answer::Notices/>
            <div class="stage">
                <call::CallCard/>
                <held::HeldBack/>
                <button::Actions/>
                <steps::OtherNumbers/>
                <run::RunCard/>
                <steps::Steps/>
            </div>
            <When on=is_told>
                <nav::View place=Place::Call>
                    <tour::Tour/>
                    <summary::Summary/>
                    <person::Person/>
                    <held::CorrectCall/>
                    <When on=has_call>
                        <outcomes::Outcomes/>
                        <note::Note/>
                        <templates::PinnedTemplates/>
                        <callback::Callback/>
                    </When>
                    <held::LastCall/>
                    <Nobody/>
                    <preflight::Preflight/>
                    <When on=needs_campaign>
                        <Setup/>
                    </When>
                </nav::View>
                <nav::View place=Place::List>
                    <list::People/>
                    <import::Import/>
                </nav::View>
                <nav::View place=Place::History>
                    <history::PastCalls/>
                </nav::View>
                <nav::View place=Place::Settings>
                    <preferences::Preferences open_about=false/>
                </nav::View>
            </When>
            <nav::Tabs/>
            <shortcuts::Shortcuts/>
        </main>
    }
}

/// What to do where nothing is on and nobody is chosen.
#[component]
fn Nobody() -> impl IntoView {
    let panel = Panel::of_page();
    let who = panel.who();
    let is_idle = panel.read(|snapshot| {
        snapshot.call.is_none() && snapshot.run.is_none() && snapshot.summary.is_none()
    });
    let is_nobody = seen(move || {
        let target = panel.target();
        is_idle.get() && who.with(Option::is_none) && target == Target::Nobody
    });
    view! {
        <When on=is_nobody>
            <div class="empty">
                {icon(Icon::Phone)}
                <strong>{text("homeEmpty")}</strong>
                <p>{text("homeEmptyHint")}</p>
                <button class="small" on:click=handler(move |_| panel.place.set(Place::List))>
                    {icon(Icon::List)}
                    <span>{text("homeOpenList")}</span>
                </button>
            </div>
        </When>
    }
}

#[component]
fn Setup() -> impl IntoView {
    view! {
        <section class="card setup">
            <h2>{text("viewSettings")}</h2>
            <settings::Settings/>
        </section>
    }
}

/// Whether the worker has spoken; before that nothing is claimed about list, call or settings.
fn is_told(snapshot: &Snapshot) -> bool {
    snapshot.now_ms > 0
}

#[component]
fn OptionsPage(early: Option<EarlyPort>) -> impl IntoView {
    let panel = Panel::new(false);
    wire::connect(panel, early);
    appearance::follow(panel);
    focus::keep_focus(panel);
    import::refuse_files();
    provide_context(panel);
    let is_told = panel.read(is_told);
    view! {
        <main class="page options">
            <practice::Banner/>
            <h1>{text("optionsTitle")}</h1>
            <link::LinkPill/>
            <answer::Notices/>
            <When on=is_told>
                <preferences::Preferences open_about=true/>
            </When>
        </main>
    }
}

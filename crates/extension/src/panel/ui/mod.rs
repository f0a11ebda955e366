//! The renderer: Leptos components over one `Panel`, and the entry points of the two pages.
//!
//! A component reads signals and sends commands; what words mean is worked out in `view`.

mod answer;
mod button;
mod call;
mod icon;
mod import;
mod link;
mod list;
mod note;
mod outcomes;
mod panel;
mod preflight;
mod row;
mod run;
mod settings;
mod wire;

use leptos::mount::mount_to_body;
use leptos::prelude::*;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::chrome::i18n::text;
use panel::Panel;

/// Draws the side panel; called once by `panel.js`.
#[wasm_bindgen]
pub fn start_panel() {
    mount_to_body(PanelPage);
}

/// Draws the options page; called once by `options.js`.
#[wasm_bindgen]
pub fn start_options() {
    mount_to_body(OptionsPage);
}

#[component]
fn PanelPage() -> impl IntoView {
    let panel = Panel::new();
    wire::connect(panel);
    provide_context(panel);
    let has_call = panel.read(|snapshot| snapshot.call.is_some());
    view! {
        <main class="page">
            <div class="stage">
                <link::LinkPill/>
                <answer::Notices/>
                <call::CallCard/>
                <run::RunCard/>
                <button::Actions/>
            </div>
            <Show when=move || has_call.get()>
                <outcomes::Outcomes/>
                <note::Note/>
            </Show>
            <run::Summary/>
            <preflight::Preflight/>
            <list::People/>
            <import::Import/>
            <section class="card setup">
                <h2>{text("settingsTitle")}</h2>
                <settings::Settings/>
            </section>
        </main>
    }
}

#[component]
fn OptionsPage() -> impl IntoView {
    let panel = Panel::new();
    wire::connect(panel);
    provide_context(panel);
    view! {
        <main class="page options">
            <h1>{text("optionsTitle")}</h1>
            <link::LinkPill/>
            <answer::Notices/>
            <section class="card setup">
                <settings::Settings/>
            </section>
        </main>
    }
}

//! What waits and what was not taken, as a file of the agent's own.
//!
//! Rule: the rows go out as they are stored; a secret or an address is in none of them.

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::chrome::i18n::{text, text_with};
use crate::chrome::locale::count_text;
use crate::chrome::page::save_file;
use crate::chrome::store::read_outbox;
use crate::panel::ui::live::{Var, When, handler, live};
use crate::panel::ui::panel::Panel;
use crate::panel::view::history::export::Format;

#[component]
pub(super) fn Save() -> impl IntoView {
    let panel = Panel::of_page();
    let has_some = panel.read(|snapshot| {
        let mut destinations = snapshot.outbox.destinations.iter();
        snapshot.outbox.n_letters > 0 || destinations.any(|view| view.n_waiting > 0)
    });
    let told = Var::new(String::new());
    let save = move |_| spawn_local(async move { told.set(saved().await) });
    view! {
        <When on=has_some>
            <section class="card settings" aria-labelledby="delivery-save">
                <h2 id="delivery-save" tabindex="-1">{text("deliverySaveTitle")}</h2>
                <p class="hint">{text("deliverySaveHint")}</p>
                <div class="answers">
                    <button class="small" on:click=handler(save)>{text("deliverySaveRows")}</button>
                </div>
                <p class="hint" role="status">{live(move || told.get())}</p>
            </section>
        </When>
    }
}

/// What came of it, in words.
async fn saved() -> String {
    let Ok(rows) = read_outbox().await else {
        return text("deliverySaveUnread");
    };
    let n_rows = rows.len();
    let lines: Vec<String> = rows.into_iter().map(|row| row + "\n").collect();
    let (end, kind) = Format::JsonLines.file();
    if save_file(&format!("waiting-calls.{end}"), kind, &lines) {
        text_with("exportDone", &[&count_text(n_rows)])
    } else {
        text("exportFailed")
    }
}

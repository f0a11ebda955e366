//! The outcomes of the call on screen: one radio each, chosen by click, by number key or by Space.
//!
//! Choosing may end the wrap-up and dial the next person, so arrow keys only move: they never choose.

use leptos::ev::{self, KeyboardEvent, MouseEvent};
use leptos::html::Button;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement};

use crate::chrome::i18n::{text, text_with};
use crate::message::PageMessage;
use crate::panel::ui::button::is_press;
use crate::panel::ui::focus::{focus, focus_on};
use crate::panel::ui::icon::{Icon, icon};
use crate::panel::ui::live::{Seen, Var, When, handler, live, seen, watch};
use crate::panel::ui::panel::{Control, Panel};
use crate::panel::ui::shortcuts::{is_dialog_open, is_plain_enter, is_typing};
use crate::panel::view::outcome::{found_outcomes, is_searchable, outcome_at_key, takes_outcome};
use crate::snapshot::{DispositionView, Snapshot};

/// What the outcomes share: the choice on its way, and the one that asks to be confirmed.
#[derive(Clone, Copy)]
struct Choice {
    panel: Panel,
    chosen: Seen<Option<String>>,
    sent: Var<Option<String>>,
    asking: Var<Option<DispositionView>>,
}

#[component]
pub(crate) fn Outcomes() -> impl IntoView {
    let panel = Panel::of_page();
    let dispositions = panel.read(|snapshot| snapshot.dispositions.clone());
    let has_none = seen(move || dispositions.with(Vec::is_empty));
    let is_long = seen(move || dispositions.with(|all| is_searchable(all.len())));
    let query = Var::new(String::new());
    let found = seen(move || {
        dispositions.with(|all| {
            let query = if is_searchable(all.len()) {
                query.get()
            } else {
                String::new()
            };
            found_outcomes(all, &query)
        })
    });
    let finds_none = seen(move || found.with(Vec::is_empty) && !has_none.get());
    let is_open = panel.read(|snapshot| snapshot.call.as_ref().is_some_and(takes_outcome));
    let intent = panel.read(|snapshot| snapshot.call.as_ref().map(|call| call.intent_id.clone()));
    let choice = Choice {
        panel,
        chosen: panel.read(|snapshot| snapshot.call.as_ref()?.outcome_id.clone()),
        sent: Var::new(None),
        asking: Var::new(None),
    };
    // A question asked for one call is not answered for another.
    watch(move || {
        intent.with(|_| ());
        choice.asking.set(None);
        query.set(String::new());
    });
    let waits = panel.read(waits_for_outcome);
    focus_when_waiting(waits);
    let keys = window_event_listener(ev::keydown, move |event| choice.handle_key(&event));
    on_cleanup(move || keys.remove());
    view! {
        <When on=is_open>
            <fieldset
                id="outcomes"
                class="card outcomes"
                class:waits=live(move || waits.get().is_some())
                role="radiogroup"
                aria-label=text("outcomesLabel")
                on:keydown=handler(move_by_arrow)
            >
                <When on=is_long>
                    <Search choice query found/>
                </When>
                <div class="grid">
                    <For
                        each=move || at_places(dispositions, found)
                        key=|(place, disposition)| (*place, disposition.id.clone())
                        let((place, disposition))
                    >
                        <OutcomeRadio choice place disposition/>
                    </For>
                </div>
                <When on=finds_none>
                    <p class="hint" role="status">{text("outcomesNotFound")}</p>
                </When>
                <When on=has_none>
                    <p class="hint">{text("outcomesEmpty")}</p>
                </When>
            </fieldset>
            <Confirm choice/>
        </When>
    }
}

/// The outcomes that the search leaves, with their places in the whole list.
fn at_places(
    dispositions: Seen<Vec<DispositionView>>,
    found: Seen<Vec<usize>>,
) -> Vec<(usize, DispositionView)> {
    dispositions.with(|all| {
        let places = found.get().into_iter();
        let found = places.filter_map(|place| Some((place, all.get(place)?.clone())));
        found.collect()
    })
}

/// Leaves the outcomes with these words; Enter chooses the only one that is left.
#[component]
fn Search(choice: Choice, query: Var<String>, found: Seen<Vec<usize>>) -> impl IntoView {
    let handle_key = move |event: KeyboardEvent| {
        if !is_plain_enter(&event) || event.repeat() {
            return;
        }
        event.prevent_default();
        event.stop_propagation();
        let only = found.with_untracked(|found| match found.as_slice() {
            [place] => Some(*place),
            _ => None,
        });
        let only = only.and_then(|place| {
            let snapshot = choice.panel.snapshot;
            snapshot.with_untracked(|snapshot| snapshot.dispositions.get(place).cloned())
        });
        if let Some(disposition) = only {
            choice.choose(&disposition);
        }
    };
    view! {
        <label class="field search">
            <span class="unseen">{text("outcomesSearch")}</span>
            <input
                type="search"
                placeholder=text("outcomesSearch")
                autocomplete="off"
                spellcheck="false"
                prop:value=live(move || query.get())
                on:input=handler(move |event| query.set(event_target_value(&event)))
                on:keydown=handler(handle_key)
            />
            {icon(Icon::Search)}
        </label>
    }
}

#[component]
fn OutcomeRadio(choice: Choice, place: usize, disposition: DispositionView) -> impl IntoView {
    let id = disposition.id.clone();
    let is_chosen = seen(move || choice.stands().as_deref() == Some(id.as_str()));
    let name = disposition.name.clone();
    let handle_click = move |event: MouseEvent| {
        if disposition.must_confirm {
            // Not chosen yet: the dot stays where it was.
            event.prevent_default();
        }
        choice.choose(&disposition);
    };
    view! {
        <label class="outcome" class:chosen=live(move || is_chosen.get())>
            <input
                type="radio"
                name="outcome"
                aria-label=name.clone()
                prop:checked=live(move || is_chosen.get())
                on:click=handler(handle_click)
            />
            <kbd aria-hidden="true">{if place < 9 { (place + 1).to_string() } else { String::new() }}</kbd>
            <span>{name}</span>
        </label>
    }
}

#[component]
fn Confirm(choice: Choice) -> impl IntoView {
    let yes = NodeRef::<Button>::new();
    watch(move || {
        if let Some(yes) = yes.get() {
            // Only a page that went away refuses the focus.
            let _ = yes.focus();
        }
    });
    let leave = move || {
        choice.asking.set(None);
        request_animation_frame(focus_outcomes);
    };
    let answer = move |event: MouseEvent| {
        if let (Some(asked), true) = (choice.asking.get_untracked(), is_press(&event)) {
            leave();
            choice.send(asked.id);
        }
    };
    view! {
        {live(move || choice.asking.get().map(|asked| view! {
            <div class="card confirm" role="alertdialog" aria-label=text("confirmLabel")>
                <p class="grow">{text_with("confirmOutcome", &[&asked.name])}</p>
                <button class="small strong" on:click=handler(answer) node_ref=yes>{text("confirmYes")}</button>
                <button class="small" on:click=handler(move |_| leave())>
                    {text("confirmNo")}
                </button>
            </div>
        }.into_any()))}
    }
}

impl Choice {
    /// The choice on its way, else the one that the worker holds.
    fn stands(self) -> Option<String> {
        self.sent.get().or_else(|| self.chosen.get())
    }

    fn choose(self, disposition: &DispositionView) {
        if disposition.must_confirm {
            self.asking.set(Some(disposition.clone()));
            return;
        }
        self.asking.set(None);
        self.send(disposition.id.clone());
    }

    fn send(self, id: String) {
        if self.panel.is_pending_untracked(Control::Outcome) {
            return;
        }
        self.panel.hold_advance();
        self.sent.set(Some(id.clone()));
        let message = PageMessage::ChooseOutcome {
            disposition_id: Some(id),
            request_id: None,
        };
        self.panel
            .send(Control::Outcome, message, move |_, _| self.sent.set(None));
    }

    fn handle_key(self, event: &KeyboardEvent) {
        let has_modifier = event.ctrl_key() || event.alt_key() || event.meta_key();
        if event.repeat() || has_modifier || is_typing(event) || is_dialog_open() {
            return;
        }
        let found = self.panel.snapshot.with_untracked(|snapshot| {
            let is_open = snapshot.call.as_ref().is_some_and(takes_outcome);
            outcome_at_key(&snapshot.dispositions, &event.key())
                .filter(|_| is_open && snapshot.preferences.single_keys)
                .cloned()
        });
        if let Some(disposition) = found {
            event.prevent_default();
            self.choose(&disposition);
        }
    }
}

/// The call that stands still until an outcome is chosen.
fn waits_for_outcome(snapshot: &Snapshot) -> Option<String> {
    let call = snapshot
        .call
        .as_ref()
        .filter(|call| call.waits_for_outcome)?;
    Some(call.intent_id.clone())
}

fn focus_when_waiting(waits: Seen<Option<String>>) {
    watch(move || {
        if waits.get().is_some() {
            // The radios may be drawn only in this same turn.
            request_animation_frame(focus_outcomes);
        }
    });
}

fn move_by_arrow(event: KeyboardEvent) {
    let step: i32 = match event.key().as_str() {
        "ArrowDown" | "ArrowRight" => 1,
        "ArrowUp" | "ArrowLeft" => -1,
        "Enter" if is_plain_enter(&event) => {
            let target = event.target();
            if let Some(radio) = target
                .as_ref()
                .and_then(|t| t.dyn_ref::<HtmlInputElement>())
            {
                event.prevent_default();
                radio.click();
            }
            return;
        }
        _ => return,
    };
    event.prevent_default();
    let Ok(radios) = document().query_selector_all("#outcomes [type=radio]") else {
        return;
    };
    let n_radios = radios.length() as i32;
    let radio_at = |place: i32| radios.item(place as u32)?.dyn_into::<Element>().ok();
    let focused = document().active_element();
    let place = (0..n_radios).find(|place| focused.is_some() && radio_at(*place) == focused);
    let next = place.map_or(0, |place| (place + step).rem_euclid(n_radios.max(1)));
    radio_at(next).map(focus);
}

/// Moves the focus to the chosen radio, or to the first.
fn focus_outcomes() {
    _ = focus_on("#outcomes [type=radio]:checked") || focus_on("#outcomes [type=radio]");
}

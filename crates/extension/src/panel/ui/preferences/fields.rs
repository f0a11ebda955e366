//! The controls of the settings: a tick, a choice of few, a number, a line of text.
//!
//! Each falls back on screen to what the worker holds once an answer has come.

use leptos::ev::Event;
use leptos::html::Input;
use leptos::prelude::*;

use crate::chrome::i18n::text;
use crate::message::DataMessage;
use crate::panel::ui::live::{Seen, Var, handler, live, seen, watch};
use crate::panel::ui::panel::{Control, Panel};
use crate::panel::view::settings::number_within;
use crate::snapshot::Preference;

/// Sends a preference; one at a time of each name.
pub(super) fn set(panel: Panel, name: &'static str, preference: Preference) {
    let message = DataMessage::SetPreference { preference };
    panel.send(Control::Setting(name), message, |_, _| {});
}

fn is_pending(panel: Panel, name: &'static str) -> Option<&'static str> {
    panel.is_pending(Control::Setting(name)).then_some("true")
}

fn hint_view(name: &str, hint: &str) -> AnyView {
    view! { <p class="hint" id=format!("{name}-hint")>{text(hint)}</p> }.into_any()
}

/// A tick shows what is so, also after a press that was refused.
pub(crate) fn follow_tick(panel: Panel, field: NodeRef<Input>, is_on: Seen<bool>) {
    watch(move || {
        panel.n_answers.with(|_| ());
        if let Some(field) = field.get() {
            field.set_checked(is_on.get());
        }
    });
}

/// A field that is sent when the agent leaves it.
#[derive(Clone, Copy)]
struct Typed {
    field: NodeRef<Input>,
    /// It holds what the agent types: an answer to something else leaves it alone.
    is_unsent: Var<bool>,
}

impl Typed {
    fn new() -> Self {
        Self {
            field: NodeRef::new(),
            is_unsent: Var::new(false),
        }
    }

    /// Shows what is so, also after an entry that was refused.
    fn follow(self, panel: Panel, value: Seen<String>) {
        watch(move || {
            panel.n_answers.with(|_| ());
            let value = value.get();
            let field = self.field.get();
            if let Some(field) = field.filter(|_| !self.is_unsent.get_untracked()) {
                field.set_value(&value);
            }
        });
    }
}

/// A tick with a sentence about what it does.
#[component]
pub(super) fn Tick(
    name: &'static str,
    key: &'static str,
    hint: &'static str,
    is_on: Seen<bool>,
    preference: fn(bool) -> Preference,
) -> impl IntoView {
    let panel = Panel::of_page();
    let field = NodeRef::<Input>::new();
    follow_tick(panel, field, is_on);
    let change = move |_| {
        let is_on = field.get_untracked().is_some_and(|field| field.checked());
        set(panel, name, preference(is_on));
    };
    view! {
        <div class="setting">
            <label class="tick-line">
                <input
                    type="checkbox"
                    aria-describedby=format!("{name}-hint")
                    aria-disabled=live(move || is_pending(panel, name))
                    node_ref=field
                    on:change=handler(change)
                />
                <span>{text(key)}</span>
            </label>
            {hint_view(name, hint)}
        </div>
    }
}

/// One of a few: their words, which of them is so, and what choosing one sends.
#[component]
pub(super) fn OneOf(
    name: &'static str,
    key: &'static str,
    /// Changes with the choice where each needs a sentence of its own.
    hint: Seen<&'static str>,
    words: Vec<String>,
    chosen: Seen<usize>,
    preference: fn(usize) -> Preference,
) -> impl IntoView {
    let panel = Panel::of_page();
    let radios = words
        .into_iter()
        .enumerate()
        .map(|(place, words)| radio(panel, name, place, words, chosen, preference));
    view! {
        <fieldset class="setting one-of" aria-describedby=format!("{name}-hint")>
            <legend>{text(key)}</legend>
            <div class="segments">{radios.collect_view()}</div>
            <p class="hint" id=format!("{name}-hint")>{live(move || text(hint.get()))}</p>
        </fieldset>
    }
}

fn radio(
    panel: Panel,
    name: &'static str,
    place: usize,
    words: String,
    chosen: Seen<usize>,
    preference: fn(usize) -> Preference,
) -> AnyView {
    let field = NodeRef::<Input>::new();
    follow_tick(panel, field, seen(move || chosen.get() == place));
    view! {
        <label>
            <input
                type="radio"
                name=name
                aria-disabled=live(move || is_pending(panel, name))
                node_ref=field
                on:change=handler(move |_| set(panel, name, preference(place)))
            />
            <span>{words}</span>
        </label>
    }
    .into_any()
}

/// A whole number between bounds; one outside is told and not sent.
#[component]
pub(super) fn Number(
    name: &'static str,
    key: &'static str,
    /// Key of the sentence that names the bounds.
    bounds: &'static str,
    least: u32,
    most: u32,
    value: Seen<u32>,
    send: Box<dyn Fn(Panel, u32)>,
) -> impl IntoView {
    let panel = Panel::of_page();
    let typed = Typed::new();
    let Typed { field, .. } = typed;
    let is_wrong = Var::new(false);
    typed.follow(panel, seen(move || value.get().to_string()));
    let change = move |_| {
        typed.is_unsent.set(false);
        let typed = field.get_untracked().map(|field| field.value());
        let number = number_within(&typed.unwrap_or_default(), least, most);
        is_wrong.set(number.is_none());
        if let Some(number) = number {
            send(panel, number);
        }
    };
    view! {
        <div class="setting number">
            <label class="field">
                <span>{text(key)}</span>
                <input
                    type="number"
                    min=least.to_string()
                    max=most.to_string()
                    step="1"
                    aria-describedby=format!("{name}-bounds")
                    aria-invalid=live(move || is_wrong.get().then_some("true"))
                    aria-disabled=live(move || is_pending(panel, name))
                    node_ref=field
                    on:input=handler(move |_: Event| typed.is_unsent.set(true))
                    on:change=handler(change)
                />
            </label>
            <p id=format!("{name}-bounds") class="hint" class:wrong=live(move || is_wrong.get()) role="status">
                {text(bounds)}
            </p>
        </div>
    }
}

/// A line of text; it is sent when the agent leaves the field.
#[component]
pub(super) fn Line(
    name: &'static str,
    key: &'static str,
    hint: &'static str,
    most: usize,
    value: Seen<String>,
    preference: fn(String) -> Preference,
) -> impl IntoView {
    let panel = Panel::of_page();
    let typed = Typed::new();
    typed.follow(panel, value);
    let change = move |event| {
        typed.is_unsent.set(false);
        set(panel, name, preference(event_target_value(&event)));
    };
    view! {
        <div class="setting">
            <label class="field">
                <span>{text(key)}</span>
                <input
                    type="text"
                    autocomplete="off"
                    maxlength=most.to_string()
                    aria-describedby=format!("{name}-hint")
                    aria-disabled=live(move || is_pending(panel, name))
                    node_ref=typed.field
                    on:input=handler(move |_: Event| typed.is_unsent.set(true))
                    on:change=handler(change)
                />
            </label>
            {hint_view(name, hint)}
        </div>
    }
}

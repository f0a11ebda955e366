//! One destination: how it does, and what can be done with it.

use leptos::prelude::*;

use super::Desk;
use super::form::{ask_for, form_view};
use crate::chrome::i18n::{say, text, text_with};
use crate::chrome::locale::{count_text, moment};
use crate::chrome::page;
use crate::message::OutboxMessage;
use crate::panel::ui::icon::{Icon, icon};
use crate::panel::ui::live::{Seen, Var, When, handler, live, seen};
use crate::panel::ui::panel::Control;
use crate::panel::ui::question::{Question, question_view};
use crate::panel::view::delivery::{Form, kind_key, state};
use crate::panel::view::link::Health;
use crate::snapshot::{DestinationKind, DestinationView};

/// What is shown below a destination's words.
#[derive(Clone, PartialEq, Eq)]
enum Below {
    Nothing,
    /// Whether it is to go, though events wait for it.
    Removal,
    /// The secret that was just made: shown this once.
    Secret(String),
}

pub(super) fn card(desk: Desk, id: String) -> AnyView {
    let (panel, of_form) = (desk.panel, id.clone());
    let shown = panel.read(move |snapshot| {
        let mut destinations = snapshot.outbox.destinations.iter();
        destinations.find(|view| view.id == id).cloned()
    });
    let is_edited = seen(move || {
        desk.form.with(|form| {
            form.as_ref()
                .is_some_and(|form| form.id.as_ref() == Some(&of_form))
        })
    });
    let is_resting = seen(move || !is_edited.get());
    let below = Var::new(Below::Nothing);
    let name = seen(move || {
        shown
            .with(|view| view.as_ref().map(|view| view.name.clone()))
            .unwrap_or_default()
    });
    view! {
        <section class="card settings destination" aria-label=live(move || name.get())>
            <div class="head">
                <h2 tabindex="-1">{live(move || name.get())}</h2>
                <small>
                    {live(move || shown.get().map(|view| format!("{} · {}", text(kind_key(view.kind)), view.host)))}
                </small>
            </div>
            {live(move || shown.get().map(|view| state_view(&view)))}
            <When on=is_resting>
                {live(move || shown.get().map(|view| actions(desk, &view, below)))}
                {live(move || Some(below_view(desk, shown, below)))}
            </When>
            <When on=is_edited>
                {form_view(desk)}
            </When>
        </section>
    }
    .into_any()
}

fn state_view(view: &DestinationView) -> AnyView {
    let (health, words) = state(view);
    let (class, sign) = match health {
        Health::Good => ("good", Icon::Check),
        Health::Wait => ("wait", Icon::Clock),
        Health::Bad => ("bad", Icon::Warning),
    };
    let detail = view
        .trouble
        .as_ref()
        .and_then(|trouble| trouble.detail.clone());
    let counted = |key: &str, n: usize| (n > 0).then(|| text_with(key, &[&count_text(n)]));
    let at = |key: &str, ms: Option<u64>| ms.map(|ms| text_with(key, &[&moment(ms)]));
    let facts = [
        counted("deliveryWaiting", view.n_waiting),
        counted("deliveryLetters", view.n_letters),
        at("deliveryLast", view.delivered_at_ms),
        at("deliveryNext", view.next_try_at_ms),
        at("deliveryOldSecret", view.old_secret_until_ms),
    ];
    let facts: Vec<String> = facts.into_iter().flatten().collect();
    view! {
        <div class=format!("delivery-state {class}") role="status">
            {icon(sign)}
            <p class="grow">{say(&words)} {detail.map(|detail| view! { <small>{detail}</small> })}</p>
        </div>
        {(!facts.is_empty()).then(|| view! { <p class="hint">{facts.join(" · ")}</p> })}
    }
    .into_any()
}

fn actions(desk: Desk, view: &DestinationView, below: Var<Below>) -> AnyView {
    let panel = desk.panel;
    let (id, origin, edited) = (view.id.clone(), view.origin.clone(), Form::of(view));
    let send = move |message: OutboxMessage| panel.send(Control::Delivery, message, |_, _| {});
    let test = {
        let id = id.clone();
        move |_| send(OutboxMessage::TestDestination { id: id.clone() })
    };
    let allow = {
        let id = id.clone();
        move |_| {
            let id = id.clone();
            ask_for(desk, &origin, move || {
                send(OutboxMessage::TestDestination { id })
            });
        }
    };
    let turned = Form {
        is_on: !view.is_on,
        ..edited.clone()
    };
    let turn = move |_| {
        let destination = Box::new(turned.draft());
        send(OutboxMessage::SaveDestination { destination });
    };
    let renew = move |_| {
        let Some(secret) = page::new_secret() else {
            return;
        };
        let message = OutboxMessage::RotateSecret {
            id: id.clone(),
            secret: secret.clone(),
        };
        panel.send(Control::Delivery, message, move |_, was_accepted| {
            if was_accepted {
                below.set(Below::Secret(secret));
            }
        });
    };
    let edit = move |_| {
        desk.wrong.set(None);
        desk.form.set(Some(edited.clone()));
    };
    let has_secret = view.kind == DestinationKind::Webhook && view.has_secret;
    let turn_key = if view.is_on {
        "deliveryTurnOff"
    } else {
        "deliveryTurnOn"
    };
    view! {
        <div class="answers">
            {(view.granted == Some(false)).then(|| button("deliveryAllow", "small strong", allow))}
            {button("deliveryTest", "small", test)}
            {button("deliveryEdit", "small", edit)}
            {button(turn_key, "small", turn)}
            {has_secret.then(|| button("deliveryRotate", "small", renew))}
            {button("deliveryRemove", "small", move |_| below.set(Below::Removal))}
        </div>
    }
    .into_any()
}

fn button(
    key: &str,
    class: &'static str,
    press: impl FnMut(leptos::ev::MouseEvent) + 'static,
) -> AnyView {
    view! { <button class=class on:click=handler(press)>{text(key)}</button> }.into_any()
}

fn below_view(desk: Desk, shown: Seen<Option<DestinationView>>, below: Var<Below>) -> AnyView {
    match below.get() {
        Below::Nothing => ().into_any(),
        Below::Secret(secret) => view! {
            <div class="notice wait">
                <p class="grow">{text("deliverySecretOnce")} <code>{secret}</code></p>
                {button("buttonDismiss", "small", move |_| below.set(Below::Nothing))}
            </div>
        }
        .into_any(),
        Below::Removal => {
            let Some(view) = shown.get_untracked() else {
                return ().into_any();
            };
            let n_lost = view.n_waiting + view.n_letters;
            let words = if n_lost == 0 {
                text_with("deliveryRemoveAsk", &[&view.name])
            } else {
                text_with("deliveryRemoveAskLost", &[&view.name, &count_text(n_lost)])
            };
            question_view(Question {
                words,
                typed: None,
                yes: text("deliveryRemoveYes"),
                on_yes: Box::new(move || {
                    below.set(Below::Nothing);
                    let message = OutboxMessage::RemoveDestination {
                        id: view.id.clone(),
                        drop_events: n_lost > 0,
                    };
                    desk.panel.send(Control::Delivery, message, |_, _| {});
                }),
                on_no: Box::new(move || below.set(Below::Nothing)),
            })
        }
    }
}

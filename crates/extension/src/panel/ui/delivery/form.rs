//! What is typed of a destination: where it is, its secret, which calls it hears of and what of them.

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::Desk;
use super::properties::properties;
use crate::chrome::i18n::text;
use crate::chrome::page;
use crate::message::OutboxMessage;
use crate::panel::ui::live::{Seen, When, handler, live, seen};
use crate::panel::ui::panel::Control;
use crate::panel::view::delivery::{Form, LEFT_OUT, gap_key, kind_hint_key, left_out_key};
use crate::snapshot::DestinationKind;

/// Where every HubSpot account is asked.
const HUBSPOT_ORIGIN: &str = "https://api.hubapi.com/*";

/// Asks the browser for a host, which it may ask the person about, and goes on if it was given.
pub(super) fn ask_for(desk: Desk, origin: &str, then: impl FnOnce() + 'static) {
    // Asked before anything is awaited: the browser wants to see the press.
    let answer = page::ask_for_host(origin);
    desk.wrong.set(None);
    spawn_local(async move {
        if answer.await {
            then();
        } else {
            desk.wrong.set(Some("deliveryNotGiven"));
        }
    });
}

pub(super) fn form_view(desk: Desk) -> AnyView {
    let now = seen(move || {
        let form = desk.form.get();
        form.unwrap_or_else(|| Form::new(DestinationKind::Webhook))
    });
    let kind = now.with_untracked(|form| form.kind);
    let is_new = now.with_untracked(|form| form.id.is_none());
    let is_crm = kind != DestinationKind::Webhook;
    view! {
        <form class="delivery-form" on:submit=handler(move |event: leptos::ev::SubmitEvent| {
            event.prevent_default();
            save(desk);
        })>
            <p class="hint">{text(kind_hint_key(kind))}</p>
            {line(desk, now, Line::new("deliveryName", |form| &mut form.name))}
            {(kind != DestinationKind::Hubspot).then(|| address(desk, now, kind, is_new))}
            {secret(desk, now, kind, is_new)}
            {is_crm.then(|| crm(desk, now, kind))}
            <details class="by-hand">
                <summary>{text("deliveryMore")}</summary>
                <fieldset class="setting">
                    <legend>{text("deliveryWhich")}</legend>
                    {tick(desk, "deliveryOnlyAnswered", now, |form| form.setup.only_answered, |form, is_on| form.setup.only_answered = is_on)}
                    {area(desk, now, "deliveryOutcomes", |form| &mut form.outcomes)}
                    {area(desk, now, "deliveryLists", |form| &mut form.lists)}
                </fieldset>
                <fieldset class="setting">
                    <legend>{text("deliveryLeaveOut")}</legend>
                    {LEFT_OUT.map(|what| tick(
                        desk,
                        left_out_key(what),
                        now,
                        move |form| form.setup.leave_out.contains(&what),
                        move |form, is_on| form.leave_out(what, is_on),
                    )).collect_view()}
                </fieldset>
                {is_crm.then(|| properties(desk, now))}
            </details>
            <Wrong desk/>
            <div class="answers">
                <button
                    class="small strong"
                    aria-disabled=live(move || desk.panel.is_pending(Control::Delivery).then_some("true"))
                >
                    {text("deliverySave")}
                </button>
                <button type="button" class="small" on:click=handler(move |_| desk.form.set(None))>
                    {text("deliveryLeave")}
                </button>
            </div>
        </form>
    }
    .into_any()
}

#[component]
fn Wrong(desk: Desk) -> impl IntoView {
    let is_wrong = seen(move || desk.wrong.get().is_some());
    view! {
        <When on=is_wrong>
            <p class="notice inner" role="alert">
                {live(move || desk.wrong.get().map(text).unwrap_or_default())}
            </p>
        </When>
    }
}

/// Sends the form once the browser lets us ask its host.
fn save(desk: Desk) {
    let Some(form) = desk.form.get_untracked() else {
        return;
    };
    if let Some(gap) = form.gap() {
        desk.wrong.set(Some(gap_key(gap)));
        return;
    }
    let destination = Box::new(form.draft());
    let origin = match (form.kind, &destination.url) {
        (DestinationKind::Hubspot, _) => Some(HUBSPOT_ORIGIN.to_owned()),
        (DestinationKind::Webhook | DestinationKind::Salesforce, Some(url)) => {
            let origin = page::origin_of(url);
            if origin.is_none() {
                desk.wrong.set(Some("deliveryGapUrl"));
                return;
            }
            origin
        }
        (DestinationKind::Webhook | DestinationKind::Salesforce, None) => None,
    };
    let send = move || {
        let message = OutboxMessage::SaveDestination { destination };
        desk.panel
            .send(Control::Delivery, message, move |_, was_accepted| {
                if was_accepted {
                    desk.form.set(None);
                }
            });
    };
    match origin {
        Some(origin) => ask_for(desk, &origin, send),
        None => send(),
    }
}

fn address(desk: Desk, now: Seen<Form>, kind: DestinationKind, is_new: bool) -> AnyView {
    let key = match kind {
        DestinationKind::Salesforce => "deliveryInstance",
        DestinationKind::Webhook | DestinationKind::Hubspot => "deliveryUrl",
    };
    let hint = (!is_new).then_some("deliveryUrlKept");
    let example = Some("https://");
    let line_of = Line {
        hint,
        example,
        ..Line::new(key, |form| &mut form.url)
    };
    line(desk, now, line_of)
}

fn secret(desk: Desk, now: Seen<Form>, kind: DestinationKind, is_new: bool) -> AnyView {
    let is_own = kind == DestinationKind::Webhook;
    let hint = match (is_own, is_new) {
        (_, false) => "deliverySecretKept",
        (true, true) => "deliverySecretHint",
        (false, true) => "deliveryTokenHint",
    };
    let line_of = Line {
        hint: Some(hint),
        is_hidden: !is_own,
        ..Line::new(
            if is_own {
                "deliverySecret"
            } else {
                "deliveryToken"
            },
            |form| &mut form.secret,
        )
    };
    let make = move |_| {
        if let Some(secret) = page::new_secret() {
            change(desk, |form| form.secret = secret);
        }
    };
    view! {
        {line(desk, now, line_of)}
        {(is_own && is_new).then(|| view! {
            <button type="button" class="small plain" on:click=handler(make)>
                {text("deliverySecretMake")}
            </button>
        })}
    }
    .into_any()
}

fn crm(desk: Desk, now: Seen<Form>, kind: DestinationKind) -> AnyView {
    let id_line = Line {
        hint: Some("deliveryIdPropertyHint"),
        ..Line::new("deliveryIdProperty", |form: &mut Form| {
            form.setup.id_property.get_or_insert_default()
        })
    };
    let column_line = Line {
        hint: Some("deliveryContactHint"),
        ..Line::new("deliveryContact", |form: &mut Form| {
            form.setup.contact_column.get_or_insert_default()
        })
    };
    let version_line = Line {
        example: Some("v62.0"),
        ..Line::new("deliveryVersion", |form: &mut Form| {
            form.setup.api_version.get_or_insert_default()
        })
    };
    view! {
        {line(desk, now, id_line)}
        {line(desk, now, column_line)}
        {(kind == DestinationKind::Salesforce).then(|| line(desk, now, version_line))}
    }
    .into_any()
}

/// A field of one line, and which part of the form it holds.
#[derive(Clone, Copy)]
struct Line {
    key: &'static str,
    hint: Option<&'static str>,
    example: Option<&'static str>,
    /// What is typed is not shown.
    is_hidden: bool,
    part: fn(&mut Form) -> &mut String,
}

impl Line {
    fn new(key: &'static str, part: fn(&mut Form) -> &mut String) -> Self {
        Self {
            key,
            hint: None,
            example: None,
            is_hidden: false,
            part,
        }
    }
}

fn line(desk: Desk, now: Seen<Form>, line: Line) -> AnyView {
    let hint_id = line.hint.map(|_| format!("{}-hint", line.key));
    let hint = line.hint.map(|hint| {
        view! { <p class="hint" id=format!("{}-hint", line.key)>{text(hint)}</p> }
    });
    let set = move |event| {
        let typed = event_target_value(&event);
        change(desk, |form| *(line.part)(form) = typed);
    };
    view! {
        <div class="setting">
            <label class="field">
                <span>{text(line.key)}</span>
                <input
                    type=if line.is_hidden { "password" } else { "text" }
                    autocomplete="off"
                    spellcheck="false"
                    placeholder=line.example
                    aria-describedby=hint_id
                    prop:value=live(move || part_of(now, line.part))
                    on:input=handler(set)
                />
            </label>
            {hint}
        </div>
    }
    .into_any()
}

fn area(
    desk: Desk,
    now: Seen<Form>,
    key: &'static str,
    part: fn(&mut Form) -> &mut String,
) -> AnyView {
    let set = move |event| {
        let typed = event_target_value(&event);
        change(desk, |form| *part(form) = typed);
    };
    view! {
        <label class="field">
            <span>{text(key)}</span>
            <textarea rows="2" prop:value=live(move || part_of(now, part)) on:input=handler(set)></textarea>
        </label>
    }
    .into_any()
}

fn tick(
    desk: Desk,
    key: &'static str,
    now: Seen<Form>,
    is_on: impl Fn(&Form) -> bool + Copy + Send + Sync + 'static,
    set: impl Fn(&mut Form, bool) + Copy + 'static,
) -> AnyView {
    view! {
        <label class="tick-line">
            <input
                type="checkbox"
                prop:checked=live(move || now.with(is_on))
                on:change=handler(move |event| {
                    let is_on = event_target_checked(&event);
                    change(desk, |form| set(form, is_on));
                })
            />
            <span>{text(key)}</span>
        </label>
    }
    .into_any()
}

fn part_of(now: Seen<Form>, part: fn(&mut Form) -> &mut String) -> String {
    let mut form = now.get();
    part(&mut form).clone()
}

/// Changes the form that is open.
pub(super) fn change(desk: Desk, change: impl FnOnce(&mut Form)) {
    desk.form.update(|form| {
        if let Some(form) = form {
            change(form);
        }
    });
}

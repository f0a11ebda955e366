//! Properties of another system that get more of a call than what it always has there.

use leptos::prelude::*;

use super::Desk;
use super::form::change;
use crate::chrome::i18n::text;
use crate::panel::ui::live::{Seen, When, handler, live, seen};
use crate::panel::view::delivery::{FIELDS, Form, field_key};
use crate::snapshot::{CallField, PropertyView};

/// One of the form's properties.
#[derive(Clone, Copy)]
struct Property {
    desk: Desk,
    now: Seen<Form>,
    place: usize,
}

pub(super) fn properties(desk: Desk, now: Seen<Form>) -> AnyView {
    let n_properties = seen(move || now.with(|form| form.setup.properties.len()));
    let add = move |_| {
        change(desk, |form| {
            form.setup.properties.push(PropertyView {
                field: CallField::Outcome,
                heading: None,
                property: String::new(),
            });
        });
    };
    let line = move |place| Property { desk, now, place }.view();
    view! {
        <fieldset class="setting">
            <legend>{text("deliveryProperties")}</legend>
            <p class="hint">{text("deliveryPropertiesHint")}</p>
            {live(move || Some((0..n_properties.get()).map(line).collect_view().into_any()))}
            <button type="button" class="small" on:click=handler(add)>
                {text("deliveryPropertyAdd")}
            </button>
        </fieldset>
    }
    .into_any()
}

impl Property {
    fn read<T>(self, part: impl FnOnce(&PropertyView) -> T) -> Option<T> {
        self.now
            .with(|form| form.setup.properties.get(self.place).map(part))
    }

    fn set(self, set: impl FnOnce(&mut PropertyView)) {
        change(self.desk, |form| {
            if let Some(property) = form.setup.properties.get_mut(self.place) {
                set(property);
            }
        });
    }

    fn remove(self) {
        change(self.desk, |form| {
            if self.place < form.setup.properties.len() {
                form.setup.properties.remove(self.place);
            }
        });
    }

    fn view(self) -> AnyView {
        let is_column = seen(move || self.read(|one| one.field == CallField::Column) == Some(true));
        view! {
            <div class="pair property">
                {self.choice()}
                <When on=is_column>
                    {self.line("deliveryPropertyHeading", |one| one.heading.get_or_insert_default())}
                </When>
                {self.line("deliveryPropertyName", |one| &mut one.property)}
                <button type="button" class="small plain" on:click=handler(move |_| self.remove())>
                    {text("deliveryPropertyRemove")}
                </button>
            </div>
        }
        .into_any()
    }

    /// What the property gets.
    fn choice(self) -> AnyView {
        let chosen = move || {
            let field = self.read(|one| one.field);
            let place = FIELDS.iter().position(|one| Some(*one) == field);
            place.unwrap_or_default().to_string()
        };
        let choose = move |event| {
            let place = event_target_value(&event).parse().ok();
            if let Some(field) = place.and_then(|place: usize| FIELDS.get(place).copied()) {
                self.set(|one| one.field = field);
            }
        };
        let options = FIELDS.iter().enumerate();
        let option = |(place, field): (usize, &CallField)| {
            view! { <option value=place.to_string()>{text(field_key(*field))}</option> }
        };
        view! {
            <label class="field">
                <span>{text("deliveryPropertyField")}</span>
                <select prop:value=live(chosen) on:change=handler(choose)>
                    {options.map(option).collect_view()}
                </select>
            </label>
        }
        .into_any()
    }

    fn line(self, key: &str, part: fn(&mut PropertyView) -> &mut String) -> AnyView {
        let value = move || {
            let one = self.read(PropertyView::clone);
            one.map(|mut one| part(&mut one).clone())
                .unwrap_or_default()
        };
        let set = move |event| {
            let typed = event_target_value(&event);
            self.set(|one| *part(one) = typed);
        };
        view! {
            <label class="field">
                <span>{text(key)}</span>
                <input
                    autocomplete="off"
                    spellcheck="false"
                    prop:value=live(value)
                    on:input=handler(set)
                />
            </label>
        }
        .into_any()
    }
}

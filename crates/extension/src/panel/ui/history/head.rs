//! The head of the view: which day, or whose attempts, and the file of what is shown.

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::chrome::i18n::text;
use crate::chrome::locale::{day_text, zone_min};
use crate::panel::ui::export::save_calls;
use crate::panel::ui::history::{History, Someone};
use crate::panel::ui::icon::{Icon, icon};
use crate::panel::ui::live::{When, handler, live, seen};
use crate::panel::ui::menu::Menu;
use crate::panel::view::history::export::Format;
use crate::panel::view::number::number_text;
use crate::zone::Date;

#[component]
pub(crate) fn Head(history: History) -> impl IntoView {
    let is_of_day = seen(move || history.person.with(Option::is_none));
    view! {
        <When on=is_of_day>
            <DayPicker history/>
        </When>
        {live(move || history.person.get().map(|person| person_view(history, person)))}
    }
}

fn person_view(history: History, person: Someone) -> AnyView {
    let number = number_text(&person.number);
    view! {
        <div class="whose">
            <button class="small" on:click=handler(move |_| history.show(None))>
                {icon(Icon::Back)} {text("historyBack")}
            </button>
            <div class="grow">
                <h2>{if person.name.is_empty() { number.clone() } else { person.name }}</h2>
                <small class="number">{number}</small>
            </div>
            <SaveMenu history/>
        </div>
    }
    .into_any()
}

#[component]
fn DayPicker(history: History) -> impl IntoView {
    let is_today = seen(move || history.shown_day() >= history.today.get());
    let is_past = seen(move || !is_today.get());
    let step = move |days: i64| {
        let day = history.shown_day().plus(days);
        let today = history.today.get_untracked();
        history.open.set(None);
        history.day.set((day < today).then_some(day));
    };
    let choose = move |event| {
        let Some(day) = Date::from_text(&event_target_value(&event)) else {
            return;
        };
        let today = history.today.get_untracked();
        history.open.set(None);
        history.day.set((day < today).then_some(day));
    };
    view! {
        <div class="days">
            <button
                class="small"
                aria-label=text("historyPrevious")
                title=text("historyPrevious")
                on:click=handler(move |_| step(-1))
            >
                {icon(Icon::Back)}
            </button>
            <h2 class="grow" aria-live="polite">{live(move || day_name(history))}</h2>
            <button
                class="small"
                aria-label=text("historyNext")
                title=text("historyNext")
                disabled=live(move || is_today.get().then_some(""))
                on:click=handler(move |_| step(1))
            >
                {icon(Icon::Forward)}
            </button>
            <input
                type="date"
                class="day"
                aria-label=text("historyDate")
                max=live(move || history.today.get().text())
                prop:value=live(move || history.shown_day().text())
                on:change=handler(choose)
            />
            <When on=is_past>
                <button class="small" on:click=handler(move |_| history.day.set(None))>
                    {text("historyToday")}
                </button>
            </When>
            <SaveMenu history/>
        </div>
    }
}

fn day_name(history: History) -> String {
    let (day, today) = (history.shown_day(), history.today.get());
    let noon_ms = day.start_ms(&zone_min) + 12 * 3_600_000;
    let name = day_text(noon_ms, !day.is_year_of(today));
    if day == today {
        return format!("{}, {name}", text("historyToday"));
    }
    if day == today.previous() {
        return format!("{}, {name}", text("historyYesterday"));
    }
    name
}

#[component]
fn SaveMenu(history: History) -> impl IntoView {
    let save = move |format: Format| {
        let mut calls = (*history.read.with_untracked(|read| read.calls.clone())).clone();
        calls.reverse();
        let name = match history.person.get_untracked() {
            Some(person) => person.number.replace('+', ""),
            None => history.shown_day().text(),
        };
        // The browser says itself what it does not save.
        spawn_local(async move { _ = save_calls(&name, format, &calls).await });
    };
    view! {
        <Menu class="end" label=live(|| text("historySaveLabel")) words=live(|| text("historySave"))>
            {Format::ALL.map(|format| view! {
                <button class="small" on:click=handler(move |_| save(format))>
                    {text(format.key())}
                </button>
            }.into_any()).into_iter().collect_view()}
        </Menu>
    }
}

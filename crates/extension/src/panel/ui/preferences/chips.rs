//! Which columns of the list stand with the call, and in which order.

use leptos::prelude::*;

use super::fields::set;
use crate::chrome::i18n::{text, text_with};
use crate::panel::ui::focus::focus_on;
use crate::panel::ui::icon::{Icon, icon};
use crate::panel::ui::live::{Seen, Var, handler, live, seen, watch};
use crate::panel::ui::panel::Panel;
use crate::panel::view::records::Records;
use crate::panel::view::settings::{ChipChoice, chip_choices, moved_chip, with_chip};
use crate::snapshot::Preference;

const NAME: &str = "chips";

/// The columns of the list and those that were chosen.
#[derive(Clone, Copy)]
struct Columns {
    panel: Panel,
    headings: Seen<Vec<String>>,
    chosen: Seen<Vec<String>>,
    /// Which control of which column has the focus once the lines are drawn anew.
    wanted: Var<Option<(String, &'static str)>>,
}

#[component]
pub(super) fn Chips() -> impl IntoView {
    let panel = Panel::of_page();
    let columns = Columns {
        panel,
        headings: seen(move || panel.records.with(Records::column_headings)),
        chosen: panel.read(|snapshot| snapshot.preferences.chips.clone()),
        wanted: Var::new(None),
    };
    let choices = seen(move || {
        columns
            .headings
            .with(|headings| columns.chosen.with(|chosen| chip_choices(headings, chosen)))
    });
    watch(move || {
        let choices = choices.get();
        let wanted = columns.wanted.get_untracked();
        let line = |column: &str| choices.iter().position(|choice| choice.column == column);
        if let Some((place, part)) = wanted.and_then(|(column, part)| Some((line(&column)?, part)))
        {
            columns.wanted.set(None);
            let line = format!("#chips li:nth-child({})", place + 1);
            // At the end of the list only the way back is there.
            let selectors = [
                format!("{line} {part}"),
                format!("{line} button"),
                format!("{line} input"),
            ];
            request_animation_frame(move || _ = selectors.iter().any(|one| focus_on(one)));
        }
    });
    let lines = move || {
        // A refused change falls back to what is set.
        panel.n_answers.with(|_| ());
        let choices = choices.get();
        let n_shown = choices.iter().filter(|choice| choice.is_shown).count();
        if choices.is_empty() {
            return view! { <p class="hint">{text("chipsNoColumns")}</p> }.into_any();
        }
        let lines = choices
            .into_iter()
            .map(|choice| line(columns, choice, n_shown));
        view! { <ul class="order" id="chips">{lines.collect_view()}</ul> }.into_any()
    };
    let is_own = seen(move || columns.chosen.with(|chosen| !chosen.is_empty()));
    view! {
        <fieldset class="setting" aria-describedby="chips-hint">
            <legend>{text("chipsLabel")}</legend>
            <p class="hint" id="chips-hint">{text("chipsHint")}</p>
            {live(move || Some(lines()))}
            {live(move || is_own.get().then(|| view! {
                <button class="small plain" on:click=handler(move |_| columns.send(Vec::new()))>
                    {text("chipsReset")}
                </button>
            }.into_any()))}
        </fieldset>
    }
}

fn line(columns: Columns, choice: ChipChoice, n_shown: usize) -> AnyView {
    let ChipChoice {
        column,
        is_shown,
        is_missing,
        can_rise,
        can_sink,
    } = choice;
    // Without any the first four would be shown again.
    let is_last = is_shown && n_shown == 1;
    let name = column.clone();
    let tick = {
        let column = column.clone();
        move |_| {
            columns.send(
                columns.change(|headings, chosen| with_chip(headings, chosen, &column, !is_shown)),
            )
        }
    };
    let missing = is_missing.then(|| view! { <small>{text("chipsMissing")}</small> });
    view! {
        <li>
            <label class="tick-line grow">
                <input
                    type="checkbox"
                    prop:checked=is_shown
                    disabled=is_last
                    on:change=handler(tick)
                />
                <span>{name} " " {missing}</span>
            </label>
            {can_rise.then(|| move_button(columns, &column, true))}
            {can_sink.then(|| move_button(columns, &column, false))}
        </li>
    }
    .into_any()
}

fn move_button(columns: Columns, column: &str, up: bool) -> AnyView {
    let key = if up { "chipsUp" } else { "chipsDown" };
    let label = text_with(key, &[column]);
    let column = column.to_owned();
    let part = if up { ".up" } else { ".down" };
    let press = move |_| {
        columns.wanted.set(Some((column.clone(), part)));
        columns.send(columns.change(|headings, chosen| moved_chip(headings, chosen, &column, up)));
    };
    view! {
        <button class=if up { "quiet up" } else { "quiet down" } aria-label=label on:click=handler(press)>
            {icon(if up { Icon::Up } else { Icon::Down })}
        </button>
    }
    .into_any()
}

impl Columns {
    fn change(self, change: impl FnOnce(&[String], &[String]) -> Vec<String>) -> Vec<String> {
        self.headings.with_untracked(|headings| {
            self.chosen
                .with_untracked(|chosen| change(headings, chosen))
        })
    }

    fn send(self, columns: Vec<String>) {
        set(self.panel, NAME, Preference::Chips { columns });
    }
}

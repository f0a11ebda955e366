//! How the list is sorted and filtered: choices, values with how many have them, and chips.

use leptos::ev::Event;
use leptos::prelude::*;

use crate::chrome::i18n::{text, text_with};
use crate::chrome::locale::count_text;
use crate::panel::ui::icon::{Icon, icon};
use crate::panel::ui::list::Shown;
use crate::panel::ui::live::{Var, When, handler, live, seen};
use crate::panel::view::filter::{
    CALLABLE, Facet, Field, Filter, NOT_CALLABLE, SEVERAL, facets, with_value,
};
use crate::panel::view::rows::passing;
use crate::panel::view::sort::{Sort, SortBy};

/// Values shown at once; of more the search knows.
const N_SHOWN: usize = 100;
/// What stands for a field in a list of choices; headings stand behind a sign that these lack.
const BY_LIST: &str = "list";
const BY_NAME: &str = "name";
const NUMBERS: &str = "numbers";

#[component]
pub(crate) fn Filters(shown: Shown) -> impl IntoView {
    let look = shown.panel.look;
    let has_filters = seen(move || look.with(|look| !look.filters.is_empty()));
    let clear = move |_| look.update(|look| look.filters.clear());
    view! {
        <div class="looks">
            <SortChoice shown/>
            <FilterChoice shown/>
        </div>
        <When on=has_filters>
            <div class="passing" role="group" aria-label=text("filtersLabel")>
                {live(move || {
                    let filters = look.with(|look| look.filters.clone());
                    let chip = |filter: &Filter| filter_chip(shown, filter);
                    Some(filters.iter().map(chip).collect_view().into_any())
                })}
                <button class="small plain" on:click=handler(clear)>{text("filtersClear")}</button>
            </div>
        </When>
    }
}

fn filter_chip(shown: Shown, filter: &Filter) -> AnyView {
    let values: Vec<String> = filter
        .values
        .iter()
        .map(|value| value_text(&filter.field, value))
        .collect();
    let words = format!("{}: {}", field_text(&filter.field), values.join(", "));
    let field = filter.field.clone();
    let remove = move |_| {
        shown
            .panel
            .look
            .update(|look| look.filters.retain(|other| other.field != field));
    };
    view! {
        <button
            class="filter-chip"
            aria-label=text_with("filterRemove", &[&words])
            on:click=handler(remove)
        >
            <span>{words.clone()}</span>
            {icon(Icon::Cross)}
        </button>
    }
    .into_any()
}

#[component]
fn SortChoice(shown: Shown) -> impl IntoView {
    let look = shown.panel.look;
    let headings = shown.headings();
    let choose = move |event: Event| {
        let value = event_target_value(&event);
        let by = match (value.strip_prefix(':'), value.as_str()) {
            (Some(heading), _) => SortBy::Column(heading.to_owned()),
            (None, BY_NAME) => SortBy::Name,
            (None, _) => SortBy::List,
        };
        let descending = false;
        look.update(|look| look.sort = Sort { by, descending });
    };
    let chosen = move || {
        look.with(|look| match &look.sort.by {
            SortBy::List => BY_LIST.to_owned(),
            SortBy::Name => BY_NAME.to_owned(),
            SortBy::Column(heading) => format!(":{heading}"),
        })
    };
    let is_down = seen(move || look.with(|look| look.sort.descending));
    let turn = move |_| look.update(|look| look.sort.descending = !look.sort.descending);
    view! {
        <label class="field sort">
            <span>{text("sortLabel")}</span>
            <select prop:value=live(chosen) on:change=handler(choose)>
                <option value=BY_LIST>{text("sortList")}</option>
                <option value=BY_NAME>{text("sortName")}</option>
                {live(move || Some(headings.get().into_iter().map(heading_option).collect_view().into_any()))}
            </select>
        </label>
        <button
            class="small turn"
            aria-label=live(move || text(if is_down.get() { "sortDown" } else { "sortUp" }))
            title=live(move || text(if is_down.get() { "sortDown" } else { "sortUp" }))
            class:down=live(move || is_down.get())
            on:click=handler(turn)
        >
            {icon(Icon::Arrow)}
        </button>
    }
}

fn heading_option(heading: String) -> AnyView {
    let value = format!(":{heading}");
    view! { <option value=value>{heading}</option> }.into_any()
}

#[component]
fn FilterChoice(shown: Shown) -> impl IntoView {
    let look = shown.panel.look;
    let is_open = shown.is_filtering;
    let is_unfolded = seen(move || is_open.get());
    let n_filters = seen(move || look.with(|look| look.filters.len()));
    let words = move || match n_filters.get() {
        0 => text("filterOpen"),
        n => text_with("filterOpenCount", &[&n.to_string()]),
    };
    view! {
        <button
            class="small"
            aria-expanded=live(move || is_open.get().to_string())
            on:click=handler(move |_| is_open.update(|is_open| *is_open = !*is_open))
        >
            {icon(Icon::Filter)}
            <span>{live(words)}</span>
        </button>
        <When on=is_unfolded>
            <Values shown/>
        </When>
    }
}

/// The values of one field.
#[component]
fn Values(shown: Shown) -> impl IntoView {
    let look = shown.panel.look;
    let headings = shown.headings();
    let first = headings.with_untracked(|headings| headings.first().cloned());
    let field = Var::new(first.map_or(Field::Numbers, Field::Column));
    let choose = move |event: Event| {
        let value = event_target_value(&event);
        let heading = value.strip_prefix(':').map(str::to_owned);
        field.set(heading.map_or(Field::Numbers, Field::Column));
    };
    let chosen = move || match field.get() {
        Field::Numbers => NUMBERS.to_owned(),
        Field::Column(heading) => format!(":{heading}"),
    };
    // How many each value would leave: what the other fields let through.
    let values = seen(move || {
        let field = field.get();
        let records = shown.panel.records.get();
        let mut others = look.with(|look| look.filters.clone());
        others.retain(|filter| filter.field != field);
        facets(&records, &field, passing(&records, &others).as_ref())
    });
    let n_more = seen(move || values.with(Vec::len).saturating_sub(N_SHOWN));
    let has_more = seen(move || n_more.get() > 0);
    view! {
        <div class="values">
            <label class="field">
                <span>{text("filterField")}</span>
                <select prop:value=live(chosen) on:change=handler(choose)>
                    {live(move || Some(headings.get().into_iter().map(heading_option).collect_view().into_any()))}
                    <option value=NUMBERS>{text("filterNumbers")}</option>
                </select>
            </label>
            <fieldset>
                <legend class="unseen">{text("filterValues")}</legend>
                {live(move || {
                    let field = field.get();
                    let shown_values = values.with(|values| values[..values.len().min(N_SHOWN)].to_vec());
                    let line = |facet: &Facet| value_line(shown, &field, facet);
                    Some(shown_values.iter().map(line).collect_view().into_any())
                })}
            </fieldset>
            <When on=has_more>
                <p class="hint">
                    {live(move || text_with("filterMore", &[&count_text(n_more.get())]))}
                </p>
            </When>
        </div>
    }
}

fn value_line(shown: Shown, field: &Field, facet: &Facet) -> AnyView {
    let look = shown.panel.look;
    let (of_field, value) = (field.clone(), facet.value.clone());
    let is_ticked = seen(move || {
        look.with(|look| {
            let filter = look.filters.iter().find(|filter| filter.field == of_field);
            filter.is_some_and(|filter| filter.values.contains(&value))
        })
    });
    let (of_field, value) = (field.clone(), facet.value.clone());
    let tick = move |event: Event| {
        let is_on = event_target_checked(&event);
        look.update(|look| {
            look.filters = with_value(&look.filters, &of_field, &value, is_on);
        });
    };
    view! {
        <label class="tick-line">
            <input
                type="checkbox"
                prop:checked=live(move || is_ticked.get())
                on:change=handler(tick)
            />
            <span class="grow">{value_text(field, &facet.value)}</span>
            <small>{count_text(facet.n_records)}</small>
        </label>
    }
    .into_any()
}

fn field_text(field: &Field) -> String {
    match field {
        Field::Numbers => text("filterNumbers"),
        Field::Column(heading) => heading.clone(),
    }
}

fn value_text(field: &Field, value: &str) -> String {
    match (field, value) {
        (Field::Numbers, CALLABLE) => text("numbersOne"),
        (Field::Numbers, SEVERAL) => text("numbersSeveral"),
        (Field::Numbers, NOT_CALLABLE) => text("badgeNoNumber"),
        (_, "") => text("filterNothing"),
        (Field::Numbers | Field::Column(_), value) => value.to_owned(),
    }
}

//! The timeline: what to look for, and the calls, newest first, a page at a time.

use leptos::prelude::*;

use crate::chrome::i18n::{text, text_with};
use crate::chrome::locale::count_text;
use crate::panel::ui::history::History;
use crate::panel::ui::history::entry::Entry;
use crate::panel::ui::icon::{Icon, icon};
use crate::panel::ui::live::{Var, When, handler, live, seen, watch};
use crate::panel::view::history::filter::{OutcomeFilter, ReachedFilter};
use crate::panel::view::history::tally::outcome_names;
use crate::panel::view::history::words::row_key;

/// Calls that are drawn at first, and with each press more.
const PAGE: usize = 50;

#[component]
pub(crate) fn Timeline(history: History) -> impl IntoView {
    let n_drawn = Var::new(PAGE);
    watch(move || {
        // Another range, or another search, begins at its top.
        _ = (
            history.person.get(),
            history.day.get(),
            history.filter.get(),
        );
        n_drawn.set(PAGE);
    });
    let calls = move || {
        let n_drawn = n_drawn.get();
        history.read.with(|read| {
            history.found.with(|found| {
                let places = found.iter().take(n_drawn);
                let calls = places.filter_map(|place| read.calls.get(*place).cloned());
                calls.collect::<Vec<_>>()
            })
        })
    };
    let n_found = seen(move || history.found.with(Vec::len));
    let has_none = seen(move || n_found.get() == 0);
    let has_more = seen(move || n_found.get() > n_drawn.get());
    view! {
        <section class="card timeline" aria-label=text("historyTimeline")>
            <Search history/>
            <p class="hint" aria-live="polite">
                {live(move || text_with("historyFound", &[&count_text(n_found.get())]))}
            </p>
            <ul class="entries">
                <For each=calls key=row_key let:call>
                    <Entry history call/>
                </For>
            </ul>
            <When on=has_none>
                <p class="empty">{text("historyNotFound")}</p>
            </When>
            <When on=has_more>
                <button
                    class="small"
                    on:click=handler(move |_| n_drawn.update(|n| *n += PAGE))
                >
                    {text("historyShowMore")}
                </button>
            </When>
        </section>
    }
}

#[component]
fn Search(history: History) -> impl IntoView {
    let filter = history.filter;
    let names = seen(move || history.read.with(|read| outcome_names(&read.calls)));
    // The first two choices stand for all calls and for those without an outcome.
    let choose_outcome = move |event| {
        let place: usize = event_target_value(&event).parse().unwrap_or_default();
        let named = place
            .checked_sub(2)
            .and_then(|place| names.with_untracked(|names| names.get(place).cloned()));
        let outcome = match (place, named) {
            (_, Some(name)) => OutcomeFilter::Named(name),
            (1, None) => OutcomeFilter::None,
            (_, None) => OutcomeFilter::Any,
        };
        filter.update(|filter| filter.outcome = outcome);
    };
    let outcome_place = move || {
        filter.with(|filter| match &filter.outcome {
            OutcomeFilter::Any => 0,
            OutcomeFilter::None => 1,
            OutcomeFilter::Named(name) => {
                let place = names.with(|names| names.iter().position(|one| one == name));
                place.map_or(0, |place| place + 2)
            }
        })
    };
    view! {
        <div class="pair sift">
            <label class="field search">
                <span>{text("historySearch")}</span>
                <input
                    type="search"
                    autocomplete="off"
                    spellcheck="false"
                    prop:value=live(move || filter.with(|filter| filter.query.clone()))
                    on:input=handler(move |event| {
                        let query = event_target_value(&event);
                        filter.update(|filter| filter.query = query);
                    })
                />
                {icon(Icon::Search)}
            </label>
            <label class="field">
                <span>{text("outcomesLabel")}</span>
                <select
                    prop:value=live(move || outcome_place().to_string())
                    on:change=handler(choose_outcome)
                >
                    {live(move || Some(choices(names.get())))}
                </select>
            </label>
            <ReachedChoice history/>
        </div>
    }
}

fn choices(names: Vec<String>) -> AnyView {
    let own = [text("historyAnyOutcome"), text("historyNoOutcome")];
    let all = own.into_iter().chain(names).enumerate();
    all.map(|(place, name)| view! { <option value=place.to_string()>{name}</option> }.into_any())
        .collect_view()
        .into_any()
}

const REACHED: [(ReachedFilter, &str, &str); 3] = [
    (ReachedFilter::Any, "any", "historyAnyReached"),
    (ReachedFilter::Reached, "yes", "figureReached"),
    (ReachedFilter::NotReached, "no", "historyNotReached"),
];

#[component]
fn ReachedChoice(history: History) -> impl IntoView {
    let filter = history.filter;
    let choose = move |event| {
        let value = event_target_value(&event);
        let chosen = REACHED.iter().find(|(_, name, _)| *name == value);
        let reached = chosen.map_or(ReachedFilter::Any, |(reached, _, _)| *reached);
        filter.update(|filter| filter.reached = reached);
    };
    let value = move || {
        let reached = filter.with(|filter| filter.reached);
        let chosen = REACHED.iter().find(|(one, _, _)| *one == reached);
        chosen.map_or("any", |(_, name, _)| name).to_owned()
    };
    view! {
        <label class="field">
            <span>{text("historyAnswered")}</span>
            <select prop:value=live(value) on:change=handler(choose)>
                {REACHED.map(|(_, name, key)| view! {
                    <option value=name>{text(key)}</option>
                }.into_any()).into_iter().collect_view()}
            </select>
        </label>
    }
}

//! The agent's own past below the day: today beside it, and when and where people answer.
//!
//! It is read when it is unfolded, and again with every call while it is.

use std::sync::Arc;

use leptos::html::Details;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::chrome::i18n::{text, text_with};
use crate::chrome::locale::{count_text, hour_text, tenths_text, weekday_text, zone_min};
use crate::chrome::store::read_days;
use crate::panel::ui::chart::Chart;
use crate::panel::ui::history::History;
use crate::panel::ui::live::{Seen, Var, When, drawn, handler, live, seen, watch};
use crate::panel::ui::settings::Choose;
use crate::panel::view::clock::clock_text;
use crate::panel::view::history::chart::{
    Drawing, OutcomeBar, Room, hours_chart, outcome_bars, outcomes_chart, rates_chart,
};
use crate::panel::view::history::past::{Past, Rate, Summary, best, past};
use crate::panel::view::history::tally::{HourTally, OutcomeTally};
use crate::panel::view::place::Place;
use crate::zone::{Date, hour_at};

/// Days to look back at, today included, and the words for each.
const SPANS: [(i64, &str); 3] = [(28, "pastWeeks"), (91, "pastMonths"), (365, "pastYear")];
/// Lists that have a bar, as many as there can be hours; of more the table knows.
const N_BARS: usize = 24;

#[derive(Clone, Copy)]
struct Shown {
    history: History,
    is_open: Var<bool>,
    n_days: Var<i64>,
    past: Var<Arc<Past>>,
    is_fault: Var<bool>,
    /// The reading that counts.
    newest: Var<u64>,
}

#[component]
pub(crate) fn OwnPast(history: History) -> impl IntoView {
    let shown = Shown {
        history,
        is_open: Var::new(false),
        n_days: Var::new(SPANS[0].0),
        past: Var::new(Arc::default()),
        is_fault: Var::new(false),
        newest: Var::new(0),
    };
    shown.follow();
    let details = NodeRef::<Details>::new();
    let toggle = move |_: leptos::ev::Event| {
        shown
            .is_open
            .set(drawn(details).is_some_and(|details| details.open()));
    };
    let is_unfolded = seen(move || shown.is_open.get());
    view! {
        <details class="card own-past" node_ref=details on:toggle=handler(toggle)>
            <summary>{text("pastTitle")}</summary>
            <When on=is_unfolded>
                <Body shown/>
            </When>
        </details>
    }
}

impl Shown {
    fn follow(self) {
        let history = self.history;
        let is_shown =
            seen(move || self.is_open.get() && history.panel.place.get() == Place::History);
        let revision = history.panel.read(|snapshot| snapshot.history_revision);
        watch(move || {
            if is_shown.get() {
                _ = revision.get();
                self.read_again(history.today.get(), self.n_days.get());
            }
        });
    }

    fn read_again(self, today: Date, n_days: i64) {
        let reading = self.newest.get_untracked() + 1;
        self.newest.set(reading);
        let now_ms = self.history.panel.now_ms();
        spawn_local(async move {
            let first = today.plus(1 - n_days);
            let days = read_days(first, today).await;
            if self.newest.get_untracked() != reading {
                return;
            }
            self.is_fault.set(days.is_err());
            let days = days.unwrap_or_default();
            let hour = hour_at(now_ms, &zone_min);
            self.past.set(Arc::new(past(&days, today, hour)));
        });
    }

    fn read<T: PartialEq + Send + Sync + 'static>(
        self,
        part: impl Fn(&Past) -> T + Send + Sync + 'static,
    ) -> Seen<T> {
        seen(move || self.past.with(|past| part(past)))
    }
}

#[component]
fn Body(shown: Shown) -> impl IntoView {
    let spans = SPANS.map(|(n_days, key)| (n_days.to_string(), text(key)));
    let spans = spans.to_vec();
    let choose = move |_, value: String| {
        if let Ok(n_days) = value.parse() {
            shown.n_days.set(n_days);
        }
    };
    let words = shown.read(span_words);
    let is_fault = seen(move || shown.is_fault.get());
    let has_calls = shown.read(|past| !past.hours.is_empty());
    view! {
        <Choose
            key="pastSpan"
            entries=seen(move || spans.clone())
            chosen=seen(move || shown.n_days.get().to_string())
            choose=Box::new(choose)
        />
        <When on=is_fault>
            <p class="notice wait">{text("historyUnreadable")}</p>
        </When>
        <p class="hint">{live(move || words.get())}</p>
        <When on=has_calls>
            <Compared shown/>
            <div class="charts">
                <Hours shown/>
                <HourRates shown/>
                <WeekdayRates shown/>
                <Outcomes shown/>
                <Lists shown/>
            </div>
        </When>
    }
}

/// Today beside what is usual by this hour, figure by figure.
#[component]
fn Compared(shown: Shown) -> impl IntoView {
    let both = shown.read(|past| (past.today, past.usual));
    let row = |key: &str,
               figure: fn(&Summary) -> Option<String>,
               today: &Summary,
               usual: Option<&Summary>| {
        let nothing = || "–".to_owned();
        let today = figure(today).unwrap_or_else(nothing);
        let usual = usual.and_then(figure).unwrap_or_else(nothing);
        view! { <tr><th scope="row">{text(key)}</th><td>{today}</td><td>{usual}</td></tr> }
            .into_any()
    };
    type Figure = fn(&Summary) -> Option<String>;
    let figures: [(&str, Figure); 6] = [
        ("figureCalls", |one| Some(one.n_calls.to_string())),
        ("pastAnHour", |one| one.an_hour_tenths.map(tenths_text)),
        ("figureReached", |one| Some(percent(one.reached_percent?))),
        ("pastTalk", |one| one.talk_ms.map(clock_text)),
        ("pastWrapUp", |one| one.wrap_up_ms.map(clock_text)),
        ("pastGap", |one| one.gap_ms.map(clock_text)),
    ];
    view! {
        <table class="compared">
            <caption class="unseen">{text("pastCompared")}</caption>
            <thead>
                <tr>
                    <td></td>
                    <th scope="col">{text("historyToday")}</th>
                    <th scope="col">{text("pastUsual")}</th>
                </tr>
            </thead>
            <tbody>
                {live(move || {
                    let (today, usual) = both.get();
                    let rows = figures.map(|(key, figure)| row(key, figure, &today, usual.as_ref()));
                    Some(rows.into_iter().collect_view().into_any())
                })}
            </tbody>
        </table>
    }
}

#[component]
fn Hours(shown: Shown) -> impl IntoView {
    let hours = shown.read(|past| past.hours.clone());
    let labels = seen(move || hours.with(|hours| hours.iter().map(hour_label).collect::<Vec<_>>()));
    let words = seen(move || hours.with(|hours| busiest_words(hours)));
    let rows = seen(move || {
        let rows = hours.get().into_iter().zip(labels.get());
        rows.map(|(hour, label)| vec![label, hour.n_calls.to_string(), hour.n_reached.to_string()])
            .collect::<Vec<_>>()
    });
    view! {
        <Chart
            id="past-hours"
            title="chartHours"
            words
            heads=&["chartHour", "figureCalls", "figureReached"]
            rows
            draw=move |room| hours_chart(&hours.get(), &labels.get(), room)
        />
    }
}

#[component]
fn HourRates(shown: Shown) -> impl IntoView {
    let rates = shown.read(|past| {
        let hours = past.hours.iter().filter(|hour| hour.n_calls > 0);
        hours
            .map(|hour| rate(hour_label(hour), hour.n_calls as u64, hour.n_reached as u64))
            .collect::<Vec<_>>()
    });
    view! { <Rates id="past-hour-rates" title="pastHourRates" first="chartHour" rates/> }
}

#[component]
fn WeekdayRates(shown: Shown) -> impl IntoView {
    let rates = shown.read(|past| {
        let weekdays = past.weekdays.iter();
        weekdays
            .map(|one| rate(weekday_text(one.of), one.n_calls, one.n_reached))
            .collect::<Vec<_>>()
    });
    view! { <Rates id="past-weekday-rates" title="pastWeekdayRates" first="pastWeekday" rates/> }
}

#[component]
fn Lists(shown: Shown) -> impl IntoView {
    let rates = shown.read(|past| {
        let lists = past.lists.iter();
        lists
            .map(|one| {
                let name = one.of.clone().unwrap_or_else(|| text("pastNoList"));
                rate(name, one.n_calls, one.n_reached)
            })
            .collect::<Vec<_>>()
    });
    view! { <Rates id="past-lists" title="pastLists" first="pastList" rates/> }
}

/// How many answered, as bars of a hundred and as a table.
#[component]
fn Rates(
    id: &'static str,
    title: &'static str,
    first: &'static str,
    rates: Seen<Vec<Rate<String>>>,
) -> impl IntoView {
    let words = seen(move || rates.with(|rates| best_words(rates)));
    let rows = seen(move || {
        let row = |one: &Rate<String>| {
            let counts = [one.n_calls.to_string(), one.n_reached.to_string()];
            let [n_calls, n_reached] = counts;
            vec![one.of.clone(), n_calls, n_reached, percent(one.percent())]
        };
        rates.with(|rates| rates.iter().map(row).collect::<Vec<_>>())
    });
    let heads = match first {
        "chartHour" => &["chartHour", "figureCalls", "figureReached", "pastRate"],
        "pastWeekday" => &["pastWeekday", "figureCalls", "figureReached", "pastRate"],
        _ => &["pastList", "figureCalls", "figureReached", "pastRate"],
    };
    view! { <Chart id title words heads rows draw=move |room| rates.with(|rates| draw_rates(rates, room))/> }
}

#[component]
fn Outcomes(shown: Shown) -> impl IntoView {
    let outcomes = shown.read(|past| past.outcomes.clone());
    let name = |one: &OutcomeTally| one.name.clone().unwrap_or_else(|| text("historyNoOutcome"));
    let words = seen(move || {
        outcomes.with(|outcomes| {
            let first = outcomes.first();
            first.map_or_else(String::new, |first| {
                text_with(
                    "pastOutcomesText",
                    &[&name(first), &count_text(first.n_calls)],
                )
            })
        })
    });
    let rows = seen(move || {
        let row = |one: &OutcomeTally| vec![name(one), one.n_calls.to_string()];
        outcomes.with(|outcomes| outcomes.iter().map(row).collect::<Vec<_>>())
    });
    view! {
        <Chart
            id="past-outcomes"
            title="chartOutcomes"
            words
            heads=&["outcomesLabel", "figureCalls"]
            rows
            draw=move |room| {
                let (none, rest) = (text("historyNoOutcome"), text("chartOthers"));
                outcomes_chart(&outcome_bars(&outcomes.get(), &none, &rest), room)
            }
        />
    }
}

fn draw_rates(rates: &[Rate<String>], room: Room) -> Drawing {
    let bar = |one: &Rate<String>| OutcomeBar {
        name: one.of.clone(),
        n_calls: usize::try_from(one.percent()).unwrap_or_default(),
        figure: Some(percent(one.percent())),
        is_rest: false,
    };
    let bars: Vec<OutcomeBar> = rates.iter().take(N_BARS).map(bar).collect();
    rates_chart(&bars, room)
}

fn rate(of: String, n_calls: u64, n_reached: u64) -> Rate<String> {
    Rate {
        of,
        n_calls,
        n_reached,
    }
}

fn percent(percent: u64) -> String {
    text_with("percent", &[&percent.to_string()])
}

fn span_words(past: &Past) -> String {
    match past.n_days {
        0 => text("pastNone"),
        n_days => text_with("pastDays", &[&count_text(n_days)]),
    }
}

fn busiest_words(hours: &[HourTally]) -> String {
    let busiest = hours.iter().max_by_key(|hour| hour.n_calls);
    busiest.map_or_else(String::new, |hour| {
        text_with(
            "pastHoursText",
            &[&hour_label(hour), &count_text(hour.n_calls)],
        )
    })
}

fn best_words(rates: &[Rate<String>]) -> String {
    best(rates).map_or_else(String::new, |best| {
        text_with("pastRatesText", &[&best.of, &percent(best.percent())])
    })
}

fn hour_label(hour: &HourTally) -> String {
    // Any day whose clocks are not changed; the hour is all that is shown of it.
    let day_ms = Date::from_text("2026-01-15").map_or(0, |date| date.start_ms(&zone_min));
    hour_text(day_ms + hour.hour as u64 * 3_600_000)
}

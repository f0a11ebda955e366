//! What a day came to: figures, and two charts with a table behind each.

use leptos::prelude::*;

use crate::chrome::i18n::{say, text};
use crate::chrome::locale::count_text;
use crate::chrome::locale::{hour_text, zone_min};
use crate::panel::ui::chart::Chart;
use crate::panel::ui::history::History;
use crate::panel::ui::live::{When, live, seen};
use crate::panel::view::clock::clock_text;
use crate::panel::view::history::chart::{hours_chart, outcome_bars, outcomes_chart};
use crate::panel::view::history::tally::{HourTally, figures, hours, outcomes};
use crate::panel::view::history::words::{hours_words, outcomes_words};
use crate::stored::HistoryCall;

#[component]
pub(crate) fn Figures(history: History) -> impl IntoView {
    let shown = seen(move || history.read.with(|read| figures(&read.calls)));
    let gap = |ms: Option<u64>| ms.map_or_else(|| "–".to_owned(), clock_text);
    view! {
        <dl class="figures">
            {live(move || {
                let shown = shown.get();
                let figures = [
                    ("figureCalls", count_text(shown.n_calls)),
                    ("figureReached", count_text(shown.n_reached)),
                    ("figureTalk", clock_text(shown.talk_ms)),
                    ("figureGapMedian", gap(shown.median_gap_ms)),
                    ("figureGapMean", gap(shown.mean_gap_ms)),
                ];
                Some(figures.map(|(key, figure)| view! {
                    <div><dt>{text(key)}</dt><dd>{figure}</dd></div>
                }.into_any()).into_iter().collect_view().into_any())
            })}
        </dl>
    }
}

/// The charts of a day; those of one person's few attempts would say nothing.
#[component]
pub(crate) fn Charts(history: History) -> impl IntoView {
    let is_of_day = seen(move || history.person.with(Option::is_none));
    view! {
        <When on=is_of_day>
            <div class="charts">
                <Hours history/>
                <Outcomes history/>
            </div>
        </When>
    }
}

#[component]
fn Hours(history: History) -> impl IntoView {
    let tallies = seen(move || history.read.with(|read| hours(&read.calls, &zone_min)));
    let labels = seen(move || {
        history
            .read
            .with(|read| hour_labels(&tallies.get(), &read.calls))
    });
    let figures = seen(move || history.read.with(|read| figures(&read.calls)));
    let words = seen(move || say(&hours_words(&tallies.get(), &labels.get(), &figures.get())));
    let rows = seen(move || {
        let rows = tallies.get().into_iter().zip(labels.get());
        let row = |(hour, label): (HourTally, String)| {
            vec![label, hour.n_calls.to_string(), hour.n_reached.to_string()]
        };
        rows.map(row).collect::<Vec<_>>()
    });
    view! {
        <Chart
            id="chart-hours"
            title="chartHours"
            words
            heads=&["chartHour", "figureCalls", "figureReached"]
            rows
            draw=move |room| hours_chart(&tallies.get(), &labels.get(), room)
        >
            <p class="legend" aria-hidden="true">
                <span class="calls">{text("figureCalls")}</span>
                <span class="reached">{text("figureReached")}</span>
            </p>
        </Chart>
    }
}

/// The hours as the browser's language writes them; any moment of the hour will do.
fn hour_labels(hours: &[HourTally], calls: &[HistoryCall]) -> Vec<String> {
    let Some(call) = calls.first() else {
        return Vec::new();
    };
    let day_ms = crate::zone::Date::at(call.asked_at_ms, &zone_min).start_ms(&zone_min);
    let label = |hour: &HourTally| {
        let at_ms = day_ms + hour.hour as u64 * 3_600_000;
        // A clock that was changed that day shows another hour then.
        let shown = crate::zone::hour_at(at_ms, &zone_min);
        let off_h = hour.hour as i64 - shown as i64;
        hour_text(at_ms.saturating_add_signed(off_h * 3_600_000))
    };
    hours.iter().map(label).collect()
}

#[component]
fn Outcomes(history: History) -> impl IntoView {
    let tallies = seen(move || history.read.with(|read| outcomes(&read.calls)));
    let words = seen(move || say(&outcomes_words(&tallies.get())));
    let rows = seen(move || {
        let row = |(name, n_calls): (Option<String>, usize)| {
            vec![
                name.unwrap_or_else(|| text("historyNoOutcome")),
                n_calls.to_string(),
            ]
        };
        let tallies = tallies.get().into_iter();
        tallies
            .map(|tally| row((tally.name, tally.n_calls)))
            .collect::<Vec<_>>()
    });
    view! {
        <Chart
            id="chart-outcomes"
            title="chartOutcomes"
            words
            heads=&["outcomesLabel", "figureCalls"]
            rows
            draw=move |room| {
                let (none, rest) = (text("historyNoOutcome"), text("chartOthers"));
                outcomes_chart(&outcome_bars(&tallies.get(), &none, &rest), room)
            }
        />
    }
}

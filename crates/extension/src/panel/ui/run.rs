//! A run on screen: place and progress, the time left, why it stands still, and who comes next.
//!
//! Everything counted here was counted by the worker.

use leptos::prelude::*;

use crate::chrome::i18n::{say, text, text_with};
use crate::panel::ui::live::{Seen, When, live, seen};
use crate::panel::ui::menu::Menu;
use crate::panel::ui::panel::Panel;
use crate::panel::view::number::number_text;
use crate::panel::view::pace::time_left;
use crate::panel::view::status::untold_pause;
use crate::snapshot::{PersonView, RunView};

/// Names told at once; the others are unfolded.
const N_NAMES: usize = 3;

#[component]
pub(crate) fn RunCard() -> impl IntoView {
    let panel = Panel::of_page();
    let is_on = panel.read(|snapshot| snapshot.run.is_some());
    view! {
        <When on=is_on>
            <Progress/>
        </When>
    }
}

#[component]
fn Progress() -> impl IntoView {
    let panel = Panel::of_page();
    let run = panel.read(|snapshot| snapshot.run.clone());
    let of_run = move |part: fn(&RunView) -> usize| {
        seen(move || run.with(|run| run.as_ref().map(part).unwrap_or_default()))
    };
    let position = of_run(|run| run.position);
    let n_records = of_run(|run| run.n_records);
    let n_ended = of_run(|run| run.n_ended);
    let place = move || {
        let (position, n_records) = (position.get().to_string(), n_records.get().to_string());
        text_with("runPlace", &[&position, &n_records])
    };
    let counts = seen(move || run.with(|run| run.as_ref().map(counts)).unwrap_or_default());
    let left = seen(move || run.with(|run| time_left(run.as_ref()?)));
    let paused = seen(move || {
        let now_ms = panel.now_ms();
        panel
            .snapshot
            .with(|snapshot| untold_pause(snapshot, now_ms))
    });
    let width = live(move || format!("{}%", 100 * n_ended.get() / n_records.get().max(1)));
    view! {
        <section class="run" aria-label=text("runCard")>
            <UpNext run/>
            <div class="line">
                <strong>{live(place)}</strong>
                <small>{live(move || counts.get())}</small>
                <small class="left">{live(move || left.get().map(|words| say(&words)).unwrap_or_default())}</small>
            </div>
            <div
                class="bar"
                role="progressbar"
                aria-label=text("runCard")
                aria-valuemin="0"
                aria-valuemax=live(move || n_records.get().to_string())
                aria-valuenow=live(move || n_ended.get().to_string())
                aria-valuetext=live(place)
            >
                <span style:width=width></span>
            </div>
            {live(move || paused.get().map(|words| view! {
                <p class="paused" role="status">{say(&words)}</p>
            }.into_any()))}
        </section>
    }
}

fn counts(run: &RunView) -> String {
    let (n_called, n_skipped) = (run.n_called.to_string(), run.n_skipped.to_string());
    text_with("runCounts", &[&n_called, &n_skipped])
}

/// The next names in a line, all that are known in a menu.
#[component]
fn UpNext(run: Seen<Option<RunView>>) -> impl IntoView {
    let upcoming = seen(move || {
        run.with(|run| run.as_ref().map(upcoming))
            .unwrap_or_default()
    });
    let is_last = seen(move || upcoming.with(Vec::is_empty));
    let has_more = seen(move || !is_last.get());
    let words = move || text_with("runNext", &[&upcoming.with(|people| names(people))]);
    view! {
        <When on=is_last>
            <p class="next">{text("runNextNobody")}</p>
        </When>
        <When on=has_more>
            <Menu class="wide next" label=live(words) words=live(words)>
                <ol class="upcoming">
                    {live(move || Some(upcoming.with(|people| {
                        people.iter().map(upcoming_row).collect_view().into_any()
                    })))}
                </ol>
            </Menu>
        </When>
    }
}

fn upcoming(run: &RunView) -> Vec<PersonView> {
    if run.upcoming.is_empty() {
        return run.next.iter().cloned().collect();
    }
    run.upcoming.clone()
}

fn names(people: &[PersonView]) -> String {
    let names = people.iter().take(N_NAMES);
    let names: Vec<&str> = names.map(|person| person.name.as_str()).collect();
    names.join(" · ")
}

fn upcoming_row(person: &PersonView) -> AnyView {
    let place = format!("#{}", person.position);
    view! {
        <li>
            <small>{place}</small>
            <span class="grow cut">{person.name.clone()}</span>
            <small class="number">{number_text(&person.number)}</small>
        </li>
    }
    .into_any()
}

//! Who the run is still to call: in its order, to be moved or left out.

use std::sync::Arc;

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use crate::chrome::i18n::{text, text_with};
use crate::chrome::locale::count_text;
use crate::message::RunMessage;
use crate::panel::ui::focus::{focus_on, is_nowhere};
use crate::panel::ui::icon::{Icon, icon};
use crate::panel::ui::live::{Var, When, handler, live, seen, watch};
use crate::panel::ui::panel::{Control, Panel};
use crate::panel::ui::undo::UndoBar;
use crate::panel::view::number::number_text;
use crate::panel::view::reorder::move_by_one;
use crate::snapshot::PersonView;

#[component]
pub(crate) fn Queue() -> impl IntoView {
    let panel = Panel::of_page();
    let people = panel.read(|snapshot| {
        let upcoming = snapshot.run.iter().flat_map(|run| &run.upcoming);
        upcoming.cloned().collect::<Vec<PersonView>>()
    });
    let n_left = panel.read(|snapshot| {
        let run = snapshot.run.as_ref();
        run.map_or(0, |run| run.n_records.saturating_sub(run.position))
    });
    let removed = panel.read(|snapshot| {
        let run = snapshot.run.as_ref();
        run.and_then(|run| run.removed_name.clone())
    });
    let can_undo = seen(move || removed.with(Option::is_some));
    let n_more = seen(move || n_left.get().saturating_sub(people.with(Vec::len)));
    let has_more = seen(move || n_more.get() > 0);
    let (said, wanted) = (Var::new(String::new()), Var::new(None));
    // The lines were drawn anew: the focus stays with the person who was moved.
    watch(move || {
        let place = people.with(|people| {
            let id: Option<String> = wanted.get_untracked();
            people
                .iter()
                .position(|person| Some(&person.record_id) == id.as_ref())
        });
        if let Some(place) = place {
            request_animation_frame(move || focus_line(place));
        }
    });
    let undo = move || panel.send(Control::InRun, RunMessage::UndoRemoveFromRun {}, |_, _| {});
    view! {
        <details class="card queue">
            <summary>
                {live(move || text_with("queueTitle", &[&count_text(n_left.get())]))}
            </summary>
            <ol aria-label=text("queueLabel")>
                {live(move || {
                    let people = people.get();
                    let ids: Arc<[String]> =
                        people.iter().map(|person| person.record_id.clone()).collect();
                    let moves = |place| MoveLine { panel, said, wanted, place, ids: Arc::clone(&ids) };
                    let lines = people.iter().enumerate();
                    let lines = lines.map(|(place, person)| line(moves(place), person));
                    Some(lines.collect_view().into_any())
                })}
            </ol>
            <When on=has_more>
                <p class="hint">{live(move || text_with("queueMore", &[&count_text(n_more.get())]))}</p>
            </When>
            <When on=can_undo>
                <UndoBar
                    words=live(move || text_with("queueRemoved", &[&removed.get().unwrap_or_default()]))
                    undo=Box::new(undo)
                />
            </When>
            <p class="unseen" role="status">{live(move || said.get())}</p>
        </details>
    }
}

fn line(moves: MoveLine, person: &PersonView) -> AnyView {
    let panel = moves.panel;
    let (is_first, is_last) = (moves.place == 0, moves.place + 1 == moves.ids.len());
    let name = person.name.clone();
    let move_line = Arc::new(move |is_up| moves.send(&name, is_up));
    let (by_key, up, down) = (Arc::clone(&move_line), Arc::clone(&move_line), move_line);
    let handle_key = move |event: KeyboardEvent| {
        let key = event.key();
        if event.alt_key() && matches!(key.as_str(), "ArrowUp" | "ArrowDown") {
            event.prevent_default();
            by_key(key == "ArrowUp");
        }
    };
    let record_id = person.record_id.clone();
    let remove = move |_| {
        let record_id = record_id.clone();
        let message = RunMessage::RemoveFromRun { record_id };
        panel.send(Control::InRun, message, |_, _| {});
    };
    let name = person.name.clone();
    view! {
        <li on:keydown=handler(handle_key)>
            <b class="number">{count_text(person.position)}</b>
            <span class="grow">
                <span class="name">{name.clone()}</span>
                <small class="number">{number_text(&person.number)}</small>
            </span>
            <button
                class="quiet up"
                aria-label=text_with("queueUp", &[&name])
                disabled=is_first
                on:click=handler(move |_| up(true))
            >
                {icon(Icon::Arrow)}
            </button>
            <button
                class="quiet down"
                aria-label=text_with("queueDown", &[&name])
                disabled=is_last
                on:click=handler(move |_| down(false))
            >
                {icon(Icon::Arrow)}
            </button>
            <button
                class="quiet"
                aria-label=text_with("queueRemove", &[&name])
                on:click=handler(remove)
            >
                {icon(Icon::Cross)}
            </button>
        </li>
    }
    .into_any()
}

/// Moves one line of the queue up or down.
struct MoveLine {
    panel: Panel,
    said: Var<String>,
    /// Whose line has the focus after the move.
    wanted: Var<Option<String>>,
    place: usize,
    /// Everybody's, in the order of the lines.
    ids: Arc<[String]>,
}

impl MoveLine {
    fn send(&self, name: &str, is_up: bool) {
        let Some(one) = move_by_one(self.place, is_up, self.ids.len()) else {
            return;
        };
        let record_id = self.ids[self.place].clone();
        self.wanted.set(Some(record_id.clone()));
        let before = one.before.map(|before| self.ids[before].clone());
        let message = RunMessage::MoveInRun { record_id, before };
        let (position, n_people) = (count_text(one.position), count_text(self.ids.len()));
        let (name, said) = (name.to_owned(), self.said);
        self.panel
            .send(Control::InRun, message, move |_, was_accepted| {
                if was_accepted {
                    said.set(text_with("moved", &[&name, &position, &n_people]));
                }
            });
    }
}

fn focus_line(place: usize) {
    if is_nowhere() {
        focus_on(&format!(
            ".queue li:nth-child({}) button:enabled",
            place + 1
        ));
    }
}

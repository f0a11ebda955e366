//! What a destination would not take: whom the call was to, why, and what can be done about it.

use leptos::prelude::*;

use crate::chrome::i18n::{text, text_with};
use crate::chrome::locale::{count_text, moment};
use crate::message::OutboxMessage;
use crate::panel::ui::live::{When, handler, live, seen};
use crate::panel::ui::panel::{Control, Panel};
use crate::panel::view::number::number_text;
use crate::snapshot::{EventKind, LetterView, OutboxView};

#[component]
pub(super) fn Letters() -> impl IntoView {
    let panel = Panel::of_page();
    let outbox = panel.read(|snapshot| snapshot.outbox.clone());
    let has_letters = seen(move || outbox.with(|outbox| outbox.n_letters > 0));
    let n_more = seen(move || {
        outbox.with(|outbox| outbox.n_letters - outbox.letters.len().min(outbox.n_letters))
    });
    let has_more = seen(move || n_more.get() > 0);
    view! {
        <When on=has_letters>
            <section class="card settings" aria-labelledby="delivery-letters">
                <h2 id="delivery-letters" tabindex="-1">{text("lettersTitle")}</h2>
                <p class="hint">{text("lettersHint")}</p>
                <ul class="letters">
                    {live(move || outbox.with(|outbox| {
                        let letters = outbox.letters.iter();
                        Some(letters.map(|letter| letter_view(panel, outbox, letter)).collect_view().into_any())
                    }))}
                </ul>
                <When on=has_more>
                    <p class="hint">
                        {live(move || text_with("lettersMore", &[&count_text(n_more.get())]))}
                    </p>
                </When>
            </section>
        </When>
    }
}

fn letter_view(panel: Panel, outbox: &OutboxView, letter: &LetterView) -> AnyView {
    let mut destinations = outbox.destinations.iter();
    let destination = destinations
        .find(|view| view.id == letter.destination_id)
        .map(|view| view.name.clone())
        .unwrap_or_default();
    let whom = match (letter.kind, letter.name.as_str()) {
        (EventKind::Test, _) => text("letterTest"),
        (EventKind::Finished | EventKind::Changed, "") => number_text(&letter.number),
        (EventKind::Finished | EventKind::Changed, name) => name.to_owned(),
    };
    let letter_id = letter.id;
    let send = move |message: OutboxMessage| panel.send(Control::Delivery, message, |_, _| {});
    let named = |key: &str| text_with(key, &[&whom]);
    let (again, forget) = (named("letterAgainOf"), named("letterForgetOf"));
    view! {
        <li class="letter">
            <div class="grow">
                <b>{whom.clone()}</b>
                <small>{format!("{destination} · {}", moment(letter.at_ms))}</small>
                <p class="reason">{letter.reason.clone()}</p>
            </div>
            <button
                class="small"
                aria-label=again
                on:click=handler(move |_| send(OutboxMessage::ReviveLetter { letter_id }))
            >
                {text("letterAgain")}
            </button>
            <button
                class="small"
                aria-label=forget
                on:click=handler(move |_| send(OutboxMessage::DropLetter { letter_id }))
            >
                {text("letterForget")}
            </button>
        </li>
    }
    .into_any()
}

//! The page about other systems: which of them hear of calls, how each does, what was not taken.
//!
//! Rule: the browser is asked for a host in the click that needs it, before anything is saved.

mod card;
mod form;
mod letters;
mod properties;
mod save;

use leptos::prelude::*;

use crate::chrome::i18n::text;
use crate::chrome::page::EarlyPort;
use crate::panel::ui::live::{Var, When, handler, live, seen};
use crate::panel::ui::panel::Panel;
use crate::panel::ui::{answer, appearance, focus, import, is_told, practice, wire};
use crate::panel::view::delivery::{Form, KINDS, kind_hint_key, kind_key};

/// The form that is open, if one is: only one destination is written at a time.
#[derive(Clone, Copy)]
struct Desk {
    panel: Panel,
    form: Var<Option<Form>>,
    /// Key of what was wrong with the last press, where the page itself knows it.
    wrong: Var<Option<&'static str>>,
}

#[component]
pub(crate) fn DeliveryPage(early: Option<EarlyPort>) -> impl IntoView {
    let panel = Panel::new(false);
    wire::connect(panel, early);
    appearance::follow(panel);
    focus::keep_focus(panel);
    import::refuse_files();
    provide_context(panel);
    let is_told = panel.read(is_told);
    let is_practice = panel.read(|snapshot| snapshot.practice);
    let is_real = seen(move || !is_practice.get());
    view! {
        <main class="page options delivery">
            <practice::Banner/>
            <h1>{text("deliveryTitle")}</h1>
            <p class="hint">{text("deliveryIntro")}</p>
            <answer::Notices/>
            <When on=is_told>
                <When on=is_practice>
                    <p class="empty">{text("deliveryPractice")}</p>
                </When>
                <When on=is_real>
                    <Destinations/>
                    <letters::Letters/>
                    <save::Save/>
                </When>
            </When>
        </main>
    }
}

#[component]
fn Destinations() -> impl IntoView {
    let panel = Panel::of_page();
    let desk = Desk {
        panel,
        form: Var::new(None),
        wrong: Var::new(None),
    };
    let ids = panel.read(|snapshot| {
        let destinations = snapshot.outbox.destinations.iter();
        destinations
            .map(|view| view.id.clone())
            .collect::<Vec<String>>()
    });
    let has_none = seen(move || ids.with(Vec::is_empty));
    let is_new = seen(move || {
        desk.form
            .with(|form| form.as_ref().is_some_and(|form| form.id.is_none()))
    });
    let is_resting = seen(move || !is_new.get());
    view! {
        <When on=has_none>
            <p class="empty">{text("deliveryEmpty")}</p>
        </When>
        {live(move || Some(ids.get().into_iter().map(|id| card::card(desk, id)).collect_view().into_any()))}
        <section class="card settings" aria-labelledby="delivery-add">
            <h2 id="delivery-add" tabindex="-1">{text("deliveryAdd")}</h2>
            <When on=is_resting>
                <div class="kinds">
                    {KINDS.map(|kind| view! {
                        <div class="kind">
                            <button
                                class="small"
                                on:click=handler(move |_| {
                                    desk.wrong.set(None);
                                    desk.form.set(Some(Form::new(kind)));
                                })
                            >
                                {text(kind_key(kind))}
                            </button>
                            <p class="hint">{text(kind_hint_key(kind))}</p>
                        </div>
                    }.into_any()).collect_view()}
                </div>
            </When>
            <When on=is_new>
                {form::form_view(desk)}
            </When>
        </section>
    }
}

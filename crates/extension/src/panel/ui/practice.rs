//! Practice: the banner that nobody can miss, what the person called does, and the switch.
//!
//! The switch shows what is so; where the worker refuses, it falls back to that.

use leptos::html::Input;
use leptos::prelude::*;

use crate::chrome::i18n::text;
use crate::chrome::practice_page::tell_callee;
use crate::message::DataMessage;
use crate::panel::ui::live::{When, handler, live};
use crate::panel::ui::panel::{Control, Panel};
use crate::panel::ui::preferences::follow_tick;
use crate::panel::view::practice::callee_acts;

/// At the top of the stage while practice is on.
#[component]
pub(crate) fn Banner() -> impl IntoView {
    let panel = Panel::of_page();
    let is_on = panel.read(|snapshot| snapshot.practice);
    view! {
        <When on=is_on>
            <section class="practice" aria-label=text("practiceTitle")>
                <p class="grow" role="status">{text("practiceBanner")}</p>
                <button
                    class="small"
                    aria-disabled=live(move || panel.is_pending(Control::Practice).then_some("true"))
                    on:click=handler(move |_| set_practice(panel, false))
                >
                    {text("practiceLeave")}
                </button>
                {panel.is_panel.then(|| view! { <Callee/> })}
            </section>
        </When>
    }
}

/// What the person called can do now.
#[component]
fn Callee() -> impl IntoView {
    let panel = Panel::of_page();
    let acts = panel.read(callee_acts);
    live(move || {
        Some(acts.get())
            .filter(|acts| !acts.is_empty())
            .map(|acts| {
                let buttons = acts.into_iter().map(|act| {
                    view! {
                        <button class="small" on:click=handler(move |_| tell_callee(act.name()))>
                            {text(act.key())}
                        </button>
                    }
                });
                view! {
                    <div class="practice-callee" role="group" aria-label=text("practiceCallee")>
                        <span aria-hidden="true">{text("practiceCallee")}</span>
                        {buttons.collect_view()}
                    </div>
                }
                .into_any()
            })
    })
}

/// A row of the settings.
#[component]
pub(crate) fn PracticeSwitch() -> impl IntoView {
    let panel = Panel::of_page();
    let is_on = panel.read(|snapshot| snapshot.practice);
    let field = NodeRef::<Input>::new();
    follow_tick(panel, field, is_on);
    let change = move |_| {
        let on = field.get_untracked().is_some_and(|field| field.checked());
        set_practice(panel, on);
    };
    view! {
        <div class="practice-switch">
            <label class="tick-line">
                <input
                    type="checkbox"
                    role="switch"
                    aria-describedby="practice-help"
                    node_ref=field
                    on:change=handler(change)
                />
                <span>{text("practiceTitle")}</span>
            </label>
            <p class="hint" id="practice-help">{text("practiceHelp")}</p>
        </div>
    }
}

fn set_practice(panel: Panel, on: bool) {
    panel.send(
        Control::Practice,
        DataMessage::SetPractice { on },
        |_, _| {},
    );
}

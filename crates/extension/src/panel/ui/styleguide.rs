//! The style page: every component in every state, and the panel in fixed snapshots.
//!
//! It is not shipped. Nothing on it moves or depends on the clock.
//! `#styleguide` shows the components, `#styleguide/NAME` the panel in one scene.

use leptos::prelude::*;

use crate::panel::ui::Whole;
use crate::panel::ui::icon::{Icon, icon};
use crate::panel::ui::live::live;
use crate::panel::ui::menu::Menu;
use crate::panel::ui::panel::Panel;
use crate::panel::view::records::Records;
use crate::panel::view::scenes::{NOW_MS, SCENES, records};

/// What the page's address asks for, if it asks for the style page.
pub(crate) fn asked() -> Option<String> {
    let hash = window().location().hash().ok()?;
    let rest = hash.strip_prefix("#styleguide")?;
    Some(rest.trim_start_matches('/').to_owned())
}

#[component]
pub(crate) fn StyleGuide(scene: String) -> impl IntoView {
    let found = SCENES.iter().find(|(name, _)| *name == scene);
    match found {
        Some((_, snapshot)) => {
            let panel = Panel::new(true);
            let mut snapshot = snapshot();
            snapshot.list.n_records = records().len();
            panel.ahead_ms.set(0);
            panel.handle_snapshot(snapshot);
            panel.ahead_ms.set(0);
            panel.clock_ms.set(NOW_MS);
            panel.handle_records(Records::new(records(), 0));
            provide_context(panel);
            view! { <Whole/> }.into_any()
        }
        None => view! { <Components/> }.into_any(),
    }
}

#[component]
fn Components() -> impl IntoView {
    view! {
        <main class="page guide">
            <h1>"Styles"</h1>
            <nav class="chip-row" aria-label="Scenes">
                {SCENES.map(|(name, _)| {
                    let address = format!("#styleguide/{name}");
                    view! { <a class="chip" href=address>{name}</a> }
                }).into_iter().collect_view()}
            </nav>
            {part("Type", type_view())}
            {part("Big button", big_view())}
            {part("Buttons", buttons_view())}
            {part("Fields", fields_view())}
            {part("Choices", choices_view())}
            {part("Chips and badges", chips_view())}
            {part("Link", pills_view())}
            {part("Notices", notices_view())}
            {part("Undo, progress, countdown", moving_view())}
            {part("Menu and dialog", menus_view())}
            {part("Nothing there", empty_view())}
        </main>
    }
}

fn part(title: &'static str, content: AnyView) -> AnyView {
    view! { <section class="card"><h2>{title}</h2>{content}</section> }.into_any()
}

fn type_view() -> AnyView {
    view! {
        <h1>"Title"</h1>
        <p class="person"><strong class="name">"Ada Sample"</strong> <span class="number">"(202) 555-0101"</span></p>
        <h2>"Heading"</h2>
        <h3>"Smaller heading"</h3>
        <p>"Text as most of it is."</p>
        <p class="hint">"A hint in small, soft letters."</p>
        <p><kbd>"1"</kbd> " " <kbd>"Ctrl+K"</kbd></p>
    }
    .into_any()
}

/// The states of a button: as it is, under the pointer, with the focus, busy, disabled.
const STATES: [(&str, &str); 5] = [
    ("Normal", ""),
    ("Hover", "as-hover"),
    ("Focus", "as-focus"),
    ("Busy", ""),
    ("Disabled", ""),
];

fn in_states(class: &'static str, drawn: Option<Icon>) -> AnyView {
    let buttons = STATES.map(|(name, state)| {
        view! {
            <button
                class=format!("{class} {state}")
                disabled=name == "Disabled"
                aria-disabled=(name == "Busy").then_some("true")
            >
                {drawn.map(icon)}
                <span>{name}</span>
            </button>
        }
    });
    view! { <div class="controls wrap">{buttons.into_iter().collect_view()}</div> }.into_any()
}

fn big_view() -> AnyView {
    view! { {in_states("big", Some(Icon::Phone))} {in_states("big end", Some(Icon::PhoneDown))} }
        .into_any()
}

fn buttons_view() -> AnyView {
    view! {
        {in_states("small", Some(Icon::Pause))}
        {in_states("small strong", None)}
        {in_states("small danger", None)}
        {in_states("small plain", None)}
        <div class="controls wrap">
            <button class="quiet" aria-label="Close">{icon(Icon::Cross)}</button>
            <button class="quiet as-hover" aria-label="Close, hover">{icon(Icon::Cross)}</button>
            <button class="quiet as-focus" aria-label="Close, focus">{icon(Icon::Cross)}</button>
        </div>
    }
    .into_any()
}

fn fields_view() -> AnyView {
    view! {
        <label class="field"><span>"Field"</span><input type="text" value="Ada Sample"/></label>
        <label class="field"><span>"Field with the focus"</span><input class="as-focus" type="text"/></label>
        <label class="field"><span>"Field with a fault"</span><input type="text" aria-invalid="true" value="555"/></label>
        <p class="fault">"Not a valid phone number."</p>
        <label class="field"><span>"Disabled field"</span><input type="text" disabled=true value="Set by your administrator"/></label>
        <label class="field search"><span>"Search"</span><input type="search" placeholder="Name or number"/>{icon(Icon::Search)}</label>
        <label class="field"><span>"Choice"</span><select><option>"Sample campaign"</option></select></label>
        <label class="field"><span>"Note"</span><textarea rows="2"></textarea></label>
    }
    .into_any()
}

fn choices_view() -> AnyView {
    view! {
        <div class="grid">
            {outcome("Follow up", false, "")}
            {outcome("Left voicemail", true, "")}
            {outcome("Under the pointer", false, "as-hover")}
            {outcome("With the focus", false, "as-focus")}
        </div>
        <label class="switch"><span class="grow">"Switch that is on"</span><input type="checkbox" role="switch" checked=true/></label>
        <label class="switch"><span class="grow">"Switch that is off"<small>"With a hint below its words."</small></span><input type="checkbox" role="switch"/></label>
        <label class="switch"><span class="grow">"Switch that is disabled"</span><input type="checkbox" role="switch" disabled=true/></label>
        <label class="tick-line"><input type="checkbox" checked=true/><span>"Tick"</span></label>
    }
    .into_any()
}

fn outcome(name: &'static str, is_chosen: bool, state: &'static str) -> AnyView {
    let chosen = if is_chosen { "chosen" } else { "" };
    view! {
        <label class=format!("outcome {chosen} {state}")>
            <input type="radio" name="sample" checked=is_chosen/>
            <kbd aria-hidden="true">"1"</kbd>
            <span>{name}</span>
        </label>
    }
    .into_any()
}

fn chips_view() -> AnyView {
    view! {
        <div class="chip-row">
            <span class="chip"><i>"Days out"</i> " " <b>"14"</b></span>
            <button class="chip">"3 more"</button>
            <button class="chip as-hover">"Under the pointer"</button>
        </div>
        <div class="chip-row">
            <span class="badge">{icon(Icon::Clock)} "Plain"</span>
            <span class="badge good">{icon(Icon::Check)} "Good"</span>
            <span class="badge wait">{icon(Icon::Warning)} "Look here"</span>
            <span class="badge bad">{icon(Icon::Warning)} "Bad"</span>
            <span class="badge busy">{icon(Icon::Play)} "Busy"</span>
        </div>
    }
    .into_any()
}

fn pills_view() -> AnyView {
    let pill =
        |class: &'static str, drawn: Icon, words: &'static str, mend: Option<&'static str>| {
            view! {
                <div class="top"><div class=format!("pill {class}")>
                    <span class="dot">{icon(drawn)}</span>
                    <p class="grow">{words}</p>
                    {mend.map(|words| view! { <button class="small">{words}</button> })}
                </div></div>
            }
        };
    view! {
        {pill("good", Icon::Check, "Five9 is ready", None)}
        {pill("wait", Icon::Question, "Checking Five9 …", None)}
        {pill("bad", Icon::Warning, "No Five9 tab found. Open Five9 and log in.", Some("Open Five9"))}
    }
    .into_any()
}

fn notices_view() -> AnyView {
    let notice = |class: &'static str, drawn: Icon, words: &'static str| {
        view! {
            <div class=format!("notice {class}")>
                {icon(drawn)}
                <p class="grow">{words}<small>"In Five9's own words"</small></p>
                <button class="quiet" aria-label="Close this message">{icon(Icon::Cross)}</button>
            </div>
        }
    };
    view! {
        {notice("", Icon::Warning, "Five9 refused.")}
        {notice("wait", Icon::Warning, "Something is worth a look.")}
        {notice("good", Icon::Check, "It worked.")}
        {notice("busy", Icon::Clock, "It takes a moment.")}
    }
    .into_any()
}

fn moving_view() -> AnyView {
    view! {
        <div class="undo">
            <p class="grow">"Left voicemail is sent in 4 s"</p>
            <button class="small">{icon(Icon::Undo)} <span>"Undo"</span></button>
            <span class="runs-out" style="width: 80%"></span>
        </div>
        <div class="bar" role="progressbar" aria-label="Progress" aria-valuenow="30"><span style="width: 30%"></span></div>
        <div class="wait-line">
            <span class="ring" style="--part: 60%"><b>"3"</b></span>
            <span class="ring" style="--part: 100%"><b>"5"</b></span>
        </div>
    }
    .into_any()
}

fn menus_view() -> AnyView {
    view! {
        <div class="controls">
            <Menu class="" label=live(|| "A menu".to_owned()) words=live(|| "Menu".to_owned())>
                <p class="menu-title">"What it is about"</p>
                <button class="small">"First"</button>
                <button class="small">"Second"</button>
            </Menu>
        </div>
        <div class="menu still">
            <p class="menu-title">"What it is about"</p>
            <button class="small">{icon(Icon::Play)} "First"</button>
            <button class="small as-hover">"Under the pointer"</button>
        </div>
        <div class="help" style="width: auto">
            <h2>"A question"</h2>
            <p>"With a sentence that says what happens then."</p>
            <div class="controls"><button class="small strong">"Do it"</button><button class="small">"Leave it"</button></div>
        </div>
    }
    .into_any()
}

fn empty_view() -> AnyView {
    view! {
        <div class="empty">
            {icon(Icon::List)}
            <p><strong>"No list yet"</strong></p>
            <p class="hint">"Paste one or open a file."</p>
        </div>
    }
    .into_any()
}

//! How the panel looks and sounds, and where it opens.

use leptos::prelude::*;

use super::chips::Chips;
use super::fields::{OneOf, Tick};
use crate::chrome::i18n::text;
use crate::chrome::sound;
use crate::panel::ui::icon::{Icon, icon};
use crate::panel::ui::live::{Seen, handler, seen};
use crate::panel::ui::panel::Panel;
use crate::snapshot::{Preference, Surface, Theme};

const THEMES: [(Theme, &str); 3] = [
    (Theme::System, "themeSystem"),
    (Theme::Light, "themeLight"),
    (Theme::Dark, "themeDark"),
];
const SURFACES: [(Surface, &str); 3] = [
    (Surface::SidePanel, "surfaceSidePanel"),
    (Surface::Popup, "surfacePopup"),
    (Surface::Window, "surfaceWindow"),
];

#[component]
pub(super) fn Appearance() -> impl IntoView {
    let panel = Panel::of_page();
    let theme = panel.read(|snapshot| place_of(&THEMES, snapshot.preferences.theme));
    let surface = panel.read(|snapshot| place_of(&SURFACES, snapshot.preferences.surface));
    let is_large = panel.read(|snapshot| snapshot.preferences.large_text);
    let surface_hint: Seen<&'static str> = seen(move || match SURFACES[surface.get()].0 {
        Surface::SidePanel => "surfaceSidePanelHint",
        Surface::Popup => "surfacePopupHint",
        Surface::Window => "surfaceWindowHint",
    });
    view! {
        <OneOf
            name="theme"
            key="themeLabel"
            hint=seen(|| "themeHint")
            words=words_of(&THEMES)
            chosen=theme
            preference=|place| Preference::Theme { theme: THEMES[place].0 }
        />
        <Tick
            name="large-text"
            key="largeTextLabel"
            hint="largeTextHint"
            is_on=is_large
            preference=|on| Preference::LargeText { on }
        />
        <Chips/>
        <OneOf
            name="surface"
            key="surfaceLabel"
            hint=surface_hint
            words=words_of(&SURFACES)
            chosen=surface
            preference=|place| Preference::Surface { surface: SURFACES[place].0 }
        />
    }
}

#[component]
pub(super) fn Sound() -> impl IntoView {
    let panel = Panel::of_page();
    let is_on = panel.read(|snapshot| snapshot.preferences.answer_sound);
    view! {
        <Tick
            name="answer-sound"
            key="answerSoundLabel"
            hint="answerSoundHint"
            is_on
            preference=|on| Preference::AnswerSound { on }
        />
        <div class="answers">
            <button class="small" on:click=handler(move |_| sound::play())>
                {icon(Icon::Play)}
                <span>{text("answerSoundPlay")}</span>
            </button>
        </div>
    }
}

fn place_of<T: PartialEq>(choices: &[(T, &str)], chosen: T) -> usize {
    let place = choices.iter().position(|(choice, _)| *choice == chosen);
    place.unwrap_or_default()
}

fn words_of<T>(choices: &[(T, &'static str)]) -> Vec<String> {
    choices.iter().map(|(_, key)| text(key)).collect()
}

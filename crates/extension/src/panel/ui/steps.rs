//! What can be done in a run beside the big button: pause, skip, postpone, cancel; and the other
//! numbers of the person on the line.
//!
//! Each is there only while the worker says that it would be obeyed.

use leptos::html::Input;
use leptos::prelude::*;

use crate::chrome::i18n::{text, text_with};
use crate::message::{PageMessage, RunMessage};
use crate::panel::ui::button::{ignore_held_key, is_press};
use crate::panel::ui::icon::{Icon, icon};
use crate::panel::ui::keycap::KeyCap;
use crate::panel::ui::live::{When, handler, live, seen};
use crate::panel::ui::menu::Menu;
use crate::panel::ui::panel::{Control, Panel};
use crate::panel::ui::shortcuts::act;
use crate::panel::view::number::number_text;
use crate::panel::view::person::{NumberLine, other_numbers};
use crate::snapshot::{ShortcutAction, Snapshot};

/// Reasons to skip somebody that are one press away; any other is typed.
const SKIP_REASONS: [&str; 3] = ["skipWrongTime", "skipWrongPerson", "skipDuplicate"];

#[component]
pub(crate) fn Steps() -> impl IntoView {
    let panel = Panel::of_page();
    let steps = Step::ALL.map(|step| view! { <OneStep panel step/> });
    view! { <div class="controls steps">{steps.into_iter().collect_view()}</div> }
}

/// A step of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Pause,
    Resume,
    Skip,
    Postpone,
    Cancel,
}

impl Step {
    const ALL: [Self; 5] = [
        Self::Pause,
        Self::Resume,
        Self::Skip,
        Self::Postpone,
        Self::Cancel,
    ];

    fn control(self) -> Control {
        match self {
            Self::Pause => Control::Pause,
            Self::Resume => Control::Resume,
            Self::Skip => Control::Skip,
            Self::Postpone => Control::Postpone,
            Self::Cancel => Control::Cancel,
        }
    }

    fn key(self) -> &'static str {
        match self {
            Self::Pause => "buttonPause",
            Self::Resume => "buttonResume",
            Self::Skip => "buttonSkip",
            Self::Postpone => "buttonPostpone",
            Self::Cancel => "buttonCancel",
        }
    }

    fn icon(self) -> Icon {
        match self {
            Self::Pause => Icon::Pause,
            Self::Resume => Icon::Play,
            Self::Skip => Icon::Skip,
            Self::Postpone => Icon::Later,
            Self::Cancel => Icon::Cross,
        }
    }

    fn is_possible(self, snapshot: &Snapshot) -> bool {
        match self {
            Self::Pause => snapshot.can_pause,
            Self::Resume => snapshot.can_resume,
            Self::Skip => snapshot.can_skip,
            Self::Postpone => snapshot.can_postpone,
            Self::Cancel => snapshot.can_cancel,
        }
    }

    /// The key that does the same; ending the run has none.
    fn action(self) -> Option<ShortcutAction> {
        match self {
            Self::Pause | Self::Resume => Some(ShortcutAction::Pause),
            Self::Skip => Some(ShortcutAction::Skip),
            Self::Postpone => Some(ShortcutAction::Postpone),
            Self::Cancel => None,
        }
    }

    fn press(self, panel: Panel) {
        match self.action() {
            Some(action) => act(panel, action),
            None => panel.press(self.control(), PageMessage::Cancel { request_id: None }),
        }
    }
}

fn skip(panel: Panel, reason: Option<String>) {
    let request_id = None;
    panel.press(Control::Skip, PageMessage::Skip { reason, request_id });
}

#[component]
fn OneStep(panel: Panel, step: Step) -> impl IntoView {
    let is_present = panel.read(move |snapshot| step.is_possible(snapshot));
    let press = move |event| {
        if is_press(&event) {
            step.press(panel);
        }
    };
    view! {
        <When on=is_present>
            <div class="step" class:slim=step == Step::Cancel class:resume=step == Step::Resume>
                <button
                    class="small"
                    title=text(step.key())
                    aria-disabled=live(move || panel.is_pending(step.control()).then_some("true"))
                    on:click=handler(press)
                    on:keydown=handler(ignore_held_key)
                >
                    {icon(step.icon())}
                    <span>{text(step.key())}</span>
                </button>
                {(step == Step::Skip).then(|| view! { <SkipMenu/> })}
            </div>
        </When>
    }
}

#[component]
fn SkipMenu() -> impl IntoView {
    let panel = Panel::of_page();
    let own = NodeRef::<Input>::new();
    view! {
        <Menu class="plain" label=live(|| text("skipMenu")) words=live(String::new)>
            {SKIP_REASONS.map(|key| reason_button(panel, key)).into_iter().collect_view()}
            <form
                class="own-reason"
                on:submit=handler(move |event| skip_in_own_words(panel, own, &event))
            >
                <label class="field">
                    <span>{text("skipOwnReason")}</span>
                    <input type="text" autocomplete="off" node_ref=own/>
                </label>
                <button class="small">{text("skipNow")}</button>
            </form>
        </Menu>
    }
}

fn reason_button(panel: Panel, key: &'static str) -> AnyView {
    let press = move |event| {
        if is_press(&event) {
            skip(panel, Some(text(key)));
        }
    };
    view! { <button class="small" on:click=handler(press)>{text(key)}</button> }.into_any()
}

fn skip_in_own_words(panel: Panel, own: NodeRef<Input>, event: &leptos::ev::SubmitEvent) {
    event.prevent_default();
    let Some(field) = own.get_untracked() else {
        return;
    };
    let reason = field.value().trim().to_owned();
    field.set_value("");
    skip(panel, Some(reason).filter(|reason| !reason.is_empty()));
}

/// The person's other numbers, while they can be called instead.
#[component]
pub(crate) fn OtherNumbers() -> impl IntoView {
    let panel = Panel::of_page();
    let others = seen(move || others(panel));
    live(move || {
        let others = others.get();
        (!others.is_empty()).then(|| {
            let buttons = others
                .into_iter()
                .zip(0..)
                .map(|(line, place)| other_button(panel, line, place == 0));
            view! { <div class="controls others">{buttons.collect_view()}</div> }.into_any()
        })
    })
}

/// Numbers that the person on the line can be called under now; a key calls the first.
fn others(panel: Panel) -> Vec<NumberLine> {
    panel.snapshot.with(|snapshot| {
        let called = snapshot.call.as_ref().filter(|call| call.can_call_other);
        let id = called.and_then(|call| call.record_id.as_deref());
        panel.records.with(|records| {
            let record = id.and_then(|id| records.of_id(id));
            record.map_or(Vec::new(), |record| other_numbers(snapshot, &record))
        })
    })
}

/// The key calls the first of them.
fn other_button(panel: Panel, line: NumberLine, is_first: bool) -> AnyView {
    let number = number_text(&line.number);
    let words = match &line.label {
        Some(label) => text_with("callOther", &[label, &number]),
        None => text_with("callOtherPlain", &[&number]),
    };
    let press = move |event| {
        if is_press(&event) {
            let number = line.number.clone();
            let message = RunMessage::CallOtherNumber {
                number,
                again: false,
            };
            panel.press(Control::OtherNumber, message);
        }
    };
    view! {
        <button
            class="small strong"
            aria-disabled=live(move || panel.is_pending(Control::OtherNumber).then_some("true"))
            on:click=handler(press)
            on:keydown=handler(ignore_held_key)
        >
            {icon(Icon::Phone)}
            <span>{words}</span>
            {is_first.then(|| view! { <KeyCap action=ShortcutAction::OtherNumber/> })}
        </button>
    }
    .into_any()
}

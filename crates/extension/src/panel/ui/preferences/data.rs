//! What is kept on this computer, for how long, and how it is deleted.
//!
//! Nothing is deleted by one press: the question says what goes and what stays.

use leptos::prelude::*;

use super::fields::{Number, set};
use crate::chrome::i18n::{text, text_with};
use crate::message::DataMessage;
use crate::panel::ui::live::{Var, When, handler, live, seen};
use crate::panel::ui::panel::{Control, Panel};
use crate::panel::ui::question::{Question, question_view};
use crate::panel::ui::settings::Choose;
use crate::panel::view::settings::{DAYS, DAYS_MAX, is_shorter};
use crate::snapshot::Preference;

const NAME: &str = "retention";
/// Value of the choice for a number of the agent's own.
const OWN: &str = "own";

/// What is asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asked {
    Nothing,
    Days(u32),
    History,
    All,
}

/// What the section shares.
#[derive(Clone, Copy)]
struct Kept {
    asked: Var<Asked>,
    /// A number of the agent's own is about to be entered.
    is_own: Var<bool>,
}

#[component]
pub(super) fn Data() -> impl IntoView {
    let panel = Panel::of_page();
    let kept = Kept {
        asked: Var::new(Asked::Nothing),
        is_own: Var::new(false),
    };
    let days = panel.read(|snapshot| snapshot.preferences.retention_days);
    let is_own =
        seen(move || kept.is_own.get() || days.get().is_some_and(|days| !DAYS.contains(&days)));
    let chosen = seen(move || match days.get() {
        _ if is_own.get() => OWN.to_owned(),
        Some(days) => days.to_string(),
        None => String::new(),
    });
    view! {
        <Choose key="retentionLabel" entries=seen(entries) chosen choose=Box::new(move |panel, value| kept.choose(panel, &value))/>
        <When on=is_own>
            <Number
                name="retention"
                key="retentionDays"
                bounds="retentionBounds"
                least=1
                most=DAYS_MAX
                value=seen(move || days.get().unwrap_or(DAYS[2]))
                send=Box::new(move |panel, days| kept.keep_for(panel, days))
            />
        </When>
        <p class="hint">{text("dataHint")}</p>
        <div class="answers">
            <button class="small" on:click=handler(move |_| kept.asked.set(Asked::History))>
                {text("deleteHistory")}
            </button>
            <button class="small" on:click=handler(move |_| kept.asked.set(Asked::All))>
                {text("deleteAll")}
            </button>
        </div>
        {live(move || question(panel, kept).map(question_view))}
    }
}

fn entries() -> Vec<(String, String)> {
    let mut entries = vec![(String::new(), text("retentionForEver"))];
    let days = DAYS.map(|days| {
        let days = days.to_string();
        let words = text_with("daysOther", &[&days]);
        (days, words)
    });
    entries.extend(days);
    entries.push((OWN.to_owned(), text("retentionOwn")));
    entries
}

impl Kept {
    fn choose(self, panel: Panel, value: &str) {
        self.is_own.set(value == OWN);
        match value.parse() {
            Ok(days) => self.keep_for(panel, days),
            Err(_) if value.is_empty() => set(panel, NAME, Preference::Retention { days: None }),
            Err(_) => {}
        }
    }

    /// Keeps calls for so many days; asks first if some of them may go.
    fn keep_for(self, panel: Panel, days: u32) {
        let now = panel
            .snapshot
            .with_untracked(|snapshot| snapshot.preferences.retention_days);
        if is_shorter(Some(days), now) {
            self.asked.set(Asked::Days(days));
        } else {
            let days = Some(days);
            set(panel, NAME, Preference::Retention { days });
        }
    }
}

fn question(panel: Panel, kept: Kept) -> Option<Question> {
    let leave = move || {
        kept.asked.set(Asked::Nothing);
        kept.is_own.set(false);
        // The choice falls back to what is so.
        panel.n_answers.update(|n| *n += 1);
    };
    let question = |words: String, typed: Option<String>, yes: &str, act: Box<dyn Fn()>| Question {
        words,
        typed,
        yes: text(yes),
        on_yes: Box::new(move || {
            kept.asked.set(Asked::Nothing);
            act();
        }),
        on_no: Box::new(leave),
    };
    Some(match kept.asked.get() {
        Asked::Nothing => return None,
        Asked::Days(1) => question(
            text("retentionAskOne"),
            None,
            "retentionYes",
            keep(panel, 1),
        ),
        Asked::Days(days) => {
            let words = text_with("retentionAskOther", &[&days.to_string()]);
            question(words, None, "retentionYes", keep(panel, days))
        }
        Asked::History => {
            let message = DataMessage::DeleteHistory { before_ms: None };
            let act = delete(panel, message);
            question(text("deleteHistoryAsk"), None, "deleteHistoryYes", act)
        }
        Asked::All => {
            let act = delete(panel, DataMessage::DeleteAll {});
            let word = Some(text("deleteWord"));
            question(text("deleteAllAsk"), word, "deleteAllYes", act)
        }
    })
}

fn keep(panel: Panel, days: u32) -> Box<dyn Fn()> {
    let days = Some(days);
    Box::new(move || set(panel, NAME, Preference::Retention { days }))
}

fn delete(panel: Panel, message: DataMessage) -> Box<dyn Fn()> {
    Box::new(move || panel.send(Control::Delete, message.clone(), |_, _| {}))
}

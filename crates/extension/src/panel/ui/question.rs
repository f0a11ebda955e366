//! The question before something is deleted: it says what goes, and nothing goes by one press.

use leptos::html::Button;
use leptos::prelude::*;

use crate::chrome::i18n::{text, text_with};
use crate::panel::ui::live::{Var, handler, live, watch};

/// What is asked before something is deleted.
pub(crate) struct Question {
    pub(crate) words: String,
    /// The word that has to be typed first.
    pub(crate) typed: Option<String>,
    pub(crate) yes: String,
    pub(crate) on_yes: Box<dyn Fn()>,
    pub(crate) on_no: Box<dyn Fn()>,
}

/// Draws the question; the answer that changes nothing has the focus.
pub(crate) fn question_view(question: Question) -> AnyView {
    let Question {
        words,
        typed,
        yes,
        on_yes,
        on_no,
    } = question;
    let no = NodeRef::<Button>::new();
    watch(move || {
        if let Some(no) = no.get() {
            // Only a page that went away refuses the focus.
            _ = no.focus();
        }
    });
    let is_allowed = Var::new(typed.is_none());
    let field = typed.map(|word| {
        let label = text_with("deleteTypeWord", &[&word]);
        let hear = move |event| {
            let typed = event_target_value(&event).trim().to_lowercase();
            is_allowed.set(typed == word.to_lowercase());
        };
        view! {
            <label class="field">
                <span>{label}</span>
                <input type="text" autocomplete="off" spellcheck="false" on:input=handler(hear)/>
            </label>
        }
        .into_any()
    });
    let say_yes = move |_| {
        if is_allowed.get_untracked() {
            on_yes();
        }
    };
    view! {
        <div class="card confirm column" role="alertdialog" aria-label=text("deleteAsk")>
            <p>{words}</p>
            {field}
            <div class="answers">
                <button class="small" node_ref=no on:click=handler(move |_| on_no())>
                    {text("deleteNo")}
                </button>
                <button
                    class="small danger"
                    disabled=live(move || (!is_allowed.get()).then_some(""))
                    on:click=handler(say_yes)
                >
                    {yes}
                </button>
            </div>
        </div>
    }
    .into_any()
}

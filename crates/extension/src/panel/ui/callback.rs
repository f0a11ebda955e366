//! A callback for the person of the call: a quick choice fills the time in, a press makes it.

use leptos::ev::SubmitEvent;
use leptos::html::{Details, Input};
use leptos::prelude::*;

use crate::chrome::i18n::{text, text_with};
use crate::chrome::{locale, page};
use crate::message::PageMessage;
use crate::panel::ui::controls::controls_of;
use crate::panel::ui::live::{Var, When, drawn, handler, live, watch};
use crate::panel::ui::panel::{Control, Panel};
use crate::panel::view::callback::{Quick, When as Due, due_problem};

/// The form as it is filled in.
#[derive(Clone, Copy)]
struct Form {
    panel: Panel,
    whole: NodeRef<Details>,
    time: NodeRef<Input>,
    comment: NodeRef<Input>,
    problem: Var<Option<&'static str>>,
}

impl Form {
    fn empty(self) {
        self.problem.set(None);
        let fields = [drawn(self.time), drawn(self.comment)];
        for field in fields.into_iter().flatten() {
            field.set_value("");
        }
        if let Some(whole) = drawn(self.whole) {
            whole.set_open(false);
        }
    }

    fn fill(self, quick: Quick) {
        if let Some(field) = drawn(self.time) {
            field.set_value(&page::local_text(moment(quick)));
            self.problem.set(None);
        }
    }

    fn submit(self) {
        let Some(field) = drawn(self.time) else {
            return;
        };
        let due_at_ms = page::from_local_text(&field.value());
        let now_ms = page::clock_ms();
        self.problem.set(due_problem(due_at_ms, now_ms));
        let Some(due_at_ms) = due_at_ms.filter(|due_at_ms| *due_at_ms > now_ms) else {
            return;
        };
        let comment = drawn(self.comment);
        let comment = comment.map(|field| field.value().trim().to_owned());
        let message = PageMessage::CreateCallback {
            due_at_ms,
            comment: comment.filter(|comment| !comment.is_empty()),
            request_id: None,
        };
        let empty = move |_| self.empty();
        self.panel.press_then(Control::Callback, message, empty);
    }
}

#[component]
pub(crate) fn Callback() -> impl IntoView {
    let panel = Panel::of_page();
    let can_callback =
        panel.read(|snapshot| controls_of(snapshot).is_some_and(|one| one.can_callback));
    let due = panel.read(|snapshot| controls_of(snapshot)?.callback_due_at_ms);
    let intent = panel.read(|snapshot| snapshot.call.as_ref().map(|call| call.intent_id.clone()));
    let form = Form {
        panel,
        whole: NodeRef::new(),
        time: NodeRef::new(),
        comment: NodeRef::new(),
        problem: Var::new(None),
    };
    // What was filled in for one person is not for the next.
    watch(move || {
        intent.with(|_| ());
        form.empty();
    });
    view! {
        {live(move || due.get().map(|due_at_ms| view! {
            <p class="card done" role="status">
                {text_with("callbackDone", &[&locale::moment(due_at_ms)])}
            </p>
        }.into_any()))}
        <When on=can_callback>
            <details class="card callback" node_ref=form.whole>
                <summary>{text("callbackTitle")}</summary>
                <Fields form/>
            </details>
        </When>
    }
}

#[component]
fn Fields(form: Form) -> impl IntoView {
    let quick = Quick::ALL.into_iter().map(|quick| {
        let press = move |_| form.fill(quick);
        view! {
            <button type="button" class="small" on:click=handler(press)>{text(quick.key())}</button>
        }
        .into_any()
    });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        form.submit();
    };
    let is_pending = move || form.panel.is_pending(Control::Callback).then_some("true");
    view! {
        <form on:submit=handler(submit)>
            <div class="answers">{quick.collect_view()}</div>
            <label class="field">
                <span>{text("callbackTime")}</span>
                <input type="datetime-local" node_ref=form.time/>
            </label>
            <label class="field">
                <span>{text("callbackComment")}</span>
                <input type="text" autocomplete="off" node_ref=form.comment/>
            </label>
            {live(move || form.problem.get().map(|key| view! {
                <p class="fault" role="alert">{text(key)}</p>
            }.into_any()))}
            <button class="small strong" aria-disabled=live(is_pending)>
                {text("callbackCreate")}
            </button>
        </form>
    }
}

fn moment(quick: Quick) -> u64 {
    match quick.when(page::clock_ms(), page::weekday()) {
        Due::At(ms) => ms,
        Due::Local { days, hour } => page::local_moment(days, hour),
    }
}

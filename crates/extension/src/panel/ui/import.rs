//! Bringing a list: pasted, or read from a file; what was left out is told line by line.
//!
//! The text goes to the worker as it stands; what it means is decided there.

use leptos::ev::{self, Event};
use leptos::html::{Details, Input, Textarea};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{DataTransfer, DragEvent, File, TextDecoder, TextDecoderOptions};

use crate::chrome::i18n::{detail_text, text, text_with};
use crate::message::PageMessage;
use crate::panel::ui::focus::focus_in;
use crate::panel::ui::live::{Var, When, handler, live, seen};
use crate::panel::ui::panel::{Control, Notice, Panel};
use crate::panel::ui::question::{Question, question_view};
use crate::panel::view::place::Place;
use crate::snapshot::{DroppedRow, Trouble};

/// Reasons shown at once; the rest is counted.
const N_SHOWN: usize = 100;

#[component]
pub(crate) fn Import() -> impl IntoView {
    let panel = Panel::of_page();
    let is_empty = panel.read(|snapshot| snapshot.list.n_records == 0);
    let has_list = seen(move || !is_empty.get());
    let dropped = panel.read(|snapshot| snapshot.list.dropped.clone());
    let fold = Fold(NodeRef::new());
    view! {
        <details
            class="card import"
            node_ref=fold.0
            prop:open=live(move || is_empty.get())
        >
            <summary>
                {live(move || text(if is_empty.get() { "importFirst" } else { "importAgain" }))}
            </summary>
            <p class="hint">{text("importColumns")}</p>
            <Paste fold/>
            <OpenFile fold/>
            <When on=has_list>
                <Forget/>
            </When>
        </details>
        <DropFile fold/>
        {live(move || dropped.with(|rows| dropped_view(rows)))}
    }
}

/// The part that unfolds: once a list was taken from it, the rows have its room.
#[derive(Clone, Copy)]
struct Fold(NodeRef<Details>);

impl Fold {
    fn close(self) {
        let Some(details) = self.0.get_untracked() else {
            return;
        };
        let focused = document().active_element();
        let has_focus = details.contains(focused.as_deref());
        details.set_open(false);
        if has_focus {
            focus_in(&details, "summary");
        }
    }
}

#[component]
fn Paste(fold: Fold) -> impl IntoView {
    let panel = Panel::of_page();
    let field = NodeRef::<Textarea>::new();
    let has_text = Var::new(false);
    let look = move || {
        let field = field.get_untracked();
        has_text.set(field.is_some_and(|field| !field.value().trim().is_empty()));
    };
    let load = move |_| {
        let Some(area) = field.get_untracked() else {
            return;
        };
        let message = PageMessage::ImportList {
            text: area.value(),
            file_name: None,
            request_id: None,
        };
        panel.send(Control::Import, message, move |_, was_accepted| {
            if was_accepted {
                area.set_value("");
                has_text.set(false);
                fold.close();
            }
        });
    };
    view! {
        <label class="field">
            <span>{text("pasteLabel")}</span>
            <textarea
                rows="4"
                spellcheck="false"
                placeholder=text("pasteExample")
                node_ref=field
                on:input=handler(move |_| look())
            ></textarea>
        </label>
        <button
            class="small strong"
            disabled=live(move || (!has_text.get()).then_some(""))
            aria-disabled=live(move || panel.is_pending(Control::Import).then_some("true"))
            on:click=handler(load)
        >
            {text("pasteLoad")}
        </button>
    }
}

#[component]
fn OpenFile(fold: Fold) -> impl IntoView {
    let panel = Panel::of_page();
    let field = NodeRef::<Input>::new();
    let handle_change = move |_: Event| {
        let Some(input) = field.get_untracked() else {
            return;
        };
        let Some(file) = input.files().and_then(|files| files.get(0)) else {
            return;
        };
        open_file(panel, fold, file, move || input.set_value(""));
    };
    view! {
        <label class="field file">
            <span>{text("fileLabel")}</span>
            <input
                type="file"
                accept=".csv,.tsv,.txt,.json,text/csv,text/plain,application/json"
                node_ref=field
                on:change=handler(handle_change)
            />
        </label>
    }
}

/// Reads a file as the list; `then` is called when that is done, so that the same file, mended, can
/// be opened again.
fn open_file(panel: Panel, fold: Fold, file: File, then: impl FnOnce() + 'static) {
    spawn_local(async move {
        match read_text(&file).await {
            Some(text) => {
                let file_name = Some(file.name());
                let message = PageMessage::ImportList {
                    text,
                    file_name,
                    request_id: None,
                };
                panel.send(Control::Import, message, move |_, was_accepted| {
                    if was_accepted {
                        fold.close();
                    }
                });
            }
            None => {
                let code = crate::message::Code::BadList;
                panel
                    .notice
                    .set(Some(Notice::Trouble(Trouble { code, detail: None })));
            }
        }
        then();
    });
}

/// A file that is let go over the page does not take its place: the browser would show it there.
pub(crate) fn refuse_files() {
    let over = window_event_listener(ev::dragover, move |event| {
        if let Some(data) = dragged_files(&event) {
            event.prevent_default();
            data.set_drop_effect("none");
        }
    });
    let drop = window_event_listener(ev::drop, move |event| {
        if dragged_files(&event).is_some() {
            event.prevent_default();
        }
    });
    on_cleanup(move || {
        over.remove();
        drop.remove();
    });
}

fn dragged_files(event: &DragEvent) -> Option<DataTransfer> {
    let data = event.data_transfer();
    data.filter(|data| data.types().includes(&"Files".into(), 0))
}

/// A file that is let go anywhere over the panel while the list is shown is read as the list.
#[component]
fn DropFile(fold: Fold) -> impl IntoView {
    let panel = Panel::of_page();
    let is_over = Var::new(false);
    let is_shown = seen(move || is_over.get());
    let is_list = move || panel.place.get_untracked() == Place::List;
    let over = window_event_listener(ev::dragover, move |event| {
        if let Some(data) = dragged_files(&event).filter(|_| is_list()) {
            data.set_drop_effect("copy");
            is_over.set(true);
        }
    });
    let leave = window_event_listener(ev::dragleave, move |event| {
        if event.related_target().is_none() {
            is_over.set(false);
        }
    });
    let drop = window_event_listener(ev::drop, move |event| {
        is_over.set(false);
        let data = dragged_files(&event).filter(|_| is_list());
        let files = data.and_then(|data| data.files());
        if let Some(file) = files.and_then(|files| files.get(0)) {
            open_file(panel, fold, file, || {});
        }
    });
    on_cleanup(move || {
        over.remove();
        leave.remove();
        drop.remove();
    });
    view! {
        <When on=is_shown>
            <p class="drop-here">{text("dropHere")}</p>
        </When>
    }
}

#[component]
fn Forget() -> impl IntoView {
    let panel = Panel::of_page();
    let is_asking = Var::new(false);
    let is_resting = seen(move || !is_asking.get());
    let question = move || Question {
        words: text("listForgetAsk"),
        typed: None,
        yes: text("listForgetYes"),
        on_yes: Box::new(move || {
            is_asking.set(false);
            let message = PageMessage::ClearList { request_id: None };
            panel.send(Control::Import, message, |_, _| {});
        }),
        on_no: Box::new(move || is_asking.set(false)),
    };
    view! {
        <When on=is_resting>
            <button class="small plain" on:click=handler(move |_| is_asking.set(true))>
                {text("listForget")}
            </button>
        </When>
        {live(move || is_asking.get().then(|| question_view(question())))}
    }
}

fn dropped_view(rows: &[DroppedRow]) -> Option<AnyView> {
    if rows.is_empty() {
        return None;
    }
    let lines = rows.iter().take(N_SHOWN).map(|row| {
        let line = text_with("droppedLine", &[&row.line.to_string()]);
        view! { <li><b>{line}</b> {detail_text(&row.reason)}</li> }
    });
    let n_more = rows.len().saturating_sub(N_SHOWN);
    let view = view! {
        <details class="card dropped" open>
            <summary>{text_with("droppedTitle", &[&rows.len().to_string()])}</summary>
            <ul>{lines.collect_view()}</ul>
            {(n_more > 0).then(|| view! {
                <p class="hint">{text_with("droppedMore", &[&n_more.to_string()])}</p>
            })}
        </details>
    };
    Some(view.into_any())
}

/// The text of a file: UTF-16 where it says so, UTF-8 where it is that, else the old Windows letters
/// in which spreadsheets still write.
async fn read_text(file: &File) -> Option<String> {
    let buffer = JsFuture::from(file.array_buffer()).await.ok()?;
    let buffer: js_sys::ArrayBuffer = buffer.dyn_into().ok()?;
    let bytes = js_sys::Uint8Array::new(&buffer);
    let marked = match (bytes.at(0), bytes.at(1)) {
        (Some(0xFF), Some(0xFE)) => Some("utf-16le"),
        (Some(0xFE), Some(0xFF)) => Some("utf-16be"),
        _ => None,
    };
    if let Some(label) = marked {
        return decode(label, &buffer);
    }
    decode("utf-8", &buffer).or_else(|| decode("windows-1252", &buffer))
}

fn decode(label: &str, buffer: &js_sys::ArrayBuffer) -> Option<String> {
    let options = TextDecoderOptions::new();
    options.set_fatal(true);
    let decoder = TextDecoder::new_with_label_and_options(label, &options).ok()?;
    decoder.decode_with_buffer_source(buffer).ok()
}

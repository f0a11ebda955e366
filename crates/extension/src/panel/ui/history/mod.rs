//! The view of past calls: one day, or all attempts to one person.
//!
//! Only the range that is looked at is read, only while the view is shown, and again whenever the
//! worker says that a call changed.

mod charts;
mod entry;
mod head;
mod rows;

use std::sync::Arc;

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::chrome::i18n::{text, text_with};
use crate::chrome::locale::count_text;
use crate::chrome::locale::zone_min;
use crate::chrome::store::{read_attempts, read_calls};
use crate::panel::ui::icon::{Icon, icon};
use crate::panel::ui::live::{Seen, Var, When, live, seen, watch};
use crate::panel::ui::panel::Panel;
use crate::panel::view::history::filter::Filter;
use crate::panel::view::place::Place;
use crate::stored::HistoryCall;
use crate::zone::Date;

/// Calls that are read at once; the oldest of a longer day are left out, and that is said.
const N_READ: usize = 5_000;

/// What the parts of the view share.
#[derive(Clone, Copy)]
pub(crate) struct History {
    panel: Panel,
    today: Seen<Date>,
    /// The day that is shown; absent: today, also after midnight.
    day: Var<Option<Date>>,
    /// Whose attempts are shown instead of a day.
    person: Var<Option<Someone>>,
    filter: Var<Filter>,
    read: Var<Read>,
    /// Places of the calls that the filter leaves.
    found: Seen<Vec<usize>>,
    /// The call whose particulars are shown.
    open: Var<Option<String>>,
    /// The reading that counts: an older one that ends later does not.
    newest: Var<u64>,
}

/// A person of the history: whoever has the number.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Someone {
    name: String,
    number: String,
}

/// What was read, newest first.
#[derive(Clone, Default)]
pub(crate) struct Read {
    calls: Arc<Vec<HistoryCall>>,
    is_read: bool,
    is_fault: bool,
    has_more: bool,
    n_unread: usize,
}

impl PartialEq for Read {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.calls, &other.calls)
            && (self.is_read, self.is_fault) == (other.is_read, other.is_fault)
    }
}

impl History {
    fn new(panel: Panel) -> Self {
        let (filter, read) = (Var::new(Filter::default()), Var::new(Read::default()));
        Self {
            panel,
            today: seen(move || Date::at(panel.now_ms() / 60_000 * 60_000, &zone_min)),
            day: Var::new(None),
            person: Var::new(None),
            filter,
            read,
            found: seen(move || read.with(|read| filter.with(|filter| filter.places(&read.calls)))),
            open: Var::new(None),
            newest: Var::new(0),
        }
    }

    fn shown_day(self) -> Date {
        self.day.get().unwrap_or_else(|| self.today.get())
    }

    /// Shows all attempts to a person, or their day again.
    fn show(self, person: Option<Someone>) {
        self.open.set(None);
        self.filter.set(Filter::default());
        self.person.set(person);
    }

    fn follow(self) {
        let is_shown = seen(move || self.panel.place.get() == Place::History);
        let revision = self.panel.read(|snapshot| snapshot.history_revision);
        watch(move || {
            if !is_shown.get() {
                return;
            }
            _ = revision.get();
            self.read_again(self.person.get(), self.shown_day());
        });
    }

    fn read_again(self, person: Option<Someone>, day: Date) {
        let reading = self.newest.get_untracked() + 1;
        self.newest.set(reading);
        spawn_local(async move {
            let read = match person {
                Some(person) => read_attempts(&person.number, N_READ).await,
                None => {
                    let (from_ms, to_ms) =
                        (day.start_ms(&zone_min), day.next().start_ms(&zone_min));
                    read_calls(from_ms, to_ms, N_READ).await
                }
            };
            if self.newest.get_untracked() != reading {
                return;
            }
            let is_fault = read.is_err();
            let read = read.unwrap_or_default();
            self.read.set(Read {
                calls: Arc::new(read.calls),
                is_read: true,
                is_fault,
                has_more: read.has_more,
                n_unread: read.n_unread,
            });
        });
    }
}

#[component]
pub(crate) fn PastCalls() -> impl IntoView {
    let history = History::new(Panel::of_page());
    history.follow();
    let is_read = seen(move || history.read.with(|read| read.is_read));
    let has_calls = seen(move || history.read.with(|read| !read.calls.is_empty()));
    let has_none = seen(move || is_read.get() && !has_calls.get());
    let told = seen(move || history.read.with(told));
    view! {
        <section class="card past" aria-label=text("viewHistory")>
            <head::Head history/>
            {live(move || told.get().map(|words| view! {
                <p class="notice wait">{icon(Icon::Warning)} <span class="grow">{words}</span></p>
            }.into_any()))}
            <When on=has_none>
                <div class="empty">
                    {icon(Icon::History)}
                    <strong>{text("historyNothing")}</strong>
                    <p>{text("historyNothingHelp")}</p>
                </div>
            </When>
            <When on=has_calls>
                <charts::Figures history/>
                <charts::Charts history/>
            </When>
        </section>
        <When on=has_calls>
            <rows::Timeline history/>
        </When>
    }
}

/// What is missing in what is shown.
fn told(read: &Read) -> Option<String> {
    if read.is_fault {
        return Some(text("historyUnreadable"));
    }
    if read.has_more {
        return Some(text_with("historyMore", &[&count_text(N_READ)]));
    }
    (read.n_unread > 0).then(|| text_with("historyUnread", &[&count_text(read.n_unread)]))
}

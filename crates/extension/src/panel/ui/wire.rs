//! The wire to the worker: the Port that brings snapshots, and the rows read beside it.
//!
//! The worker's end is routine: the Port is opened again at once, and its first message is a whole
//! snapshot, so that nothing has to be patched together.

use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::chrome::i18n::keep_last_words;
use crate::chrome::page::{self, EarlyPort, PageError};
use crate::chrome::practice_page;
use crate::chrome::store::{StoreUnreadable, read_list_rows};
use crate::list::edits::Edits;
use crate::message::PanelEvent;
use crate::panel::ui::live::watch;
use crate::panel::ui::panel::{Notice, Panel};
use crate::panel::ui::shortcuts;
use crate::panel::view::records::{Chunks, Records};

/// How often the timers on screen are looked at.
const TICK: Duration = Duration::from_millis(250);
/// A Port that lived shorter than this may be one of many that a broken worker closes at once.
const SETTLED_MS: u64 = 1_000;
/// So it is opened again only after this: short, since until then the panel shows what was so.
const REOPEN_AFTER: Duration = Duration::from_millis(100);

/// Starts the ticker, opens the Port, unless the page did so already, and keeps it open.
pub(crate) fn connect(panel: Panel, early: Option<EarlyPort>) {
    keep_last_words();
    set_interval(move || panel.clock_ms.set(page::clock_ms()), TICK);
    let list = panel.read(|snapshot| (snapshot.list.revision, snapshot.list.n_records));
    watch(move || {
        let (revision, n_records) = list.get();
        follow_list(panel, revision, n_records);
    });
    open(panel, early);
}

fn open(panel: Panel, early: Option<EarlyPort>) {
    let opened_ms = page::clock_ms();
    let handle_event = move |event| match event {
        PanelEvent::Snapshot { snapshot } => {
            if practice_page::follow(snapshot.practice) {
                panel.handle_snapshot(*snapshot);
            }
        }
        PanelEvent::Shortcut { action } => shortcuts::act(panel, action),
    };
    let handle_close = move || {
        panel.forget_spent();
        let lived_ms = page::clock_ms().saturating_sub(opened_ms);
        if lived_ms >= SETTLED_MS {
            open(panel, None);
        } else {
            set_timeout(move || open(panel, None), REOPEN_AFTER);
        }
    };
    let name = if panel.is_panel {
        page::PANEL_PORT
    } else {
        page::OPTIONS_PORT
    };
    match page::open_port(name, early, handle_event, handle_close) {
        Ok(()) => {}
        Err(PageError::Orphaned) => panel.notice.set(Some(Notice::Orphaned)),
        Err(PageError::NoAnswer) => panel.notice.set(Some(Notice::NoAnswer)),
    }
}

/// Reads the rows whenever the snapshot names another revision of the list.
fn follow_list(panel: Panel, revision: u64, n_records: usize) {
    let is_known = panel
        .records
        .with_untracked(|records| records.revision == revision && records.len() == n_records);
    if is_known {
        return;
    }
    spawn_local(async move {
        let chunks = read_chunks().await;
        let newest = panel
            .snapshot
            .with_untracked(|snapshot| snapshot.list.revision);
        if newest != revision {
            return; // Another reading is under way.
        }
        match chunks {
            Ok((chunks, order)) => {
                panel.handle_records(Records::of(Arc::new(chunks), order, revision));
            }
            Err(_) => panel.handle_unreadable_records(),
        }
    });
}

/// The rows, and in which order who is still on the list; absent: as they are.
async fn read_chunks() -> Result<(Chunks, Option<Vec<u32>>), StoreUnreadable> {
    let mut chunks = Chunks::default();
    let edits = read_list_rows(|row| chunks.add_row(row)).await?;
    if edits == Edits::default() {
        return Ok((chunks, None));
    }
    let order = edits.order(chunks.ids());
    let order = order.into_iter().map(|row| row as u32).collect();
    Ok((chunks, Some(order)))
}

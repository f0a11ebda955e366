//! What can happen to the worker: a closed list.

use std::fmt;

use dialer::BlockReason;
use serde_json::Value;

use crate::list::edits::ListRows;
use crate::message::{TabEvent, TabReply};
use crate::snapshot::ShortcutAction;
use crate::worker::outbox::OutboxInput;

/// A Port of a page or a tab; numbered by the browser's part.
pub type PortId = u32;
/// A tab, as the browser numbers it.
pub type TabId = i32;
/// An answer that a page waits for; numbered by the browser's part.
pub type ReplyId = u32;

/// A closed list of everything that wakes the worker, but time.
pub enum Input {
    /// A one-shot message. `trusted` says that an own page sent it.
    PageMessage {
        reply: ReplyId,
        message: Value,
        trusted: bool,
    },
    /// A panel connected and wants snapshots.
    PanelOpened(PortId),
    /// The options page connected and wants snapshots; no key of the browser is for it.
    OptionsOpened(PortId),
    /// A key of the browser was pressed.
    Shortcut(ShortcutAction),
    /// The icon was clicked, where that opens nothing by itself.
    IconClicked,
    /// A content script connected; its hello follows.
    TabOpened {
        port: PortId,
        tab: TabId,
        active: bool,
    },
    /// A page connected that hosts the simulated Five9; its hello follows.
    PracticeOpened(PortId),
    /// A Port is gone.
    PortClosed(PortId),
    /// A message on a content script's Port.
    TabEvent { port: PortId, event: TabEvent },
    /// The agent looks at this tab.
    TabActive(TabId),
    /// The browser has put a tab to sleep, or woken it.
    TabFrozen { tab: TabId, frozen: bool },
    /// From now on this record may not be called, or may be again. No rule says so yet.
    Blocked {
        record_id: String,
        reason: Option<BlockReason>,
    },
    /// All open Five9 tabs, with or without a content script.
    Five9Tabs(Vec<TabId>),
    /// What came of a request.
    TabAnswer {
        request_id: String,
        answer: TabAnswer,
    },
    /// The store counted the calls to these intents' numbers; told before what came of the write.
    Attempts(Vec<(String, u32)>),
    /// So many minutes the clock here is ahead of UTC from now on.
    Zone(i32),
    /// This write fails because no room is left; told before what came of it.
    StoreFull(u64),
    /// So many bytes may still be stored; absent: the browser does not say.
    Room(Option<u64>),
    /// What came of a write.
    Written { write: u64, done: bool },
    /// The row of one call, read because it was asked for; an error: it could not be read.
    Call {
        intent: String,
        row: Result<Option<String>, ()>,
    },
    /// The list, read from the store because it was asked for.
    List(Option<ListRows>),
    /// Something happened on the way to other systems.
    Outbox(OutboxInput),
}

impl fmt::Debug for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::PageMessage { .. } => "PageMessage",
            Self::PanelOpened(_) => "PanelOpened",
            Self::OptionsOpened(_) => "OptionsOpened",
            Self::Shortcut(_) => "Shortcut",
            Self::IconClicked => "IconClicked",
            Self::TabOpened { .. } => "TabOpened",
            Self::PracticeOpened(_) => "PracticeOpened",
            Self::PortClosed(_) => "PortClosed",
            Self::TabEvent { .. } => "TabEvent",
            Self::TabActive(_) => "TabActive",
            Self::TabFrozen { .. } => "TabFrozen",
            Self::Blocked { .. } => "Blocked",
            Self::Five9Tabs(_) => "Five9Tabs",
            Self::TabAnswer { .. } => "TabAnswer",
            Self::Attempts(_) => "Attempts",
            Self::Zone(_) => "Zone",
            Self::StoreFull(_) => "StoreFull",
            Self::Room(_) => "Room",
            Self::Written { .. } => "Written",
            Self::Call { .. } => "Call",
            Self::List(_) => "List",
            Self::Outbox(_) => "Outbox",
        })
    }
}

/// What came of a request to a tab.
#[derive(Clone, PartialEq, Eq)]
pub enum TabAnswer {
    /// The content script answered.
    Reply(TabReply),
    /// Nobody took the message: certainly nothing was sent.
    NotDelivered,
    /// It was taken, and whoever took it is gone: may have been sent.
    Broken,
    /// No answer in time; one may still come.
    Late,
}

impl fmt::Debug for TabAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Reply(_) => "Reply",
            Self::NotDelivered => "NotDelivered",
            Self::Broken => "Broken",
            Self::Late => "Late",
        })
    }
}

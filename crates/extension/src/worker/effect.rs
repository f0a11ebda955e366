//! What the worker wants done: a closed list that the browser's part carries out.

use std::fmt;

use crate::message::{Status, TabMessage};
use crate::snapshot::{ShortcutAction, Snapshot, Surface};
use crate::worker::input::{PortId, ReplyId, TabId};
use crate::worker::outbox::OutboxEffect;

/// A closed list of everything the worker does to the world.
#[derive(Debug)]
pub enum Effect {
    /// Answers a page's message.
    Reply { reply: ReplyId, status: Status },
    /// Tells all own pages.
    Broadcast(Status),
    /// Sends a request; its answer comes back as an input with the message's request id.
    Send {
        request_id: String,
        route: Route,
        message: TabMessage,
    },
    /// Writes all rows in one transaction, strictly durable, then reports `Written`.
    Write { write: u64, rows: Vec<Row> },
    /// Keeps the small settings, then reports `Written`.
    SaveSettings { write: u64, json: String },
    /// Reads the list from the store and reports `List`.
    ReadList,
    /// Reads how much may still be stored and reports `Room`.
    ReadRoom,
    /// Reads the row of one call and reports `Call`.
    ReadCall(String),
    /// Empties the store and forgets the settings, of practice too unless it is on, then reports
    /// `Written`.
    DeleteAll { write: u64 },
    /// Does something for the way to other systems.
    Outbox(OutboxEffect),
    /// Everything was deleted: starts the logic anew.
    Restart,
    /// Shows the panels what is so.
    Show {
        panels: Vec<PortId>,
        snapshot: Box<Snapshot>,
    },
    /// Hands a key of the browser on to the panel that was opened last.
    Shortcut {
        panel: PortId,
        action: ShortcutAction,
    },
    /// Says where the panel opens when the icon is clicked.
    SetSurface(Surface),
    /// Opens a panel, or brings the one that has a window of its own to the front.
    OpenPanel,
    /// Shows the call's state on the icon.
    Badge { text: &'static str, tone: Tone },
    /// Tells an agent who has no panel open, by this key of the locale file; absent: what was told
    /// is over.
    Notify(Option<&'static str>),
    /// Brings a tab to the front.
    FocusTab(TabId),
    /// Opens a tab.
    OpenTab(String),
    /// Puts the content script into the other open Five9 tabs, then reports `Five9Tabs`.
    Inject { except: Vec<TabId> },
    /// Lets the browser discard a tab to save memory, or not.
    SetDiscardable { tab: TabId, discardable: bool },
    /// Starts the worker anew, on the practice store or off it; the page is answered then.
    SetPractice {
        reply: ReplyId,
        request_id: Option<String>,
        on: bool,
    },
}

/// Which way a request goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// Through the content script of this tab.
    Tab(TabId),
    /// From the worker itself, to an API host that is not the tab's; `https://HOST`.
    Worker(String),
    /// Through the page on this Port, which hosts the simulated Five9.
    Practice(PortId),
}

/// A table of the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Table {
    /// One row, `now`: where the dialer stands.
    Progress,
    /// A run's people, by run.
    Runs,
    /// How a run's records ended, by run and index.
    RunEnds,
    /// Calls, by intent: the history.
    Calls,
    /// Which calls went to a number, by number and intent.
    Attempts,
    /// What the calls of each day come to, by date.
    Days,
    /// The list, in chunks; and its numbers under `list`.
    Records,
    /// What could not be read, kept for a person to look at.
    Aside,
    /// Events on their way to other systems, by entry.
    Outbox,
    /// Those that are not sent by themselves any more, by entry.
    Letters,
    /// Where events go, by destination; and how each does, by destination and `state`.
    Destinations,
}

impl Table {
    /// All tables.
    pub const ALL: [Self; 11] = [
        Self::Progress,
        Self::Runs,
        Self::RunEnds,
        Self::Calls,
        Self::Attempts,
        Self::Days,
        Self::Records,
        Self::Aside,
        Self::Outbox,
        Self::Letters,
        Self::Destinations,
    ];

    /// Its name in the store.
    pub fn name(self) -> &'static str {
        match self {
            Self::Progress => "progress",
            Self::Runs => "runs",
            Self::RunEnds => "runEnds",
            Self::Calls => "calls",
            Self::Attempts => "attempts",
            Self::Days => "days",
            Self::Records => "records",
            Self::Aside => "aside",
            Self::Outbox => "outbox",
            Self::Letters => "letters",
            Self::Destinations => "destinations",
        }
    }
}

/// One change of the store.
#[derive(Clone, PartialEq, Eq)]
pub enum Row {
    /// Puts JSON text under a key.
    Put {
        table: Table,
        key: String,
        json: String,
    },
    /// Removes the row of a key.
    Delete { table: Table, key: String },
    /// Removes the rows that [`crate::worker::is_forgotten`] names.
    Forget {
        table: Table,
        before: String,
        keep: Vec<String>,
    },
    /// Removes every row of a table.
    Clear(Table),
}

impl Row {
    /// The table that it changes.
    pub fn table(&self) -> Table {
        match self {
            Self::Put { table, .. }
            | Self::Delete { table, .. }
            | Self::Forget { table, .. }
            | Self::Clear(table) => *table,
        }
    }
}

impl fmt::Debug for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Put { table, key, json } => {
                write!(f, "Put({}, {key}, {} bytes)", table.name(), json.len())
            }
            Self::Delete { table, key } => write!(f, "Delete({}, {key})", table.name()),
            Self::Forget { table, before, .. } => {
                write!(f, "Forget({}, before {before})", table.name())
            }
            Self::Clear(table) => write!(f, "Clear({})", table.name()),
        }
    }
}

/// Colour of the badge; the text says the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Nothing going on.
    Quiet,
    /// Under way.
    Busy,
    /// Talking.
    Live,
    /// Waits for the agent.
    Waiting,
    /// Something is wrong or not known.
    Wrong,
}

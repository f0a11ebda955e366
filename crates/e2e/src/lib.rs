//! Drives the built extension in a real browser beside a simulated Five9, as a black box.
//!
//! It knows the extension by what a person sees (roles and accessible names), by its documented
//! messages and by the simulator's log; it depends on none of its code.

pub mod accounts;
mod artefact;
mod axe;
mod browser;
pub mod cast;
mod cdp;
mod console;
mod dice;
mod diff;
mod directory;
mod element;
mod extension;
mod focus;
mod gallery;
mod history;
mod keyboard;
pub mod ledger;
mod look;
mod manager;
mod page;
mod panel;
mod picture;
mod pointer;
mod profile;
mod program;
mod quantile;
mod receiver;
mod roster;
mod scene;
pub mod shift;
mod sim;
mod story;
mod styles;
mod target;
mod transport;
mod witness;
mod worker;

pub use artefact::{PANEL_SHOT, folder as artefact_folder};
pub use axe::Violation;
pub use browser::{Background, Browser, BrowserConfig, Display};
pub use cdp::{COMMAND_DEADLINE, Cdp, CdpError, Session};
pub use console::{Console, Entry};
pub use dice::Dice;
pub use directory::Directory;
pub use element::{Click, Element};
pub use extension::Extension;
pub use gallery::Gallery;
pub use history::{History, NOTHING_LEFT_TO_TELL, StoredCall, StoredEnd};
pub use page::{Page, Place, Scheme, Shot, WAIT_DEADLINE};
pub use panel::{Panel, View, open_side_panel};
pub use pointer::{Held, Spot};
pub use profile::Profile;
pub use program::{Load, Program};
pub use quantile::quantile;
pub use receiver::{Answered, Cut, RECEIVER_HOST, Received, Receiver};
pub use sim::{Callee, Entry as LogEntry, Network, ServerConfig, Sim, show};
pub use story::{DESKTOP_URL, Stage, Story, Tabs};
pub use styles::compare_with_snapshot;
pub use target::{Target, Targets};
pub use witness::{Seen, Witness};
pub use worker::{Life, Worker};

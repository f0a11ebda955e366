//! Drives the built extension in a real browser beside a simulated Five9, as a black box.
//!
//! It knows the extension by what a person sees (roles and accessible names), by its documented
//! messages and by the simulator's log; it depends on none of its code.

mod browser;
mod cdp;
mod console;
mod element;
mod extension;
mod keyboard;
mod manager;
mod page;
mod profile;
mod program;
mod target;
mod transport;
mod worker;

pub use browser::{Background, Browser, BrowserConfig, Display};
pub use cdp::{COMMAND_DEADLINE, Cdp, CdpError, Session};
pub use console::{Console, Entry};
pub use element::{Click, Element};
pub use extension::Extension;
pub use page::{Page, Place, Scheme, Shot, WAIT_DEADLINE};
pub use profile::Profile;
pub use program::{Load, Program};
pub use target::{Target, Targets};
pub use worker::{Life, Worker};

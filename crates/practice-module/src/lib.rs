//! The WebAssembly module of the built-in simulated Five9, which a panel loads to practise.
//!
//! Rule: to the worker it is a Five9 tab. `host` speaks what the content script speaks, without
//! clock and without browser; `page` gives it both. Neither knows any other network than the Port.

pub mod callees;
pub mod host;
#[cfg(target_arch = "wasm32")]
pub mod page;

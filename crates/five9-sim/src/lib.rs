//! A simulated Five9 for developing and testing without an account.
//!
//! Rule: `domain` knows no clock, no network and no async; only `edge` touches the world.
//! The JSON is built here by hand, never with the client's own types, so that a mistake in the
//! client's decoding cannot hide behind the same mistake in the simulator.

pub mod domain;
#[cfg(feature = "edge")]
pub mod edge;
pub mod session_log;

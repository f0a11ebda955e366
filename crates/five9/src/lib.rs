//! Typed client of the Five9 agent API.
//!
//! Everything outside the feature `native` is pure: no clock, no randomness, no I/O, no async.
//! Requests are values, replies are values, and time is an argument, so the same code runs in
//! a browser extension, in a test and against a simulator.
//! What Five9 sends is decoded leniently: an unknown word is kept as `Unknown`, never a panic.
//! Phone numbers, names, notes and tokens are never printed: the types that hold them have a
//! redacting `Debug`.
#![warn(missing_docs)]

// The example in the README is held to what the crate does.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

mod lenient;
mod time;

pub mod drift;
pub mod endpoint;
pub mod error;
pub mod event;
pub mod hang_up;
pub mod http;
pub mod id;
pub mod json;
pub mod login;
pub mod model;
#[cfg(feature = "native")]
pub mod native;
pub mod retry;
pub mod socket;

pub use error::Error;
pub use time::Timestamp;

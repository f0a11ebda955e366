//! Past calls, as they are shown, counted, drawn and exported.
//!
//! All of it is worked out from the calls of a range that was read; nothing here reads the store.

pub mod chart;
pub mod export;
pub mod filter;
pub mod note;
pub mod past;
pub mod tally;
pub mod words;

#[cfg(test)]
mod sample;

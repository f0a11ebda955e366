//! What the panel shows, worked out from the snapshot without a browser.
//!
//! Pure functions: a snapshot, a selection and a time go in, words and numbers come out. Nothing
//! here decides what may be dialed; that is the worker's.

pub mod bits;
pub mod blank;
pub mod button;
pub mod callback;
mod chunk;
pub mod clock;
pub mod controls;
pub mod diagnostics;
pub mod filter;
mod fold;
pub mod link;
pub mod local_time;
pub mod number;
pub mod outcome;
pub mod pace;
pub mod person;
pub mod place;
pub mod preflight;
pub mod presence;
pub mod records;
pub mod reorder;
pub mod rows;
pub mod search;
pub mod selection;
pub mod sort;
pub mod status;
pub mod summary;
pub mod trouble;
pub mod window;
pub mod words;

#[cfg(test)]
mod sample;

//! What the panel shows, worked out from the snapshot without a browser.
//!
//! Pure functions: a snapshot, a selection and a time go in, words and numbers come out. Nothing
//! here decides what may be dialed; that is the worker's.

pub mod attempt;
pub mod bits;
pub mod blank;
pub mod button;
pub mod callback;
pub mod chime;
mod chunk;
pub mod clock;
pub mod controls;
pub mod delivery;
pub mod detail;
pub mod diagnostics;
pub mod filter;
mod fold;
pub mod history;
pub mod keyed;
pub mod link;
pub mod local_time;
pub mod number;
pub mod outcome;
pub mod pace;
pub mod person;
pub mod phrase;
pub mod place;
pub mod practice;
pub mod preflight;
pub mod presence;
pub mod records;
pub mod reorder;
pub mod rows;
#[cfg(feature = "styleguide")]
pub mod scenes;
pub mod search;
pub mod selection;
pub mod settings;
pub mod shortcuts;
pub mod sort;
pub mod status;
pub mod summary;
pub mod template;
pub mod trouble;
pub mod window;
pub mod words;

#[cfg(any(test, feature = "styleguide"))]
mod sample;

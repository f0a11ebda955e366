//! Scenarios of the dialer in virtual time, each named as the sentence that it holds.

mod clock;
#[path = "../support/disk.rs"]
mod disk;
mod ending;
mod harness;
mod placing;
mod restart;
mod run;
mod stop;
mod store;
mod unknown;

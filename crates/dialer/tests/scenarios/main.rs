//! Scenarios of the dialer in virtual time, each named as the sentence that it holds.

mod agents;
mod blocked;
mod buttons;
mod carrier;
mod clock;
#[path = "../support/disk.rs"]
mod disk;
mod ending;
mod harness;
mod hidden;
mod hold_back;
mod last;
mod order;
mod other_number;
mod pace;
mod particulars;
mod placing;
mod printed;
mod repeats;
mod restart;
mod run;
mod stop;
mod store;
mod unknown;

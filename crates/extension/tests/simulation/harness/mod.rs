//! The deterministic simulation: the worker's logic, the Five9 client and the simulator's domain
//! under seeded faults and a seeded agent, with every invariant looked at after every step.
//!
//! Rule: a seed decides everything. `cargo test` runs some, `cargo xtask simulate` any number.

#[path = "../../support/books.rs"]
mod books;
mod browser;
mod check;
mod controls;
mod cookies;
mod end;
mod fault;
mod history;
mod invariants;
mod mishap;
mod person;
mod process;
mod report;
mod rng;
mod scenario;
pub(crate) mod search;
mod wire;
mod world;

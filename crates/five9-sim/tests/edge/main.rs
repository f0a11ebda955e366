//! The simulator over TLS and TCP, on loopback, in real time.
//!
//! Rule: nothing waits for time to pass: everything waits for a condition, with a deadline.

mod program;
mod programs;
mod scenarios;
mod session_log;
mod shift;
mod support;
mod wire;

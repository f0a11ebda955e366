//! The simulated service in virtual time, driven as a client would drive it.
//!
//! Rule: everything is seen from outside: requests, frames, and the control API.

mod calls;
mod control;
mod endpoints;
mod extras;
mod refusals;
mod sessions;
mod sockets;
mod support;

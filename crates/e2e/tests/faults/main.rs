//! What a browser, a tab, a worker and a network can do to a run, and what must be true all the same.
//!
//! The long ones stand together in one program, so that two of them run side by side.

mod agent;
mod disturbed;
mod hidden;
mod kills;
mod lost;
mod migration;
mod moment;
mod network;
mod ringing;
mod sockets;
mod station;
mod stops;
mod tabs;
mod thousand;
mod told;
mod wrap_up;

//! The simulated service itself: agents, stations, campaigns, calls, sockets, faults.
//!
//! Rule: time is an argument, chance comes from the configured seed, output is polled.

mod agent;
mod call;
mod callee;
mod calls;
mod config;
mod control;
mod desktop;
mod fault;
mod frame;
mod http;
mod id;
mod log;
mod migration;
mod org;
mod problem;
mod rest;
mod rng;
mod seed;
mod session;
mod sim;
mod socket;

pub use self::agent::{LoginState, Station, StationType};
pub use self::call::{Call, CallState, EndedBy};
pub use self::callee::{Behaviour, DialFailure};
pub use self::config::{
    Config, DialRefusals, DuplicateSocket, HangUpWhileRinging, ListShape, ReplyBody,
    StationRestart, Switches,
};
pub use self::fault::{Action, Drop, Fault, Pattern};
pub use self::http::{Answer, Method, Request, Response};
pub use self::id::{AgentId, CallId, CampaignId, DispositionId, OrgId};
pub use self::log::Entry as LogEntry;
pub use self::sim::{Admitted, Sim, Standing};
pub use self::socket::{SocketAction, SocketEvent, SocketId};

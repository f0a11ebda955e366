//! The simulated service itself: agents, stations, campaigns, calls, sockets, faults.
//!
//! Rule: time is an argument, chance comes from the configured seed, output is polled.

mod agent;
mod call;
mod call_store;
mod callee;
mod calls;
mod config;
mod contact;
mod control;
mod desktop;
mod fault;
mod frame;
mod http;
mod id;
mod interaction;
mod log;
mod migration;
mod org;
mod player;
mod problem;
mod rest;
mod rng;
mod scenario;
mod seed;
mod session;
mod sim;
mod socket;
mod third_party;

pub use self::agent::{LoginState, Station, StationType};
pub use self::call::{Call, CallState, EndedBy};
pub use self::callee::{Behaviour, DialFailure, digits_of as number_digits};
pub use self::config::{
    CallTimes, Config, DialRefusals, DuplicateSocket, HangUpWhileRinging, ListShape,
    MultipleContacts, NumberEcho, OldHost, OverRate, ReplyBody, StationRestart, Switches,
    UnknownCall,
};
pub use self::fault::{Action, Drop, Fault, Pattern};
pub use self::http::{Answer, Method, Request, Response};
pub use self::id::{AgentId, CallId, CallbackId, CampaignId, ContactId, DispositionId, OrgId};
pub use self::log::Entry as LogEntry;
pub use self::scenario::{Scenario, ScenarioError};
pub use self::sim::{Admitted, Sim, Standing};
pub use self::socket::{SocketAction, SocketEvent, SocketId};

//! The simulator against the fixtures that the client is tested against: documented requests are
//! accepted, documented replies and frames have their members and types.
//!
//! Rule: every fixture is in one of the tables here, or the test fails; a shape that no source
//! shows (LENIENT in PROVENANCE.md) is the client's own business.

mod fixtures;
mod frames;
mod replies;
mod requests;
mod shape;
mod world;

//! Tests of the client through its public surface: no network, no clock.
//!
//! Everything that Five9 sends comes from a fixture whose source is named.

#[cfg(test)]
#[path = "../support/decoders.rs"]
mod decoders;
#[cfg(test)]
#[path = "../support/mutate.rs"]
mod mutate;

#[cfg(test)]
mod connection;
#[cfg(test)]
mod contract;
#[cfg(test)]
mod drift;
#[cfg(test)]
mod errors;
#[cfg(test)]
mod events;
#[cfg(test)]
mod fixtures;
#[cfg(test)]
mod hang_up;
#[cfg(test)]
mod login;
#[cfg(test)]
mod odd;
#[cfg(test)]
mod people;
#[cfg(test)]
mod privacy;
#[cfg(test)]
mod replies;
#[cfg(test)]
mod requests;
#[cfg(test)]
mod retry;
#[cfg(test)]
mod socket;

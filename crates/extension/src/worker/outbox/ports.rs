//! What is done for the way to other systems outside of the worker's logic, and what comes of it.

use std::fmt;

use outbox::{Answer, Request};

use crate::worker::{Millis, Worker};

/// Something that the browser's part does; each reports its [`OutboxInput`].
#[derive(Debug)]
pub enum OutboxEffect {
    /// Asks a destination, if the browser may ask that origin and where it leads, and reports `Delivered`.
    Deliver {
        delivery: u64,
        origin: String,
        request: Request,
    },
    /// Encrypts a text for one destination and reports `Sealed`.
    Seal {
        seal: u64,
        destination: String,
        text: Hidden,
    },
    /// Decrypts what was sealed for a destination and reports `Unsealed`.
    Unseal { destination: String, sealed: String },
    /// Reads whether the browser may ask an origin and reports `Granted`.
    ReadGrant { destination: String, origin: String },
}

/// What happened there.
#[derive(Debug)]
pub enum OutboxInput {
    /// What came of a request to a destination.
    Delivered { delivery: u64, came: Delivery },
    /// A text was encrypted, or could not be.
    Sealed { seal: u64, sealed: Option<String> },
    /// What was sealed for a destination; absent: it cannot be read.
    Unsealed {
        destination: String,
        text: Option<Hidden>,
    },
    /// Whether the browser may ask a destination's host.
    Granted { destination: String, granted: bool },
    /// The agent allowed hosts, or forbade some.
    GrantsChanged,
}

/// What came of a request to a destination.
#[derive(Clone, PartialEq, Eq)]
pub enum Delivery {
    /// The browser may not ask that host: certainly nothing was sent.
    NotGranted,
    /// It answered with an address that is not its own; nothing was sent there.
    Redirected,
    /// It was followed, and this came at last from this address.
    LedTo { url: String, answer: Answer },
    /// It answers, and leads to where nothing may be read.
    Astray,
    /// It answered, or did not.
    Answer(Answer),
}

/// A text that nobody may see.
#[derive(Clone, PartialEq, Eq)]
pub struct Hidden(pub String);

impl Worker {
    pub(in crate::worker) fn handle_outbox(&mut self, input: OutboxInput, now: Millis) {
        match input {
            OutboxInput::Delivered { delivery, came } => {
                self.handle_delivered(delivery, came, now);
            }
            OutboxInput::Sealed { seal, sealed } => self.handle_sealed(seal, sealed),
            OutboxInput::Unsealed { destination, text } => {
                let text = text.as_ref().map(|text| text.0.as_str());
                self.handle_unsealed(&destination, text);
            }
            OutboxInput::Granted {
                destination,
                granted,
            } => self.granted(&destination, granted),
            OutboxInput::GrantsChanged => self.grants_changed(),
        }
    }
}

impl fmt::Debug for Delivery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotGranted => "NotGranted",
            Self::Redirected => "Redirected",
            Self::LedTo { .. } => "LedTo",
            Self::Astray => "Astray",
            Self::Answer(_) => "Answer",
        })
    }
}

impl fmt::Debug for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Hidden")
    }
}

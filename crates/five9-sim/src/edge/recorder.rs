//! Writes the session log: every exchange and frame, redacted, one JSON line each.
//!
//! Rule: nothing reaches the file but through the redactor; each line is on disk before the next.

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crate::domain::{Answer, Request, SocketId};
use crate::session_log::{From, Line, Redactor};

pub(super) struct Recorder(Mutex<Inner>);

struct Inner {
    file: File,
    redactor: Redactor,
    is_broken: bool,
}

impl std::fmt::Debug for Recorder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Recorder").finish_non_exhaustive()
    }
}

impl Recorder {
    pub(super) fn create(path: &Path) -> io::Result<Self> {
        let mut file = File::create(path)?;
        writeln!(file, "{}", Line::head().to_text())?;
        Ok(Self(Mutex::new(Inner {
            file,
            redactor: Redactor::default(),
            is_broken: false,
        })))
    }

    pub(super) fn exchange(&self, now: Duration, request: &Request, answer: &Answer) {
        self.write(|redactor| redactor.exchange(now, request, answer));
    }

    pub(super) fn frame(&self, now: Duration, socket: SocketId, from: From, text: &str) {
        self.write(|redactor| redactor.frame(now, socket, from, text));
    }

    /// A disk that is full ends the record, not the service.
    fn write(&self, line: impl FnOnce(&mut Redactor) -> Line) {
        let mut inner = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if inner.is_broken {
            return;
        }
        let text = line(&mut inner.redactor).to_text();
        if let Err(error) = writeln!(inner.file, "{text}") {
            tracing::error!(%error, "the session log ends here");
            inner.is_broken = true;
        }
    }
}

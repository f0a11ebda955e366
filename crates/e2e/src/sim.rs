//! The simulated Five9 that a story runs against, in this process and on a port of its own.
//!
//! It is the server that the simulator's program runs, TLS and strict pages included, and it is
//! used through its documented control interface only: the log is typed, all else stays JSON.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, bail, ensure};
use five9_sim::domain::Method;
pub use five9_sim::edge::Network;
use five9_sim::edge::Server;
pub use five9_sim::edge::ServerConfig;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::time::Instant;

use crate::page::{LOOK_INTERVAL, WAIT_DEADLINE};

/// One request that the simulator has received, as it logged it.
#[derive(Debug, Clone, Deserialize)]
pub struct Entry {
    /// When its last byte had arrived, in milliseconds of the simulator's clock.
    pub t_ms: f64,
    pub method: String,
    pub path: String,
    pub body: Option<String>,
    /// Absent while the answer is held or was dropped.
    pub status: Option<u16>,
}

/// A running simulator. It stops when it is dropped.
#[derive(Debug)]
pub struct Sim {
    server: Server,
}

impl Sim {
    /// Starts one; port 0 takes any free port.
    ///
    /// # Errors
    /// When no port can be bound.
    pub async fn start(port: u16, latency: Duration) -> Result<Self> {
        Self::start_with(ServerConfig {
            latency,
            ..ServerConfig::on_port(port)
        })
        .await
    }

    /// Starts one that is set up otherwise.
    ///
    /// # Errors
    /// When no port can be bound.
    pub async fn start_with(config: ServerConfig) -> Result<Self> {
        let server = Server::start(config)
            .await
            .context("starting the simulator")?;
        Ok(Self { server })
    }

    #[must_use]
    pub fn port(&self) -> u16 {
        self.server.port()
    }

    /// Everything that the client under test has asked, oldest first.
    ///
    /// # Errors
    /// When the simulator does not answer.
    pub fn log(&self) -> Result<Vec<Entry>> {
        let value = self.request(Method::Get, "log", "")?;
        serde_json::from_value(value).context("reading the simulator's log")
    }

    /// Forgets the log.
    ///
    /// # Errors
    /// When the simulator does not answer.
    pub fn clear_log(&self) -> Result<()> {
        self.delete("log")
    }

    /// Agents, calls, sockets and the rest, as the control interface shows them.
    ///
    /// # Errors
    /// When the simulator does not answer.
    pub fn state(&self) -> Result<Value> {
        self.request(Method::Get, "state", "")
    }

    /// Sends a control command.
    ///
    /// # Errors
    /// When the simulator refuses it.
    pub fn post(&self, path: &str, body: Value) -> Result<Value> {
        self.request(Method::Post, path, &body.to_string())
    }

    /// Withdraws what an earlier control command set up: `log`, `fault` or `socket`.
    ///
    /// # Errors
    /// When the simulator refuses it.
    pub fn delete(&self, path: &str) -> Result<()> {
        self.request(Method::Delete, path, "").map(drop)
    }

    /// The wall clock, which the browser's pages share, UTC milliseconds.
    #[must_use]
    pub fn wall_clock_now_ms(&self) -> f64 {
        let since = SystemTime::now().duration_since(UNIX_EPOCH);
        since.unwrap_or_default().as_secs_f64() * 1_000.0
    }

    /// When that moment of the simulator's clock was by the wall clock.
    ///
    /// # Errors
    /// When the simulator does not tell its time.
    pub fn wall_clock_ms(&self, sim_ms: f64) -> Result<f64> {
        let state = self.state()?;
        let now_ms = state["now_ms"].as_f64().context("the simulator's time")?;
        Ok(self.wall_clock_now_ms() - now_ms + sim_ms)
    }

    /// Sets what callees do: one number, or all without one.
    ///
    /// # Errors
    /// When the simulator refuses it.
    pub fn callee(&self, number: Option<&str>, callee: Callee) -> Result<()> {
        let mut body = callee.to_json();
        if let Some(number) = number {
            body["number"] = json!(number);
        }
        self.post("callee", body).map(drop)
    }

    /// Has the next request of that kind go wrong.
    ///
    /// # Errors
    /// When the simulator refuses it.
    pub fn fault(&self, method: &str, path: &str, action: Value) -> Result<()> {
        self.faults(method, path, action, Some(1))
    }

    /// As [`Sim::fault`], a number of times or until cleared.
    ///
    /// # Errors
    /// When the simulator refuses it.
    pub fn faults(
        &self,
        method: &str,
        path: &str,
        action: Value,
        n_times: Option<u64>,
    ) -> Result<()> {
        let pattern = json!({"method": method, "path": path});
        let body = json!({"match": pattern, "action": action, "times": n_times});
        self.post("fault", body).map(drop)
    }

    /// Breaks or mends the network between browser and simulator.
    pub fn set_network(&self, network: Network) {
        self.server.set_network(network);
    }

    /// Waits until the log fulfils the test and returns it.
    ///
    /// # Errors
    /// At the deadline, with the log.
    pub async fn wait_for_log(
        &self,
        what: &str,
        test: impl Fn(&[Entry]) -> bool,
    ) -> Result<Vec<Entry>> {
        let end = Instant::now() + WAIT_DEADLINE;
        loop {
            let log = self.log()?;
            if test(&log) {
                return Ok(log);
            }
            if Instant::now() >= end {
                bail!(
                    "the simulator's log never showed {what}; it holds:\n{}",
                    show(&log)
                );
            }
            tokio::time::sleep(LOOK_INTERVAL).await;
        }
    }

    /// Waits until the simulator's state fulfils the test and returns it.
    ///
    /// # Errors
    /// At the deadline, with the state.
    pub async fn wait_for_state(&self, what: &str, test: impl Fn(&Value) -> bool) -> Result<Value> {
        let end = Instant::now() + WAIT_DEADLINE;
        loop {
            let state = self.state()?;
            if test(&state) {
                return Ok(state);
            }
            if Instant::now() >= end {
                bail!("the simulator never showed {what}; its state is {state:#}");
            }
            tokio::time::sleep(LOOK_INTERVAL).await;
        }
    }

    fn request(&self, method: Method, path: &str, body: &str) -> Result<Value> {
        let (status, answer) = self.server.control(method, path, body);
        ensure!(
            (200..300).contains(&status),
            "the simulator refused {path}: {answer}"
        );
        Ok(answer)
    }
}

/// What the person at the far end does; times count from the start of ringing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Callee {
    Answers {
        after_ms: u64,
    },
    AnswersAndHangsUp {
        after_ms: u64,
        hangs_up_after_ms: u64,
    },
    NeverAnswers,
    Busy {
        after_ms: u64,
    },
}

impl Callee {
    fn to_json(self) -> Value {
        match self {
            Self::Answers { after_ms } => json!({"behaviour": "answer", "afterMs": after_ms}),
            Self::AnswersAndHangsUp {
                after_ms,
                hangs_up_after_ms,
            } => json!({
                "behaviour": "answer", "afterMs": after_ms, "hangsUpAfterMs": hangs_up_after_ms,
            }),
            Self::NeverAnswers => json!({"behaviour": "noAnswer"}),
            Self::Busy { after_ms } => json!({"behaviour": "busy", "afterMs": after_ms}),
        }
    }
}

/// The log in lines, for messages and artefacts.
#[must_use]
pub fn show(log: &[Entry]) -> String {
    let line = |entry: &Entry| {
        let status = entry
            .status
            .map_or_else(|| "-".to_owned(), |status| status.to_string());
        let body = entry.body.as_deref().unwrap_or_default();
        format!(
            "{:>10.1} {} {} {status} {body}",
            entry.t_ms, entry.method, entry.path
        )
    };
    log.iter().map(line).collect::<Vec<_>>().join("\n")
}

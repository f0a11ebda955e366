//! The simulator on the network: TLS, REST, event sockets, control API and the desktop page.
//!
//! Rule: the edge decides nothing about Five9; it carries requests to the domain and its answers back,
//! on loopback only.

mod connection;
mod desktop;
mod hub;
mod recorder;
mod scenario;
mod service;
mod socket;
mod tls;

use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

use self::hub::Hub;
pub use self::hub::Network;
use self::recorder::Recorder;
pub use self::scenario::{LoadError, load_scenario};
use crate::domain::{Config, Method, Request, Scenario, Sim, Switches};

/// A taken port leads to the next free one, at most this many further on.
const N_PORTS_TRIED_MAX: u16 = 100;

/// The policy under which every story must work.
pub const STRICT_CSP: &str =
    "default-src 'self'; script-src 'self'; connect-src 'self' wss:; frame-ancestors 'none'";

#[derive(Debug, Clone)]
pub struct ServerConfig {
    /// 0: any free port.
    pub port: u16,
    /// Plain HTTP beside HTTPS, for tools that cannot be told to trust a certificate.
    pub http_port: Option<u16>,
    pub seed: u64,
    pub latency: Duration,
    pub switches: Switches,
    /// Content security policy of the pages; none: no such header.
    pub csp: Option<String>,
    /// The one foreign origin whose pages may read REST answers.
    pub cors: Option<String>,
    /// So many agents beside those of the organisation: agent1, agent2 and so on.
    pub n_agents: usize,
    /// Another organisation than the default one.
    pub scenario: Option<Scenario>,
    /// Where to write a redacted log of every exchange and frame.
    pub record: Option<PathBuf>,
}

impl ServerConfig {
    /// Conservative behaviour, strict pages, no latency.
    #[must_use]
    pub fn on_port(port: u16) -> Self {
        Self {
            port,
            http_port: None,
            seed: 1,
            latency: Duration::ZERO,
            switches: Switches::conservative(),
            csp: Some(STRICT_CSP.to_owned()),
            cors: None,
            n_agents: 0,
            scenario: None,
            record: None,
        }
    }
}

#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error("no free port from {port} on")]
    Bind {
        port: u16,
        #[source]
        source: io::Error,
    },
    #[error("could not write the session log")]
    Record(#[source] io::Error),
    #[error("could not make a certificate")]
    Certificate(#[from] rcgen::Error),
    #[error("could not set up TLS")]
    Tls(#[from] rustls::Error),
}

/// A running simulator. It stops when it is dropped.
#[derive(Debug)]
pub struct Server {
    hub: Arc<Hub>,
    port: u16,
    http_port: Option<u16>,
    ca_pem: String,
    tasks: Vec<JoinHandle<()>>,
}

impl Server {
    /// Binds, makes a certificate and serves in the background.
    ///
    /// # Errors
    /// No port could be bound, or TLS could not be set up.
    pub async fn start(config: ServerConfig) -> Result<Self, StartError> {
        let listener = bind(config.port).await?;
        let port = local_port(&listener);
        let plain = match config.http_port {
            Some(http_port) => Some(bind(http_port).await?),
            None => None,
        };
        let http_port = plain.as_ref().map(local_port);
        let tls = tls::Identity::generate()?;
        let acceptor = TlsAcceptor::from(tls.server_config()?);
        let record = config.record.as_deref();
        let recorder = record
            .map(Recorder::create)
            .transpose()
            .map_err(StartError::Record)?;
        let mut hub = Hub::new(simulator(&config), recorder.map(Arc::new));
        hub.csp = config.csp;
        hub.cors = config.cors;
        let hub = Arc::new(hub);
        let mut tasks = vec![
            tokio::spawn(Arc::clone(&hub).run_timers()),
            tokio::spawn(connection::serve_tls(listener, acceptor, Arc::clone(&hub))),
        ];
        if let Some(plain) = plain {
            tasks.push(tokio::spawn(connection::serve_plain(
                plain,
                Arc::clone(&hub),
            )));
        }
        Ok(Self {
            hub,
            port,
            http_port,
            ca_pem: tls.ca_pem,
            tasks,
        })
    }

    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    #[must_use]
    pub fn http_port(&self) -> Option<u16> {
        self.http_port
    }

    /// The certificate authority to trust, PEM.
    #[must_use]
    pub fn ca_pem(&self) -> &str {
        &self.ca_pem
    }

    /// Sends a control request from inside the process; `path` as after `/_sim/`.
    /// Answers the status and the JSON.
    #[must_use]
    pub fn control(&self, method: Method, path: &str, body: &str) -> (u16, Value) {
        let request = Request::new(method, "localhost", format!("/_sim/{path}")).with_body(body);
        let response = self
            .hub
            .with_sim(|sim, now| sim.handle_control(now, &request));
        (
            response.status,
            serde_json::from_str(&response.body).unwrap_or_default(),
        )
    }

    /// Breaks or mends the network between the simulator and its clients; its state stays.
    pub fn set_network(&self, network: Network) {
        self.hub.set_network(network);
    }

    /// Stops listening and serving.
    pub fn stop(self) {}
}

impl Drop for Server {
    fn drop(&mut self) {
        for task in &self.tasks {
            task.abort();
        }
        self.hub.stop();
    }
}

fn simulator(config: &ServerConfig) -> Sim {
    let since_epoch = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let epoch_ms = since_epoch.map_or(0, |since| u64::try_from(since.as_millis()).unwrap_or(0));
    let domain = Config {
        latency: config.latency,
        n_agents: config.n_agents,
        switches: config.switches.clone(),
        ..Config::new(config.seed, epoch_ms)
    };
    match &config.scenario {
        Some(scenario) => Sim::with_scenario(domain, scenario),
        None => Sim::new(domain),
    }
}

async fn bind(port: u16) -> Result<TcpListener, StartError> {
    let mut tried = port;
    loop {
        match TcpListener::bind(("127.0.0.1", tried)).await {
            Ok(listener) => return Ok(listener),
            Err(error) if error.kind() == io::ErrorKind::AddrInUse && port != 0 => {
                if tried - port >= N_PORTS_TRIED_MAX || tried == u16::MAX {
                    return Err(StartError::Bind {
                        port,
                        source: error,
                    });
                }
                tried += 1;
            }
            Err(source) => return Err(StartError::Bind { port, source }),
        }
    }
}

fn local_port(listener: &TcpListener) -> u16 {
    listener.local_addr().map_or(0, |address| address.port())
}

//! The simulator as a program.
//!
//! Rule: one JSON line on standard output says that it listens and where; everything else goes to standard error.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context;
use clap::Parser;
use five9_sim::domain::{Config, Scenario, Sim};
use five9_sim::edge::{STRICT_CSP, Server, ServerConfig, load_scenario};
use five9_sim::session_log;
use serde_json::json;

/// A simulated Five9: agent REST API, event socket, agent desktop page and control API.
#[derive(Debug, Parser)]
#[command(name = "five9-sim")]
struct Options {
    /// HTTPS port; a taken one leads to the next free one
    #[arg(long, default_value_t = 8443)]
    port: u16,
    /// Plain HTTP port beside it
    #[arg(long, value_name = "N")]
    http_port: Option<u16>,
    /// Where all chance comes from
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Every request is held this long before it is handled
    #[arg(long, value_name = "N", default_value_t = 0)]
    latency_ms: u64,
    /// Content security policy of the pages, or "none"
    #[arg(long, value_name = "TEXT", default_value = STRICT_CSP)]
    csp: String,
    /// The one foreign origin whose pages may read REST answers
    #[arg(long, value_name = "ORIGIN")]
    cors: Option<String>,
    /// Where to write the certificate authority to trust (PEM)
    #[arg(long, value_name = "FILE")]
    ca_out: Option<PathBuf>,
    /// Another organisation than the default one (TOML)
    #[arg(long, value_name = "FILE")]
    scenario: Option<PathBuf>,
    /// So many agents beside those of the organisation: agent1, agent2 and so on
    #[arg(long, value_name = "N", default_value_t = 0)]
    agents: usize,
    /// Write every exchange and frame, redacted, to this file (JSON lines)
    #[arg(long, value_name = "FILE")]
    record: Option<PathBuf>,
    /// Instead of serving: play a recorded file against a fresh service and compare
    #[arg(long, value_name = "FILE", conflicts_with = "record")]
    replay: Option<PathBuf>,
    /// Log requests and call events (without numbers or bodies) to standard error
    #[arg(long)]
    verbose: bool,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Options::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(options: Options) -> anyhow::Result<()> {
    let level = if options.verbose {
        tracing::Level::DEBUG
    } else {
        tracing::Level::WARN
    };
    tracing_subscriber::fmt()
        .with_max_level(level)
        .with_writer(std::io::stderr)
        .init();
    let scenario = options.scenario.as_deref().map(load_scenario).transpose()?;
    if let Some(path) = &options.replay {
        return play(path, options.seed, options.agents, scenario.as_ref());
    }
    let config = ServerConfig {
        http_port: options.http_port,
        seed: options.seed,
        latency: Duration::from_millis(options.latency_ms),
        csp: (options.csp != "none").then_some(options.csp),
        cors: options.cors,
        n_agents: options.agents,
        scenario,
        record: options.record,
        ..ServerConfig::on_port(options.port)
    };
    let server = Server::start(config).await.context("could not start")?;
    if let Some(path) = &options.ca_out {
        std::fs::write(path, server.ca_pem())
            .with_context(|| format!("could not write {}", path.display()))?;
    }
    announce(&server);
    tokio::signal::ctrl_c()
        .await
        .context("could not wait for the signal to stop")?;
    server.stop();
    Ok(())
}

#[expect(clippy::print_stdout, reason = "the result is this program's output")]
fn play(
    path: &Path,
    seed: u64,
    n_agents: usize,
    scenario: Option<&Scenario>,
) -> anyhow::Result<()> {
    let log = std::fs::read_to_string(path)
        .with_context(|| format!("could not read {}", path.display()))?;
    let config = Config {
        n_agents,
        ..Config::new(seed, 0)
    };
    let sim = match scenario {
        Some(scenario) => Sim::with_scenario(config, scenario),
        None => Sim::new(config),
    };
    let replayed = session_log::replay(&log, sim)?;
    println!(
        "{}",
        json!({"replayed": replayed.n_requests, "different": false})
    );
    Ok(())
}

#[expect(
    clippy::print_stdout,
    reason = "the ready line is this program's output"
)]
fn announce(server: &Server) {
    let mut ready = json!({"ready": true, "port": server.port()});
    if let Some(http_port) = server.http_port() {
        ready["httpPort"] = json!(http_port);
    }
    println!("{ready}");
}

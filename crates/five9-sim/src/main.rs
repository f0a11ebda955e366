//! The simulator as a program.
//!
//! Rule: one JSON line on standard output says that it listens and where; everything else goes to standard error.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context;
use clap::Parser;
use five9_sim::edge::{STRICT_CSP, Server, ServerConfig};
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
    /// Log requests and call events (without numbers or bodies) to standard error
    #[arg(long)]
    verbose: bool,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let options = Options::parse();
    let level = if options.verbose {
        tracing::Level::DEBUG
    } else {
        tracing::Level::WARN
    };
    tracing_subscriber::fmt()
        .with_max_level(level)
        .with_writer(std::io::stderr)
        .init();
    let config = ServerConfig {
        http_port: options.http_port,
        seed: options.seed,
        latency: Duration::from_millis(options.latency_ms),
        csp: (options.csp != "none").then_some(options.csp),
        cors: options.cors,
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

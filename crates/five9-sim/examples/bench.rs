//! `cargo xtask bench sim`: how many agents one simulator carries, and at what cost.
//!
//! The simulator runs in a process of its own, so that its memory and its processor time are its
//! own. Every agent has one kept connection for requests and one event socket, over TLS, and goes
//! through dial, answer, disconnect and dispose. First each starts a call every two seconds, then
//! as fast as it can. The cost of one request must not depend on how many agents there are.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use futures_util::StreamExt;
use http_body_util::{BodyExt, Full};
use hyper::Request;
use hyper::body::Bytes;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};
use tokio::task::JoinSet;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;

/// The program to measure, as cargo built it.
const PROGRAM: &str = "FIVE9_SIM";
const SIZES: [usize; 4] = [1, 10, 100, 1_000];
const PHASE: Duration = Duration::from_secs(6);
/// In the calm phase each agent starts a call this often.
const CALL_EVERY: Duration = Duration::from_secs(2);
const PREFIX: &str = "/appsvcs/rs/svc";
/// Linux counts processor time in hundredths of a second.
const TICK: Duration = Duration::from_millis(10);
/// How much dearer a request may be with ten times the agents before that is called a finding.
const DEARER_MAX: f64 = 2.0;

type Stream = TlsStream<TcpStream>;

/// The simulator in its process.
struct Simulator {
    child: Child,
    address: SocketAddr,
    connector: TlsConnector,
}

/// One agent with a kept connection and an event socket.
struct Seat {
    agent: String,
    token: String,
    requests: SendRequest<Full<Bytes>>,
    socket: WebSocketStream<Stream>,
    took: Vec<Duration>,
}

/// One line of the table.
struct Row {
    n_agents: usize,
    login: Duration,
    calm: Phase,
    flat_out: Phase,
    resident_kib: u64,
}

struct Phase {
    per_second: f64,
    p50: Duration,
    p99: Duration,
    /// Processor time of the simulator for one request, with its events.
    cost: Duration,
}

#[tokio::main]
async fn main() -> Result<()> {
    let sizes: Vec<usize> = std::env::args()
        .skip(1)
        .map(|size| {
            size.parse()
                .with_context(|| format!("{size} is no number of agents"))
        })
        .collect::<Result<_>>()?;
    let sizes = if sizes.is_empty() {
        SIZES.to_vec()
    } else {
        sizes
    };
    let mut rows = Vec::new();
    for n_agents in sizes {
        rows.push(
            measure(n_agents)
                .await
                .with_context(|| format!("with {n_agents} agents"))?,
        );
    }
    print(&rows);
    check(&rows)
}

async fn measure(n_agents: usize) -> Result<Row> {
    let mut simulator = Simulator::start(n_agents).await?;
    let started = Instant::now();
    let mut seats = Vec::new();
    for number in 1..=n_agents {
        seats.push(Seat::take(&simulator, number).await?);
    }
    let login = started.elapsed();
    let (seats, calm) = phase(&simulator, seats, Some(CALL_EVERY)).await?;
    let (_seats, flat_out) = phase(&simulator, seats, None).await?;
    let resident_kib = simulator.resident_kib()?;
    simulator
        .child
        .kill()
        .await
        .context("stopping the simulator")?;
    Ok(Row {
        n_agents,
        login,
        calm,
        flat_out,
        resident_kib,
    })
}

/// All agents call until the phase is over; each finishes its last call.
async fn phase(
    simulator: &Simulator,
    seats: Vec<Seat>,
    every: Option<Duration>,
) -> Result<(Vec<Seat>, Phase)> {
    let busy = simulator.processor_time()?;
    let started = Instant::now();
    let n_seats = u32::try_from(seats.len())?;
    let mut running = JoinSet::new();
    for (idx, seat) in (0_u32..).zip(seats) {
        // Spread over the interval: people do not all dial at once.
        let offset = every.map_or(Duration::ZERO, |every| every * idx / n_seats);
        running.spawn(seat.work(started, offset, every));
    }
    let mut seats = Vec::new();
    while let Some(seat) = running.join_next().await {
        seats.push(seat.context("an agent was lost")??);
    }
    let lasted = started.elapsed();
    let busy = simulator.processor_time()?.saturating_sub(busy);
    let mut took: Vec<_> = seats
        .iter_mut()
        .flat_map(|seat| std::mem::take(&mut seat.took))
        .collect();
    took.sort_unstable();
    ensure!(!took.is_empty(), "nothing was asked");
    let share = |percent: usize| took[(took.len() - 1) * percent / 100];
    let n_requests = u32::try_from(took.len())?;
    let phase = Phase {
        per_second: f64::from(n_requests) / lasted.as_secs_f64(),
        p50: share(50),
        p99: share(99),
        cost: busy / n_requests,
    };
    Ok((seats, phase))
}

impl Simulator {
    async fn start(n_agents: usize) -> Result<Self> {
        let program = std::env::var_os(PROGRAM)
            .with_context(|| format!("{PROGRAM} does not say where the simulator is"))?;
        let folder = tempfile::tempdir().context("a folder for the certificate")?;
        let authority = folder.path().join("ca.pem");
        let mut child = Command::new(program)
            .args(["--port", "0", "--agents", &n_agents.to_string(), "--ca-out"])
            .arg(&authority)
            .stdout(std::process::Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .context("starting the simulator")?;
        let output = child.stdout.take().context("its output is piped")?;
        let ready = BufReader::new(output)
            .lines()
            .next_line()
            .await?
            .context("no ready line")?;
        let ready: Value = serde_json::from_str(&ready)?;
        let port = ready["port"].as_u64().context("no port")?;
        let address = SocketAddr::from(([127, 0, 0, 1], u16::try_from(port)?));
        let simulator = Self {
            child,
            address,
            connector: connector(&authority)?,
        };
        simulator
            .control("switches", &json!({"offered": false}))
            .await?;
        simulator
            .control("callee", &json!({"behaviour": "answer", "afterMs": 0}))
            .await?;
        Ok(simulator)
    }

    async fn connect(&self) -> Result<Stream> {
        let stream = TcpStream::connect(self.address)
            .await
            .context("connecting")?;
        stream.set_nodelay(true)?;
        let name = ServerName::try_from("localhost")?;
        self.connector.connect(name, stream).await.context("TLS")
    }

    async fn requests(&self) -> Result<SendRequest<Full<Bytes>>> {
        let (requests, connection) = handshake(TokioIo::new(self.connect().await?)).await?;
        tokio::spawn(connection);
        Ok(requests)
    }

    async fn control(&self, path: &str, body: &Value) -> Result<()> {
        let mut requests = self.requests().await?;
        let path = format!("/_sim/{path}");
        let (status, _) = send(&mut requests, "POST", &path, "", Some(body)).await?;
        ensure!(status == 200, "{path} was refused: {status}");
        Ok(())
    }

    fn proc_file(&self, name: &str) -> Result<String> {
        let id = self.child.id().context("the simulator is gone")?;
        let path = format!("/proc/{id}/{name}");
        std::fs::read_to_string(&path).with_context(|| format!("reading {path}"))
    }

    fn resident_kib(&self) -> Result<u64> {
        let status = self.proc_file("status")?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let number = line.and_then(|line| line.split_whitespace().next());
        Ok(number.context("no VmRSS")?.parse()?)
    }

    fn processor_time(&self) -> Result<Duration> {
        let stat = self.proc_file("stat")?;
        // After the name in brackets the user time is the twelfth field, the system time the next.
        let (_, fields) = stat.rsplit_once(')').context("no name")?;
        let ticks = fields.split_whitespace().skip(11).take(2);
        let ticks: u32 = ticks.filter_map(|field| field.parse::<u32>().ok()).sum();
        Ok(TICK * ticks)
    }
}

fn connector(authority: &Path) -> Result<TlsConnector> {
    let mut roots = rustls::RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(authority).context("reading the certificate")?)?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(TlsConnector::from(Arc::new(config)))
}

impl Seat {
    async fn take(simulator: &Simulator, number: usize) -> Result<Self> {
        let mut requests = simulator.requests().await?;
        let credentials = json!({"username": format!("agent{number}"), "password": "ninepin"});
        let body = json!({"passwordCredentials": credentials, "policy": "ForceIn"});
        let login = format!("{PREFIX}/auth/login");
        let (status, reply) = send(&mut requests, "POST", &login, "", Some(&body)).await?;
        ensure!(status == 200, "no login: {status}");
        let member = |name: &str| reply[name].as_str().map(str::to_owned);
        let token = member("tokenId").context("no token")?;
        let agent = member("userId").context("no id")?;
        let station = json!({"stationId": "3000001", "stationType": "SOFTPHONE"});
        let start = format!("{PREFIX}/agents/{agent}/session_start");
        let (status, _) = send(&mut requests, "PUT", &start, &token, Some(&station)).await?;
        ensure!(status == 204, "no session: {status}");
        let upgrade = Request::builder()
            .uri(format!("wss://localhost/appsvcs/ws/{number}_agent"))
            .header("host", "localhost")
            .header("authorization", format!("Bearer-{token}"))
            .header("connection", "Upgrade")
            .header("upgrade", "websocket")
            .header("sec-websocket-version", "13")
            .header("sec-websocket-key", "AAAAAAAAAAAAAAAAAAAAAA==")
            .body(())?;
        let (socket, _) =
            tokio_tungstenite::client_async(upgrade, simulator.connect().await?).await?;
        Ok(Self {
            agent,
            token,
            requests,
            socket,
            took: Vec::new(),
        })
    }

    async fn work(
        mut self,
        started: Instant,
        offset: Duration,
        every: Option<Duration>,
    ) -> Result<Self> {
        let mut next = started + offset;
        loop {
            tokio::time::sleep_until(next.into()).await;
            if started.elapsed() >= PHASE {
                return Ok(self);
            }
            self.call().await?;
            next = every.map_or_else(Instant::now, |every| next + every);
        }
    }

    async fn call(&mut self) -> Result<()> {
        let dial = json!({"number": "+12025550101", "campaignId": "300000000000483"});
        self.ask("POST", "make_external_call", Some(&dial)).await?;
        let call = self.wait_for("TALKING").await?;
        self.ask("PUT", &format!("calls/{call}/disconnect"), None)
            .await?;
        self.wait_for("WRAP_UP").await?;
        let dispose = json!({"dispositionId": "300000000000043"});
        self.ask("PUT", &format!("calls/{call}/dispose"), Some(&dispose))
            .await?;
        self.wait_for("FINISHED").await?;
        Ok(())
    }

    async fn ask(&mut self, method: &str, path: &str, body: Option<&Value>) -> Result<()> {
        let path = format!("{PREFIX}/agents/{}/interactions/{path}", self.agent);
        let asked = Instant::now();
        let (status, reply) = send(&mut self.requests, method, &path, &self.token, body).await?;
        self.took.push(asked.elapsed());
        ensure!(status < 300, "{method} {path}: {status} {reply}");
        Ok(())
    }

    /// The call that the event socket says is in this state.
    async fn wait_for(&mut self, state: &str) -> Result<String> {
        while let Some(message) = self.socket.next().await {
            let Message::Text(text) = message? else {
                continue;
            };
            let frame: Value = serde_json::from_str(&text)?;
            if frame["payLoad"]["state"] == state {
                let id = frame["payLoad"]["id"].as_str();
                return Ok(id.context("a call without id")?.to_owned());
            }
        }
        bail!("the event socket closed")
    }
}

async fn send(
    requests: &mut SendRequest<Full<Bytes>>,
    method: &str,
    path: &str,
    token: &str,
    body: Option<&Value>,
) -> Result<(u16, Value)> {
    let mut request = Request::builder()
        .method(method)
        .uri(path)
        .header("host", "localhost");
    if !token.is_empty() {
        request = request.header("authorization", format!("Bearer-{token}"));
    }
    let body = body.map(Value::to_string).unwrap_or_default();
    requests.ready().await?;
    let response = requests
        .send_request(request.body(Full::from(body))?)
        .await?;
    let status = response.status().as_u16();
    let body = response.into_body().collect().await?.to_bytes();
    Ok((status, serde_json::from_slice(&body).unwrap_or_default()))
}

#[expect(clippy::print_stdout, reason = "the table is this program's output")]
fn print(rows: &[Row]) {
    println!("{}", heading());
    for row in rows {
        let ms = |took: Duration| took.as_secs_f64() * 1_000.0;
        let us = |took: Duration| took.as_secs_f64() * 1_000_000.0;
        println!(
            "| {} | {:.1} | {:.0} | {:.2} | {:.2} | {:.0} | {:.0} | {:.2} | {:.2} | {:.0} | {:.1} |",
            row.n_agents,
            row.login.as_secs_f64(),
            row.calm.per_second,
            ms(row.calm.p50),
            ms(row.calm.p99),
            us(row.calm.cost),
            row.flat_out.per_second,
            ms(row.flat_out.p50),
            ms(row.flat_out.p99),
            us(row.flat_out.cost),
            mib(row.resident_kib),
        );
    }
}

fn heading() -> String {
    let columns = [
        "agents",
        "log-in s",
        "calm: req/s",
        "p50 ms",
        "p99 ms",
        "CPU µs/req",
        "flat out: req/s",
        "p50 ms",
        "p99 ms",
        "CPU µs/req",
        "RSS MiB",
    ];
    format!(
        "| {} |\n|{}",
        columns.join(" | "),
        "---|".repeat(columns.len())
    )
}

#[expect(clippy::cast_precision_loss, reason = "exact below 2^53 KiB")]
fn mib(kib: u64) -> f64 {
    kib as f64 / 1_024.0
}

/// With ten times the agents a request costs about the same, once there are enough of them that
/// hundredths of a second of processor time say something.
fn check(rows: &[Row]) -> Result<()> {
    let busy = rows.iter().filter(|row| row.n_agents >= 10);
    let busy: Vec<_> = busy.collect();
    for pair in busy.windows(2) {
        let dearer = pair[1].flat_out.cost.as_secs_f64() / pair[0].flat_out.cost.as_secs_f64();
        ensure!(
            dearer < DEARER_MAX,
            "a request costs {dearer:.1} times as much with {} agents as with {}",
            pair[1].n_agents,
            pair[0].n_agents,
        );
    }
    Ok(())
}

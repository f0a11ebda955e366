//! Another system's end: an HTTPS server in this process that keeps what it is sent.
//!
//! It knows nothing of the extension: it reads HTTP, has the Standard Webhooks project's own library
//! say what it thinks of the signature, and answers as it was told.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use standardwebhooks::Webhook;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio::time::Instant;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio_rustls::rustls::{ServerConfig, crypto};
use tokio_tungstenite::tungstenite::http::{HeaderMap, HeaderName};

use crate::page::{LOOK_INTERVAL, WAIT_DEADLINE};

/// Browsers of stories find this host, and every name under it, on this computer.
pub const RECEIVER_HOST: &str = "receiver.example";

/// A request as it came.
#[derive(Debug, Clone)]
pub struct Received {
    pub method: String,
    pub path: String,
    /// Names in lower case.
    pub headers: BTreeMap<String, String>,
    pub body: String,
    /// Whether it was signed with the receiver's secret a moment before it came; if not, why.
    pub signature: Result<(), String>,
}

/// What a request is answered with.
#[derive(Debug, Clone)]
pub struct Answered {
    pub status: u16,
    /// Seconds after which the same may be asked again.
    pub retry_after: Option<u32>,
    pub body: String,
}

/// Where a connection breaks off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cut {
    /// Before anything was read: the request never came.
    Before,
    /// After the request was read and kept: its answer is lost.
    After,
}

type Answerer = Box<dyn FnMut(&Received) -> Option<Answered> + Send>;

#[derive(Default)]
struct Kept {
    received: Vec<Received>,
    /// Statuses of the next answers; without any each is 200.
    statuses: VecDeque<u16>,
    /// What becomes of the next connections; without any each holds.
    cuts: VecDeque<Option<Cut>>,
    n_cut: usize,
    secret: Option<String>,
    answerer: Option<Answerer>,
}

/// A running receiver. It stops when it is dropped.
#[derive(Debug)]
pub struct Receiver {
    port: u16,
    kept: Arc<Mutex<Kept>>,
    serving: JoinHandle<()>,
}

impl Receiver {
    /// Starts one on any free port.
    ///
    /// # Errors
    /// When there is none, or no certificate can be made.
    pub async fn start() -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let port = listener.local_addr()?.port();
        let (acceptor, kept) = (acceptor()?, Arc::new(Mutex::new(Kept::default())));
        let kept_there = Arc::clone(&kept);
        let serving = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (acceptor, kept) = (acceptor.clone(), Arc::clone(&kept_there));
                // A connection that breaks off is the browser's matter.
                tokio::spawn(async move { serve(stream, acceptor, &kept).await.ok() });
            }
        });
        Ok(Self {
            port,
            kept,
            serving,
        })
    }

    /// An address at it.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("https://{RECEIVER_HOST}:{}{path}", self.port)
    }

    /// Shares a secret with whoever signs from now on.
    pub fn share(&self, secret: &str) {
        lock(&self.kept).secret = Some(secret.to_owned());
    }

    /// Has the next requests answered with these statuses, in order.
    pub fn answer_next(&self, statuses: &[u16]) {
        lock(&self.kept).statuses.extend(statuses);
    }

    /// Has the next connections break off, in order, where one is given.
    pub fn cut_next(&self, cuts: &[Option<Cut>]) {
        lock(&self.kept).cuts.extend(cuts);
    }

    /// How many connections broke off so.
    #[must_use]
    pub fn n_cut(&self) -> usize {
        lock(&self.kept).n_cut
    }

    /// Has each request answered by this from now on; where it gives nothing, the connection ends
    /// without an answer.
    pub fn answer_by(&self, answerer: impl FnMut(&Received) -> Option<Answered> + Send + 'static) {
        lock(&self.kept).answerer = Some(Box::new(answerer));
    }

    /// Where it listens, on loopback.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Everything that came, oldest first.
    #[must_use]
    pub fn received(&self) -> Vec<Received> {
        lock(&self.kept).received.clone()
    }

    /// Waits until so many requests came.
    ///
    /// # Errors
    /// At the deadline.
    pub async fn wait_for(&self, n: usize) -> Result<Vec<Received>> {
        self.wait_within(n, WAIT_DEADLINE).await
    }

    /// The same with a deadline of its own.
    ///
    /// # Errors
    /// At the deadline.
    pub async fn wait_within(&self, n: usize, deadline: Duration) -> Result<Vec<Received>> {
        let end = Instant::now() + deadline;
        loop {
            let received = self.received();
            if received.len() >= n {
                return Ok(received);
            }
            let n_came = received.len();
            ensure!(Instant::now() < end, "{n_came} requests came, not {n}");
            tokio::time::sleep(LOOK_INTERVAL).await;
        }
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl Kept {
    fn answer(&mut self, received: &Received) -> Option<Answered> {
        if let Some(answerer) = &mut self.answerer {
            return answerer(received);
        }
        Some(Answered {
            status: self.statuses.pop_front().unwrap_or(200),
            retry_after: None,
            body: String::new(),
        })
    }
}

impl std::fmt::Debug for Kept {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut shown = f.debug_struct("Kept");
        shown.field("received", &self.received);
        shown.finish_non_exhaustive()
    }
}

impl Answered {
    fn to_http(&self) -> String {
        let later = self.retry_after;
        let later = later.map(|secs| format!("retry-after: {secs}\r\n"));
        format!(
            "HTTP/1.1 {} As told\r\nlocation: /elsewhere\r\ncontent-length: {}\r\n{}\
             connection: close\r\n\r\n{}",
            self.status,
            self.body.len(),
            later.unwrap_or_default(),
            self.body
        )
    }
}

fn lock(kept: &Mutex<Kept>) -> std::sync::MutexGuard<'_, Kept> {
    kept.lock().unwrap_or_else(PoisonError::into_inner)
}

fn acceptor() -> Result<TlsAcceptor> {
    let own = rcgen::generate_simple_self_signed(vec![RECEIVER_HOST.to_owned()])
        .context("making a certificate")?;
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(own.signing_key.serialize_der()));
    let provider = Arc::new(crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(vec![own.cert.der().clone()], key)?;
    Ok(TlsAcceptor::from(Arc::new(config)))
}

/// One request a connection.
async fn serve(stream: TcpStream, acceptor: TlsAcceptor, kept: &Mutex<Kept>) -> Result<()> {
    let cut = {
        let mut kept = lock(kept);
        let cut = kept.cuts.pop_front().flatten();
        kept.n_cut += usize::from(cut.is_some());
        cut
    };
    if cut == Some(Cut::Before) {
        return Ok(());
    }
    let mut stream = acceptor.accept(stream).await?;
    let mut bytes = Vec::new();
    let head_end = loop {
        if let Some(end) = find(&bytes, b"\r\n\r\n") {
            break end;
        }
        ensure!(stream.read_buf(&mut bytes).await? > 0, "it broke off");
    };
    let head = String::from_utf8(bytes[..head_end].to_vec())?;
    let mut lines = head.split("\r\n");
    let mut first = lines.next().unwrap_or_default().split(' ');
    let (method, path) = (first.next(), first.next());
    let headers: BTreeMap<String, String> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    let length = headers
        .get("content-length")
        .map_or(Ok(0), |text| text.parse());
    let end = head_end + 4 + length.unwrap_or(0_usize);
    while bytes.len() < end {
        ensure!(stream.read_buf(&mut bytes).await? > 0, "it broke off");
    }
    let body = String::from_utf8(bytes[head_end + 4..end].to_vec())?;
    let secret = lock(kept).secret.clone();
    let received = Received {
        method: method.unwrap_or_default().to_owned(),
        path: path.unwrap_or_default().to_owned(),
        signature: verify(secret.as_deref(), &headers, &body).map_err(|why| format!("{why:#}")),
        headers,
        body,
    };
    let answered = {
        let mut kept = lock(kept);
        let answered = kept.answer(&received);
        kept.received.push(received);
        answered.filter(|_| cut.is_none())
    };
    let Some(answered) = answered else {
        return Ok(());
    };
    stream.write_all(answered.to_http().as_bytes()).await?;
    stream.shutdown().await?;
    Ok(())
}

fn verify(secret: Option<&str>, headers: &BTreeMap<String, String>, body: &str) -> Result<()> {
    let webhook = Webhook::new(secret.context("no secret is shared")?)?;
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        map.insert(HeaderName::from_bytes(name.as_bytes())?, value.parse()?);
    }
    Ok(webhook.verify(body.as_bytes(), &map)?)
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes
        .windows(wanted.len())
        .position(|window| window == wanted)
}

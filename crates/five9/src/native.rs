//! A transport for native programs: HTTPS requests and the event socket, over tokio.
//!
//! It carries requests and decides nothing about calls: no request is ever repeated here.
//! Cookies go only where they belong, since Five9 refuses a session whose host-only cookies
//! were shown to another host.

use std::fmt;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use http_body_util::BodyExt;
use hyper::header::{self, HeaderMap, HeaderName, HeaderValue};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use crate::Timestamp;
use crate::endpoint::{GetMetadata, Login, LoginPolicy};
use crate::error::Error;
use crate::http::{Endpoint, Lost, Method, Reply, Request};
use crate::id::{AgentId, FarmId, Token};
use crate::login::{self, Plan};
use crate::model::{Authority, LoginState, Metadata, StationChoice};

mod jar;
mod socket;
mod tls;

use jar::Jar;
pub use socket::{Socket, SocketError};
pub use tls::{Trust, TrustError};

/// What a client needs to know.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where a login goes.
    pub login: Authority,
    /// Where every host is reached instead of where its name points; absent asks the system.
    pub connect_to: Option<SocketAddr>,
    /// Which servers are believed.
    pub trust: Trust,
    /// How long a request may take from connecting to the last byte of its answer.
    pub timeout: Duration,
}

/// A client of one agent's session.
pub struct Client {
    config: Config,
    connector: TlsConnector,
    session: Mutex<Session>,
}

#[derive(Default)]
struct Session {
    jar: Jar,
    token: Option<Token>,
    farm_id: Option<FarmId>,
    /// Absent until the metadata named it; the login host serves until then.
    api: Option<Authority>,
}

/// Why a client could not start to work.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum StartError {
    /// A request of the way failed.
    #[error(transparent)]
    Request(#[from] Error),
    /// Another client has the session; only a person may say that it is to be taken over.
    #[error("the agent works elsewhere")]
    DuplicateLogin,
    /// The session stays in a state that nothing is known to do about.
    #[error("the session stays in {0}")]
    Stuck(LoginState),
}

impl Client {
    /// Makes a client without a session.
    ///
    /// # Errors
    /// The certificates to trust could not be read.
    pub fn new(config: Config) -> Result<Self, TrustError> {
        let connector = TlsConnector::from(Arc::new(config.trust.to_tls()?));
        Ok(Self {
            config,
            connector,
            session: Mutex::default(),
        })
    }

    /// Opens a session, and takes the API host from its metadata.
    ///
    /// # Errors
    /// As [`Client::execute`].
    pub async fn login(
        &self,
        username: &str,
        password: &str,
        policy: LoginPolicy,
    ) -> Result<Metadata, Error> {
        let (username, password) = (username.to_owned(), password.to_owned());
        let login = Login {
            username,
            password,
            policy,
        };
        let host = self.config.login.clone();
        let metadata = self.execute_at(&host, &login).await?;
        self.adopt(&metadata);
        Ok(metadata)
    }

    /// Reads the metadata again, and takes the API host from it: after a migration.
    ///
    /// # Errors
    /// As [`Client::execute`].
    pub async fn refresh_metadata(&self) -> Result<Metadata, Error> {
        let metadata = self.execute(&GetMetadata).await?;
        self.adopt(&metadata);
        Ok(metadata)
    }

    fn adopt(&self, metadata: &Metadata) {
        let mut session = self.session();
        session.api = metadata.api_authority();
        session.farm_id.clone_from(&metadata.farm_id);
        if metadata.token_id.is_some() {
            session.token.clone_from(&metadata.token_id);
        }
    }

    /// Brings the agent's session to WORKING with this station and without skills, never by force.
    ///
    /// # Errors
    /// As [`Client::run_login`].
    pub async fn start_work(
        &self,
        agent: &AgentId,
        station: &StationChoice,
    ) -> Result<(), StartError> {
        self.run_login(Plan {
            agent: agent.clone(),
            station: station.clone(),
            skills: Vec::new(),
            force: false,
            // Who has just logged in elsewhere is known here soon.
            logged_in_at: Some(Timestamp::default()),
        })
        .await
    }

    /// Brings the agent's session to WORKING as planned: [`login::Loop`]. Its times count from now.
    ///
    /// # Errors
    /// A request failed, another client has the session, or a state stays.
    pub async fn run_login(&self, plan: Plan) -> Result<(), StartError> {
        let started = Instant::now();
        let now = || Timestamp::default() + started.elapsed();
        let mut machine = login::Loop::new(plan);
        loop {
            while let Some(request) = machine.poll_request() {
                let reply = self.send(&request.request).await;
                machine.handle_reply(request.id, reply, now());
            }
            if let Some(outcome) = machine.poll_outcome() {
                return match outcome {
                    login::Outcome::Working => Ok(()),
                    login::Outcome::DuplicateLogin => Err(StartError::DuplicateLogin),
                    login::Outcome::Stuck { state } => Err(StartError::Stuck(state)),
                    login::Outcome::Failed { error } => Err(StartError::Request(error)),
                };
            }
            if let Some(due) = machine.poll_timeout() {
                tokio::time::sleep(due.since(now())).await;
            }
            machine.handle_timeout(now());
        }
    }

    /// Carries one request to the API host and reads its reply.
    ///
    /// # Errors
    /// What Five9 refused, [`Error::BadReply`], or [`Error::NoAnswer`].
    pub async fn execute<E: Endpoint>(&self, endpoint: &E) -> Result<E::Output, Error> {
        let host = self.api_authority();
        self.execute_at(&host, endpoint).await
    }

    async fn execute_at<E: Endpoint>(
        &self,
        host: &Authority,
        endpoint: &E,
    ) -> Result<E::Output, Error> {
        let reply = self.send_to(host, &endpoint.to_request()).await;
        endpoint.decode(&reply.map_err(|lost| Error::NoAnswer { lost })?)
    }

    /// Carries one request to the API host, for sequences that read the reply themselves.
    ///
    /// # Errors
    /// How the answer was lost.
    pub async fn send(&self, request: &Request) -> Result<Reply, Lost> {
        let host = self.api_authority();
        self.send_to(&host, request).await
    }

    async fn send_to(&self, host: &Authority, request: &Request) -> Result<Reply, Lost> {
        let exchange = Box::pin(self.exchange(host, request));
        timeout(self.config.timeout, exchange)
            .await
            .unwrap_or(Err(Lost::Timeout))
    }

    async fn exchange(&self, host: &Authority, request: &Request) -> Result<Reply, Lost> {
        let stream = TokioIo::new(self.connect(host).await?);
        let handshake = hyper::client::conn::http1::handshake(stream).await;
        let (mut sender, connection) = handshake.map_err(|_| Lost::Cut)?;
        let message = self.to_message(host, request);
        let answer = async move {
            let response = sender.send_request(message).await.map_err(|_| Lost::Cut)?;
            let (head, body) = response.into_parts();
            let body = body.collect().await.map_err(|_| Lost::Cut)?.to_bytes();
            Ok((head, body))
        };
        tokio::pin!(answer, connection);
        // The connection only moves bytes; how it ended shows in the answer.
        let answer = tokio::select! {
            answer = &mut answer => answer,
            _ = &mut connection => answer.await,
        };
        let (head, body) = answer?;
        self.keep_cookies(host, &request.path, &head.headers);
        Ok(Reply {
            status: head.status.as_u16(),
            retry_after: retry_after(&head.headers),
            body: String::from_utf8_lossy(&body).into_owned(),
        })
    }

    fn to_message(&self, host: &Authority, request: &Request) -> hyper::Request<String> {
        let mut message = hyper::Request::new(request.body.clone().unwrap_or_default());
        *message.method_mut() = match request.method {
            Method::Get => hyper::Method::GET,
            Method::Post => hyper::Method::POST,
            Method::Put => hyper::Method::PUT,
            Method::Delete => hyper::Method::DELETE,
        };
        // The path was percent-encoded where it was made; an odd one asks for the root.
        *message.uri_mut() = request.path.parse().unwrap_or_default();
        let headers = message.headers_mut();
        *headers = self.session_headers(host, &request.path);
        insert(headers, header::HOST, &host.to_string());
        insert(headers, header::CONNECTION, "close");
        insert(headers, header::ACCEPT, "application/json");
        if request.body.is_some() {
            insert(headers, header::CONTENT_TYPE, "application/json");
        }
        message
    }

    /// Cookies, and the token in Five9's own form: a hyphen, no space.
    fn session_headers(&self, host: &Authority, path: &str) -> HeaderMap {
        let session = self.session();
        let mut headers = HeaderMap::new();
        if let Some(cookies) = session.jar.to_header(&host.host, path, SystemTime::now()) {
            insert(&mut headers, header::COOKIE, &cookies);
        }
        if let Some(token) = &session.token {
            let token = format!("Bearer-{}", token.as_str());
            insert(&mut headers, header::AUTHORIZATION, &token);
        }
        if let Some(farm_id) = &session.farm_id {
            insert(
                &mut headers,
                HeaderName::from_static("farmid"),
                farm_id.as_str(),
            );
        }
        headers
    }

    fn keep_cookies(&self, host: &Authority, path: &str, headers: &HeaderMap) {
        let mut session = self.session();
        for cookie in headers.get_all(header::SET_COOKIE) {
            if let Ok(cookie) = cookie.to_str() {
                session
                    .jar
                    .store(&host.host, path, cookie, SystemTime::now());
            }
        }
    }

    async fn connect(&self, host: &Authority) -> Result<TlsStream<TcpStream>, Lost> {
        let stream = match self.config.connect_to {
            Some(address) => TcpStream::connect(address).await,
            None => TcpStream::connect((host.host.as_str(), host.port)).await,
        };
        let stream = stream.map_err(|_| Lost::Offline)?;
        // Requests are small and each waits for its answer.
        let _ = stream.set_nodelay(true);
        let name = host.host.clone().try_into().map_err(|_| Lost::Offline)?;
        self.connector
            .connect(name, stream)
            .await
            .map_err(|_| Lost::Offline)
    }

    /// Returns where requests go: the host that the metadata names, before it the login host.
    pub fn api_authority(&self) -> Authority {
        self.session()
            .api
            .clone()
            .unwrap_or_else(|| self.config.login.clone())
    }

    fn session(&self) -> MutexGuard<'_, Session> {
        // Every holder leaves the session whole, so a panic elsewhere does not spoil it.
        self.session.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("config", &self.config)
            .finish_non_exhaustive()
    }
}

/// Sets a header; a value that no header can hold is left out.
fn insert(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let seconds = headers.get(header::RETRY_AFTER)?.to_str().ok()?;
    seconds.trim().parse().ok().map(Duration::from_secs)
}

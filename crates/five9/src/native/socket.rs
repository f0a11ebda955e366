//! The event socket of a native client.
//!
//! It pings as Five9 asks and reports its own death; opening another one, and reading again
//! what was missed, is the caller's.

use std::fmt;
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout, timeout_at};
use tokio_rustls::client::TlsStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{self, Message};
use tokio_tungstenite::{WebSocketStream, client_async};

use super::Client;
use crate::Timestamp;
use crate::error::Error;
use crate::event::{self, Event};
use crate::http::Lost;
use crate::id::ClientKey;
use crate::socket::{self, Due, Life, PING_TEXT};

/// What ends a socket, or one frame of it.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum SocketError {
    /// The upgrade was answered with another status.
    #[error("socket refused (status {status})")]
    Refused {
        /// The HTTP status.
        status: u16,
    },
    /// It could not be opened, or the connection broke.
    #[error("{lost}")]
    Lost {
        /// How.
        lost: Lost,
    },
    /// Five9 closed it.
    #[error("socket closed (code {code:?})")]
    Closed {
        /// The close code, if there was one.
        code: Option<u16>,
    },
    /// Too many pongs are missing.
    #[error("socket dead: no pongs")]
    Dead,
    /// One frame could not be read; the socket goes on.
    #[error(transparent)]
    Frame(#[from] Error),
}

/// One open event socket.
pub struct Socket {
    stream: WebSocketStream<TlsStream<TcpStream>>,
    life: Life,
    opened: Instant,
}

impl Client {
    /// Opens the event socket under a key that no other socket has.
    ///
    /// # Errors
    /// [`SocketError::Refused`] without a session, [`SocketError::Lost`] without a connection.
    pub async fn open_socket(&self, key: &ClientKey) -> Result<Socket, SocketError> {
        let opening = Box::pin(self.upgrade(key));
        let stream =
            timeout(self.config.timeout, opening)
                .await
                .unwrap_or(Err(SocketError::Lost {
                    lost: Lost::Timeout,
                }))?;
        let life = Life::new(Timestamp::from_ms(0));
        Ok(Socket {
            stream,
            life,
            opened: Instant::now(),
        })
    }

    async fn upgrade(
        &self,
        key: &ClientKey,
    ) -> Result<WebSocketStream<TlsStream<TcpStream>>, SocketError> {
        let host = self.api_authority();
        let url = socket::url(&host, key);
        let mut request = url
            .into_client_request()
            .map_err(|error| to_error(&error))?;
        let path = request.uri().path().to_owned();
        request
            .headers_mut()
            .extend(self.session_headers(&host, &path));
        let stream = self
            .connect(&host)
            .await
            .map_err(|lost| SocketError::Lost { lost })?;
        let (stream, _) = client_async(request, stream)
            .await
            .map_err(|error| to_error(&error))?;
        Ok(stream)
    }
}

impl Socket {
    /// Waits for the next event, pinging meanwhile. Safe to drop while it waits.
    ///
    /// # Errors
    /// All but [`SocketError::Frame`] end the socket.
    pub async fn next(&mut self) -> Result<Event, SocketError> {
        loop {
            let due = self.opened + Duration::from_millis(self.life.poll_timeout().ms());
            let Ok(message) = timeout_at(due, self.stream.next()).await else {
                self.keep_alive().await?;
                continue;
            };
            let message = message.ok_or(SocketError::Closed { code: None })?;
            match message.map_err(|error| to_error(&error))? {
                Message::Text(text) => {
                    self.life.handle_frame(self.now());
                    return Ok(event::decode(&text)?);
                }
                Message::Close(frame) => {
                    let code = frame.map(|frame| frame.code.into());
                    return Err(SocketError::Closed { code });
                }
                Message::Binary(_) | Message::Ping(_) | Message::Pong(_) | Message::Frame(_) => {}
            }
        }
    }

    async fn keep_alive(&mut self) -> Result<(), SocketError> {
        match self.life.handle_timeout(self.now()) {
            Some(Due::Ping) => self.ping().await,
            Some(Due::Dead) => Err(SocketError::Dead),
            // This socket has nothing to read beside it.
            Some(Due::Doubt) | None => Ok(()),
        }
    }

    /// Time since the socket opened.
    fn now(&self) -> Timestamp {
        Timestamp::from_ms(u64::try_from(self.opened.elapsed().as_millis()).unwrap_or(u64::MAX))
    }

    /// Asks for a pong now.
    ///
    /// # Errors
    /// The connection is gone.
    pub async fn ping(&mut self) -> Result<(), SocketError> {
        let message = Message::text(PING_TEXT);
        self.stream
            .send(message)
            .await
            .map_err(|error| to_error(&error))
    }

    /// Closes the socket.
    pub async fn close(mut self) {
        // It is gone either way.
        let _ = self.stream.close(None).await;
    }
}

impl fmt::Debug for Socket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Socket")
            .field("life", &self.life)
            .finish_non_exhaustive()
    }
}

fn to_error(error: &tungstenite::Error) -> SocketError {
    match error {
        tungstenite::Error::Http(response) => SocketError::Refused {
            status: response.status().as_u16(),
        },
        tungstenite::Error::ConnectionClosed | tungstenite::Error::AlreadyClosed => {
            SocketError::Closed { code: None }
        }
        tungstenite::Error::Io(_)
        | tungstenite::Error::Tls(_)
        | tungstenite::Error::Capacity(_)
        | tungstenite::Error::Protocol(_)
        | tungstenite::Error::WriteBufferFull(_)
        | tungstenite::Error::Utf8(_)
        | tungstenite::Error::AttackAttempt
        | tungstenite::Error::Url(_)
        | tungstenite::Error::HttpFormat(_) => SocketError::Lost { lost: Lost::Cut },
    }
}

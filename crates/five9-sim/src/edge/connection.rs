//! Connections: accepting, TLS, HTTP/1.1, and cutting one off in the middle of an answer.
//!
//! Rule: a fault that drops an answer closes this connection and no other.

use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

use super::hub::Hub;
use super::service::{self, Outcome};

/// What leaves before a cut. A browser sends a request again by itself, a POST too, when a reused
/// connection closes before the first byte of an answer; these bytes keep it from that.
const LAST_WORDS: &[u8] = b"HTTP/1.1 ";

#[derive(Debug, thiserror::Error)]
#[error("connection cut by a fault")]
struct Cut;

pub(super) async fn serve_tls(listener: TcpListener, acceptor: TlsAcceptor, hub: Arc<Hub>) {
    loop {
        let Some(stream) = accept(&listener).await else {
            continue;
        };
        let (acceptor, hub) = (acceptor.clone(), Arc::clone(&hub));
        tokio::spawn(async move {
            match hub.while_connected(acceptor.accept(stream)).await {
                Some(Ok(stream)) => serve(stream, hub).await,
                Some(Err(error)) => tracing::debug!(%error, "no TLS handshake"),
                None => {}
            }
        });
    }
}

pub(super) async fn serve_plain(listener: TcpListener, hub: Arc<Hub>) {
    loop {
        let Some(stream) = accept(&listener).await else {
            continue;
        };
        tokio::spawn(serve(stream, Arc::clone(&hub)));
    }
}

async fn accept(listener: &TcpListener) -> Option<TcpStream> {
    match listener.accept().await {
        Ok((stream, _)) => {
            if let Err(error) = stream.set_nodelay(true) {
                tracing::debug!(%error, "no TCP_NODELAY");
            }
            Some(stream)
        }
        Err(error) => {
            tracing::warn!(%error, "could not accept a connection");
            tokio::task::yield_now().await;
            None
        }
    }
}

async fn serve<S>(stream: S, hub: Arc<Hub>)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let stream = Shared::new(stream);
    let (cutter, stopped) = (stream.clone(), Arc::clone(&hub));
    let service = service_fn(move |request| {
        let (cutter, hub) = (cutter.clone(), Arc::clone(&hub));
        async move {
            match service::respond(hub, request).await {
                Outcome::Respond(response) => Ok(response),
                Outcome::Cut { bare } => {
                    cutter.cut(if bare { b"" } else { LAST_WORDS }).await;
                    Err(Cut)
                }
            }
        }
    });
    let connection = http1::Builder::new()
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades();
    tokio::select! {
        result = stopped.while_connected(connection) => {
            if let Some(Err(error)) = result {
                tracing::debug!(%error, "connection ended");
            }
        }
        () = stopped.until_stopped() => {}
    }
}

/// A stream that the connection and the one who cuts it hold together. Never contended: both
/// run on the connection's own task.
struct Shared<S>(Arc<Mutex<S>>);

impl<S> Clone for Shared<S> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> Shared<S> {
    fn new(stream: S) -> Self {
        Self(Arc::new(Mutex::new(stream)))
    }

    fn lock(&self) -> MutexGuard<'_, S> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A client that is gone already does not hear the last words: nothing to do about it.
    async fn cut(&self, last_words: &[u8]) {
        if !last_words.is_empty() {
            let _ = poll_fn(|cx| Pin::new(&mut *self.lock()).poll_write(cx, last_words)).await;
        }
        let _ = poll_fn(|cx| Pin::new(&mut *self.lock()).poll_shutdown(cx)).await;
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncRead for Shared<S> {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut *self.lock()).poll_read(cx, buffer)
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Shared<S> {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut *self.lock()).poll_write(cx, bytes)
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut *self.lock()).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut *self.lock()).poll_shutdown(cx)
    }
}

//! Carries DevTools messages to the browser and back, over its WebSocket or over a pair of pipes.
//!
//! A transport moves whole JSON texts and knows nothing of what they say; when either end closes,
//! the incoming channel ends, and that is the only way a loss is told.

use anyhow::{Context, Result};
use futures_util::{SinkExt, StreamExt};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio_tungstenite::tungstenite::{Message, protocol::WebSocketConfig};

/// Screenshots and whole accessibility trees are single messages.
const MESSAGE_BYTES_MAX: usize = 256 << 20;

/// The two ends of one DevTools connection.
#[derive(Debug)]
pub(crate) struct Transport {
    pub(crate) outgoing: mpsc::UnboundedSender<String>,
    pub(crate) incoming: mpsc::UnboundedReceiver<String>,
}

impl Transport {
    /// Connects to the browser's WebSocket at `path` of loopback `port`.
    pub(crate) async fn connect(port: u16, path: &str) -> Result<Self> {
        let stream = TcpStream::connect(("127.0.0.1", port))
            .await
            .with_context(|| format!("connecting to the browser's DevTools port {port}"))?;
        stream.set_nodelay(true)?;
        let config = WebSocketConfig::default()
            .max_message_size(Some(MESSAGE_BYTES_MAX))
            .max_frame_size(Some(MESSAGE_BYTES_MAX));
        let url = format!("ws://127.0.0.1:{port}{path}");
        let (socket, _) = tokio_tungstenite::client_async_with_config(&url, stream, Some(config))
            .await
            .with_context(|| format!("opening the DevTools socket {path}"))?;
        let (mut sink, mut source) = socket.split();
        let (outgoing, mut to_send) = mpsc::unbounded_channel::<String>();
        let (received, incoming) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            while let Some(text) = to_send.recv().await {
                if sink.send(Message::text(text)).await.is_err() {
                    return;
                }
            }
        });
        tokio::spawn(async move {
            while let Some(Ok(message)) = source.next().await {
                let Message::Text(text) = message else {
                    continue;
                };
                if received.send(text.as_str().to_owned()).is_err() {
                    return;
                }
            }
        });
        Ok(Self { outgoing, incoming })
    }

    /// Speaks over the browser's own pipes, where each message ends with a zero byte.
    pub(crate) fn over_pipes<W, R>(mut to_browser: W, from_browser: R) -> Self
    where
        W: AsyncWrite + Unpin + Send + 'static,
        R: AsyncRead + Unpin + Send + 'static,
    {
        let (outgoing, mut to_send) = mpsc::unbounded_channel::<String>();
        let (received, incoming) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            while let Some(text) = to_send.recv().await {
                let mut bytes = text.into_bytes();
                bytes.push(0);
                if to_browser.write_all(&bytes).await.is_err() || to_browser.flush().await.is_err()
                {
                    return;
                }
            }
        });
        tokio::spawn(async move {
            let mut reader = BufReader::new(from_browser);
            loop {
                let mut bytes = Vec::new();
                match reader.read_until(0, &mut bytes).await {
                    Ok(0) | Err(_) => return,
                    Ok(_) => {}
                }
                bytes.pop();
                let Ok(text) = String::from_utf8(bytes) else {
                    continue;
                };
                if received.send(text).is_err() {
                    return;
                }
            }
        });
        Self { outgoing, incoming }
    }
}

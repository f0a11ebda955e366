//! One event socket on the wire.
//!
//! Rule: text in both directions; everything else a client sends is ignored.

use std::sync::Arc;

use axum::extract::ws::{CloseFrame, Message, WebSocket};
use futures_util::{SinkExt, StreamExt};
use tokio::sync::mpsc;

use super::hub::Hub;
use crate::domain::{SocketAction, SocketId};
use crate::session_log::From;

pub(super) async fn run(
    hub: Arc<Hub>,
    id: SocketId,
    socket: WebSocket,
    actions: mpsc::Receiver<SocketAction>,
) {
    let talk = talk(&hub, id, socket, actions);
    hub.while_connected(talk).await;
    hub.close_socket(id);
}

async fn talk(
    hub: &Hub,
    id: SocketId,
    socket: WebSocket,
    mut actions: mpsc::Receiver<SocketAction>,
) {
    let (mut sink, mut stream) = socket.split();
    loop {
        tokio::select! {
            action = actions.recv() => match action {
                Some(SocketAction::Text(text)) => {
                    if sink.send(Message::Text(text.into())).await.is_err() {
                        break;
                    }
                }
                Some(SocketAction::Close { code, reason }) => {
                    let frame = CloseFrame { code, reason: reason.into() };
                    if sink.send(Message::Close(Some(frame))).await.is_ok() {
                        wait_for_close(&mut stream).await;
                    }
                    break;
                }
                Some(SocketAction::Abort) | None => break,
            },
            message = stream.next() => match message {
                Some(Ok(Message::Text(text))) => {
                    hub.with_sim(|sim, now| {
                        if let Some(recorder) = &hub.recorder {
                            recorder.frame(now, id, From::Client, &text);
                        }
                        sim.handle_socket_text(now, id, &text);
                    });
                }
                Some(Ok(Message::Binary(_) | Message::Ping(_) | Message::Pong(_))) => {}
                Some(Ok(Message::Close(_)) | Err(_)) | None => break,
            },
            () = hub.until_stopped() => break,
        }
    }
}

/// Lets the client answer the close frame, so that it sees the code and not a broken connection.
async fn wait_for_close(stream: &mut futures_util::stream::SplitStream<WebSocket>) {
    let answered = async { while let Some(Ok(_)) = stream.next().await {} };
    // A client that does not answer within a second is gone all the same.
    let _ = tokio::time::timeout(std::time::Duration::from_secs(1), answered).await;
}

//! What goes to other systems: events of calls, on their way to the agent's destinations.

use crate::message::{Code, OutboxMessage, Status};
use crate::snapshot::OutboxView;
use crate::worker::input::ReplyId;
use crate::worker::{Millis, Worker};

impl Worker {
    /// Nothing is sent anywhere yet, so there is nothing to set up: said instead of seeming done.
    pub(super) fn obey_outbox(
        &mut self,
        reply: ReplyId,
        request_id: Option<String>,
        _: OutboxMessage,
        _: Millis,
    ) {
        let refused = Status::failure(Code::BadMessage, Some("nothing is sent yet"));
        self.reply_to(reply, request_id, refused);
    }

    #[expect(clippy::unused_self, reason = "there will be destinations")]
    pub(super) fn outbox_view(&self) -> OutboxView {
        OutboxView::default()
    }
}

//! Content scripts as carriers of dials: each keeps its first answer, and can be asked for it.
//!
//! To ask is to send the dial's message once more, long expired: a script that had it repeats its
//! answer, one that never had it drops it, and would from then on.

use dialer::{CarrierId, DialAnswer, Event, IntentId, RequestId};

use crate::message::{TabHttp, TabMessage, TabReply};
use crate::worker::effect::Effect;
use crate::worker::input::TabAnswer;
use crate::worker::requests::Purpose;
use crate::worker::{Millis, Worker, from_five9, to_five9};

/// A dial whose answer is to be asked for as soon as what carried it is heard of again.
#[derive(Clone, Debug)]
pub(super) struct Question {
    pub(super) request: RequestId,
    pub(super) intent: IntentId,
    pub(super) carrier: CarrierId,
}

/// Names the message of a dial in every life of the worker.
pub(super) fn dial_id(intent: &IntentId) -> String {
    format!("dial-{intent}")
}

impl Worker {
    /// What would carry a dial now; a request that leaves from here is kept by nobody.
    pub(super) fn carrier(&self) -> Option<CarrierId> {
        let (_, hello) = self.link.adopted_hello()?;
        let api = self.link.authority()?;
        (api.to_string() == hello.host).then(|| CarrierId::new(hello.connector_id.as_str()))
    }

    /// Asks once the content script that had the dial says hello again.
    pub(super) fn drive_question(&mut self, now: Millis) {
        let Some(question) = &self.question else {
            return;
        };
        let Some(tab) = self.link.tab_of_connector(question.carrier.as_str()) else {
            return;
        };
        let request_id = dial_id(&question.intent);
        let message = TabMessage::Call {
            request_id: request_id.clone(),
            connector_id: question.carrier.to_string(),
            not_after_ms: 0,
            http: TabHttp {
                method: "POST".to_owned(),
                path: String::new(),
                body: None,
            },
        };
        let purpose = Purpose::AskCarrier(question.request);
        self.requests.add(request_id.clone(), purpose, None, now);
        self.effects.push_back(Effect::Send {
            request_id,
            route: self.route_to(tab),
            message,
        });
        self.asked = self.question.take();
    }

    pub(super) fn handle_asked(&mut self, request: RequestId, answer: TabAnswer, now: Millis) {
        let answer = match answer {
            TabAnswer::NotDelivered | TabAnswer::Broken => {
                // It says hello again, or is gone for good.
                self.question = self.asked.take();
                if let Some(question) = &self.question {
                    self.link.forget_hello(question.carrier.as_str());
                }
                return;
            }
            TabAnswer::Late => DialAnswer::Lost { settled: false },
            TabAnswer::Reply(
                TabReply::Http { .. } | TabReply::Failed { .. } | TabReply::Done { .. },
            ) => match from_five9::never_sent(&answer) {
                Some(failure) => DialAnswer::NotPlaced(failure),
                None => self.dial_answer(answer, now),
            },
        };
        self.dialer
            .handle_event(Event::DialAnswered(request, answer), to_five9::time(now));
    }
}

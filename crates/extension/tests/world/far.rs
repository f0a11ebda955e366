//! What is outside of the worker on the way to other systems: hosts, what the browser allows, and a
//! key that seals. All are values.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::Duration;

use extension::worker::{Delivery, Hidden, OutboxEffect, OutboxInput};
use outbox::{Answer, Request};

use crate::world::hubspot::Hubspot;
use crate::world::salesforce::Salesforce;
use crate::world::shape::{Ask, Reply};

/// Other systems.
#[derive(Default)]
pub(crate) struct Far {
    /// Origins that the browser may ask.
    pub(crate) granted: BTreeSet<String>,
    /// Requests that were sent, in order.
    pub(crate) requests: Vec<Request>,
    /// What the next requests come to; without any each is answered with 200.
    pub(crate) answers: VecDeque<Delivery>,
    /// There is no network.
    pub(crate) is_offline: bool,
    /// Ids of webhooks that were answered with 200.
    pub(crate) taken: Vec<String>,
    /// How many requests came to nothing by dice.
    pub(crate) n_failed: usize,
    /// Who answers at HubSpot's host.
    pub(crate) hubspot: Option<Hubspot>,
    /// Who answers at any other.
    pub(crate) salesforce: Option<Salesforce>,
    dice: Option<u64>,
    /// What was sealed cannot be read.
    pub(crate) is_key_lost: bool,
    /// Texts by what they were sealed as.
    pub(crate) sealed: BTreeMap<String, String>,
}

pub(crate) fn status(code: u16, body: &str) -> Delivery {
    Delivery::Answer(Answer::Status {
        code,
        retry_after: None,
        body: body.to_owned(),
    })
}

impl Far {
    /// What comes of it.
    pub(crate) fn carry_out(&mut self, effect: OutboxEffect) -> OutboxInput {
        match effect {
            OutboxEffect::Deliver {
                delivery,
                origin,
                request,
            } => {
                let host = origin.trim_end_matches('*');
                assert!(request.url.starts_with(host), "{origin}: another host");
                let came = if self.granted.contains(&origin) {
                    self.requests.push(request);
                    let answer = self.answers.pop_front().or_else(|| self.fault());
                    let answer = answer.or_else(|| self.of_end());
                    if answer.is_none() && !self.is_offline {
                        self.taken.extend(self.hooks().pop().map(|(id, _)| id));
                    }
                    if self.is_offline {
                        Delivery::Answer(Answer::Nothing)
                    } else {
                        answer.unwrap_or_else(|| status(200, ""))
                    }
                } else {
                    Delivery::NotGranted
                };
                OutboxInput::Delivered { delivery, came }
            }
            OutboxEffect::Seal {
                seal,
                destination,
                text,
            } => {
                let sealed = format!("{destination}#{}", self.sealed.len());
                self.sealed.insert(sealed.clone(), text.0);
                OutboxInput::Sealed {
                    seal,
                    sealed: Some(sealed),
                }
            }
            OutboxEffect::Unseal {
                destination,
                sealed,
            } => {
                let text = self.sealed.get(&sealed).filter(|_| !self.is_key_lost);
                let text = text.filter(|_| sealed.starts_with(&destination));
                OutboxInput::Unsealed {
                    destination,
                    text: text.cloned().map(Hidden),
                }
            }
            OutboxEffect::ReadGrant {
                destination,
                origin,
            } => OutboxInput::Granted {
                destination,
                granted: self.granted.contains(&origin),
            },
        }
    }

    /// What the other system itself answers to the last request.
    fn of_end(&mut self) -> Option<Delivery> {
        let request = self.requests.last()?;
        let path_at = request.url.match_indices('/').nth(2)?.0;
        let headers = request.headers.iter();
        let headers = headers.map(|(name, value)| ((*name).to_owned(), value.clone()));
        let ask = Ask {
            method: request.method.name(),
            path: &request.url[path_at..],
            headers: &headers.collect(),
            body: &request.body,
        };
        let reply = if &request.url[..path_at] == "https://api.hubapi.com" {
            self.hubspot.as_mut()?.answer(&ask)
        } else {
            self.salesforce.as_mut()?.answer(&ask)
        };
        let answer = |reply: Reply| Answer::Status {
            code: reply.status,
            retry_after: reply
                .retry_after
                .map(|secs| Duration::from_secs(secs.into())),
            body: reply.body,
        };
        Some(Delivery::Answer(reply.map_or(Answer::Nothing, answer)))
    }

    /// From now on one request in five comes to nothing.
    pub(crate) fn start_dice(&mut self, seed: u64) {
        self.dice = Some(seed);
    }

    fn fault(&mut self) -> Option<Delivery> {
        let dice = self.dice.as_mut()?;
        *dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let fault = match *dice >> 60 {
            0 => status(503, ""),
            1 => Delivery::Answer(Answer::Nothing),
            2 => status(409, ""),
            _ => return None,
        };
        self.n_failed += 1;
        Some(fault)
    }

    /// Ids and bodies of webhooks that were sent, in order.
    pub(crate) fn hooks(&self) -> Vec<(String, String)> {
        let id = |request: &Request| {
            let mut headers = request.headers.iter();
            let id = headers.find(|(name, _)| *name == "webhook-id");
            id.map(|(_, id)| id.clone())
        };
        let hooks = self.requests.iter();
        hooks
            .filter_map(|request| Some((id(request)?, request.body.clone())))
            .collect()
    }
}

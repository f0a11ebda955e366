//! Callbacks: calls promised for later.
//!
//! Rule: an agent sees and changes only those of his own; every change is told (events 53, 54, 55).

use serde_json::Value;

use super::dial::Asked;
use super::{Ctx, Outcome, body_of, text_of};
use crate::domain::callee::digits_of;
use crate::domain::contact::Callback;
use crate::domain::frame::{Event, EventId};
use crate::domain::http::{Method, Response};
use crate::domain::id::{CallbackId, CampaignId};
use crate::domain::problem::{Problem, Refusal};
use crate::domain::sim::Sim;

/// How far `snooze` moves a callback if it does not say.
const SNOOZE_MS: u64 = 5 * 60_000;

impl Sim {
    pub(super) fn route_callbacks(&mut self, ctx: Ctx<'_>, rest: &[&str]) -> Outcome {
        use Method::{Delete, Get, Post, Put};
        match (ctx.request.method, rest) {
            (Get, []) => {
                let own = self.callbacks.values();
                let own = own.filter(|callback| callback.agent == *ctx.agent());
                Ok(Response::list(own.map(Callback::to_json).collect()))
            }
            (Post, []) => self.post_callback(ctx),
            (Put, []) => {
                let id = text_of(&body_of(ctx.request)?, "id")?.to_owned();
                let id = self.callback_named(ctx, &id)?;
                self.put_callback(ctx, &id)
            }
            (Put, [id]) => {
                let id = self.callback_named(ctx, id)?;
                self.put_callback(ctx, &id)
            }
            (Delete, [id]) | (Put, [id, "dismiss"]) => {
                let id = self.callback_named(ctx, id)?;
                if let Some(callback) = self.callbacks.remove(&id) {
                    self.tell_callback(ctx, EventId::CALLBACK_DELETED, &callback.to_json());
                }
                Ok(Response::empty(204))
            }
            (Put, [id, "snooze"]) => {
                let id = self.callback_named(ctx, id)?;
                self.snooze_callback(ctx, &id)
            }
            (Post, [id, "make_call"]) => {
                let id = self.callback_named(ctx, id)?;
                self.call_back(ctx, &id)
            }
            _ => Err(Problem::not_found("resource", ctx.request.path_only())),
        }
    }

    fn callback_named(&self, ctx: Ctx<'_>, id: &str) -> Result<CallbackId, Problem> {
        let found = self.callbacks.get(&CallbackId::new(id));
        found
            .filter(|callback| callback.agent == *ctx.agent())
            .map(|callback| callback.id.clone())
            .ok_or_else(|| Problem::not_found("callback", id))
    }

    fn post_callback(&mut self, ctx: Ctx<'_>) -> Outcome {
        self.require_permission(ctx, "CAN_CREATE_CALLBACKS")?;
        let body = body_of(ctx.request)?;
        let mut callback = Callback {
            id: CallbackId::new(self.next_id().to_string()),
            agent: ctx.agent().clone(),
            campaign: None,
            number: text_of(&body, "number")?.to_owned(),
            comments: None,
            due_ms: self.now_ms(ctx.now),
        };
        self.read_callback(&mut callback, &body)?;
        let reply = callback.to_json();
        self.callbacks.insert(callback.id.clone(), callback);
        self.tell_callback(ctx, EventId::CALLBACK_CREATED, &reply);
        Ok(Response::ok(&reply))
    }

    fn put_callback(&mut self, ctx: Ctx<'_>, id: &CallbackId) -> Outcome {
        let body = body_of(ctx.request)?;
        let mut callback = self.callbacks[id].clone();
        self.read_callback(&mut callback, &body)?;
        Ok(self.keep_callback(ctx, callback))
    }

    fn snooze_callback(&mut self, ctx: Ctx<'_>, id: &CallbackId) -> Outcome {
        let body = body_of(ctx.request)?;
        let mut callback = self.callbacks[id].clone();
        let by_ms = body["value"].as_u64().unwrap_or(SNOOZE_MS);
        callback.due_ms = callback.due_ms.saturating_add(by_ms);
        Ok(self.keep_callback(ctx, callback))
    }

    fn keep_callback(&mut self, ctx: Ctx<'_>, callback: Callback) -> Response {
        let reply = callback.to_json();
        self.callbacks.insert(callback.id.clone(), callback);
        self.tell_callback(ctx, EventId::CALLBACK_UPDATED, &reply);
        Response::ok(&reply)
    }

    /// Takes over what the body names; what it does not name stays.
    fn read_callback(&self, callback: &mut Callback, body: &Value) -> Result<(), Problem> {
        if let Some(number) = body["number"].as_str() {
            if digits_of(number).is_none() {
                let message = "the number is not valid";
                return Err(Problem::refused(Refusal::InvalidNumber, message));
            }
            number.clone_into(&mut callback.number);
        }
        if let Some(campaign) = body["campaignId"].as_str() {
            let campaign = CampaignId::new(campaign);
            if !self.org.campaigns.contains_key(&campaign) {
                return Err(Problem::not_found("campaign", campaign.as_str()));
            }
            callback.campaign = Some(campaign);
        }
        if let Some(comments) = body["comments"].as_str() {
            callback.comments = Some(comments.to_owned());
        }
        if let Some(due_ms) = body["dueDate"].as_u64() {
            callback.due_ms = due_ms;
        }
        Ok(())
    }

    fn tell_callback(&mut self, ctx: Ctx<'_>, event: EventId, callback: &Value) {
        let event = Event::new(event, None, callback.clone());
        self.tell(ctx.now, ctx.agent(), &event);
    }

    /// As any other dial; the call carries the callback's id.
    fn call_back(&mut self, ctx: Ctx<'_>, id: &CallbackId) -> Outcome {
        let callback = &self.callbacks[id];
        let asked = Asked {
            number: callback.number.clone(),
            campaign: callback.campaign.clone(),
            skips_dnc: false,
            checks_contacts: false,
            contact: None,
            callback: Some(id.clone()),
        };
        self.dial(ctx, asked)
    }
}

//! What pages ask of the way to other systems.
//!
//! Rule: a secret goes in and never out, and what is answered as done is on disk.

use outbox::{Call, EndedBy, EntryId, Event, Held, Kind, Named, Person, Placement, Secret};

use crate::message::{Code, DestinationDraft, OutboxMessage, Status};
use crate::snapshot::{DestinationKind, DestinationSetup};
use crate::worker::effect::{Effect, Row};
use crate::worker::input::ReplyId;
use crate::worker::outbox::destination::{
    Contents, Destination, Known, State, host_of, is_for, is_property, is_version,
};
use crate::worker::outbox::{Hidden, OutboxEffect, Unkept, stored};
use crate::worker::{Millis, Worker};

const DAY_MS: Millis = 24 * 60 * 60_000;
/// Reserved for examples: it is nobody's.
const TEST_NUMBER: &str = "+12025550100";

/// A destination whose secret is being sealed.
pub(super) struct Sealing {
    seal: u64,
    asked: Asked,
    setup: Destination,
    contents: Contents,
}

/// Who waits for an answer.
struct Asked {
    reply: ReplyId,
    request_id: Option<String>,
}

/// What is answered once it is on disk, and done then.
pub(super) struct Promise {
    asked: Asked,
    then: Then,
}

enum Then {
    Nothing,
    /// From now on the destination is this; its contents, where they changed.
    Use(Box<Destination>, Option<Contents>),
    /// If it was not stored, the event never was.
    Test(EntryId),
}

impl Worker {
    pub(in crate::worker) fn obey_outbox(
        &mut self,
        reply: ReplyId,
        request_id: Option<String>,
        message: OutboxMessage,
        now: Millis,
    ) {
        let asked = Asked { reply, request_id };
        if self.practice {
            return self.refuse_outbox(asked, Code::BadMessage, "practice is on");
        }
        match message {
            OutboxMessage::SaveDestination { destination } => {
                self.save_destination(asked, *destination, now);
            }
            OutboxMessage::RemoveDestination { id, drop_events } => {
                self.remove_destination(asked, &id, drop_events);
            }
            OutboxMessage::TestDestination { id } => self.test_destination(asked, &id, now),
            OutboxMessage::RotateSecret { id, secret } => {
                self.rotate_secret(asked, &id, &secret, now);
            }
            OutboxMessage::ReviveLetter { letter_id } => {
                let id = EntryId(letter_id);
                let is_letter = self.outgoing.queue.revive(id, now).is_some();
                self.letter_changed(asked, id, is_letter);
            }
            OutboxMessage::DropLetter { letter_id } => {
                let id = EntryId(letter_id);
                let is_letter = self.outgoing.queue.drop_dead(id);
                if is_letter {
                    self.outgoing.events.remove(&id);
                }
                self.letter_changed(asked, id, is_letter);
            }
        }
    }

    fn refuse_outbox(&mut self, asked: Asked, code: Code, detail: &str) {
        let status = Status::failure(code, Some(detail));
        self.reply_to(asked.reply, asked.request_id, status);
    }

    fn save_destination(&mut self, asked: Asked, draft: DestinationDraft, now: Millis) {
        let id = draft.id.clone();
        let id = id.unwrap_or_else(|| format!("{now:013}-{}", self.next_id()));
        let known = self.outgoing.destination(&id);
        if draft.id.is_some() && known.is_none() {
            return self.refuse_outbox(asked, Code::BadMessage, "there is no such destination");
        }
        if self.is_saving(&id) {
            return self.refuse_outbox(asked, Code::Busy, "it is being saved");
        }
        match drafted(id, draft, known) {
            Ok((setup, Some(contents))) => self.seal(asked, setup, contents),
            Ok((setup, None)) => self.use_once_written(asked, setup, None),
            Err(detail) => self.refuse_outbox(asked, Code::BadMessage, &detail),
        }
    }

    fn rotate_secret(&mut self, asked: Asked, id: &str, secret: &str, now: Millis) {
        if self.is_saving(id) {
            return self.refuse_outbox(asked, Code::Busy, "it is being saved");
        }
        let known = self.outgoing.destination(id);
        let webhook = known.filter(|known| known.setup.kind == DestinationKind::Webhook);
        let Some((known, contents)) =
            webhook.and_then(|known| Some((known, known.contents.clone()?)))
        else {
            return self.refuse_outbox(asked, Code::BadMessage, "there is no such webhook");
        };
        if let Err(bad) = Secret::parse(secret) {
            return self.refuse_outbox(asked, Code::BadMessage, &bad.to_string());
        }
        let mut setup = known.setup.clone();
        setup.has_secret = true;
        setup.old_secret_until_ms = contents.secrets.first().map(|_| now + DAY_MS);
        let before = contents.secrets.into_iter().take(1);
        let secrets = std::iter::once(secret.trim().to_owned()).chain(before);
        let contents = Contents {
            secrets: secrets.collect(),
            ..contents
        };
        self.seal(asked, setup, contents);
    }

    /// A change of it is on its way, and the next one would be made of what was before.
    fn is_saving(&self, id: &str) -> bool {
        let mut sealing = self.outgoing.sealing.iter();
        let mut promises = self.outgoing.promises.values();
        sealing.any(|one| one.setup.id == id)
            || promises.any(|one| matches!(&one.then, Then::Use(setup, _) if setup.id == id))
    }

    fn seal(&mut self, asked: Asked, setup: Destination, contents: Contents) {
        self.n_ids += 1;
        let seal = self.n_ids;
        self.outbox_effect(OutboxEffect::Seal {
            seal,
            destination: setup.id.clone(),
            text: Hidden(contents.to_text()),
        });
        self.outgoing.sealing.push(Sealing {
            seal,
            asked,
            setup,
            contents,
        });
    }

    pub(super) fn handle_sealed(&mut self, seal: u64, sealed: Option<String>) {
        let mut sealing = self.outgoing.sealing.iter();
        let Some(index) = sealing.position(|one| one.seal == seal) else {
            return;
        };
        let mut one = self.outgoing.sealing.remove(index);
        let Some(sealed) = sealed else {
            return self.refuse_outbox(one.asked, Code::Storage, "the secret could not be sealed");
        };
        one.setup.sealed = sealed;
        self.use_once_written(one.asked, one.setup, Some(one.contents));
    }

    fn use_once_written(&mut self, asked: Asked, setup: Destination, contents: Option<Contents>) {
        let write = self.write(vec![setup.row()]);
        let then = Then::Use(Box::new(setup), contents);
        self.outgoing
            .promises
            .insert(write, Promise { asked, then });
    }

    pub(super) fn keep_promise(&mut self, write: u64, failed: Option<Code>) {
        let done = failed.is_none();
        let Some(Promise { asked, then }) = self.outgoing.promises.remove(&write) else {
            return;
        };
        match then {
            Then::Use(setup, contents) if done => self.use_destination(*setup, contents),
            Then::Test(id) if !done => {
                self.outgoing.unstored.retain(|(_, one)| one.entry.id != id);
            }
            Then::Nothing | Then::Use(..) | Then::Test(_) => {}
        }
        let status = Status {
            request_id: asked.request_id,
            ..Status::success()
        };
        self.answer_written(asked.reply, status, failed);
    }

    fn use_destination(&mut self, setup: Destination, contents: Option<Contents>) {
        let (id, key, origin) = (setup.id.clone(), setup.key(), setup.origin());
        if let Some(known) = self.outgoing.destination_mut(&id) {
            if known.setup.host != setup.host {
                known.granted = None;
            }
            known.setup = setup;
            if contents.is_some() {
                known.contents = contents;
                known.is_secret_lost = false;
                self.outgoing.call_back(&id);
            }
        } else {
            self.outgoing.destinations.push(Known {
                setup,
                state: State::default(),
                contents,
                is_secret_lost: false,
                granted: None,
            });
            self.outgoing.view = None;
        }
        self.open_destination(&id);
        self.outgoing.queue.handle_opened(&key);
        self.outbox_effect(OutboxEffect::ReadGrant {
            destination: id,
            origin,
        });
    }

    /// A person has mended it, as far as they say.
    fn open_destination(&mut self, id: &str) {
        let Some(known) = self.outgoing.destination_mut(id) else {
            return;
        };
        let key = known.setup.key();
        let was_closed = known.state.closed.take().is_some();
        known.state.trouble = None;
        self.outgoing.queue.handle_opened(&key);
        if was_closed {
            let (entries, states) = (Vec::new(), vec![id.to_owned()]);
            self.keep(Unkept { entries, states }, Vec::new());
        }
    }

    fn remove_destination(&mut self, asked: Asked, id: &str, drop_events: bool) {
        let Some(known) = self.outgoing.destination(id) else {
            return self.refuse_outbox(asked, Code::BadMessage, "there is no such destination");
        };
        if self.is_saving(id) {
            return self.refuse_outbox(asked, Code::Busy, "it is being saved");
        }
        let rows: Vec<Row> = known.setup.rows_gone().into();
        let outgoing = &self.outgoing;
        let entries = outgoing.queue.entries().filter(|entry| is_for(entry, id));
        let entries: Vec<EntryId> = entries.map(|entry| entry.id).collect();
        let mut unstored = outgoing.unstored.iter();
        let has_events = !entries.is_empty() || unstored.any(|(_, one)| is_for(&one.entry, id));
        if has_events && !drop_events {
            return self.refuse_outbox(asked, Code::Busy, "events wait for it");
        }
        let outgoing = &mut self.outgoing;
        for id in &entries {
            outgoing.queue.forget(*id);
            outgoing.events.remove(id);
        }
        outgoing.unstored.retain(|(_, one)| !is_for(&one.entry, id));
        outgoing.destinations.retain(|known| known.setup.id != id);
        outgoing.view = None;
        let states = Vec::new();
        let write = self.keep(Unkept { entries, states }, rows);
        self.promise(asked, write, Then::Nothing);
    }

    fn promise(&mut self, asked: Asked, write: u64, then: Then) {
        self.outgoing
            .promises
            .insert(write, Promise { asked, then });
    }

    fn test_destination(&mut self, asked: Asked, id: &str, now: Millis) {
        let Some(known) = self.outgoing.destination(id) else {
            return self.refuse_outbox(asked, Code::BadMessage, "there is no such destination");
        };
        if !known.setup.is_on {
            return self.refuse_outbox(asked, Code::BadMessage, "the destination is switched off");
        }
        let left_out = known.setup.left_out();
        self.open_destination(id);
        let call_id = format!("{now:013}-{}", self.next_id());
        let call = test_call(call_id, self.outgoing.zone_min, now).without(&left_out);
        let event = Event {
            kind: Kind::Test,
            revision: 1,
            at_ms: now,
            call,
        };
        let one = self.outgoing.stored_for(id, event, now);
        let entry = one.entry.id;
        let rows = stored::rows(entry, Some((&one.entry, &one.event)));
        self.outgoing
            .unstored
            .push((one.event.call.id.clone(), one));
        let write = self.write(rows.into());
        self.promise(asked, write, Then::Test(entry));
    }

    fn letter_changed(&mut self, asked: Asked, id: EntryId, is_letter: bool) {
        if !is_letter {
            return self.refuse_outbox(asked, Code::BadMessage, "there is no such letter");
        }
        self.outgoing.view = None;
        let write = self.keep_entries(vec![id]);
        self.promise(asked, write, Then::Nothing);
    }

    pub(super) fn handle_unsealed(&mut self, id: &str, text: Option<&str>) {
        let Some(known) = self.outgoing.destination_mut(id) else {
            return;
        };
        // What was typed since is newer.
        if known.contents.is_none() {
            known.contents = text.and_then(Contents::of_text);
            known.is_secret_lost = known.contents.is_none();
        }
    }

    pub(super) fn granted(&mut self, id: &str, is_granted: bool) {
        if let Some(known) = self.outgoing.destination_mut(id) {
            known.granted = Some(is_granted);
        }
    }

    /// The agent allowed or forbade hosts, here or on the browser's own page.
    pub(super) fn grants_changed(&mut self) {
        let grants = self.outgoing.destinations.iter().map(|known| {
            Effect::Outbox(OutboxEffect::ReadGrant {
                destination: known.setup.id.clone(),
                origin: known.setup.origin(),
            })
        });
        self.effects.extend(grants);
    }
}

/// The destination that a draft makes, and what is to be sealed if that changed.
fn drafted(
    id: String,
    draft: DestinationDraft,
    known: Option<&Known>,
) -> Result<(Destination, Option<Contents>), String> {
    let kind = known.map_or(draft.kind, |known| known.setup.kind);
    let url = draft.url.map(|url| url.trim().to_owned());
    let secret = draft.secret.map(|secret| secret.trim().to_owned());
    check_setup(&draft.setup)?;
    if let Some(secret) = &secret {
        check_secret(kind, secret)?;
    }
    let is_changed = url.is_some() || secret.is_some() || known.is_none();
    let before = known.map(|known| (&known.setup, known.contents.clone()));
    let contents = match &before {
        Some((_, contents)) if is_changed => contents.clone(),
        Some(_) | None => Some(Contents::default()),
    };
    let mut contents = contents.unwrap_or_default();
    let mut host = before.as_ref().map(|(setup, _)| setup.host.clone());
    if let Some(url) = url.or_else(|| known.is_none().then(String::new)) {
        let read = host_of(kind, &url);
        host = Some(read.ok_or("it is no address that begins with https://")?);
        contents.url = url;
    }
    let mut old_secret_until_ms = before
        .as_ref()
        .and_then(|(setup, _)| setup.old_secret_until_ms);
    if let Some(secret) = secret {
        contents.secrets = vec![secret];
        old_secret_until_ms = None;
    }
    let was_held = before.as_ref().is_some_and(|(setup, _)| setup.has_secret);
    let has_secret = if is_changed {
        !contents.secrets.is_empty()
    } else {
        was_held
    };
    if is_changed && (was_held || kind != DestinationKind::Webhook) && !has_secret {
        return Err("its secret is to be typed".to_owned());
    }
    if is_changed && kind == DestinationKind::Webhook && contents.url.is_empty() {
        return Err("its address is to be typed".to_owned());
    }
    let (name, host) = (draft.name.trim(), host.unwrap_or_default());
    let setup = Destination {
        id,
        kind,
        name: if name.is_empty() {
            host.clone()
        } else {
            name.to_owned()
        },
        host,
        is_on: draft.is_on,
        setup: draft.setup,
        sealed: before
            .map(|(setup, _)| setup.sealed.clone())
            .unwrap_or_default(),
        has_secret,
        old_secret_until_ms,
    };
    Ok((setup, is_changed.then_some(contents)))
}

fn check_secret(kind: DestinationKind, secret: &str) -> Result<(), String> {
    if kind == DestinationKind::Webhook {
        let read = Secret::parse(secret).map_err(|bad| bad.to_string());
        return read.map(|_| ());
    }
    // It goes into a header.
    let is_token = !secret.is_empty() && secret.bytes().all(|sign| sign.is_ascii_graphic());
    is_token
        .then_some(())
        .ok_or_else(|| "it is no token".to_owned())
}

fn check_setup(setup: &DestinationSetup) -> Result<(), String> {
    let properties = setup.properties.iter().map(|one| &one.property);
    let mut names = properties.chain(&setup.id_property);
    if let Some(odd) = names.find(|name| !is_property(name)) {
        return Err(format!("'{odd}' is no name of a property"));
    }
    match &setup.api_version {
        Some(odd) if !is_version(odd) => Err(format!("'{odd}' is no version as v62.0")),
        Some(_) | None => Ok(()),
    }
}

/// A call that never was.
fn test_call(id: String, zone_min: i32, now: Millis) -> Call {
    Call {
        id,
        person: Person {
            record_id: None,
            name: "Ninepin test".to_owned(),
            number: TEST_NUMBER.to_owned(),
            columns: Vec::new(),
        },
        list: None,
        campaign: Named {
            id: String::new(),
            name: String::new(),
        },
        agent_id: None,
        attempt: None,
        placement: Placement::NotPlaced,
        ended_by: EndedBy::Unknown,
        outcome: None,
        corrected: None,
        held: Held::Unknown,
        note: "A test of Ninepin. Nobody was called.".to_owned(),
        recording_url: None,
        asked_at_ms: now,
        dialed_at_ms: None,
        ringing_at_ms: None,
        answered_at_ms: None,
        ended_at_ms: None,
        finished_at_ms: None,
        zone_min,
    }
}

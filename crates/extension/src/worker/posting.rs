//! What is written into Five9 once: the note of a call, and a callback.
//!
//! It is looked for before it is written, and again when the answer was lost: Five9 has it or not.
//! A look that fails says neither, so nothing is written on it.
//!
//! Where the agent wants that, the note goes along with the end of the call: beside it, so that it
//! costs the next dial nothing. What became of it then is told only if it may not be there.

use std::collections::VecDeque;

use dialer::{CallSnapshot, Failure};
use five9::endpoint::{AddInteractionNote, CreateCallback, GetCallbacks, GetInteractionNotes};
use five9::http::{Lost, Reply};
use five9::id::CampaignId;
use five9::model::Permissions;

use crate::message::{Code, Status};
use crate::snapshot::{ControlKind, ControlsView, NoteSent, Trouble};
use crate::worker::calling::failed;
use crate::worker::controls::{Controls, refused, trouble_of};
use crate::worker::input::ReplyId;
use crate::worker::replies::decode;
use crate::worker::requests::Side;
use crate::worker::{Millis, Worker, to_five9};

/// With fewer digits in common two numbers need not be the same.
const N_DIGITS_MIN: usize = 7;

/// What is known of a note at Five9.
#[derive(Debug, Default)]
pub(super) enum NoteKnown {
    #[default]
    NotSent,
    Sent(String),
    /// It may be there.
    Unknown,
}

/// What is to be there.
enum What {
    Note(String),
    Callback {
        number: String,
        campaign: Option<CampaignId>,
        due_at_ms: Millis,
        comments: String,
    },
}

#[derive(Debug)]
struct Posting {
    serial: u64,
    call: dialer::CallId,
    what: What,
    asked: Asked,
    /// Its answer was lost, in this way: the next look is the last.
    lost: Option<five9::Error>,
}

/// All that is written and to be written.
#[derive(Debug, Default)]
pub(super) struct Postings {
    under_way: Option<Posting>,
    /// Notes of ended calls that wait for what is being written.
    due: VecDeque<NoteDue>,
    /// The call that this life of the worker dialed last: nothing was sent of it before.
    pub(super) dialed_here: Option<dialer::IntentId>,
}

/// Who asked for it.
enum Asked {
    /// A page, which waits for the answer.
    Page(ReplyId, Option<String>),
    /// The end of the call of this person.
    End(String),
}

/// The note of a call that the agent has ended.
struct NoteDue {
    call: dialer::CallId,
    note: String,
    name: String,
    /// Five9 cannot have it yet.
    is_first: bool,
}

impl std::fmt::Debug for Asked {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Page(..) => "Page",
            Self::End(_) => "End",
        })
    }
}

impl std::fmt::Debug for NoteDue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NoteDue")
            .field("call", &self.call)
            .finish_non_exhaustive()
    }
}

impl std::fmt::Debug for What {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Note(_) => "Note",
            Self::Callback { .. } => "Callback",
        })
    }
}

impl Worker {
    pub(super) fn send_note(&mut self, reply: ReplyId, request_id: Option<String>, now: Millis) {
        let call = self.call_on_screen();
        let can_send = |call: &CallSnapshot| self.controls_view(call).can_send_note;
        let call = call.filter(can_send);
        let what = call.and_then(|call| Some((call.id?, What::Note(call.note.trim().to_owned()))));
        self.post(reply, request_id, what, now);
    }

    pub(super) fn create_callback(
        &mut self,
        reply: ReplyId,
        request_id: Option<String>,
        due_at_ms: Millis,
        comment: Option<String>,
        now: Millis,
    ) {
        if due_at_ms <= now {
            let status = Status::failure(Code::BadMessage, Some("the time is over"));
            return self.reply(
                reply,
                Status {
                    request_id,
                    ..status
                },
            );
        }
        let call = self.call_on_screen();
        let can_callback = |call: &CallSnapshot| self.controls_view(call).can_callback;
        let call = call.filter(can_callback);
        let campaign = self.campaign_to_call_back();
        let what = call.and_then(|call| {
            let what = What::Callback {
                number: call.target.number.ok()?,
                campaign,
                due_at_ms,
                comments: comment.unwrap_or_default().trim().to_owned(),
            };
            Some((call.id?, what))
        });
        self.post(reply, request_id, what, now);
    }

    fn post(
        &mut self,
        reply: ReplyId,
        request_id: Option<String>,
        what: Option<(dialer::CallId, What)>,
        now: Millis,
    ) {
        let refusal = self.not_at_work();
        let Some((call, what)) =
            what.filter(|_| refusal.is_none() && self.postings.under_way.is_none())
        else {
            let status = refusal.unwrap_or_else(|| Status::failure(Code::Busy, None));
            return self.reply(
                reply,
                Status {
                    request_id,
                    ..status
                },
            );
        };
        self.mind(&call);
        self.controls.trouble = None;
        self.n_ids += 1;
        self.postings.under_way = Some(Posting {
            serial: self.n_ids,
            call,
            what,
            asked: Asked::Page(reply, request_id),
            lost: None,
        });
        self.look(now);
    }

    /// The same as [`Worker::send_note_at_end`], where the outcome follows the hanging up at once:
    /// otherwise the note may still be changed.
    pub(super) fn send_note_with_hang_up(&mut self, call: &dialer::CallId, now: Millis) {
        let is_held_back = self.settings.preferences.hold_back_s > 0;
        let has_outcome = self
            .call_on_screen()
            .is_some_and(|call| call.outcome.is_some());
        if has_outcome && !is_held_back {
            self.send_note_at_end(call, now);
        }
    }

    /// Sends the note of the call that ends, if the agent wants that and Five9 does not have it.
    pub(super) fn send_note_at_end(&mut self, id: &dialer::CallId, now: Millis) {
        let call = self
            .call_on_screen()
            .filter(|call| self.settings.preferences.send_notes && call.id.as_ref() == Some(id));
        let Some(call) = call else { return };
        self.mind(id);
        let note = call.note.trim();
        let is_on_its_way = |posting: &Posting| match &posting.what {
            What::Note(sent) => posting.call == *id && sent == note,
            What::Callback { .. } => false,
        };
        let is_there = matches!(&self.controls.note, NoteKnown::Sent(sent) if sent == note);
        if note.is_empty()
            || is_there
            || self.postings.under_way.as_ref().is_some_and(is_on_its_way)
        {
            return;
        }
        let number = || call.target.number.clone().unwrap_or_default();
        let name = Some(call.target.name.clone()).filter(|name| !name.is_empty());
        self.postings.due.retain(|due| due.call != *id);
        self.postings.due.push_back(NoteDue {
            call: id.clone(),
            note: note.to_owned(),
            name: name.unwrap_or_else(number),
            is_first: matches!(self.controls.note, NoteKnown::NotSent)
                && self.postings.dialed_here.as_ref() == Some(&call.intent),
        });
        self.write_due_note(now);
    }

    /// Writes the next note that is due, once nothing else is being written.
    pub(super) fn write_due_note(&mut self, now: Millis) {
        if self.postings.under_way.is_some() {
            return;
        }
        let Some(due) = self.postings.due.pop_front() else {
            return;
        };
        if self.not_at_work().is_some() || self.agent().is_none() {
            return self.tell_note_missing(due.name);
        }
        self.n_ids += 1;
        self.postings.under_way = Some(Posting {
            serial: self.n_ids,
            call: due.call,
            what: What::Note(due.note),
            asked: Asked::End(due.name),
            lost: None,
        });
        if due.is_first {
            self.write_it(now);
        } else {
            self.look(now);
        }
    }

    /// A second try got it there.
    fn untell_note_missing(&mut self, name: &str) {
        let is_this = |trouble: &Trouble| {
            trouble.code == Code::NoteNotSent && trouble.detail.as_deref() == Some(name)
        };
        self.trouble.take_if(|trouble| is_this(trouble));
    }

    fn tell_note_missing(&mut self, name: String) {
        self.trouble = Some(Trouble {
            code: Code::NoteNotSent,
            detail: Some(name),
        });
    }

    /// Reads what is there.
    fn look(&mut self, now: Millis) {
        let (Some(posting), Some(agent)) = (&self.postings.under_way, self.agent()) else {
            return;
        };
        let interaction = to_five9::call(&posting.call);
        let request = match &posting.what {
            What::Note(_) => to_five9::request(&GetInteractionNotes { agent, interaction }),
            What::Callback { .. } => to_five9::request(&GetCallbacks { agent }),
        };
        let side = Side::Look(posting.serial);
        self.send_side(side, &request, now);
    }

    pub(super) fn looked(
        &mut self,
        serial: u64,
        reply: Result<Reply, Lost>,
        now: Millis,
    ) -> Result<(), five9::Error> {
        let posting = self
            .postings
            .under_way
            .as_ref()
            .filter(|one| one.serial == serial);
        let (Some(posting), Some(agent)) = (posting, self.agent()) else {
            return Ok(());
        };
        let found = is_there(posting, agent, reply);
        match (&found, &posting.lost) {
            (Ok(true), _) => self.settle_post(None),
            (Ok(false), Some(lost)) if is_settled(lost) => {
                let status = refused(lost);
                self.settle_post(Some(status));
            }
            (Ok(false), Some(_)) | (Err(_), Some(_)) => {
                self.settle_post(Some(Status::failure(Code::Unknown, None)));
            }
            // Of a call without notes Five9 need not have a list.
            (Ok(false) | Err(five9::Error::NotFound { .. }), None) => self.write_it(now),
            (Err(error), None) => {
                let status = match (error, self.may_be_there(posting)) {
                    // A look that can never be read must not forbid the first writing.
                    (five9::Error::BadReply { .. }, false) => {
                        self.write_it(now);
                        return found.map(|_| ());
                    }
                    (_, true) => Status::failure(Code::Unknown, None),
                    (error, false) => refused(error),
                };
                self.settle_post(Some(status));
            }
        }
        found.map(|_| ())
    }

    /// It was written before, and what became of it could not be found out.
    fn may_be_there(&self, posting: &Posting) -> bool {
        let is_same_call = self.controls.call.as_ref() == Some(&posting.call);
        is_same_call
            && match posting.what {
                What::Note(_) => matches!(self.controls.note, NoteKnown::Unknown),
                What::Callback { .. } => self.controls.is_callback_unknown,
            }
    }

    fn write_it(&mut self, now: Millis) {
        let (Some(posting), Some(agent)) = (&self.postings.under_way, self.agent()) else {
            return;
        };
        let request = match &posting.what {
            What::Note(note) => to_five9::request(&AddInteractionNote {
                agent,
                interaction: to_five9::call(&posting.call),
                note: note.clone(),
            }),
            What::Callback {
                number,
                campaign,
                due_at_ms,
                comments,
            } => to_five9::request(&CreateCallback {
                agent,
                number: number.clone(),
                campaign: campaign.clone(),
                due_at: to_five9::five9_time(*due_at_ms),
                comments: comments.clone(),
            }),
        };
        let side = Side::Post(posting.serial);
        self.send_side(side, &request, now);
    }

    pub(super) fn posted(
        &mut self,
        serial: u64,
        never_sent: Option<Failure>,
        reply: Result<Reply, Lost>,
        now: Millis,
    ) -> Result<(), five9::Error> {
        let result = match reply {
            Ok(reply) if reply.is_success() => Ok(()),
            Ok(reply) => Err(five9::Error::from_reply(&reply)),
            Err(lost) => Err(five9::Error::NoAnswer { lost }),
        };
        let posting = self
            .postings
            .under_way
            .as_mut()
            .filter(|one| one.serial == serial);
        let Some(posting) = posting else {
            return result;
        };
        match (&result, never_sent) {
            (_, Some(failure)) => self.settle_post(Some(failed(&failure))),
            (Ok(()), None) => self.settle_post(None),
            (Err(error), None) if error.is_definite_refusal() => {
                let status = refused(error);
                self.settle_post(Some(status));
            }
            (Err(error), None) => {
                posting.lost = Some(error.clone());
                self.look(now);
            }
        }
        result
    }

    /// It is there, or this is why that is not so or not known.
    fn settle_post(&mut self, trouble: Option<Status>) {
        let Some(posting) = self.postings.under_way.take() else {
            return;
        };
        let status = trouble.unwrap_or_else(Status::success);
        if self.controls.call.as_ref() == Some(&posting.call) {
            // What goes along with an end is told by itself, and once.
            if let Asked::Page(..) = posting.asked {
                self.controls.trouble = trouble_of(&status);
            }
            match posting.what {
                What::Note(note) if status.success => self.controls.note = NoteKnown::Sent(note),
                What::Note(_) if status.code == Some(Code::Unknown) => {
                    self.controls.note = NoteKnown::Unknown;
                }
                What::Callback { due_at_ms, .. } if status.success => {
                    self.controls.callback_due_at_ms = Some(due_at_ms);
                    self.controls.is_callback_unknown = false;
                }
                What::Callback { .. } if status.code == Some(Code::Unknown) => {
                    self.controls.is_callback_unknown = true;
                }
                What::Note(_) | What::Callback { .. } => {}
            }
        }
        match posting.asked {
            Asked::Page(reply, request_id) => self.reply(
                reply,
                Status {
                    request_id,
                    ..status
                },
            ),
            Asked::End(name) if !status.success => self.tell_note_missing(name),
            Asked::End(name) => self.untell_note_missing(&name),
        }
    }

    /// Another agent is logged in: what comes now tells nothing of it.
    pub(super) fn abandon_post(&mut self) {
        self.settle_post(Some(Status::failure(Code::Unknown, None)));
        if let Some(due) = self.postings.due.pop_back() {
            self.postings.due.clear();
            self.tell_note_missing(due.name);
        }
    }

    pub(super) fn complete_view(
        &self,
        call: &CallSnapshot,
        known: &Controls,
        view: &mut ControlsView,
    ) {
        let posting = self.postings.under_way.as_ref();
        let posting = posting.filter(|posting| Some(&posting.call) == call.id.as_ref());
        let note = call.note.trim();
        let is_sending = posting.is_some_and(|one| matches!(one.what, What::Note(_)));
        view.note_sent = match &known.note {
            _ if is_sending => NoteSent::Sending,
            NoteKnown::NotSent => NoteSent::No,
            NoteKnown::Sent(sent) if sent == note => NoteSent::Sent,
            NoteKnown::Sent(_) => NoteSent::Changed,
            NoteKnown::Unknown => NoteSent::Unknown,
        };
        let is_new = !matches!(view.note_sent, NoteSent::Sent | NoteSent::Sending);
        view.can_send_note = call.id.is_some() && !note.is_empty() && is_new;
        let has_number = call
            .target
            .number
            .as_ref()
            .is_ok_and(|number| !number.is_empty());
        let may = self.desk.may(Permissions::can_create_callbacks);
        view.can_callback = call.id.is_some() && has_number && may;
        if let Some(posting) = posting {
            view.busy = Some(match posting.what {
                What::Note(_) => ControlKind::Note,
                What::Callback { .. } => ControlKind::Callback,
            });
        }
    }
}

/// Whether Five9 has what is to be there.
fn is_there(
    posting: &Posting,
    agent: five9::id::AgentId,
    reply: Result<Reply, Lost>,
) -> Result<bool, five9::Error> {
    match &posting.what {
        What::Note(note) => {
            let interaction = to_five9::call(&posting.call);
            let notes = decode(&GetInteractionNotes { agent, interaction }, reply)?;
            Ok(notes.iter().any(|one| one.text.trim() == note))
        }
        What::Callback {
            number, due_at_ms, ..
        } => {
            let callbacks = decode(&GetCallbacks { agent }, reply)?;
            let digits =
                |text: &str| -> String { text.chars().filter(char::is_ascii_digit).collect() };
            let wanted = digits(number);
            Ok(callbacks.iter().any(|one| {
                let is_due = one.due_at.is_some_and(|due_at| due_at.ms() == *due_at_ms);
                let is_number = |other: &String| {
                    let other = digits(other);
                    other.len() >= N_DIGITS_MIN && wanted.ends_with(&other)
                };
                is_due && one.number.as_ref().is_some_and(is_number)
            }))
        }
    }
}

/// Whether nothing more can come of it: an error arrived, the request is not just late.
fn is_settled(error: &five9::Error) -> bool {
    !matches!(error, five9::Error::NoAnswer { .. })
}

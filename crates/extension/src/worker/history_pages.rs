//! What pages ask of the history: to correct an outcome, to forget calls, to forget everything.
//!
//! Rule: a call that is not over, and a run that is on, are never forgotten.

use dialer::{Accepted, Command, IntentId, StoredCall, StoredDisposition};
use serde_json::{Value, json};

use crate::message::{Code, Status};
use crate::worker::calling::failed;
use crate::worker::effect::{Effect, Row, Table};
use crate::worker::history::{calls_from, is_forgotten};
use crate::worker::input::ReplyId;
use crate::worker::{Millis, Worker, store, to_five9};

/// Key that says when old calls were forgotten last, beside the progress.
pub const FORGOTTEN_KEY: &str = "forgotten";
const VERSION: u32 = 1;
const DAY_MS: Millis = 24 * 60 * 60_000;

/// Everything is being deleted because somebody asked for it.
#[derive(Debug)]
pub(super) struct Deleting {
    write: u64,
    reply: ReplyId,
    request_id: Option<String>,
}

/// A correction that waits for the row of its call.
#[derive(Debug)]
pub(super) struct Correction {
    reply: ReplyId,
    request_id: Option<String>,
    intent: String,
    outcome: StoredDisposition,
}

impl Worker {
    /// A call on screen or the last one is the dialer's, any other one is in the store alone.
    pub(super) fn correct_outcome(
        &mut self,
        reply: ReplyId,
        request_id: Option<String>,
        intent: String,
        disposition_id: String,
        now: Millis,
    ) {
        let outcome = match self.outcome(Some(disposition_id), None) {
            Ok(Some(outcome)) => outcome,
            Ok(None) => {
                let refused = Status::failure(Code::DispositionRefused, None);
                return self.reply_to(reply, request_id, refused);
            }
            Err(status) => return self.reply_to(reply, request_id, *status),
        };
        let command = Command::Correct {
            intent: IntentId::new(intent.as_str()),
            outcome: outcome.clone(),
        };
        let answer = self.dialer.handle_command(command, to_five9::time(now));
        match answer {
            Ok(Accepted::Done | Accepted::UnderWay | Accepted::Dialing(_)) => {
                let status = Status {
                    request_id,
                    ..Status::success()
                };
                return self.answer_when_stored(reply, status);
            }
            Ok(Accepted::NoCall) => {}
            Err(failure) => return self.reply_to(reply, request_id, failed(&failure)),
        }
        let on_screen = self.call_on_screen();
        if on_screen.is_some_and(|call| call.intent.as_str() == intent) {
            return self.reply_to(reply, request_id, Status::failure(Code::Busy, None));
        }
        self.corrections.push(Correction {
            reply,
            request_id,
            intent: intent.clone(),
            outcome: StoredDisposition::from(&outcome),
        });
        self.effects.push_back(Effect::ReadCall(intent));
    }

    /// The row of a call was read because somebody corrects it.
    pub(super) fn handle_call_row(
        &mut self,
        intent: &str,
        read: Result<Option<String>, ()>,
        now: Millis,
    ) {
        let of_call = |one: &Correction| one.intent == intent;
        let Some(index) = self.corrections.iter().position(of_call) else {
            return;
        };
        let Correction {
            reply,
            request_id,
            outcome,
            ..
        } = self.corrections.remove(index);
        let row = read.as_ref().ok().and_then(Option::as_deref);
        let row: Option<Value> = row.and_then(|row| serde_json::from_str(row).ok());
        self.outgoing.learn(row.as_ref());
        match read.map_or_else(|()| Err(unreadable()), |row| corrected(row, outcome)) {
            Ok(call) => {
                let rows = self.rows_of_call(&call, now);
                let write = self.write(rows);
                self.history.writing.push(write);
                self.answer_once_written(write, reply, request_id);
            }
            Err(status) => self.reply_to(reply, request_id, *status),
        }
    }

    pub(super) fn delete_history(
        &mut self,
        reply: ReplyId,
        request_id: Option<String>,
        before_ms: Option<u64>,
        now: Millis,
    ) {
        let mut rows = self.forget_calls(before_ms.unwrap_or(Millis::MAX), now);
        if before_ms.is_none() {
            rows.push(Row::Clear(Table::Days));
        }
        let write = self.write(rows);
        self.history.writing.push(write);
        self.answer_once_written(write, reply, request_id);
    }

    /// Forgets what is older than the agent wants it kept: at the browser's start, and when that is
    /// a day ago. A clock that was set back makes it no later.
    pub(super) fn forget_old(&mut self, now: Millis) {
        let forgotten_at = self.history.forgotten_at;
        let is_fresh = forgotten_at.is_some_and(|at| at <= now && now < at + DAY_MS);
        if !is_fresh {
            self.forget_older(now);
        }
    }

    /// The same, whenever it was done last.
    pub(super) fn forget_older(&mut self, now: Millis) {
        let days = self.kept.retention_days();
        let Some(days) = days.filter(|_| !self.history.is_in_doubt) else {
            return;
        };
        self.history.forgotten_at = Some(now);
        let before_ms = now.saturating_sub(Millis::from(days) * DAY_MS);
        let mut rows = self.forget_calls(before_ms, now);
        rows.push(Row::Put {
            table: Table::Progress,
            key: FORGOTTEN_KEY.to_owned(),
            json: json!({ "version": VERSION, "atMs": now }).to_string(),
        });
        let write = self.write(rows);
        self.history.writing.push(write);
    }

    /// The rows to be removed. From now on nothing writes one of them again.
    fn forget_calls(&mut self, before_ms: Millis, now: Millis) -> Vec<Row> {
        let run = self.dialer.snapshot().run.map(|run| run.id.to_string());
        let calls = self.dialer.open_calls().into_iter();
        let keep: Vec<String> = calls.map(|call| call.to_string()).chain(run).collect();
        let before = calls_from(before_ms);
        let forget = Command::ForgetCalls(to_five9::time(before_ms));
        let answer = self.dialer.handle_command(forget, to_five9::time(now));
        debug_assert!(answer.is_ok(), "nothing is in the way of forgetting");
        let corrections = std::mem::take(&mut self.corrections).into_iter();
        let (gone, waiting): (Vec<_>, Vec<_>) =
            corrections.partition(|one| is_forgotten(Table::Calls, &one.intent, &before, &keep));
        self.corrections = waiting;
        for one in gone {
            self.reply_to(one.reply, one.request_id, no_such_call());
        }
        let tables = [Table::Calls, Table::Attempts, Table::Runs, Table::RunEnds];
        tables
            .map(|table| Row::Forget {
                table,
                before: before.clone(),
                keep: keep.clone(),
            })
            .into()
    }

    pub(super) fn delete_all(&mut self, reply: ReplyId, request_id: Option<String>) {
        if self.is_busy() {
            return self.reply_to(reply, request_id, Status::failure(Code::Busy, None));
        }
        let write = self.empty_store();
        self.outgoing.look_again();
        self.deleting = Some(Deleting {
            write,
            reply,
            request_id,
        });
    }

    fn empty_store(&mut self) -> u64 {
        self.n_writes += 1;
        let write = self.n_writes;
        self.effects.push_back(Effect::DeleteAll { write });
        write
    }

    /// Once the store is empty the worker begins anew: nothing that it knew may be written again.
    pub(super) fn deleted(&mut self, write: u64, done: bool) {
        let Some(deleting) = self.deleting.take_if(|one| one.write == write) else {
            return;
        };
        if done && self.n_writes > write {
            // Something was written meanwhile, by nobody's command.
            let write = self.empty_store();
            self.deleting = Some(Deleting { write, ..deleting });
            return;
        }
        self.outgoing.look_again();
        let status = if done {
            Status::success()
        } else {
            Status::failure(Code::Storage, None)
        };
        self.reply_to(deleting.reply, deleting.request_id, status);
        if done {
            self.effects.push_back(Effect::Restart);
            self.is_ending = true;
        }
    }
}

/// When old calls were forgotten last, as the store has it.
pub(super) fn forgotten_at(json: Option<&str>) -> Option<Millis> {
    let row: Value = serde_json::from_str(json?).ok()?;
    row["atMs"].as_u64()
}

/// The call with its outcome corrected; what Five9 holds is as it was.
fn corrected(row: Option<String>, outcome: StoredDisposition) -> Result<StoredCall, Box<Status>> {
    let row = row.ok_or_else(|| Box::new(no_such_call()))?;
    let mut call: StoredCall = store::read_row(&row).ok_or_else(unreadable)?;
    if call.held.is_none() {
        return Err(Box::new(Status::failure(Code::Busy, None)));
    }
    let known = call.outcome.as_ref().map(|known| &known.id);
    call.corrected = (known != Some(&outcome.id)).then_some(outcome);
    Ok(call)
}

fn no_such_call() -> Status {
    Status::failure(Code::BadMessage, Some("there is no call of this id"))
}

fn unreadable() -> Box<Status> {
    let detail = "the call could not be read back";
    Box::new(Status::failure(Code::Storage, Some(detail)))
}

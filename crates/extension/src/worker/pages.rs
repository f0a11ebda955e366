//! What pages ask: each message is understood or refused, answered once, and changes nothing if refused.

use dialer::{Accepted, Command, IntentId, RecordId, Target};
use serde_json::Value;

use crate::list::edits::ListRows;
use crate::message::{
    Code, PageMessage, PageRequest, Repeats, RunMessage, Status, StatusKind, read_page_message,
};
use crate::phone;
use crate::stored::StoredRecord;
use crate::worker::calling::{bad_message, failed, no_call};
use crate::worker::effect::Effect;
use crate::worker::input::ReplyId;
use crate::worker::list_edits::edits_list;
use crate::worker::preflight::{Start, Who};
use crate::worker::requests::Purpose;
use crate::worker::store::SETTINGS_UNREAD;
use crate::worker::{Millis, Waiting, Worker, to_five9};

/// Where Five9's agents log in.
const FIVE9_URL: &str = "https://app.five9.com/";

impl Worker {
    pub(super) fn handle_page_message(
        &mut self,
        reply: ReplyId,
        message: Value,
        trusted: bool,
        now: Millis,
    ) {
        if self.deleting.is_some() {
            return self.refuse_as_busy(reply, &message);
        }
        let read = if trusted {
            read_page_message(&message)
        } else {
            Err(Code::BadMessage)
        };
        let read = match read {
            Ok(read) => read,
            Err(code) => {
                let request_id = message["requestId"].as_str().map(str::to_owned);
                return self.reply_to(reply, request_id, bad_message(code));
            }
        };
        let is_edit = edits_list(&read);
        let needs_rows = (is_edit || needs_list(&read)) && self.list.rows().is_none();
        let is_change = is_edit || sets_list_campaign(&read);
        if needs_rows || (is_change && !self.list.is_settled()) {
            self.wait_for_list(reply, message);
            return;
        }
        if names_no_campaign(&read) && self.campaign_is_coming() {
            self.waiting_for_campaign.push((reply, message));
            return;
        }
        let request_id = message["requestId"].as_str().map(str::to_owned);
        match read {
            PageRequest::Call(message) => self.obey(reply, message, now),
            PageRequest::Run(message) => self.obey_run(reply, request_id, &message, now),
            PageRequest::Data(message) => self.obey_data(reply, request_id, message, now),
            PageRequest::Outbox(message) => self.obey_outbox(reply, request_id, message, now),
        }
    }

    /// The first reads are under way: they will tell a campaign, or why there is none.
    fn campaign_is_coming(&self) -> bool {
        let is_judged = !matches!(self.link.told, None | Some(dialer::Link::Interrupted));
        let is_read =
            |purpose: &Purpose| matches!(purpose, Purpose::CampaignsConfig | Purpose::Campaign(_));
        self.campaign_id().is_none() && (!is_judged || self.requests.has(is_read))
    }

    pub(super) fn obey_who_waited_for_campaign(&mut self, now: Millis) {
        if self.waiting_for_campaign.is_empty() || self.campaign_is_coming() {
            return;
        }
        for (reply, message) in std::mem::take(&mut self.waiting_for_campaign) {
            self.handle_page_message(reply, message, true, now);
        }
    }

    fn obey(&mut self, reply: ReplyId, message: PageMessage, now: Millis) {
        let request_id = message.request_id().map(str::to_owned);
        match message {
            PageMessage::TriggerFive9Call {
                phone_number,
                contact_id,
                campaign_id,
                again,
                ..
            } => {
                let waiting = self.waiting(reply, request_id);
                let target = self.target_of(phone_number, contact_id);
                match self.place(target, campaign_id, again, now) {
                    Ok(intent) => _ = self.waiting_calls.insert(intent, waiting),
                    Err(status) => self.answer(waiting, StatusKind::CallStatus, *status),
                }
            }
            PageMessage::TriggerFive9Hangup {
                disposition_id,
                disposition_type,
                ..
            } => {
                let waiting = self.waiting(reply, request_id);
                self.trigger_end(waiting, End::HangUp, disposition_id, disposition_type, now);
            }
            PageMessage::TriggerFive9DisposeOnly {
                disposition_id,
                disposition_type,
                ..
            } => {
                let waiting = self.waiting(reply, request_id);
                self.trigger_end(waiting, End::Dispose, disposition_id, disposition_type, now);
            }
            of_panel @ (PageMessage::ImportList { .. }
            | PageMessage::ClearList { .. }
            | PageMessage::StartRun { .. }
            | PageMessage::EndAndNext { .. }
            | PageMessage::Skip { .. }
            | PageMessage::Pause { .. }
            | PageMessage::Resume { .. }
            | PageMessage::Cancel { .. }
            | PageMessage::ChooseOutcome { .. }
            | PageMessage::SetNote { .. }
            | PageMessage::ChooseCampaign { .. }
            | PageMessage::SetListCampaign { .. }
            | PageMessage::SetDefaultOutcome { .. }
            | PageMessage::AddDisposition { .. }
            | PageMessage::CheckLink { .. }
            | PageMessage::RestartStation { .. }
            | PageMessage::OpenFive9 { .. }
            | PageMessage::Dismiss { .. }) => {
                self.obey_panel(reply, request_id, of_panel, now);
            }
            control @ (PageMessage::HoldCall { .. }
            | PageMessage::UnholdCall { .. }
            | PageMessage::SetRecording { .. }
            | PageMessage::PlayPrompt { .. }
            | PageMessage::StopPrompt { .. }
            | PageMessage::SendNote { .. }
            | PageMessage::SetReady { .. }
            | PageMessage::CreateCallback { .. }) => {
                self.obey_control(reply, request_id, control, now);
            }
        }
    }

    /// What only the panel asks: no broadcast follows.
    fn obey_panel(
        &mut self,
        reply: ReplyId,
        request_id: Option<String>,
        message: PageMessage,
        now: Millis,
    ) {
        match message {
            PageMessage::ImportList {
                text, file_name, ..
            } => {
                self.import_list(reply, request_id, &text, file_name);
            }
            PageMessage::RestartStation { .. } => self.restart_station(reply, request_id, now),
            PageMessage::SetListCampaign { campaign_id, .. } => {
                self.choose_list_campaign(reply, request_id, campaign_id, now);
            }
            PageMessage::ClearList { .. } if self.dialer.snapshot().run.is_none() => {
                self.clear_list(reply, request_id);
            }
            PageMessage::StartRun {
                record_ids,
                repeats,
                ..
            } => {
                let start = Start {
                    reply,
                    request_id,
                    who: Who::Records(record_ids),
                    campaign_id: self.campaign_id(),
                    repeats,
                };
                self.wait_to_start(start, now);
            }
            stored_by_dialer @ (PageMessage::EndAndNext { .. }
            | PageMessage::Skip { .. }
            | PageMessage::Pause { .. }
            | PageMessage::Resume { .. }
            | PageMessage::Cancel { .. }
            | PageMessage::ChooseOutcome { .. }
            | PageMessage::SetNote { .. }
            | PageMessage::Dismiss { .. }) => {
                let status = Status {
                    request_id,
                    ..self.obey_at_once(stored_by_dialer, now)
                };
                self.answer_when_stored(reply, status);
            }
            choice @ (PageMessage::ChooseCampaign { .. }
            | PageMessage::SetDefaultOutcome { .. }
            | PageMessage::AddDisposition { .. }) => {
                let chosen = self.choose(choice, now);
                self.answer_chosen(reply, request_id, chosen);
            }
            other @ (PageMessage::ClearList { .. }
            | PageMessage::CheckLink { .. }
            | PageMessage::OpenFive9 { .. }
            | PageMessage::TriggerFive9Call { .. }
            | PageMessage::TriggerFive9Hangup { .. }
            | PageMessage::TriggerFive9DisposeOnly { .. }
            | PageMessage::HoldCall { .. }
            | PageMessage::UnholdCall { .. }
            | PageMessage::SetRecording { .. }
            | PageMessage::PlayPrompt { .. }
            | PageMessage::StopPrompt { .. }
            | PageMessage::SendNote { .. }
            | PageMessage::SetReady { .. }
            | PageMessage::CreateCallback { .. }) => {
                let status = self.obey_at_once(other, now);
                self.reply_to(reply, request_id, status);
            }
        }
    }

    /// A success is told once the disk has what it changed, a failure at once.
    pub(super) fn answer_when_stored(&mut self, reply: ReplyId, status: Status) {
        if status.success {
            self.accepted.push((reply, status));
        } else {
            self.effects.push_back(Effect::Reply { reply, status });
        }
    }

    /// Messages whose answer is known at once, though it may be given only once the disk has it.
    fn obey_at_once(&mut self, message: PageMessage, now: Millis) -> Status {
        match message {
            PageMessage::ClearList { .. } => Status::failure(Code::Busy, None),
            PageMessage::EndAndNext { .. } => self.command(Command::EndAndNext, now),
            PageMessage::Skip { reason, .. } => self.skip(reason, now),
            PageMessage::Pause { .. } => {
                self.take_back_starts();
                self.command(Command::Pause, now)
            }
            PageMessage::Resume { .. } => {
                self.check_before_dial(false, now);
                self.command(Command::Resume, now)
            }
            PageMessage::Cancel { .. } => {
                self.take_back_starts();
                self.command(Command::Cancel, now)
            }
            PageMessage::ChooseOutcome { disposition_id, .. } => {
                self.choose_outcome(disposition_id, now)
            }
            PageMessage::SetNote {
                text, intent_id, ..
            } => self.set_note(text, intent_id, now),
            PageMessage::Dismiss { .. } => {
                self.trouble = None;
                self.command(Command::Dismiss, now)
            }
            PageMessage::CheckLink { .. } => self.mend_link(now),
            PageMessage::OpenFive9 { .. } => self.open_five9(),
            // Answered later, and taken out before.
            PageMessage::TriggerFive9Call { .. }
            | PageMessage::TriggerFive9Hangup { .. }
            | PageMessage::TriggerFive9DisposeOnly { .. }
            | PageMessage::StartRun { .. }
            | PageMessage::RestartStation { .. }
            | PageMessage::SetListCampaign { .. }
            | PageMessage::ChooseCampaign { .. }
            | PageMessage::SetDefaultOutcome { .. }
            | PageMessage::AddDisposition { .. }
            | PageMessage::ImportList { .. }
            | PageMessage::HoldCall { .. }
            | PageMessage::UnholdCall { .. }
            | PageMessage::SetRecording { .. }
            | PageMessage::PlayPrompt { .. }
            | PageMessage::StopPrompt { .. }
            | PageMessage::SendNote { .. }
            | PageMessage::SetReady { .. }
            | PageMessage::CreateCallback { .. } => Status::failure(Code::BadMessage, None),
        }
    }

    /// A command whose answer comes later; without an id of the sender's it gets one of ours.
    pub(super) fn waiting(&mut self, reply: ReplyId, request_id: Option<String>) -> Waiting {
        let request_id = request_id.unwrap_or_else(|| self.next_id());
        Waiting { reply, request_id }
    }

    pub(super) fn command(&mut self, command: Command, now: Millis) -> Status {
        match self.dialer.handle_command(command, to_five9::time(now)) {
            Ok(Accepted::NoCall) => no_call(),
            Ok(Accepted::Done | Accepted::Dialing(_) | Accepted::UnderWay) => Status::success(),
            Err(failure) => failed(&failure),
        }
    }

    /// The note of the call that is named, or of the one on screen.
    fn set_note(&mut self, note: String, intent: Option<String>, now: Millis) -> Status {
        let Some(intent) = intent.map(IntentId::new) else {
            return self.command(Command::SetNote(note), now);
        };
        let command = Command::SetNoteOf { intent, note };
        match self.dialer.handle_command(command, to_five9::time(now)) {
            // Whoever typed it has to know that it is kept nowhere.
            Ok(Accepted::NoCall) => {
                Status::failure(Code::BadMessage, Some("there is no call of this id"))
            }
            Ok(Accepted::Done | Accepted::Dialing(_) | Accepted::UnderWay) => Status::success(),
            Err(failure) => failed(&failure),
        }
    }

    /// Whom a message means: a number as typed, or a record of the list.
    fn target_of(&self, phone_number: Option<String>, contact_id: Option<String>) -> Target {
        let record = contact_id
            .as_deref()
            .and_then(|id| self.record(id))
            .cloned();
        let number = match (phone_number.filter(|text| !text.trim().is_empty()), &record) {
            (None, Some(record)) => record.number_given.clone(),
            (given, _) => given.unwrap_or_default(),
        };
        let number = phone::clean(&number).map_err(|problem| problem.to_string());
        Target {
            list: record.as_ref().and_then(|_| self.list.name()),
            others: others(record.as_ref(), number.as_deref().ok()),
            number,
            record: contact_id.map(RecordId::new),
            name: record.map(|record| record.name).unwrap_or_default(),
        }
    }

    fn place(
        &mut self,
        target: Target,
        campaign_id: Option<String>,
        again: bool,
        now: Millis,
    ) -> Result<dialer::IntentId, Box<Status>> {
        let Some(campaign) = campaign_id.or_else(|| self.campaign_id()) else {
            return Err(Box::new(self.no_campaign()));
        };
        self.read_dispositions(Some(campaign.clone()), now);
        self.check_before_dial(false, now);
        let outcome = self.default_outcome(campaign.clone());
        let campaign = dialer::CampaignId::new(campaign);
        let command = Command::Call {
            target,
            campaign,
            outcome,
            again,
        };
        match self.dialer.handle_command(command, to_five9::time(now)) {
            Ok(Accepted::Dialing(intent)) => Ok(intent),
            Ok(Accepted::Done | Accepted::UnderWay | Accepted::NoCall) => Err(Box::new(no_call())),
            Err(failure) => Err(Box::new(failed(&failure))),
        }
    }

    /// Without a campaign no call; if the link is the reason, that is what is said.
    pub(super) fn no_campaign(&self) -> Status {
        if self.kept.is_unread {
            return Status::failure(Code::Storage, Some(SETTINGS_UNREAD));
        }
        match &self.link.told {
            Some(dialer::Link::Down(failure)) => failed(failure),
            Some(dialer::Link::Ready | dialer::Link::Interrupted) | None => {
                Status::failure(Code::CampaignRefused, Some("none chosen"))
            }
        }
    }

    fn trigger_end(
        &mut self,
        waiting: Waiting,
        end: End,
        disposition_id: Option<String>,
        disposition_type: Option<String>,
        now: Millis,
    ) {
        let kind = end.kind();
        let outcome = match self.outcome(disposition_id, disposition_type) {
            Ok(outcome) => outcome,
            Err(status) => {
                self.answer(waiting, kind, *status);
                return;
            }
        };
        let command = match end {
            End::HangUp => Command::EndCall { outcome },
            End::Dispose => Command::Dispose { outcome },
        };
        // Reports can come out of this very command: whoever asked must be waiting by then.
        match end {
            End::HangUp => self.waiting_hang_ups.push(waiting.clone()),
            End::Dispose => self.waiting_disposes.push(waiting.clone()),
        }
        let status = match self.dialer.handle_command(command, to_five9::time(now)) {
            Ok(Accepted::UnderWay | Accepted::Dialing(_)) => return,
            Ok(Accepted::NoCall) => no_call(),
            Ok(Accepted::Done) => Status {
                warning: Some("The call was taken back before it was dialed.".to_owned()),
                ..Status::success()
            },
            Err(failure) => failed(&failure),
        };
        self.waiting_hang_ups
            .retain(|one| one.reply != waiting.reply);
        self.waiting_disposes
            .retain(|one| one.reply != waiting.reply);
        self.answer(waiting, kind, status);
    }

    pub(super) fn start_run(
        &mut self,
        who: &Who,
        campaign_id: String,
        repeats: Option<Repeats>,
        now: Millis,
    ) -> Status {
        let targets = match who {
            Who::Records(record_ids) => self.targets_of(record_ids),
            Who::Left => Some(self.dialer.left_of_last_run()),
        };
        let Some(targets) = targets.filter(|targets| !targets.is_empty()) else {
            return Status::failure(Code::BadList, Some("the list has changed"));
        };
        let outcome = self.default_outcome(campaign_id.clone());
        let campaign = dialer::CampaignId::new(campaign_id);
        self.command(
            Command::StartRun {
                targets,
                campaign,
                outcome,
                repeats: match repeats {
                    None => dialer::Repeats::Refuse,
                    Some(Repeats::Ask) => dialer::Repeats::Ask,
                    Some(Repeats::Call) => dialer::Repeats::Call,
                    Some(Repeats::Skip) => dialer::Repeats::Skip,
                },
            },
            now,
        )
    }

    /// The people of these records; absent if one is not on the list any more.
    fn targets_of(&self, record_ids: &[String]) -> Option<Vec<Target>> {
        let mut by_id = std::collections::BTreeMap::new();
        for record in self.list.rows().into_iter().flat_map(ListRows::on_list) {
            by_id.insert(record.id.as_str(), record);
        }
        let targets = record_ids.iter();
        targets
            .map(|id| {
                let record = by_id.get(id.as_str());
                record.map(|one| target(one, self.list.name()))
            })
            .collect()
    }

    /// Everything that can bring a lost link back without a reload.
    fn mend_link(&mut self, now: Millis) -> Status {
        self.look_for_tabs();
        self.link.refused.clear();
        self.link.recheck_at = Some(now);
        self.hurry_socket(now);
        Status::success()
    }

    fn open_five9(&mut self) -> Status {
        if self.practice {
            return Status::failure(Code::NoTab, Some("practice is on"));
        }
        self.effects.push_back(match self.link.any_tab() {
            Some(tab) => Effect::FocusTab(tab),
            None => Effect::OpenTab(FIVE9_URL.to_owned()),
        });
        Status::success()
    }

    fn record(&self, id: &str) -> Option<&StoredRecord> {
        self.list.rows()?.on_list().find(|record| record.id == id)
    }
}

#[derive(Clone, Copy)]
enum End {
    HangUp,
    Dispose,
}

impl End {
    fn kind(self) -> StatusKind {
        match self {
            Self::HangUp => StatusKind::HangupStatus,
            Self::Dispose => StatusKind::DisposeStatus,
        }
    }
}

/// Messages that name records of the list.
fn needs_list(request: &PageRequest) -> bool {
    matches!(
        request,
        PageRequest::Call(
            PageMessage::StartRun { .. }
                | PageMessage::TriggerFive9Call {
                    contact_id: Some(_),
                    ..
                }
        )
    )
}

/// It is kept with the list's numbers, which another change on its way may not come to change.
fn sets_list_campaign(request: &PageRequest) -> bool {
    matches!(
        request,
        PageRequest::Call(PageMessage::SetListCampaign { .. })
    )
}

/// Messages that need the chosen campaign.
fn names_no_campaign(request: &PageRequest) -> bool {
    matches!(
        request,
        PageRequest::Run(RunMessage::RunLeft { .. })
            | PageRequest::Call(
                PageMessage::StartRun { .. }
                    | PageMessage::TriggerFive9Call {
                        campaign_id: None,
                        ..
                    }
            )
    )
}

/// The numbers of this person beside the one that is dialed, in the list's order.
fn others(record: Option<&StoredRecord>, dialed: Option<&str>) -> Vec<String> {
    let Some(record) = record else {
        return Vec::new();
    };
    let others = record.other_numbers.iter().map(|other| &other.number);
    let all = record.number.iter().chain(others);
    all.filter(|number| Some(number.as_str()) != dialed)
        .cloned()
        .collect()
}

fn target(record: &StoredRecord, list: Option<String>) -> Target {
    let dialed = record.number.as_deref();
    let problem = || record.number_problem.clone().unwrap_or_default();
    Target {
        record: Some(RecordId::new(record.id.clone())),
        name: record.name.clone(),
        list,
        number: record.number.clone().ok_or_else(problem),
        others: others(Some(record), dialed),
    }
}

//! What a person chooses: campaign, outcome, and ids typed by hand.
//!
//! A choice that cannot be meant is refused; one that Five9 does not offer any more is kept and named.

use dialer::{Command, Disposition, DispositionId};

use crate::message::{Code, PageMessage, Status};
use crate::worker::calling::bad_message;
use crate::worker::input::ReplyId;
use crate::worker::settings::DispositionByHand;
use crate::worker::{Millis, Worker};

/// The write that keeps what was chosen, or why it was refused.
pub(super) type Chosen = Result<u64, Box<Status>>;

impl Worker {
    pub(super) fn choose_outcome(&mut self, disposition_id: Option<String>, now: Millis) -> Status {
        match self.outcome(disposition_id, None) {
            Ok(outcome) => self.command(Command::ChooseOutcome(outcome), now),
            Err(status) => *status,
        }
    }

    /// The disposition that is meant; one that the campaign does not have is refused here already.
    pub(super) fn outcome(
        &self,
        id: Option<String>,
        name: Option<String>,
    ) -> Result<Option<Disposition>, Box<Status>> {
        if id.is_none() && name.is_none() {
            return Ok(None);
        }
        let offered = self.dispositions();
        let found = offered.iter().find(|one| match (&id, &name) {
            (Some(id), _) => one.id == *id,
            (None, Some(name)) => one.name.eq_ignore_ascii_case(name.trim()),
            (None, None) => false,
        });
        match (found, id) {
            (Some(found), _) => Ok(Some(disposition(&found.id, &found.name))),
            // Nothing could be read of what is offered: Five9 itself will judge the id.
            (None, Some(id)) if offered.is_empty() => Ok(Some(disposition(&id, &id))),
            (None, _) => Err(Box::new(Status::failure(Code::DispositionRefused, None))),
        }
    }

    /// The outcome that each call under this campaign starts with, if it can end one.
    pub(super) fn default_outcome(&self, campaign_id: String) -> Option<Disposition> {
        let id = self.settings.default_outcome_id.as_deref()?;
        let offered = self.dispositions_of(Some(campaign_id));
        let found = offered.iter().find(|one| one.id == id)?;
        Some(disposition(&found.id, &found.name))
    }

    /// What is kept with the settings.
    pub(super) fn choose(&mut self, choice: PageMessage, now: Millis) -> Chosen {
        if let PageMessage::ChooseCampaign { campaign_id, .. } = choice {
            self.choose_campaign(&campaign_id, now)
        } else if let PageMessage::SetDefaultOutcome { disposition_id, .. } = choice {
            Ok(self.set_default_outcome(disposition_id))
        } else if let PageMessage::AddDisposition {
            disposition_id,
            name,
            ..
        } = choice
        {
            self.add_disposition(&disposition_id, &name)
        } else {
            Err(Box::new(bad_message(Code::BadMessage)))
        }
    }

    fn choose_campaign(&mut self, campaign_id: &str, now: Millis) -> Chosen {
        let Some(campaign_id) = campaign_id_of(campaign_id) else {
            let refused = Status::failure(Code::CampaignRefused, Some("not an id"));
            return Err(Box::new(refused));
        };
        let name = self.campaign_name(&campaign_id);
        self.settings.campaign_id = Some(campaign_id.clone());
        self.settings.remember_campaign(&campaign_id, &name);
        self.read_dispositions(self.campaign_id(), now);
        Ok(self.save_settings())
    }

    fn set_default_outcome(&mut self, id: Option<String>) -> u64 {
        self.settings.default_outcome_id = id;
        for one in self.dispositions() {
            self.settings.remember_outcome(&one.id, &one.name);
        }
        self.save_settings()
    }

    pub(super) fn choose_list_campaign(
        &mut self,
        reply: ReplyId,
        request_id: Option<String>,
        campaign_id: Option<String>,
        now: Millis,
    ) {
        let campaign_id = match campaign_id.map(|text| campaign_id_of(&text)) {
            Some(None) => {
                let refused = Status::failure(Code::CampaignRefused, Some("not an id"));
                return self.reply_to(reply, request_id, refused);
            }
            chosen => chosen.flatten(),
        };
        self.read_dispositions(campaign_id.clone(), now);
        self.set_list_campaign(reply, request_id, campaign_id);
    }

    fn add_disposition(&mut self, id: &str, name: &str) -> Chosen {
        let (id, name) = (id.trim().to_owned(), name.trim().to_owned());
        let is_id = |id: &str| id.chars().all(|sign| sign.is_ascii_digit() || sign == '-');
        if id.is_empty() || !is_id(&id) || name.is_empty() {
            let refused = Status::failure(Code::DispositionRefused, Some("id or name missing"));
            return Err(Box::new(refused));
        }
        self.settings
            .dispositions_by_hand
            .retain(|known| known.id != id);
        self.settings
            .dispositions_by_hand
            .push(DispositionByHand { id, name });
        Ok(self.save_settings())
    }

    /// A choice is answered once it is kept, a refusal at once.
    pub(super) fn answer_chosen(
        &mut self,
        reply: ReplyId,
        request_id: Option<String>,
        chosen: Chosen,
    ) {
        match chosen {
            Ok(write) => self.answer_once_written(write, reply, request_id),
            Err(status) => self.reply_to(reply, request_id, *status),
        }
    }
}

/// An id as it may have been typed; absent where it cannot be one.
fn campaign_id_of(text: &str) -> Option<String> {
    let id = text.trim();
    let is_id = !id.is_empty() && id.chars().all(|sign| sign.is_ascii_alphanumeric());
    is_id.then(|| id.to_owned())
}

fn disposition(id: &str, name: &str) -> Disposition {
    Disposition {
        id: DispositionId::new(id),
        name: name.to_owned(),
    }
}

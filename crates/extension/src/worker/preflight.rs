//! What a run depends on: judged at any time by what is known, read again before a run begins.
//!
//! Only evidence refuses a start. What could not be read is unknown, and Five9 itself judges then.

use crate::message::{Code, Repeats, Status, StatusKind};
use crate::snapshot::{CheckKind, CheckState, CheckView, CheckWhy, PreflightView};
use crate::worker::input::ReplyId;
use crate::worker::requests::Purpose;
use crate::worker::{Millis, Worker, from_five9};
use five9::id::CampaignId;
use five9::model::{LoginState, Permissions};

/// A start waits no longer than this for what is being read.
const READ_MS: Millis = 8_000;

/// A page's command to start a run, until all was read.
#[derive(Debug)]
pub(super) struct Start {
    pub(super) reply: ReplyId,
    pub(super) request_id: Option<String>,
    pub(super) who: Who,
    /// The campaign that was shown when it was asked for; absent: none was.
    pub(super) campaign_id: Option<String>,
    pub(super) repeats: Option<Repeats>,
}

/// Whom a run is to call.
#[derive(Debug)]
pub(super) enum Who {
    /// Records of the list, in this order.
    Records(Vec<String>),
    /// Those whom the last run left.
    Left,
}

/// Starts that wait, and until when.
#[derive(Debug, Default)]
pub(super) struct Starts {
    waiting: Vec<Start>,
    until: Millis,
    has_asked: bool,
}

impl Starts {
    pub(super) fn due_at(&self) -> Option<Millis> {
        (!self.waiting.is_empty()).then_some(self.until)
    }
}

impl Worker {
    pub(super) fn wait_to_start(&mut self, start: Start, now: Millis) {
        if self.starts.waiting.is_empty() {
            self.starts.until = now + READ_MS;
            self.starts.has_asked = false;
        }
        self.starts.waiting.push(start);
    }

    /// Whoever asked for a start or a call that waits is answered that nobody is dialed.
    pub(super) fn take_back_starts(&mut self) {
        let refusal = || Status::failure(Code::Refused, Some("taken back before it was dialed"));
        for start in std::mem::take(&mut self.starts.waiting) {
            self.reply_to(start.reply, start.request_id, refusal());
        }
        // Changes of the list wait for it, too: they dial nobody and are done in their turn.
        let dials = |(_, message): &(ReplyId, serde_json::Value)| {
            let of_run = message["type"] == "startRun" || message["type"] == "runLeft";
            of_run || message["type"] == "triggerFive9Call"
        };
        let waiting = std::mem::take(&mut self.waiting_for_list);
        let (mut dialing, edits): (Vec<_>, Vec<_>) = waiting.into_iter().partition(dials);
        self.waiting_for_list = edits;
        dialing.append(&mut self.waiting_for_campaign);
        for (reply, message) in dialing {
            let request_id = message["requestId"].as_str().map(str::to_owned);
            if message["type"] == "startRun" || message["type"] == "runLeft" {
                self.reply_to(reply, request_id, refusal());
            } else {
                let waiting = self.waiting(reply, request_id);
                self.answer(waiting, StatusKind::CallStatus, refusal());
            }
        }
    }

    /// Reads what the starts depend on, and starts them once that is known.
    pub(super) fn drive_starts(&mut self, now: Millis) {
        if self.starts.waiting.is_empty() {
            return;
        }
        if !self.starts.has_asked && self.link.is_logged_in() {
            self.starts.has_asked = true;
            self.check_before_dial(true, now);
            let shown = self.starts.waiting.iter();
            let shown = shown.filter_map(|start| start.campaign_id.clone()).next();
            if let Some(id) = shown.or_else(|| self.campaign_id()) {
                self.read_offer_of(&CampaignId::new(id), now);
            }
        }
        let is_judged = !matches!(self.link.told, None | Some(dialer::Link::Interrupted));
        let until = self.starts.until;
        let may_wait = now < until && until <= now + READ_MS;
        if may_wait && (!is_judged || self.is_reading_offer()) {
            return;
        }
        for start in std::mem::take(&mut self.starts.waiting) {
            // Another campaign than the one that was shown would be a surprise.
            let campaign_id = start.campaign_id.or_else(|| self.campaign_id());
            let is_of_list = matches!(start.who, Who::Records(_));
            let refusal = self.refusal(campaign_id.clone(), is_of_list);
            let status = match (refusal, campaign_id) {
                (Some(refusal), _) => refusal,
                (None, Some(id)) => self.start_run(&start.who, id, start.repeats, now),
                (None, None) => self.no_campaign(),
            };
            let status = Status {
                request_id: start.request_id,
                ..status
            };
            self.answer_when_stored(start.reply, status);
        }
    }

    /// Why nothing starts under this campaign, if anything is in the way.
    /// The list matters only to a run over it.
    fn refusal(&self, campaign_id: Option<String>, is_of_list: bool) -> Option<Status> {
        let checks = self.checks(campaign_id).into_iter();
        let mut checks = checks.filter(|check| is_of_list || check.kind != CheckKind::List);
        checks.find_map(|check| Some(Status::failure(check.code?, check.detail.as_deref())))
    }

    fn is_reading_offer(&self) -> bool {
        self.requests.has(|purpose| {
            matches!(
                purpose,
                Purpose::LoginState
                    | Purpose::Station
                    | Purpose::CampaignsConfig
                    | Purpose::Campaign(_)
                    | Purpose::Dispositions(..)
            )
        })
    }

    pub(super) fn preflight(&self) -> PreflightView {
        PreflightView {
            starting: !self.starts.waiting.is_empty(),
            checks: self.checks(self.campaign_id()),
        }
    }

    fn checks(&self, campaign_id: Option<String>) -> Vec<CheckView> {
        vec![
            self.tab_check(),
            self.login_check(),
            self.station_check(),
            self.campaign_check(campaign_id.as_deref()),
            self.dispositions_check(campaign_id),
            self.permissions_check(),
            self.drift_check(),
            self.list_check(),
        ]
    }

    fn tab_check(&self) -> CheckView {
        let check = CheckView::new(CheckKind::Tab);
        match (self.link.adopted_hello(), &self.link.told) {
            (Some((_, hello)), _) if !self.link.is_frozen => check.is(CheckState::Ok, &hello.host),
            (_, Some(dialer::Link::Down(failure))) => {
                let detail = failure.detail.clone().unwrap_or_default();
                check.bad(from_five9::code(failure.reason), None, &detail)
            }
            (_, Some(dialer::Link::Ready | dialer::Link::Interrupted) | None) => {
                check.is(CheckState::Checking, "")
            }
        }
    }

    fn login_check(&self) -> CheckView {
        let check = CheckView::new(CheckKind::Login);
        let refused = |failure: &dialer::Failure| {
            let detail = failure.detail.as_deref().unwrap_or_default();
            CheckView::new(CheckKind::Login).bad(from_five9::code(failure.reason), None, detail)
        };
        match (&self.link.logged_out, &self.link.checked.login) {
            (Some(failure), _) | (None, Some(Err(failure))) => refused(failure),
            (None, Some(Ok(LoginState::Working))) => check.is(CheckState::Ok, ""),
            (None, Some(Ok(LoginState::Relogin)) | None) => check.is(self.not_read(), ""),
            (None, Some(Ok(state))) => check.bad(Code::NotLoggedIn, None, &state.to_string()),
        }
    }

    fn station_check(&self) -> CheckView {
        let check = CheckView::new(CheckKind::Station);
        match &self.link.checked.station {
            Some(Ok(station)) => {
                let kind = station.station_type.as_ref();
                let kind = kind.map(ToString::to_string).unwrap_or_default();
                if station.is_connected() && station.has_audio() {
                    check.is(CheckState::Ok, &kind)
                } else {
                    check.bad(Code::StationDown, None, &kind)
                }
            }
            Some(Err(_)) => check.is(CheckState::Unknown, ""),
            None => check.is(self.not_read(), ""),
        }
    }

    fn campaign_check(&self, id: Option<&str>) -> CheckView {
        let check = CheckView::new(CheckKind::Campaign);
        let offer = &self.link.offer;
        let Some(id) = id else {
            return if self.link.offer.is_sure && !self.is_reading_offer() {
                check.bad(Code::CampaignRefused, Some(CheckWhy::NoneChosen), "")
            } else {
                check.is(self.not_read(), "")
            };
        };
        let name = self.campaign_name(id);
        let Some(offered) = offer.find(id) else {
            // An empty list says less than that nothing is offered.
            if !offer.is_sure || offer.campaigns.is_empty() {
                return check.is(self.not_read(), &name);
            }
            let is_of_list = self.list.campaign_id() == Some(id);
            let why = if is_of_list {
                CheckWhy::ListCampaignGone
            } else {
                CheckWhy::NotOffered
            };
            return check.bad(Code::CampaignRefused, Some(why), &name);
        };
        match offered.is_running().filter(|_| offered.is_sure) {
            Some(true) => check.is(CheckState::Ok, &name),
            Some(false) => check.bad(Code::CampaignRefused, Some(CheckWhy::NotRunning), &name),
            None => check.is(self.not_read(), &name),
        }
    }

    fn dispositions_check(&self, id: Option<String>) -> CheckView {
        let check = CheckView::new(CheckKind::Dispositions);
        let is_read = id
            .as_ref()
            .is_some_and(|id| self.link.offer.dispositions.contains_key(id));
        let usable = self.dispositions_of(id);
        if !is_read {
            return check.is(self.not_read(), "");
        }
        if usable.is_empty() {
            return check.bad(Code::DispositionRefused, Some(CheckWhy::NoneUsable), "");
        }
        match &self.settings.default_outcome_id {
            Some(id) if usable.iter().all(|one| one.id != *id) => CheckView {
                why: Some(CheckWhy::DefaultOutcomeGone),
                ..check.is(CheckState::Warn, self.settings.outcome_name(id))
            },
            Some(_) | None => check.is(CheckState::Ok, &usable.len().to_string()),
        }
    }

    /// Never a refusal: that Five9 lists the agent's permissions in these words is not certain.
    fn permissions_check(&self) -> CheckView {
        let check = CheckView::new(CheckKind::Permissions);
        let permissions = self.desk.permissions.as_ref();
        match permissions.and_then(Permissions::can_make_external_calls) {
            Some(true) => check.is(CheckState::Ok, ""),
            Some(false) => CheckView {
                why: Some(CheckWhy::NotPermitted),
                ..check.is(CheckState::Warn, "CAN_MAKE_CALLS_TO_EXTERNAL")
            },
            None => check.is(CheckState::Unknown, ""),
        }
    }

    fn drift_check(&self) -> CheckView {
        let check = CheckView::new(CheckKind::Drift);
        match self.drift.findings().first() {
            Some(first) => check.is(CheckState::Warn, &first.to_string()),
            None => check.is(CheckState::Ok, ""),
        }
    }

    fn list_check(&self) -> CheckView {
        let check = CheckView::new(CheckKind::List);
        let list = self.list.view();
        let n_others = list.n_records - list.n_callable;
        if list.n_callable == 0 {
            check.bad(Code::InvalidNumber, Some(CheckWhy::NobodyCallable), "")
        } else if n_others == 0 {
            check.is(CheckState::Ok, "")
        } else {
            CheckView {
                why: Some(CheckWhy::SomeNotCallable),
                ..check.is(CheckState::Warn, &n_others.to_string())
            }
        }
    }

    /// What is not read yet: on its way, or not to be had.
    fn not_read(&self) -> CheckState {
        let is_on_its_way = self.link.is_logged_in() && self.is_reading_offer();
        if is_on_its_way {
            CheckState::Checking
        } else {
            CheckState::Unknown
        }
    }

    /// The campaign's name as it is, or as it was last.
    pub(super) fn campaign_name(&self, id: &str) -> String {
        let offered = self
            .link
            .offer
            .find(id)
            .filter(|offered| offered.data.is_some());
        match offered {
            Some(offered) => offered.name().to_owned(),
            None => {
                let of_list = self.list.campaign_name(id);
                of_list
                    .unwrap_or_else(|| self.settings.campaign_name(id))
                    .to_owned()
            }
        }
    }
}

impl CheckView {
    fn new(kind: CheckKind) -> Self {
        Self {
            kind,
            state: CheckState::Unknown,
            why: None,
            detail: None,
            code: None,
        }
    }

    fn is(self, state: CheckState, detail: &str) -> Self {
        let detail = (!detail.is_empty()).then(|| detail.to_owned());
        Self {
            state,
            detail,
            ..self
        }
    }

    fn bad(self, code: Code, why: Option<CheckWhy>, detail: &str) -> Self {
        Self {
            why,
            code: Some(code),
            ..self.is(CheckState::Bad, detail)
        }
    }
}

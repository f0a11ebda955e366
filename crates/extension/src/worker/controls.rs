//! What can be done with a live call beside ending it: hold, recording, prompts.
//!
//! What is shown is Five9's word, never the click. A control never stands in the way of an end, and
//! one for a call that is over, or for which another is under way, sends nothing.

use dialer::{CallSnapshot, Failure, Phase};
use five9::endpoint::{
    GetAudioPlayer, Hold, PauseRecording, PlayPrompt, ResumeRecording, StartRecording, StopPrompt,
    StopRecording, Unhold,
};
use five9::http::{Lost, Reply, Request};
use five9::id::PromptId;
use five9::model::{CallInfo, CallState, Permissions};

use crate::message::{Code, PageMessage, RecordingAction, Status};
use crate::snapshot::{ControlKind, ControlsView, PlayingView, RecordingState, Trouble};
use crate::worker::calling::failed;
use crate::worker::desk::ms;
use crate::worker::input::ReplyId;
use crate::worker::replies::decode;
use crate::worker::requests::{Purpose, Side};
use crate::worker::{Millis, Worker, from_five9, to_five9};

/// So long a control whose answer was lost is looked for.
const LOOK_MS: Millis = 8_000;

/// Five9 may begin to play this long after it said so.
const PLAY_GRACE_MS: Millis = 2_000;

/// What was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Control {
    Hold(bool),
    Record(RecordingAction),
    Play(String),
    StopPlaying,
}

#[derive(Debug)]
struct UnderWay {
    serial: u64,
    control: Control,
    waiting: (ReplyId, Option<String>),
    /// The answer was lost: since when and until when reads are asked instead.
    looking: Option<(Millis, Millis)>,
}

#[derive(Debug)]
struct Playing {
    prompt: String,
    since: Millis,
    /// So long it lasts at most; absent: not known.
    lasts: Option<Millis>,
}

impl Playing {
    fn due_at(&self) -> Option<Millis> {
        Some(self.since.saturating_add(self.lasts?))
    }
}

/// What is known of the call on screen beside its state.
#[derive(Debug, Default)]
pub(super) struct Controls {
    /// Of which call.
    pub(super) call: Option<dialer::CallId>,
    /// As Five9 said last; absent: not said.
    is_recording: Option<bool>,
    /// Not recording because a pause was asked for and accepted.
    is_paused: bool,
    /// The call was there before this could have seen a pause.
    was_there: bool,
    told_at: Millis,
    playing: Option<Playing>,
    /// What is on its way of the player was asked for before the last control of it.
    is_player_older: bool,
    under_way: Option<UnderWay>,
    pub(super) trouble: Option<Trouble>,
    pub(super) note: super::posting::NoteKnown,
    pub(super) callback_due_at_ms: Option<u64>,
    /// A callback may be there that was not found.
    pub(super) is_callback_unknown: bool,
}

impl Controls {
    pub(super) fn due_at(&self) -> Option<Millis> {
        let playing = self.playing.as_ref().and_then(Playing::due_at);
        self.look_due_at().into_iter().chain(playing).min()
    }

    /// The clock was set back by so much: what is read from now on is newer than what was told.
    pub(super) fn set_back(&mut self, back: Millis) {
        self.told_at = self.told_at.saturating_sub(back);
    }

    fn look_due_at(&self) -> Option<Millis> {
        let (_, until) = self.under_way.as_ref()?.looking?;
        Some(until)
    }
}

impl Worker {
    /// What is asked of the call and the agent beside dialing and ending.
    pub(super) fn obey_control(
        &mut self,
        reply: ReplyId,
        request_id: Option<String>,
        message: PageMessage,
        now: Millis,
    ) {
        let control = match message {
            PageMessage::HoldCall { .. } => Control::Hold(true),
            PageMessage::UnholdCall { .. } => Control::Hold(false),
            PageMessage::SetRecording { action, .. } => Control::Record(action),
            PageMessage::PlayPrompt { prompt_id, .. } => Control::Play(prompt_id),
            PageMessage::StopPrompt { .. } => Control::StopPlaying,
            PageMessage::SendNote { .. } => return self.send_note(reply, request_id, now),
            PageMessage::SetReady {
                ready, reason_id, ..
            } => return self.set_ready(reply, request_id, ready, reason_id, now),
            PageMessage::CreateCallback {
                due_at_ms, comment, ..
            } => return self.create_callback(reply, request_id, due_at_ms, comment, now),
            // Taken out before.
            PageMessage::TriggerFive9Call { .. }
            | PageMessage::TriggerFive9Hangup { .. }
            | PageMessage::TriggerFive9DisposeOnly { .. }
            | PageMessage::ImportList { .. }
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
            | PageMessage::Dismiss { .. } => {
                return self.reply(reply, Status::failure(Code::BadMessage, None));
            }
        };
        self.control(reply, request_id, control, now);
    }

    /// Carries a control out if it fits the call; refuses it unsent otherwise.
    fn control(
        &mut self,
        reply: ReplyId,
        request_id: Option<String>,
        control: Control,
        now: Millis,
    ) {
        let call = self.call_on_screen();
        let wanted = call.and_then(|call| Some((self.refusal_of(&control, &call), call.id?)));
        let refusal = match &wanted {
            Some((refusal, _)) => refusal.clone(),
            None => Some(Status::failure(Code::Busy, None)),
        };
        let (Some((None, call)), Some(agent)) = (wanted, self.agent()) else {
            let status = refusal.unwrap_or_else(|| Status::failure(Code::NoTab, None));
            return self.reply(
                reply,
                Status {
                    request_id,
                    ..status
                },
            );
        };
        self.mind(&call);
        self.n_ids += 1;
        let serial = self.n_ids;
        let request = request_of(&control, agent, to_five9::call(&call));
        self.controls.trouble = None;
        self.controls.under_way = Some(UnderWay {
            serial,
            control,
            waiting: (reply, request_id),
            looking: None,
        });
        self.send_side(Side::Control(serial), &request, now);
    }

    /// Why a control is not sent, if it is not.
    fn refusal_of(&self, control: &Control, call: &CallSnapshot) -> Option<Status> {
        let view = self.controls_view(call);
        let may = |ask, word| {
            let lacks = !self.desk.may(ask);
            lacks.then(|| Status::failure(Code::ControlRefused, Some(word)))
        };
        let (fits, forbidden) = match control {
            Control::Hold(true) => (view.can_hold, may(Permissions::can_hold, "not permitted")),
            Control::Hold(false) => (view.can_unhold, may(Permissions::can_hold, "not permitted")),
            Control::Record(action) => (view.recording_actions.contains(action), None),
            Control::Play(prompt) => {
                let mut known = self.desk.prompts.iter();
                let is_known = known.any(|one| one.id.as_str() == prompt);
                let unknown = || Status::failure(Code::ControlRefused, Some("no such prompt"));
                (view.can_play_prompt, (!is_known).then(unknown))
            }
            Control::StopPlaying => (view.playing.is_some(), None),
        };
        let busy = || Status::failure(Code::Busy, None);
        let is_free = fits && self.controls.under_way.is_none();
        self.not_at_work()
            .or(forbidden)
            .or_else(|| (!is_free).then(busy))
    }

    /// From now on it is this call that is known.
    pub(super) fn mind(&mut self, call: &dialer::CallId) {
        if self.controls.call.as_ref() != Some(call) {
            self.forget_controls();
            self.controls.call = Some(call.clone());
        }
    }

    /// The call is gone, or another agent's: whoever waits hears that it is not known.
    pub(super) fn forget_controls(&mut self) {
        self.settle_control(Some(Status::failure(Code::Unknown, None)));
        self.controls = Controls::default();
    }

    pub(super) fn control_answered(
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
        let Some(under_way) = &mut self.controls.under_way else {
            return result;
        };
        if under_way.serial != serial {
            return result;
        }
        let is_of_player = matches!(under_way.control, Control::Play(_) | Control::StopPlaying);
        match (&result, never_sent) {
            (_, Some(failure)) => self.settle_control(Some(failed(&failure))),
            (Ok(()), None) => {
                match &under_way.control {
                    Control::Play(prompt) => {
                        let prompt = prompt.clone();
                        self.controls.playing = Some(self.plays(prompt, now));
                    }
                    Control::StopPlaying => self.controls.playing = None,
                    Control::Hold(_) | Control::Record(_) => {}
                }
                self.settle_control(None);
            }
            (Err(error), None) if error.is_definite_refusal() => {
                let status = refused(error);
                self.settle_control(Some(status));
            }
            (Err(_), None) => under_way.looking = Some((now, now + LOOK_MS)),
        }
        if is_of_player {
            let is_player = |open: &Purpose| *open == Purpose::Side(Side::Player);
            self.controls.is_player_older = self.requests.has(is_player);
            self.read_side(Side::Player, now);
        } else {
            self.read_calls(now);
        }
        result
    }

    /// The control came to its end: whoever asked hears of it.
    fn settle_control(&mut self, trouble: Option<Status>) {
        let Some(under_way) = self.controls.under_way.take() else {
            return;
        };
        if trouble.is_none()
            && let Control::Record(action) = under_way.control
        {
            self.controls.is_paused = action == RecordingAction::Pause;
        }
        let status = trouble.unwrap_or_else(Status::success);
        self.controls.trouble = trouble_of(&status);
        let (reply, request_id) = under_way.waiting;
        self.reply(
            reply,
            Status {
                request_id,
                ..status
            },
        );
    }

    /// What Five9 says of a call: in an event, or in a read that was asked for then.
    pub(super) fn note_call(
        &mut self,
        info: &CallInfo,
        reason: Option<&str>,
        asked_at: Option<Millis>,
        now: Millis,
    ) {
        self.desk.is_recording_allowed |=
            reason == Some("RECORDING_ALLOWED") || info.recording == Some(true);
        self.note_campaign(info, now);
        let id = dialer::CallId::new(info.id.as_str());
        if self.call_on_screen().and_then(|call| call.id) != Some(id.clone()) {
            return;
        }
        let is_new = self.controls.call.as_ref() != Some(&id);
        self.mind(&id);
        let controls = &mut self.controls;
        if is_new {
            controls.was_there = info.state.rank() >= CallState::Talking.rank();
        }
        // A read that was asked for before the last event can be older than that.
        if asked_at.is_none_or(|asked_at| asked_at >= controls.told_at) {
            controls.is_recording = info.recording.or(controls.is_recording);
            controls.is_paused &= info.recording != Some(true);
        }
        if asked_at.is_none() {
            controls.told_at = now;
        }
        if !info.state.is_live() {
            controls.playing = None;
        }
        let Some(under_way) = &controls.under_way else {
            return;
        };
        let Some((since, _)) = under_way.looking else {
            return;
        };
        if shows(&under_way.control, info) {
            self.settle_control(None);
        } else if asked_at.is_some_and(|asked_at| asked_at >= since) || !info.state.is_live() {
            self.settle_control(Some(Status::failure(Code::Unknown, None)));
        }
    }

    pub(super) fn take_player(
        &mut self,
        reply: Result<Reply, Lost>,
        now: Millis,
    ) -> Result<(), five9::Error> {
        let (Some(agent), Some(call)) = (self.agent(), &self.controls.call) else {
            return Ok(());
        };
        let call = to_five9::call(call);
        let player = decode(&GetAudioPlayer { agent, call }, reply);
        // Another read follows, since this one can be older than what was done.
        if std::mem::take(&mut self.controls.is_player_older) {
            return player.map(|_| ());
        }
        let (plays, prompt) = match &player {
            Ok(player) => {
                // No source shows this reply: without a word of a state it says nothing.
                let plays = player.state.as_deref().map(|state| state == "PLAYING");
                (plays, player.prompt_id.as_ref().map(ToString::to_string))
            }
            Err(five9::Error::NotFound { .. } | five9::Error::Refused { .. }) => (None, None),
            Err(_) => return player.map(|_| ()),
        };
        let looked_for = self.controls.under_way.as_ref();
        let looked_for = looked_for.filter(|one| one.looking.is_some());
        let is_shown = looked_for.map(|one| match &one.control {
            Control::Play(wanted) => plays == Some(true) && prompt.as_ref() == Some(wanted),
            Control::StopPlaying => plays == Some(false),
            Control::Hold(_) | Control::Record(_) => false,
        });
        // What is refused or not there plays nothing.
        if plays == Some(false) || player.is_err() {
            self.controls.playing = None;
        } else if let (Some(true), Some(prompt)) = (plays, prompt) {
            let known = self.controls.playing.as_ref();
            if known.is_none_or(|one| one.prompt != prompt) {
                self.controls.playing = Some(self.plays(prompt, now));
            }
        }
        if let Some(is_shown) = is_shown {
            let code = (!is_shown).then_some(Code::Unknown);
            self.settle_control(code.map(|code| Status::failure(code, None)));
        }
        player.map(|_| ())
    }

    fn plays(&self, prompt: String, now: Millis) -> Playing {
        let mut known = self.desk.prompts.iter();
        let duration = known.find(|one| one.id.as_str() == prompt);
        let duration = duration.and_then(|one| one.duration).map(ms);
        Playing {
            prompt,
            since: now,
            lasts: duration.map(|duration| duration.saturating_add(PLAY_GRACE_MS)),
        }
    }

    /// What cannot be found out in time is unknown.
    pub(super) fn drive_controls(&mut self, now: Millis) {
        let due_at = self.controls.look_due_at();
        if due_at.is_some_and(|due_at| due_at <= now || due_at > now + LOOK_MS) {
            self.settle_control(Some(Status::failure(Code::Unknown, None)));
        }
        let playing = &mut self.controls.playing;
        if let Some(playing) = playing {
            // A clock that was set back puts the end off by no more than its length.
            playing.since = playing.since.min(now);
        }
        let due_at = playing.as_ref().and_then(Playing::due_at);
        if due_at.is_some_and(|due_at| due_at <= now) {
            *playing = None;
        }
    }

    pub(super) fn controls_view(&self, call: &CallSnapshot) -> ControlsView {
        let nothing = Controls::default();
        let is_known = call.id.is_some() && self.controls.call == call.id;
        let known = if is_known { &self.controls } else { &nothing };
        let is_talking = call.phase == Phase::Talking;
        let is_held = call.phase == Phase::OnHold;
        let may_hold = self.desk.may(Permissions::can_hold);
        let recording = recording_state(known);
        let is_live = is_talking || is_held;
        let mut view = ControlsView {
            can_hold: is_talking && may_hold,
            can_unhold: is_held && may_hold,
            recording: recording.filter(|_| is_live),
            can_play_prompt: is_talking && !self.prompt_views().is_empty(),
            playing: known
                .playing
                .as_ref()
                .map(|playing| self.playing_view(playing)),
            callback_due_at_ms: known.callback_due_at_ms,
            busy: known.under_way.as_ref().map(|one| kind(&one.control)),
            trouble: known.trouble.clone(),
            ..ControlsView::default()
        };
        if is_live && self.may_record() {
            view.recording_actions = actions(recording, known.was_there);
        }
        self.complete_view(call, known, &mut view);
        view
    }

    /// Only where Five9 has said that it may be: no permission's name is known for it.
    fn may_record(&self) -> bool {
        let permissions = self.desk.permissions.as_ref();
        let is_named = permissions.and_then(Permissions::can_record) == Some(true);
        self.desk.is_recording_allowed || is_named
    }

    fn playing_view(&self, playing: &Playing) -> PlayingView {
        let mut prompts = self.desk.prompts.iter();
        let prompt = prompts.find(|prompt| prompt.id.as_str() == playing.prompt);
        PlayingView {
            prompt_id: playing.prompt.clone(),
            name: prompt.map_or_else(|| playing.prompt.clone(), |prompt| prompt.name.clone()),
            since_ms: playing.since,
            duration_ms: prompt.and_then(|prompt| prompt.duration).map(ms),
        }
    }
}

fn recording_state(controls: &Controls) -> Option<RecordingState> {
    Some(match (controls.is_recording?, controls.is_paused) {
        (true, _) => RecordingState::On,
        (false, true) => RecordingState::Paused,
        (false, false) => RecordingState::Off,
    })
}

fn actions(recording: Option<RecordingState>, was_there: bool) -> Vec<RecordingAction> {
    use RecordingAction::{Pause, Resume, Start, Stop};
    match recording {
        Some(RecordingState::On) => vec![Pause, Stop],
        Some(RecordingState::Paused) => vec![Resume, Stop],
        // It may have been paused before this could see it.
        Some(RecordingState::Off) if was_there => vec![Start, Resume],
        Some(RecordingState::Off) => vec![Start],
        None => Vec::new(),
    }
}

fn kind(control: &Control) -> ControlKind {
    match control {
        Control::Hold(_) => ControlKind::Hold,
        Control::Record(_) => ControlKind::Recording,
        Control::Play(_) | Control::StopPlaying => ControlKind::Prompt,
    }
}

/// Whether the call is as the control wants it.
fn shows(control: &Control, info: &CallInfo) -> bool {
    match control {
        Control::Hold(on) => {
            let wanted = if *on {
                CallState::OnHold
            } else {
                CallState::Talking
            };
            info.state == wanted
        }
        Control::Record(RecordingAction::Start | RecordingAction::Resume) => {
            info.recording == Some(true)
        }
        Control::Record(RecordingAction::Pause | RecordingAction::Stop) => {
            info.recording == Some(false)
        }
        Control::Play(_) | Control::StopPlaying => false,
    }
}

fn request_of(control: &Control, agent: five9::id::AgentId, call: five9::id::CallId) -> Request {
    use RecordingAction::{Pause, Resume, Start, Stop};
    match control {
        Control::Hold(true) => to_five9::request(&Hold { agent, call }),
        Control::Hold(false) => to_five9::request(&Unhold { agent, call }),
        Control::Record(Start) => to_five9::request(&StartRecording { agent, call }),
        Control::Record(Pause) => to_five9::request(&PauseRecording { agent, call }),
        Control::Record(Resume) => to_five9::request(&ResumeRecording { agent, call }),
        Control::Record(Stop) => to_five9::request(&StopRecording { agent, call }),
        Control::Play(prompt) => to_five9::request(&PlayPrompt {
            agent,
            call,
            prompt: PromptId::new(prompt.clone()),
        }),
        Control::StopPlaying => to_five9::request(&StopPrompt { agent, call }),
    }
}

/// A refusal by Five9 of something that is no dial, no end and no disposition.
pub(super) fn refused(error: &five9::Error) -> Status {
    let failure = from_five9::failure(error);
    let is_refusal = matches!(
        error,
        five9::Error::Refused { .. }
            | five9::Error::NotFound { .. }
            | five9::Error::NotLoggedIn { status: 403, .. }
    );
    if is_refusal {
        Status::failure(Code::ControlRefused, failure.detail.as_deref())
    } else {
        failed(&failure)
    }
}

/// What a status says went wrong, for the screen.
pub(super) fn trouble_of(status: &Status) -> Option<Trouble> {
    let code = status.code?;
    let words = status.error.as_deref().unwrap_or_default();
    let detail = words.strip_prefix(code.sentence()).unwrap_or_default();
    let detail = detail.trim().trim_start_matches('(').trim_end_matches(')');
    Some(Trouble {
        code,
        detail: (!detail.is_empty()).then(|| detail.to_owned()),
    })
}

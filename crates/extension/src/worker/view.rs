//! What the panel and the icon show, made from what is known.

use dialer::{Held, Phase};

use crate::message::Code;
use crate::snapshot::{
    CallPhase, CallView, CampaignView, ControlsView, CorrectionView, DispositionView, HeldBackView,
    HeldView, LastCallView, LinkState, LinkView, MainButton, OtherCallView, PauseReason,
    PersonView, RepeatView, RunView, Snapshot, SummaryView, Trouble,
};
use crate::worker::effect::{Effect, Tone};
use crate::worker::station::Restart;
use crate::worker::{Millis, Worker, from_five9, pace};

/// A write that changes nothing but the history is shown with what comes next, or after this.
const HISTORY_PAUSE_MS: Millis = 100;

/// What the icon shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Badge {
    text: &'static str,
    tone: Tone,
}

/// What was shown last.
#[derive(Debug, Default)]
pub(super) struct Shown {
    /// Absent: to somebody who has not seen it yet.
    pub(super) snapshot: Option<Snapshot>,
    badge: Option<Badge>,
    revision: u64,
    /// When a history that changed is shown at the latest.
    pub(super) history_due_at: Option<Millis>,
}

impl Worker {
    /// Shows panels and icon what is so, if that changed.
    pub(super) fn show(&mut self, now: Millis) {
        self.refresh_outbox_view();
        let mut snapshot = self.snapshot(now);
        let badge = badge(&snapshot);
        if self.shown.badge != Some(badge) {
            self.shown.badge = Some(badge);
            self.effects.push_back(Effect::Badge {
                text: badge.text,
                tone: badge.tone,
            });
        }
        let panels: Vec<_> = self.pages().collect();
        if panels.is_empty() {
            self.shown.history_due_at = None;
            return;
        }
        if let Some(shown) = &self.shown.snapshot {
            snapshot.revision = shown.revision;
            snapshot.now_ms = shown.now_ms;
            if *shown == snapshot {
                return;
            }
            let newest = std::mem::replace(&mut snapshot.history_revision, shown.history_revision);
            if *shown == snapshot && !self.history_is_due(now) {
                return;
            }
            snapshot.history_revision = newest;
        }
        self.shown.history_due_at = None;
        self.shown.revision += 1;
        snapshot.revision = self.shown.revision;
        snapshot.now_ms = now;
        self.shown.snapshot = Some(snapshot.clone());
        self.effects.push_back(Effect::Show {
            panels,
            snapshot: Box::new(snapshot),
        });
    }

    /// Every call is written several times, mostly just before something else changes, too.
    fn history_is_due(&mut self, now: Millis) -> bool {
        let latest = now + HISTORY_PAUSE_MS;
        let due_at = *self.shown.history_due_at.get_or_insert(latest);
        // A clock that was set back puts nothing off.
        due_at <= now || due_at > latest
    }

    fn snapshot(&self, now: Millis) -> Snapshot {
        let dialer = self.dialer.snapshot();
        let storage = dialer.storage_failed.map(|reason| Trouble {
            code: from_five9::code(reason),
            detail: None,
        });
        Snapshot {
            revision: 0,
            now_ms: now,
            link: self.link_view(),
            campaigns: self.campaigns(),
            campaign_id: self.campaign_id(),
            dispositions: self.dispositions(),
            default_outcome_id: self.settings.default_outcome_id.clone(),
            list: self.list.view(),
            call: dialer.call.map(|call| self.call_view(call)),
            other_call: dialer.others.into_iter().next().map(|other| OtherCallView {
                number: other.number,
                state: from_five9::state_word(&other.state),
            }),
            run: dialer.run.map(run_view),
            summary: dialer.summary.map(summary_view),
            last_call: dialer.last.map(last_call_view),
            main_button: main_button(&dialer.main_button),
            can_skip: dialer.can_skip,
            can_pause: dialer.can_pause,
            can_resume: dialer.can_resume,
            can_cancel: dialer.can_cancel,
            can_postpone: dialer.can_postpone,
            presence: self.presence_view(),
            reasons: self.reason_views(),
            prompts: self.prompt_views(),
            preflight: self.preflight(),
            drift: self.drift_view(),
            preferences: self.settings.preferences.clone(),
            templates: self.templates.view(),
            agent_name: None,
            history_revision: self.history.revision,
            outbox: self.outbox_view(),
            room_left_bytes: self.room.little_left(),
            practice: self.practice,
            trouble: storage.or_else(|| self.trouble.clone()),
        }
    }

    fn call_view(&self, call: dialer::CallSnapshot) -> CallView {
        let controls = self.controls_view(&call);
        call_view(call, controls)
    }

    fn link_view(&self) -> LinkView {
        let (state, failure) = match &self.link.told {
            Some(dialer::Link::Ready) => (LinkState::Ready, None),
            Some(dialer::Link::Interrupted) | None => (LinkState::Checking, None),
            Some(dialer::Link::Down(failure)) => {
                let code = from_five9::code(failure.reason);
                let state = if code == Code::NotLoggedIn {
                    LinkState::NotLoggedIn
                } else if code == Code::StationDown {
                    LinkState::StationDown
                } else if self.link.is_frozen {
                    LinkState::Frozen
                } else if self.link.adopted.is_none() && !self.link.was_ready() {
                    LinkState::NoTab
                } else {
                    LinkState::Lost
                };
                (state, Some(failure.clone()))
            }
        };
        let login = self.link.checked.login.as_ref();
        let station = self
            .link
            .checked
            .station
            .as_ref()
            .and_then(|one| one.as_ref().ok());
        LinkView {
            state,
            code: failure
                .as_ref()
                .map(|failure| from_five9::code(failure.reason)),
            detail: failure.and_then(|failure| failure.detail),
            host: self
                .link
                .adopted_hello()
                .map(|(_, hello)| hello.host.clone()),
            logged_in: match (&self.link.logged_out, login) {
                (Some(_), _) => Some(false),
                (None, Some(Ok(state))) => Some(*state == five9::model::LoginState::Working),
                (None, Some(Err(_)) | None) => None,
            },
            station_connected: station.map(|one| one.is_connected() && one.has_audio()),
            station_type: station
                .and_then(|station| station.station_type.as_ref())
                .map(ToString::to_string),
            socket_open: self.link.socket.is_open(),
            station_restarting: matches!(self.link.restart, Some(Restart::UnderWay { .. })),
            station_restart_failed: self.link.restart == Some(Restart::Failed),
        }
    }

    fn campaigns(&self) -> Vec<CampaignView> {
        let offered = self.link.offer.campaigns.iter();
        offered
            .map(|offered| CampaignView {
                id: offered.id.clone(),
                name: offered.name().to_owned(),
                running: offered.is_running(),
            })
            .collect()
    }

    /// The list's campaign, else the chosen one; before anything was chosen, the first that runs.
    pub(super) fn campaign_id(&self) -> Option<String> {
        let first_running = || {
            // Perhaps another one was chosen.
            if self.kept.is_unread {
                return None;
            }
            let mut offered = self.link.offer.campaigns.iter();
            let first = offered.find(|offered| offered.is_running() == Some(true));
            first.map(|offered| offered.id.clone())
        };
        let of_list = self.list.campaign_id().map(str::to_owned);
        of_list
            .or_else(|| self.settings.campaign_id.clone())
            .or_else(first_running)
    }

    /// Dispositions that can end a call of the campaign in use, and those entered by hand.
    pub(super) fn dispositions(&self) -> Vec<DispositionView> {
        self.dispositions_of(self.campaign_in_use())
    }

    pub(super) fn dispositions_of(&self, campaign_id: Option<String>) -> Vec<DispositionView> {
        let offered = campaign_id.and_then(|id| self.link.offer.dispositions.get(&id));
        let offered = offered
            .into_iter()
            .flatten()
            .filter(|one| one.can_end_call());
        let mut views: Vec<DispositionView> = offered
            .map(|one| DispositionView {
                id: one.id.to_string(),
                name: one.label().to_owned(),
                must_confirm: one.must_confirm(),
                by_hand: false,
                n_used: self.uses.of(one.id.as_str()),
            })
            .collect();
        for by_hand in &self.settings.dispositions_by_hand {
            if views.iter().all(|known| known.id != by_hand.id) {
                views.push(DispositionView {
                    id: by_hand.id.clone(),
                    name: by_hand.name.clone(),
                    must_confirm: false,
                    by_hand: true,
                    n_used: self.uses.of(&by_hand.id),
                });
            }
        }
        views
    }
}

fn call_view(call: dialer::CallSnapshot, controls: ControlsView) -> CallView {
    let ms = |at: Option<dialer::Timestamp>| at.map(dialer::Timestamp::ms);
    CallView {
        intent_id: call.intent.to_string(),
        record_id: call.target.record.map(|id| id.to_string()),
        name: call.target.name,
        number: call.target.number.unwrap_or_default(),
        phase: phase(call.phase),
        five9_state: call.line.as_ref().map(from_five9::state_word),
        dialed_at_ms: ms(call.dialed_at),
        ringing_at_ms: ms(call.ringing_at),
        answered_at_ms: ms(call.answered_at),
        ended_at_ms: ms(call.ended_at),
        finished_at_ms: ms(call.finished_at),
        outcome_id: call.outcome.map(|outcome| outcome.id.to_string()),
        note: call.note,
        held: call.held.map(held_view),
        disposition_sent: call.disposition_sent,
        trouble: call.trouble.map(trouble),
        waits_for_outcome: call.waits_for_outcome,
        came_back: call.came_back,
        held_back: call.held_back.map(|(from, until)| HeldBackView {
            from_ms: from.ms(),
            until_ms: until.ms(),
        }),
        corrected: call.corrected.map(correction_view),
        can_correct: call.can_correct,
        can_call_other: call.can_call_other,
        controls,
    }
}

fn correction_view(outcome: dialer::Disposition) -> CorrectionView {
    CorrectionView {
        disposition_id: outcome.id.to_string(),
        name: outcome.name,
    }
}

fn last_call_view(call: dialer::LastCall) -> LastCallView {
    let (id, name) = match call.outcome {
        Some(outcome) => (Some(outcome.id.to_string()), Some(outcome.name)),
        None => (None, None),
    };
    LastCallView {
        intent_id: call.intent.to_string(),
        record_id: call.target.record.map(|id| id.to_string()),
        name: call.target.name,
        number: call.target.number.unwrap_or_default(),
        outcome_id: id,
        outcome_name: name,
        held: call.held.map(held_view),
        corrected: call.corrected.map(correction_view),
    }
}

fn phase(phase: Phase) -> CallPhase {
    match phase {
        Phase::Dialing => CallPhase::Dialing,
        Phase::Ringing => CallPhase::Ringing,
        Phase::Talking => CallPhase::Talking,
        Phase::OnHold => CallPhase::OnHold,
        Phase::Ending => CallPhase::Ending,
        Phase::WrapUp => CallPhase::WrapUp,
        Phase::Disposing => CallPhase::Disposing,
        Phase::Done => CallPhase::Done,
        Phase::Failed => CallPhase::Failed,
        Phase::Unknown => CallPhase::Unknown,
    }
}

fn held_view(held: Held) -> HeldView {
    match held {
        Held::Confirmed(id) => HeldView::Confirmed {
            disposition_id: id.to_string(),
        },
        Held::SetElsewhere(id) => HeldView::SetElsewhere {
            disposition_id: id.map(|id| id.to_string()),
        },
        Held::None => HeldView::None,
        Held::Unknown => HeldView::Unknown,
    }
}

fn trouble(failure: dialer::Failure) -> Trouble {
    Trouble {
        code: from_five9::code(failure.reason),
        detail: failure.detail,
    }
}

fn run_view(run: dialer::RunSnapshot) -> RunView {
    let person = |target: Option<dialer::Target>, place: usize| {
        target.map(|target| PersonView {
            record_id: target.record.map(|id| id.to_string()).unwrap_or_default(),
            name: target.name,
            number: target.number.unwrap_or_default(),
            position: place + 1,
        })
    };
    let upcoming = run.upcoming.into_iter();
    let upcoming = upcoming.filter_map(|(place, target)| person(Some(target), place));
    RunView {
        id: run.id.to_string(),
        paused: run.paused.map(pause_reason),
        position: (run.position + 1).min(run.n_records),
        n_records: run.n_records,
        n_ended: run.n_ended,
        n_called: run.n_called,
        n_skipped: run.n_skipped,
        n_blocked: run.n_blocked,
        asks: run.called_before.map(|called_at| RepeatView {
            called_at_ms: called_at.map(dialer::Timestamp::ms),
        }),
        current: person(run.current, run.position),
        next: person(run.next, run.next_position.unwrap_or_default()),
        mode: pace::mode(run.mode),
        started_at_ms: run.started_at.map_or(0, dialer::Timestamp::ms),
        next_dial_at_ms: run.next_dial_at.map(dialer::Timestamp::ms),
        waits_for_agent: run.waits_for_agent,
        upcoming: upcoming.collect(),
        ms_per_record: run.ms_per_record,
        removed_name: run.removed.map(|target| target.name),
    }
}

fn pause_reason(reason: dialer::PauseReason) -> PauseReason {
    match reason {
        dialer::PauseReason::Agent => PauseReason::Agent,
        dialer::PauseReason::OtherPerson => PauseReason::OtherPerson,
        dialer::PauseReason::DialFailed => PauseReason::DialFailed,
        dialer::PauseReason::Link => PauseReason::Link,
        dialer::PauseReason::ClosedBySystem => PauseReason::ClosedByFive9,
        dialer::PauseReason::Storage => PauseReason::Storage,
        dialer::PauseReason::Restarted => PauseReason::Restarted,
        dialer::PauseReason::OtherAgent => PauseReason::OtherAgent,
        dialer::PauseReason::CalledBefore => PauseReason::CalledBefore,
    }
}

fn summary_view(summary: dialer::Summary) -> SummaryView {
    SummaryView {
        cancelled: summary.cancelled,
        n_records: summary.n_records,
        n_called: summary.n_called,
        n_answered: summary.n_answered,
        n_skipped: summary.n_skipped,
        n_invalid: summary.n_invalid,
        n_blocked: summary.n_blocked,
        n_left: summary.n_left,
        talk_ms: summary.talk_ms,
        run_ms: summary.run_ms,
        n_to_run: summary.n_to_run,
        outcomes: summary.outcomes,
    }
}

fn main_button(button: &dialer::MainButton) -> MainButton {
    match button {
        dialer::MainButton::Call => MainButton::Call,
        dialer::MainButton::CallCurrent => MainButton::CallCurrent,
        dialer::MainButton::EndCall => MainButton::EndCall,
        dialer::MainButton::EndAndCall(index) => MainButton::EndAndCall {
            position: index + 1,
        },
        dialer::MainButton::EndAndFinish => MainButton::EndAndFinish,
        dialer::MainButton::Waiting => MainButton::Waiting,
    }
}

fn badge(snapshot: &Snapshot) -> Badge {
    let of = |text, tone| Badge { text, tone };
    let phase = snapshot.call.as_ref().map(|call| call.phase);
    match phase {
        Some(CallPhase::Dialing) => of("dial", Tone::Busy),
        Some(CallPhase::Ringing) => of("ring", Tone::Busy),
        Some(CallPhase::Talking) => of("talk", Tone::Live),
        Some(CallPhase::OnHold) => of("hold", Tone::Waiting),
        Some(CallPhase::Ending) => of("end", Tone::Busy),
        Some(CallPhase::WrapUp) => of("wrap", Tone::Waiting),
        Some(CallPhase::Disposing) => of("set", Tone::Busy),
        Some(CallPhase::Unknown) => of("?", Tone::Wrong),
        Some(CallPhase::Failed) => of("!", Tone::Wrong),
        Some(CallPhase::Done) | None => match (&snapshot.link.state, &snapshot.run) {
            (_, Some(run)) if run.paused.is_some() => of("||", Tone::Waiting),
            (
                LinkState::Lost
                | LinkState::Frozen
                | LinkState::NotLoggedIn
                | LinkState::StationDown,
                _,
            ) => of("off", Tone::Wrong),
            (LinkState::NoTab | LinkState::Checking | LinkState::Ready, _) => of("", Tone::Quiet),
        },
    }
}

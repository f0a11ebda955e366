//! Prompts played into a call: voicemail drop.
//!
//! Rule: a prompt plays only while the agent's call is TALKING, and its end is told.

use std::time::Duration;

use serde_json::{Value, json};

use super::frame::{Event, EventId};
use super::id::CallId;
use super::sim::{Sim, Task};

/// So often the progress of a prompt is told.
const TICK: Duration = Duration::from_secs(1);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PlayerState {
    Playing,
    Paused,
    Stopped,
}

/// What plays in one call.
#[derive(Debug, Clone)]
pub(crate) struct Player {
    pub(crate) prompt: String,
    pub(crate) state: PlayerState,
    duration: Duration,
    /// How far it was at `since`.
    played: Duration,
    since: Duration,
    /// Counts starts, so that a tick of an earlier one is known.
    run: u64,
}

impl Player {
    fn position(&self, now: Duration) -> Duration {
        let moved = match self.state {
            PlayerState::Playing => now.saturating_sub(self.since),
            PlayerState::Paused | PlayerState::Stopped => Duration::ZERO,
        };
        (self.played + moved).min(self.duration)
    }

    fn to_json(&self, now: Duration) -> Value {
        let state = match self.state {
            PlayerState::Playing => "PLAYING",
            PlayerState::Paused => "PAUSED",
            PlayerState::Stopped => "STOPPED",
        };
        json!({
            "state": state, "promptId": self.prompt,
            "position": super::sim::to_ms(self.position(now)),
            "duration": super::sim::to_ms(self.duration),
        })
    }
}

impl Sim {
    pub(crate) fn player_json(&self, now: Duration, call: &CallId) -> Value {
        let player = self
            .interactions
            .get(call)
            .and_then(|interaction| interaction.player.as_ref());
        player.map_or_else(
            || json!({"state": "STOPPED", "promptId": null, "position": 0, "duration": 0}),
            |player| player.to_json(now),
        )
    }

    pub(crate) fn play_prompt(
        &mut self,
        now: Duration,
        call: &CallId,
        prompt: &str,
        duration: Duration,
    ) {
        let run = self.next_id();
        let interaction = self.interactions.entry(call.clone()).or_default();
        interaction.player = Some(Player {
            prompt: prompt.to_owned(),
            state: PlayerState::Playing,
            duration,
            played: Duration::ZERO,
            since: now,
            run,
        });
        self.tell_player(now, call);
        self.schedule_tick(now, call);
    }

    /// Pauses or goes on. Says whether that was possible.
    pub(crate) fn pause_player(&mut self, now: Duration, call: &CallId, on: bool) -> bool {
        let run = self.next_id();
        let (from, to) = if on {
            (PlayerState::Playing, PlayerState::Paused)
        } else {
            (PlayerState::Paused, PlayerState::Playing)
        };
        let Some(player) = self.player_mut(call).filter(|player| player.state == from) else {
            return false;
        };
        player.played = player.position(now);
        player.since = now;
        player.state = to;
        player.run = run;
        self.tell_player(now, call);
        self.schedule_tick(now, call);
        true
    }

    /// Stops what plays, if anything does, and says so.
    pub(crate) fn stop_player(&mut self, now: Duration, call: &CallId) -> bool {
        let Some(player) = self
            .player_mut(call)
            .filter(|player| player.state != PlayerState::Stopped)
        else {
            return false;
        };
        player.played = player.position(now);
        player.state = PlayerState::Stopped;
        self.tell_player(now, call);
        true
    }

    pub(crate) fn tick_player(&mut self, now: Duration, call: &CallId, run: u64) {
        let is_due =
            |player: &&mut Player| player.run == run && player.state == PlayerState::Playing;
        let Some(player) = self.player_mut(call).filter(is_due) else {
            return;
        };
        if player.position(now) == player.duration {
            self.stop_player(now, call);
        } else {
            self.tell_player(now, call);
            self.schedule_tick(now, call);
        }
    }

    fn player_mut(&mut self, call: &CallId) -> Option<&mut Player> {
        self.interactions.get_mut(call)?.player.as_mut()
    }

    fn schedule_tick(&mut self, now: Duration, call: &CallId) {
        let Some(player) = self
            .player_mut(call)
            .filter(|player| player.state == PlayerState::Playing)
        else {
            return;
        };
        let (run, left) = (player.run, player.duration - player.position(now));
        let task = Task::PlayerTick {
            call: call.clone(),
            run,
        };
        self.schedule(now + left.min(TICK), task);
    }

    fn tell_player(&mut self, now: Duration, call: &CallId) {
        let Some(agent) = self.call(call).map(|call| call.agent.clone()) else {
            return;
        };
        let mut payload = self.player_json(now, call);
        payload["callId"] = json!(call);
        self.tell(
            now,
            &agent,
            &Event::new(EventId::AUDIO_PLAYER_UPDATED, None, payload),
        );
    }
}

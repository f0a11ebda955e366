//! Controls among the person's presses, and what must hold of them.
//!
//! Rule: a control never dials, ends or disposes; its success needs Five9's own word; what is
//! written once is there once.

use std::collections::BTreeMap;

use extension::message::{Status, TabMessage};
use extension::worker::Input;
use serde_json::{Value, json};

use super::world::{Waking, World};

/// A time far behind every scenario's end: the callbacks of one person are one callback.
const DUE_AT_MS: u64 = 1_900_000_000_000;

/// Kinds of messages, and what the request of each ends with.
const KINDS: [(&str, &str, &str); 8] = [
    ("holdCall", "PUT", "/hold"),
    ("unholdCall", "PUT", "/unhold"),
    ("setRecording", "PUT", "_recording"),
    ("playPrompt", "PUT", "/audio/player/play_prompt"),
    ("stopPrompt", "PUT", "/audio/player/stop"),
    ("sendNote", "POST", "/note"),
    ("createCallback", "POST", "/callbacks"),
    ("setReady", "PUT", "/presence"),
];

impl World {
    /// Any control, whether it fits or not.
    pub(crate) fn some_control(&mut self) -> Value {
        match self.rng.below(9) {
            0 | 1 => json!({"type": "holdCall"}),
            2 => json!({"type": "unholdCall"}),
            3 => {
                let action = *self.rng.pick(&["start", "pause", "resume", "stop"]);
                json!({"type": "setRecording", "action": action})
            }
            4 => json!({"type": "playPrompt", "promptId": "222995"}),
            5 => json!({"type": "stopPrompt"}),
            6 => json!({"type": "sendNote"}),
            7 => json!({"type": "createCallback", "dueAtMs": DUE_AT_MS}),
            _ => json!({"type": "setReady", "ready": self.rng.chance(500)}),
        }
    }

    /// Remembers how much Five9 had done when a control was asked for.
    pub(crate) fn note_control(&mut self, what: &Waking) {
        let Waking::Input(Input::PageMessage { reply, message, .. }) = what else {
            return;
        };
        let kind = message["type"].as_str().unwrap_or_default();
        if KINDS.iter().any(|(known, ..)| *known == kind) {
            let asked = (message.clone(), self.sim.log().len());
            self.checks.controls.insert(*reply, asked);
        }
    }

    /// 3: a control that succeeded was done by Five9, or shows there.
    pub(crate) fn check_control(&mut self, reply: u32, status: &Status) {
        let Some((message, n_logged)) = self.checks.controls.remove(&reply) else {
            return;
        };
        let kind = message["type"].as_str().unwrap_or_default();
        let known = KINDS.iter().find(|(known, ..)| *known == kind);
        let Some(&(_, method, end)) = known else {
            return;
        };
        if !status.success {
            self.checks.n_controls.1 += 1;
            return;
        }
        self.checks.n_controls.0 += 1;
        // What is written once may have been written before, and who is ready may be so already.
        let is_ready = kind == "setReady";
        let from = if method == "POST" || is_ready {
            0
        } else {
            n_logged
        };
        let is_done = self.sim.log().skip(from).any(|entry| {
            entry.method == method
                && entry.path.ends_with(end)
                && entry
                    .handled
                    .is_some_and(|status| (200..300).contains(&status))
        });
        // By hand at Five9 the same may have come about, and a read shows that.
        let is_by_hand = matches!(
            kind,
            "holdCall" | "unholdCall" | "setRecording" | "stopPrompt"
        ) && self.checks.n_by_hand > 0;
        let was_so = is_ready && message["ready"] == false;
        self.checks.check(3, is_done || is_by_hand || was_so, || {
            format!("{kind} counts as done, and Five9 never did it")
        });
    }

    /// 1, 3: what a control sends.
    pub(crate) fn check_control_sent(&mut self, message: &TabMessage) {
        let TabMessage::Control { http, .. } = message else {
            return;
        };
        let path = http.path.as_str();
        let is_forbidden = ["/make_external_call", "/disconnect", "/dispose"]
            .iter()
            .any(|end| path.ends_with(end));
        self.checks
            .check(1, !is_forbidden, || format!("a control sends {path}"));
        let is_known = KINDS
            .iter()
            .any(|(_, method, end)| http.method == *method && path.ends_with(end));
        self.checks
            .check(3, is_known, || format!("nobody asked for {path}"));
    }

    /// 3: a note and a callback are there once, if they could be looked for.
    pub(crate) fn check_written_once(&mut self) {
        let mut written: BTreeMap<(String, String), usize> = BTreeMap::new();
        let mut blind: BTreeMap<String, usize> = BTreeMap::new();
        for entry in self.sim.log() {
            let is_note = entry.path.ends_with("/note");
            if !is_note && !entry.path.ends_with("/callbacks") {
                continue;
            }
            let is_done = entry
                .handled
                .is_some_and(|status| (200..300).contains(&status));
            if entry.method == "POST" && is_done {
                let body = entry.body.clone().unwrap_or_default();
                *written.entry((entry.path.clone(), body)).or_default() += 1;
            } else if entry.method == "GET" && entry.status != Some(200) {
                *blind.entry(entry.path.clone()).or_default() += 1;
            }
        }
        for ((path, _), n_written) in written {
            let n_blind = blind.get(&path).copied().unwrap_or_default();
            self.checks.check(3, n_written <= 1 + n_blind, || {
                format!("POST {path} was done {n_written} times with one text")
            });
        }
    }
}

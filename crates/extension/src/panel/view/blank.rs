//! The snapshot before the first one has come.
//!
//! It claims nothing: the link is being checked and nothing can be pressed that needs the worker.

use crate::snapshot::{
    DriftView, LinkState, LinkView, ListView, MainButton, OutboxView, PreferencesView,
    PreflightView, Snapshot,
};

/// What is shown until the worker has spoken.
pub fn blank_snapshot() -> Snapshot {
    Snapshot {
        revision: 0,
        now_ms: 0,
        link: LinkView {
            state: LinkState::Checking,
            code: None,
            detail: None,
            host: None,
            logged_in: None,
            station_connected: None,
            station_type: None,
            socket_open: false,
            station_restarting: false,
            station_restart_failed: false,
        },
        campaigns: Vec::new(),
        campaign_id: None,
        dispositions: Vec::new(),
        default_outcome_id: None,
        list: ListView::default(),
        call: None,
        other_call: None,
        run: None,
        summary: None,
        last_call: None,
        main_button: MainButton::Waiting,
        can_skip: false,
        can_pause: false,
        can_resume: false,
        can_cancel: false,
        can_postpone: false,
        presence: None,
        reasons: Vec::new(),
        prompts: Vec::new(),
        preflight: PreflightView::default(),
        drift: DriftView::default(),
        preferences: PreferencesView::default(),
        templates: Vec::new(),
        agent_name: None,
        history_revision: 0,
        outbox: OutboxView::default(),
        room_left_bytes: None,
        practice: false,
        trouble: None,
    }
}

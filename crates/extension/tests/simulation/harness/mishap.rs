//! Faults that happen at a time of their own.
//!
//! Rule: counted as effective only where there was something to hit.

use std::time::Duration;

use serde_json::Value;

use super::fault::Fault;
use super::world::World;

impl World {
    /// A fault of [`Fault::OF_THE_WORLD`] happens.
    pub(crate) fn suffer(&mut self, fault: Fault) {
        if !self.is_chaos {
            return;
        }
        self.note(|| format!("mishap: {}", fault.name()));
        match fault {
            Fault::SocketDropped => self.drop_sockets(),
            Fault::WorkerStopped => self.stop_worker(),
            Fault::StoreFailed => {
                let lasts = self.rng.length(200, 20_000);
                self.disk.fails_until = self.now + lasts;
            }
            Fault::TabReloaded => self.with_tab(Self::reload_tab),
            Fault::TabClosed => self.with_tab(Self::close_tab),
            Fault::TabFrozen => self.with_tab(Self::freeze_tab),
            Fault::BrowserKilled => self.kill_browser(),
            Fault::ClockForward | Fault::ClockBack => self.jump_clock(fault),
            Fault::SessionExpired => {
                if let Some(agent) = self.logged_in_agent() {
                    self.tally.take_effect(fault);
                    self.control(&format!("session/expire?agent={agent}"), &Value::Null);
                }
            }
            Fault::OtherAgent => {
                self.tally.take_effect(fault);
                self.log_in_other();
            }
            Fault::StationLost => {
                if self.control("desktop/station/disconnect", &Value::Null) == 204 {
                    self.tally.take_effect(fault);
                }
            }
            Fault::Migrated => {
                if !self.is_migrated() {
                    self.tally.take_effect(fault);
                    self.migrate();
                }
            }
            // These hit requests, frames and writes on their way.
            _ => {}
        }
    }

    fn drop_sockets(&mut self) {
        let is_open = self
            .browser
            .tabs
            .iter()
            .filter_map(|tab| tab.document.as_ref())
            .any(|document| document.socket.is_some());
        if is_open {
            self.tally.take_effect(Fault::SocketDropped);
        }
        self.control("socket/drop", &Value::Null);
    }

    fn with_tab(&mut self, befall: impl FnOnce(&mut Self, usize)) {
        if !self.browser.tabs.is_empty() {
            let index = self.rng.below(self.browser.tabs.len());
            befall(self, index);
        }
    }

    /// Everything works again: from here on only time and a patient agent are missing.
    pub(crate) fn heal(&mut self) {
        self.note(|| "healed".to_owned());
        self.is_chaos = false;
        self.disk.fails_until = Duration::ZERO;
        let tabs: Vec<i32> = self.browser.tabs.iter().map(|tab| tab.id).collect();
        for tab in tabs {
            self.thaw_tab(tab);
        }
        self.open_browser();
        self.mend();
        if self.is_migrated() {
            for index in 0..self.browser.tabs.len() {
                self.reload_tab(index);
            }
        }
        self.open_panel();
    }

    /// What a person does about a link that is not ready.
    pub(crate) fn mend(&mut self) {
        if !self.browser.is_open {
            return;
        }
        self.log_in_anew();
        self.control("desktop/station/connect", &Value::Null);
        if self.browser.tabs.is_empty() {
            self.open_tab();
        }
    }
}

//! The lines before a run: tab, login, station, campaign, and how many can be called.
//!
//! They tell what is known; the worker checks again before it dials.

use crate::panel::view::words::Words;
use crate::snapshot::{LinkState, Snapshot};

/// One line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    pub state: CheckState,
    pub words: Words,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CheckState {
    Ok,
    NotOk,
    NotKnown,
}

/// The five lines, in the order in which they are mended.
pub fn checks(snapshot: &Snapshot, n_selected: usize, n_callable: usize) -> [Check; 5] {
    [
        tab_check(snapshot),
        login_check(snapshot),
        station_check(snapshot),
        campaign_check(snapshot),
        people_check(n_selected, n_callable),
    ]
}

fn tab_check(snapshot: &Snapshot) -> Check {
    match snapshot.link.state {
        LinkState::NoTab => not_ok("checkTabMissing"),
        LinkState::Lost => not_ok("checkTabLost"),
        LinkState::Frozen => not_ok("checkTabAsleep"),
        LinkState::Checking => not_known("checkTabChecking"),
        LinkState::NotLoggedIn | LinkState::StationDown | LinkState::Ready => ok("checkTab"),
    }
}

fn login_check(snapshot: &Snapshot) -> Check {
    match snapshot.link.logged_in {
        Some(true) => ok("checkLogin"),
        Some(false) => not_ok("checkLoginMissing"),
        None => not_known("checkLoginUnknown"),
    }
}

fn station_check(snapshot: &Snapshot) -> Check {
    match (snapshot.link.station_connected, &snapshot.link.station_type) {
        (Some(true), Some(kind)) => {
            let words = Words::with("checkStationType", [kind.as_str().into()]);
            Check {
                state: CheckState::Ok,
                words,
            }
        }
        (Some(true), None) => ok("checkStation"),
        (Some(false), _) => not_ok("checkStationDown"),
        (None, _) => not_known("checkStationUnknown"),
    }
}

fn campaign_check(snapshot: &Snapshot) -> Check {
    let Some(id) = &snapshot.campaign_id else {
        return not_ok("checkCampaignMissing");
    };
    let Some(campaign) = snapshot
        .campaigns
        .iter()
        .find(|campaign| campaign.id == *id)
    else {
        let words = Words::with("checkCampaignByHand", [id.as_str().into()]);
        return Check {
            state: CheckState::NotKnown,
            words,
        };
    };
    let (state, key) = match campaign.running {
        Some(true) => (CheckState::Ok, "checkCampaign"),
        Some(false) => (CheckState::NotOk, "checkCampaignStopped"),
        None => (CheckState::NotKnown, "checkCampaignUnknown"),
    };
    Check {
        state,
        words: Words::with(key, [campaign.name.as_str().into()]),
    }
}

fn people_check(n_selected: usize, n_callable: usize) -> Check {
    let state = if n_callable > 0 {
        CheckState::Ok
    } else {
        CheckState::NotOk
    };
    Check {
        state,
        words: Words::with("checkPeople", [n_callable.into(), n_selected.into()]),
    }
}

fn ok(key: &'static str) -> Check {
    Check {
        state: CheckState::Ok,
        words: Words::new(key),
    }
}

fn not_ok(key: &'static str) -> Check {
    Check {
        state: CheckState::NotOk,
        words: Words::new(key),
    }
}

fn not_known(key: &'static str) -> Check {
    Check {
        state: CheckState::NotKnown,
        words: Words::new(key),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::panel::view::sample::snapshot;
    use crate::snapshot::CampaignView;

    fn states(snapshot: &Snapshot) -> [CheckState; 5] {
        checks(snapshot, 5, 4).map(|check| check.state)
    }

    #[test]
    fn a_ready_agent_with_a_running_campaign_passes_every_line() {
        let mut snapshot = snapshot();
        let name = "Outbound".to_owned();
        snapshot.campaigns = vec![CampaignView {
            id: "3".into(),
            name,
            running: Some(true),
        }];
        snapshot.campaign_id = Some("3".into());
        assert_eq!(states(&snapshot), [CheckState::Ok; 5]);
    }

    #[test]
    fn what_is_not_known_is_neither_ok_nor_wrong() {
        let mut snapshot = snapshot();
        snapshot.link.state = LinkState::Checking;
        snapshot.link.logged_in = None;
        snapshot.link.station_connected = None;
        snapshot.campaign_id = Some("typed".into());
        assert_eq!(states(&snapshot)[..4], [CheckState::NotKnown; 4]);
    }

    #[test]
    fn a_stopped_or_missing_campaign_is_told() {
        let mut snapshot = snapshot();
        assert_eq!(checks(&snapshot, 1, 1)[3].words.key, "checkCampaignMissing");
        let name = "Outbound".to_owned();
        snapshot.campaigns = vec![CampaignView {
            id: "3".into(),
            name,
            running: Some(false),
        }];
        snapshot.campaign_id = Some("3".into());
        assert_eq!(checks(&snapshot, 1, 1)[3].words.key, "checkCampaignStopped");
    }

    #[test]
    fn the_last_line_counts_who_can_be_called_among_the_chosen() {
        let words = &checks(&snapshot(), 5, 4)[4].words;
        assert_eq!(
            words,
            &Words::with("checkPeople", [4_usize.into(), 5_usize.into()])
        );
    }
}

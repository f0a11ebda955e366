//! The link pill: whether Five9 can be reached, what is wrong, and what mends it.
//!
//! The code says what is wrong; where there is none, the state does.

use crate::message::{Code, PageMessage};
use crate::panel::view::trouble::code_key;
use crate::panel::view::words::Words;
use crate::snapshot::{LinkState, LinkView};

/// The pill as it is drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pill {
    pub words: Words,
    /// Five9's own words, where there are any.
    pub detail: Option<String>,
    pub health: Health,
    pub mend: Option<Mend>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Health {
    Good,
    Wait,
    Bad,
}

/// What one click can do about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mend {
    OpenFive9,
    /// A tab that sleeps wakes when it is looked at.
    WakeTab,
    /// Reads all again, and puts the content script back where it is gone.
    CheckLink,
    RestartStation,
}

impl Mend {
    pub fn key(self) -> &'static str {
        match self {
            Self::OpenFive9 => "mendOpenFive9",
            Self::WakeTab => "mendWakeTab",
            Self::RestartStation => "mendRestartStation",
            Self::CheckLink => "mendCheckLink",
        }
    }

    fn needs_tab(self) -> bool {
        match self {
            Self::OpenFive9 | Self::WakeTab => true,
            Self::RestartStation | Self::CheckLink => false,
        }
    }

    pub fn message(self) -> PageMessage {
        match self {
            Self::OpenFive9 | Self::WakeTab => PageMessage::OpenFive9 { request_id: None },
            Self::RestartStation => PageMessage::RestartStation { request_id: None },
            Self::CheckLink => PageMessage::CheckLink { request_id: None },
        }
    }
}

/// Works out the pill. While practice is on, Five9 is a page of ours: no tab mends it.
pub fn pill(link: &LinkView, practice: bool) -> Pill {
    let is_away = matches!(
        link.state,
        LinkState::NoTab | LinkState::Lost | LinkState::Frozen
    );
    if practice && is_away {
        return Pill {
            words: Words::new("linkPracticeAway"),
            detail: None,
            health: Health::Bad,
            mend: None,
        };
    }
    let real = real_pill(link);
    let mend = real.mend.filter(|mend| !practice || !mend.needs_tab());
    let is_ready = practice && real.health == Health::Good;
    let words = if is_ready {
        Words::new("linkPracticeReady")
    } else {
        real.words
    };
    Pill {
        words,
        mend,
        ..real
    }
}

fn real_pill(link: &LinkView) -> Pill {
    let by_code = |otherwise| link.code.map_or(otherwise, code_key);
    let (health, mend, key) = match link.state {
        LinkState::Ready if !link.socket_open => (Health::Good, None, "linkReadyNoEvents"),
        LinkState::Ready => (Health::Good, None, "linkReady"),
        LinkState::Checking => (Health::Wait, None, "linkChecking"),
        LinkState::NoTab => (
            Health::Bad,
            Some(lost_mend(link.code)),
            by_code("codeNoTab"),
        ),
        LinkState::Lost => (
            Health::Bad,
            Some(lost_mend(link.code)),
            by_code("codeDisconnected"),
        ),
        LinkState::Frozen => (Health::Bad, Some(Mend::WakeTab), "linkFrozen"),
        LinkState::NotLoggedIn => (
            Health::Bad,
            Some(Mend::OpenFive9),
            by_code("codeNotLoggedIn"),
        ),
        LinkState::StationDown if link.station_restarting => {
            (Health::Wait, None, "linkStationRestarting")
        }
        // Five9's own button restores a softphone more often than its interface does.
        LinkState::StationDown if link.station_restart_failed => {
            (Health::Bad, Some(Mend::OpenFive9), "linkStationStaysDown")
        }
        LinkState::StationDown => (
            Health::Bad,
            Some(Mend::RestartStation),
            by_code("codeStationDown"),
        ),
    };
    let detail = link.detail.clone().filter(|_| health == Health::Bad);
    Pill {
        words: Words::new(key),
        detail,
        health,
        mend,
    }
}

fn lost_mend(code: Option<Code>) -> Mend {
    match code {
        Some(Code::NoTab) | None => Mend::OpenFive9,
        // A tab is there: its content script is put back without a reload, and all is read again.
        Some(_) => Mend::CheckLink,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::panel::view::sample::snapshot;

    #[test]
    fn a_good_link_offers_nothing_to_mend() {
        let pill = pill(&snapshot().link, false);
        assert_eq!(
            (pill.health, pill.mend, pill.words.key),
            (Health::Good, None, "linkReady")
        );
    }

    #[test]
    fn a_tab_that_does_not_answer_is_asked_again_before_one_is_opened() {
        let mut link = snapshot().link;
        link.state = LinkState::NoTab;
        link.code = Some(Code::Disconnected);
        assert_eq!(pill(&link, false).mend, Some(Mend::CheckLink));
        link.code = Some(Code::NoTab);
        assert_eq!(pill(&link, false).mend, Some(Mend::OpenFive9));
    }

    #[test]
    fn what_is_wrong_is_told_by_its_code_before_its_state() {
        let mut link = snapshot().link;
        link.state = LinkState::Lost;
        link.code = Some(Code::Offline);
        link.detail = Some("HTTP 0".into());
        let pill = pill(&link, false);
        assert_eq!(
            (pill.words.key, pill.mend),
            ("codeOffline", Some(Mend::CheckLink))
        );
        assert_eq!(pill.detail.as_deref(), Some("HTTP 0"));
    }

    #[test]
    fn no_tab_is_mended_by_opening_one() {
        let mut link = snapshot().link;
        link.state = LinkState::NoTab;
        assert_eq!(pill(&link, false).mend, Some(Mend::OpenFive9));
    }

    #[test]
    fn a_tab_that_sleeps_is_woken() {
        let mut link = snapshot().link;
        link.state = LinkState::Frozen;
        link.code = Some(Code::Disconnected);
        let pill = pill(&link, false);
        assert_eq!(
            (pill.words.key, pill.mend),
            ("linkFrozen", Some(Mend::WakeTab))
        );
    }

    #[test]
    fn a_station_that_is_down_is_restarted_and_if_that_fails_five9_is_opened() {
        let mut link = snapshot().link;
        link.state = LinkState::StationDown;
        link.code = Some(Code::StationDown);
        assert_eq!(pill(&link, false).mend, Some(Mend::RestartStation));
        link.station_restarting = true;
        assert_eq!(
            (pill(&link, false).health, pill(&link, false).mend),
            (Health::Wait, None)
        );
        link.station_restarting = false;
        link.station_restart_failed = true;
        assert_eq!(pill(&link, false).words.key, "linkStationStaysDown");
        assert_eq!(pill(&link, false).mend, Some(Mend::OpenFive9));
    }

    #[test]
    fn missing_events_are_told_while_calls_can_still_be_placed() {
        let mut link = snapshot().link;
        link.socket_open = false;
        assert_eq!(
            (pill(&link, false).health, pill(&link, false).words.key),
            (Health::Good, "linkReadyNoEvents")
        );
    }

    #[test]
    fn while_practice_is_on_no_tab_is_opened() {
        let mut link = snapshot().link;
        assert_eq!(pill(&link, true).words.key, "linkPracticeReady");
        link.state = LinkState::NoTab;
        link.code = Some(Code::NoTab);
        let away = pill(&link, true);
        assert_eq!((away.words.key, away.mend), ("linkPracticeAway", None));
        link.state = LinkState::NotLoggedIn;
        assert_eq!(pill(&link, true).mend, None);
    }
}

//! The lines before a run, and what is wrong with saved choices: the worker judges, words are here.
//!
//! Only the line about the people is the panel's own: who is chosen is known here alone.

use crate::message::Code;
use crate::panel::view::words::{Arg, Words};
use crate::snapshot::{CheckKind, CheckState, CheckView, CheckWhy, LinkState, Snapshot};

/// One line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    pub state: CheckState,
    pub words: Words,
}

/// The lines before a run, in the order in which they are mended.
pub fn checks(snapshot: &Snapshot, n_selected: usize, n_callable: usize) -> Vec<Check> {
    let judged = snapshot.preflight.checks.iter();
    let mut lines: Vec<Check> = judged
        .filter(|check| is_worth_a_line(check))
        .map(|check| line(snapshot, check))
        .collect();
    lines.push(people_check(n_selected, n_callable));
    lines
}

/// What is wrong with the campaign and the outcome that were chosen earlier.
pub fn saved_faults(snapshot: &Snapshot) -> Vec<Check> {
    let judged = snapshot.preflight.checks.iter();
    judged
        .filter(|check| is_saved_fault(check))
        .map(|check| line(snapshot, check))
        .collect()
}

/// The name of the default outcome, if it is not offered any more.
pub fn gone_outcome(snapshot: &Snapshot) -> Option<&str> {
    let mut judged = snapshot.preflight.checks.iter();
    let gone = judged.find(|check| check.why == Some(CheckWhy::DefaultOutcomeGone))?;
    gone.detail.as_deref()
}

fn is_saved_fault(check: &CheckView) -> bool {
    check.why.is_some_and(|why| match why {
        CheckWhy::NotOffered
        | CheckWhy::NotRunning
        | CheckWhy::ListCampaignGone
        | CheckWhy::NoneUsable
        | CheckWhy::DefaultOutcomeGone => true,
        CheckWhy::NoneChosen
        | CheckWhy::NotPermitted
        | CheckWhy::NobodyCallable
        | CheckWhy::SomeNotCallable => false,
    })
}

/// Permissions and drift are told only when they are odd; the list is told by who is chosen of it.
fn is_worth_a_line(check: &CheckView) -> bool {
    match check.kind {
        CheckKind::Tab
        | CheckKind::Login
        | CheckKind::Station
        | CheckKind::Campaign
        | CheckKind::Dispositions => true,
        CheckKind::Permissions | CheckKind::Drift => {
            matches!(check.state, CheckState::Warn | CheckState::Bad)
        }
        CheckKind::List => false,
    }
}

fn line(snapshot: &Snapshot, check: &CheckView) -> Check {
    Check {
        state: check.state,
        words: words(snapshot, check),
    }
}

fn words(snapshot: &Snapshot, check: &CheckView) -> Words {
    let detail = check.detail.as_deref();
    let name = Arg::from(detail.unwrap_or_default());
    match (check.kind, check.state, check.why) {
        (CheckKind::Tab, state, _) => Words::new(tab_key(snapshot, state, check.code)),
        (CheckKind::Login, CheckState::Ok, _) => Words::new("checkLogin"),
        (CheckKind::Login, CheckState::Bad, _) => Words::new("checkLoginMissing"),
        (CheckKind::Login, _, _) => Words::new("checkLoginUnknown"),
        (CheckKind::Station, CheckState::Ok, _) if detail.is_some() => {
            Words::with("checkStationType", [name])
        }
        (CheckKind::Station, CheckState::Ok, _) => Words::new("checkStation"),
        (CheckKind::Station, CheckState::Bad, _) => Words::new("checkStationDown"),
        (CheckKind::Station, _, _) => Words::new("checkStationUnknown"),
        (_, _, Some(why)) => why_words(why, name),
        (CheckKind::Campaign, CheckState::Ok, _) => Words::with("checkCampaign", [name]),
        (CheckKind::Campaign, _, _) if detail.is_none() => Words::new("checkCampaignReading"),
        (CheckKind::Campaign, _, _) => Words::with("checkCampaignUnknown", [name]),
        (CheckKind::Dispositions, CheckState::Ok, _) if detail == Some("1") => {
            Words::new("checkOutcomesOne")
        }
        (CheckKind::Dispositions, CheckState::Ok, _) => Words::with("checkOutcomes", [name]),
        (CheckKind::Dispositions, _, _) => Words::new("checkOutcomesUnknown"),
        (CheckKind::Drift, _, _) => {
            let n_findings = Arg::from(snapshot.drift.n_findings);
            Words::with("checkDrift", [name, n_findings])
        }
        // Without a reason there is nothing to say of these.
        (CheckKind::Permissions, _, _) => Words::with("checkNotPermitted", [name]),
        (CheckKind::List, _, _) => Words::new("listEmpty"),
    }
}

fn why_words(why: CheckWhy, name: Arg) -> Words {
    match why {
        CheckWhy::NoneChosen => Words::new("checkCampaignMissing"),
        CheckWhy::NotOffered => Words::with("checkCampaignGone", [name]),
        CheckWhy::NotRunning => Words::with("checkCampaignStopped", [name]),
        CheckWhy::ListCampaignGone => Words::with("checkListCampaignGone", [name]),
        CheckWhy::NoneUsable => Words::new("checkOutcomesNone"),
        CheckWhy::DefaultOutcomeGone => Words::with("checkDefaultOutcomeGone", [name]),
        CheckWhy::NotPermitted => Words::with("checkNotPermitted", [name]),
        CheckWhy::NobodyCallable | CheckWhy::SomeNotCallable => Words::new("listEmpty"),
    }
}

fn tab_key(snapshot: &Snapshot, state: CheckState, code: Option<Code>) -> &'static str {
    match state {
        CheckState::Ok => "checkTab",
        CheckState::Bad if snapshot.link.state == LinkState::Frozen => "checkTabAsleep",
        CheckState::Bad if code == Some(Code::NoTab) => "checkTabMissing",
        CheckState::Bad => "checkTabLost",
        CheckState::Warn | CheckState::Checking | CheckState::Unknown => "checkTabChecking",
    }
}

fn people_check(n_selected: usize, n_callable: usize) -> Check {
    let state = if n_callable > 0 {
        CheckState::Ok
    } else {
        CheckState::Bad
    };
    Check {
        state,
        words: Words::with("checkPeople", [n_callable.into(), n_selected.into()]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::panel::view::sample::snapshot;

    fn check(kind: CheckKind, state: CheckState, why: Option<CheckWhy>, detail: &str) -> CheckView {
        CheckView {
            kind,
            state,
            why,
            detail: (!detail.is_empty()).then(|| detail.to_owned()),
            code: None,
        }
    }

    fn with(checks: Vec<CheckView>) -> Snapshot {
        let mut snapshot = snapshot();
        snapshot.preflight.checks = checks;
        snapshot
    }

    fn keys(lines: &[Check]) -> Vec<&'static str> {
        lines.iter().map(|line| line.words.key).collect()
    }

    #[test]
    fn the_lines_are_the_workers_in_its_order_and_the_people_come_last() {
        let snapshot = with(vec![
            check(CheckKind::Tab, CheckState::Ok, None, "app.five9.com"),
            check(CheckKind::Login, CheckState::Ok, None, ""),
            check(CheckKind::Station, CheckState::Ok, None, "SOFTPHONE"),
            check(CheckKind::Campaign, CheckState::Ok, None, "Outreach"),
            check(CheckKind::Dispositions, CheckState::Ok, None, "12"),
            check(CheckKind::Permissions, CheckState::Unknown, None, ""),
            check(CheckKind::Drift, CheckState::Ok, None, ""),
            check(CheckKind::List, CheckState::Ok, None, ""),
        ]);
        let lines = checks(&snapshot, 5, 4);
        assert_eq!(
            keys(&lines),
            [
                "checkTab",
                "checkLogin",
                "checkStationType",
                "checkCampaign",
                "checkOutcomes",
                "checkPeople"
            ]
        );
        let people = Words::with("checkPeople", [4_usize.into(), 5_usize.into()]);
        assert_eq!(lines.last().map(|line| line.words.clone()), Some(people));
    }

    #[test]
    fn drift_is_named_with_its_count_before_a_run() {
        let mut snapshot = with(vec![check(
            CheckKind::Drift,
            CheckState::Warn,
            None,
            "unknown word PARKED",
        )]);
        snapshot.drift.n_findings = 3;
        let lines = checks(&snapshot, 1, 1);
        let drift = Words::with("checkDrift", ["unknown word PARKED".into(), 3_usize.into()]);
        assert_eq!(
            (lines[0].state, &lines[0].words),
            (CheckState::Warn, &drift)
        );
    }

    #[test]
    fn a_saved_choice_that_is_not_offered_any_more_is_told_by_name() {
        let gone = |why, kind| check(kind, CheckState::Bad, Some(why), "Spring");
        let snapshot = with(vec![
            gone(CheckWhy::ListCampaignGone, CheckKind::Campaign),
            gone(CheckWhy::DefaultOutcomeGone, CheckKind::Dispositions),
            gone(CheckWhy::NotPermitted, CheckKind::Permissions),
        ]);
        let faults = saved_faults(&snapshot);
        assert_eq!(
            keys(&faults),
            ["checkListCampaignGone", "checkDefaultOutcomeGone"]
        );
        assert!(faults[0].words.args == [Arg::from("Spring")]);
        assert_eq!(gone_outcome(&snapshot), Some("Spring"));
    }

    #[test]
    fn a_tab_that_sleeps_is_not_called_missing() {
        let mut bad = check(CheckKind::Tab, CheckState::Bad, None, "");
        bad.code = Some(Code::NoTab);
        let mut snapshot = with(vec![bad]);
        assert_eq!(keys(&checks(&snapshot, 1, 1))[0], "checkTabMissing");
        snapshot.link.state = LinkState::Frozen;
        assert_eq!(keys(&checks(&snapshot, 1, 1))[0], "checkTabAsleep");
    }

    #[test]
    fn nobody_who_can_be_called_is_no_start() {
        let lines = checks(&with(Vec::new()), 2, 0);
        assert_eq!(lines[0].state, CheckState::Bad);
    }
}

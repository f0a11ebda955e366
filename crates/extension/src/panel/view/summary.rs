//! The end of a run in figures.

use crate::snapshot::SummaryView;

/// One outcome's share of the calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutcomeBar {
    pub name: String,
    pub n_calls: usize,
    /// Length of the bar, in hundredths of the longest.
    pub percent: usize,
}

/// The outcomes as bars, in the worker's order.
pub fn outcome_bars(summary: &SummaryView) -> Vec<OutcomeBar> {
    let most = summary.outcomes.iter().map(|(_, n_calls)| *n_calls).max();
    let most = most.unwrap_or_default().max(1);
    let bar = |(name, n_calls): &(String, usize)| OutcomeBar {
        name: name.clone(),
        n_calls: *n_calls,
        percent: 100 * n_calls / most,
    };
    summary.outcomes.iter().map(bar).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_bar_is_whole_and_the_others_follow_it() {
        let summary = SummaryView {
            cancelled: false,
            n_records: 6,
            n_called: 6,
            n_answered: 4,
            n_skipped: 0,
            n_invalid: 0,
            n_blocked: 0,
            n_left: 0,
            talk_ms: 0,
            run_ms: 0,
            n_to_run: 0,
            outcomes: vec![("Follow up".into(), 4), ("No answer".into(), 2)],
        };
        let percents: Vec<usize> = outcome_bars(&summary)
            .iter()
            .map(|bar| bar.percent)
            .collect();
        assert_eq!(percents, [100, 50]);
    }
}

//! Quantiles of what was measured.

/// The smallest value that so large a share of all do not exceed.
#[must_use]
pub fn quantile(values: &[f64], share: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "some hundred values at most"
    )]
    let idx = ((sorted.len() as f64 * share).ceil() as usize).saturating_sub(1);
    sorted.get(idx).copied().unwrap_or(f64::NAN)
}

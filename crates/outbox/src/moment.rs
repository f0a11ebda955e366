//! Moments as other systems write them.
//!
//! Rule: every moment is UTC ms; a local date exists only beside the offset that it was local to.

use time::OffsetDateTime;

/// `2026-11-24T15:04:05.006Z`, as RFC 3339 has it; none beyond the year 9999.
pub(crate) fn utc_text(ms: u64) -> Option<String> {
    let moment = moment(i64::try_from(ms / 1_000).ok()?)?;
    Some(format!(
        "{}T{:02}:{:02}:{:02}.{:03}Z",
        date_text(moment),
        moment.hour(),
        moment.minute(),
        moment.second(),
        ms % 1_000
    ))
}

/// The date where clocks are so many minutes ahead of UTC, `2026-11-24`.
pub(crate) fn local_date(ms: u64, zone_min: i32) -> Option<String> {
    let secs = i64::try_from(ms / 1_000).ok()?;
    moment(secs + i64::from(zone_min) * 60).map(date_text)
}

fn moment(secs: i64) -> Option<OffsetDateTime> {
    OffsetDateTime::from_unix_timestamp(secs).ok()
}

fn date_text(moment: OffsetDateTime) -> String {
    let month = u8::from(moment.month());
    format!("{:04}-{month:02}-{:02}", moment.year(), moment.day())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_written_in_utc_and_a_date_where_it_was() {
        let ms = 1_795_449_845_006;
        assert_eq!(utc_text(ms).as_deref(), Some("2026-11-23T16:04:05.006Z"));
        assert_eq!(local_date(ms, 0).as_deref(), Some("2026-11-23"));
        assert_eq!(local_date(ms, 8 * 60).as_deref(), Some("2026-11-24"));
        assert_eq!(local_date(ms, -17 * 60).as_deref(), Some("2026-11-22"));
        assert_eq!(utc_text(u64::MAX), None);
    }
}

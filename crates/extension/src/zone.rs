//! Local dates and times, worked out from how far the agent's clock is ahead of UTC.
//!
//! The browser alone knows the rules of the agent's zone: it is asked for the offset at a moment, and
//! all the rest is arithmetic, so that days of 23 and 25 hours are tested without a browser.

/// Minutes by which local time is ahead of UTC at a moment, UTC ms.
pub type Zone<'a> = &'a dyn Fn(u64) -> i32;

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;
const DAY_MS: i64 = 24 * HOUR_MS;

/// A day of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    /// Days since 1970-01-01.
    days: i64,
}

impl Date {
    /// The local date at a moment, UTC ms.
    pub fn at(ms: u64, zone: Zone<'_>) -> Self {
        Self {
            days: local_ms(ms, zone).div_euclid(DAY_MS),
        }
    }

    /// `2026-11-24`; absent where the text is no such date.
    pub fn from_text(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, '-');
        let mut number = || parts.next()?.parse::<i64>().ok();
        let (year, month, day) = (number()?, number()?, number()?);
        let date = Self::of(year, month, day);
        (date.text() == text).then_some(date)
    }

    /// As fields for dates have it: `2026-11-24`.
    pub fn text(self) -> String {
        let (year, month, day) = self.parts();
        format!("{year:04}-{month:02}-{day:02}")
    }

    pub fn next(self) -> Self {
        self.plus(1)
    }

    pub fn previous(self) -> Self {
        self.plus(-1)
    }

    pub fn plus(self, days: i64) -> Self {
        Self {
            days: self.days + days,
        }
    }

    /// 0 for Monday to 6 for Sunday.
    pub fn weekday(self) -> usize {
        // 1970 began on a Thursday.
        usize::try_from((self.days + 3).rem_euclid(7)).unwrap_or_default()
    }

    /// Whether both are of one year.
    pub fn is_year_of(self, other: Self) -> bool {
        self.parts().0 == other.parts().0
    }

    /// The first moment of the day, UTC ms: midnight, or what the clock shows first where it leaps
    /// over midnight.
    pub fn start_ms(self, zone: Zone<'_>) -> u64 {
        let midnight = self.days * DAY_MS;
        let (mut before, mut at_or_after) = (midnight - 16 * HOUR_MS, midnight + 16 * HOUR_MS);
        while at_or_after - before > MINUTE_MS {
            let middle = before + (at_or_after - before) / 2 / MINUTE_MS * MINUTE_MS;
            if Self::at(unsigned(middle), zone) < self {
                before = middle;
            } else {
                at_or_after = middle;
            }
        }
        unsigned(at_or_after)
    }

    fn of(year: i64, month: i64, day: i64) -> Self {
        // Years begin in March here, so that the day of a leap year is their last.
        let months = month + 9;
        let year = year + (months / 12) - 1;
        let day_of_year = (153 * (months % 12) + 2) / 5 + day - 1;
        let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
        Self {
            days: 365 * year + leap_days + day_of_year - 719_468,
        }
    }

    /// Year, month and day.
    fn parts(self) -> (i64, i64, i64) {
        let days = self.days + 719_468;
        // A guess that is never too late, and at most one year too early.
        let mut year = days.div_euclid(366);
        let start = |year: i64| {
            365 * year + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400)
        };
        year += (days - start(year)) / 366;
        while start(year + 1) <= days {
            year += 1;
        }
        let day_of_year = days - start(year);
        let month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month + 2) / 5 + 1;
        if month < 10 {
            (year, month + 3, day)
        } else {
            (year + 1, month - 9, day)
        }
    }
}

/// Hour of the local day at a moment, 0 to 23.
pub fn hour_at(ms: u64, zone: Zone<'_>) -> usize {
    let hour = local_ms(ms, zone).rem_euclid(DAY_MS) / HOUR_MS;
    usize::try_from(hour).unwrap_or_default()
}

/// A moment as `2026-11-24T09:00:00-05:00`.
pub fn iso_text(ms: u64, zone: Zone<'_>) -> String {
    let seconds = local_ms(ms, zone).rem_euclid(DAY_MS) / 1000;
    let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    let date = Date::at(ms, zone).text();
    let offset = zone(ms);
    let sign = if offset < 0 { '-' } else { '+' };
    let offset = offset.unsigned_abs();
    let (ahead_h, ahead_min) = (offset / 60, offset % 60);
    format!("{date}T{hour:02}:{minute:02}:{second:02}{sign}{ahead_h:02}:{ahead_min:02}")
}

fn local_ms(ms: u64, zone: Zone<'_>) -> i64 {
    i64::try_from(ms).unwrap_or(i64::MAX / 2) + i64::from(zone(ms)) * MINUTE_MS
}

fn unsigned(ms: i64) -> u64 {
    u64::try_from(ms).unwrap_or_default()
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// New York in 2026: the clock leaps on 8 March at 2:00 and falls back on 1 November at 2:00.
    pub(crate) fn new_york(ms: u64) -> i32 {
        let summer = 1_772_953_200_000..1_793_512_800_000;
        if summer.contains(&ms) { -240 } else { -300 }
    }

    /// A zone whose clock leaps from 0:00 to 1:00, on 2026-09-06 at 4:00 UTC.
    fn leaps_at_midnight(ms: u64) -> i32 {
        if ms < 1_788_667_200_000 { -240 } else { -180 }
    }

    #[test]
    fn weekdays_begin_on_monday() {
        for (date, weekday) in [
            ("1970-01-01", 3),
            ("2026-11-29", 6),
            ("2026-11-30", 0),
            ("1969-12-28", 6),
        ] {
            let date = Date::from_text(date).expect("a date");
            assert_eq!(date.weekday(), weekday, "{}", date.text());
        }
    }

    #[test]
    fn dates_read_back_as_they_were_written() {
        for text in [
            "1970-01-01",
            "2000-02-29",
            "2026-11-24",
            "2027-12-31",
            "2100-03-01",
        ] {
            let date = Date::from_text(text).expect("a date");
            assert_eq!(date.text(), text);
            assert_eq!(date.next().previous(), date);
        }
        for odd in ["", "2026", "2026-13-01", "2026-02-30", "2026-2-3", "x-y-z"] {
            assert_eq!(Date::from_text(odd), None, "{odd}");
        }
    }

    #[test]
    fn days_follow_each_other_through_leap_years() {
        let mut date = Date::from_text("1999-12-30").expect("a date");
        for _ in 0..2000 {
            assert_eq!(Date::from_text(&date.text()), Some(date));
            assert!(date < date.next());
            date = date.next();
        }
        assert_eq!(date.text(), "2005-06-21");
    }

    #[test]
    fn a_day_starts_at_local_midnight() {
        let utc = |_| 0;
        let date = Date::from_text("2026-11-24").expect("a date");
        assert_eq!(date.start_ms(&utc), 1_795_478_400_000);
        assert_eq!(date.start_ms(&new_york), 1_795_478_400_000 + 5 * 3_600_000);
        assert_eq!(Date::at(date.start_ms(&new_york), &new_york), date);
        assert_eq!(
            Date::at(date.start_ms(&new_york) - 1, &new_york),
            date.previous()
        );
    }

    #[test]
    fn days_on_which_the_clock_is_changed_are_an_hour_shorter_and_longer() {
        let length_h = |text: &str| {
            let date = Date::from_text(text).expect("a date");
            (date.next().start_ms(&new_york) - date.start_ms(&new_york)) / 3_600_000
        };
        assert_eq!(length_h("2026-03-07"), 24);
        assert_eq!(length_h("2026-03-08"), 23);
        assert_eq!(length_h("2026-11-01"), 25);
    }

    #[test]
    fn a_day_whose_midnight_does_not_exist_starts_with_its_first_minute() {
        let date = Date::from_text("2026-09-06").expect("a date");
        assert_eq!(date.start_ms(&leaps_at_midnight), 1_788_667_200_000);
        assert_eq!(hour_at(1_788_667_200_000, &leaps_at_midnight), 1);
    }

    #[test]
    fn a_moment_is_written_with_its_offset() {
        let noon = 1_795_478_400_000 + 17 * 3_600_000;
        assert_eq!(iso_text(noon, &new_york), "2026-11-24T12:00:00-05:00");
        assert_eq!(iso_text(noon, &|_| 330), "2026-11-24T22:30:00+05:30");
        assert_eq!(hour_at(noon, &new_york), 12);
    }
}

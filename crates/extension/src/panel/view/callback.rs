//! When somebody is called back: the quick choices, and what is wrong with a time.
//!
//! A choice is a day and an hour as the agent's clock on the wall has them; the browser, which knows
//! the time zone, makes a moment of it.

/// A time that is offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quick {
    InOneHour,
    Tomorrow,
    NextWeek,
}

/// When a choice is, before the time zone is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// UTC ms.
    At(u64),
    /// So many days from today, at that full hour.
    Local { days: u32, hour: u32 },
}

const HOUR_MS: u64 = 3_600_000;
const MINUTE_MS: u64 = 60_000;
const MORNING: u32 = 9;

impl Quick {
    pub const ALL: [Self; 3] = [Self::InOneHour, Self::Tomorrow, Self::NextWeek];

    pub fn key(self) -> &'static str {
        match self {
            Self::InOneHour => "callbackInOneHour",
            Self::Tomorrow => "callbackTomorrow",
            Self::NextWeek => "callbackNextWeek",
        }
    }

    /// When that is; `weekday` is today's, from Sunday, 0.
    pub fn when(self, now_ms: u64, weekday: u32) -> When {
        match self {
            // The field shows minutes: a rest would be cut off, and the time be earlier.
            Self::InOneHour => When::At((now_ms + HOUR_MS).next_multiple_of(MINUTE_MS)),
            Self::Tomorrow => When::Local {
                days: 1,
                hour: MORNING,
            },
            Self::NextWeek => When::Local {
                days: days_to_monday(weekday),
                hour: MORNING,
            },
        }
    }
}

/// Days until the next Monday, at least one.
fn days_to_monday(weekday: u32) -> u32 {
    let days = (8 - weekday % 7) % 7;
    if days == 0 { 7 } else { days }
}

/// What is wrong with a time, as a key; absent: nothing.
pub fn due_problem(due_at_ms: Option<u64>, now_ms: u64) -> Option<&'static str> {
    match due_at_ms {
        None => Some("callbackNoTime"),
        Some(due_at_ms) if due_at_ms <= now_ms => Some("callbackPast"),
        Some(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn in_one_hour_is_never_earlier_than_that() {
        let when = Quick::InOneHour.when(90_001, 3);
        assert_eq!(when, When::At(61 * MINUTE_MS + MINUTE_MS));
        assert_eq!(Quick::InOneHour.when(60_000, 3), When::At(61 * MINUTE_MS));
    }

    #[test]
    fn next_week_is_the_coming_monday_and_never_today() {
        let days: Vec<u32> = (0..7).map(days_to_monday).collect();
        assert_eq!(days, [1, 7, 6, 5, 4, 3, 2]);
        let when = Quick::NextWeek.when(0, 5);
        assert_eq!(when, When::Local { days: 3, hour: 9 });
    }

    #[test]
    fn tomorrow_is_in_the_morning() {
        let when = Quick::Tomorrow.when(0, 2);
        assert_eq!(when, When::Local { days: 1, hour: 9 });
    }

    #[test]
    fn a_time_that_is_missing_or_over_is_told() {
        assert_eq!(due_problem(None, 5), Some("callbackNoTime"));
        assert_eq!(due_problem(Some(5), 5), Some("callbackPast"));
        assert_eq!(due_problem(Some(6), 5), None);
    }
}

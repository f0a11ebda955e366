//! What came back, and what that means for the entry that was sent.
//!
//! Rule: delivered is only what the destination said it took; what is unclear is sent again under the
//! same id.

use std::fmt;
use std::time::Duration;

/// What came of a request.
#[derive(Clone, PartialEq, Eq)]
pub enum Answer {
    /// The destination answered.
    Status {
        /// HTTP status.
        code: u16,
        /// Its `Retry-After`, where it named one in seconds.
        retry_after: Option<Duration>,
        /// As it came.
        body: String,
    },
    /// No answer: offline, no such host, cut off, too late.
    Nothing,
}

/// What an answer means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The destination has it.
    Delivered,
    /// To be sent again, not before so long; absent: as the back-off has it. Whether it arrived may
    /// not be known.
    Again(Option<Duration>),
    /// No answer came; whether it arrived is not known: to be sent again for as long as it takes.
    Unanswered,
    /// The destination takes nothing from us until a person has mended it: the token is not valid any
    /// more, or nobody is there.
    Closed {
        /// What it said, for the agent.
        reason: String,
    },
    /// The destination will never take this one.
    Refused {
        /// What it said, for the agent.
        reason: String,
    },
}

impl Verdict {
    /// What the status alone says.
    pub(crate) fn of(answer: &Answer) -> Self {
        let Answer::Status {
            code, retry_after, ..
        } = answer
        else {
            return Self::Unanswered;
        };
        let reason = format!("HTTP {code}");
        match code {
            200..300 => Self::Delivered,
            401 | 403 | 404 | 410 => Self::Closed { reason },
            // 477: HubSpot moves the account.
            408 | 409 | 423 | 425 | 429 | 477 | 500.. => Self::Again(*retry_after),
            // A redirect is an address that was entered wrong: what is signed goes nowhere else.
            _ => Self::Refused { reason },
        }
    }

    /// The same with the destination's own words.
    pub(crate) fn told(self, words: Option<&str>) -> Self {
        let with = |reason: String| match words {
            Some(words) => format!("{reason}: {words}"),
            None => reason,
        };
        match self {
            Self::Closed { reason } => Self::Closed {
                reason: with(reason),
            },
            Self::Refused { reason } => Self::Refused {
                reason: with(reason),
            },
            other @ (Self::Delivered | Self::Again(_) | Self::Unanswered) => other,
        }
    }
}

/// What a destination says may repeat what was sent.
impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Status { code, .. } => write!(f, "Status({code})"),
            Self::Nothing => f.write_str("Nothing"),
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn status(code: u16, body: &str) -> Answer {
        Answer::Status {
            code,
            retry_after: None,
            body: body.to_owned(),
        }
    }

    #[test]
    fn only_a_success_is_a_delivery() {
        for code in 100..=599 {
            let is_delivered = Verdict::of(&status(code, "")) == Verdict::Delivered;
            assert_eq!(is_delivered, (200..300).contains(&code), "{code}");
        }
        assert_eq!(Verdict::of(&Answer::Nothing), Verdict::Unanswered);
    }

    #[test]
    fn what_may_pass_is_sent_again_when_the_destination_said() {
        let answer = Answer::Status {
            code: 429,
            retry_after: Some(Duration::from_secs(30)),
            body: String::new(),
        };
        let again = Verdict::Again(Some(Duration::from_secs(30)));
        assert_eq!(Verdict::of(&answer), again);
        for code in [408, 409, 423, 425, 477, 500, 502, 503, 504] {
            assert_eq!(
                Verdict::of(&status(code, "")),
                Verdict::Again(None),
                "{code}"
            );
        }
    }

    #[test]
    fn a_destination_that_shut_its_door_is_told_from_one_event_that_it_will_not_have() {
        for code in [401, 403, 404, 410] {
            let verdict = Verdict::of(&status(code, ""));
            assert!(matches!(verdict, Verdict::Closed { .. }), "{code}");
        }
        for code in [301, 302, 400, 405, 413, 415, 422] {
            let verdict = Verdict::of(&status(code, ""));
            assert!(matches!(verdict, Verdict::Refused { .. }), "{code}");
        }
    }
}

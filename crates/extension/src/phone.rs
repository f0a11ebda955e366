//! Cleaning of phone numbers: normalise or refuse, never guess.
//!
//! Whether a number is assigned is not judged; only its shape is.

/// Why a number was refused: a sentence for the agent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NumberProblem {
    /// Nothing there.
    #[error("no number given")]
    Missing,
    /// A letter or another sign that no number has.
    #[error("has signs that are no part of a number")]
    ForeignSign,
    /// Too few digits.
    #[error("too short")]
    TooShort,
    /// Too many digits.
    #[error("too long")]
    TooLong,
    /// Eleven digits that do not start with 1, or a `+` in the wrong place, or a spreadsheet's `1.2E+10`.
    #[error("not a number that can be dialed")]
    BadShape,
    /// Not known which country the digits belong to.
    #[error("country code missing")]
    NoCountry,
}

/// E.164 allows 15 digits; nothing with fewer than 8 is an international number.
const INTERNATIONAL: std::ops::RangeInclusive<usize> = 8..=15;

/// Cleans a number as typed, for the default region (US): keeps digits and `+`, gives E.164.
///
/// Ten digits become `+1…`, eleven that start with 1 become `+…`.
///
/// # Errors
/// Why the text is no dialable number; the number itself is not repeated.
pub fn clean(text: &str) -> Result<String, NumberProblem> {
    let mut plus = false;
    let mut digits = String::new();
    for sign in text.trim().chars().map(normalise) {
        match sign {
            '0'..='9' => digits.push(sign),
            '+' if !plus && digits.is_empty() => plus = true,
            '+' => return Err(NumberProblem::BadShape),
            ' ' | '-' | '(' | ')' | '.' | '/' => {}
            _ => return Err(NumberProblem::ForeignSign),
        }
    }
    if digits.is_empty() {
        return Err(NumberProblem::Missing);
    }
    if plus {
        return international(&digits);
    }
    match digits.len() {
        0..=9 => Err(NumberProblem::TooShort),
        10 => north_american(&digits),
        11 if digits.starts_with('1') => north_american(&digits[1..]),
        11 => Err(NumberProblem::BadShape),
        12..=15 => Err(NumberProblem::NoCountry),
        _ => Err(NumberProblem::TooLong),
    }
}

fn international(digits: &str) -> Result<String, NumberProblem> {
    if let Some(national) = digits.strip_prefix('1') {
        return match national.len() {
            0..=9 => Err(NumberProblem::TooShort),
            10 => north_american(national),
            _ => Err(NumberProblem::TooLong),
        };
    }
    if digits.starts_with('0') {
        return Err(NumberProblem::BadShape);
    }
    match digits.len() {
        n if n < *INTERNATIONAL.start() => Err(NumberProblem::TooShort),
        n if n > *INTERNATIONAL.end() => Err(NumberProblem::TooLong),
        _ => Ok(format!("+{digits}")),
    }
}

/// Ten digits of the North American plan: `NXX` may not start with 0 or 1 in the area code.
fn north_american(national: &str) -> Result<String, NumberProblem> {
    if national.starts_with(['0', '1']) {
        return Err(NumberProblem::BadShape);
    }
    Ok(format!("+1{national}"))
}

/// Unicode spaces, dashes and full-width signs as their ASCII twins; invisible marks as spaces.
fn normalise(sign: char) -> char {
    match sign {
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FE58}' | '\u{FE63}' | '\u{FF0D}' => '-',
        '\u{200B}'..='\u{200F}'
        | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{2069}'
        | '\u{FEFF}' => ' ',
        '\u{FF10}'..='\u{FF19}' => char::from_digit(sign as u32 - 0xFF10, 10).unwrap_or(sign),
        '\u{FF0B}' => '+',
        '\u{FF08}' => '(',
        '\u{FF09}' => ')',
        _ if sign.is_whitespace() => ' ',
        _ => sign,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Result<&str, NumberProblem>) {
        assert_eq!(clean(text), expected.map(str::to_owned), "{text}");
    }

    #[test]
    fn ten_digits_get_the_country_code_in_any_spelling() {
        check("2025550101", Ok("+12025550101"));
        check("(202) 555-0101", Ok("+12025550101"));
        check("202.555.0101", Ok("+12025550101"));
        check("202\u{a0}555\u{2011}0101", Ok("+12025550101"));
        check("\u{202a}2025550101\u{202c}", Ok("+12025550101"));
    }

    #[test]
    fn eleven_digits_must_start_with_one() {
        check("12025550101", Ok("+12025550101"));
        check("1-555-123-4567", Ok("+15551234567"));
        check("22025550101", Err(NumberProblem::BadShape));
    }

    #[test]
    fn a_number_with_plus_is_kept_as_it_is() {
        check("+44 20 7946 0958", Ok("+442079460958"));
        check("+1 202 555 0101", Ok("+12025550101"));
        check("+1 202 555 010", Err(NumberProblem::TooShort));
        check("+0 202 555 0101", Err(NumberProblem::BadShape));
    }

    #[test]
    fn what_is_no_number_is_refused_with_its_reason() {
        check("", Err(NumberProblem::Missing));
        check("n/a", Err(NumberProblem::ForeignSign));
        check("555-0101", Err(NumberProblem::TooShort));
        check("442079460958", Err(NumberProblem::NoCountry));
        check("4.41E+11", Err(NumberProblem::ForeignSign));
        check("202+5550101", Err(NumberProblem::BadShape));
        check("1025550101", Err(NumberProblem::BadShape));
        check("1234567890123456", Err(NumberProblem::TooLong));
    }
}

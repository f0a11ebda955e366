//! Phone numbers as people read them.
//!
//! For the eye only: what is dialed is always the record's own number.

use crate::panel::view::local_time::calling_code;

/// `+12025550125` as `(202) 555-0125`, `+442079460000` as `+44 207 946 0000`; any other text as it
/// stands.
pub fn number_text(number: &str) -> String {
    let Some(digits) = number.strip_prefix('+') else {
        return number.to_owned();
    };
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return number.to_owned();
    }
    if let (Some(national), 11) = (digits.strip_prefix('1'), digits.len()) {
        return format!(
            "({}) {}-{}",
            &national[..3],
            &national[3..6],
            &national[6..]
        );
    }
    let Some(code) = calling_code(digits) else {
        return number.to_owned();
    };
    // The groups stay together where a line ends.
    format!(
        "+{code}\u{a0}{}",
        grouped(&digits[code.len()..]).join("\u{a0}")
    )
}

/// Groups of three, the last ones of up to four, so that no digit stands alone.
fn grouped(digits: &str) -> Vec<&str> {
    let mut groups = Vec::new();
    let mut rest = digits;
    while rest.len() > 4 && rest.len() != 8 {
        let (group, after) = rest.split_at(3);
        groups.push(group);
        rest = after;
    }
    if rest.len() == 8 {
        let (group, after) = rest.split_at(4);
        groups.extend([group, after]);
    } else if !rest.is_empty() {
        groups.push(rest);
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(number: &str, expected: &str) {
        assert_eq!(number_text(number).replace('\u{a0}', " "), expected);
    }

    #[test]
    fn other_numbers_are_grouped_behind_their_country() {
        check("+442079460000", "+44 207 946 0000");
        check("+34915550101", "+34 915 550 101");
        check("+4915550101", "+49 1555 0101");
        check("+35315550101", "+353 1555 0101");
        check("+3531555010", "+353 155 5010");
        check("+35315550101234", "+353 155 5010 1234");
        check("+8005550101", "+8005550101");
        check("+1202555012", "+1202555012");
    }

    #[test]
    fn north_american_numbers_are_grouped_and_other_texts_left_alone() {
        assert_eq!(number_text("+12025550125"), "(202) 555-0125");
        assert_eq!(number_text("555-01"), "555-01");
        assert_eq!(number_text("+1é02555012"), "+1é02555012");
    }
}

//! Phone numbers as people read them.
//!
//! For the eye only: what is dialed is always the record's own number.

/// `+12025550125` as `(202) 555-0125`; any other number as it stands.
pub fn number_text(number: &str) -> String {
    let digits = number.strip_prefix("+1").unwrap_or_default();
    let is_north_american = digits.len() == 10 && digits.bytes().all(|b| b.is_ascii_digit());
    if !is_north_american {
        return number.to_owned();
    }
    format!("({}) {}-{}", &digits[..3], &digits[3..6], &digits[6..])
}

/// `20000` as `20 000`: a narrow space groups the digits in every language.
pub fn count_text(n: usize) -> String {
    let digits = n.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) && digits.len() > 4 {
            text.push('\u{202f}');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_grouped_from_five_digits_on() {
        assert_eq!(count_text(7), "7");
        assert_eq!(count_text(1234), "1234");
        assert_eq!(count_text(100_000), "100\u{202f}000");
    }

    #[test]
    fn north_american_numbers_are_grouped_and_others_left_alone() {
        assert_eq!(number_text("+12025550125"), "(202) 555-0125");
        assert_eq!(number_text("+442079460000"), "+442079460000");
        assert_eq!(number_text("555-01"), "555-01");
        assert_eq!(number_text("+1é02555012"), "+1é02555012");
    }
}

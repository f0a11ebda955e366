//! Text as searches and sorting compare it: small letters without accents.
//!
//! Names are typed as the keyboard at hand has them: `muller` finds Müller, `obrien` finds O'Brien.

/// First letter of a block, and the plain letters of those that follow with how often each stands.
/// A blank stays as it is: it is no letter, or one that folds into two.
const BLOCKS: [(u32, &[(char, u32)]); 6] = [
    (
        0xDF,
        &[
            (' ', 1),
            ('a', 6),
            (' ', 1),
            ('c', 1),
            ('e', 4),
            ('i', 4),
            ('d', 1),
            ('n', 1),
            ('o', 5),
            (' ', 1),
            ('o', 1),
            ('u', 4),
            ('y', 1),
            (' ', 1),
            ('y', 1),
        ],
    ),
    (
        0x100,
        &[
            ('a', 6),
            ('c', 8),
            ('d', 4),
            ('e', 10),
            ('g', 8),
            ('h', 4),
            ('i', 10),
            (' ', 2),
            ('j', 2),
            ('k', 3),
            ('l', 10),
            ('n', 9),
            ('o', 6),
            (' ', 2),
            ('r', 6),
            ('s', 8),
            ('t', 6),
            ('u', 12),
            ('w', 2),
            ('y', 3),
            ('z', 6),
            ('s', 1),
        ],
    ),
    (0x1A0, &[('o', 2), (' ', 13), ('u', 2)]),
    (0x1CD, &[('a', 2), ('i', 2), ('o', 2), ('u', 10)]),
    (0x218, &[('s', 2), ('t', 2)]),
    (
        0x1E00,
        &[
            ('a', 2),
            ('b', 6),
            ('c', 2),
            ('d', 10),
            ('e', 10),
            ('f', 2),
            ('g', 2),
            ('h', 10),
            ('i', 4),
            ('k', 6),
            ('l', 8),
            ('m', 6),
            ('n', 8),
            ('o', 8),
            ('p', 4),
            ('r', 8),
            ('s', 10),
            ('t', 8),
            ('u', 10),
            ('v', 4),
            ('w', 10),
            ('x', 4),
            ('y', 2),
            ('z', 6),
            ('h', 1),
            ('t', 1),
            ('w', 1),
            ('y', 1),
            ('a', 1),
            ('s', 4),
            ('d', 1),
            ('a', 24),
            ('e', 16),
            ('i', 4),
            ('o', 24),
            ('u', 14),
            ('y', 8),
            ('l', 2),
            ('v', 2),
            ('y', 2),
        ],
    ),
];

/// Adds the text as it is compared: small, without accents and apostrophes, any space a blank.
pub(super) fn fold_into(text: &str, out: &mut String) {
    for letter in text.chars() {
        match letter {
            '\'' => {}
            _ if letter.is_ascii_control() => out.push(' '),
            _ if letter.is_ascii() => out.push(letter.to_ascii_lowercase()),
            _ if letter.is_whitespace() => out.push(' '),
            _ => letter
                .to_lowercase()
                .for_each(|letter| fold_letter(letter, out)),
        }
    }
}

/// The text as it is compared.
pub(super) fn folded(text: &str) -> String {
    let mut out = String::new();
    fold_into(text, &mut out);
    out
}

/// Whether a text has every word that is looked for; both are folded.
pub(super) fn has_words(text: &str, words: &str) -> bool {
    words.split_whitespace().all(|word| text.contains(word))
}

fn fold_letter(letter: char, out: &mut String) {
    match letter {
        'ß' | 'ẞ' => out.push_str("ss"),
        'æ' => out.push_str("ae"),
        'œ' => out.push_str("oe"),
        'þ' => out.push_str("th"),
        'ĳ' => out.push_str("ij"),
        'ё' => out.push('е'),
        'ά' => out.push('α'),
        'έ' => out.push('ε'),
        'ή' => out.push('η'),
        'ί' | 'ϊ' | 'ΐ' => out.push('ι'),
        'ό' => out.push('ο'),
        'ύ' | 'ϋ' | 'ΰ' => out.push('υ'),
        'ώ' => out.push('ω'),
        'ς' => out.push('σ'),
        // Accents that stand by themselves, and the apostrophes of typographers.
        '\u{300}'..='\u{36f}' | '\u{2bc}' | '\u{2018}' | '\u{2019}' => {}
        _ => out.push(plain_letter(letter).unwrap_or(letter)),
    }
}

fn plain_letter(letter: char) -> Option<char> {
    let code = u32::from(letter);
    let (first, runs) = BLOCKS.iter().rev().find(|(first, _)| *first <= code)?;
    let mut end = *first;
    let (plain, _) = runs.iter().find(|(_, n)| {
        end += n;
        code < end
    })?;
    (*plain != ' ').then_some(*plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_case_and_apostrophes_make_no_difference() {
        let pairs = [
            ("José MÜLLER", "jose muller"),
            ("Çelik, İlker", "celik, ilker"),
            ("Łukasz Żółć", "lukasz zolc"),
            ("Nguyễn Thị Ượng", "nguyen thi uong"),
            ("O'Brien O’Brien", "obrien obrien"),
            ("Straße Æsop Þór Øre", "strasse aesop thor ore"),
            ("e\u{301}te\u{301}", "ete"),
            ("Ștefan Țurcanu", "stefan turcanu"),
            ("Ёлка ΆΛΦΑ", "елка αλφα"),
            ("a\tb\u{a0}c\nd", "a b c d"),
            ("5 × 3 ÷ 2 ÿ Ž ſ", "5 × 3 ÷ 2 y z s"),
            ("東京 +1 (202)", "東京 +1 (202)"),
        ];
        for (text, plain) in pairs {
            assert_eq!(folded(text), plain);
        }
    }

    #[test]
    fn folding_what_is_folded_changes_nothing() {
        for code in 0x20..0x2000 {
            let once = folded(&String::from_iter(char::from_u32(code)));
            assert_eq!(folded(&once), once, "{code:x}");
        }
    }

    #[test]
    fn every_block_is_as_long_as_it_should_be() {
        let lengths = BLOCKS.map(|(_, runs)| runs.iter().map(|(_, n)| n).sum::<u32>());
        assert_eq!(lengths, [33, 128, 17, 16, 4, 256]);
    }
}

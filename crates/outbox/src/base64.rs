//! Base64 with padding, as RFC 4648 has it in section 4: the library for it is ten times as much code.

const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

pub(crate) fn encode(bytes: &[u8]) -> String {
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let bits = chunk
            .iter()
            .fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte));
        let bits = bits << (8 * (3 - chunk.len()));
        for place in 0..4 {
            let index = bits >> (18 - 6 * place) & 63;
            let sign = usize::try_from(index)
                .ok()
                .and_then(|index| SIGNS.get(index));
            let is_padding = place > chunk.len();
            text.push(
                sign.filter(|_| !is_padding)
                    .map_or('=', |sign| char::from(*sign)),
            );
        }
    }
    text
}

/// Absent: it is not what [`encode`] makes of any bytes.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    for chunk in text.trim_end_matches('=').as_bytes().chunks(4) {
        let mut bits = 0_u32;
        for place in 0..4 {
            let sign = chunk.get(place).unwrap_or(&b'A');
            let index = SIGNS.iter().position(|known| known == sign)?;
            bits = bits << 6 | u32::try_from(index).ok()?;
        }
        let [_, three @ ..] = bits.to_be_bytes();
        bytes.extend(three.iter().take((chunk.len() * 6) / 8));
    }
    // One form alone for the same bytes, as others read it.
    (encode(&bytes) == text).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn bytes_are_written_and_texts_read_as_the_library_does(
            bytes in proptest::collection::vec(any::<u8>(), 0..70),
            text in "[A-Da-d/+=]{0,12}",
        ) {
            let written = encode(&bytes);
            prop_assert_eq!(&written, &STANDARD.encode(&bytes));
            prop_assert_eq!(decode(&written), Some(bytes));
            prop_assert_eq!(decode(&text), STANDARD.decode(&text).ok());
        }
    }
}

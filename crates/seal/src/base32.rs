//! Base32 in two alphabets: RFC 4648 for what machines read, Crockford's for what people type.

/// RFC 4648 §6: every character is in the alphanumeric mode of a QR, and safe in an address.
const RFC_4648: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
/// Crockford: no I, L, O (they look like 1 and 0) and no U.
const CROCKFORD: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Writes bytes in the alphabet of RFC 4648, without padding.
pub(crate) fn encode(bytes: &[u8]) -> String {
    digits(bytes, RFC_4648)
}

/// Writes bytes in Crockford's alphabet.
pub(crate) fn encode_crockford(bytes: &[u8]) -> String {
    digits(bytes, CROCKFORD)
}

/// Number of characters for so many bytes.
pub(crate) const fn encoded_len(bytes: usize) -> usize {
    (bytes * 8).div_ceil(5)
}

/// The whole bytes that a text holds, and what its last character said besides.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Decoded {
    pub(crate) bytes: Vec<u8>,
    /// Whether [`encode`] gives this text back: no bit and no character too many.
    pub(crate) exact: bool,
}

/// Reads the alphabet of RFC 4648, in either case; nothing when a character is not of it.
pub(crate) fn decode(text: &str) -> Option<Decoded> {
    values(text.bytes().map(|byte| match byte.to_ascii_uppercase() {
        letter @ b'A'..=b'Z' => Some(letter - b'A'),
        digit @ b'2'..=b'7' => Some(digit - b'2' + 26),
        _ => None,
    }))
}

/// Reads Crockford's alphabet as people write it: either case, O for 0, I and L for 1.
pub(crate) fn decode_crockford(text: &str) -> Option<Decoded> {
    values(text.bytes().map(|byte| {
        let letter = match byte.to_ascii_uppercase() {
            b'O' => b'0',
            b'I' | b'L' => b'1',
            other => other,
        };
        let at = CROCKFORD.iter().position(|&known| known == letter)?;
        u8::try_from(at).ok()
    }))
}

fn digits(bytes: &[u8], alphabet: &[u8; 32]) -> String {
    let mut text = String::with_capacity(encoded_len(bytes.len()));
    let (mut pending, mut count) = (0_u32, 0_u32);
    for &byte in bytes {
        pending = pending << 8 | u32::from(byte);
        count += 8;
        while count >= 5 {
            count -= 5;
            text.push(char::from(alphabet[(pending >> count & 31) as usize]));
        }
        pending &= (1 << count) - 1;
    }
    if count > 0 {
        text.push(char::from(alphabet[(pending << (5 - count) & 31) as usize]));
    }
    text
}

fn values(digits: impl Iterator<Item = Option<u8>>) -> Option<Decoded> {
    let mut bytes = Vec::new();
    let (mut pending, mut count) = (0_u32, 0_u32);
    for digit in digits {
        pending = pending << 5 | u32::from(digit?);
        count += 5;
        if count >= 8 {
            count -= 8;
            bytes.push((pending >> count) as u8);
            pending &= (1 << count) - 1;
        }
    }
    Some(Decoded {
        bytes,
        exact: count < 5 && pending == 0,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_examples_of_rfc_4648_hold() {
        for (plain, expected) in [
            ("", ""),
            ("f", "MY"),
            ("fo", "MZXQ"),
            ("foo", "MZXW6"),
            ("foob", "MZXW6YQ"),
            ("fooba", "MZXW6YTB"),
            ("foobar", "MZXW6YTBOI"),
        ] {
            assert_eq!(encode(plain.as_bytes()), expected);
            assert_eq!(encoded_len(plain.len()), expected.len());
            let decoded = decode(expected).unwrap();
            assert_eq!(
                decoded,
                Decoded {
                    bytes: plain.into(),
                    exact: true
                }
            );
        }
    }

    #[test]
    fn a_bit_or_a_character_too_many_is_seen() {
        assert!(
            !decode("MZ").unwrap().exact,
            "Y and Z differ in a bit that no byte has"
        );
        assert!(
            !decode("MYA").unwrap().exact,
            "three characters are no whole number of bytes"
        );
        assert_eq!(decode("M1"), None, "1 is not of the alphabet");
        assert_eq!(decode("MÀ"), None);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(bytes in proptest::collection::vec(any::<u8>(), 0..80)) {
            let expected = Decoded { bytes: bytes.clone(), exact: true };
            prop_assert_eq!(decode(&encode(&bytes)).unwrap(), expected);
            prop_assert_eq!(decode_crockford(&encode_crockford(&bytes)).unwrap().bytes, bytes);
        }
    }
}

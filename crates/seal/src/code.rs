//! The typed code: eight characters for those without a phone, which the service centre knows.

use std::fmt;

use hmac::{Hmac, Mac};
use sha2::Sha256;

use crate::base32;

/// Forty bits that only the counter's key can make of a number and its facts; printed `XXXX-XXXX`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TypedCode([u8; 5]);

impl TypedCode {
    /// Reads what a person typed: either case, with or without blanks and hyphens, O for 0 and I or
    /// L for 1. Nothing when it is not eight characters of Crockford's alphabet.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        // A limit first: what is pasted into a page may be long.
        let kept: String = text
            .chars()
            .filter(|c| !c.is_whitespace() && !"-\u{2010}\u{2011}\u{2013}".contains(*c))
            .take(9)
            .collect();
        if kept.len() != 8 {
            return None;
        }
        base32::decode_crockford(&kept)?
            .bytes
            .try_into()
            .ok()
            .map(Self)
    }

    /// The code as the payload and the journal keep it.
    #[must_use]
    pub fn to_bytes(self) -> [u8; 5] {
        self.0
    }

    /// Takes up what [`TypedCode::to_bytes`] gave.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 5]) -> Self {
        Self(bytes)
    }

    /// HMAC-SHA256 over the CBOR array `[number, [fact, …]]`: no two lists of facts are one text.
    pub(crate) fn of(secret: &[u8; 32], number: &str, facts: &[String]) -> Self {
        let mut message = Vec::new();
        ciborium::into_writer(&(number, facts), &mut message).expect("a Vec<u8> takes every write");
        let mut mac =
            <Hmac<Sha256> as Mac>::new_from_slice(secret).expect("HMAC takes a key of any length");
        mac.update(&message);
        let digest = mac.finalize().into_bytes();
        Self([digest[0], digest[1], digest[2], digest[3], digest[4]])
    }
}

impl fmt::Display for TypedCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = base32::encode_crockford(&self.0);
        write!(formatter, "{}-{}", &text[..4], &text[4..])
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn people_may_type_it_as_they_read_it() {
        let code = TypedCode::parse("10AB-CDEF").unwrap();
        for typed in [
            "10abcdef",
            "IOAB CDEF",
            " lo-ab-cd-ef ",
            "1oAb\u{2011}cDeF\n",
        ] {
            assert_eq!(TypedCode::parse(typed), Some(code), "{typed:?}");
        }
        for wrong in [
            "",
            "10AB-CDE",
            "10AB-CDEF0",
            "10AB-CDEU",
            "10AB-CDÈF",
            "È0AB-CDE",
        ] {
            assert_eq!(TypedCode::parse(wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn where_one_fact_ends_counts() {
        let secret = [7; 32];
        let of = |facts: &[&str]| {
            let facts: Vec<String> = facts.iter().map(ToString::to_string).collect();
            TypedCode::of(&secret, "L049-03-2026-0000123", &facts)
        };
        assert_ne!(of(&["ab", "c"]), of(&["a", "bc"]));
        assert_ne!(of(&["ab"]), of(&["ab", ""]));
        assert_ne!(of(&["a", "b"]), of(&["b", "a"]));
    }

    proptest! {
        #[test]
        fn what_is_printed_is_read(bytes in any::<[u8; 5]>()) {
            let code = TypedCode::from_bytes(bytes);
            prop_assert_eq!(code.to_string().len(), 9);
            prop_assert_eq!(TypedCode::parse(&code.to_string()), Some(code));
        }
    }
}

//! The one form itself: bytes are checked against it, and a plain array is written in it, with no value between.

/// Major types of RFC 8949 §3.1.
const UNSIGNED: u8 = 0;
const NEGATIVE: u8 = 1;
const BYTES: u8 = 2;
const TEXT: u8 = 3;
const ARRAY: u8 = 4;
const MAP: u8 = 5;
const SIMPLE: u8 = 7;

/// Tells whether bytes that are CBOR are one item in deterministic form.
pub(super) fn is_deterministic(bytes: &[u8]) -> bool {
    after_item(bytes).is_some_and(<[u8]>::is_empty)
}

/// Returns what follows the first item, if that is in deterministic form.
///
/// It goes as deep as the bytes do: they were read before, by a reader that has a limit.
fn after_item(bytes: &[u8]) -> Option<&[u8]> {
    let (major, argument, mut rest) = head(bytes)?;
    match major {
        UNSIGNED | NEGATIVE => Some(rest),
        BYTES | TEXT => rest.get(usize::try_from(argument).ok()?..),
        ARRAY => {
            for _ in 0..argument {
                rest = after_item(rest)?;
            }
            Some(rest)
        }
        MAP => {
            let mut before: Option<&[u8]> = None;
            for _ in 0..argument {
                let value = after_item(rest)?;
                let key = &rest[..rest.len() - value.len()];
                if before.is_some_and(|before| before >= key) {
                    return None;
                }
                before = Some(key);
                rest = after_item(value)?;
            }
            Some(rest)
        }
        // False, true and null. Of the others there is none in the journal.
        SIMPLE if matches!(bytes[0] & 31, 20..=22) => Some(rest),
        _ => None,
    }
}

/// Reads major type and argument, if the argument is as short as it can be.
fn head(bytes: &[u8]) -> Option<(u8, u64, &[u8])> {
    let (&first, rest) = bytes.split_first()?;
    let (major, short) = (first >> 5, first & 31);
    let (argument, rest) = match short {
        0..24 => (short.into(), rest),
        24 => {
            let (bytes, rest) = rest.split_first_chunk::<1>()?;
            (long(bytes[0].into(), 24)?, rest)
        }
        25 => {
            let (bytes, rest) = rest.split_first_chunk()?;
            (long(u16::from_be_bytes(*bytes).into(), 1 << 8)?, rest)
        }
        26 => {
            let (bytes, rest) = rest.split_first_chunk()?;
            (long(u32::from_be_bytes(*bytes).into(), 1 << 16)?, rest)
        }
        27 => {
            let (bytes, rest) = rest.split_first_chunk()?;
            (long(u64::from_be_bytes(*bytes), 1 << 32)?, rest)
        }
        _ => return None,
    };
    Some((major, argument, rest))
}

/// Returns an argument that needed its length.
fn long(argument: u64, least: u64) -> Option<u64> {
    (argument >= least).then_some(argument)
}

/// An array that is written field by field.
pub(crate) struct Fields(Vec<u8>);

impl Fields {
    /// Begins an array of so many fields, with room for so many bytes.
    pub(crate) fn new(fields: u64, bytes: usize) -> Self {
        let mut array = Self(Vec::with_capacity(bytes));
        array.head(ARRAY, fields);
        array
    }

    pub(crate) fn text(&mut self, text: &str) -> &mut Self {
        self.head(TEXT, text.len() as u64);
        self.0.extend_from_slice(text.as_bytes());
        self
    }

    pub(crate) fn bytes(&mut self, bytes: &[u8]) -> &mut Self {
        self.head(BYTES, bytes.len() as u64);
        self.0.extend_from_slice(bytes);
        self
    }

    pub(crate) fn unsigned(&mut self, number: u64) -> &mut Self {
        self.head(UNSIGNED, number);
        self
    }

    pub(crate) fn integer(&mut self, number: i64) -> &mut Self {
        match u64::try_from(number) {
            Ok(number) => self.head(UNSIGNED, number),
            // -1 is 0 here, -2 is 1: all bits turned over.
            Err(_) => self.head(NEGATIVE, (!number).cast_unsigned()),
        }
        self
    }

    pub(crate) fn finish(self) -> Vec<u8> {
        self.0
    }

    fn head(&mut self, major: u8, argument: u64) {
        let bytes = argument.to_be_bytes();
        let (short, from) = match argument {
            0..24 => (bytes[7], 8),
            24..0x100 => (24, 7),
            0x100..0x1_0000 => (25, 6),
            0x1_0000..0x1_0000_0000 => (26, 4),
            _ => (27, 0),
        };
        self.0.push(major << 5 | short);
        self.0.extend_from_slice(&bytes[from..]);
    }
}

#[cfg(test)]
mod tests {
    use ciborium::Value;
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::super::encode_value;
    use super::*;

    fn value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            any::<i64>().prop_map(|number| Value::Integer(number.into())),
            (0_u64..300).prop_map(|number| Value::Integer(number.into())),
            any::<bool>().prop_map(Value::Bool),
            Just(Value::Null),
            vec(any::<u8>(), 0..300).prop_map(Value::Bytes),
            ".{0,30}".prop_map(Value::Text),
        ];
        leaf.prop_recursive(4, 40, 6, |inner| {
            prop_oneof![
                vec(inner.clone(), 0..30).prop_map(Value::Array),
                vec((inner.clone(), inner), 0..6).prop_map(Value::Map),
            ]
        })
    }

    /// The rule, as the writer knows it: read and written again, the bytes are the same.
    fn comes_back(bytes: &[u8]) -> bool {
        let read: Result<Value, _> = ciborium::from_reader(bytes);
        read.is_ok_and(|value| encode_value(value).is_ok_and(|again| again == bytes))
    }

    proptest! {
        #[test]
        fn what_is_written_is_in_form(value in value()) {
            if let Ok(bytes) = encode_value(value) {
                prop_assert!(is_deterministic(&bytes));
            }
        }

        #[test]
        fn what_is_readable_and_in_form_comes_back(
            value in value(),
            place in any::<prop::sample::Index>(),
            other in any::<u8>(),
            cut in any::<bool>(),
        ) {
            let Ok(mut bytes) = encode_value(value) else {
                return Ok(());
            };
            let place = place.index(bytes.len());
            bytes[place] = other;
            if cut {
                bytes.truncate(place + 1);
            }
            let readable = ciborium::from_reader::<Value, _>(&*bytes).is_ok();
            prop_assert_eq!(readable && is_deterministic(&bytes), comes_back(&bytes));
        }

        #[test]
        fn an_array_is_written_as_its_value_would_be(
            number in any::<i64>(),
            unsigned in any::<u64>(),
            small in 0_u64..70_000,
            text in ".{0,300}",
            bytes in vec(any::<u8>(), 0..70_000),
        ) {
            let mut fields = Fields::new(5, 0);
            fields.integer(number).unsigned(unsigned).unsigned(small).text(&text).bytes(&bytes);
            let value = Value::Array(vec![
                Value::Integer(number.into()),
                Value::Integer(unsigned.into()),
                Value::Integer(small.into()),
                Value::Text(text),
                Value::Bytes(bytes),
            ]);
            prop_assert_eq!(fields.finish(), encode_value(value).expect("it has an encoding"));
        }
    }
}

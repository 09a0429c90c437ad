//! Whatever is written is read back, and no bytes make the reader fail otherwise than by an error.

use chrono::DateTime;
use ciborium::Value;
use proptest::prelude::*;
use protocol::{Body, Entry, cbor};

/// Any value that deterministic CBOR has a place for.
fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        any::<i64>().prop_map(|number| Value::Integer(number.into())),
        any::<u64>().prop_map(|number| Value::Integer(number.into())),
        any::<bool>().prop_map(Value::Bool),
        Just(Value::Null),
        ".{0,30}".prop_map(Value::Text),
        prop::collection::vec(any::<u8>(), 0..300).prop_map(Value::Bytes),
    ];
    leaf.prop_recursive(4, 40, 8, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..30).prop_map(Value::Array),
            prop::collection::btree_map(".{0,12}", inner, 0..30).prop_map(|map| {
                // In the order of the texts, which is not that of the encoded keys.
                Value::Map(
                    map.into_iter()
                        .map(|(key, of)| (Value::Text(key), of))
                        .collect(),
                )
            }),
        ]
    })
}

fn body() -> impl Strategy<Value = Body> {
    prop_oneof![
        Just(Body::SessionOpened {}),
        (".{0,30}", ".{0,200}")
            .prop_map(|(number, reason)| Body::CertificateVoided { number, reason }),
        (".{0,30}", any::<u32>(), prop::option::of(".{0,30}")).prop_map(
            |(number, copy, printer)| Body::CertificateReprinted {
                number,
                copy,
                printer
            }
        ),
        (
            ".{0,30}",
            any::<[u32; 5]>(),
            0..4_000_000_000_000_i64,
            0..1_000_000_000_u32
        )
            .prop_map(|(file_name, counts, milliseconds, nanoseconds)| {
                Body::RegistryImported {
                    file_name,
                    file_sha256: String::new(),
                    format: "csv".to_owned(),
                    as_of: DateTime::from_timestamp(milliseconds / 1000, nanoseconds)
                        .expect("an instant in the calendar"),
                    accepted: counts[0],
                    updated: counts[1],
                    cancelled: counts[2],
                    refused: counts[3],
                    residents: counts[4],
                }
            }),
        value().prop_map(|value| Body::Unknown {
            kind: "future.kind".to_owned(),
            bytes: cbor::encode_value(value).expect("neither float nor tag"),
        }),
    ]
}

proptest! {
    #[test]
    fn a_value_has_one_encoding_and_survives_it(value in value()) {
        let bytes = cbor::encode_value(value).unwrap();
        let read = cbor::decode_value(&bytes).unwrap();
        prop_assert_eq!(cbor::encode_value(read).unwrap(), bytes);
    }

    #[test]
    fn the_order_of_the_keys_does_not_matter(
        map in prop::collection::btree_map(".{0,8}", any::<u32>(), 0..20),
        seed in any::<u64>(),
    ) {
        let pairs: Vec<(Value, Value)> = map
            .into_iter()
            .map(|(key, of)| (Value::Text(key), Value::Integer(of.into())))
            .collect();
        let mut shuffled = pairs.clone();
        for index in (1..shuffled.len()).rev() {
            let other = seed.rotate_left(index as u32 % 64) as usize % (index + 1);
            shuffled.swap(index, other);
        }
        prop_assert_eq!(
            cbor::encode_value(Value::Map(pairs)).unwrap(),
            cbor::encode_value(Value::Map(shuffled)).unwrap()
        );
    }

    #[test]
    fn an_entry_survives_its_bytes(
        bodies in prop::collection::vec(body(), 1..6),
        operator in ".{1,20}",
        at in 0..4_000_000_000_000_i64,
    ) {
        let at = DateTime::from_timestamp_millis(at).unwrap();
        let mut last = Entry::first("01", at, &operator, &bodies[0]);
        for body in &bodies {
            last = last.next(at, &operator, body);
            let read = Entry::decode(&last.encode()).unwrap();
            prop_assert_eq!(&read, &last);
            prop_assert_eq!(&read.body().unwrap(), body);
        }
    }

    #[test]
    fn another_byte_anywhere_is_another_hash_or_an_error(
        body in body(),
        position in any::<prop::sample::Index>(),
        bit in 0..8_u8,
    ) {
        let at = DateTime::from_timestamp_millis(1_000).unwrap();
        let entry = Entry::first("01", at, "a", &body).next(at, "a", &body);
        let mut bytes = entry.encode();
        let position = position.index(bytes.len());
        bytes[position] ^= 1 << bit;
        if let Ok(read) = Entry::decode(&bytes) {
            prop_assert_ne!(read.hash(), entry.hash());
        }
    }

    #[test]
    fn random_bytes_are_an_error_at_most(
        bytes in prop::collection::vec(any::<u8>(), 0..200),
        kind in "store.created|certificate.issued|session.opened|x",
    ) {
        let _ = Entry::decode(&bytes);
        if let Ok(body) = Body::decode(&kind, &bytes) {
            prop_assert_eq!(body.kind(), kind);
        }
    }
}

//! The bytes of a card: CBOR in which known field names are numbers and empty fields are absent.
//!
//! A person has some sixty fields, most of them empty. Written plainly, their names would be three
//! quarters of the registry, to be encrypted at each import and decrypted at each look.
//! What is deliberately **not** here: the journal, whose bytes are plain (`protocol::cbor`).

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::{Error, Result};

/// The names that have a number: their place. Those of the first 24 take one byte.
///
/// Do *not* reorder or remove any: cards are kept by these numbers. A new field may be appended
/// or left out; left out, it takes a few bytes more.
#[rustfmt::skip]
const NAMES: [&str; 82] = [
    "id", "card", "anpr_id", "codice_fiscale", "surname", "name", "sex", "birth_date",
    "birth_place", "kind", "istat", "province", "status", "certifiability", "no_fixed_abode",
    "citizenships", "state_code", "state", "residences", "address", "comune", "street", "number",
    "street_kind", "comune_istat", "postal_code", "from", "until", "membership", "household",
    "relation", "position", "since", "marital", "union", "ended", "birth_act", "year", "part",
    "series", "office", "registered", "updated", "status_cause", "date", "reason_code", "note",
    "aire", "consulate", "abroad", "locality", "region", "hamlet", "suffix", "colour", "kilometre",
    "court", "staircase", "outer_staircase", "inner", "inner_suffix", "inner2", "inner2_suffix",
    "floor", "block", "care_of", "spouse_surname", "spouse_name", "spouse_sex",
    "spouse_codice_fiscale", "spouse_birth_date", "place", "act", "description", "formed",
    "institution", "address_hidden", "elector", "cohabitation", "contract_date",
    "contract_record", "species",
];

static NUMBERS: LazyLock<HashMap<&'static [u8], u8>> = LazyLock::new(|| {
    (0..)
        .zip(NAMES)
        .map(|(number, name)| (name.as_bytes(), number))
        .collect()
});

const NULL: u8 = 0xf6;
/// The head of a map of which the number of pairs is in the next byte.
const MAP: u8 = 0xb8;

/// Writes a card to `packed`; `plain` is room to work in.
pub(crate) fn encode<T: Serialize>(
    value: &T,
    plain: &mut Vec<u8>,
    packed: &mut Vec<u8>,
) -> Result<()> {
    plain.clear();
    packed.clear();
    ciborium::into_writer(value, &mut *plain)
        .map_err(|error| Error::Damaged(format!("a card cannot be written: {error}")))?;
    let mut walk = Walk {
        from: plain,
        to: packed,
    };
    walk.item(pack_map)
        .ok_or_else(|| Error::Damaged("a card of an unknown form".to_owned()))
}

/// Reads a card.
pub(crate) fn decode<T: DeserializeOwned>(packed: &[u8]) -> Result<T> {
    let mut plain = Vec::with_capacity(packed.len() * 2);
    let mut walk = Walk {
        from: packed,
        to: &mut plain,
    };
    walk.item(unpack_map)
        .ok_or_else(|| Error::Damaged("a card cannot be read".to_owned()))?;
    super::table::decode(&plain)
}

/// Copies CBOR from one place to another; what it does with maps is given to it.
struct Walk<'bytes> {
    from: &'bytes [u8],
    to: &'bytes mut Vec<u8>,
}

type OnMap = fn(&mut Walk<'_>, u64) -> Option<()>;

impl<'bytes> Walk<'bytes> {
    /// Takes bytes from the front.
    fn take(&mut self, count: usize) -> Option<&'bytes [u8]> {
        let (taken, rest) = self.from.split_at_checked(count)?;
        self.from = rest;
        Some(taken)
    }

    /// Takes the head of an item: its kind and its number.
    fn head(&mut self) -> Option<(u8, u64)> {
        let first = self.take(1)?[0];
        let number = match first & 0x1f {
            small @ 0..24 => u64::from(small),
            long @ 24..28 => self
                .take(1 << (long - 24))?
                .iter()
                .fold(0, |number, byte| number << 8 | u64::from(*byte)),
            // Lengths that are not told: nothing of ours writes them.
            _ => return None,
        };
        Some((first >> 5, number))
    }

    /// Takes one item, whole, and writes it.
    fn item(&mut self, on_map: OnMap) -> Option<()> {
        let start = self.from;
        let (kind, number) = self.head()?;
        match kind {
            2 | 3 => drop(self.take(usize::try_from(number).ok()?)?),
            5 => return on_map(self, number),
            0 | 1 | 4 | 7 => {}
            _ => return None,
        }
        self.to
            .extend_from_slice(&start[..start.len() - self.from.len()]);
        if kind == 4 {
            for _ in 0..number {
                self.item(on_map)?;
            }
        }
        Some(())
    }
}

/// Leaves out what is empty and writes numbers for names.
fn pack_map(walk: &mut Walk<'_>, pairs: u64) -> Option<()> {
    walk.to.push(MAP);
    let count_at = walk.to.len();
    walk.to.push(0);
    let mut count: u8 = 0;
    for _ in 0..pairs {
        let start = walk.from;
        let (kind, length) = walk.head()?;
        if kind != 3 {
            return None;
        }
        let name = walk.take(usize::try_from(length).ok()?)?;
        if walk.from.first() == Some(&NULL) {
            walk.take(1)?;
            continue;
        }
        count = count.checked_add(1)?;
        match NUMBERS.get(name) {
            Some(number @ 0..24) => walk.to.push(*number),
            Some(number) => walk.to.extend_from_slice(&[0x18, *number]),
            None => walk
                .to
                .extend_from_slice(&start[..start.len() - walk.from.len()]),
        }
        walk.item(pack_map)?;
    }
    walk.to[count_at] = count;
    Some(())
}

/// Writes names for numbers. What is absent reads as empty.
fn unpack_map(walk: &mut Walk<'_>, pairs: u64) -> Option<()> {
    walk.to.extend_from_slice(&[MAP, u8::try_from(pairs).ok()?]);
    for _ in 0..pairs {
        let start = walk.from;
        match walk.head()? {
            (0, number) => {
                let name = NAMES.get(usize::try_from(number).ok()?)?;
                walk.to
                    .extend_from_slice(&[0x78, u8::try_from(name.len()).ok()?]);
                walk.to.extend_from_slice(name.as_bytes());
            }
            (3, length) => {
                walk.take(usize::try_from(length).ok()?)?;
                walk.to
                    .extend_from_slice(&start[..start.len() - walk.from.len()]);
            }
            _ => return None,
        }
        walk.item(unpack_map)?;
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use domain::{Household, Person};

    use super::*;
    use crate::tests::{household, person};

    fn packed<T: Serialize>(value: &T) -> Vec<u8> {
        let mut packed = Vec::new();
        encode(value, &mut Vec::new(), &mut packed).unwrap();
        packed
    }

    #[test]
    fn a_card_survives_its_bytes_and_is_far_smaller_than_plain() {
        let card = person(1);
        let bytes = packed(&card);
        assert_eq!(decode::<Person>(&bytes).unwrap(), card);
        let mut plain = Vec::new();
        ciborium::into_writer(&card, &mut plain).unwrap();
        assert!(
            bytes.len() * 2 < plain.len(),
            "{} of {}",
            bytes.len(),
            plain.len()
        );
        assert_eq!(
            decode::<Household>(&packed(&household(1))).unwrap(),
            household(1)
        );
    }

    #[test]
    fn the_numbers_of_the_names_are_frozen() {
        let mut card = person(1);
        card.residences.clear();
        card.membership = None;
        insta::assert_snapshot!(hex::encode(packed(&card)), @"b80e0050f412a09c273b843c99d0ce7bd5c0f1ff01613103705a5a5a51515137384331324c30343941046d434f474e4f4d4546494e544f3105694e4f4d4546494e544f066666656d616c65076a313937382d30332d313208b8040966636f6d756e65056a4c554f474f46494e544f0a663037333032390b6254410c687265736964656e740d6466756c6c0ef40f81b802106331303011664954414c49411280184cf4");
        insta::assert_snapshot!(NAMES.join(" "), @"id card anpr_id codice_fiscale surname name sex birth_date birth_place kind istat province status certifiability no_fixed_abode citizenships state_code state residences address comune street number street_kind comune_istat postal_code from until membership household relation position since marital union ended birth_act year part series office registered updated status_cause date reason_code note aire consulate abroad locality region hamlet suffix colour kilometre court staircase outer_staircase inner inner_suffix inner2 inner2_suffix floor block care_of spouse_surname spouse_name spouse_sex spouse_codice_fiscale spouse_birth_date place act description formed institution address_hidden elector cohabitation contract_date contract_record species");
    }

    #[test]
    fn no_name_has_two_numbers() {
        assert_eq!(NUMBERS.len(), NAMES.len());
    }

    #[test]
    fn a_name_without_number_is_kept_and_so_are_nulls_in_lists() {
        let value = serde_json::json!({"not a field": [null, 1, "x", {"name": null}], "name": 2});
        let back: serde_json::Value = decode(&packed(&value)).unwrap();
        let expected = serde_json::json!({"not a field": [null, 1, "x", {}], "name": 2});
        assert_eq!(back, expected);
    }

    #[test]
    fn a_card_cut_anywhere_is_an_error() {
        let bytes = packed(&person(1));
        for length in 0..bytes.len() {
            assert!(
                decode::<Person>(&bytes[..length]).is_err(),
                "{length} bytes"
            );
        }
    }
}

//! From the text of a QR to a verdict.

use chrono::NaiveDate;

use crate::cose::Sign1;
use crate::payload::NoPayload;
use crate::text::{self, NoSeal};
use crate::{KeyRing, Payload, Reason, Revocation, TrustedKey, Weight, cose};
use crate::{check_document, check_facts};

/// The answer in one word; the reasons say the rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// A trusted key sealed this.
    Genuine,
    /// It is not what it says.
    NotGenuine,
    /// What is at hand does not tell.
    CannotTell,
}

/// What a register says of the sealed certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Register {
    /// It has it, and nothing says that the file at hand is another.
    Knows,
    /// It has it, with another file than the one at hand.
    KnowsOtherFile,
    /// It has the number and the code, and other facts.
    KnowsOtherFacts,
    /// It does not have it; the entry may still be on its way.
    DoesNotKnow,
}

/// A verdict, its reasons, and what was sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verification {
    /// The answer.
    pub verdict: Verdict,
    /// Why, in the order in which it was found.
    pub reasons: Vec<Reason>,
    /// What the seal states; only when a trusted key signed it, whatever the verdict.
    pub payload: Option<Payload>,
}

/// Verifies the text of a QR, on a day in Italy.
///
/// Never fails: whatever the text is, the reasons say so. Where the seal's address leads is no
/// matter, for nobody has signed it.
#[must_use]
pub fn verify(text: &str, ring: &KeyRing, on: NaiveDate) -> Verification {
    match open(text, ring) {
        Ok((payload, key)) => {
            let reasons = reasons(&payload, key, on);
            Verification::of(reasons, Some(payload))
        }
        Err(reason) => Verification::of(vec![reason], None),
    }
}

impl Verification {
    fn of(reasons: Vec<Reason>, payload: Option<Payload>) -> Self {
        let mut verification = Self {
            verdict: Verdict::CannotTell,
            reasons,
            payload,
        };
        verification.decide();
        verification
    }

    /// Adds what a register says. It lifts the doubt about a compromised key, and no other.
    #[must_use]
    pub fn with_register(self, register: Register) -> Self {
        self.and([match register {
            Register::Knows => Reason::InRegister,
            Register::KnowsOtherFile => Reason::OtherFileInRegister,
            Register::KnowsOtherFacts => Reason::OtherFactsInRegister,
            Register::DoesNotKnow => Reason::NotInRegister,
        }])
    }

    /// Adds the facts that the text of the document does not have.
    #[must_use]
    pub fn with_text(self, text_of_document: &str) -> Self {
        let missing = self
            .payload
            .as_ref()
            .map(|payload| check_facts(payload, text_of_document));
        let missing = missing.unwrap_or_default();
        self.and(missing.into_iter().map(|fact| Reason::FactMissing { fact }))
    }

    /// Adds whether the file is the one that was sealed, by its digest with the seal's bits zero.
    #[must_use]
    pub fn with_document(self, digest: &[u8; 32]) -> Self {
        let other = self
            .payload
            .as_ref()
            .is_some_and(|payload| !check_document(payload, digest));
        self.and(other.then_some(Reason::OtherDocument))
    }

    fn and(mut self, reasons: impl IntoIterator<Item = Reason>) -> Self {
        // About a certificate that nobody is known to have sealed there is nothing to add.
        if self.payload.is_some() {
            self.reasons.extend(reasons);
            self.decide();
        }
        self
    }

    fn decide(&mut self) {
        let registered = self.reasons.contains(&Reason::InRegister);
        let gravest = self
            .reasons
            .iter()
            .filter(|reason| !(registered && matches!(reason, Reason::KeyCompromised { .. })))
            .map(Reason::weight)
            .max();
        self.verdict = match gravest {
            Some(Weight::Note) if self.payload.is_some() => Verdict::Genuine,
            Some(Weight::Refutes) => Verdict::NotGenuine,
            _ => Verdict::CannotTell,
        };
    }
}

/// What a trusted key has signed, and that key.
fn open<'a>(text: &str, ring: &'a KeyRing) -> Result<(Payload, &'a TrustedKey), Reason> {
    let envelope = text::read(text).map_err(|found| match found {
        NoSeal::Other => Reason::NotASeal,
        NoSeal::Newer => Reason::NewerVersion,
        NoSeal::CutShort => Reason::CutShort,
        NoSeal::Damaged => Reason::Damaged,
    })?;
    let Sign1 {
        kid,
        payload,
        signature,
    } = cose::read(&envelope).map_err(|_| Reason::Damaged)?;
    let key = ring.find(kid).ok_or(Reason::UnknownKey { kid })?;
    // Before anything is believed, the version too.
    if !key.key.has_signed(payload, signature) {
        return Err(Reason::SignatureWrong);
    }
    match Payload::decode(payload) {
        Ok(payload) => Ok((payload, key)),
        Err(NoPayload::Newer(_)) => Err(Reason::NewerVersion),
        Err(NoPayload::Other) => Err(Reason::Damaged),
    }
}

fn reasons(payload: &Payload, key: &TrustedKey, on: NaiveDate) -> Vec<Reason> {
    let mut reasons = Vec::new();
    if payload.comune != key.comune {
        reasons.push(Reason::OtherComune {
            stated: payload.comune.clone(),
            key_of: key.comune.clone(),
        });
    } else if payload.counter != key.counter {
        reasons.push(Reason::OtherCounter {
            stated: payload.counter.clone(),
            key_of: key.counter.clone(),
        });
    } else {
        reasons.push(Reason::Sealed {
            number: payload.number.clone(),
            issued_on: payload.issued_on,
            as_of: payload.as_of,
        });
    }
    if payload.issued_on < key.not_before {
        reasons.push(Reason::KeyNotYetValid {
            first_day: key.not_before,
        });
    }
    if let Some(last_day) = key
        .last_day()
        .filter(|last_day| payload.issued_on > *last_day)
    {
        reasons.push(Reason::KeyNoLongerValid { last_day });
    }
    if let Some((since, Revocation::Compromised)) = key.revoked {
        reasons.push(Reason::KeyCompromised { since });
    }
    if payload.issued_on > on {
        reasons.push(Reason::IssuedInFuture {
            issued_on: payload.issued_on,
        });
    }
    if let Some(last_day) = payload.valid_until.filter(|last_day| on > *last_day) {
        reasons.push(Reason::Expired { last_day });
    }
    reasons
}

#[cfg(test)]
mod tests {
    use ciborium::Value;

    use super::*;
    use crate::{SealKey, TypedCode};

    fn day(month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, month, day).unwrap()
    }

    fn payload() -> Payload {
        Payload {
            comune: "L049".into(),
            counter: "03".into(),
            kinds: vec!["AN08".into()],
            number: "L049-03-2026-0000123".into(),
            issued_on: day(11, 24),
            valid_until: Some(day(12, 24)),
            as_of: chrono::DateTime::from_timestamp(1_795_498_200, 0).unwrap(),
            facts: vec!["Bianchi Ada".into()],
            document: [7; 32],
            code: TypedCode::from_bytes([1, 2, 3, 4, 5]),
        }
    }

    /// What a trusted counter would have to sign to have these bytes as its payload.
    fn check(bytes: &[u8], verdict: Verdict, reasons: &[Reason]) {
        let key = SealKey::from_bytes(&[1; 32]).unwrap();
        let mut ring = KeyRing::default();
        ring.trust(TrustedKey {
            key: key.public(),
            comune: "L049".into(),
            counter: "03".into(),
            not_before: day(1, 1),
            not_after: None,
            revoked: None,
        });
        let text = text::write("A", &key.sign(bytes)).unwrap();
        let found = verify(&text, &ring, day(11, 30));
        assert_eq!(
            (found.verdict, found.reasons.as_slice()),
            (verdict, reasons),
            "{bytes:02x?}"
        );
    }

    fn map(change: impl FnOnce(&mut Vec<(Value, Value)>)) -> Vec<u8> {
        let bytes = payload().encode().unwrap();
        let mut map = ciborium::from_reader::<Value, _>(bytes.as_slice()).unwrap();
        change(map.as_map_mut().unwrap());
        let mut bytes = Vec::new();
        ciborium::into_writer(&map, &mut bytes).unwrap();
        bytes
    }

    #[test]
    fn a_later_table_that_a_trusted_key_signed_is_told() {
        let newer = [Reason::NewerVersion];
        check(&map(|map| map[0].1 = 2.into()), Verdict::CannotTell, &newer);
        check(
            &map(|map| map[0].1 = u64::MAX.into()),
            Verdict::CannotTell,
            &newer,
        );
        let short = map(|map| {
            map.truncate(1);
            map[0].1 = 9.into();
        });
        check(&short, Verdict::CannotTell, &newer);
    }

    #[test]
    fn signed_bytes_in_another_form_are_refused() {
        let damaged = [Reason::Damaged];
        for bytes in [
            map(|map| map.swap(0, 1)),
            map(|map| map.push((10.into(), 1.into()))),
            map(|map| map.push(map[3].clone())),
            map(|map| map[0].1 = 0.into()),
            map(|map| map[3].1 = u64::MAX.into()),
            map(|map| map[3].1 = "2026-11-24".into()),
            map(|map| map[6].1 = Value::Array(vec![1.into()])),
            map(|map| map[7].1 = Value::Bytes(vec![0; 31])),
            map(|map| map[1].1.as_array_mut().unwrap()[3] = 10_000_000.into()),
            map(|map| drop(map.remove(5))),
            map(Vec::clear),
            Vec::new(),
            vec![0xff],
            vec![0x9f; 2000],
        ] {
            check(&bytes, Verdict::NotGenuine, &damaged);
        }
        let mut longer = payload().encode().unwrap();
        longer.splice(1..3, [0x01, 0x18, 0x01]);
        check(&longer, Verdict::NotGenuine, &damaged);
        let mut followed = payload().encode().unwrap();
        followed.push(0);
        check(&followed, Verdict::NotGenuine, &damaged);
    }
}

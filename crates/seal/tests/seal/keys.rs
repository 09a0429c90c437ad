//! Keys: their set as JSON, rotation and revocation with dates, and whose they are.

use chrono::NaiveDate;
use seal::{
    Error, Jwks, KeyRing, Reason, Register, Revocation, SealKey, TrustedKey, Verdict, verify,
};

use crate::sample::{ADDRESS, as_of, day, key, payload, ring, trusted};

const TODAY: (i32, u32, u32) = (2026, 11, 30);

fn today() -> NaiveDate {
    day(TODAY.0, TODAY.1, TODAY.2)
}

/// The seal of a certificate of this day, under the key with seed 1.
fn sealed_on(issued_on: NaiveDate) -> String {
    let key = key(1);
    let mut payload = payload(&key, &["AN08"], &["Bianchi Ada"]);
    payload.issued_on = issued_on;
    payload.valid_until = None;
    key.seal(&payload, ADDRESS).unwrap()
}

fn check(trusted: &TrustedKey, issued_on: NaiveDate, verdict: Verdict, reason: Option<Reason>) {
    let mut ring = KeyRing::default();
    ring.trust(trusted.clone());
    let found = verify(&sealed_on(issued_on), &ring, today());
    assert_eq!(
        found.verdict, verdict,
        "{issued_on} under {trusted:?}: {:?}",
        found.reasons
    );
    let others: Vec<Reason> = found
        .reasons
        .into_iter()
        .filter(|reason| !matches!(reason, Reason::Sealed { .. }))
        .collect();
    assert_eq!(
        others,
        Vec::from_iter(reason),
        "{issued_on} under {trusted:?}"
    );
}

#[test]
fn a_key_seals_from_its_first_day_to_its_last() {
    let key = TrustedKey {
        not_after: Some(day(2026, 6, 30)),
        ..trusted(1)
    };
    let early = Reason::KeyNotYetValid {
        first_day: day(2026, 1, 1),
    };
    let late = Reason::KeyNoLongerValid {
        last_day: day(2026, 6, 30),
    };
    check(&key, day(2025, 12, 31), Verdict::NotGenuine, Some(early));
    check(&key, day(2026, 1, 1), Verdict::Genuine, None);
    check(&key, day(2026, 6, 30), Verdict::Genuine, None);
    check(&key, day(2026, 7, 1), Verdict::NotGenuine, Some(late));
}

#[test]
fn what_a_superseded_key_had_sealed_stays_genuine() {
    let end = day(2026, 3, 31);
    let superseded = TrustedKey {
        not_after: Some(day(2026, 12, 31)),
        revoked: Some((end, Revocation::Superseded)),
        ..trusted(1)
    };
    let late = Reason::KeyNoLongerValid { last_day: end };
    check(&superseded, day(2026, 1, 1), Verdict::Genuine, None);
    check(&superseded, end, Verdict::Genuine, None);
    check(
        &superseded,
        day(2026, 4, 1),
        Verdict::NotGenuine,
        Some(late),
    );
}

#[test]
fn of_a_compromised_key_the_register_decides() {
    let since = day(2026, 3, 31);
    let compromised = TrustedKey {
        revoked: Some((since, Revocation::Compromised)),
        ..trusted(1)
    };
    let doubt = Reason::KeyCompromised { since };
    check(
        &compromised,
        day(2026, 2, 1),
        Verdict::CannotTell,
        Some(doubt.clone()),
    );
    let mut ring = KeyRing::default();
    ring.trust(compromised);
    let at = |issued_on| verify(&sealed_on(issued_on), &ring, today());
    let known = at(day(2026, 2, 1)).with_register(Register::Knows);
    assert_eq!(known.verdict, Verdict::Genuine);
    assert!(
        known.reasons.contains(&doubt),
        "the doubt is still told: {:?}",
        known.reasons
    );
    let unknown = at(day(2026, 2, 1)).with_register(Register::DoesNotKnow);
    assert_eq!(unknown.verdict, Verdict::CannotTell);
    // After that day nobody honest sealed with it, whatever a register says.
    assert_eq!(at(day(2026, 4, 1)).verdict, Verdict::NotGenuine);
    let late = at(day(2026, 4, 1)).with_register(Register::Knows);
    assert_eq!(late.verdict, Verdict::NotGenuine);
}

#[test]
fn a_register_lifts_no_other_doubt() {
    let future = verify(&sealed_on(day(2026, 12, 24)), &ring(), today());
    assert_eq!(future.verdict, Verdict::CannotTell);
    assert_eq!(
        future.with_register(Register::Knows).verdict,
        Verdict::CannotTell
    );
    let unknown = verify(&sealed_on(today()), &KeyRing::default(), today());
    let asked = unknown
        .clone()
        .with_register(Register::Knows)
        .with_text("")
        .with_document(&[0; 32]);
    assert_eq!(
        asked, unknown,
        "nothing is known of what an unknown key has sealed"
    );
    let genuine = verify(&sealed_on(today()), &ring(), today());
    assert_eq!(
        genuine.with_register(Register::DoesNotKnow).verdict,
        Verdict::Genuine
    );
}

#[test]
fn a_key_is_good_for_its_own_comune_and_counter() {
    let other_comune = TrustedKey {
        comune: "E205".into(),
        ..trusted(1)
    };
    let reason = Reason::OtherComune {
        stated: "L049".into(),
        key_of: "E205".into(),
    };
    check(&other_comune, today(), Verdict::NotGenuine, Some(reason));
    let other_counter = TrustedKey {
        counter: "04".into(),
        ..trusted(1)
    };
    let reason = Reason::OtherCounter {
        stated: "03".into(),
        key_of: "04".into(),
    };
    check(&other_counter, today(), Verdict::NotGenuine, Some(reason));
}

#[test]
fn a_key_of_the_papers_own_is_not_trusted() {
    let forger = key(9);
    let mut payload = payload(&forger, &["AN08"], &["Bianchi Ada"]);
    payload.valid_until = None;
    let text = forger.seal(&payload, ADDRESS).unwrap();
    let found = verify(&text, &ring(), today());
    assert_eq!(found.verdict, Verdict::CannotTell);
    assert_eq!(found.reasons, [Reason::UnknownKey { kid: forger.kid() }]);
    assert_eq!(found.payload, None, "what nobody vouches for is not shown");
}

#[test]
fn a_set_of_keys_goes_out_and_comes_in() {
    let mut ring = KeyRing::default();
    ring.trust(trusted(1));
    ring.trust(TrustedKey {
        not_after: Some(day(2027, 1, 1)),
        ..trusted(2)
    });
    let revoked = Some((day(2026, 3, 31), Revocation::Compromised));
    ring.trust(TrustedKey {
        revoked,
        ..trusted(3)
    });
    let json = ring.to_jwks().to_json();
    let again = KeyRing::from_jwks(&Jwks::from_json(&json).unwrap()).unwrap();
    assert_eq!(again.len(), 3);
    for seed in 1..=3 {
        let kid = key(seed).kid();
        assert_eq!(again.find(kid), ring.find(kid));
    }
    let value: serde_json::Value = serde_json::from_str(&json).unwrap();
    let revoked = value["keys"]
        .as_array()
        .unwrap()
        .iter()
        .find(|key| !key["revoked_at"].is_null());
    let revoked = revoked.unwrap();
    assert_eq!(revoked["revocation"], "compromised");
    assert_eq!(revoked["revoked_at"], "2026-03-31");
    assert_eq!(
        (&revoked["kty"], &revoked["crv"]),
        (&"EC".into(), &"P-256".into())
    );
    assert_eq!(
        (&revoked["alg"], &revoked["use"]),
        (&"ES256".into(), &"sig".into())
    );
    assert!(revoked.get("d").is_none() && revoked.get("not_after").is_none());
}

#[test]
fn the_name_of_a_key_is_its_thumbprint() {
    // The members of RFC 7638 in their order, written by a JSON library.
    let (x, y) = key(1).public().coordinates();
    let members = serde_json::json!({
        "crv": "P-256", "kty": "EC",
        "x": base64url(&x), "y": base64url(&y),
    });
    let digest = <sha2::Sha256 as sha2::Digest>::digest(members.to_string());
    assert_eq!(key(1).kid().to_bytes(), digest[..8]);
}

fn base64url(bytes: &[u8]) -> String {
    base64::Engine::encode(&base64::engine::general_purpose::URL_SAFE_NO_PAD, bytes)
}

#[test]
fn a_wrong_member_is_named() {
    let mut ring = KeyRing::default();
    ring.trust(trusted(1));
    let good = ring.to_jwks().to_json();
    let with = |member: &str, value: serde_json::Value| {
        let mut set: serde_json::Value = serde_json::from_str(&good).unwrap();
        set["keys"][0][member] = value;
        let jwks = Jwks::from_json(&set.to_string())?;
        KeyRing::from_jwks(&jwks)
    };
    let x = base64url(&[1; 32]);
    for (member, value, named) in [
        ("d", "AAAA", "d"),
        ("alg", "ES384", "alg"),
        ("use", "enc", "use"),
        ("kid", "AAAAAAAAAAA", "kid"),
        ("x", "AAAA", "x"),
        ("comune", "", "comune"),
        ("counter", "", "counter"),
        ("revocation", "superseded", "revocation"),
        ("revoked_at", "2026-03-31", "revocation"),
    ] {
        match with(member, value.into()) {
            Err(Error::JwkMember(found)) => assert_eq!(found, named, "{member}"),
            other => panic!("{member}: {other:?}"),
        }
    }
    assert!(
        matches!(with("x", x.into()), Err(Error::Key)),
        "no point of the curve"
    );
    assert!(matches!(
        with("not_before", "ieri".into()),
        Err(Error::Jwks(_))
    ));
    assert!(
        with("not_before", serde_json::Value::Null).is_err(),
        "a key without a first day"
    );
    assert!(
        with("kty", "RSA".into()).unwrap().is_empty(),
        "other families are passed over"
    );
    assert_eq!(
        with("nuovo", "x".into()).unwrap().len(),
        1,
        "later members are passed over"
    );
}

#[test]
fn a_revocation_is_never_lost() {
    let with = |revoked| TrustedKey {
        revoked,
        ..trusted(1)
    };
    let superseded = Some((day(2026, 3, 31), Revocation::Superseded));
    let compromised = Some((day(2026, 5, 31), Revocation::Compromised));
    let earlier = Some((day(2026, 4, 30), Revocation::Compromised));
    for (first, second, expected) in [
        (None, superseded, superseded),
        (superseded, None, superseded),
        (superseded, compromised, compromised),
        (compromised, superseded, compromised),
        (compromised, earlier, earlier),
        (earlier, compromised, earlier),
    ] {
        let mut ring = KeyRing::default();
        ring.trust(with(first));
        ring.trust(with(second));
        assert_eq!(
            ring.find(key(1).kid()).unwrap().revoked,
            expected,
            "{first:?}, {second:?}"
        );
    }
}

#[test]
fn a_key_comes_back_from_its_bytes_and_shows_none() {
    let key = key(1);
    let again = SealKey::from_bytes(&key.to_bytes()).unwrap();
    assert_eq!(again.public(), key.public());
    assert_eq!(format!("{key:?}"), format!("SealKey({})", key.kid()));
    for wrong in [[0; 32], [0xff; 32]] {
        assert!(matches!(SealKey::from_bytes(&wrong), Err(Error::Key)));
    }
    let random = &mut p256::elliptic_curve::rand_core::OsRng;
    assert_ne!(
        SealKey::generate(random).kid(),
        SealKey::generate(random).kid()
    );
}

#[test]
fn a_seal_that_would_not_verify_is_not_made() {
    let key = key(1);
    let good = payload(&key, &["AN08"], &["Bianchi Ada"]);
    for number in [
        "L049-04-2026-0000123",
        "E205-03-2026-0000123",
        "L049-03-2026-123",
        "L049-03-26-0000123",
        "L049-03-2026-00001234",
        "L049-03-2026-+000123",
        "L049-03-2026",
        "",
    ] {
        let mut payload = good.clone();
        payload.number = number.into();
        payload.code = key.typed_code(number, &payload.facts);
        let found = key.seal(&payload, ADDRESS);
        assert!(
            matches!(found, Err(Error::Number(_))),
            "{number:?}: {found:?}"
        );
    }
    let mut payload = good.clone();
    payload.facts[0] = "Bianchi Eva".into();
    assert!(
        matches!(key.seal(&payload, ADDRESS), Err(Error::Code)),
        "the code of other facts"
    );
    for address in [
        "https://cst.example/v",
        "HTTPS://CST.EXAMPLE/V?A",
        "",
        "HTTPS://X/#",
    ] {
        let found = key.seal(&good, address);
        assert!(
            matches!(found, Err(Error::Address(_))),
            "{address:?}: {found:?}"
        );
    }
    assert_eq!(good.as_of, as_of());
    assert_eq!(
        key.seal(&good, ADDRESS).unwrap(),
        key.seal(&good, ADDRESS).unwrap()
    );
}

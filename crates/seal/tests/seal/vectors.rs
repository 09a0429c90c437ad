//! Fixed seals in `tests/vectors.json`, for whoever writes another reader. Format 1 is released
//! with them: a difference here means that paper already printed would no longer be read.

use chrono::NaiveDate;
use seal::{Jwks, KeyRing, Payload, SealKey, Verdict, qr, verify};
use serde_json::{Value, json};

use crate::sample::{ADDRESS, household, key, one_person, payload, trusted};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors.json");

fn vector(name: &str, key: &SealKey, payload: &Payload) -> Value {
    let text = key.seal(payload, ADDRESS).unwrap();
    json!({
        "name": name,
        "payload": {
            "comune": payload.comune,
            "counter": payload.counter,
            "kinds": payload.kinds,
            "number": payload.number,
            "issued_on": payload.issued_on,
            "valid_until": payload.valid_until,
            "as_of": payload.as_of,
            "facts": payload.facts,
            "document": hex::encode(payload.document),
            "code": payload.code.to_string(),
        },
        "modules": qr::encode(&text).unwrap().side,
        "text": text,
    })
}

fn vectors() -> Value {
    let key = key(1);
    let mut ring = KeyRing::default();
    ring.trust(trusted(1));
    let mut endless = payload(
        &key,
        &["AN01", "AN24"],
        &["Čapek Žofie", "Škofja Loka (SLO)"],
    );
    endless.valid_until = None;
    json!({
        "format": "S1",
        "private_key": hex::encode(key.to_bytes().as_slice()),
        "kid": key.kid().to_string(),
        "jwks": serde_json::from_str::<Value>(&ring.to_jwks().to_json()).unwrap(),
        "address": ADDRESS,
        "seals": [
            vector("one person", &key, &one_person(&key)),
            vector("household of 4", &key, &household(&key, 4)),
            vector("household of 14", &key, &household(&key, 14)),
            vector("no facts", &key, &payload(&key, &["AN08"], &[])),
            vector("no end of validity, other letters", &key, &endless),
        ],
    })
}

#[test]
fn the_vectors_hold() {
    let made = vectors();
    if std::env::var_os("UPDATE_VECTORS").is_some() {
        std::fs::write(FILE, serde_json::to_string_pretty(&made).unwrap() + "\n").unwrap();
    }
    let kept: Value = serde_json::from_str(&std::fs::read_to_string(FILE).unwrap()).unwrap();
    assert_eq!(kept, made, "seals that are out would not be read any more");
    let ring = KeyRing::from_jwks(&Jwks::from_json(&kept["jwks"].to_string()).unwrap()).unwrap();
    for vector in kept["seals"].as_array().unwrap() {
        let on: NaiveDate = "2026-12-01".parse().unwrap();
        let found = verify(vector["text"].as_str().unwrap(), &ring, on);
        assert_eq!(found.verdict, Verdict::Genuine, "{}", vector["name"]);
    }
}

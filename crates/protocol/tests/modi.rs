//! The signed headers of a request: what is made is believed, and nothing else is.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;
use protocol::modi::{self, Claimed, Content, Headers, Identity, Refusal, Request};
use protocol::sign::{PublicKey, SecretKey};
use protocol::wire::CounterId;
use serde_json::{Value, json};

fn key() -> SecretKey {
    SecretKey::from_bytes(&[7; 32]).expect("a key")
}

fn audience() -> String {
    modi::audience(&SecretKey::from_bytes(&[9; 32]).expect("a key").public())
}

fn now() -> DateTime<Utc> {
    "2026-11-25T10:00:00Z".parse().expect("an instant")
}

fn counter() -> CounterId {
    CounterId {
        comune: domain::BelfioreCode("L049".to_owned()),
        counter: "01".to_owned(),
    }
}

const CONTENT: Content = Content {
    bytes: b"\x83\x01\x02\x03",
    media_type: "application/cbor",
    encoding: Some("zstd"),
};

fn headers_at(at: DateTime<Utc>) -> Headers {
    Request {
        counter: &counter(),
        audience: &audience(),
        at,
        nonce: [5; 16],
    }
    .headers(&key(), &CONTENT)
}

fn authenticate(authorization: &str, key: &PublicKey) -> Result<Identity, Refusal> {
    Claimed::read(authorization)?.verify(key, &audience(), now())
}

fn check(headers: &Headers, content: &Content) -> Result<(), Refusal> {
    let key = key().public();
    authenticate(&headers.authorization, &key)?.check(
        content,
        Some(&headers.signature),
        Some(&headers.digest),
        &key,
        &audience(),
        now(),
    )
}

/// Puts other JSON into a part of a token and signs it anew, as whoever has the key could.
fn altered(token: &str, part: usize, change: impl FnOnce(&mut Value)) -> String {
    let mut parts: Vec<String> = token.split('.').map(str::to_owned).collect();
    let bytes = URL_SAFE_NO_PAD.decode(&parts[part]).expect("base64url");
    let mut json: Value = serde_json::from_slice(&bytes).expect("JSON");
    change(&mut json);
    parts[part] = URL_SAFE_NO_PAD.encode(json.to_string());
    let signed = parts[..2].join(".");
    let signature = URL_SAFE_NO_PAD.encode(key().sign(signed.as_bytes()));
    format!("{signed}.{signature}")
}

fn with_claim(name: &str, value: Value) -> Result<Identity, Refusal> {
    let headers = headers_at(now());
    let token = headers
        .authorization
        .strip_prefix("Bearer ")
        .expect("a bearer");
    let token = altered(token, 1, |claims| claims[name] = value);
    authenticate(&format!("Bearer {token}"), &key().public())
}

#[test]
fn what_was_signed_is_believed() {
    let headers = headers_at(now());
    assert_eq!(check(&headers, &CONTENT), Ok(()));
    let identity = authenticate(&headers.authorization, &key().public()).unwrap();
    assert_eq!(identity.counter, counter());
    assert_eq!(identity.until, now() + TimeDelta::seconds(180));
}

/// The bytes of a token, for whoever writes another client. ES256 is deterministic here (RFC 6979).
#[test]
fn the_headers_have_these_bytes() {
    let headers = headers_at(now());
    let part = |token: &str, part: usize| {
        let part = token.split('.').nth(part).unwrap();
        String::from_utf8(URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
    };
    insta::assert_snapshot!(
        [
            part(&headers.signature, 0),
            part(&headers.signature, 1),
            headers.signature,
            headers.authorization,
            headers.digest,
        ]
        .join("\n")
    );
}

#[test]
fn an_altered_body_or_header_is_refused() {
    let headers = headers_at(now());
    let content = |content: Content| check(&headers, &content);
    assert_eq!(
        content(Content {
            bytes: b"\x83\x01\x02\x04",
            ..CONTENT
        }),
        Err(Refusal::Content("digest"))
    );
    for content in [
        Content {
            media_type: "application/json",
            ..CONTENT
        },
        Content {
            encoding: None,
            ..CONTENT
        },
        Content {
            encoding: Some("gzip"),
            ..CONTENT
        },
    ] {
        assert_eq!(
            check(&headers, &content),
            Err(Refusal::Content("signed_headers"))
        );
    }
    let other = b"\x83\x01\x02\x04";
    let forged = Headers {
        digest: modi::digest(other),
        ..headers.clone()
    };
    assert_eq!(
        check(
            &forged,
            &Content {
                bytes: other,
                ..CONTENT
            }
        ),
        Err(Refusal::Content("signed_headers")),
        "body and digest changed together"
    );
    let sha512 = Headers {
        digest: headers.digest.replace("256", "512"),
        ..headers
    };
    assert!(matches!(
        check(&sha512, &CONTENT),
        Err(Refusal::Malformed(_))
    ));
}

#[test]
fn a_signature_of_another_request_is_refused() {
    let mine = headers_at(now());
    let other = Request {
        counter: &counter(),
        audience: &audience(),
        at: now(),
        nonce: [6; 16],
    }
    .headers(&key(), &CONTENT);
    let mixed = Headers {
        signature: other.signature,
        ..mine
    };
    assert!(matches!(check(&mixed, &CONTENT), Err(Refusal::Content(_))));
}

#[test]
fn a_header_left_out_is_named() {
    let headers = headers_at(now());
    let key = key().public();
    let identity = authenticate(&headers.authorization, &key).unwrap();
    let check =
        |signature, digest| identity.check(&CONTENT, signature, digest, &key, &audience(), now());
    assert_eq!(
        check(None, Some(&headers.digest)),
        Err(Refusal::Missing(modi::SIGNATURE_HEADER))
    );
    assert_eq!(
        check(Some(&headers.signature), None),
        Err(Refusal::Missing(modi::DIGEST_HEADER))
    );
    let bearer = headers.authorization.strip_prefix("Bearer ").unwrap();
    assert_eq!(
        check(Some(bearer), Some(&headers.digest)),
        Err(Refusal::Malformed("signed_headers is missing")),
        "the token of ID_AUTH does not stand for that of INTEGRITY"
    );
}

#[test]
fn every_altered_character_is_refused() {
    let headers = headers_at(now());
    let token = headers.authorization.strip_prefix("Bearer ").unwrap();
    for place in 0..token.len() {
        let mut bytes = token.as_bytes().to_vec();
        bytes[place] = if bytes[place] == b'A' { b'B' } else { b'A' };
        let text = String::from_utf8(bytes).unwrap();
        assert!(
            authenticate(&format!("Bearer {text}"), &key().public()).is_err(),
            "character {place} of {text}"
        );
    }
}

#[test]
fn other_algorithms_are_refused_whatever_the_signature() {
    let headers = headers_at(now());
    let token = headers.authorization.strip_prefix("Bearer ").unwrap();
    for algorithm in ["none", "None", "HS256", "RS256", "ES384", "es256", ""] {
        let token = altered(token, 0, |header| header["alg"] = json!(algorithm));
        assert_eq!(
            authenticate(&format!("Bearer {token}"), &key().public()),
            Err(Refusal::Algorithm),
            "{algorithm}"
        );
        let unsigned = format!("Bearer {}.", token.rsplit_once('.').unwrap().0);
        assert!(authenticate(&unsigned, &key().public()).is_err());
    }
    let unsigned = format!("Bearer {}.", token.rsplit_once('.').unwrap().0);
    assert_eq!(
        authenticate(&unsigned, &key().public()),
        Err(Refusal::Signature)
    );
    let critical = altered(token, 0, |header| header["crit"] = json!(["exp"]));
    assert!(authenticate(&format!("Bearer {critical}"), &key().public()).is_err());
}

#[test]
fn claims_that_do_not_fit_are_refused() {
    let at = now().timestamp();
    assert_eq!(
        with_claim("aud", json!("urn:sintar:cst:00")),
        Err(Refusal::Audience)
    );
    for (name, value) in [
        ("iss", json!("L049")),
        ("iss", json!("L049-x")),
        ("sub", json!("L049-02")),
        ("jti", json!("")),
        ("jti", json!("x".repeat(65))),
        ("jti", json!("a\nb")),
        ("jti", json!(7)),
        ("exp", json!(at + 301)),
        ("exp", json!(at)),
        ("exp", json!(i64::MIN)),
        ("iat", Value::Null),
    ] {
        assert!(
            matches!(with_claim(name, value.clone()), Err(Refusal::Malformed(_))),
            "{name}: {value}"
        );
    }
    let other = SecretKey::from_bytes(&[8; 32]).unwrap().public();
    let headers = headers_at(now());
    assert_eq!(
        authenticate(&headers.authorization, &other),
        Err(Refusal::Signature)
    );
    for text in [
        "",
        "Bearer",
        "Bearer ",
        "Basic YTpi",
        "Bearer a.b",
        "Bearer ....",
    ] {
        assert!(
            matches!(Claimed::read(text), Err(Refusal::Malformed(_))),
            "{text:?}"
        );
    }
}

#[test]
fn a_clock_is_tolerated_for_a_minute() {
    for (seconds, fits) in [
        (0, true),
        (60, true),
        (61, false),
        (-180, true),
        (-181, false),
    ] {
        let headers = headers_at(now() + TimeDelta::seconds(seconds));
        let found = authenticate(&headers.authorization, &key().public());
        if fits {
            assert!(found.is_ok(), "{seconds} s: {found:?}");
        } else {
            assert_eq!(
                found,
                Err(Refusal::Clock {
                    ahead_seconds: seconds
                }),
                "it is said how far"
            );
        }
    }
    let hour = headers_at(now() - TimeDelta::hours(1));
    assert_eq!(
        authenticate(&hour.authorization, &key().public()),
        Err(Refusal::Clock {
            ahead_seconds: -3600
        })
    );
    assert_eq!(
        with_claim("nbf", json!(now().timestamp() + 61)),
        Err(Refusal::Clock { ahead_seconds: 0 })
    );
}

proptest! {
    /// Whatever is sent is refused or believed, and only what the key signed is believed.
    #[test]
    fn strange_headers_are_refused_and_crash_nothing(
        header in "[ -~]{0,300}",
        parts in prop::array::uniform3(any::<Vec<u8>>()),
        claims in prop::collection::hash_map(
            prop::sample::select(vec!["iat", "nbf", "exp", "aud", "iss", "sub", "jti"]),
            prop_oneof![
                any::<i64>().prop_map(Value::from),
                "[A-Z0-9-]{0,20}".prop_map(Value::from),
                Just(Value::from("L049-01")),
                Just(Value::from(audience())),
                Just(Value::Null),
            ],
            0..8,
        ),
    ) {
        let stranger = SecretKey::from_bytes(&[8; 32]).expect("a key").public();
        prop_assert!(authenticate(&header, &key().public()).is_err());
        let header = format!("Bearer {}", parts.map(|part| URL_SAFE_NO_PAD.encode(part)).join("."));
        prop_assert!(authenticate(&header, &key().public()).is_err());
        let headers = headers_at(now());
        let token = headers.authorization.strip_prefix("Bearer ").expect("a bearer");
        let signed = altered(token, 1, |old| {
            for (name, value) in claims {
                old[name] = value;
            }
        });
        let header = format!("Bearer {signed}");
        prop_assert!(authenticate(&header, &stranger).is_err());
        if let Ok(identity) = authenticate(&header, &key().public()) {
            prop_assert!(identity.until >= now());
        }
    }
}

//! The compact JWS of a token (RFC 7515 §3.1), with ES256 (RFC 7518 §3.4) and nothing else.
//!
//! A library would bring every algorithm of JOSE, a second implementation of P-256, and the duty to
//! switch them off; what a counter and its centre need is these lines.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::{Refusal, TOKEN_CHARS_MAX};
use crate::sign::{PublicKey, SecretKey};

#[derive(Serialize, Deserialize)]
struct Header {
    alg: String,
    typ: String,
    kid: String,
    /// Extensions that must be understood; we understand none (RFC 7515 §4.1.11).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    crit: Option<serde_json::Value>,
}

/// Only its algorithm: it decides before anything else is asked of a header.
#[derive(Deserialize)]
struct Algorithm {
    alg: String,
}

/// A token in its parts; nothing about it was verified.
#[derive(Debug)]
pub(super) struct Token {
    kid: String,
    /// `header.payload`, as it was signed.
    signed: String,
    payload: Vec<u8>,
    signature: Vec<u8>,
}

impl Token {
    pub(super) fn read(text: &str) -> Result<Self, Refusal> {
        if text.len() > TOKEN_CHARS_MAX {
            return Err(Refusal::Malformed("too long"));
        }
        let [header, payload, signature] = parts(text)?;
        let Ok(Algorithm { alg }) = serde_json::from_slice(&header) else {
            return Err(Refusal::Malformed("header"));
        };
        if alg != "ES256" {
            return Err(Refusal::Algorithm);
        }
        let header: Header =
            serde_json::from_slice(&header).map_err(|_| Refusal::Malformed("header"))?;
        if !header.typ.eq_ignore_ascii_case("jwt") || header.crit.is_some() {
            return Err(Refusal::Malformed("header is not that of a plain JWT"));
        }
        let signed = text
            .rsplit_once('.')
            .expect("a token of three parts has dots")
            .0;
        Ok(Self {
            kid: header.kid,
            signed: signed.to_owned(),
            payload,
            signature,
        })
    }

    pub(super) fn kid(&self) -> &str {
        &self.kid
    }

    pub(super) fn claims<T: DeserializeOwned>(&self) -> Result<T, Refusal> {
        serde_json::from_slice(&self.payload).map_err(|_| Refusal::Malformed("claims"))
    }

    pub(super) fn verify(&self, key: &PublicKey) -> Result<(), Refusal> {
        if self.kid == key.kid() && key.verify(self.signed.as_bytes(), &self.signature) {
            Ok(())
        } else {
            Err(Refusal::Signature)
        }
    }
}

/// Writes and signs a token.
pub(super) fn sign(claims: &impl Serialize, key: &SecretKey) -> String {
    let header = Header {
        alg: "ES256".to_owned(),
        typ: "JWT".to_owned(),
        kid: key.public().kid(),
        crit: None,
    };
    let json = |part: Vec<u8>| URL_SAFE_NO_PAD.encode(part);
    let header = json(serde_json::to_vec(&header).expect("texts are JSON"));
    let claims = json(serde_json::to_vec(claims).expect("texts and integers are JSON"));
    let signed = format!("{header}.{claims}");
    let signature = URL_SAFE_NO_PAD.encode(key.sign(signed.as_bytes()));
    format!("{signed}.{signature}")
}

pub(super) fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// Decodes the three parts. Base64 with padding, blanks or left-over bits is refused, so that one
/// token has one text.
fn parts(text: &str) -> Result<[Vec<u8>; 3], Refusal> {
    text.split('.')
        .map(|part| URL_SAFE_NO_PAD.decode(part).ok())
        .collect::<Option<Vec<_>>>()
        .and_then(|parts| parts.try_into().ok())
        .ok_or(Refusal::Malformed("not three parts in base64url"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 7515, appendix A.3.
    #[test]
    fn the_example_of_the_standard_verifies() {
        let text = "eyJhbGciOiJFUzI1NiJ9.\
            eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.\
            DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
        let coordinate = |text: &str| URL_SAFE_NO_PAD.decode(text).unwrap();
        let mut point = vec![4];
        point.extend(coordinate("f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"));
        point.extend(coordinate("x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"));
        let key = PublicKey::from_bytes(&point).unwrap();
        let [_, payload, signature] = parts(text).unwrap();
        let signed = text.rsplit_once('.').unwrap().0;
        assert!(key.verify(signed.as_bytes(), &signature));
        assert!(payload.starts_with(br#"{"iss":"joe","#));
        let altered = signed.replace("eyJpc3Mi", "eyJpc3Nj");
        assert!(
            !key.verify(altered.as_bytes(), &signature),
            "an altered one"
        );
        assert!(
            matches!(Token::read(text), Err(Refusal::Malformed(_))),
            "it has no kid and no typ, which ModI wants"
        );
    }

    #[test]
    fn one_token_has_one_text() {
        let key = SecretKey::from_bytes(&[7; 32]).unwrap();
        let text = sign(&serde_json::json!({"iss": "x"}), &key);
        assert!(Token::read(&text).is_ok());
        for other in [
            format!("{text}="),
            format!(" {text}"),
            format!("{text}."),
            text.replacen('.', ".\n", 1),
        ] {
            assert!(Token::read(&other).is_err(), "{other:?}");
        }
        assert!(Token::read(&"A".repeat(TOKEN_CHARS_MAX + 1)).is_err());
    }
}

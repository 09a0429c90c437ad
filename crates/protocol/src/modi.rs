//! The headers with which a counter signs its requests, as the Italian model of interoperability
//! (ModI) wants them: who asks (ID_AUTH_REST_02) and what exactly (INTEGRITY_REST_01).
//!
//! Both headers are JWTs with ES256, made for one centre and one request: they carry the same `jti`,
//! so that neither can be taken off one request and put on another.
//! What is deliberately **not** here: whose key it is, and the memory of each `jti` that was seen.

mod jws;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::sign::{PublicKey, SecretKey};
use crate::wire::CounterId;

/// The header with the signature of the content.
pub const SIGNATURE_HEADER: &str = "Agid-JWT-Signature";

/// The header with the digest of the content (RFC 3230).
pub const DIGEST_HEADER: &str = "Digest";

/// How far two clocks may be apart, in seconds.
pub const TOLERANCE_SECONDS: i64 = 60;

/// How long a token is good, in seconds: a request may wait in a queue, not in a drawer.
pub const LIFETIME_SECONDS: i64 = 120;

/// The longest life that a token of another program may claim, in seconds.
pub const LIFETIME_SECONDS_MAX: i64 = 300;

/// The most characters of a token: ours have some 600.
pub const TOKEN_CHARS_MAX: usize = 4096;

const JTI_CHARS_MAX: usize = 64;

/// Why headers are not believed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// A header is not there.
    #[error("header {0} is missing")]
    Missing(&'static str),
    /// A token is not of the form wanted.
    #[error("token is malformed: {0}")]
    Malformed(&'static str),
    /// Another algorithm than ES256 (RFC 8725 §3.1).
    #[error("token is not signed with ES256")]
    Algorithm,
    /// The signature is not of the key, or the token was altered.
    #[error("signature does not fit the token")]
    Signature,
    /// The token was made for somebody else.
    #[error("token is meant for another audience")]
    Audience,
    /// The token is of another time: a clock is wrong, or the request is old.
    #[error("token was made {ahead_seconds} s after the centre's time")]
    Clock {
        /// How far the sender's clock is ahead of the reader's; negative when it is behind.
        ahead_seconds: i64,
    },
    /// The content is not the one that was signed.
    #[error("content differs from what was signed: {0}")]
    Content(&'static str),
}

/// What is sent, as far as it is signed.
#[derive(Debug, Clone, Copy)]
pub struct Content<'a> {
    /// The bytes of the body, as they travel.
    pub bytes: &'a [u8],
    /// The header `Content-Type`.
    pub media_type: &'a str,
    /// The header `Content-Encoding`, where there is one.
    pub encoding: Option<&'a str>,
}

/// The headers of a request with a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Headers {
    /// Of `Authorization`.
    pub authorization: String,
    /// Of [`SIGNATURE_HEADER`].
    pub signature: String,
    /// Of [`DIGEST_HEADER`].
    pub digest: String,
}

/// One request of a counter.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// Who asks.
    pub counter: &'a CounterId,
    /// Whom: [`audience`].
    pub audience: &'a str,
    /// When.
    pub at: DateTime<Utc>,
    /// What makes it this request: fresh random bytes.
    pub nonce: [u8; 16],
}

#[derive(Serialize, Deserialize)]
struct Claims {
    iat: i64,
    nbf: i64,
    exp: i64,
    aud: String,
    iss: String,
    sub: String,
    jti: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    signed_headers: Option<Vec<SignedHeader>>,
}

/// One object with one name: `{"digest": "SHA-256=…"}`.
type SignedHeader = std::collections::BTreeMap<String, String>;

/// Returns the audience of a centre: the name of its key, so that a token made for one centre is
/// nothing to another.
#[must_use]
pub fn audience(centre: &PublicKey) -> String {
    format!("urn:sintar:cst:{}", centre.kid())
}

/// Returns the value of [`DIGEST_HEADER`].
#[must_use]
pub fn digest(bytes: &[u8]) -> String {
    format!("SHA-256={}", jws::base64(&Sha256::digest(bytes)))
}

impl Request<'_> {
    /// Returns the value of `Authorization`: all that a request without a body needs.
    #[must_use]
    pub fn authorization(&self, key: &SecretKey) -> String {
        format!("Bearer {}", jws::sign(&self.claims(None), key))
    }

    /// Returns the headers of a request with a body.
    #[must_use]
    pub fn headers(&self, key: &SecretKey, content: &Content) -> Headers {
        let digest = digest(content.bytes);
        let signed = Some(content.signed_headers(&digest));
        Headers {
            authorization: self.authorization(key),
            signature: jws::sign(&self.claims(signed), key),
            digest,
        }
    }

    fn claims(&self, signed_headers: Option<Vec<SignedHeader>>) -> Claims {
        let at = self.at.timestamp();
        Claims {
            iat: at,
            nbf: at,
            exp: at + LIFETIME_SECONDS,
            aud: self.audience.to_owned(),
            iss: self.counter.to_string(),
            sub: self.counter.to_string(),
            jti: hex::encode(self.nonce),
            signed_headers,
        }
    }
}

impl Content<'_> {
    fn signed_headers(&self, digest: &str) -> Vec<SignedHeader> {
        let one =
            |name: &str, value: &str| SignedHeader::from([(name.to_owned(), value.to_owned())]);
        let mut headers = vec![one("digest", digest), one("content-type", self.media_type)];
        headers.extend(self.encoding.map(|value| one("content-encoding", value)));
        headers
    }
}

/// A token that was read and not believed yet: it says whose key to look for.
#[derive(Debug)]
pub struct Claimed {
    /// Who it claims to be of.
    pub counter: CounterId,
    token: jws::Token,
    claims: Claims,
}

impl std::fmt::Debug for Claims {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Claims of {}", self.iss)
    }
}

/// Who asks, proven.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The counter.
    pub counter: CounterId,
    /// What makes this request this one. It must not be seen twice until [`Identity::until`].
    pub jti: String,
    /// When the token was made, by the sender's clock.
    pub made: DateTime<Utc>,
    /// When the token ends for whoever has the tolerance of [`TOLERANCE_SECONDS`].
    pub until: DateTime<Utc>,
}

impl Claimed {
    /// Reads the value of `Authorization`.
    ///
    /// # Errors
    /// [`Refusal::Malformed`], [`Refusal::Algorithm`].
    pub fn read(authorization: &str) -> Result<Self, Refusal> {
        let (scheme, token) = authorization
            .split_once(' ')
            .ok_or(Refusal::Malformed("no scheme"))?;
        if !scheme.eq_ignore_ascii_case("bearer") {
            return Err(Refusal::Malformed("another scheme than Bearer"));
        }
        Self::read_token(token)
    }

    /// Returns the name of the key that it claims to be signed with.
    #[must_use]
    pub fn kid(&self) -> &str {
        self.token.kid()
    }

    fn read_token(token: &str) -> Result<Self, Refusal> {
        let token = jws::Token::read(token)?;
        let claims: Claims = token.claims()?;
        let counter = counter_id(&claims.iss).ok_or(Refusal::Malformed("iss is no counter"))?;
        if claims.sub != claims.iss {
            return Err(Refusal::Malformed("sub differs from iss"));
        }
        let printable = claims.jti.bytes().all(|byte| byte.is_ascii_graphic());
        if claims.jti.is_empty() || claims.jti.len() > JTI_CHARS_MAX || !printable {
            return Err(Refusal::Malformed("jti"));
        }
        Ok(Self {
            counter,
            token,
            claims,
        })
    }

    /// Returns who asks, if the token is of that key, for that audience and of this time.
    ///
    /// # Errors
    /// [`Refusal`], the signature first: what is not signed says nothing about a clock.
    pub fn verify(
        self,
        key: &PublicKey,
        audience: &str,
        now: DateTime<Utc>,
    ) -> Result<Identity, Refusal> {
        self.token.verify(key)?;
        let claims = self.claims;
        if claims.aud != audience {
            return Err(Refusal::Audience);
        }
        let lifetime = claims.exp.checked_sub(claims.iat);
        if !lifetime.is_some_and(|seconds| (1..=LIFETIME_SECONDS_MAX).contains(&seconds)) {
            return Err(Refusal::Malformed("exp is not within 300 s of iat"));
        }
        let now = now.timestamp();
        let early = claims.iat.max(claims.nbf) > now + TOLERANCE_SECONDS;
        let late = claims.exp < now - TOLERANCE_SECONDS;
        if early || late {
            return Err(Refusal::Clock {
                ahead_seconds: claims.iat.saturating_sub(now),
            });
        }
        let instant = |seconds| DateTime::from_timestamp(seconds, 0);
        Ok(Identity {
            counter: self.counter,
            jti: claims.jti,
            made: instant(claims.iat).ok_or(Refusal::Malformed("iat"))?,
            until: instant(claims.exp + TOLERANCE_SECONDS).ok_or(Refusal::Malformed("exp"))?,
        })
    }
}

impl Identity {
    /// Makes sure that the content is the one that this sender signed for this request.
    ///
    /// `now` is when the request began: a long body may take longer than its token lives.
    ///
    /// # Errors
    /// [`Refusal`].
    pub fn check(
        &self,
        content: &Content,
        signature: Option<&str>,
        digest: Option<&str>,
        key: &PublicKey,
        audience: &str,
        now: DateTime<Utc>,
    ) -> Result<(), Refusal> {
        let signature = signature.ok_or(Refusal::Missing(SIGNATURE_HEADER))?;
        let stated = digest.ok_or(Refusal::Missing(DIGEST_HEADER))?;
        let mut claimed = Claimed::read_token(signature)?;
        let signed = claimed
            .claims
            .signed_headers
            .take()
            .ok_or(Refusal::Malformed("signed_headers is missing"))?;
        let identity = claimed.verify(key, audience, now)?;
        if (&identity.counter, &identity.jti) != (&self.counter, &self.jti) {
            return Err(Refusal::Content("the signature is of another request"));
        }
        let stated_digest = stated
            .split_once('=')
            .filter(|(algorithm, _)| algorithm.eq_ignore_ascii_case("sha-256"))
            .ok_or(Refusal::Malformed("digest is not SHA-256"))?
            .1;
        if stated_digest != jws::base64(&Sha256::digest(content.bytes)) {
            return Err(Refusal::Content("digest"));
        }
        let mut signed = signed;
        let mut wanted = content.signed_headers(stated);
        signed.sort();
        wanted.sort();
        if signed == wanted {
            Ok(())
        } else {
            Err(Refusal::Content("signed_headers"))
        }
    }
}

/// Reads the text of a counter: `L049-01`.
#[must_use]
pub fn counter_id(text: &str) -> Option<CounterId> {
    let (comune, counter) = text.split_once('-')?;
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let belfiore =
        comune.len() == 4 && comune.as_bytes()[0].is_ascii_uppercase() && digits(comune.get(1..)?);
    let number = (1..=4).contains(&counter.len()) && digits(counter);
    (belfiore && number).then(|| CounterId {
        comune: domain::BelfioreCode(comune.to_owned()),
        counter: counter.to_owned(),
    })
}

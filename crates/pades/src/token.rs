//! A time-stamp token (RFC 3161, 2.4.2): what it says, and whether it is good.

use chrono::{DateTime, Utc};
use cms::content_info::ContentInfo;
use cms::signed_data::SignedData;
use der::asn1::{ObjectIdentifier, OctetString};
use der::oid::db::rfc5911;
use der::{Decode, Encode};
use x509_cert::Certificate;
use x509_tsp::TstInfo;

use crate::anchors::{Anchors, ChainProblem};
use crate::crypto::{Checked, Hash};
use crate::signed::{Named, Signed};
use crate::signer::{CertificateInfo, is_for_time_stamps};

/// `id-ct-TSTInfo` (RFC 3161, 2.4.2).
const TST_INFO: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.1.4");

/// Why a time stamp is not good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TokenProblem {
    /// It is not put together as a token is.
    #[error("malformed time stamp")]
    Malformed,
    /// It stamps something else.
    #[error("time stamp of another document")]
    Imprint,
    /// Its signature is wrong.
    #[error("wrong signature of the time-stamping authority")]
    Signature,
    /// It uses an algorithm that is not accepted or not known here.
    #[error("unsupported algorithm of the time-stamping authority")]
    Algorithm,
    /// Its certificate is not for time stamps, or was not valid at that time.
    #[error("certificate of the time-stamping authority is not for that")]
    Certificate,
    /// Its certificate does not descend from an authority that is believed.
    #[error("time-stamping authority is not believed")]
    Chain(#[from] ChainProblem),
}

/// A token, read.
pub(crate) struct Token {
    info: TstInfo,
    signed: Signed,
}

impl Token {
    pub(crate) fn read(info: &ContentInfo) -> Result<Self, TokenProblem> {
        const MALFORMED: TokenProblem = TokenProblem::Malformed;
        if info.content_type != rfc5911::ID_SIGNED_DATA {
            return Err(MALFORMED);
        }
        let data: SignedData = info.content.decode_as().map_err(|_| MALFORMED)?;
        let content = data.encap_content_info.econtent.as_ref().ok_or(MALFORMED)?;
        if data.encap_content_info.econtent_type != TST_INFO {
            return Err(MALFORMED);
        }
        let content: OctetString = content.decode_as().map_err(|_| MALFORMED)?;
        let info = TstInfo::from_der(content.as_bytes()).map_err(|_| MALFORMED)?;
        let signed = Signed::check(&data, TST_INFO, &[content.as_bytes()]).ok_or(MALFORMED)?;
        Ok(Self { info, signed })
    }

    pub(crate) fn time(&self) -> DateTime<Utc> {
        let seconds = self.info.gen_time.to_unix_duration().as_secs();
        i64::try_from(seconds)
            .ok()
            .and_then(|seconds| DateTime::from_timestamp(seconds, 0))
            .unwrap_or(DateTime::<Utc>::MAX_UTC)
    }

    pub(crate) fn nonce(&self) -> Option<&[u8]> {
        self.info.nonce.as_ref().map(der::asn1::Int::as_bytes)
    }

    pub(crate) fn certificate(&self) -> &Certificate {
        &self.signed.certificate
    }

    /// Checks that it stamps this content, in parts, and that an authority for it signed it.
    pub(crate) fn check(&self, content: &[&[u8]]) -> Result<(), TokenProblem> {
        let imprint = &self.info.message_imprint;
        let hash = imprint
            .hash_algorithm
            .to_der()
            .ok()
            .and_then(|algorithm| spki::AlgorithmIdentifierOwned::from_der(&algorithm).ok())
            .and_then(|algorithm| Hash::of(&algorithm))
            .ok_or(TokenProblem::Algorithm)?;
        if hash.digest(content) != imprint.hashed_message.as_bytes() {
            return Err(TokenProblem::Imprint);
        }
        match (self.signed.digest, self.signed.signature) {
            (Checked::Bad, _) | (_, Checked::Bad) => return Err(TokenProblem::Signature),
            (Checked::Unknown, _) | (_, Checked::Unknown) => return Err(TokenProblem::Algorithm),
            (Checked::Good, Checked::Good) => {}
        }
        // RFC 3161, 2.4.2: the attribute is a must; with SHA-1 it binds little, and is still common.
        if matches!(self.signed.named, Named::Other | Named::Nothing) {
            return Err(TokenProblem::Signature);
        }
        let info = CertificateInfo::of(self.certificate());
        let then = info.not_before..=info.not_after;
        if !is_for_time_stamps(self.certificate()) || !then.contains(&self.time()) {
            return Err(TokenProblem::Certificate);
        }
        Ok(())
    }
}

/// Whether the authority of a token descends from an anchor, at the time of the token.
pub(crate) fn check_chain(token: &Token, anchors: &Anchors) -> Result<(), ChainProblem> {
    anchors.check(token.certificate(), &token.signed.others, token.time())
}

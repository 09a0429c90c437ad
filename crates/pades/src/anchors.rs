//! Whom we believe, and the way from a certificate to one of them (RFC 5280, 6, the basic part).
//!
//! What is **not** checked: revocation, name constraints and policies. A chain that makes one of the two
//! last critical is not accepted. The dates of an anchor itself are not looked at (RFC 5280, 6.1.1).

use chrono::{DateTime, Utc};
use der::oid::db::rfc5280;
use der::pem::LineEnding;
use der::{Decode, Encode, EncodePem};
use x509_cert::Certificate;
use x509_cert::ext::pkix::{BasicConstraints, KeyUsage, KeyUsages};

use crate::crypto::{self, Checked};
use crate::signer::{CertificateInfo, extension, instant, same};

/// A chain is not longer; what is made to be longer is made to cost time.
const CHAIN_MAX: usize = 8;
/// Signatures that are checked at most on the way.
const CHECKS_MAX: usize = 64;

/// Certificates of authorities that are believed.
#[derive(Debug, Clone, Default)]
pub struct Anchors {
    certificates: Vec<Certificate>,
}

/// Why there is no way from a certificate to an anchor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ChainProblem {
    /// No anchor has issued it, or its issuer.
    #[error("the issuer is not known")]
    UnknownIssuer,
    /// A certificate on the way was not valid any more.
    #[error("a certificate had expired")]
    Expired,
    /// A certificate on the way was not valid yet.
    #[error("a certificate was not valid yet")]
    NotYetValid,
    /// An issuer on the way may not issue certificates, or not so many.
    #[error("an issuer is not an authority")]
    NotAuthority,
    /// A certificate demands a check that is not made here, or cannot be read.
    #[error("a certificate has an unknown critical extension")]
    Critical,
}

impl Anchors {
    /// Reads certificates, in DER or PEM, one or several.
    ///
    /// # Errors
    /// The bytes are not certificates.
    pub fn add(&mut self, bytes: &[u8]) -> Result<(), der::Error> {
        if bytes.starts_with(b"\x30") {
            self.certificates.push(Certificate::from_der(bytes)?);
        } else {
            let chain = Certificate::load_pem_chain(bytes)?;
            self.certificates.extend(chain);
        }
        Ok(())
    }

    /// Whether nobody is believed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.certificates.is_empty()
    }

    /// Returns who they are, for a reader.
    #[must_use]
    pub fn infos(&self) -> Vec<CertificateInfo> {
        self.certificates.iter().map(CertificateInfo::of).collect()
    }

    /// Returns them in PEM, one after the other.
    ///
    /// # Errors
    /// A certificate cannot be written again.
    pub fn to_pem(&self) -> Result<String, der::Error> {
        let pem = self.certificates.iter();
        pem.map(|certificate| certificate.to_pem(LineEnding::LF))
            .collect()
    }

    /// Returns them in DER, one by one.
    pub(crate) fn to_der(&self) -> Vec<Vec<u8>> {
        let certificates = self.certificates.iter();
        certificates
            .filter_map(|certificate| certificate.to_der().ok())
            .collect()
    }

    /// Looks for a way from a certificate to an anchor, through others that came with it.
    pub(crate) fn check(
        &self,
        certificate: &Certificate,
        others: &[Certificate],
        at: DateTime<Utc>,
    ) -> Result<(), ChainProblem> {
        let mut search = Search {
            anchors: self,
            others,
            at,
            checks_left: CHECKS_MAX,
        };
        search.from(certificate, 0)
    }
}

struct Search<'a> {
    anchors: &'a Anchors,
    others: &'a [Certificate],
    at: DateTime<Utc>,
    checks_left: usize,
}

impl Search<'_> {
    /// `below` counts the authorities between the first certificate and this one.
    fn from(&mut self, certificate: &Certificate, below: usize) -> Result<(), ChainProblem> {
        if self
            .anchors
            .certificates
            .iter()
            .any(|anchor| same(anchor, certificate))
        {
            return Ok(());
        }
        let mut problem = ChainProblem::UnknownIssuer;
        let anchors = self
            .anchors
            .certificates
            .iter()
            .map(|issuer| (issuer, true));
        let others = self.others.iter().map(|issuer| (issuer, false));
        let candidates = anchors.chain(others).filter(|(issuer, _)| {
            issuer.tbs_certificate.subject == certificate.tbs_certificate.issuer
                && !same(issuer, certificate)
        });
        for (issuer, is_anchor) in candidates {
            if below >= CHAIN_MAX || self.checks_left == 0 {
                break;
            }
            self.checks_left -= 1;
            if !issued(issuer, certificate) {
                continue;
            }
            // From here on the issuer is the real one, and a problem is worth telling.
            let found = self
                .valid(certificate)
                .and_then(|()| may_issue(issuer, below))
                .and_then(|()| match is_anchor {
                    true => Ok(()),
                    false => self.from(issuer, below + 1),
                });
            match found {
                Ok(()) => return Ok(()),
                Err(found) if problem == ChainProblem::UnknownIssuer => problem = found,
                Err(_) => {}
            }
        }
        Err(problem)
    }

    /// Dates, and extensions that must be understood.
    fn valid(&self, certificate: &Certificate) -> Result<(), ChainProblem> {
        let validity = &certificate.tbs_certificate.validity;
        if self.at > instant(validity.not_after) {
            return Err(ChainProblem::Expired);
        }
        if self.at < instant(validity.not_before) {
            return Err(ChainProblem::NotYetValid);
        }
        let known = [
            rfc5280::ID_CE_BASIC_CONSTRAINTS,
            rfc5280::ID_CE_KEY_USAGE,
            rfc5280::ID_CE_EXT_KEY_USAGE,
            rfc5280::ID_CE_SUBJECT_ALT_NAME,
        ];
        let mut all = certificate.tbs_certificate.extensions.iter().flatten();
        if all.any(|extension| extension.critical && !known.contains(&extension.extn_id)) {
            return Err(ChainProblem::Critical);
        }
        Ok(())
    }
}

/// Whether the signature on a certificate is of that issuer's key.
fn issued(issuer: &Certificate, certificate: &Certificate) -> bool {
    let Ok(body) = certificate.tbs_certificate.to_der() else {
        return false;
    };
    // RFC 5280, 4.1.1.2: what is signed and what is said about it must name the same algorithm.
    certificate.signature_algorithm == certificate.tbs_certificate.signature
        && crypto::check(
            &issuer.tbs_certificate.subject_public_key_info,
            &certificate.signature_algorithm,
            None,
            &body,
            certificate.signature.raw_bytes(),
        ) == Checked::Good
}

fn may_issue(issuer: &Certificate, below: usize) -> Result<(), ChainProblem> {
    let constraints = extension::<BasicConstraints>(issuer).map_err(|_| ChainProblem::Critical)?;
    let usage = extension::<KeyUsage>(issuer).map_err(|_| ChainProblem::Critical)?;
    let authority = constraints.is_some_and(|(_, constraints)| {
        let enough = constraints
            .path_len_constraint
            .is_none_or(|most| below <= usize::from(most));
        constraints.ca && enough
    });
    let signs = usage.is_none_or(|(_, KeyUsage(usages))| usages.contains(KeyUsages::KeyCertSign));
    if authority && signs {
        Ok(())
    } else {
        Err(ChainProblem::NotAuthority)
    }
}

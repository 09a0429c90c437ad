//! The centre's own certificate authority: one key and one certificate, in one file.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Datelike, Duration, Utc};
use der::{Decode, DecodePem, Encode};
use rand_core::{OsRng, RngCore};
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa,
    Issuer, KeyPair, KeyUsagePurpose,
};
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};

use super::{ChainAndKey, Error, Result};

/// A counter trusts name and key for as long as it is enrolled: the certificate's end is a formality.
const AUTHORITY_DAYS: i64 = 20 * 365;

/// So long before its end the authority's certificate is made anew, with the same key.
const AUTHORITY_RENEWAL_DAYS: i64 = 365;

const SERVER_DAYS: i64 = 90;

/// Certificates begin in the past, so that a counter whose clock is behind gets as far as being told so.
const BACKDATED_DAYS: i64 = 30;

/// The authority.
pub struct Authority {
    key: KeyPair,
    /// DER.
    certificate: Vec<u8>,
}

impl Authority {
    /// Takes up the authority kept in a folder, and makes it if there is none. A certificate near
    /// its end is made anew with the same key: counters know it by name and key.
    ///
    /// # Errors
    /// [`Error`].
    pub fn open(dir: &Path, now: DateTime<Utc>) -> Result<Self> {
        let path = dir.join("authority.pem");
        if !path.exists() {
            let made = Self::make(KeyPair::generate()?, now)?;
            fs::create_dir_all(dir).map_err(|source| file_error(dir, source))?;
            made.keep(&path, Keep::IfNone)?;
        }
        // Read back also when it was made: another process may have been faster.
        let kept = Self::read(&path)?;
        let renewal = now + Duration::days(AUTHORITY_RENEWAL_DAYS);
        if kept.ends(&path)? > renewal {
            return Ok(kept);
        }
        let renewed = Self::make(kept.key, now)?;
        renewed.keep(&path, Keep::Replacing)?;
        Ok(renewed)
    }

    /// Makes a certificate for the server, valid for names and addresses, with a key of its own.
    pub(super) fn server(&self, names: &[String], now: DateTime<Utc>) -> Result<ChainAndKey> {
        let mut params = CertificateParams::new(names.to_vec())?;
        params.distinguished_name = common_name("CST SINTAR");
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        params.use_authority_key_identifier_extension = true;
        let authority = authority_params(&self.key, now);
        // Never longer than the authority itself.
        set_validity(&mut params, now, SERVER_DAYS);
        let key = KeyPair::generate()?;
        let certificate = params.signed_by(&key, &Issuer::from_params(&authority, &self.key))?;
        let key = PrivatePkcs8KeyDer::from(key.serialize_der());
        let chain = vec![
            certificate.der().clone(),
            CertificateDer::from(self.certificate.clone()),
        ];
        Ok((chain, PrivateKeyDer::Pkcs8(key)))
    }

    /// Returns the certificate (DER).
    #[must_use]
    pub fn certificate(&self) -> &[u8] {
        &self.certificate
    }

    fn make(key: KeyPair, now: DateTime<Utc>) -> Result<Self> {
        let certificate = authority_params(&key, now).self_signed(&key)?;
        Ok(Self {
            certificate: certificate.der().to_vec(),
            key,
        })
    }

    fn read(path: &Path) -> Result<Self> {
        let pem = fs::read_to_string(path).map_err(|source| file_error(path, source))?;
        let wrong = |what| Error::Pem {
            path: path.to_owned(),
            what,
        };
        let (key, certificate) = pem
            .split_once(CERTIFICATE_BEGIN)
            .ok_or_else(|| wrong("certificate"))?;
        let certificate = format!("{CERTIFICATE_BEGIN}{certificate}");
        let certificate = x509_cert::Certificate::from_pem(certificate.as_bytes())
            .and_then(|certificate| certificate.to_der())
            .map_err(|_| wrong("certificate"))?;
        Ok(Self {
            key: KeyPair::from_pem(key.trim()).map_err(|_| wrong("private key"))?,
            certificate,
        })
    }

    fn ends(&self, path: &Path) -> Result<DateTime<Utc>> {
        let wrong = || Error::Pem {
            path: path.to_owned(),
            what: "certificate",
        };
        let certificate =
            x509_cert::Certificate::from_der(&self.certificate).map_err(|_| wrong())?;
        let end = certificate.tbs_certificate.validity.not_after;
        let end = i64::try_from(end.to_unix_duration().as_secs()).map_err(|_| wrong())?;
        DateTime::from_timestamp(end, 0).ok_or_else(wrong)
    }

    /// Writes key and certificate as one file that only its owner reads: whole, or not at all.
    fn keep(&self, path: &Path, how: Keep) -> Result<()> {
        let pem = x509_cert::Certificate::from_der(&self.certificate)
            .ok()
            .and_then(|certificate| {
                der::EncodePem::to_pem(&certificate, der::pem::LineEnding::LF).ok()
            })
            .expect("a certificate that was just made can be read");
        let text = format!("{}{pem}", self.key.serialize_pem());
        // A name of its own: two that start at once do not write into each other's file.
        let draft = path.with_extension(format!("draft-{:016x}", OsRng.next_u64()));
        write_private(&draft, text.as_bytes()).map_err(|source| file_error(&draft, source))?;
        let placed = match how {
            Keep::Replacing => fs::rename(&draft, path),
            Keep::IfNone => match fs::hard_link(&draft, path) {
                Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
                _ => fs::remove_file(&draft),
            },
        };
        placed.map_err(|source| file_error(path, source))
    }
}

#[derive(Clone, Copy)]
enum Keep {
    IfNone,
    Replacing,
}

const CERTIFICATE_BEGIN: &str = "-----BEGIN CERTIFICATE-----";

/// The same for the same key, but for the time: what a server's certificate says of its issuer fits any of them.
fn authority_params(key: &KeyPair, now: DateTime<Utc>) -> CertificateParams {
    let mut params = CertificateParams::default();
    let kid = protocol::wire::EnrolmentCode::fingerprint(key.public_key_raw());
    let kid = hex::encode(&kid[..4]);
    params.distinguished_name = common_name(&format!("CST SINTAR {kid}"));
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![
        KeyUsagePurpose::KeyCertSign,
        KeyUsagePurpose::CrlSign,
        KeyUsagePurpose::DigitalSignature,
    ];
    set_validity(&mut params, now, AUTHORITY_DAYS);
    params
}

fn common_name(name: &str) -> DistinguishedName {
    let mut distinguished = DistinguishedName::new();
    distinguished.push(DnType::CommonName, name);
    distinguished
}

fn set_validity(params: &mut CertificateParams, now: DateTime<Utc>, days: i64) {
    let day = |instant: DateTime<Utc>| {
        let month = u8::try_from(instant.month()).expect("a month is at most 12");
        let day = u8::try_from(instant.day()).expect("a day is at most 31");
        rcgen::date_time_ymd(instant.year(), month, day)
    };
    params.not_before = day(now - Duration::days(BACKDATED_DAYS));
    params.not_after = day(now + Duration::days(days));
}

fn write_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file: File = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

fn file_error(path: &Path, source: io::Error) -> Error {
    Error::File {
        path: PathBuf::from(path),
        source,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> DateTime<Utc> {
        format!("{text}T00:00:00Z").parse().unwrap()
    }

    #[test]
    fn an_authority_is_made_once_and_kept() {
        let dir = tempfile::tempdir().unwrap();
        let first = Authority::open(dir.path(), day("2026-11-25")).unwrap();
        let second = Authority::open(dir.path(), day("2030-01-01")).unwrap();
        assert_eq!(first.certificate(), second.certificate());
        let files: Vec<_> = fs::read_dir(dir.path()).unwrap().collect();
        assert_eq!(files.len(), 1, "no draft is left: {files:?}");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(dir.path().join("authority.pem")).unwrap();
            assert_eq!(mode.permissions().mode() & 0o777, 0o600);
        }
    }

    #[test]
    fn many_starts_at_once_make_one_authority() {
        let dir = tempfile::tempdir().unwrap();
        let made: Vec<Vec<u8>> = std::thread::scope(|scope| {
            let starts: Vec<_> = (0..8)
                .map(|_| {
                    scope.spawn(|| {
                        let now = day("2026-11-25");
                        Authority::open(dir.path(), now).unwrap().certificate
                    })
                })
                .collect();
            starts
                .into_iter()
                .map(|start| start.join().unwrap())
                .collect()
        });
        assert!(made.windows(2).all(|pair| pair[0] == pair[1]));
    }

    #[test]
    fn before_its_end_it_is_made_anew_with_the_same_key() {
        let dir = tempfile::tempdir().unwrap();
        let first = Authority::open(dir.path(), day("2026-11-25")).unwrap();
        let later = Authority::open(dir.path(), day("2046-06-01")).unwrap();
        assert_ne!(first.certificate(), later.certificate());
        assert_eq!(first.key.public_key_raw(), later.key.public_key_raw());
        let path = dir.path().join("authority.pem");
        assert!(later.ends(&path).unwrap() > day("2066-01-01"));
    }

    #[test]
    fn a_file_that_is_something_else_is_named() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("authority.pem"), "no PEM").unwrap();
        let error = Authority::open(dir.path(), day("2026-11-25")).err();
        assert!(matches!(error, Some(Error::Pem { .. })), "{error:?}");
    }
}

//! The centre's TLS: its own authority, made at the first start, or certificates given in files.
//!
//! With its own authority the server's key lives in memory and is made anew at each start; only the
//! authority is kept, in one file. What is deliberately **not** here: the key that signs answers.

mod authority;

use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use chrono::{DateTime, Utc};
use tokio_rustls::rustls::crypto::{CryptoProvider, ring};
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::server::{ClientHello, ResolvesServerCert};
use tokio_rustls::rustls::sign::CertifiedKey;
use tokio_rustls::rustls::{self, ServerConfig};

pub use authority::Authority;

/// Why there is no TLS.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file cannot be read or written.
    #[error("file {path}")]
    File {
        /// The file.
        path: PathBuf,
        /// The cause.
        #[source]
        source: std::io::Error,
    },
    /// A file holds no certificate or no key.
    #[error("file {path} is no {what} in PEM form")]
    Pem {
        /// The file.
        path: PathBuf,
        /// What was expected.
        what: &'static str,
    },
    /// A certificate could not be made: a name that is none, or no random bytes.
    #[error("a certificate cannot be made")]
    Make(#[from] rcgen::Error),
    /// Certificate and key do not belong together, or the key is of a kind that is not used.
    #[error("certificate and key cannot be used")]
    Rustls(#[from] rustls::Error),
}

/// What the functions of this module return.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Where the server's certificate comes from.
pub enum Source {
    /// From the centre's own authority, for these names and addresses.
    Own {
        /// The authority.
        authority: Box<Authority>,
        /// Names and addresses of the server.
        names: Vec<String>,
    },
    /// From files, which somebody renews in place.
    Files {
        /// Certificates, the server's first and the authority's last.
        certificates: PathBuf,
        /// The server's private key.
        key: PathBuf,
    },
}

/// The server's side of TLS.
pub struct Tls {
    source: Source,
    certificate: Arc<Current>,
    config: Arc<ServerConfig>,
    authority: Vec<u8>,
}

impl Tls {
    /// Makes or reads the certificate.
    ///
    /// # Errors
    /// [`Error`].
    pub fn new(source: Source, now: DateTime<Utc>) -> Result<Self> {
        let (certified, authority) = source.certificate(now)?;
        let certificate = Arc::new(Current(RwLock::new(Arc::new(certified))));
        let mut config = ServerConfig::builder_with_provider(provider())
            .with_protocol_versions(&[&rustls::version::TLS13, &rustls::version::TLS12])?
            .with_no_client_auth()
            .with_cert_resolver(certificate.clone());
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        // A counter that comes back over a slow line saves a round trip and the certificate.
        config.ticketer = ring::Ticketer::new()?;
        Ok(Self {
            source,
            certificate,
            config: Arc::new(config),
            authority,
        })
    }

    /// Returns what a listener needs.
    #[must_use]
    pub fn config(&self) -> Arc<ServerConfig> {
        self.config.clone()
    }

    /// Returns the certificate (DER) whose fingerprint goes into enrolment codes.
    #[must_use]
    pub fn authority(&self) -> &[u8] {
        &self.authority
    }

    /// Makes or reads the certificate anew, for the connections that come after: once a day is enough.
    ///
    /// # Errors
    /// [`Error`]; the certificate in use stays.
    pub fn renew(&self, now: DateTime<Utc>) -> Result<()> {
        let (certified, _) = self.source.certificate(now)?;
        *self
            .certificate
            .0
            .write()
            .unwrap_or_else(PoisonError::into_inner) = Arc::new(certified);
        Ok(())
    }
}

impl Source {
    /// Returns the server's certificate with its key, and the authority's certificate.
    fn certificate(&self, now: DateTime<Utc>) -> Result<(CertifiedKey, Vec<u8>)> {
        let (chain, key) = match self {
            Self::Own { authority, names } => authority.server(names, now)?,
            Self::Files { certificates, key } => read_files(certificates, key)?,
        };
        let authority = chain
            .last()
            .expect("a chain has a certificate")
            .as_ref()
            .to_vec();
        Ok((CertifiedKey::from_der(chain, key, &provider())?, authority))
    }
}

/// Returns the authority's certificate out of a file of certificates, for who makes enrolment codes.
///
/// # Errors
/// [`Error`].
pub fn authority_in_file(certificates: &Path) -> Result<Vec<u8>> {
    let chain = read_chain(certificates)?;
    Ok(chain
        .last()
        .expect("a chain has a certificate")
        .as_ref()
        .to_vec())
}

type ChainAndKey = (Vec<CertificateDer<'static>>, PrivateKeyDer<'static>);

fn read_files(certificates: &Path, key: &Path) -> Result<ChainAndKey> {
    let chain = read_chain(certificates)?;
    let pem = read(key)?;
    let key = PrivateKeyDer::from_pem_slice(&pem).map_err(|_| Error::Pem {
        path: key.to_owned(),
        what: "private key",
    })?;
    Ok((chain, key))
}

fn read_chain(certificates: &Path) -> Result<Vec<CertificateDer<'static>>> {
    let pem = read(certificates)?;
    let chain: Vec<_> = CertificateDer::pem_slice_iter(&pem)
        .collect::<Result<_, _>>()
        .unwrap_or_default();
    if chain.is_empty() {
        return Err(Error::Pem {
            path: certificates.to_owned(),
            what: "certificate",
        });
    }
    Ok(chain)
}

fn read(path: &Path) -> Result<Vec<u8>> {
    std::fs::read(path).map_err(|source| Error::File {
        path: path.to_owned(),
        source,
    })
}

/// The one cryptographic library of TLS here.
fn provider() -> Arc<CryptoProvider> {
    Arc::new(ring::default_provider())
}

/// The certificate in use, which can be replaced under open connections.
#[derive(Debug)]
struct Current(RwLock<Arc<CertifiedKey>>);

impl ResolvesServerCert for Current {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let current = self.0.read().unwrap_or_else(PoisonError::into_inner);
        Some(current.clone())
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};

    use chrono::Duration;
    use domain::Clock;
    use domain::clock::SystemClock;
    use tokio_rustls::rustls::pki_types::ServerName;
    use tokio_rustls::rustls::{ClientConfig, ClientConnection, RootCertStore, ServerConnection};

    use super::*;

    fn own(dir: &Path, now: DateTime<Utc>) -> Tls {
        let source = Source::Own {
            authority: Box::new(Authority::open(dir, now).unwrap()),
            names: vec!["cst.example.it".to_owned()],
        };
        Tls::new(source, now).unwrap()
    }

    /// Returns the server's certificate as a client sees it that trusts one authority; rustls reads the
    /// system's clock.
    fn handshake(tls: &Tls, authority: &[u8], name: &str) -> Result<Vec<u8>, rustls::Error> {
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from(authority.to_vec()))?;
        let config = ClientConfig::builder_with_provider(provider())
            .with_safe_default_protocol_versions()?
            .with_root_certificates(roots)
            .with_no_client_auth();
        let name = ServerName::try_from(name.to_owned()).unwrap();
        let mut client = ClientConnection::new(Arc::new(config), name)?;
        let mut server = ServerConnection::new(tls.config())?;
        while client.is_handshaking() {
            let mut bytes = Vec::new();
            client.write_tls(&mut bytes).unwrap();
            server.read_tls(&mut bytes.as_slice()).unwrap();
            server.process_new_packets()?;
            let mut bytes = Vec::new();
            server.write_tls(&mut bytes).unwrap();
            client.read_tls(&mut bytes.as_slice()).unwrap();
            client.process_new_packets()?;
        }
        client.writer().write_all(b"buongiorno").unwrap();
        let mut bytes = Vec::new();
        client.write_tls(&mut bytes).unwrap();
        server.read_tls(&mut bytes.as_slice()).unwrap();
        server.process_new_packets()?;
        let mut heard = [0; 10];
        server.reader().read_exact(&mut heard).unwrap();
        assert_eq!(&heard, b"buongiorno");
        Ok(client.peer_certificates().unwrap()[0].to_vec())
    }

    #[test]
    fn a_client_trusts_the_centre_by_its_authority_and_name() {
        let (dir, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let now = SystemClock.now();
        let tls = own(dir.path(), now);
        assert!(handshake(&tls, tls.authority(), "cst.example.it").is_ok());
        assert!(handshake(&tls, tls.authority(), "altro.example.it").is_err());
        let stranger = own(other.path(), now);
        assert!(handshake(&tls, stranger.authority(), "cst.example.it").is_err());
    }

    #[test]
    fn a_renewal_changes_the_certificate_and_not_the_trust() {
        let dir = tempfile::tempdir().unwrap();
        let now = SystemClock.now();
        let tls = own(dir.path(), now);
        let first = handshake(&tls, tls.authority(), "cst.example.it").unwrap();
        tls.renew(now + Duration::days(1)).unwrap();
        let second = handshake(&tls, tls.authority(), "cst.example.it").unwrap();
        assert_ne!(first, second);
    }

    /// A counter enrolled twenty years ago has a certificate of the authority that was made anew since.
    #[test]
    fn an_authority_made_anew_is_trusted_by_who_knows_the_old_one() {
        let dir = tempfile::tempdir().unwrap();
        let now = SystemClock.now();
        let old = own(dir.path(), now - Duration::days(20 * 365 - 100));
        let new = own(dir.path(), now);
        assert_ne!(old.authority(), new.authority());
        assert!(handshake(&new, old.authority(), "cst.example.it").is_ok());
    }
}

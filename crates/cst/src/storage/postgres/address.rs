//! Reads the address of a store: `postgres://user@host/database?sslmode=verify-full&sslrootcert=/etc/ca.pem`.
//!
//! A line to another machine is encrypted and its far end known, unless the address says `sslmode=disable`.
//! What is deliberately **not** here: `prefer`, which leaves that to whoever is on the line.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use postgres::Config;
use postgres::config::{Host, SslMode, TargetSessionAttrs};
use tokio_postgres_rustls::MakeRustlsConnect;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::CertificateDer;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

use crate::storage::{Error, Result};

/// How long a connection may take to come about.
const CONNECT: Duration = Duration::from_secs(10);

/// Where the server is, and how it is known.
#[derive(Clone)]
pub(super) struct Address {
    pub(super) config: Config,
    /// `None` is in clear.
    pub(super) tls: Option<MakeRustlsConnect>,
}

impl Address {
    /// Reads an address.
    ///
    /// # Errors
    /// [`Error::Address`] says what is wrong with it; [`Error::File`] of the authority's certificate.
    pub(super) fn parse(url: &str) -> Result<Self> {
        let (place, query) = url.split_once('?').unwrap_or((url, ""));
        let mut kept = Vec::new();
        let (mut mode, mut authority) = (None, None);
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            match pair.split_once('=') {
                Some(("sslmode", value)) => mode = Some(value),
                Some(("sslrootcert", path)) => authority = Some(PathBuf::from(decoded(path)?)),
                _ => kept.push(pair),
            }
        }
        // The parser's own words may quote the password: they are not passed on.
        let mut config: Config = format!("{place}?{}", kept.join("&"))
            .parse()
            .map_err(|_| Error::Address("it is not postgres://user@host/database"))?;
        let tls = match (mode, authority) {
            (Some("disable"), _) => None,
            (None, None) if is_local(&config) => None,
            (Some("require" | "verify-ca" | "verify-full") | None, Some(authority)) => {
                Some(tls(&authority)?)
            }
            (Some("require" | "verify-ca" | "verify-full") | None, None) => {
                let what =
                    "another machine is reached with sslmode=verify-full and sslrootcert=FILE";
                return Err(Error::Address(what));
            }
            _ => return Err(Error::Address("sslmode is verify-full or disable")),
        };
        config.ssl_mode(match tls {
            Some(_) => SslMode::Require,
            None => SslMode::Disable,
        });
        config.application_name("cst");
        // Of several hosts, the one that takes writes: a standby is passed over.
        config.target_session_attrs(TargetSessionAttrs::ReadWrite);
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(CONNECT);
        }
        Ok(Self { config, tls })
    }
}

fn is_local(config: &Config) -> bool {
    let local = |host: &Host| match host {
        Host::Tcp(name) => matches!(name.as_str(), "localhost" | "127.0.0.1" | "::1"),
        #[cfg(unix)]
        Host::Unix(_) => true,
    };
    config.get_hosts().iter().all(local)
        && config
            .get_hostaddrs()
            .iter()
            .all(std::net::IpAddr::is_loopback)
}

fn tls(authority: &Path) -> Result<MakeRustlsConnect> {
    let unreadable = |source: std::io::Error| Error::File {
        path: authority.to_owned(),
        source,
    };
    let bytes = std::fs::read(authority).map_err(unreadable)?;
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(&bytes) {
        let certificate = certificate.map_err(|error| unreadable(std::io::Error::other(error)))?;
        roots
            .add(certificate)
            .map_err(|error| unreadable(std::io::Error::other(error)))?;
    }
    if roots.is_empty() {
        return Err(Error::Address("sslrootcert holds no certificate"));
    }
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| unreadable(std::io::Error::other(error)))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(MakeRustlsConnect::new(config))
}

/// Undoes the percent signs of a query.
fn decoded(text: &str) -> Result<String> {
    let wrong = || Error::Address("a percent sign is followed by two hexadecimal digits");
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let digit = |byte: Option<u8>| byte.and_then(|byte| char::from(byte).to_digit(16));
        let pair = digit(rest.next())
            .zip(digit(rest.next()))
            .ok_or_else(wrong)?;
        bytes.push(u8::try_from(pair.0 * 16 + pair.1).map_err(|_| wrong())?);
    }
    String::from_utf8(bytes).map_err(|_| wrong())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_to_another_machine_is_encrypted_or_refused() {
        let clear = |url: &str| Address::parse(url).map(|address| address.tls.is_none());
        for url in [
            "postgres://cst@localhost/cst",
            "postgres://cst@127.0.0.1:5433/cst",
            "postgres://cst@%2Frun%2Fpostgresql/cst",
            "postgres://cst@db.example.org/cst?sslmode=disable",
        ] {
            assert!(matches!(clear(url), Ok(true)), "{url}");
        }
        for url in [
            "postgres://cst@db.example.org/cst",
            "postgres://cst@localhost,db.example.org/cst",
            "postgres://cst@db.example.org/cst?sslmode=require",
            "postgres://cst@db.example.org/cst?sslmode=prefer",
            "postgres://cst@localhost/cst?sslmode=prefer",
            "mysql://cst@localhost/cst",
        ] {
            assert!(matches!(clear(url), Err(Error::Address(_))), "{url}");
        }
    }

    #[test]
    fn a_wrong_address_does_not_show_its_password() {
        let error = Address::parse("postgres://cst:segreta@localhost/cst?colour=red").err();
        let error = format!("{:?}", error.expect("no such option"));
        assert!(!error.contains("segreta"), "{error}");
    }
}

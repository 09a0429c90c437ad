//! Certificates made with `openssl` in a folder that goes away with the test.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use chrono::{DateTime, Utc};
use pades::{Anchors, KeyFile, Pin, SignOptions};
use tempfile::TempDir;

pub(crate) const PASSWORD: &str = "parola-di-prova";

const EXTENSIONS: &str = "
[ca]
basicConstraints = critical,CA:true
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[intermediate]
basicConstraints = critical,CA:true,pathlen:0
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[signer]
basicConstraints = CA:false
keyUsage = critical,nonRepudiation
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[posing]
basicConstraints = critical,CA:false
keyUsage = critical,keyCertSign,nonRepudiation
[cipher]
keyUsage = critical,keyEncipherment
[web]
subjectAltName = IP:127.0.0.1
extendedKeyUsage = serverAuth
[tsa]
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
";

/// An authority and what it has issued.
pub(crate) struct Pki {
    folder: PathBuf,
    /// Removes the folder; with a child process, the parent does.
    _owned: Option<TempDir>,
}

/// Kinds of keys, as `openssl genpkey` wants them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Rsa,
    P256,
}

impl Pki {
    /// Makes an authority: `ca.pem`, self-signed.
    pub(crate) fn new() -> Self {
        let owned = TempDir::new().unwrap();
        let pki = Self {
            folder: owned.path().to_owned(),
            _owned: Some(owned),
        };
        fs::write(pki.path("ext.cnf"), EXTENSIONS).unwrap();
        pki.key("ca", Kind::P256);
        pki.openssl("req -new -key ca.key -subj /CN=Autorita/O=Prova -out ca.csr");
        pki.openssl("x509 -req -in ca.csr -signkey ca.key -days 3650 -extfile ext.cnf -extensions ca -out ca.pem");
        pki
    }

    /// An authority that was made before, in that folder.
    pub(crate) fn at(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
            _owned: None,
        }
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Issues `name.pem` for a new key `name.key`.
    pub(crate) fn issue(&self, name: &str, kind: Kind, section: &str, issuer: &str) {
        self.key(name, kind);
        self.openssl(&format!(
            "req -new -key {name}.key -subj /C=IT/O=Comune/CN={name} -out {name}.csr"
        ));
        self.openssl(&format!(
            "x509 -req -in {name}.csr -CA {issuer}.pem -CAkey {issuer}.key -CAcreateserial -days 365 \
             -extfile ext.cnf -extensions {section} -out {name}.pem"
        ));
    }

    fn key(&self, name: &str, kind: Kind) {
        let kind = match kind {
            Kind::Rsa => "RSA -pkeyopt rsa_keygen_bits:2048",
            Kind::P256 => "EC -pkeyopt ec_paramgen_curve:P-256",
        };
        self.openssl(&format!("genpkey -algorithm {kind} -out {name}.key"));
    }

    /// Makes a PKCS#12 file of a key and its certificate, with the authority's beside.
    pub(crate) fn pkcs12(&self, name: &str, options: &str) -> Vec<u8> {
        self.openssl(&format!(
            "pkcs12 -export -inkey {name}.key -in {name}.pem -certfile ca.pem -out {name}.p12 \
             -passout pass:{PASSWORD} {options}"
        ));
        fs::read(self.path(&format!("{name}.p12"))).unwrap()
    }

    /// Issues a certificate for signing and opens its key.
    pub(crate) fn signer(&self, name: &str, kind: Kind) -> KeyFile {
        self.issue(name, kind, "signer", "ca");
        KeyFile::open(&self.pkcs12(name, ""), &password()).unwrap()
    }

    pub(crate) fn anchors(&self) -> Anchors {
        let mut anchors = Anchors::default();
        anchors
            .add(&fs::read(self.path("ca.pem")).unwrap())
            .unwrap();
        anchors
    }

    /// Runs openssl in the folder.
    pub(crate) fn openssl(&self, arguments: &str) -> Output {
        let mut command = Command::new("openssl");
        command.args(arguments.split_whitespace());
        run(command.current_dir(self.folder()))
    }
}

pub(crate) fn password() -> Pin {
    Pin::new(PASSWORD.to_owned())
}

/// The time of the machine: certificates of these tests are valid from it.
#[expect(
    clippy::disallowed_methods,
    reason = "openssl and pyHanko use the machine's clock"
)]
pub(crate) fn now() -> DateTime<Utc> {
    Utc::now()
}

pub(crate) fn options(now: DateTime<Utc>) -> SignOptions {
    SignOptions {
        reason: Some("Rilascio del certificato".to_owned()),
        location: Some("Forlì".to_owned()),
        name: None,
        signing_time: now,
    }
}

/// Runs a program that must succeed.
pub(crate) fn run(command: &mut Command) -> Output {
    let output = command
        .output()
        .unwrap_or_else(|error| panic!("{command:?}: {error}; run scripts/setup.sh"));
    assert!(
        output.status.success(),
        "{command:?}: {}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    output
}

//! An official's key in a PKCS#12 file, with its certificate, made by openssl.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::counter::Counter;

/// A PKCS#12 file and what opens it.
#[derive(Debug)]
pub struct KeyFile {
    /// The file.
    pub path: PathBuf,
    /// Its certificate, in PEM: an authority for itself.
    pub certificate: PathBuf,
    /// Its password.
    pub password: &'static str,
    /// Whose it is.
    pub name: &'static str,
}

impl KeyFile {
    /// Makes a key for an invented official, beside the data of `counter`.
    ///
    /// # Panics
    /// openssl is not installed (Debian package openssl), or fails.
    #[must_use]
    pub fn make(counter: &Counter) -> Self {
        let folder = counter.scratch("key");
        let (name, password) = ("FIRMATARIA INVENTATA", "parola lunga");
        let [key, certificate, path] = ["key", "pem", "p12"].map(|end| {
            let path = folder.join("official").with_extension(end);
            path.to_str().expect("a temporary path is text").to_owned()
        });
        let subject = format!("/CN={name}/C=IT");
        let pass = format!("pass:{password}");
        openssl(&[
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-days",
            "30",
            "-subj",
            &subject,
            "-addext",
            "keyUsage=critical,nonRepudiation",
            "-keyout",
            &key,
            "-out",
            &certificate,
        ]);
        openssl(&[
            "pkcs12",
            "-export",
            "-inkey",
            &key,
            "-in",
            &certificate,
            "-passout",
            &pass,
            "-out",
            &path,
        ]);
        Self {
            path: Path::new(&path).to_owned(),
            certificate: Path::new(&certificate).to_owned(),
            password,
            name,
        }
    }
}

fn openssl(arguments: &[&str]) {
    let done = Command::new("openssl").args(arguments).output();
    let done = done.unwrap_or_else(|error| panic!("openssl: {error} (Debian package openssl)"));
    let said = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "openssl {arguments:?}: {said}");
}

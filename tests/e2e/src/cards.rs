//! Two cards in the readers, made of SoftHSM2, and the authority that has certified their officials.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::counter::Counter;

/// Where Debian puts the module; `SOFTHSM2_MODULE` says otherwise.
const MODULE: &str = "/usr/lib/softhsm/libsofthsm2.so";

/// The cards of a test, and what is needed to use them.
#[derive(Debug)]
pub struct Cards {
    /// The PKCS#11 module.
    pub module: PathBuf,
    /// The authority's certificate, in PEM.
    pub authority: PathBuf,
    /// The PIN of both.
    pub pin: &'static str,
    /// Whose they are, in the order in which they were made.
    pub names: [&'static str; 2],
    folder: PathBuf,
}

/// Returns the file in which the module looks for its cards.
pub(crate) fn settings(counter: &Counter) -> PathBuf {
    counter.scratch("cards").join("softhsm2.conf")
}

impl Cards {
    /// Makes two cards for invented officials, beside the data of `counter`; before its window opens.
    ///
    /// # Panics
    /// A tool is missing (Debian packages softhsm2, opensc, openssl), or fails.
    #[must_use]
    pub fn make(counter: &Counter) -> Self {
        let cards = Self {
            module: std::env::var_os("SOFTHSM2_MODULE").map_or_else(|| MODULE.into(), Into::into),
            authority: counter.scratch("cards").join("ca.pem"),
            pin: "246810",
            names: ["SINDACA INVENTATA", "DELEGATO INVENTATO"],
            folder: counter.scratch("cards"),
        };
        fs::create_dir_all(cards.folder.join("tokens")).expect("the test's folder is writable");
        let place = cards.folder.join("tokens");
        let text = format!(
            "directories.tokendir = {}\nobjectstore.backend = file\nlog.level = ERROR\n",
            place.display()
        );
        fs::write(settings(counter), text).expect("the test's folder is writable");
        let extensions = "[signer]\nbasicConstraints = CA:false\nkeyUsage = critical,nonRepudiation\n\
                          [tsa]\nkeyUsage = critical,digitalSignature\n\
                          extendedKeyUsage = critical,timeStamping\n";
        fs::write(cards.folder.join("extensions"), extensions)
            .expect("the test's folder is writable");
        let key = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes";
        cards.openssl(
            &format!("req -x509 {key} -days 30 -keyout ca.key -out ca.pem"),
            "AUTORITA INVENTATA",
        );
        for (name, label) in cards.names.into_iter().zip(["sindaca", "delegato"]) {
            cards.issue(label, name, "signer");
            cards.card(label);
        }
        cards
    }

    /// Has the authority certify a key: `label.key`, `label.pem`.
    pub(crate) fn issue(&self, label: &str, name: &str, section: &str) {
        let key = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes";
        self.openssl(
            &format!("req -new {key} -keyout {label}.key -out {label}.csr"),
            name,
        );
        self.tool(
            "openssl",
            &format!(
                "x509 -req -in {label}.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 20 \
                 -extfile extensions -extensions {section} -out {label}.pem"
            ),
            &[],
        );
    }

    /// Returns the folder in which all of it lies.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    fn card(&self, label: &str) {
        let pin = self.pin;
        let init = format!("--init-token --free --label {label} --so-pin 13579 --pin {pin}");
        self.tool("softhsm2-util", &init, &[]);
        for (command, form) in [("pkey", "key"), ("x509", "pem")] {
            let convert =
                format!("{command} -in {label}.{form} -outform DER -out {label}.{form}.der");
            self.tool("openssl", &convert, &[]);
        }
        for object in [
            format!("--write-object {label}.key.der --type privkey --usage-sign"),
            format!("--write-object {label}.pem.der --type cert"),
        ] {
            let module = self.module.display();
            let arguments = format!(
                "--module {module} --token-label {label} --login --pin {pin} --id 01 --label {label} {object}"
            );
            self.tool("pkcs11-tool", &arguments, &[]);
        }
    }

    fn openssl(&self, arguments: &str, name: &str) {
        self.tool(
            "openssl",
            arguments,
            &["-subj", &format!("/CN={name}/C=IT")],
        );
    }

    /// Runs a tool whose arguments hold no blanks, but for the `last` ones.
    fn tool(&self, program: &str, arguments: &str, last: &[&str]) {
        let done = Command::new(program)
            .args(arguments.split_whitespace())
            .args(last)
            .current_dir(&self.folder)
            .env("SOFTHSM2_CONF", self.folder.join("softhsm2.conf"))
            .output();
        let packages = "Debian packages softhsm2, opensc, openssl";
        let done = done.unwrap_or_else(|error| panic!("{program}: {error} ({packages})"));
        let said = String::from_utf8_lossy(&done.stderr);
        assert!(done.status.success(), "{program} {arguments}: {said}");
    }
}

//! What programs of other makers say about a signed file.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::pki::{Pki, run};

/// What pyHanko says about one signature.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Opinion {
    pub(crate) bottom_line: bool,
    pub(crate) intact: bool,
    pub(crate) coverage: String,
    /// Of ETSI EN 319 102-1, for the level that was asked for.
    pub(crate) ades: String,
}

/// Asks pyHanko, with the test authority as the only one believed. `level` is `basic` or `time`.
pub(crate) fn pyhanko(pki: &Pki, pdf: &[u8], level: &str) -> Vec<Opinion> {
    let file = pki.path("judged.pdf");
    fs::write(&file, pdf).unwrap();
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/pades/judge.py");
    let output = run(Command::new(python())
        .args([script, level])
        .arg(pki.path("ca.pem"))
        .arg(&file));
    String::from_utf8(output.stdout)
        .unwrap()
        .lines()
        .map(|line| {
            let words: Vec<&str> = line.split(' ').collect();
            let [bottom_line, intact, coverage, ades] = words[..] else {
                panic!("pyHanko said {line}");
            };
            Opinion {
                bottom_line: bottom_line == "True",
                intact: intact == "True",
                coverage: coverage.to_owned(),
                ades: ades.to_owned(),
            }
        })
        .collect()
}

/// The Python that `scripts/setup.sh` prepares.
pub(crate) fn python() -> PathBuf {
    let cache = std::env::var_os("XDG_CACHE_HOME")
        .map(PathBuf::from)
        .unwrap_or_else(|| PathBuf::from(std::env::var_os("HOME").unwrap()).join(".cache"));
    cache.join("sportello/test-tools/bin/python")
}

/// Asks poppler's pdfsig, with a fresh NSS database that believes the test authority.
pub(crate) fn pdfsig(pki: &Pki, pdf: &[u8]) -> String {
    let file = pki.path("judged.pdf");
    fs::write(&file, pdf).unwrap();
    let database = pki.path("nss");
    let database = format!("sql:{}", database.display());
    if !pki.path("nss").exists() {
        fs::create_dir(pki.path("nss")).unwrap();
        run(Command::new("certutil").args(["-N", "--empty-password", "-d", &database]));
        run(Command::new("certutil")
            .args(["-A", "-d", &database, "-n", "prova", "-t", "CT,C,C", "-i"])
            .arg(pki.path("ca.pem")));
    }
    let output = run(Command::new("pdfsig")
        .args(["-nssdir", &database])
        .arg(&file));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Lets qpdf read the whole file; it must find nothing to say.
pub(crate) fn qpdf(pki: &Pki, pdf: &[u8]) {
    let file = pki.path("judged.pdf");
    fs::write(&file, pdf).unwrap();
    let output = run(Command::new("qpdf").arg("--check").arg(&file));
    assert!(
        output.stderr.is_empty(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

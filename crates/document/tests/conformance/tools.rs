//! Programs that are not ours, asked what they think of a document.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A document in a folder of its own, for as long as it is asked about.
pub(crate) struct OnDisk {
    folder: tempfile::TempDir,
    pub(crate) path: PathBuf,
}

pub(crate) fn on_disk(pdf: &[u8]) -> OnDisk {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("certificate.pdf");
    std::fs::write(&path, pdf).unwrap();
    OnDisk { folder, path }
}

impl OnDisk {
    pub(crate) fn beside(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}

/// Runs a program to its end and returns what it prints; it must be content.
pub(crate) fn run<A: AsRef<OsStr>>(program: &str, arguments: &[A]) -> String {
    run_and_hear(program, arguments).0
}

/// Runs a program to its end and returns what it prints, and what it warns of.
pub(crate) fn run_and_hear<A: AsRef<OsStr>>(program: &str, arguments: &[A]) -> (String, String) {
    let output = Command::new(program)
        .args(arguments)
        .output()
        .unwrap_or_else(|_| panic!("{program} is installed by scripts/setup.sh"));
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let warned = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{program}: {said}{warned}");
    (said, warned)
}

pub(crate) fn arguments<'a>(words: &'a [&'a str], path: &'a Path) -> Vec<&'a OsStr> {
    let mut all: Vec<&OsStr> = words.iter().map(OsStr::new).collect();
    all.push(path.as_os_str());
    all
}

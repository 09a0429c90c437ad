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

/// Has qpdf and mupdf read a document; neither may find anything wrong.
pub(crate) fn qpdf_and_mupdf_open(name: &str, file: &OnDisk) {
    run("qpdf", &arguments(&["--check"], &file.path));
    let (_, warned) = run_and_hear("mutool", &arguments(&["info"], &file.path));
    assert_eq!(warned, "", "{name}");
}

/// Has them read and draw a document.
pub(crate) fn qpdf_and_mupdf(name: &str, pdf: &[u8]) {
    let file = on_disk(pdf);
    qpdf_and_mupdf_open(name, &file);
    let picture = file.beside("page-%d.png");
    let words = ["draw", "-q", "-r", "40", "-o", picture.to_str().unwrap()];
    let (_, warned) = run_and_hear("mutool", &arguments(&words, &file.path));
    // Debian's program was built without a colour manager, and says so of every profile.
    let warned = warned.replace("warning: ICC support is not available\n", "");
    assert_eq!(warned, "", "{name}");
}

/// Does the same to all, as many at once as the machine can.
pub(crate) fn in_parallel<T: Sync>(all: &[T], one: impl Fn(&T) + Sync) {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for chunk in all.chunks(all.len().div_ceil(threads).max(1)) {
            scope.spawn(|| chunk.iter().for_each(&one));
        }
    });
}

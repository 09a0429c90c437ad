//! A counter in a folder of its own, worked by the real program.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::PathBuf;
use std::process::{Command, Output};

use serde_json::Value;

pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_sportello");
pub(crate) const PASSWORD: &str = "una-password-di-prova";

/// A counter in its own folder, with its password file.
pub(crate) struct Counter {
    pub(crate) folder: tempfile::TempDir,
}

impl Counter {
    pub(crate) fn folder() -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("password"), PASSWORD).unwrap();
        Self { folder }
    }

    /// A new one of Grottaglie, with no registry.
    pub(crate) fn new() -> Self {
        let counter = Self::folder();
        counter.done(&["init", "--comune", "E205", "--operator", "prova"]);
        counter
    }

    pub(crate) fn with_registry(residents: u32) -> Self {
        let counter = Self::new();
        let file = counter.subentro(residents, "2026-11-23");
        let told = counter.done(&["import", file.to_str().unwrap()]);
        assert!(told.contains("dati del 23/11/2026, ore 00:00"), "{told}");
        counter
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command
            .env("SPORTELLO_DATA", self.data())
            .env("SPORTELLO_OPERATOR", "prova")
            .env("SPORTELLO_PASSWORD_FILE", self.path("password"));
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        self.command(PROGRAM).args(arguments).output().unwrap()
    }

    /// Runs a verb that must be done; returns its standard output.
    pub(crate) fn done(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {told}");
        String::from_utf8(output.stdout).unwrap()
    }

    pub(crate) fn json(&self, arguments: &[&str]) -> Value {
        let mut arguments = arguments.to_vec();
        arguments.push("--json");
        serde_json::from_str(&self.done(&arguments)).unwrap()
    }

    /// Runs a verb that must fail with a code; returns what it told.
    pub(crate) fn refused(&self, code: i32, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        let told = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {told}");
        assert!(output.stdout.is_empty(), "errors go to standard error only");
        told
    }

    pub(crate) fn subentro(&self, residents: u32, as_of: &str) -> PathBuf {
        eprintln!("seed 7");
        let comune = synthetic::generate(&synthetic::Options {
            residents,
            seed: 7,
            belfiore: domain::BelfioreCode("E205".to_owned()),
            as_of: as_of.parse().unwrap(),
        });
        let path = self.path("subentro.xml");
        let mut file = BufWriter::new(File::create(&path).unwrap());
        synthetic::write_subentro(&comune, &mut file).unwrap();
        file.flush().unwrap();
        path
    }

    /// Runs a verb; returns its exit code, the most memory it had at once, in bytes, and its JSON.
    pub(crate) fn memory(&self, arguments: &[&str]) -> (i32, u64, Option<Value>) {
        // The kernel counts for a parent what its children had at most.
        const COUNT: &str = "import resource, subprocess, sys
code = subprocess.run(sys.argv[1:]).returncode
print(code, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)";
        let output = self
            .command("python3")
            .args(["-c", COUNT, PROGRAM])
            .args(arguments)
            .output()
            .unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        let (told, last) = text.trim_end().rsplit_once('\n').unwrap_or(("", &text));
        let (code, kib) = last.trim_end().split_once(' ').unwrap();
        let memory = kib.parse::<u64>().unwrap() * 1024;
        (
            code.parse().unwrap(),
            memory,
            serde_json::from_str(told).ok(),
        )
    }

    /// The first resident whom a search finds.
    pub(crate) fn resident(&self, query: &str) -> String {
        let hits = self.json(&["search", query]);
        let hit = hits
            .as_array()
            .unwrap()
            .iter()
            .find(|hit| hit["status"] == "resident" && hit["codice_fiscale"].is_string());
        hit.unwrap()["codice_fiscale"].as_str().unwrap().to_owned()
    }
}

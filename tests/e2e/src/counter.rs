//! A counter over an invented comune, made by the program's own command line.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

/// How many people the invented comune has: enough to search in, quick to make.
const RESIDENTS: &str = "500";
const SEED: &str = "7";

/// A data folder ready to use, and who may open it. It goes with the value.
#[derive(Debug)]
pub struct Counter {
    folder: TempDir,
    operator: String,
    password_file: PathBuf,
}

/// One person of the invented comune.
#[derive(Debug, Clone)]
pub struct Resident {
    /// Surname.
    pub surname: String,
    /// Name.
    pub name: String,
    /// Codice fiscale.
    pub codice_fiscale: String,
}

impl Counter {
    /// Makes a counter with `sportello demo`.
    ///
    /// # Panics
    /// The program is not built, or fails.
    #[must_use]
    pub fn demo() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let data = folder.path().join("data");
        let arguments = ["demo", "--residents", RESIDENTS, "--seed", SEED, "--json"];
        let answer = json(&run(Command::new(program())
            .args(arguments)
            .arg("--data")
            .arg(&data)));
        let text = |name: &str| {
            answer[name]
                .as_str()
                .unwrap_or_else(|| panic!("no {name} in {answer}"))
                .to_owned()
        };
        Self {
            operator: text("operator"),
            password_file: PathBuf::from(text("password_file")),
            folder,
        }
    }

    /// Returns an empty data folder, as on the first day.
    ///
    /// # Panics
    /// There is no room for a folder.
    #[must_use]
    pub fn empty() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let password_file = folder.path().join("no-password");
        Self {
            folder,
            operator: String::new(),
            password_file,
        }
    }

    /// Returns the data folder.
    #[must_use]
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Returns a folder for what the window leaves beside the data.
    ///
    /// # Panics
    /// There is no room for a folder.
    #[must_use]
    pub fn scratch(&self, name: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::create_dir_all(&path).expect("the test's folder is writable");
        path
    }

    /// Returns the name to log in with.
    #[must_use]
    pub fn operator(&self) -> &str {
        &self.operator
    }

    /// Returns the password to log in with.
    ///
    /// # Panics
    /// The counter has no password file.
    #[must_use]
    pub fn password(&self) -> String {
        let text = fs::read_to_string(&self.password_file).expect("`demo` leaves a password file");
        text.trim_end().to_owned()
    }

    /// Runs one command of the command line and returns its JSON.
    ///
    /// # Panics
    /// It does not end well.
    #[must_use]
    pub fn command(&self, arguments: &[&str]) -> Value {
        json(&run(Command::new(program())
            .args(arguments)
            .arg("--json")
            .env("SPORTELLO_DATA", self.data())
            .env("SPORTELLO_OPERATOR", &self.operator)
            .env("SPORTELLO_PASSWORD_FILE", &self.password_file)))
    }

    /// Returns a resident, grown up and Italian: whoever may have any plain certificate.
    ///
    /// # Panics
    /// The invented comune has nobody of that kind.
    #[must_use]
    pub fn resident(&self) -> Resident {
        self.residents(1).remove(0)
    }

    /// Returns so many residents, as [`Counter::resident`], all different.
    ///
    /// # Panics
    /// The invented comune has not so many.
    #[must_use]
    pub fn residents(&self, count: usize) -> Vec<Resident> {
        let mut residents: Vec<Resident> = Vec::new();
        for query in ["rossi", "ma", "gi", "an", "lu"] {
            let found = self.command(&["search", query]);
            for row in found.as_array().into_iter().flatten() {
                let text = |name: &str| row[name].as_str().unwrap_or_default().to_owned();
                let resident = Resident {
                    surname: text("surname"),
                    name: text("name"),
                    codice_fiscale: text("codice_fiscale"),
                };
                let code = &resident.codice_fiscale;
                let fits = text("status") == "resident"
                    && text("birth_date").as_str() < "2000"
                    // Who was born abroad may be no elector.
                    && code.len() == 16
                    && code.as_bytes()[11] != b'Z';
                if fits && residents.iter().all(|one| one.codice_fiscale != *code) {
                    residents.push(resident);
                }
                if residents.len() == count {
                    return residents;
                }
            }
        }
        panic!("not {count} residents in the invented comune of seed {SEED}");
    }

    /// Makes another counter of the same comune and returns the file of its seal keys.
    ///
    /// # Panics
    /// The program fails.
    #[must_use]
    pub fn keys_of_another(&self) -> PathBuf {
        let folder = self.scratch("other");
        let (password, keys) = (folder.join("password"), folder.join("chiavi.json"));
        fs::write(&password, "parola di prova").expect("the test's folder is writable");
        let with = |arguments: &[&str]| {
            run(Command::new(program())
                .args(arguments)
                .env("SPORTELLO_DATA", folder.join("data"))
                .env("SPORTELLO_OPERATOR", "altra")
                .env("SPORTELLO_PASSWORD_FILE", &password))
        };
        with(&["init", "--comune", "E205", "--counter", "09"]);
        with(&["keys", "export", keys.to_str().expect("a path is text")]);
        keys
    }
}

/// Returns the program under test: `E2E_APP`, or the one beside this test in the target folder.
pub(crate) fn program() -> PathBuf {
    if let Some(program) = std::env::var_os("E2E_APP") {
        return program.into();
    }
    let test = std::env::current_exe().expect("a running program has a path");
    let folder = test
        .parent()
        .and_then(Path::parent)
        .expect("tests lie in target/debug/deps");
    let program = folder.join("sportello");
    assert!(
        program.exists(),
        "{} is missing: run `cargo build`",
        program.display()
    );
    program
}

pub(crate) fn run(command: &mut Command) -> Output {
    let output = command
        .output()
        .unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(
        output.status.success(),
        "{command:?} ended with {}\n{}\n{}",
        output.status,
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    output
}

pub(crate) fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| {
        panic!(
            "not one JSON document: {error}\n{}",
            String::from_utf8_lossy(&output.stdout)
        )
    })
}

//! A real centre: the program `cst` on a port of this machine.

use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

use crate::counter::{json, program, run};
use crate::group::Group;

/// How long the program may take until it answers.
const READY_MAX: Duration = Duration::from_secs(20);

/// A centre with nobody in it. It ends with the value.
#[derive(Debug)]
pub struct Centre {
    folder: TempDir,
    server: Option<Group>,
    url: String,
}

impl Centre {
    /// Starts a centre on a free port.
    ///
    /// # Panics
    /// The program is not built, or does not start.
    #[must_use]
    pub fn start() -> Self {
        let mut centre = Self {
            folder: tempfile::tempdir().expect("a temporary folder"),
            server: None,
            url: String::new(),
        };
        centre.serve("127.0.0.1:0");
        centre
    }

    /// Stops the program as a power cut would.
    pub fn stop(&mut self) {
        self.server = None;
    }

    /// Starts it again where it was.
    ///
    /// # Panics
    /// It does not start.
    pub fn start_again(&mut self) {
        let listen = self.url.trim_start_matches("https://").to_owned();
        self.serve(&listen);
    }

    /// Returns where counters reach it.
    #[must_use]
    pub fn url(&self) -> String {
        self.url.clone()
    }

    /// Makes a code for a counter of the invented comune.
    ///
    /// # Panics
    /// The program fails.
    #[must_use]
    pub fn code(&self) -> String {
        let answer = self.command(&["enrol", "--comune", "E205"]);
        let code = answer["code"].as_str();
        code.unwrap_or_else(|| panic!("no code in {answer}"))
            .to_owned()
    }

    /// Runs a verb beside the program that serves, and returns its JSON.
    ///
    /// # Panics
    /// It does not end well.
    #[must_use]
    pub fn command(&self, arguments: &[&str]) -> Value {
        json(&run(cst()
            .args(arguments)
            .arg("--json")
            .arg("--data")
            .arg(self.data())))
    }

    fn serve(&mut self, listen: &str) {
        let mut command = cst();
        command
            .args(["serve", "--json", "--listen", listen, "--data"])
            .arg(self.data());
        let log = self.folder.path().join("cst.log");
        let mut server = Group::start(&mut command, &log, "none: it is the project's own");
        let deadline = Instant::now() + READY_MAX;
        self.url = loop {
            if let Some(url) = announced(&server.log()) {
                break url;
            }
            assert!(!server.has_ended(), "the centre ended: {}", server.log());
            assert!(
                Instant::now() < deadline,
                "the centre is not ready: {}",
                server.log()
            );
            std::thread::sleep(Duration::from_millis(20));
        };
        self.server = Some(server);
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }
}

fn cst() -> Command {
    let path = program().with_file_name("cst");
    assert!(
        path.exists(),
        "{} is missing: run `cargo build`",
        path.display()
    );
    Command::new(path)
}

/// The address, once the program has said that it listens.
fn announced(log: &str) -> Option<String> {
    let (_, rest) = log.split_once("\"https://")?;
    let (address, _) = rest.split_once('"')?;
    Some(format!("https://{address}"))
}

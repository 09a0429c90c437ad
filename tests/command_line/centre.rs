//! A centre on loopback, and a line to it that can be made bad: real programs, real sockets.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use serde_json::Value;

use crate::counter::PROGRAM;

/// A running centre, killed when dropped.
pub(crate) struct Centre {
    child: Child,
    address: SocketAddr,
    data: PathBuf,
    _folder: tempfile::TempDir,
}

impl Centre {
    pub(crate) fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("cst");
        let (child, address) = serve(&data, "127.0.0.1:0");
        Self {
            child,
            address,
            data,
            _folder: folder,
        }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    pub(crate) fn url(&self) -> String {
        format!("https://{}", self.address)
    }

    /// Kills it in the middle of whatever it does.
    pub(crate) fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Starts it again, at the same address.
    pub(crate) fn restart(&mut self) {
        let (child, address) = serve(&self.data, &self.address.to_string());
        assert_eq!(address, self.address);
        self.child = child;
    }

    pub(crate) fn verb(&self, arguments: &[&str]) -> Value {
        let output = Command::new(program())
            .args(arguments)
            .arg("--json")
            .env("CST_DATA", &self.data)
            .output()
            .unwrap();
        assert!(output.status.success(), "{arguments:?}: {output:?}");
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// A code for one counter of Grottaglie.
    pub(crate) fn code(&self) -> String {
        let code = self.verb(&["enrol", "--comune", "E205"]);
        code["code"].as_str().unwrap().to_owned()
    }

    /// What it says of a counter: `E205-01`.
    pub(crate) fn counter(&self, id: &str) -> Value {
        let status = self.verb(&["status"]);
        let counters = status["comuni"][0]["counters"].as_array().unwrap().clone();
        let found = counters.into_iter().find(|counter| counter["id"] == id);
        found.unwrap_or_else(|| panic!("{id} is not in {status}"))
    }
}

impl Drop for Centre {
    fn drop(&mut self) {
        // Dead already where the test killed it.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn program() -> PathBuf {
    let path = Path::new(PROGRAM).with_file_name(format!("cst{}", std::env::consts::EXE_SUFFIX));
    assert!(
        path.exists(),
        "{} is not built: cargo build -p cst",
        path.display()
    );
    path
}

fn serve(data: &Path, listen: &str) -> (Child, SocketAddr) {
    let mut child = Command::new(program())
        .args([
            "serve",
            "--json",
            "--listen",
            listen,
            "--metrics",
            "127.0.0.1:0",
        ])
        .env("CST_DATA", data)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap());
    let mut text = String::new();
    // One document, over several lines.
    let started: Value = loop {
        assert!(
            lines.read_line(&mut text).unwrap() > 0,
            "the centre ended: {text}"
        );
        if let Ok(document) = serde_json::from_str(&text) {
            break document;
        }
    };
    let url = started["url"].as_str().unwrap();
    let address = url.strip_prefix("https://").unwrap().parse().unwrap();
    (child, address)
}

/// A line that forwards bytes, and cuts them off where its seed says.
pub(crate) struct Line {
    address: SocketAddr,
    is_bad: Arc<AtomicBool>,
}

impl Line {
    pub(crate) fn to(centre: SocketAddr, seed: u64) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let is_bad = Arc::new(AtomicBool::new(false));
        let bad = Arc::clone(&is_bad);
        let chance = Arc::new(AtomicU64::new(seed | 1));
        std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let (out, back) = if bad.load(Ordering::Relaxed) {
                    (limit(&chance), limit(&chance))
                } else {
                    (u64::MAX, u64::MAX)
                };
                let Ok(server) = TcpStream::connect(centre) else {
                    continue;
                };
                forward(&client, &server, out);
                forward(&server, &client, back);
            }
        });
        Self { address, is_bad }
    }

    pub(crate) fn url(&self) -> String {
        format!("https://{}", self.address)
    }

    pub(crate) fn set_bad(&self, is_bad: bool) {
        self.is_bad.store(is_bad, Ordering::Relaxed);
    }
}

/// After how many bytes a connection is cut; often not at all.
fn limit(chance: &AtomicU64) -> u64 {
    let mut state = chance.load(Ordering::Relaxed);
    // Xorshift (Marsaglia 2003).
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    chance.store(state, Ordering::Relaxed);
    match state % 4 {
        0 => state % 8_000,
        1 => state % 200_000,
        _ => u64::MAX,
    }
}

fn forward(from: &TcpStream, to: &TcpStream, mut limit: u64) {
    let (mut from, mut to) = (from.try_clone().unwrap(), to.try_clone().unwrap());
    std::thread::spawn(move || {
        let mut buffer = [0; 4096];
        while let Ok(count) = from.read(&mut buffer) {
            let passed = count.min(usize::try_from(limit).unwrap_or(usize::MAX));
            limit -= passed as u64;
            if count == 0 || to.write_all(&buffer[..passed]).is_err() || limit == 0 {
                break;
            }
        }
        // Gone already when the other side ended first.
        let _ = from.shutdown(Shutdown::Both);
        let _ = to.shutdown(Shutdown::Both);
    });
}

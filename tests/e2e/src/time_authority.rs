//! A time-stamping authority on a free port of this machine: `openssl ts` behind a few lines of HTTP.

use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;

use crate::cards::Cards;

/// The authority; it stops with the value.
#[derive(Debug)]
pub struct TimeAuthority {
    address: String,
    stopped: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl TimeAuthority {
    /// Starts an authority that the one of `cards` has certified.
    ///
    /// # Panics
    /// openssl fails, or no port is free.
    #[must_use]
    pub fn start(cards: &Cards) -> Self {
        cards.issue("tsa", "MARCATURA INVENTATA", "tsa");
        let folder = cards.folder().to_owned();
        let place = folder.display();
        let settings = format!(
            "[tsa]\ndefault_tsa = main\n[main]\nserial = {place}/serial\nsigner_cert = {place}/tsa.pem\n\
             certs = {place}/ca.pem\nsigner_key = {place}/tsa.key\nsigner_digest = sha256\n\
             default_policy = 1.2.3.4.1\ndigests = sha256\naccuracy = secs:1\ness_cert_id_alg = sha256\n"
        );
        fs::write(folder.join("tsa.cnf"), settings).expect("the test's folder is writable");
        fs::write(folder.join("serial"), "01").expect("the test's folder is writable");
        let listener = TcpListener::bind("127.0.0.1:0").expect("a loopback port is free");
        let address = listener
            .local_addr()
            .expect("a bound socket has an address");
        let stopped = Arc::new(AtomicBool::new(false));
        let stop = Arc::clone(&stopped);
        let thread = std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if stop.load(Ordering::SeqCst) {
                    return;
                }
                // Who goes away before the answer is told by the window, and not here.
                let _ = answer(stream, &folder);
            }
        });
        Self {
            address: address.to_string(),
            stopped,
            thread: Some(thread),
        }
    }

    /// Returns what the settings take.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}/tsa", self.address)
    }
}

impl Drop for TimeAuthority {
    fn drop(&mut self) {
        self.stopped.store(true, Ordering::SeqCst);
        drop(TcpStream::connect(&self.address));
        self.thread.take().map(JoinHandle::join);
    }
}

fn answer(mut stream: TcpStream, folder: &Path) -> std::io::Result<()> {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte)?;
        head.push(byte[0]);
    }
    let head = String::from_utf8_lossy(&head).to_lowercase();
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length:")?.trim().parse().ok())
        .unwrap_or(0);
    let mut request = vec![0; length];
    stream.read_exact(&mut request)?;
    let [query, reply] = ["query.tsq", "answer.tsr"].map(|name| -> PathBuf { folder.join(name) });
    fs::write(&query, request)?;
    Command::new("openssl")
        .args(["ts", "-reply", "-config"])
        .arg(folder.join("tsa.cnf"))
        .arg("-queryfile")
        .arg(&query)
        .arg("-out")
        .arg(&reply)
        .output()?;
    let body = fs::read(reply)?;
    write!(
        stream,
        "HTTP/1.1 200 OK\r\ncontent-type: application/timestamp-reply\r\ncontent-length: {}\r\n\
         connection: close\r\n\r\n",
        body.len()
    )?;
    stream.write_all(&body)
}

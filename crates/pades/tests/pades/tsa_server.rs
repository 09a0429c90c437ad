//! A time-stamping authority on a free port of this machine: `openssl ts` behind a few lines of HTTP,
//! honest or not.

use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use pades::Tsa;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use crate::pki::{Kind, Pki, run};

/// What the authority answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Manner {
    Honest,
    /// Takes the request and says nothing until the other side gives up.
    Silent,
    /// The token of an earlier request.
    Replays,
    /// A token whose signature has one bit changed.
    Forges,
    /// A refusal with its reason (RFC 3161, 2.4.2).
    Refuses,
    /// Never stops.
    Endless,
    /// A page, as of a captive portal.
    Page,
    /// HTTP 503.
    Broken,
}

/// The server; stops when dropped.
pub(crate) struct TsaServer {
    address: String,
    scheme: &'static str,
    stopped: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl TsaServer {
    pub(crate) fn start(pki: &Pki, manner: Manner) -> Self {
        Self::begin(pki, manner, None)
    }

    /// Starts an honest one behind TLS; its certificate `web` is of the authority `ca`.
    pub(crate) fn start_with_tls(pki: &Pki) -> Self {
        pki.issue("web", Kind::P256, "web", "ca");
        let chain = CertificateDer::pem_file_iter(pki.path("web.pem")).unwrap();
        let key = PrivateKeyDer::from_pem_file(pki.path("web.key")).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let settings = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(chain.map(Result::unwrap).collect(), key)
            .unwrap();
        Self::begin(pki, Manner::Honest, Some(Arc::new(settings)))
    }

    fn begin(pki: &Pki, manner: Manner, tls: Option<Arc<ServerConfig>>) -> Self {
        let scheme = if tls.is_some() { "https" } else { "http" };
        if !pki.path("tsa.pem").exists() {
            pki.issue("tsa", Kind::Rsa, "tsa", "ca");
            let folder = pki.folder().display();
            let settings = format!(
                "[tsa]\ndefault_tsa = main\n[main]\nserial = {folder}/tsaserial\nsigner_cert = {folder}/tsa.pem\n\
                 certs = {folder}/ca.pem\nsigner_key = {folder}/tsa.key\nsigner_digest = sha256\n\
                 default_policy = 1.2.3.4.1\ndigests = sha256\naccuracy = secs:1\ness_cert_id_alg = sha256\n"
            );
            fs::write(pki.path("tsa.cnf"), settings).unwrap();
            fs::write(pki.path("tsaserial"), "01").unwrap();
        }
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let stopped = Arc::new(AtomicBool::new(false));
        let (folder, stop) = (pki.folder().to_owned(), Arc::clone(&stopped));
        let thread = std::thread::spawn(move || {
            for stream in listener.incoming() {
                if stop.load(Ordering::SeqCst) {
                    return;
                }
                let stream = stream.unwrap();
                // A client that went away is what some of these manners are about.
                let _ = match &tls {
                    None => answer(stream, &folder, manner),
                    Some(settings) => {
                        let connection = ServerConnection::new(Arc::clone(settings)).unwrap();
                        answer(StreamOwned::new(connection, stream), &folder, manner)
                    }
                };
            }
        });
        Self {
            address,
            scheme,
            stopped,
            thread: Some(thread),
        }
    }

    pub(crate) fn tsa(&self) -> Tsa {
        Tsa {
            url: format!("{}://{}/tsa", self.scheme, self.address),
            timeout: Duration::from_secs(10),
            anchors: None,
        }
    }
}

impl Drop for TsaServer {
    fn drop(&mut self) {
        self.stopped.store(true, Ordering::SeqCst);
        drop(TcpStream::connect(&self.address));
        self.thread.take().map(JoinHandle::join);
    }
}

fn answer(mut stream: impl Read + Write, folder: &Path, manner: Manner) -> std::io::Result<()> {
    let request = body(&mut stream)?;
    let (status, body) = match manner {
        Manner::Honest => ("200 OK", reply(folder, &request)),
        Manner::Silent => {
            // Until the other side closes.
            stream.read_to_end(&mut Vec::new())?;
            return Ok(());
        }
        Manner::Replays => {
            let kept = folder.join("kept.tsr");
            if !kept.exists() {
                fs::write(&kept, reply(folder, &request))?;
            }
            ("200 OK", fs::read(kept)?)
        }
        Manner::Forges => {
            let mut body = reply(folder, &request);
            *body.last_mut().unwrap() ^= 1;
            ("200 OK", body)
        }
        // PKIStatusInfo { rejection (2) }.
        Manner::Refuses => ("200 OK", vec![0x30, 0x05, 0x30, 0x03, 0x02, 0x01, 0x02]),
        Manner::Page => ("200 OK", b"<html>Accedi alla rete</html>".to_vec()),
        Manner::Broken => ("503 Service Unavailable", Vec::new()),
        Manner::Endless => {
            stream.write_all(b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n")?;
            loop {
                stream.write_all(&[0x30; 4096])?;
            }
        }
    };
    let length = body.len();
    write!(
        stream,
        "HTTP/1.1 {status}\r\ncontent-type: application/timestamp-reply\r\ncontent-length: {length}\r\n\
         connection: close\r\n\r\n"
    )?;
    stream.write_all(&body)?;
    stream.flush()
}

fn body(stream: &mut impl Read) -> std::io::Result<Vec<u8>> {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte)?;
        head.push(byte[0]);
    }
    let head = String::from_utf8_lossy(&head).to_lowercase();
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length:"))
        .map_or(0, |length| length.trim().parse().unwrap());
    let mut body = vec![0; length];
    stream.read_exact(&mut body)?;
    Ok(body)
}

fn reply(folder: &Path, request: &[u8]) -> Vec<u8> {
    let [query, answer] =
        ["query.tsq", "answer.tsr"].map(|name: &str| -> PathBuf { folder.join(name) });
    fs::write(&query, request).unwrap();
    run(Command::new("openssl")
        .args(["ts", "-reply", "-config"])
        .arg(folder.join("tsa.cnf"))
        .arg("-queryfile")
        .arg(&query)
        .arg("-out")
        .arg(&answer));
    fs::read(answer).unwrap()
}

/// An authority that is never there.
pub(crate) fn nobody() -> Tsa {
    Tsa {
        url: "http://127.0.0.1:9/".to_owned(),
        timeout: Duration::from_millis(50),
        anchors: None,
    }
}

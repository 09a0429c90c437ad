//! Starts `cst` and speaks to it: well-mannered over an HTTP client, and byte by byte.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use ureq::tls::{Certificate, RootCerts, TlsConfig, TlsProvider};

/// A running centre, stopped when dropped.
pub(crate) struct Server {
    child: Child,
    pub(crate) url: String,
    pub(crate) metrics: String,
    pub(crate) data: PathBuf,
    /// What enrolment codes carry.
    pub(crate) fingerprint: String,
    log: Arc<Mutex<String>>,
    reader: Option<JoinHandle<()>>,
    _dir: TempDir,
}

/// An answer, whatever its status.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: ureq::http::HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("the body is JSON")
    }

    /// Makes sure that this is a whole and well-formed refusal of that kind.
    #[track_caller]
    pub(crate) fn is_problem(&self, status: u16, kind: &str) {
        let text = String::from_utf8_lossy(&self.body);
        assert_eq!(self.status, status, "{text}");
        assert_eq!(
            self.header("content-type"),
            Some("application/problem+json"),
            "{text}"
        );
        let problem = self.json();
        assert_eq!(problem["type"], format!("urn:sintar:problem:{kind}"));
        assert_eq!(problem["status"], status);
        let id = self.header("request-id").expect("a request has a name");
        assert_eq!(problem["instance"], format!("urn:sintar:request:{id}"));
        assert!(problem["title"].is_string() && problem["detail"].is_string());
        assert!(self.header("x-ratelimit-limit").is_some());
        let waits = matches!(status, 429 | 503);
        assert_eq!(self.header("retry-after").is_some(), waits, "{status}");
    }
}

impl Server {
    pub(crate) fn start(args: &[&str]) -> Self {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let data = dir.path().join("data");
        let mut child = Command::new(program())
            .args(["serve", "--json", "--listen", "127.0.0.1:0"])
            .args(["--metrics", "127.0.0.1:0"])
            .args(args)
            .env("CST_DATA", &data)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let stderr = child.stderr.take().expect("standard error is a pipe");
        let log = Arc::new(Mutex::new(String::new()));
        let lines = log.clone();
        let reader = std::thread::spawn(move || {
            for line in BufReader::new(stderr).lines().map_while(Result::ok) {
                let mut log = lines.lock().expect("no test panics under the lock");
                log.push_str(&line);
                log.push('\n');
            }
        });
        let mut stdout = child.stdout.take().expect("standard output is a pipe");
        let started = first_document(&mut stdout);
        let text = |name: &str| started[name].as_str().expect("a text").to_owned();
        Self {
            url: text("url"),
            metrics: text("metrics"),
            fingerprint: text("authority"),
            child,
            data,
            log,
            reader: Some(reader),
            _dir: dir,
        }
    }

    /// Runs another verb on the same data while the centre serves.
    pub(crate) fn verb(&self, args: &[&str]) -> Value {
        let output = run(&self.data, args);
        assert!(output.status.success(), "{args:?}: {output:?}");
        serde_json::from_slice(&output.stdout).expect("one JSON document")
    }

    /// Fetches the authority's certificate from whoever answers.
    pub(crate) fn authority(&self) -> Vec<u8> {
        let trusting = TlsConfig::builder().disable_verification(true);
        let agent = agent(trusting);
        let answer = get(&agent, &format!("{}/v1/ca", self.url), &[]);
        assert_eq!(answer.status, 200);
        answer.body
    }

    /// Returns a client that trusts the centre's authority and nobody else.
    pub(crate) fn client(&self) -> ureq::Agent {
        let authority = Certificate::from_der(&self.authority()).to_owned();
        let roots = RootCerts::new_with_certs(&[authority]);
        agent(TlsConfig::builder().root_certs(roots))
    }

    /// Opens a connection for bytes of the test's own making.
    pub(crate) fn connect(&self) -> StreamOwned<ClientConnection, TcpStream> {
        let mut roots = RootCertStore::empty();
        let authority = CertificateDer::from(self.authority());
        roots.add(authority).expect("a certificate");
        let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("versions of TLS")
            .with_root_certificates(roots)
            .with_no_client_auth();
        let name = ServerName::try_from("localhost").expect("a name");
        let tls = ClientConnection::new(Arc::new(config), name).expect("a client");
        let address = self.url.strip_prefix("https://").expect("HTTPS");
        let tcp = TcpStream::connect(address).expect("the port is open");
        tcp.set_read_timeout(Some(Duration::from_secs(60)))
            .expect("a time limit");
        StreamOwned::new(tls, tcp)
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Sends SIGTERM.
    pub(crate) fn terminate(&self) {
        let killed = Command::new("kill").arg(self.pid().to_string()).status();
        assert!(killed.expect("kill is there").success());
    }

    pub(crate) fn wait(&mut self) -> ExitStatus {
        let status = self.child.wait().expect("the program ends");
        if let Some(reader) = self.reader.take() {
            reader.join().expect("the log is read to its end");
        }
        status
    }

    pub(crate) fn log(&self) -> String {
        self.log.lock().expect("no test panics under it").clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Sends bytes and reads what comes back until the other end closes.
pub(crate) fn exchange(stream: &mut (impl Read + Write), bytes: &[u8]) -> String {
    // The other end may refuse before it has read everything.
    let _ = stream.write_all(bytes);
    let _ = stream.flush();
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}

pub(crate) fn program() -> &'static str {
    env!("CARGO_BIN_EXE_cst")
}

pub(crate) fn run(data: &Path, args: &[&str]) -> Output {
    Command::new(program())
        .args(args)
        .arg("--json")
        .env("CST_DATA", data)
        .output()
        .expect("the program runs")
}

pub(crate) fn get(agent: &ureq::Agent, url: &str, headers: &[(&str, &str)]) -> Answer {
    let mut request = agent.get(url);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    read(request.call())
}

pub(crate) fn post(
    agent: &ureq::Agent,
    url: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> Answer {
    let mut request = agent.post(url);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    read(request.send(body))
}

fn read(answer: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Answer {
    let (parts, mut body) = answer.expect("the centre answers").into_parts();
    Answer {
        status: parts.status.as_u16(),
        headers: parts.headers,
        body: body.read_to_vec().expect("the body comes whole"),
    }
}

fn agent(tls: ureq::tls::TlsConfigBuilder) -> ureq::Agent {
    let tls = tls
        .provider(TlsProvider::Rustls)
        .unversioned_rustls_crypto_provider(Arc::new(ring::default_provider()))
        .build();
    ureq::Agent::config_builder()
        .tls_config(tls)
        .http_status_as_error(false)
        .timeout_global(Some(Duration::from_secs(60)))
        .build()
        .into()
}

/// Reads standard output up to the end of the first document; more would wait for the program's end.
fn first_document(stdout: &mut impl Read) -> Value {
    let mut documents = serde_json::Deserializer::from_reader(stdout).into_iter::<Value>();
    let first = documents.next().expect("the program says where it listens");
    first.expect("one JSON document")
}

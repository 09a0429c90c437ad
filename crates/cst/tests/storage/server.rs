//! A private PostgreSQL: made for one test, of Debian's packages, as a user who may nothing, gone with it.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

/// Who may log in, and how over the network.
pub(crate) const USER: &str = "cst";
pub(crate) const PASSWORD: &str = "parola di prova";

pub(crate) struct Server {
    child: Child,
    options: Vec<String>,
    dir: TempDir,
}

impl Server {
    pub(crate) fn start() -> Self {
        Self::start_with(&[])
    }

    /// Makes a cluster and starts it with settings of the test: `fsync=off`.
    pub(crate) fn start_with(settings: &[&str]) -> Self {
        let dir = tempfile::tempdir().expect("a temporary folder");
        give_away(dir.path());
        let password = dir.path().join("password");
        std::fs::write(&password, PASSWORD).expect("the folder is ours");
        give_away(&password);
        let made = as_nobody(&program("initdb"))
            .args([
                "--username",
                USER,
                "--auth-local=trust",
                "--auth-host=scram-sha-256",
            ])
            .args(["--encoding=UTF8", "--locale=C", "--no-sync", "--pwfile"])
            .arg(&password)
            .arg("--pgdata")
            .arg(dir.path().join("data"))
            .output()
            .expect("initdb runs");
        assert!(
            made.status.success(),
            "{}",
            String::from_utf8_lossy(&made.stderr)
        );
        let options: Vec<String> = settings.iter().map(ToString::to_string).collect();
        let child = start(dir.path(), &options);
        Self {
            child,
            options,
            dir,
        }
    }

    /// Returns the address of a database that is made for it.
    pub(crate) fn database(&self, name: &str) -> String {
        let mut client = connect(&self.url("postgres"));
        client
            .batch_execute(&format!("CREATE DATABASE {name}"))
            .expect("a new database");
        self.url(name)
    }

    fn url(&self, database: &str) -> String {
        let socket = self
            .dir
            .path()
            .to_str()
            .expect("a plain path")
            .replace('/', "%2F");
        format!("postgres://{USER}@{socket}/{database}")
    }

    /// Returns the number of its first process.
    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    pub(crate) fn dir(&self) -> &Path {
        self.dir.path()
    }

    /// Stops the server as an administrator does who waits for nobody, and starts it again.
    pub(crate) fn restart(&mut self) {
        self.stop();
        self.child = start(self.dir.path(), &self.options);
    }

    fn stop(&mut self) {
        let pid = self.pid().to_string();
        let told = Command::new("kill").args(["-INT", &pid]).status();
        assert!(told.is_ok_and(|told| told.success()), "it was running");
        self.child.wait().expect("it is our child");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
    }
}

pub(crate) fn connect(url: &str) -> ::postgres::Client {
    ::postgres::Client::connect(url, ::postgres::NoTls).expect("the server answers")
}

fn start(dir: &Path, options: &[String]) -> Child {
    let socket = format!("unix_socket_directories={}", dir.display());
    let mut command = as_nobody(&program("postgres"));
    command.arg("-D").arg(dir.join("data"));
    for setting in [
        "listen_addresses=",
        "shared_buffers=32MB",
        "max_connections=40",
        &socket,
    ] {
        command.args(["-c", setting]);
    }
    for setting in options {
        command.args(["-c", setting]);
    }
    let mut child = command
        .env("LC_ALL", "C")
        .stderr(Stdio::piped())
        .spawn()
        .expect("the server starts");
    let mut lines = BufReader::new(child.stderr.take().expect("it is a pipe")).lines();
    let mut log = String::new();
    loop {
        let line = lines.next().and_then(Result::ok);
        let line = line.unwrap_or_else(|| panic!("the server did not start:\n{log}"));
        if line.contains("ready to accept connections") {
            break;
        }
        log.push_str(&line);
        log.push('\n');
    }
    // What it says later is read, or it would wait for its reader.
    std::thread::spawn(move || lines.map_while(Result::ok).for_each(drop));
    child
}

/// Returns a command for a program that refuses to run as root. It ends when the test does, however that ends.
fn as_nobody(program: &Path) -> Command {
    let mut command = Command::new("setpriv");
    if is_root() {
        command.args(["--reuid=nobody", "--regid=nogroup", "--clear-groups"]);
    }
    command
        .args(["--pdeathsig", "QUIT"])
        .arg(program)
        .current_dir("/");
    command
}

fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt as _;
    std::fs::metadata("/proc/self")
        .expect("this is Linux")
        .uid()
        == 0
}

pub(crate) fn give_away(path: &Path) {
    if is_root() {
        let given = Command::new("chown")
            .arg("nobody:nogroup")
            .arg(path)
            .status();
        assert!(
            given.is_ok_and(|given| given.success()),
            "root may give away"
        );
    }
}

/// Debian keeps the server's programs out of the path, by version.
fn program(name: &str) -> PathBuf {
    let versions = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten();
    let found = versions
        .filter_map(|version| Some(version.ok()?.path().join("bin").join(name)))
        .filter(|path| path.exists())
        .max();
    found.expect("PostgreSQL is installed: make setup")
}

//! A private cupsd with a PDF printer, for tests: real scheduler, real filters, own folder and port.
//!
//! The device behind the queue is a script of ours that keeps the page in the folder of the test.
//! Debian's `cups-pdf` is not used for that: it writes into the home of a user of the machine,
//! reads its settings in `/etc/cups` only and runs as root only. Nothing here needs root, and
//! nothing touches the printers of the machine. Each failure panics with cupsd's own log.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::{Cups, Printers};

/// Name of the queue that every server starts with, and its default.
pub const PRINTER: &str = "Sportello1";

const CUPS_PROGRAMS: &str = "/usr/lib/cups";
const READY_WAIT_MAX: Duration = Duration::from_secs(10);
const PAPER_WAIT_MAX: Duration = Duration::from_secs(20);
const POLL_EVERY: Duration = Duration::from_millis(20);

/// A running cupsd. It ends, and its folder goes, with the value.
#[derive(Debug)]
pub struct TestServer {
    folder: TempDir,
    port: u16,
    cupsd: Child,
}

impl TestServer {
    /// Starts a server with the queue [`PRINTER`].
    ///
    /// # Panics
    /// CUPS is not installed, or does not start.
    #[must_use]
    pub fn start() -> Self {
        // Another program may take the free port before cupsd does.
        let server = (0..3)
            .find_map(|_| Self::try_start())
            .expect("cupsd starts on one of three ports");
        server.add_printer(PRINTER);
        server.lpadmin(&["-d", PRINTER]);
        server
    }

    fn try_start() -> Option<Self> {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let port = free_port();
        write_folder(folder.path(), port);
        let log = fs::File::create(folder.path().join("log/stdout")).expect("cupsd's output file");
        let cupsd = Command::new("/usr/sbin/cupsd")
            .arg("-f")
            .arg("-c")
            .arg(folder.path().join("etc/cupsd.conf"))
            .arg("-s")
            .arg(folder.path().join("etc/cups-files.conf"))
            .stdin(Stdio::null())
            .stdout(log.try_clone().expect("cupsd's output file"))
            .stderr(log)
            .spawn()
            .expect("cupsd starts (Debian packages cups, cups-client, cups-filters)");
        let mut server = Self {
            folder,
            port,
            cupsd,
        };
        server.is_ready().then_some(server)
    }

    fn is_ready(&mut self) -> bool {
        let deadline = Instant::now() + READY_WAIT_MAX;
        while Instant::now() < deadline {
            if self.cupsd.try_wait().is_ok_and(|ended| ended.is_some()) {
                return false;
            }
            if self.cups().list().is_ok() {
                return true;
            }
            std::thread::sleep(POLL_EVERY);
        }
        false
    }

    /// Returns what `CUPS_SERVER` has to hold to print here.
    #[must_use]
    pub fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// Returns this server as the program sees it.
    #[must_use]
    pub fn cups(&self) -> Cups {
        Cups::new(&self.address())
    }

    /// Adds one more queue; all of them print into the same folder.
    pub fn add_printer(&self, name: &str) {
        let device = format!("test-folder:{}", self.paper().display());
        let ppd = self
            .folder
            .path()
            .join("etc/printer.ppd")
            .display()
            .to_string();
        let policy = "printer-error-policy=stop-printer";
        self.lpadmin(&["-p", name, "-E", "-v", &device, "-P", &ppd, "-o", policy]);
    }

    /// Stops a queue, as its button or an administrator would.
    pub fn disable(&self, printer: &str) {
        self.run(Command::new("cupsdisable").args(["-h", &self.address(), printer]));
    }

    /// Starts a stopped queue again.
    pub fn enable(&self, printer: &str) {
        self.run(Command::new("cupsenable").args(["-h", &self.address(), printer]));
    }

    /// Makes the device fail on every job from now on.
    pub fn break_device(&self) {
        fs::write(self.paper().join("broken"), "").expect("the test's folder is writable");
    }

    /// Makes the device silent from now on, like a printer without power.
    pub fn unplug_device(&self) {
        fs::write(self.paper().join("unplugged"), "").expect("the test's folder is writable");
    }

    /// Ends cupsd and keeps the address, at which nobody answers any more.
    pub fn end(&mut self) {
        // The result does not matter: it may have ended by itself.
        let _ = self.cupsd.kill();
        let _ = self.cupsd.wait();
    }

    /// Returns the printed PDFs in the order of their jobs, once there are `count` of them.
    ///
    /// # Panics
    /// They do not arrive.
    #[must_use]
    pub fn printed(&self, count: usize) -> Vec<PathBuf> {
        let deadline = Instant::now() + PAPER_WAIT_MAX;
        loop {
            let printed = self.paper_now();
            if printed.len() >= count {
                return printed;
            }
            assert!(
                Instant::now() < deadline,
                "{} of {count} printed\n{}",
                printed.len(),
                self.log()
            );
            std::thread::sleep(POLL_EVERY);
        }
    }

    /// Returns the PDFs that are printed by now.
    #[must_use]
    pub fn paper_now(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(self.paper()).expect("the test's folder is readable");
        let mut paths: Vec<PathBuf> = entries
            .flatten()
            .map(|entry| entry.path())
            .filter(|path| path.extension().is_some_and(|extension| extension == "pdf"))
            .collect();
        paths.sort_by_key(|path| (path.as_os_str().len(), path.clone()));
        paths
    }

    /// Returns cupsd's own account of what happened.
    #[must_use]
    pub fn log(&self) -> String {
        ["log/stdout", "log/error"]
            .iter()
            .filter_map(|file| fs::read_to_string(self.folder.path().join(file)).ok())
            .collect()
    }

    fn paper(&self) -> PathBuf {
        self.folder.path().join("paper")
    }

    fn lpadmin(&self, arguments: &[&str]) {
        self.run(
            Command::new("lpadmin")
                .args(["-h", &self.address()])
                .args(arguments),
        );
    }

    fn run(&self, command: &mut Command) {
        let output = command
            .output()
            .expect("CUPS' commands are installed (Debian: cups-client)");
        assert!(
            output.status.success(),
            "{command:?}: {}\n{}",
            String::from_utf8_lossy(&output.stderr),
            self.log()
        );
    }
}

impl Drop for TestServer {
    fn drop(&mut self) {
        self.end();
    }
}

/// Returns the text of a PDF as `pdftotext` reads it.
///
/// # Panics
/// poppler-utils is not installed, or it is not a PDF.
#[must_use]
pub fn text_of(pdf: &Path) -> String {
    let output = Command::new("pdftotext")
        .args(["-layout"])
        .arg(pdf)
        .arg("-")
        .output();
    let output = output.expect("pdftotext is installed (Debian: poppler-utils)");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn free_port() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a loopback port is free");
    listener
        .local_addr()
        .expect("a bound socket has an address")
        .port()
}

/// Lays out the server's folder: settings, our device among Debian's filters, and the paper.
fn write_folder(folder: &Path, port: u16) {
    for name in [
        "etc",
        "bin/backend",
        "spool/tmp",
        "cache",
        "state",
        "log",
        "paper",
    ] {
        fs::create_dir_all(folder.join(name)).expect("the test's folder is writable");
    }
    // Run by root, cupsd gives its filters to another user, who has to reach the spool.
    set_mode(folder, 0o755);

    let programs = fs::read_dir(CUPS_PROGRAMS).expect("CUPS is installed (Debian: cups)");
    for program in programs
        .flatten()
        .filter(|program| program.file_name() != "backend")
    {
        let link = folder.join("bin").join(program.file_name());
        std::os::unix::fs::symlink(program.path(), link).expect("the test's folder is writable");
    }
    let write = |name: &str, text: &str| {
        fs::write(folder.join(name), text).expect("the test's folder is writable");
    };
    write(
        "bin/backend/test-folder",
        include_str!("test_server/backend.sh"),
    );
    // cupsd runs a device that only its owner may run as itself, and refuses one that others may change.
    set_mode(&folder.join("bin/backend/test-folder"), 0o700);
    set_mode(&folder.join("bin/backend"), 0o755);
    write("etc/printer.ppd", include_str!("test_server/printer.ppd"));
    write("etc/cupsd.conf", &cupsd_conf(port));
    write("etc/cups-files.conf", &cups_files_conf(folder));
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("the folder is ours");
}

/// Everyone on the loopback may do everything: the server lives for one test.
fn cupsd_conf(port: u16) -> String {
    format!(
        "Listen 127.0.0.1:{port}\nLogLevel debug\nBrowsing No\nWebInterface No\n\
         <Location />\nOrder allow,deny\nAllow all\n</Location>\n\
         <Policy default>\n<Limit All>\nOrder deny,allow\nAllow all\n</Limit>\n</Policy>\n"
    )
}

fn cups_files_conf(folder: &Path) -> String {
    let at = folder.display();
    format!(
        "ServerRoot {at}/etc\nServerBin {at}/bin\nStateDir {at}/state\nCacheDir {at}/cache\n\
         RequestRoot {at}/spool\nTempDir {at}/spool/tmp\nSystemGroup root\n\
         AccessLog {at}/log/access\nErrorLog {at}/log/error\nPageLog {at}/log/page\n"
    )
}

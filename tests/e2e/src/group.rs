//! A program with all that it starts: ended together, whatever happens in the test.

use std::fs::{self, File};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How long a killed group may take to go.
const END_MAX: Duration = Duration::from_secs(5);

/// A running program in a process group of its own, and what it says.
#[derive(Debug)]
pub(crate) struct Group {
    leader: Child,
    log: PathBuf,
}

impl Group {
    /// Starts `command`, whose output goes to the file `log`.
    pub(crate) fn start(command: &mut Command, log: &Path, package: &str) -> Self {
        let file = File::create(log).expect("the test's folder is writable");
        let leader = command
            .process_group(0)
            .stdin(Stdio::null())
            .stdout(file.try_clone().expect("a file can be shared"))
            .stderr(file)
            .spawn()
            .unwrap_or_else(|error| panic!("{command:?}: {error} (Debian package {package})"));
        Self {
            leader,
            log: log.to_owned(),
        }
    }

    /// Whether the program itself has ended.
    pub(crate) fn has_ended(&mut self) -> bool {
        !matches!(self.leader.try_wait(), Ok(None))
    }

    /// Returns what the program and its children have said so far.
    pub(crate) fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        // The shell's own `kill` takes a group, and needs no package and no unsafe code.
        let kill = format!("kill -s KILL -- -{}", self.leader.id());
        let _ = Command::new("sh")
            .arg("-c")
            .arg(kill)
            .stderr(Stdio::null())
            .status();
        let _ = self.leader.wait();
        // The window itself is not our child: what it holds is free only when it is gone.
        let deadline = Instant::now() + END_MAX;
        while has_living_member(self.leader.id()) && Instant::now() < deadline {
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

/// Whether a thread of the group still runs. What ended and nobody waited for does not; but a
/// process of which only the first thread ended still holds its files.
fn has_living_member(group: u32) -> bool {
    let processes = fs::read_dir("/proc").into_iter().flatten().flatten();
    processes
        .filter_map(|process| fs::read_dir(process.path().join("task")).ok())
        .flat_map(|threads| threads.flatten())
        .filter_map(|thread| fs::read_to_string(thread.path().join("stat")).ok())
        .any(|stat| {
            // After the name, which stands in brackets: state, parent, group.
            let fields = stat.rsplit_once(')').map_or("", |(_, fields)| fields);
            let mut fields = fields.split_whitespace();
            let state = fields.next().unwrap_or_default();
            let in_group = fields
                .nth(1)
                .is_some_and(|number| number == group.to_string());
            in_group && !matches!(state, "Z" | "X")
        })
}

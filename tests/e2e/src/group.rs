//! A program with all that it starts: ended together, whatever happens in the test.

use std::fs::{self, File};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

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
    }
}

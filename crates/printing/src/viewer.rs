//! The way out where there is no print service: the system's PDF viewer, from which the clerk prints.
//!
//! The viewer needs a file in clear. It is written in one private folder, which is emptied at the
//! next document; nothing else of the program leaves a PDF in clear on the disk.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::{Error, PrintJob, Printed, PrinterInfo, Printers};

/// How long a starter (`xdg-open`) that found no viewer may take to say so.
const STARTER_WAIT_MAX: Duration = Duration::from_millis(1500);

/// The system's viewer of PDF files.
#[derive(Debug)]
pub struct Viewer {
    folder: PathBuf,
    program: Option<PathBuf>,
}

impl Viewer {
    /// Returns the viewer of this system, which keeps its file in `folder`.
    #[must_use]
    pub fn new(folder: PathBuf) -> Self {
        Self {
            folder,
            program: None,
        }
    }

    /// Returns a viewer that starts `program` with the file as its only argument.
    #[must_use]
    pub fn with_program(folder: PathBuf, program: PathBuf) -> Self {
        Self {
            folder,
            program: Some(program),
        }
    }

    /// Removes the files of earlier documents. One that a viewer still holds open stays.
    pub fn clear(&self) {
        let Ok(entries) = fs::read_dir(&self.folder) else {
            return;
        };
        for entry in entries.flatten() {
            if let Err(error) = fs::remove_file(entry.path()) {
                tracing::debug!(%error, "a file of the viewer stays");
            }
        }
    }

    fn write(&self, job: &PrintJob<'_>) -> io::Result<PathBuf> {
        create_private_folder(&self.folder)?;
        self.clear();
        let path = self.folder.join(format!("{}.pdf", file_stem(job.title)));
        let mut file = create_private_file(&path)?;
        file.write_all(job.pdf)?;
        Ok(path)
    }

    fn starter(&self, path: &Path) -> Command {
        let mut command = self
            .program
            .as_ref()
            .map_or_else(system_starter, Command::new);
        command
            .arg(path)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        command
    }
}

impl Printers for Viewer {
    fn list(&self) -> Result<Vec<PrinterInfo>, Error> {
        Ok(Vec::new())
    }

    fn print(&self, job: &PrintJob<'_>) -> Result<Printed, Error> {
        let path = self.write(job).map_err(Error::File)?;
        match self.starter(&path).spawn().and_then(gave_up) {
            Ok(false) => Ok(Printed::OpenedInViewer),
            Ok(true) => {
                self.clear();
                Err(Error::NoViewer)
            }
            Err(error) => {
                self.clear();
                Err(Error::Viewer(error))
            }
        }
    }
}

/// Whether the starter ended with an error within its time. One that still runs is the viewer itself.
fn gave_up(mut child: Child) -> io::Result<bool> {
    let deadline = Instant::now() + STARTER_WAIT_MAX;
    while Instant::now() < deadline {
        if let Some(status) = child.try_wait()? {
            return Ok(!status.success());
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    // Someone has to wait for it, or it stays a zombie until the window closes.
    std::thread::spawn(move || child.wait());
    Ok(false)
}

fn file_stem(title: &str) -> String {
    let stem: String = title
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .take(80)
        .collect();
    if stem.is_empty() {
        "documento".to_owned()
    } else {
        stem
    }
}

#[cfg(not(windows))]
fn system_starter() -> Command {
    Command::new(if cfg!(target_os = "macos") {
        "open"
    } else {
        "xdg-open"
    })
}

#[cfg(windows)]
fn system_starter() -> Command {
    // `start` takes its first quoted argument for a title.
    let mut command = Command::new("cmd");
    command.args(["/C", "start", ""]);
    command
}

#[cfg(unix)]
fn create_private_folder(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)?;
    fs::set_permissions(folder, fs::Permissions::from_mode(0o700))
}

#[cfg(not(unix))]
fn create_private_folder(folder: &Path) -> io::Result<()> {
    // The folder of the store is under the user's profile, which other users cannot read.
    fs::create_dir_all(folder)
}

#[cfg(unix)]
fn create_private_file(path: &Path) -> io::Result<fs::File> {
    use std::os::unix::fs::OpenOptionsExt;
    fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(path)
}

#[cfg(not(unix))]
fn create_private_file(path: &Path) -> io::Result<fs::File> {
    fs::File::create(path)
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn job() -> PrintJob<'static> {
        PrintJob {
            pdf: b"%PDF-",
            title: "L049-01/0000001",
            printer: None,
            tray: None,
            copies: 1,
        }
    }

    #[test]
    fn the_file_is_private_and_alone() {
        let folder = tempfile::tempdir().unwrap();
        let viewer = Viewer::with_program(folder.path().join("v"), "/bin/true".into());
        fs::create_dir(folder.path().join("v")).unwrap();
        fs::write(folder.path().join("v/old.pdf"), "before").unwrap();
        assert_eq!(viewer.print(&job()).unwrap(), Printed::OpenedInViewer);

        let files: Vec<_> = fs::read_dir(folder.path().join("v"))
            .unwrap()
            .flatten()
            .collect();
        assert_eq!(files.len(), 1, "the earlier document is removed");
        assert_eq!(files[0].file_name(), "L049-01-0000001.pdf");
        assert_eq!(fs::read(files[0].path()).unwrap(), b"%PDF-");
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&files[0].path()), 0o600, "only the clerk reads it");
        assert_eq!(mode(&folder.path().join("v")), 0o700);
    }

    #[test]
    fn no_viewer_is_an_error_that_leaves_no_file() {
        let folder = tempfile::tempdir().unwrap();
        let viewer = Viewer::with_program(folder.path().into(), "/bin/false".into());
        let error = viewer.print(&job()).unwrap_err();
        assert!(matches!(error, Error::NoViewer), "{error:?}");
        assert!(error.explain().contains("PDF"), "{}", error.explain());
        assert_eq!(
            fs::read_dir(folder.path()).unwrap().count(),
            0,
            "nothing stays in clear"
        );

        let missing = Viewer::with_program(folder.path().into(), "/no/such/program".into());
        assert!(matches!(
            missing.print(&job()).unwrap_err(),
            Error::Viewer(_)
        ));
        assert_eq!(
            fs::read_dir(folder.path()).unwrap().count(),
            0,
            "nothing stays in clear"
        );
    }
}

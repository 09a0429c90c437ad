//! A display for one window: Xvfb on a number of its own choice, or the one that `E2E_DISPLAY` names.

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use crate::group::Group;

const READY_WAIT_MAX: Duration = Duration::from_secs(10);

/// A display that a window can open on.
#[derive(Debug)]
pub(crate) struct Display {
    name: String,
    // Held so that it ends with the display.
    _xvfb: Option<Group>,
}

impl Display {
    /// Starts a display of `width` × `height`.
    pub(crate) fn start(folder: &Path, width: u32, height: u32) -> Self {
        if let Ok(name) = std::env::var("E2E_DISPLAY") {
            return Self { name, _xvfb: None };
        }
        let screen = format!("{width}x{height}x24");
        let mut command = Command::new("Xvfb");
        command.args([
            "-displayfd",
            "1",
            "-screen",
            "0",
            &screen,
            "-nolisten",
            "tcp",
        ]);
        let mut xvfb = Group::start(&mut command, &folder.join("xvfb.log"), "xvfb");
        let deadline = Instant::now() + READY_WAIT_MAX;
        loop {
            // It says its number on the first output, and complaints on the second.
            let number = xvfb
                .log()
                .lines()
                .find_map(|line| line.trim().parse::<u32>().ok());
            if let Some(number) = number {
                return Self {
                    name: format!(":{number}"),
                    _xvfb: Some(xvfb),
                };
            }
            assert!(!xvfb.has_ended(), "Xvfb ended: {}", xvfb.log());
            assert!(
                Instant::now() < deadline,
                "Xvfb is not ready: {}",
                xvfb.log()
            );
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Returns what `DISPLAY` has to hold.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }
}

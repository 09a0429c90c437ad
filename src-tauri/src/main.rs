//! The program: a window with no arguments, a command line with some.
#![cfg_attr(all(windows, not(debug_assertions)), windows_subsystem = "windows")]

fn main() -> std::process::ExitCode {
    sportello_lib::run()
}

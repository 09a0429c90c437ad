//! The program of the service centre.

fn main() -> std::process::ExitCode {
    cst::cli::run()
}

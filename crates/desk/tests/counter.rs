//! The counter's minute, through real parts: an encrypted store on disk, a real import, real PDFs.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on says so by panicking"
)]

mod counter {
    mod bulk;
    mod exchange;
    pub(crate) mod fixture;
    mod import;
    mod issue;
    mod kinds;
    mod own_rules;
    mod register;
    mod session;
    mod signing;
    mod trust;
}

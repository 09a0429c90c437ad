//! The real window, driven by WebDriver under Xvfb, over an invented comune and a private cupsd.
//!
//! Whatever is missing (Xvfb, WebKitWebDriver, cupsd, the program itself) fails a test with a
//! message that names the Debian package or the command; nothing is ever skipped. Everything
//! started here is ended, by its process group, with the value that started it.
//!
//! `E2E_APP` names another program than the one in the target folder; `E2E_DISPLAY` uses a display
//! that is there already, to look at a test at work.

mod accessibility;
mod acts;
mod cards;
mod centre;
mod counter;
mod display;
mod group;
mod key_file;
mod layout;
mod system;
mod time_authority;
mod walk;
mod window;

pub use crate::cards::Cards;
pub use crate::centre::Centre;
pub use crate::counter::{Counter, Resident};
pub use crate::key_file::KeyFile;
pub use crate::time_authority::TimeAuthority;
pub use crate::window::{Element, Window};
pub use printing::test_server::{PRINTER, TestServer, text_of};
pub use thirtyfour::Key;

//! The commands of the window, one file for each of its areas.

#![expect(
    clippy::needless_pass_by_value,
    reason = "Tauri hands arguments and state over by value"
)]

pub(crate) mod certificates;
pub(crate) mod exchange;
pub(crate) mod import;
pub(crate) mod list;
pub(crate) mod person;
pub(crate) mod session;
pub(crate) mod settings;
pub(crate) mod trust;

use std::sync::Arc;

use crate::error::IpcError;

/// The desk, as commands get it.
pub(crate) type DeskState<'a> = tauri::State<'a, Arc<desk::Desk>>;
/// What a command returns.
pub(crate) type Answer<T> = Result<T, IpcError>;

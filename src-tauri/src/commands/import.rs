//! Importing the registry, with progress.

use std::path::Path;

use desk::ImportOptions;
use desk::views::ImportReport;
use serde::{Deserialize, Serialize};
use tauri_specta::Event;

use super::{Answer, DeskState};
use crate::error::IpcError;

/// How far an import is; sent some times a second.
#[derive(Debug, Clone, Serialize, Deserialize, specta::Type, Event)]
pub(crate) struct ImportProgress {
    /// Read so far, in KiB.
    pub done: u32,
    /// Size of the file, in KiB.
    pub total: u32,
    /// Persons read so far.
    pub persons: u32,
    /// Seconds left, once they can be told.
    pub seconds_left: Option<u32>,
}

/// Imports a file of the registry.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn import_run(
    app: tauri::AppHandle,
    desk: DeskState<'_>,
    path: String,
    as_of: Option<String>,
) -> Answer<ImportReport> {
    let as_of = as_of
        .filter(|text| !text.is_empty())
        .map(|text| text.parse())
        .transpose();
    let as_of = as_of.map_err(|_| IpcError {
        code: "invalid".to_owned(),
        field: Some("as_of".to_owned()),
        detail: Some("La data si scrive gg/mm/aaaa.".to_owned()),
    })?;
    let options = ImportOptions {
        as_of,
        column_map: None,
    };
    let report = desk.import_run(Path::new(&path), &options, &mut |progress| {
        let event = ImportProgress {
            done: progress.done_kib,
            total: progress.total_kib,
            persons: progress.persons,
            seconds_left: progress.seconds_left,
        };
        // A window that closes meanwhile misses its events and nothing else.
        let _ = event.emit(&app);
    })?;
    desk.search_prepare()?;
    Ok(report)
}

/// Cancels the import under way. The registry stays as it was.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn import_cancel(desk: DeskState<'_>) -> Answer<()> {
    desk.import_cancel();
    Ok(())
}

//! Log-in, log-out, and the strip at the bottom.

use std::sync::Arc;

use desk::Setup;
use desk::views::{ComuneChoice, Created, DeskStatus, SessionState};

use super::{Answer, DeskState};

/// Tells whether there is a counter and who is at it.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn session_state(desk: DeskState<'_>) -> Answer<SessionState> {
    Ok(desk.session_state()?)
}

/// Returns the comuni to choose from at set-up.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn comuni(desk: DeskState<'_>) -> Answer<Vec<ComuneChoice>> {
    Ok(desk.comuni())
}

/// Makes a new counter.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn store_create(desk: DeskState<'_>, setup: Setup) -> Answer<Created> {
    let created = desk.store_create(&setup)?;
    prepare(&desk);
    Ok(created)
}

/// Logs an operator in.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn session_open(
    desk: DeskState<'_>,
    operator: String,
    password: String,
) -> Answer<SessionState> {
    let state = desk.session_open(&operator, &password)?;
    prepare(&desk);
    Ok(state)
}

/// Locks the desk.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn session_lock(desk: DeskState<'_>) -> Answer<SessionState> {
    Ok(desk.session_lock()?)
}

/// Returns the state of the desk.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn desk_status(desk: DeskState<'_>) -> Answer<DeskStatus> {
    Ok(desk.desk_status()?)
}

/// Builds the search index behind the first screen.
pub(crate) fn prepare(desk: &DeskState<'_>) {
    let desk = Arc::clone(desk);
    std::thread::spawn(move || {
        if let Err(error) = desk.search_prepare() {
            tracing::error!(error = &error as &dyn std::error::Error, "no search index");
        }
    });
}

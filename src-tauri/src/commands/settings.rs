//! Settings and printers.

use std::path::Path;

use desk::PrinterInfo;
use desk::views::{AuthorityView, SettingsView};
use domain::Settings;

use super::{Answer, DeskState};

/// Returns the settings.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn settings_read(desk: DeskState<'_>) -> Answer<SettingsView> {
    Ok(desk.settings_read()?)
}

/// Changes the settings.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn settings_change(desk: DeskState<'_>, settings: Settings) -> Answer<SettingsView> {
    Ok(desk.settings_change(settings)?)
}

/// Takes a coat of arms from a PNG file.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn arms_change(desk: DeskState<'_>, path: String) -> Answer<SettingsView> {
    Ok(desk.arms_change(Path::new(&path))?)
}

/// Reads the certificate of an authority from a file.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn authority_read(desk: DeskState<'_>, path: String) -> Answer<AuthorityView> {
    Ok(desk.authority_read(Path::new(&path))?)
}

/// Lists the printers.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn printers(desk: DeskState<'_>) -> Answer<Vec<PrinterInfo>> {
    Ok(desk.printers()?)
}

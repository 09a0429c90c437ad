//! The same certificate for a list of people, with progress.

use std::path::Path;

use desk::Paper;
use desk::views::{ListLine, ListPaper, ListQuote, ListReport};
use domain::PersonId;
use domain::certificate::CertificateRequest;
use serde::{Deserialize, Serialize};
use tauri_specta::Event;

use super::{Answer, DeskState};

/// How far a list is; sent after each certificate.
#[derive(Debug, Clone, Serialize, Deserialize, specta::Type, Event)]
pub(crate) struct ListProgress {
    /// People done with.
    pub done: u32,
    /// People of the list.
    pub total: u32,
}

/// Returns what tells the window how far a list is.
fn teller(app: &tauri::AppHandle) -> impl FnMut(desk::views::ListProgress) {
    move |progress| {
        let event = ListProgress {
            done: progress.done,
            total: progress.total,
        };
        // A window that closes meanwhile misses its events and nothing else.
        let _ = event.emit(app);
    }
}

/// Reads a list from a text file.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn list_read(desk: DeskState<'_>, path: String) -> Answer<String> {
    Ok(desk.list_read(Path::new(&path))?)
}

/// Looks up the people of a list.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn list_people(desk: DeskState<'_>, text: String) -> Answer<Vec<ListLine>> {
    Ok(desk.list_people(&text)?)
}

/// Says what a list would cost, and for whom it is not allowed.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn list_quote(
    desk: DeskState<'_>,
    request: CertificateRequest,
    people: Vec<PersonId>,
) -> Answer<ListQuote> {
    Ok(desk.list_quote(&request, &people)?)
}

/// Issues a certificate for each person of a list.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn list_issue(
    app: tauri::AppHandle,
    desk: DeskState<'_>,
    request: CertificateRequest,
    people: Vec<PersonId>,
    print: bool,
) -> Answer<ListReport> {
    let paper = if print { Paper::Print } else { Paper::None };
    Ok(desk.list_issue(&request, &people, paper, &mut teller(&app))?)
}

/// Stops the list under way after the certificate in hand. What was issued stays issued.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn list_cancel(desk: DeskState<'_>) -> Answer<()> {
    desk.list_cancel();
    Ok(())
}

/// Prints the certificates of a list.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn list_print(
    app: tauri::AppHandle,
    desk: DeskState<'_>,
    numbers: Vec<String>,
) -> Answer<ListPaper> {
    Ok(desk.list_print(&numbers, &mut teller(&app))?)
}

/// Writes the PDFs of a list into a folder; returns how many.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn list_save(desk: DeskState<'_>, numbers: Vec<String>, folder: String) -> Answer<u32> {
    Ok(desk.list_save(&numbers, Path::new(&folder))?)
}

//! Issuing certificates, and their register.

use std::path::Path;

use desk::Paper;
use desk::views::{
    CertificateDetail, CertificateFilter, CertificateOptions, CertificatePage, CertificateRow,
    Issued, PrintOutcome, Quote, Reprinted,
};
use domain::certificate::CertificateRequest;

use super::{Answer, DeskState};

/// Returns what can be chosen.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn certificate_options(desk: DeskState<'_>) -> Answer<CertificateOptions> {
    Ok(desk.certificate_options()?)
}

/// Says what would be issued, or why not.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn certificate_quote(desk: DeskState<'_>, request: CertificateRequest) -> Answer<Quote> {
    Ok(desk.certificate_quote(&request)?)
}

/// Draws a page of a document that was previewed or shown, as a PNG.
#[tauri::command(async)]
pub(crate) fn preview_page(
    desk: DeskState<'_>,
    sha256: String,
    page: u32,
    width_px: u32,
) -> Answer<tauri::ipc::Response> {
    Ok(tauri::ipc::Response::new(
        desk.preview_page(&sha256, page, width_px)?,
    ))
}

/// Issues a certificate.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn certificate_issue(
    desk: DeskState<'_>,
    request: CertificateRequest,
    seen_sha256: String,
    print: bool,
) -> Answer<Issued> {
    let paper = if print { Paper::Print } else { Paper::None };
    Ok(desk.certificate_issue(&request, Some(&seen_sha256), paper)?)
}

/// Returns a page of the register.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn certificates(
    desk: DeskState<'_>,
    filter: CertificateFilter,
    after: Option<String>,
) -> Answer<CertificatePage> {
    Ok(desk.certificates(&filter, after.as_deref())?)
}

/// Returns one certificate.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn certificate_show(desk: DeskState<'_>, number: String) -> Answer<CertificateDetail> {
    Ok(desk.certificate_show(&number)?)
}

/// Prints a certificate again.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn certificate_reprint(desk: DeskState<'_>, number: String) -> Answer<Reprinted> {
    Ok(desk.certificate_reprint(&number)?)
}

/// Voids a certificate.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn certificate_void(
    desk: DeskState<'_>,
    number: String,
    reason: String,
) -> Answer<CertificateRow> {
    Ok(desk.certificate_void(&number, &reason)?)
}

/// Writes a certificate's PDF to a file.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn certificate_save(desk: DeskState<'_>, number: String, path: String) -> Answer<()> {
    Ok(desk.certificate_save(&number, Path::new(&path))?)
}

/// Opens a certificate in the system's viewer.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn certificate_open_viewer(desk: DeskState<'_>, number: String) -> Answer<PrintOutcome> {
    Ok(desk.certificate_open_viewer(&number)?)
}

//! Seals, signatures and their verification.

use std::path::Path;

use desk::views::{CardView, SealKeyView, SignOutcome, SigningKey, VerifyReport};

use super::{Answer, DeskState};

/// Verifies a file: a PDF, a scan or a photograph.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn verify_file(desk: DeskState<'_>, path: String) -> Answer<VerifyReport> {
    Ok(desk.verify_file(Path::new(&path))?)
}

/// Verifies what a scanner typed.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn verify_text(desk: DeskState<'_>, text: String) -> Answer<VerifyReport> {
    Ok(desk.verify_text(&text)?)
}

/// Lists the cards in the readers.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn cards(desk: DeskState<'_>) -> Answer<Vec<CardView>> {
    Ok(desk.cards()?)
}

/// Signs a certificate's PDF; with no PIN, by the one that is kept.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn certificate_sign(
    desk: DeskState<'_>,
    number: String,
    key: SigningKey,
    pin: Option<String>,
) -> Answer<SignOutcome> {
    Ok(desk.certificate_sign(&number, &key, pin)?)
}

/// Adds a time stamp to the last signature of a certificate's PDF.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn certificate_timestamp(desk: DeskState<'_>, number: String) -> Answer<()> {
    Ok(desk.certificate_timestamp(&number)?)
}

/// Returns until when a PIN is kept, if one is.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn pin_kept_until(desk: DeskState<'_>) -> Option<String> {
    desk.pin_kept_until()
}

/// Wipes the PIN that is kept.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn pin_forget(desk: DeskState<'_>) {
    desk.pin_forget();
}

/// Returns the keys whose seals are trusted.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn seal_keys(desk: DeskState<'_>) -> Answer<Vec<SealKeyView>> {
    Ok(desk.seal_keys()?)
}

/// Makes a new key that seals from now on.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn seal_key_rotate(desk: DeskState<'_>) -> Answer<Vec<SealKeyView>> {
    Ok(desk.seal_key_rotate()?)
}

/// Revokes a key that somebody else may have.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn seal_key_revoke(desk: DeskState<'_>, kid: String) -> Answer<Vec<SealKeyView>> {
    Ok(desk.seal_key_revoke(&kid)?)
}

/// Writes the keys of this counter to a file.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn seal_keys_export(desk: DeskState<'_>, path: String) -> Answer<()> {
    Ok(desk.seal_keys_write(Path::new(&path))?)
}

/// Trusts the keys of a file; returns how many were new.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn seal_keys_trust(desk: DeskState<'_>, path: String) -> Answer<u32> {
    Ok(desk.seal_keys_trust(Path::new(&path))?)
}

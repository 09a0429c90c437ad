//! The one error that the window sees: a code, the field, and a detail to quote.

use serde::Serialize;

/// Why a command failed. The text for the clerk is in the window's own table, by `code`.
#[derive(Debug, Serialize, specta::Type)]
pub(crate) struct IpcError {
    /// A stable code.
    pub code: String,
    /// The field of the form that it is about.
    pub field: Option<String>,
    /// What only this case knows, already in Italian; never a technician's text.
    pub detail: Option<String>,
}

impl From<desk::Error> for IpcError {
    fn from(error: desk::Error) -> Self {
        tracing::warn!(error = &error as &dyn std::error::Error, "a command failed");
        Self {
            code: code(&error).to_owned(),
            field: error.field(),
            detail: detail(&error),
        }
    }
}

/// Returns the stable code of an error.
pub(crate) fn code(error: &desk::Error) -> &'static str {
    match error {
        desk::Error::Locked => "locked",
        desk::Error::Missing => "missing",
        desk::Error::Exists => "exists",
        desk::Error::Invalid { .. } => "invalid",
        desk::Error::NoPerson => "no_person",
        desk::Error::AmbiguousPerson => "ambiguous_person",
        desk::Error::NoRegistry => "no_registry",
        desk::Error::Blocked(_) => "blocked",
        desk::Error::PreviewStale => "preview_stale",
        desk::Error::NoCertificate => "no_certificate",
        desk::Error::AlreadyVoided => "already_voided",
        desk::Error::ClockBehind => "clock_behind",
        desk::Error::Cancelled => "cancelled",
        desk::Error::Import(_) => "import",
        desk::Error::File { .. } => "file",
        desk::Error::Document(_) => "document",
        desk::Error::SealKey | desk::Error::Seal(_) => "seal",
        desk::Error::PinNeeded => "pin_needed",
        desk::Error::Signing(_) => "signing",
        desk::Error::Stamping(_) => "stamping",
        desk::Error::Printing(_) => "printing",
        desk::Error::Exchange(_) => desk::exchange_code(error),
        desk::Error::Store(error) => error.code(),
    }
}

fn detail(error: &desk::Error) -> Option<String> {
    match error {
        desk::Error::Invalid { reason, .. } | desk::Error::Import(reason) => Some(reason.clone()),
        desk::Error::Blocked(blocks) => Some(
            blocks
                .iter()
                .map(|block| block.reason.as_str())
                .collect::<Vec<_>>()
                .join("\n"),
        ),
        desk::Error::File { path, .. } => Some(path.clone()),
        desk::Error::Signing(error) => Some(desk::explain_signing(error)),
        desk::Error::Stamping(error) => Some(desk::explain_stamping(error).to_owned()),
        desk::Error::Printing(error) => Some(error.explain()),
        desk::Error::Exchange(error) => Some(desk::explain_exchange(error)),
        _ => None,
    }
}

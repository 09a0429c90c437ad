//! A certificate in, PDF bytes out; and the picture of a page.
//!
//! The same certificate gives the same bytes, on every machine and in every process: fonts are
//! embedded from files of our own, object numbers are fixed, dates come from the certificate.
//!
//! What is deliberately **not** here: whether a certificate may be issued, and where its bytes go.

mod arms;
mod compose;
mod draw;
mod face;
mod file;
mod layout;
mod picture;
mod wording;

pub use arms::Arms;
pub use picture::page_png;
pub use wording::facts_to_seal;

use domain::certificate::Certificate;
use sha2::{Digest, Sha256};

/// Why a document cannot be made or shown.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No font of ours has the character. It is never left blank.
    #[error("no font has the character {character:?}")]
    Glyph {
        /// The character.
        character: char,
    },
    /// The coat of arms is not a picture that prints well.
    #[error("the coat of arms cannot be used: {0}")]
    Arms(&'static str),
    /// The bytes are not a PDF that can be shown.
    #[error("the document cannot be shown")]
    Picture,
    /// The document could not be put together.
    #[error("the document could not be put together")]
    File(#[from] lopdf::Error),
    /// The document could not be written to memory.
    #[error("the document could not be written")]
    Write(#[from] std::io::Error),
}

/// A document, drawn.
#[derive(Debug, Clone)]
pub struct Rendered {
    /// The bytes of the PDF.
    pub pdf: Vec<u8>,
    /// Their SHA-256, lower-case hexadecimal.
    pub sha256: String,
    /// Number of pages.
    pub pages: u32,
    /// The text, for screen readers: one line for each paragraph.
    pub text: String,
}

impl Rendered {
    /// Takes up a document that was drawn before.
    ///
    /// # Errors
    /// The bytes are not a PDF.
    pub fn from_pdf(pdf: Vec<u8>, certificate: &Certificate) -> Result<Self, Error> {
        let pages = picture::page_count(&pdf)?;
        Ok(Self {
            sha256: digest(&pdf),
            pages,
            text: text(certificate),
            pdf,
        })
    }
}

/// Draws a certificate, with the coat of arms of the comune if there is one.
///
/// # Errors
/// [`Error::Glyph`] when a character cannot be printed; nothing else goes wrong with a certificate.
pub fn render(certificate: &Certificate, arms: Option<&Arms>) -> Result<Rendered, Error> {
    let act = wording::act(certificate);
    let pages = compose::pages(&act, arms)?;
    let pdf = file::assemble(certificate, &act.title, &pages, arms)?;
    let pages = u32::try_from(pages.len()).expect("a certificate has few pages");
    Ok(Rendered {
        sha256: digest(&pdf),
        pages,
        text: act.text(),
        pdf,
    })
}

fn text(certificate: &Certificate) -> String {
    wording::act(certificate).text()
}

fn digest(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

//! A certificate in, PDF bytes out; and the picture of a page.
//!
//! Every document claims PDF/A-2a (ISO 19005-2) and PDF/UA-1 (ISO 14289-1): colours, fonts,
//! structure, language and metadata are as those want them, and tests check it rule by rule.
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
mod icc;
mod layout;
mod metadata;
mod picture;
mod read;
mod seal;
mod structure;
mod wording;
mod writer;

pub use arms::Arms;
pub use picture::{GreyPage, page_count, page_grey, page_png};
pub use read::text_of;
pub use seal::{EmbeddedSeal, SealSlot, read_seal};
pub use wording::facts_to_seal;

use std::ops::Range;

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
    /// The symbol of the seal would be too small to be read from paper.
    #[error("a seal with {side} modules a side does not fit the page")]
    Seal {
        /// Modules of a side.
        side: u16,
    },
    /// The bytes are not a document that can be read back.
    #[error("the document cannot be read: {0}")]
    Read(&'static str),
}

/// A document, drawn, with room for its seal.
#[derive(Debug, Clone)]
pub struct Drawn {
    /// The bytes of the PDF, the bits of the seal all zero.
    pub pdf: Vec<u8>,
    /// Where the bits of the seal stand; empty where there is no seal.
    pub seal_bits: Range<usize>,
    /// SHA-256 of `pdf`.
    pub digest: [u8; 32],
    /// Number of pages.
    pub pages: u32,
    /// The text, for screen readers: one line for each paragraph.
    pub text: String,
    /// Digest of the first bytes, before those of the seal, and how many they are.
    begun: (Sha256, usize),
}

impl Drawn {
    /// Fills in the seal: rows from the top, each begins a byte, 1 is dark.
    ///
    /// # Panics
    /// The symbol is not of the side that its slot had.
    #[must_use]
    pub fn seal(mut self, bits: &[u8]) -> Rendered {
        self.pdf[self.seal_bits].copy_from_slice(bits);
        let (mut digest, begin) = self.begun;
        digest.update(&self.pdf[begin..]);
        Rendered {
            sha256: hex::encode(digest.finalize()),
            pages: self.pages,
            text: self.text,
            pdf: self.pdf,
        }
    }

    /// Takes the document as it is: one that was drawn with no room for a seal.
    #[must_use]
    pub fn unsealed(self) -> Rendered {
        Rendered {
            sha256: hex::encode(self.digest),
            pages: self.pages,
            text: self.text,
            pdf: self.pdf,
        }
    }
}

/// A document as it is kept and printed.
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

/// Draws a certificate, with the coat of arms of the comune if there is one, and with room for a
/// seal if it gets one.
///
/// # Errors
/// [`Error::Glyph`] when a character cannot be printed, [`Error::Seal`] when the seal does not fit
/// the page; nothing else goes wrong with a certificate.
pub fn render(
    certificate: &Certificate,
    arms: Option<&Arms>,
    slot: Option<&SealSlot>,
) -> Result<Drawn, Error> {
    let act = wording::act(certificate);
    let laid = compose::pages(&act, arms, slot)?;
    let assembled = file::assemble(certificate, &act.title, &laid, arms, slot)?;
    let mut text = act.text();
    for line in slot.iter().flat_map(|slot| &slot.caption) {
        text.push('\n');
        text.push_str(line);
    }
    if let Some(forms) = act.forms_text() {
        text.push('\n');
        text.push_str(&forms);
    }
    Ok(Drawn {
        pdf: assembled.pdf,
        seal_bits: assembled.seal_bits,
        digest: assembled.digest,
        pages: u32::try_from(laid.pages.len()).expect("a certificate has few pages"),
        text,
        begun: assembled.begun,
    })
}

fn text(certificate: &Certificate) -> String {
    let act = wording::act(certificate);
    let parts = std::iter::once(act.text()).chain(act.forms_text());
    parts.collect::<Vec<_>>().join("\n")
}

fn digest(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

//! Reading the bones of a PDF: values, objects, revisions; and writing values back.
//!
//! Our own reader, because a verifier reads what an enemy wrote: it looks only at what it is asked for,
//! its work and memory are bounded by the file's length, and what two readers could understand in two
//! ways (a key twice, a hybrid cross-reference) is refused. Contents of pages are never decoded.

mod file;
mod indirect;
mod parser;
mod unpack;
mod value;
mod xref;

pub(crate) use file::File;
pub(crate) use indirect::Indirect;
pub(crate) use parser::Parser;
pub(crate) use value::{Dictionary, Id, Value, write_hex};
pub(crate) use xref::Place;

/// Why bytes are not a PDF that can be read safely.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PdfError {
    /// The bytes do not begin as a PDF does.
    #[error("not a PDF")]
    NotPdf,
    /// Longer than what is read at all.
    #[error("{bytes} bytes are more than {max}")]
    TooLarge {
        /// Length of the file.
        bytes: u64,
        /// What is read at most.
        max: u64,
    },
    /// Cut, or not put together as a PDF is.
    #[error("damaged PDF: {0}")]
    Damaged(&'static str),
    /// Reading it would take work out of proportion to its length.
    #[error("the PDF is built to exhaust its reader")]
    TooComplex,
    /// A form of PDF that is rare and is not read here.
    #[error("unsupported PDF: {0}")]
    Unsupported(&'static str),
    /// The content is encrypted.
    #[error("the PDF is encrypted")]
    Encrypted,
}

/// The longest PDF that is signed or verified: 64 MiB. A certificate has under 1 MiB.
pub const PDF_BYTES_MAX: usize = 64 << 20;

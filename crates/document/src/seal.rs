//! The place of the seal: a symbol that is drawn empty and filled in later, without moving a byte.
//!
//! The seal holds the digest of the document that it is printed on, which can only be computed
//! when everything else stands. So its modules are raw bits of a picture, all zero at first: the
//! digest is taken of that file, and the bits are put where they belong afterwards.
//!
//! What the seal says, how it is signed and how it becomes a symbol is none of this module's
//! business.

use std::ops::Range;

use lopdf::Object;
use sha2::{Digest, Sha256};

use crate::Error;
use crate::layout::SEAL;
use crate::read;
use crate::writer::Writer;

/// White modules that a symbol needs around it (ISO/IEC 18004 §9.1).
pub(crate) const QUIET: u16 = 4;
/// Sides of a module, in millimetres: what is wanted, and what is still read from paper.
const MODULE_MM: f32 = 0.50;
const MODULE_MM_MIN: f32 = 0.40;
/// The side of the whole symbol with its white modules, in millimetres.
const SIDE_MM_MAX: f32 = 62.0;

/// Room for a seal on a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealSlot {
    /// Modules of a side of the symbol, without the white ones around it.
    pub side: u16,
    /// What is printed beside it, a paragraph each; the first stands out.
    pub caption: Vec<String>,
}

impl SealSlot {
    /// Returns the side of a module in millimetres.
    ///
    /// # Errors
    /// The symbol has no module, or so many that they would not be read from paper.
    pub(crate) fn module_mm(&self) -> Result<f32, Error> {
        let modules = f32::from(self.side) + 2.0 * f32::from(QUIET);
        let module = MODULE_MM.min(SIDE_MM_MAX / modules);
        if self.side == 0 || module < MODULE_MM_MIN {
            return Err(Error::Seal { side: self.side });
        }
        Ok(module)
    }

    /// Returns how many bytes the symbol takes: each row begins a byte.
    fn size(&self) -> usize {
        size(self.side)
    }

    /// Writes the empty symbol and returns where its bits stand.
    pub(crate) fn write(&self, writer: &mut Writer) -> Range<usize> {
        let side = self.side;
        // A bit that is 1 is painted; the white between is left as the paper is.
        let begin = writer.stream(
            &format!(
                "/Type/XObject/Subtype/Image/Width {side}/Height {side}/ImageMask true\
                 /BitsPerComponent 1/Decode[1 0]/Interpolate false"
            ),
            &vec![0; self.size()],
        );
        begin..begin + self.size()
    }
}

fn size(side: u16) -> usize {
    usize::from(side) * usize::from(side).div_ceil(8)
}

/// The seal as it stands in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmbeddedSeal {
    /// The modules, row by row from the top; each row begins a byte, 1 is dark.
    pub bits: Vec<u8>,
    /// Modules of a side.
    pub side: u16,
    /// SHA-256 of the file with these bits zero.
    pub digest: [u8; 32],
}

/// Finds the seal of a document that this program made: of its first revision, before signatures.
///
/// Returns nothing where there is none, where there is more than one, or where the bytes are no
/// such document. Memory stays within a small multiple of [`read::SIZE_MAX`].
#[must_use]
pub fn read_seal(first_revision: &[u8]) -> Option<EmbeddedSeal> {
    let document = read::load(first_revision).ok()?;
    let mut found = None;
    for page in document.get_pages().into_values() {
        let Some(seal) = read::picture(&document, page, SEAL.as_bytes()) else {
            continue;
        };
        // Pages share their resources, so the same picture may be found again.
        if found.is_some_and(|known| known != seal) {
            return None;
        }
        found = Some(seal);
    }
    let picture = document.get_object(found?).ok()?.as_stream().ok()?;
    let number = |key: &[u8]| picture.dict.get(key).and_then(Object::as_i64).ok();
    let side = u16::try_from(number(b"Width")?)
        .ok()
        .filter(|side| *side > 0)?;
    let is_mask = picture.dict.get(b"ImageMask").and_then(Object::as_bool);
    let is_ours = number(b"Height") == Some(i64::from(side))
        && matches!(is_mask, Ok(true))
        && !picture.dict.has(b"Filter")
        && picture.content.len() == size(side);
    if !is_ours {
        return None;
    }
    let begin = only_place(first_revision, &picture.content)?;
    let end = begin + picture.content.len();
    let mut digest = Sha256::new_with_prefix(&first_revision[..begin]);
    digest.update(vec![0; end - begin]);
    digest.update(&first_revision[end..]);
    Some(EmbeddedSeal {
        bits: picture.content.clone(),
        side,
        digest: digest.finalize().into(),
    })
}

/// Returns where bytes occur in a file; nothing unless they occur exactly once.
fn only_place(file: &[u8], bytes: &[u8]) -> Option<usize> {
    let mut places = memchr::memmem::find_iter(file, bytes);
    let place = places.next()?;
    // Another occurrence may overlap the first.
    let again = memchr::memmem::find(&file[place + 1..], bytes);
    again.is_none().then_some(place)
}

//! The file: pages, fonts, arms, structure and metadata put together, always in the same order.

use std::fmt::Write as _;
use std::ops::Range;
use std::sync::LazyLock;

use domain::certificate::Certificate;
use sha2::Sha256;

use crate::Error;
use crate::arms::Arms;
use crate::draw::{self, Drawing};
use crate::face::{Set, Weight, face};
use crate::icc;
use crate::layout::{ARMS, HEIGHT, Laid, Mark, SEAL, WIDTH};
use crate::metadata::Metadata;
use crate::seal::SealSlot;
use crate::structure::{self, Places};
use crate::writer::{Prefix, Writer, deflated_fast, deflated_once};

/// A document put together, its seal not yet filled in.
pub(crate) struct Assembled {
    pub(crate) pdf: Vec<u8>,
    /// Where the bits of the seal stand; nowhere when there is none.
    pub(crate) seal_bits: Range<usize>,
    pub(crate) digest: [u8; 32],
    /// Digest of the first bytes, which the seal does not touch, and how many they are.
    pub(crate) begun: (Sha256, usize),
}

static TIGHT: LazyLock<Prefix> = LazyLock::new(|| fixed(Set::Tight));
static WIDE: LazyLock<Prefix> = LazyLock::new(|| fixed(Set::Wide));

/// Numbers of the objects that every file begins with: a profile, and five objects for each face.
const PROFILE: usize = 1;
const REGULAR: usize = 2;
const BOLD: usize = 7;

/// Returns what every file with a set of characters begins with.
pub(crate) fn prefix(set: Set) -> &'static Prefix {
    match set {
        Set::Tight => &TIGHT,
        Set::Wide => &WIDE,
    }
}

fn fixed(set: Set) -> Prefix {
    let mut writer = Writer::new();
    writer.stream("/N 3/Filter/FlateDecode", &deflated_once(&icc::srgb()));
    let regular = face(Weight::Regular).write(set, &mut writer);
    let bold = face(Weight::Bold).write(set, &mut writer);
    debug_assert_eq!((regular, bold), (REGULAR, BOLD));
    writer.into_prefix()
}

/// Puts a document together.
pub(crate) fn assemble(
    certificate: &Certificate,
    title: &str,
    laid: &Laid,
    arms: Option<&Arms>,
    slot: Option<&SealSlot>,
) -> Result<Assembled, Error> {
    let marks = laid.pages.iter().flat_map(|page| &page.marks);
    let set = Set::of(marks.filter_map(|(_, mark)| match mark {
        Mark::Text { text, .. } => Some(text.as_str()),
        Mark::Rule { .. } | Mark::Picture { .. } => None,
    }));
    let drawing = draw::drawing(laid, set)?;
    let prefix = arms.map_or_else(|| prefix(set), |arms| arms.prefix(set));
    let mut writer = Writer::after(prefix);
    let picture = arms.map(|_| writer.next() - 1);
    // Catalog, pages, information, metadata, resources; then each page with its content.
    let first = writer.next();
    let root = first + 5 + 2 * laid.pages.len();
    let places = Places {
        root,
        element: root + 1,
        page: first + 5,
    };
    let seal = slot.map(|_| places.element + laid.elements.len());
    writer.object(&catalog(first, root));
    writer.object(&page_tree(places, laid.pages.len()));
    let metadata = Metadata::new(certificate, title);
    writer.object(&metadata.info());
    writer.stream("/Type/Metadata/Subtype/XML", metadata.xmp().as_bytes());
    writer.object(&resources(picture, seal));
    write_pages(&mut writer, first, places, &drawing);
    structure::write_root(&mut writer, places, &drawing.owners);
    structure::write_elements(&mut writer, places, &laid.elements, &drawing.owners);
    let seal_bits = slot.map_or(0..0, |slot| slot.write(&mut writer));
    let (pdf, digest) = writer.finish(prefix, first, first + 2);
    Ok(Assembled {
        pdf,
        seal_bits,
        digest,
        begun: (prefix.digest().clone(), prefix.len()),
    })
}

fn catalog(first: usize, root: usize) -> String {
    // A page printed smaller than it is would be another document to a reader of its seal.
    format!(
        "<</Type/Catalog/Pages {pages} 0 R/Metadata {metadata} 0 R/Lang(it-IT)\
         /MarkInfo<</Marked true>>/StructTreeRoot {root} 0 R\
         /ViewerPreferences<</DisplayDocTitle true/PrintScaling/None>>\
         /OutputIntents[<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier(sRGB)\
         /Info(sRGB IEC61966-2.1)/DestOutputProfile {PROFILE} 0 R>>]>>",
        pages = first + 1,
        metadata = first + 3,
    )
}

fn page_tree(places: Places, count: usize) -> String {
    let mut body = format!("<</Type/Pages/Count {count}/Kids[");
    for page in 0..count {
        write!(body, "{} 0 R ", places.page(page)).expect("writing to memory");
    }
    body.push_str("]>>");
    body
}

fn resources(picture: Option<usize>, seal: Option<usize>) -> String {
    let mut body = format!("<</Font<</FR {REGULAR} 0 R/FB {BOLD} 0 R>>");
    if picture.is_some() || seal.is_some() {
        body.push_str("/XObject<<");
        for (name, number) in [(ARMS, picture), (SEAL, seal)] {
            if let Some(number) = number {
                write!(body, "/{name} {number} 0 R").expect("writing to memory");
            }
        }
        body.push_str(">>");
    }
    body.push_str(">>");
    body
}

fn write_pages(writer: &mut Writer, first: usize, places: Places, drawing: &Drawing) {
    for (page, content) in drawing.contents.iter().enumerate() {
        // A page names its resources itself: none may be inherited (ISO 19005-2 §6.2.2).
        writer.object(&format!(
            "<</Type/Page/Parent {} 0 R/MediaBox[0 0 {WIDTH:.3} {HEIGHT:.3}]/Resources {} 0 R\
             /Contents {} 0 R/StructParents {page}/Tabs/S>>",
            first + 1,
            first + 4,
            places.page(page) + 1,
        ));
        writer.stream("/Filter/FlateDecode", &deflated_fast(content));
    }
}

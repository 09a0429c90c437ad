//! The file: pages, fonts, arms and metadata put together, always in the same order.

use domain::certificate::Certificate;
use lopdf::{Document, Object, StringFormat, dictionary};
use sha2::{Digest, Sha256};

use crate::Error;
use crate::arms::Arms;
use crate::draw;
use crate::face::{Weight, deflated, face};
use crate::layout::{HEIGHT, Page, WIDTH};

/// Puts a document together and returns its bytes.
pub(crate) fn assemble(
    certificate: &Certificate,
    title: &str,
    pages: &[Page],
    arms: Option<&Arms>,
) -> Result<Vec<u8>, Error> {
    let contents = draw::contents(pages)?;
    let mut document = Document::with_version("1.7");
    let mut identity = Sha256::new();
    let mut resources = dictionary! {
        "Font" => dictionary! {
            face(Weight::Regular).resource => face(Weight::Regular).embed(&mut document),
            face(Weight::Bold).resource => face(Weight::Bold).embed(&mut document),
        },
    };
    if let Some(arms) = arms {
        identity.update(arms.digest);
        resources.set(
            "XObject",
            dictionary! { draw::ARMS => arms.embed(&mut document) },
        );
    }
    let resources = document.add_object(resources);
    let tree = document.new_object_id();
    let mut kids = Vec::with_capacity(contents.len());
    for content in contents {
        identity.update(&content);
        let content = document.add_object(deflated(lopdf::Dictionary::new(), &content));
        let page = document.add_object(dictionary! {
            "Type" => "Page",
            "Parent" => tree,
            "MediaBox" => vec![0.into(), 0.into(), Object::Real(WIDTH), Object::Real(HEIGHT)],
            "Resources" => resources,
            "Contents" => content,
        });
        kids.push(Object::from(page));
    }
    let count = i64::try_from(kids.len()).expect("a certificate has few pages");
    document.set_object(
        tree,
        dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count },
    );
    let catalog = document.add_object(dictionary! {
        "Type" => "Catalog",
        "Pages" => tree,
        "Lang" => Object::string_literal("it-IT"),
        "ViewerPreferences" => dictionary! {
            "DisplayDocTitle" => true,
            // A page printed smaller than it is would be another document to a reader of its seal.
            "PrintScaling" => "None",
        },
    });
    let number = &certificate.number;
    let date = certificate.issued_on.format("D:%Y%m%d").to_string();
    let info = document.add_object(dictionary! {
        "Title" => text(&format!("{title} n. {number}")),
        "Author" => text(&format!("Comune di {}", certificate.issuer.comune)),
        "Creator" => text("Sportello SINTAR"),
        "Producer" => text("Sportello SINTAR"),
        "CreationDate" => Object::string_literal(date.clone()),
        "ModDate" => Object::string_literal(date),
    });
    identity.update(number);
    let id = Object::String(
        identity.finalize()[..16].to_vec(),
        StringFormat::Hexadecimal,
    );
    document.trailer.set("Root", catalog);
    document.trailer.set("Info", info);
    document.trailer.set("ID", vec![id.clone(), id]);
    let mut bytes = Vec::with_capacity(80 * 1024);
    document.save_to(&mut bytes)?;
    Ok(bytes)
}

/// Returns a text string (ISO 32000 §7.9.2.2): UTF-16 with its mark, so that any letter fits.
fn text(text: &str) -> Object {
    let mut bytes = vec![0xFE, 0xFF];
    bytes.extend(text.encode_utf16().flat_map(u16::to_be_bytes));
    Object::String(bytes, StringFormat::Hexadecimal)
}

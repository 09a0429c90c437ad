//! Each rule broken once in a copy of a document: a rule that cannot fail checks nothing.

use lopdf::{Dictionary, Document, Object, ObjectId, Stream, dictionary};

use crate::rules;
use crate::samples::samples;

type Break = fn(&mut Document);

/// Rules, and a change to a document that breaks each.
const BREAKS: &[(&str, Break)] = &[
    ("id", |document| {
        document.trailer.remove(b"ID");
    }),
    ("output intent", |document| {
        catalog(document).remove(b"OutputIntents");
    }),
    ("output intent", |document| {
        intent(document).set("S", "GTS_PDFX")
    }),
    ("profile", |document| {
        let profile = intent(document).get(b"DestOutputProfile").unwrap();
        let profile = profile.as_reference().unwrap();
        *document.get_object_mut(profile).unwrap() =
            Stream::new(dictionary! { "N" => 3 }, vec![0; 200]).into();
    }),
    ("metadata", |document| {
        catalog(document).remove(b"Metadata");
    }),
    ("metadata", |document| {
        metadata(document).compress().unwrap()
    }),
    ("pdfaid", |document| {
        replace(document, "<pdfaid:part>2", "<pdfaid:part>1")
    }),
    ("pdfaid", |document| {
        replace(document, "conformance>A<", "conformance>B<")
    }),
    ("pdfuaid", |document| {
        replace(document, "<pdfuaid:part>1", "<pdfuaid:part>2")
    }),
    ("extension schema", |document| {
        replace(document, "prefix>pdfuaid<", "prefix>other<")
    }),
    ("dc language", |document| {
        replace(document, "it-IT", "en-US")
    }),
    ("info", |document| {
        replace(document, "Comune di", "Citta di")
    }),
    ("info", |document| info(document).set("Trapped", "False")),
    ("info", |document| {
        info(document).set("ModDate", Object::string_literal("D:2020"))
    }),
    ("resources", |document| {
        page(document).remove(b"Resources");
    }),
    ("page size", |document| {
        page(document).remove(b"MediaBox");
    }),
    ("transparency", |document| {
        page(document).set("Group", Dictionary::new())
    }),
    ("transparency", |document| {
        resources(document).set("ExtGState", Dictionary::new())
    }),
    ("operators", |document| content(document, b"/G gs\n")),
    ("pictures", |document| {
        arms(document).set("BitsPerComponent", 16)
    }),
    ("pictures", |document| {
        arms(document).set("ColorSpace", "DeviceCMYK")
    }),
    ("pictures", |document| {
        arms(document).set("Interpolate", true)
    }),
    ("actions", |document| {
        catalog(document).set("OpenAction", Dictionary::new())
    }),
    ("title shown", |document| {
        catalog(document).remove(b"ViewerPreferences");
    }),
    ("printed as it is", |document| {
        catalog(document).remove(b"ViewerPreferences");
    }),
    ("streams", |document| {
        arms(document).set("Filter", "LZWDecode")
    }),
    ("fonts", |document| {
        resources(document).remove(b"Font");
    }),
    ("fonts", |document| {
        part(document, b"Type0").set("Encoding", "WinAnsiEncoding")
    }),
    ("glyph map", |document| {
        part(document, b"CIDFontType2").remove(b"CIDToGIDMap");
    }),
    ("descriptor", |document| {
        descriptor(document).remove(b"CapHeight");
    }),
    ("font name", |document| {
        part(document, b"Type0").set("BaseFont", "TitilliumWeb")
    }),
    ("embedding", |document| {
        descriptor(document).remove(b"FontFile2");
    }),
    ("missing glyph", |document| {
        content(document, b"BT /FR 9 Tf <0000> Tj ET\n")
    }),
    ("embedding", |document| {
        content(document, b"BT /FR 9 Tf <0FFF> Tj ET\n")
    }),
    ("widths", |document| {
        let widths = vec![0.into(), vec![7.into(); 400].into()];
        part(document, b"CIDFontType2").set("W", Object::Array(widths));
    }),
    ("unicode", |document| {
        part(document, b"Type0").remove(b"ToUnicode");
    }),
    ("language", |document| {
        catalog(document).set("Lang", Object::string_literal("en"))
    }),
    ("language", |document| {
        element(document, b"P").set("Lang", Object::string_literal("xx"))
    }),
    ("marked", |document| {
        catalog(document).remove(b"MarkInfo");
    }),
    ("structure", |document| {
        catalog(document).remove(b"StructTreeRoot");
    }),
    ("structure", |document| {
        element(document, b"P").remove(b"K");
    }),
    ("structure", |document| {
        element(document, b"P").remove(b"P");
    }),
    ("title", |document| element(document, b"H1").set("S", "P")),
    ("roles", |document| element(document, b"P").set("S", "Sect")),
    ("figures", |document| {
        element(document, b"Figure").remove(b"Alt");
    }),
    ("figures", |document| {
        element(document, b"Figure").remove(b"A");
    }),
    ("lists", |document| {
        element(document, b"L").remove(b"A");
    }),
    ("lists", |document| element(document, b"L").set("S", "P")),
    ("tabs", |document| {
        page(document).remove(b"Tabs");
    }),
    ("parents", |document| {
        page(document).remove(b"StructParents");
    }),
    ("parents", |document| {
        let root = catalog(document)
            .get(b"StructTreeRoot")
            .unwrap()
            .as_reference()
            .unwrap();
        let tree = dictionary! { "Nums" => Vec::<Object>::new() };
        document
            .get_dictionary_mut(root)
            .unwrap()
            .set("ParentTree", tree);
    }),
    ("marks", |document| content(document, b"0 0 m 9 9 l S\n")),
    ("marks", |document| {
        content(document, b"/P <</MCID 77>> BDC EMC\n")
    }),
    ("reading order", |document| {
        let kids = element(document, b"Document").get_mut(b"K").unwrap();
        kids.as_array_mut().unwrap().swap(1, 2);
    }),
];

#[test]
fn every_rule_fails_when_it_is_broken() {
    // It has arms in colour, a list and a seal.
    let wanted = |sample: &&crate::samples::Sample| {
        sample.name.starts_with("famiglia") && sample.arms.is_some() && sample.slot.is_some()
    };
    let samples = samples();
    let sample = samples.iter().find(wanted).unwrap();
    let pdf = sample.draw().pdf;
    assert_eq!(rules::complaints(&pdf), []);
    let mut untouched = Document::load_mem(&pdf).unwrap();
    assert_eq!(
        broken(&mut untouched),
        [] as [&str; 0],
        "writing it again breaks nothing"
    );
    for (index, (rule, change)) in BREAKS.iter().enumerate() {
        let mut document = Document::load_mem(&pdf).unwrap();
        change(&mut document);
        let complaints = broken(&mut document);
        assert!(
            complaints.contains(rule),
            "change {index}: {rule} is not in {complaints:?}"
        );
    }
    let mut header = pdf.clone();
    header[10] = b'x';
    assert!(
        rules::complaints(&header)
            .iter()
            .any(|complaint| complaint.rule == "header")
    );
}

/// Writes a document and returns the rules that it breaks.
fn broken(document: &mut Document) -> Vec<&'static str> {
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    rules::complaints(&bytes)
        .iter()
        .map(|complaint| complaint.rule)
        .collect()
}

fn catalog(document: &mut Document) -> &mut Dictionary {
    document.catalog_mut().unwrap()
}

fn intent(document: &mut Document) -> &mut Dictionary {
    let intents = catalog(document).get_mut(b"OutputIntents").unwrap();
    intents.as_array_mut().unwrap()[0].as_dict_mut().unwrap()
}

fn metadata(document: &mut Document) -> &mut Stream {
    let id = catalog(document)
        .get(b"Metadata")
        .unwrap()
        .as_reference()
        .unwrap();
    document
        .get_object_mut(id)
        .unwrap()
        .as_stream_mut()
        .unwrap()
}

fn replace(document: &mut Document, from: &str, to: &str) {
    let stream = metadata(document);
    let text = String::from_utf8(stream.content.clone()).unwrap();
    assert!(text.contains(from), "{from}");
    stream.set_content(text.replace(from, to).into_bytes());
}

fn info(document: &mut Document) -> &mut Dictionary {
    let id = document
        .trailer
        .get(b"Info")
        .unwrap()
        .as_reference()
        .unwrap();
    document.get_dictionary_mut(id).unwrap()
}

fn page(document: &mut Document) -> &mut Dictionary {
    let id = *document.get_pages().values().next().unwrap();
    document.get_dictionary_mut(id).unwrap()
}

fn resources(document: &mut Document) -> &mut Dictionary {
    let id = page(document)
        .get(b"Resources")
        .unwrap()
        .as_reference()
        .unwrap();
    document.get_dictionary_mut(id).unwrap()
}

fn arms(document: &mut Document) -> &mut Dictionary {
    let pictures = resources(document)
        .get(b"XObject")
        .unwrap()
        .as_dict()
        .unwrap();
    let id = pictures.get(b"Arms").unwrap().as_reference().unwrap();
    let picture = document.get_object_mut(id).unwrap();
    &mut picture.as_stream_mut().unwrap().dict
}

/// Adds operators at the end of the first page.
fn content(document: &mut Document, operators: &[u8]) {
    let id = *document.get_pages().values().next().unwrap();
    let mut bytes = document.get_page_content(id);
    bytes.extend_from_slice(operators);
    document.change_page_content(id, bytes).unwrap();
}

/// Returns the first dictionary with an entry that is a name.
fn find<'a>(document: &'a mut Document, key: &[u8], name: &[u8]) -> &'a mut Dictionary {
    let is_it = |object: &Object| {
        let dictionary = object.as_dict().ok()?;
        Some(dictionary.get(key).ok()?.as_name().ok()? == name)
    };
    let found = document
        .objects
        .iter()
        .find(|(_, object)| is_it(object) == Some(true));
    let id: ObjectId = *found.unwrap().0;
    document.get_dictionary_mut(id).unwrap()
}

fn part<'a>(document: &'a mut Document, subtype: &[u8]) -> &'a mut Dictionary {
    find(document, b"Subtype", subtype)
}

fn descriptor(document: &mut Document) -> &mut Dictionary {
    find(document, b"Type", b"FontDescriptor")
}

fn element<'a>(document: &'a mut Document, role: &[u8]) -> &'a mut Dictionary {
    find(document, b"S", role)
}

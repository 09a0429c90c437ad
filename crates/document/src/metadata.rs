//! What a document says of itself: once as `Info`, once as XMP, with the same values.

use chrono::{DateTime, Datelike as _, FixedOffset, NaiveDate, NaiveTime, TimeZone as _};
use chrono_tz::Europe::Rome;
use domain::certificate::Certificate;

use crate::writer::push_text;

/// The program that makes the document.
const PROGRAM: &str = "Sportello SINTAR";

/// Title, author and date of a document.
pub(crate) struct Metadata {
    title: String,
    author: String,
    /// Midnight, in Italy, of the day of issue: a certificate has a date and no hour.
    issued: DateTime<FixedOffset>,
}

impl Metadata {
    pub(crate) fn new(certificate: &Certificate, title: &str) -> Self {
        Self {
            title: clean(&format!("{title} n. {}", certificate.number)),
            author: clean(&format!("Comune di {}", certificate.issuer.comune)),
            issued: midnight(certificate.issued_on),
        }
    }

    /// Returns the dictionary `Info`.
    pub(crate) fn info(&self) -> String {
        let zone = self.issued.format("%:z").to_string().replace(':', "'");
        let date = format!("{}{zone}'", self.issued.format("D:%Y%m%d%H%M%S"));
        let mut info = String::with_capacity(512);
        info.push_str("<<");
        for (key, value) in [
            ("/Title", self.title.as_str()),
            ("/Author", &self.author),
            ("/Creator", PROGRAM),
            ("/Producer", PROGRAM),
            ("/CreationDate", &date),
            ("/ModDate", &date),
        ] {
            info.push_str(key);
            push_text(&mut info, value);
        }
        info.push_str(">>");
        info
    }

    /// Returns the XMP packet. It claims PDF/A-2a (ISO 19005-2) and PDF/UA-1 (ISO 14289-1).
    pub(crate) fn xmp(&self) -> String {
        let date = self.issued.format("%Y-%m-%dT%H:%M:%S%:z");
        let (title, author) = (escaped(&self.title), escaped(&self.author));
        format!(
            r#"<?xpacket begin="{mark}" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance><pdfuaid:part>1</pdfuaid:part>
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:language><rdf:Bag><rdf:li>it-IT</rdf:li></rdf:Bag></dc:language>
<xmp:CreatorTool>{PROGRAM}</xmp:CreatorTool><xmp:CreateDate>{date}</xmp:CreateDate><xmp:ModifyDate>{date}</xmp:ModifyDate>
<pdf:Producer>{PROGRAM}</pdf:Producer>
</rdf:Description>
{EXTENSION}
</rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"#,
            mark = '\u{FEFF}',
        )
    }
}

/// The schema of `pdfuaid`, which PDF/A-2 does not know by itself (ISO 19005-2 §6.6.2.3).
const EXTENSION: &str = r#"<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource"><pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema><pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI><pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource"><pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType><pdfaProperty:category>internal</pdfaProperty:category><pdfaProperty:description>part of ISO 14289 to which the document conforms</pdfaProperty:description></rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>"#;

fn midnight(day: NaiveDate) -> DateTime<FixedOffset> {
    // A clock that was put forward at midnight, as in some years of the past, has no 0:00.
    let first = day.and_time(NaiveTime::MIN);
    let local = Rome
        .from_local_datetime(&first)
        .earliest()
        .or_else(|| {
            Rome.from_local_datetime(&(first + chrono::TimeDelta::hours(1)))
                .earliest()
        })
        .expect("no clock was ever put forward by two hours");
    debug_assert_eq!(local.day(), day.day());
    local.fixed_offset()
}

/// Makes blanks of what may not stand in XML (XML 1.0 §2.2).
fn clean(text: &str) -> String {
    text.chars()
        .map(|character| match character {
            '\u{FFFE}' | '\u{FFFF}' => ' ',
            other if other.is_control() => ' ',
            other => other,
        })
        .collect()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

//! The bytes of a PDF: objects one after the other, then their table and the trailer.
//!
//! Objects are numbered in the order in which they are written, so that the same document has the
//! same bytes. What every document begins with is written once and copied ([`Prefix`]).

use std::cell::RefCell;
use std::fmt::Write as _;
use std::io::Write as _;

use flate2::{Compress, Compression, FlushCompress, Status};
use sha2::{Digest, Sha256};

/// Version, and four bytes that tell a program which copies files that they are not text.
const HEADER: &[u8] = b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n";

/// The beginning of a file, ready to be copied.
#[derive(Debug, Clone)]
pub(crate) struct Prefix {
    bytes: Vec<u8>,
    offsets: Vec<usize>,
    /// Digest of the bytes, to be gone on with.
    digest: Sha256,
}

impl Prefix {
    pub(crate) fn len(&self) -> usize {
        self.bytes.len()
    }

    pub(crate) fn digest(&self) -> &Sha256 {
        &self.digest
    }
}

/// A file that is being written.
pub(crate) struct Writer {
    bytes: Vec<u8>,
    /// Where each object begins; the first is number 1.
    offsets: Vec<usize>,
}

impl Writer {
    pub(crate) fn new() -> Self {
        Self {
            bytes: HEADER.to_vec(),
            offsets: Vec::new(),
        }
    }

    /// Goes on after a prefix.
    pub(crate) fn after(prefix: &Prefix) -> Self {
        // Room for what a page needs: one copy, no growing.
        let mut bytes = Vec::with_capacity(prefix.bytes.len() + 32 * 1024);
        bytes.extend_from_slice(&prefix.bytes);
        Self {
            bytes,
            offsets: prefix.offsets.clone(),
        }
    }

    /// Returns the number of the object that comes next.
    pub(crate) fn next(&self) -> usize {
        self.offsets.len() + 1
    }

    pub(crate) fn into_prefix(self) -> Prefix {
        Prefix {
            digest: Sha256::new_with_prefix(&self.bytes),
            bytes: self.bytes,
            offsets: self.offsets,
        }
    }

    /// Writes an object and returns its number.
    pub(crate) fn object(&mut self, body: &str) -> usize {
        let number = self.begin();
        self.bytes.extend_from_slice(body.as_bytes());
        self.bytes.extend_from_slice(b"\nendobj\n");
        number
    }

    /// Writes a stream, with the entries of its dictionary, and returns where its data begins.
    pub(crate) fn stream(&mut self, entries: &str, data: &[u8]) -> usize {
        self.begin();
        write!(self.bytes, "<<{entries}/Length {}>>\nstream\n", data.len())
            .expect("writing to memory");
        let begin = self.bytes.len();
        self.bytes.extend_from_slice(data);
        self.bytes.extend_from_slice(b"\nendstream\nendobj\n");
        begin
    }

    /// Writes table and trailer. The identity and the digest of the file come from its bytes.
    pub(crate) fn finish(
        mut self,
        prefix: &Prefix,
        root: usize,
        info: usize,
    ) -> (Vec<u8>, [u8; 32]) {
        let mut digest = prefix.digest.clone();
        digest.update(&self.bytes[prefix.len()..]);
        let identity: String = digest.clone().finalize()[..16].iter().fold(
            String::with_capacity(32),
            |mut text, byte| {
                write!(text, "{byte:02X}").expect("writing to memory");
                text
            },
        );
        let table = self.bytes.len();
        let size = self.offsets.len() + 1;
        let mut end = format!("xref\n0 {size}\n0000000000 65535 f \n");
        end.reserve(self.offsets.len() * 20 + 200);
        for offset in &self.offsets {
            writeln!(end, "{offset:010} 00000 n ").expect("writing to memory");
        }
        write!(
            end,
            "trailer\n<</Size {size}/Root {root} 0 R/Info {info} 0 R/ID[<{identity}><{identity}>]>>\n\
             startxref\n{table}\n%%EOF\n"
        )
        .expect("writing to memory");
        digest.update(&end);
        self.bytes.extend_from_slice(end.as_bytes());
        (self.bytes, digest.finalize().into())
    }

    fn begin(&mut self) -> usize {
        self.offsets.push(self.bytes.len());
        let number = self.offsets.len();
        writeln!(self.bytes, "{number} 0 obj").expect("writing to memory");
        number
    }
}

/// Returns data deflated as well as it goes, for what is made once.
pub(crate) fn deflated_once(data: &[u8]) -> Vec<u8> {
    let buffer = Vec::with_capacity(data.len() / 2 + 64);
    let mut encoder = flate2::write::ZlibEncoder::new(buffer, Compression::best());
    encoder.write_all(data).expect("writing to memory");
    encoder.finish().expect("writing to memory")
}

thread_local! {
    /// Packs fast. It is kept: its window and tables are far larger than a page.
    static FAST: RefCell<Compress> = RefCell::new(Compress::new(Compression::fast(), true));
}

/// Returns data deflated fast, for what each document has of its own.
pub(crate) fn deflated_fast(data: &[u8]) -> Vec<u8> {
    // More than the worst case: a literal takes nine bits.
    let mut packed = Vec::with_capacity(data.len() + data.len() / 8 + 128);
    let status = FAST.with_borrow_mut(|packer| {
        packer.reset();
        // In two calls, as a stream is packed: in one the last block would be framed otherwise.
        packer.compress_vec(data, &mut packed, FlushCompress::None)?;
        packer.compress_vec(&[], &mut packed, FlushCompress::Finish)
    });
    assert!(
        matches!(status, Ok(Status::StreamEnd)),
        "there is room for all of it"
    );
    packed
}

/// Appends a text string (ISO 32000 §7.9.2.2): as it is where it is ASCII, else UTF-16.
pub(crate) fn push_text(out: &mut String, text: &str) {
    if text.bytes().all(|byte| (0x20..0x7F).contains(&byte)) {
        out.push('(');
        for character in text.chars() {
            if matches!(character, '(' | ')' | '\\') {
                out.push('\\');
            }
            out.push(character);
        }
        out.push(')');
        return;
    }
    out.push_str("<FEFF");
    for unit in text.encode_utf16() {
        write!(out, "{unit:04X}").expect("writing to memory");
    }
    out.push('>');
}

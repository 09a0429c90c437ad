//! The bytes of a file: counted, with a limit for each piece, and brought to UTF-8.

use std::io::{self, BufRead, Read};

/// The largest piece (a text, a tag, a row) that is read into memory, in bytes.
pub(crate) const PIECE_MAX: u64 = 1024 * 1024;

/// A reader that knows its line and stops a piece that is too large.
pub(crate) struct Input<R> {
    inner: R,
    /// Line of the next byte, from 1.
    pub(crate) line: u64,
    /// Bytes read so far.
    pub(crate) bytes: u64,
    piece_end: u64,
    /// A piece was too large.
    pub(crate) overflow: bool,
}

impl<R: BufRead> Input<R> {
    pub(crate) fn new(inner: R) -> Self {
        Self {
            inner,
            line: 1,
            bytes: 0,
            piece_end: PIECE_MAX,
            overflow: false,
        }
    }

    /// Begins a new piece.
    pub(crate) fn begin_piece(&mut self) {
        self.piece_end = self.bytes + PIECE_MAX;
    }
}

impl<R: BufRead> BufRead for Input<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.bytes >= self.piece_end {
            self.overflow = true;
            return Err(io::Error::other("a piece too large"));
        }
        self.inner.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        if let Ok(buffer) = self.inner.fill_buf() {
            let newlines = buffer[..amount]
                .iter()
                .filter(|byte| **byte == b'\n')
                .count();
            self.line += newlines as u64;
        }
        self.bytes += amount as u64;
        self.inner.consume(amount);
    }
}

impl<R: BufRead> Read for Input<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let length = available.len().min(buffer.len());
        buffer[..length].copy_from_slice(&available[..length]);
        self.consume(length);
        Ok(length)
    }
}

/// The encodings that registry files come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Deserialize)]
pub enum Encoding {
    /// UTF-8.
    #[default]
    #[serde(rename = "utf-8")]
    Utf8,
    /// Windows-1252, which holds ISO-8859-1.
    #[serde(rename = "windows-1252", alias = "iso-8859-1")]
    Windows1252,
}

/// Turns Windows-1252 into UTF-8 while it is read; leaves UTF-8 as it is.
pub(crate) struct Decoded<R> {
    inner: R,
    encoding: Encoding,
    decoded: Vec<u8>,
    position: usize,
}

impl<R: BufRead> Decoded<R> {
    pub(crate) fn new(inner: R, encoding: Encoding) -> Self {
        Self {
            inner,
            encoding,
            decoded: Vec::new(),
            position: 0,
        }
    }
}

impl<R: BufRead> Read for Decoded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let length = available.len().min(buffer.len());
        buffer[..length].copy_from_slice(&available[..length]);
        self.consume(length);
        Ok(length)
    }
}

impl<R: BufRead> BufRead for Decoded<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.encoding == Encoding::Utf8 {
            return self.inner.fill_buf();
        }
        if self.position == self.decoded.len() {
            self.decoded.clear();
            self.position = 0;
            let raw = self.inner.fill_buf()?;
            let length = raw.len();
            let text: String = raw.iter().map(|byte| character(*byte)).collect();
            self.decoded = text.into_bytes();
            self.inner.consume(length);
        }
        Ok(&self.decoded[self.position..])
    }

    fn consume(&mut self, amount: usize) {
        if self.encoding == Encoding::Utf8 {
            self.inner.consume(amount);
        } else {
            self.position += amount;
        }
    }
}

/// Returns the character of a byte of Windows-1252.
fn character(byte: u8) -> char {
    const HIGH: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž',
        '\u{8f}', '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}',
        'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9F => HIGH[usize::from(byte - 0x80)],
        other => char::from(other),
    }
}

/// Returns the encoding that an XML declaration names; `None` for one that is not known here.
pub(crate) fn declared_encoding(head: &[u8]) -> Option<Encoding> {
    let head = String::from_utf8_lossy(&head[..head.len().min(200)]).to_ascii_lowercase();
    let Some(declaration) = head.find("<?xml").and_then(|start| {
        head[start..]
            .find("?>")
            .map(|end| head[start..start + end].to_owned())
    }) else {
        return Some(Encoding::Utf8);
    };
    let Some((_, rest)) = declaration.split_once("encoding") else {
        return Some(Encoding::Utf8);
    };
    let name: String = rest
        .chars()
        .skip_while(|c| !c.is_alphanumeric())
        .take_while(|c| *c != '"' && *c != '\'')
        .collect();
    match name.as_str() {
        "utf-8" | "utf8" | "us-ascii" | "ascii" => Some(Encoding::Utf8),
        "iso-8859-1" | "iso-8859-15" | "latin1" | "windows-1252" | "cp1252" => {
            Some(Encoding::Windows1252)
        }
        _ => None,
    }
}

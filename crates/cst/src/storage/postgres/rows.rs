//! Rows in the binary form of `COPY`: a count of fields, then each as its length and its bytes.

/// What `COPY … BINARY` begins with: a signature, no flags, no extension.
const HEADER: &[u8] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";

/// What it ends with, in the place of a count.
const TRAILER: [u8; 2] = (-1_i16).to_be_bytes();

/// The length of a field that is NULL.
const NULL: [u8; 4] = (-1_i32).to_be_bytes();

/// Rows that are being put together.
pub(super) struct Rows(Vec<u8>);

impl Rows {
    pub(super) fn with_capacity(bytes: usize) -> Self {
        let mut rows = Vec::with_capacity(HEADER.len() + bytes + TRAILER.len());
        rows.extend_from_slice(HEADER);
        Self(rows)
    }

    /// Begins a row of so many fields.
    pub(super) fn row(&mut self, fields: u8) -> &mut Self {
        self.0.extend_from_slice(&i16::from(fields).to_be_bytes());
        self
    }

    /// Adds a text or bytes.
    pub(super) fn bytes(&mut self, value: &[u8]) -> &mut Self {
        let length = i32::try_from(value.len()).expect("a field is part of a message, and smaller");
        self.0.extend_from_slice(&length.to_be_bytes());
        self.0.extend_from_slice(value);
        self
    }

    /// Adds a BIGINT.
    pub(super) fn integer(&mut self, value: i64) -> &mut Self {
        self.bytes(&value.to_be_bytes())
    }

    /// Adds nothing: NULL.
    pub(super) fn null(&mut self) -> &mut Self {
        self.0.extend_from_slice(&NULL);
        self
    }

    pub(super) fn finish(mut self) -> Vec<u8> {
        self.0.extend_from_slice(&TRAILER);
        self.0
    }
}

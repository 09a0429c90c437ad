//! Values out of bytes (ISO 32000-1, 7.2 and 7.3).

use std::ops::Range;

use super::PdfError;
use super::value::{Dictionary, Value};

/// Deeper than this, nesting serves only to exhaust a reader.
const DEPTH_MAX: usize = 64;

/// Values in one object: the page list of a long document has thousands.
const VALUES_MAX: usize = 1 << 19;

const MALFORMED: PdfError = PdfError::Damaged("malformed value");

/// Key, value, and where the value stands.
pub(crate) type Entry = (Vec<u8>, Value, Range<usize>);

/// A place in the bytes, moving on.
pub(crate) struct Parser<'a> {
    bytes: &'a [u8],
    at: usize,
    values_left: usize,
}

impl<'a> Parser<'a> {
    pub(crate) fn new(bytes: &'a [u8], at: usize) -> Self {
        Self {
            bytes,
            at,
            values_left: VALUES_MAX,
        }
    }

    pub(crate) fn at(&self) -> usize {
        self.at
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    /// Skips white space and comments.
    pub(crate) fn skip_space(&mut self) {
        while let Some(byte) = self.peek() {
            if byte == b'%' {
                while !matches!(self.peek(), None | Some(b'\r' | b'\n')) {
                    self.at += 1;
                }
            } else if is_space(byte) {
                self.at += 1;
            } else {
                return;
            }
        }
    }

    /// Takes a keyword if it stands here, after any space.
    pub(crate) fn take(&mut self, keyword: &[u8]) -> bool {
        self.skip_space();
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let ends = rest
            .get(keyword.len())
            .is_none_or(|&next| !is_regular(next));
        let found = rest.starts_with(keyword) && ends;
        if found {
            self.at += keyword.len();
        }
        found
    }

    /// Takes an unsigned number of digits only.
    pub(crate) fn number(&mut self) -> Option<u64> {
        self.skip_space();
        let token = self.regular();
        let digits = !token.is_empty() && token.iter().all(u8::is_ascii_digit);
        digits.then(|| std::str::from_utf8(token).ok()?.parse().ok())?
    }

    /// The characters up to the next delimiter.
    fn regular(&mut self) -> &'a [u8] {
        let start = self.at;
        while self.peek().is_some_and(is_regular) {
            self.at += 1;
        }
        &self.bytes[start..self.at]
    }

    /// Takes one value.
    pub(crate) fn value(&mut self) -> Result<Value, PdfError> {
        self.nested(DEPTH_MAX)
    }

    fn nested(&mut self, depth: usize) -> Result<Value, PdfError> {
        let depth = depth.checked_sub(1).ok_or(PdfError::TooComplex)?;
        self.values_left = self
            .values_left
            .checked_sub(1)
            .ok_or(PdfError::TooComplex)?;
        self.skip_space();
        match self.peek().ok_or(MALFORMED)? {
            b'/' => self.name().map(Value::Name),
            b'(' => self.literal().map(Value::Text),
            b'<' if self.bytes.get(self.at + 1) == Some(&b'<') => {
                let mut dictionary = Dictionary::new();
                for (key, value, _) in self.entries(depth)? {
                    // Two readers could take two different ones.
                    if dictionary.insert(key, value).is_some() {
                        return Err(PdfError::Damaged("a key twice in a dictionary"));
                    }
                }
                Ok(Value::Dictionary(dictionary))
            }
            b'<' => self.hexadecimal().map(Value::Text),
            b'[' => {
                self.at += 1;
                let mut values = Vec::new();
                loop {
                    self.skip_space();
                    if self.peek() == Some(b']') {
                        self.at += 1;
                        return Ok(Value::Array(values));
                    }
                    values.push(self.nested(depth)?);
                }
            }
            _ => self.word(),
        }
    }

    /// Takes a dictionary as its entries, each with the place of its value.
    pub(crate) fn spans(&mut self) -> Result<Vec<Entry>, PdfError> {
        self.skip_space();
        self.entries(DEPTH_MAX)
    }

    fn entries(&mut self, depth: usize) -> Result<Vec<Entry>, PdfError> {
        if !self.bytes[self.at.min(self.bytes.len())..].starts_with(b"<<") {
            return Err(MALFORMED);
        }
        self.at += 2;
        let mut entries = Vec::new();
        loop {
            self.skip_space();
            match self.peek().ok_or(MALFORMED)? {
                b'>' if self.bytes.get(self.at + 1) == Some(&b'>') => {
                    self.at += 2;
                    return Ok(entries);
                }
                b'/' => {
                    let key = self.name()?;
                    self.skip_space();
                    let start = self.at;
                    let value = self.nested(depth)?;
                    entries.push((key, value, start..self.at));
                }
                _ => return Err(MALFORMED),
            }
        }
    }

    fn name(&mut self) -> Result<Vec<u8>, PdfError> {
        self.at += 1;
        let mut name = Vec::new();
        let mut written = self.regular().iter();
        while let Some(&byte) = written.next() {
            if byte == b'#' {
                let high = written.next().copied().and_then(digit).ok_or(MALFORMED)?;
                let low = written.next().copied().and_then(digit).ok_or(MALFORMED)?;
                name.push(high << 4 | low);
            } else {
                name.push(byte);
            }
        }
        Ok(name)
    }

    fn hexadecimal(&mut self) -> Result<Vec<u8>, PdfError> {
        self.at += 1;
        let mut bytes = Vec::new();
        let mut high = None;
        loop {
            let byte = self.peek().ok_or(MALFORMED)?;
            self.at += 1;
            match (byte, high) {
                (b'>', None) => return Ok(bytes),
                (b'>', Some(high)) => {
                    bytes.push(high << 4);
                    return Ok(bytes);
                }
                (space, _) if is_space(space) => {}
                (_, None) => high = Some(digit(byte).ok_or(MALFORMED)?),
                (_, Some(first)) => {
                    bytes.push(first << 4 | digit(byte).ok_or(MALFORMED)?);
                    high = None;
                }
            }
        }
    }

    fn literal(&mut self) -> Result<Vec<u8>, PdfError> {
        self.at += 1;
        let mut bytes = Vec::new();
        let mut open = 1;
        loop {
            let byte = self.peek().ok_or(MALFORMED)?;
            self.at += 1;
            match byte {
                b'(' => open += 1,
                b')' => open -= 1,
                b'\\' => {
                    self.escape(&mut bytes)?;
                    continue;
                }
                _ => {}
            }
            if open == 0 {
                return Ok(bytes);
            }
            bytes.push(byte);
        }
    }

    fn escape(&mut self, bytes: &mut Vec<u8>) -> Result<(), PdfError> {
        let byte = self.peek().ok_or(MALFORMED)?;
        self.at += 1;
        match byte {
            b'n' => bytes.push(b'\n'),
            b'r' => bytes.push(b'\r'),
            b't' => bytes.push(b'\t'),
            b'b' => bytes.push(8),
            b'f' => bytes.push(12),
            b'\n' => {}
            b'\r' => {
                if self.peek() == Some(b'\n') {
                    self.at += 1;
                }
            }
            b'0'..=b'7' => {
                let mut code = u32::from(byte - b'0');
                for _ in 0..2 {
                    let Some(next @ b'0'..=b'7') = self.peek() else {
                        break;
                    };
                    code = code * 8 + u32::from(next - b'0');
                    self.at += 1;
                }
                bytes.push(u8::try_from(code & 255).expect("a byte is left"));
            }
            other => bytes.push(other),
        }
        Ok(())
    }

    /// A number, a reference, or one of three words.
    fn word(&mut self) -> Result<Value, PdfError> {
        let token = self.regular();
        match token {
            b"null" => return Ok(Value::Null),
            b"true" => return Ok(Value::Boolean(true)),
            b"false" => return Ok(Value::Boolean(false)),
            _ => {}
        }
        let text = std::str::from_utf8(token).map_err(|_| MALFORMED)?;
        if let Ok(number) = text.parse::<i64>() {
            return Ok(self
                .reference(token, number)
                .unwrap_or(Value::Integer(number)));
        }
        let real = !token.is_empty()
            && token.iter().all(|byte| b"+-.0123456789".contains(byte))
            && token.iter().any(u8::is_ascii_digit);
        real.then(|| Value::Real(token.to_vec())).ok_or(MALFORMED)
    }

    /// The rest of `12 0 R`, if that is what follows a number.
    fn reference(&mut self, token: &[u8], number: i64) -> Option<Value> {
        if !token.iter().all(u8::is_ascii_digit) {
            return None;
        }
        let number = u32::try_from(number).ok()?;
        let mut ahead = Parser::new(self.bytes, self.at);
        let generation = u16::try_from(ahead.number()?).ok()?;
        if !ahead.take(b"R") {
            return None;
        }
        self.at = ahead.at;
        Some(Value::Reference((number, generation)))
    }
}

pub(crate) fn is_space(byte: u8) -> bool {
    matches!(byte, 0 | 9 | 10 | 12 | 13 | 32)
}

fn is_regular(byte: u8) -> bool {
    !is_space(byte) && !b"()<>[]{}/%".contains(&byte)
}

fn digit(byte: u8) -> Option<u8> {
    char::from(byte)
        .to_digit(16)
        .and_then(|digit| u8::try_from(digit).ok())
}

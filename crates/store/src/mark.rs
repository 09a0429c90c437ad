//! `mark`: how far the journal and its numbers have come, kept beside the key and outside the
//! database. A database that has less was put back from a copy.
//!
//! It is written after each act without waiting for the disk: a flush for each would cost as much as the
//! act itself. A power cut can therefore take the last few marks, never an act. Two places are
//! written in turn, so that one of them is whole whatever happens.

use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use protocol::SeriesMark;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::error::Result;
use crate::folder::failed;

/// Room for each of the two places: a counter has a handful of series a year.
const PLACE_BYTES: usize = 16 * 1024;
const DIGEST_BYTES: usize = 32;

/// How far a journal has come.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Mark {
    pub(crate) epoch: u32,
    pub(crate) seq: u64,
    pub(crate) series: Vec<SeriesMark>,
}

/// The file, open.
pub(crate) struct MarkFile {
    path: PathBuf,
    file: File,
    last: Mark,
    second: bool,
}

impl MarkFile {
    /// Opens the file, or makes an empty one.
    pub(crate) fn open(path: &Path) -> Result<Self> {
        let open = || -> std::io::Result<(File, Vec<u8>)> {
            let mut options = OpenOptions::new();
            let mut file = options
                .read(true)
                .write(true)
                .create(true)
                .truncate(false)
                .open(path)?;
            let mut bytes = Vec::new();
            (&mut file)
                .take(2 * PLACE_BYTES as u64)
                .read_to_end(&mut bytes)?;
            Ok((file, bytes))
        };
        let (file, bytes) = open().map_err(|source| failed(path, source))?;
        let mut places = bytes.chunks(PLACE_BYTES).map(read);
        let first = places.next().flatten();
        let other = places.next().flatten();
        let second = order(other.as_ref()) > order(first.as_ref());
        let last = if second { other } else { first };
        Ok(Self {
            path: path.to_owned(),
            file,
            last: last.unwrap_or_default(),
            second,
        })
    }

    /// Returns the highest mark.
    pub(crate) fn mark(&self) -> &Mark {
        &self.last
    }

    /// Writes a mark in the place of the older one. An act that is committed is not undone because
    /// this failed. No series ever goes back, whatever the journal it comes from.
    pub(crate) fn set(&mut self, mut mark: Mark) {
        for known in &self.last.series {
            let same = |new: &&mut SeriesMark| {
                (&new.kind, &new.counter, new.year) == (&known.kind, &known.counter, known.year)
            };
            match mark.series.iter_mut().find(same) {
                Some(new) => new.last = new.last.max(known.last),
                None => mark.series.push(known.clone()),
            }
        }
        if mark == self.last {
            return;
        }
        if let Err(error) = self.write(&mark) {
            tracing::warn!(%error, path = %self.path.display(), "high-water mark not written");
            return;
        }
        self.last = mark;
    }

    /// Waits until the marks are on the disk.
    pub(crate) fn flush(&self) {
        if let Err(error) = self.file.sync_data() {
            tracing::warn!(%error, path = %self.path.display(), "high-water mark not flushed");
        }
    }

    fn write(&mut self, mark: &Mark) -> std::io::Result<()> {
        let json = serde_json::to_vec(mark).expect("texts and numbers are JSON");
        let length = u16::try_from(json.len())
            .ok()
            .filter(|length| usize::from(*length) <= PLACE_BYTES - DIGEST_BYTES - 2);
        let length =
            length.ok_or_else(|| std::io::Error::other("more series than there is room for"))?;
        let mut place = Sha256::digest(&json).to_vec();
        place.extend_from_slice(&length.to_be_bytes());
        place.extend_from_slice(&json);
        let to = if self.second { 0 } else { PLACE_BYTES as u64 };
        self.file.seek(SeekFrom::Start(to))?;
        self.file.write_all(&place)?;
        self.second = !self.second;
        Ok(())
    }
}

fn order(mark: Option<&Mark>) -> Option<(u32, u64)> {
    mark.map(|mark| (mark.epoch, mark.seq))
}

fn read(place: &[u8]) -> Option<Mark> {
    let (digest, rest) = place.split_at_checked(DIGEST_BYTES)?;
    let (length, rest) = rest.split_at_checked(2)?;
    let length = usize::from(u16::from_be_bytes(length.try_into().ok()?));
    let json = rest.get(..length)?;
    (Sha256::digest(json).as_slice() == digest).then(|| serde_json::from_slice(json).ok())?
}

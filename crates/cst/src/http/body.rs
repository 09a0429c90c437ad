//! Bodies: read with a limit on size, time and memory, and unpacked with a limit on what comes out.

use std::io::Read;

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use http_body_util::BodyExt;
use protocol::wire::{MEDIA_TYPE, MESSAGE_BYTES_MAX};
use tokio::sync::SemaphorePermit;
use tokio::time::{Instant, timeout_at};

use super::App;
use super::problem::{Kind, Problem};

/// A body that was read, and the memory that it holds until it is dropped.
pub(super) struct Received<'app> {
    pub(super) bytes: Vec<u8>,
    _held: Vec<SemaphorePermit<'app>>,
}

/// The unit of the budget of memory.
const UNIT: usize = 1 << 10;

/// An answer shorter than this is not worth packing.
const PACKED_FROM: usize = 256;

/// zstd's own default: packed once for each answer, on a machine with other work.
const LEVEL: i32 = 3;

/// A frame may ask its reader for a window of this size (2^23), no larger: our messages are not.
const WINDOW_LOG_MAX: u32 = 23;

impl App {
    /// Reads a body of at most `bytes_max`.
    ///
    /// One that is said to be longer is refused before a byte of it is read.
    pub(super) async fn receive(
        &self,
        headers: &HeaderMap,
        mut body: Body,
        bytes_max: usize,
    ) -> Result<Received<'_>, Problem> {
        let declared = headers
            .get(header::CONTENT_LENGTH)
            .and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
        if declared.is_some_and(|bytes| bytes > bytes_max as u64) {
            return Err(Kind::TooLarge.into());
        }
        let began = Instant::now();
        let mut received = Received {
            bytes: Vec::new(),
            _held: Vec::new(),
        };
        loop {
            // The more came, the longer it may take: a slow line is served, a dripping one is not.
            let earned = received.bytes.len() as u64 * 1_000 / self.limits.body_rate.max(1);
            let deadline =
                began + self.limits.body_grace + std::time::Duration::from_millis(earned);
            let frame = match timeout_at(deadline, body.frame()).await {
                Err(_) => return Err(Kind::Slow.into()),
                Ok(None) => break,
                Ok(Some(Err(_))) => return Err(Kind::Malformed.into()),
                Ok(Some(Ok(frame))) => frame,
            };
            let Ok(data) = frame.into_data() else {
                continue;
            };
            if received.bytes.len() + data.len() > bytes_max {
                return Err(Kind::TooLarge.into());
            }
            let units = u32::try_from(data.len().div_ceil(UNIT)).unwrap_or(u32::MAX);
            let held = self.memory.try_acquire_many(units);
            received._held.push(held.map_err(|_| Kind::Busy)?);
            received.bytes.extend_from_slice(&data);
        }
        self.metrics.bytes_in.add(received.bytes.len() as u64);
        Ok(received)
    }
}

/// How a body is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Packing {
    None,
    Zstd,
}

impl Packing {
    /// Reads the headers of a message, whose media type must be ours.
    pub(super) fn of(headers: &HeaderMap, media_type: &str) -> Result<Self, Problem> {
        let media = headers
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok());
        if !media.is_some_and(|media| media.eq_ignore_ascii_case(media_type)) {
            return Err(Kind::MediaType.into());
        }
        match headers
            .get(header::CONTENT_ENCODING)
            .map(HeaderValue::as_bytes)
        {
            None => Ok(Self::None),
            Some(b"zstd") => Ok(Self::Zstd),
            Some(_) => Err(Kind::MediaType.into()),
        }
    }

    /// Unpacks a message: one whole frame, and never more than a message may have.
    pub(super) fn unpack(self, bytes: Vec<u8>) -> Result<Vec<u8>, Problem> {
        if self == Self::None {
            return Ok(bytes);
        }
        let mut unpacked = Vec::new();
        let mut decoder = zstd::stream::read::Decoder::new(bytes.as_slice())
            .and_then(|mut decoder| {
                decoder.window_log_max(WINDOW_LOG_MAX)?;
                Ok(decoder)
            })
            .map_err(|_| Kind::Malformed)?;
        let read = decoder
            .by_ref()
            .take(MESSAGE_BYTES_MAX as u64 + 1)
            .read_to_end(&mut unpacked);
        read.map_err(|_| Kind::Malformed)?;
        if unpacked.len() > MESSAGE_BYTES_MAX {
            return Err(Kind::TooLarge.into());
        }
        Ok(unpacked)
    }

    /// Returns what the asker understands.
    pub(super) fn accepted(headers: &HeaderMap) -> Self {
        let zstd = headers
            .get_all(header::ACCEPT_ENCODING)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .any(|coding| coding.trim().eq_ignore_ascii_case("zstd"));
        if zstd { Self::Zstd } else { Self::None }
    }
}

/// A message that answers a request, packed if the asker understands that.
#[derive(Debug)]
pub(super) struct Message {
    bytes: Vec<u8>,
    packing: Packing,
}

impl Message {
    /// Packs bytes where it is worth it.
    pub(super) fn new(bytes: Vec<u8>, accepted: Packing) -> Self {
        let packed = (accepted == Packing::Zstd && bytes.len() >= PACKED_FROM)
            .then(|| zstd::bulk::compress(&bytes, LEVEL).ok())
            .flatten()
            .filter(|packed| packed.len() < bytes.len());
        match packed {
            Some(bytes) => Self {
                bytes,
                packing: Packing::Zstd,
            },
            None => Self {
                bytes,
                packing: Packing::None,
            },
        }
    }

    /// Makes the answer.
    pub(super) fn answer(self, status: StatusCode) -> Response {
        let mut response = (status, Bytes::from(self.bytes)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        if self.packing == Packing::Zstd {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("zstd"));
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_survives_packing() {
        let bytes = b"residente in Lizzano ".repeat(100);
        let packed = Message::new(bytes.clone(), Packing::Zstd);
        assert_eq!(packed.packing, Packing::Zstd);
        assert!(packed.bytes.len() < bytes.len() / 10);
        assert_eq!(packed.packing.unpack(packed.bytes).unwrap(), bytes);
        assert_eq!(Message::new(bytes.clone(), Packing::None).bytes, bytes);
    }

    #[test]
    fn a_small_frame_that_grows_without_end_is_cut() {
        let bomb = zstd::bulk::compress(&vec![0; 64 << 20], LEVEL).unwrap();
        assert!(bomb.len() < 16 << 10, "{} bytes", bomb.len());
        assert_eq!(Packing::Zstd.unpack(bomb), Err(Kind::TooLarge.into()));
    }

    #[test]
    fn bytes_that_are_no_frame_are_refused() {
        let whole = zstd::bulk::compress(&[7; 4096], LEVEL).unwrap();
        for bytes in [b"no frame".to_vec(), whole[..whole.len() - 1].to_vec()] {
            assert_eq!(Packing::Zstd.unpack(bytes), Err(Kind::Malformed.into()));
        }
    }
}

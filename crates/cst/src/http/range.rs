//! A part of a file, for who lost the line half-way (RFC 9110 §14).

use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::auth::text;
use super::problem::{Kind, Problem};

/// Answers with the part of `bytes` that is asked for. `tag` changes when the bytes do.
///
/// # Errors
/// The range begins behind the end.
pub(super) fn answer(bytes: &Bytes, tag: &str, headers: &HeaderMap) -> Result<Response, Problem> {
    let tag = HeaderValue::from_str(&format!("\"{tag}\"")).map_err(|_| Kind::Internal)?;
    let known = text(headers, &header::IF_NONE_MATCH);
    if known.is_some_and(|known| tag == known) {
        return Ok((StatusCode::NOT_MODIFIED, [(header::ETAG, tag)]).into_response());
    }
    // What was begun on other bytes starts again.
    let same = text(headers, &header::IF_RANGE).is_none_or(|begun| tag == begun);
    let range = text(headers, &header::RANGE).filter(|_| same);
    let mut response = match range.and_then(|range| parse(range, bytes.len())) {
        None => bytes.clone().into_response(),
        Some(None) => return Err(Kind::Range.into()),
        Some(Some((from, to))) => {
            let part = bytes.slice(from..=to);
            let of = format!("bytes {from}-{to}/{}", bytes.len());
            let headers = [(header::CONTENT_RANGE, of)];
            (StatusCode::PARTIAL_CONTENT, headers, part).into_response()
        }
    };
    let headers = response.headers_mut();
    headers.insert(header::ETAG, tag);
    headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    Ok(response)
}

/// Reads one range: `None` for what is to be ignored, `Some(None)` for one outside the content.
fn parse(range: &str, length: usize) -> Option<Option<(usize, usize)>> {
    let (from, to) = range.strip_prefix("bytes=")?.split_once('-')?;
    let last = length.checked_sub(1);
    if from.is_empty() {
        let count: usize = to.parse().ok()?;
        let part = last.filter(|_| count > 0);
        return Some(part.map(|last| (length.saturating_sub(count), last)));
    }
    let from: usize = from.parse().ok()?;
    let to: usize = if to.is_empty() {
        usize::MAX
    } else {
        to.parse().ok().filter(|to| *to >= from)?
    };
    Some(
        last.filter(|last| from <= *last)
            .map(|last| (from, to.min(last))),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_as_the_standard_says() {
        for (range, expected) in [
            ("bytes=0-3", Some(Some((0, 3)))),
            ("bytes=4-", Some(Some((4, 9)))),
            ("bytes=4-99", Some(Some((4, 9)))),
            ("bytes=-3", Some(Some((7, 9)))),
            ("bytes=-99", Some(Some((0, 9)))),
            ("bytes=10-", Some(None)),
            ("bytes=-0", Some(None)),
            ("bytes=5-4", None),
            ("bytes=0-1,3-4", None),
            ("lines=0-1", None),
            ("bytes=a-b", None),
        ] {
            assert_eq!(parse(range, 10), expected, "{range}");
        }
        assert_eq!(parse("bytes=0-", 0), Some(None), "nothing has no part");
    }
}

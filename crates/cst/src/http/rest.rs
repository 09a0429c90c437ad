//! What is left of a body when a request is refused before its end.
//!
//! Closing a connection with bytes unread makes the sender's system throw the answer away: a counter
//! whose clock is wrong would see a broken line instead of being told. So a refusal waits for the rest, if that is
//! short and comes soon; what comes is thrown away.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::Request;
use axum::http::header;
use http_body_util::BodyExt;
use hyper::body::{Frame, SizeHint};
use protocol::wire::BATCH_BYTES_MAX;

/// No honest batch is longer by more than its frame. Who sends more asks first (`Expect: 100-continue`).
const REST_BYTES_MAX: usize = BATCH_BYTES_MAX + (64 << 10);

const REST_TIME_MAX: Duration = Duration::from_secs(10);

/// A body of which somebody else can have the rest.
#[derive(Clone)]
pub(super) struct Rest(Arc<Mutex<Option<Body>>>);

impl Rest {
    /// Takes the body of a request and puts one in its place that reads from it.
    pub(super) fn of(request: &mut Request) -> Option<Self> {
        let waits = request.headers().contains_key(header::EXPECT);
        let long = request.body().size_hint().lower() > REST_BYTES_MAX as u64;
        if waits || long || request.body().is_end_stream() {
            return None;
        }
        let body = std::mem::take(request.body_mut());
        let rest = Self(Arc::new(Mutex::new(Some(body))));
        *request.body_mut() = Body::new(rest.clone());
        Some(rest)
    }

    /// Reads the rest and throws it away.
    pub(super) async fn drain(self) {
        let body = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some(mut body) = body else {
            return;
        };
        let read = async {
            let mut bytes = 0;
            while let Some(Ok(frame)) = body.frame().await {
                bytes += frame.data_ref().map_or(0, Bytes::len);
                if bytes > REST_BYTES_MAX {
                    return;
                }
            }
        };
        let _ = tokio::time::timeout(REST_TIME_MAX, read).await;
    }
}

impl HttpBody for Rest {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let mut body = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match body.as_mut() {
            Some(body) => Pin::new(body).poll_frame(context),
            None => Poll::Ready(None),
        }
    }

    fn is_end_stream(&self) -> bool {
        let body = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        body.as_ref().is_none_or(HttpBody::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        let body = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        body.as_ref()
            .map_or_else(SizeHint::default, HttpBody::size_hint)
    }
}

//! The table of routes, and what each does.

mod counter;
mod public;

use std::sync::Arc;

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use tower_http::catch_panic::CatchPanicLayer;

use super::App;
use super::observe::observe;
use super::problem::{Kind, Problem};

// For the document, which is put together from what is written above each handler.
pub(super) use counter::{__path_feed, __path_journal};
pub(super) use public::{__path_authority, __path_enrolment, __path_openapi, __path_status};

/// Returns all routes of the service.
pub(super) fn router(app: Arc<App>) -> Router {
    Router::new()
        .route("/status", get(public::status))
        .route("/openapi", get(public::openapi))
        .route("/v1/ca", get(public::authority))
        .route("/v1/enrolments", post(public::enrolment))
        .route("/v1/journal", post(counter::journal))
        .route("/v1/feed", get(counter::feed))
        .fallback(|| async { Problem::from(Kind::NotFound) })
        .method_not_allowed_fallback(|| async { Problem::from(Kind::Method) })
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn_with_state(app.clone(), observe))
        .with_state(app)
}

/// Returns the route of the counts, for a listener that only the machine itself reaches.
pub(super) fn metrics(app: Arc<App>) -> Router {
    let text = move || {
        let text = app.metrics.text();
        async { ([("content-type", "text/plain; version=0.0.4")], text) }
    };
    Router::new().route("/metrics", get(text))
}

fn panicked(_: Box<dyn std::any::Any + Send>) -> Response {
    tracing::error!("a request met a bug");
    Problem::from(Kind::Internal).into_response()
}

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
    let routes = Router::new()
        .route("/status", get(public::status))
        .route("/openapi", get(public::openapi))
        .route("/v1/ca", get(public::authority))
        .route("/v1/enrolments", post(public::enrolment))
        .route("/v1/journal", post(counter::journal))
        .route("/v1/feed", get(counter::feed));
    guarded(routes, app)
}

/// Puts around routes what every request meets.
fn guarded(routes: Router<Arc<App>>, app: Arc<App>) -> Router {
    routes
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

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use axum::body::Body;
    use axum::extract::{Request, State};
    use axum::http::StatusCode;
    use domain::clock::SystemClock;
    use http_body_util::BodyExt;
    use hyper::service::Service;
    use hyper_util::service::TowerToHyperService;
    use protocol::sign::SecretKey;

    use super::*;
    use crate::Centre;
    use crate::http::Limits;
    use crate::http::observe::Peer;
    use crate::storage::SqliteStorage;

    /// Asks the centre of a test for `/`, which is that handler.
    async fn ask(handler: axum::routing::MethodRouter<Arc<App>>, limits: Limits) -> Response {
        let dir = tempfile::tempdir().unwrap();
        let storage = Box::new(SqliteStorage::open(dir.path()).unwrap());
        let key = SecretKey::from_bytes(&[7; 32]).unwrap();
        let centre = Centre::new(storage, key, "prova", Vec::new(), Arc::new(SystemClock));
        let app = Arc::new(App::new(centre, Vec::new(), limits));
        let router = guarded(Router::new().route("/", handler), app);
        let mut request = Request::new(Body::empty());
        request
            .extensions_mut()
            .insert(Peer(Ipv4Addr::LOCALHOST.into()));
        let Ok(response) = TowerToHyperService::new(router).call(request).await;
        response
    }

    async fn is_problem(response: Response, status: StatusCode, kind: Kind) {
        assert_eq!(response.status(), status);
        let media = response.headers().get("content-type").unwrap();
        assert_eq!(media, "application/problem+json");
        let body = response.into_body().collect().await.unwrap().to_bytes();
        let problem: serde_json::Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(problem["type"], kind.uri());
        assert!(problem["instance"].is_string());
    }

    #[tokio::test]
    async fn a_bug_in_a_handler_is_a_refusal_of_one_request() {
        async fn bug() {
            panic!("a bug");
        }
        let response = ask(get(bug), Limits::default()).await;
        is_problem(response, StatusCode::INTERNAL_SERVER_ERROR, Kind::Internal).await;
    }

    #[tokio::test]
    async fn a_bug_in_the_centre_is_a_refusal_of_one_request() {
        async fn bug(State(app): State<Arc<App>>) -> Result<(), Problem> {
            app.run(|_| panic!("a bug")).await
        }
        let response = ask(get(bug), Limits::default()).await;
        is_problem(response, StatusCode::INTERNAL_SERVER_ERROR, Kind::Internal).await;
    }

    #[tokio::test]
    async fn what_a_library_answers_becomes_a_refusal_of_ours() {
        let teapot = || async { (StatusCode::IM_A_TEAPOT, "plain") };
        let response = ask(get(teapot), Limits::default()).await;
        is_problem(response, StatusCode::BAD_REQUEST, Kind::Malformed).await;
    }

    #[tokio::test]
    async fn one_request_too_many_is_told_to_come_back() {
        let limits = Limits {
            requests: 0,
            ..Limits::default()
        };
        let response = ask(get(|| async {}), limits).await;
        assert!(response.headers().contains_key("retry-after"));
        is_problem(response, StatusCode::SERVICE_UNAVAILABLE, Kind::Busy).await;
    }

    #[tokio::test]
    async fn a_request_for_which_no_thread_gets_free_is_told_to_come_back() {
        async fn work(State(app): State<Arc<App>>) -> Result<(), Problem> {
            app.run(|_| Ok(())).await
        }
        let limits = Limits {
            workers: 0,
            wait: std::time::Duration::from_millis(10),
            ..Limits::default()
        };
        let response = ask(get(work), limits).await;
        is_problem(response, StatusCode::SERVICE_UNAVAILABLE, Kind::Busy).await;
    }
}

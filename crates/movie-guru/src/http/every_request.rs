//! What surrounds every request: time limit, panics, span, measurement, and errors in one form.
//!
//! Handlers return what they have; whether that was an attempt, a success or the client's mistake is decided here, once.

use std::any::Any;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures::FutureExt;
use http::{HeaderValue, StatusCode, header};
use movie_guru_contract::Operation;
use movie_guru_service::openapi::{for_each_operation, problems};
use movie_guru_service::{Problem, as_problem};
use movie_guru_telemetry::logging::TRACE_TARGET;
use movie_guru_telemetry::operations::{ChatQuality, Ending};
use tracing::{Instrument, Span, field};
use utoipa::openapi::Paths;

use super::act::Act;
use crate::app::App;
use crate::phase::Shaped;

/// After this a request ends with 504.
const REQUEST_LIMIT: Duration = Duration::from_secs(30);
/// What took longer has a line in the log, and with it a way to its trace.
const SLOW: Duration = Duration::from_secs(1);

/// Runs a request that asks for something that a scenario can shape, or for something else. Where the backend measures
/// it, the chosen operation is the client's for every answer, a 405 or a 413 too.
pub(crate) async fn lived(app: Arc<App>, asked: Option<Shaped>, mut request: Request, next: Next) -> Response {
    let started = Instant::now();
    let operation = asked.and_then(Shaped::measured);
    let measurement = operation.map(|operation| app.meters.begin(operation, started));
    let name = operation.map_or("unmeasured", Operation::name);
    let span = tracing::info_span!(
        target: TRACE_TARGET, "request",
        otel.name = name, otel.kind = "server", otel.status_code = field::Empty,
        http.request.method = request.method().as_str(), url.path = request.uri().path(),
        http.response.status_code = field::Empty,
    );
    app.trace_parent.adopt(&span, request.headers_mut());
    if let Some(asked) = asked {
        request.extensions_mut().insert(Act::new(Arc::clone(&app), asked, started));
    }
    let mut response = within_limits(request, next).instrument(span.clone()).await;
    let status = response.status();
    span.record("http.response.status_code", status.as_u16());
    if status.is_server_error() {
        span.record("otel.status_code", "ERROR");
    }
    let took = started.elapsed();
    if took > SLOW {
        let took_ms = took.as_millis() as u64;
        span.in_scope(|| tracing::info!(operation = name, status = status.as_u16(), took_ms, "a slow request"));
    }
    if let Some(quality) = response.extensions().get::<ChatQuality>().filter(|_| status.is_success()) {
        app.meters.chat_quality(*quality);
    }
    if let Some(measurement) = measurement {
        measurement.end(Ending::of_status(status.as_u16()));
    }
    if status.is_client_error() || status.is_server_error() {
        response = as_problem(response, &span);
    }
    response.headers_mut().insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

/// Tells in the document what any of these operations may answer that is not the client's fault.
pub(crate) fn tell(operations: &mut Paths) {
    for_each_operation(operations, |_, operation| {
        let told = problems([
            (StatusCode::INTERNAL_SERVER_ERROR, "Something went wrong inside, or the phase lets the request fail."),
            (StatusCode::SERVICE_UNAVAILABLE, "The database is not available just now."),
            (StatusCode::GATEWAY_TIMEOUT, "It took longer than 30 seconds."),
        ]);
        operation.responses.responses.extend(told);
    });
}

/// The health check is asked for often and does nothing: it is measured, not traced.
pub(crate) async fn health_check(app: Arc<App>, request: Request, next: Next) -> Response {
    let measurement = app.meters.begin(Operation::HealthCheck, Instant::now());
    let response = next.run(request).await;
    measurement.end(Ending::of_status(response.status().as_u16()));
    if response.status().is_client_error() { as_problem(response, &Span::none()) } else { response }
}

/// What probes and scrapers ask for is not traced either; a wrong method is a problem document as everywhere.
pub(crate) async fn probe(request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    if response.status().is_client_error() { as_problem(response, &Span::none()) } else { response }
}

async fn within_limits(request: Request, next: Next) -> Response {
    let answer = AssertUnwindSafe(next.run(request)).catch_unwind();
    match tokio::time::timeout(REQUEST_LIMIT, answer).await {
        Ok(Ok(response)) => response,
        Ok(Err(panic)) => {
            tracing::error!(panic = panic_message(panic.as_ref()), "a request panicked");
            Problem::internal().into_response()
        }
        Err(_) => {
            tracing::warn!("a request took longer than its limit");
            Problem::new(StatusCode::GATEWAY_TIMEOUT, "This took too long. Please try again.").into_response()
        }
    }
}

fn panic_message(panic: &(dyn Any + Send)) -> &str {
    panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("without a message")
}

#[cfg(test)]
mod tests {
    use async_trait::async_trait;
    use axum::Router;
    use axum::body::Body;
    use axum::routing::get;
    use movie_guru_contract::label;
    use movie_guru_service::{AdminToken, Draining};
    use movie_guru_telemetry::Telemetry;
    use movie_guru_telemetry::operations::OperationMeters;
    use movie_guru_telemetry::otlp::Otlp;
    use movie_guru_telemetry::propagation::TraceParent;
    use tower::ServiceExt;

    use super::*;
    use crate::clock::Clock;
    use crate::phase::Stage;
    use crate::phase::scenario::Scenario;
    use crate::store::sqlite::SqliteStore;
    use guru::catalogue::Catalogue;
    use guru::talk::{ChatEngine, EngineError, Reply, Turn};

    struct Mute;

    #[async_trait]
    impl ChatEngine for Mute {
        async fn reply(&self, _: Turn<'_>) -> Result<Reply, EngineError> {
            Err(EngineError("mute".into()))
        }
    }

    async fn never() -> StatusCode {
        std::future::pending().await
    }

    async fn panics() -> StatusCode {
        panic!("told to")
    }

    /// Asks for `path`, as a chat; returns the status and what `/metrics` shows.
    async fn asked(path: &str) -> (StatusCode, String) {
        let telemetry = Telemetry::new("movie-guru", &Otlp::off()).unwrap();
        let catalogue = Arc::new(Catalogue::embedded().unwrap());
        let app = Arc::new(App {
            store: Arc::new(SqliteStore::in_memory(&catalogue).await.unwrap()),
            engine: Arc::new(Mute),
            catalogue,
            stage: Arc::new(Stage::new(Scenario::named("healthy").unwrap(), 1)),
            meters: OperationMeters::new(telemetry.meter()),
            clock: Clock::system(),
            admin_token: AdminToken::default(),
            trace_parent: TraceParent::Follow,
            draining: Draining::default(),
        });
        let layer = axum::middleware::from_fn(move |request: Request, next: Next| {
            lived(Arc::clone(&app), Some(Operation::Chat.into()), request, next)
        });
        let router = Router::new().route("/never", get(never)).route("/panics", get(panics)).layer(layer);
        tokio::time::pause();
        let response = router.oneshot(Request::builder().uri(path).body(Body::empty()).unwrap()).await.unwrap();
        assert_eq!(response.headers()[header::CONTENT_TYPE], "application/problem+json");
        (response.status(), telemetry.exposition().unwrap())
    }

    fn assert_is_one_failed_attempt(exposition: &str) {
        let metrics = Operation::Chat.metrics();
        let failed = format!("{}_count{{{}=\"error\"}}", metrics.latency.exposed(), label::RESULT);
        let success = metrics.success.unwrap().exposed();
        for line in [format!("{} 1", metrics.attempts.exposed()), format!("{success} 0"), format!("{failed} 1")] {
            assert!(exposition.lines().any(|shown| shown == line), "no line {line}");
        }
    }

    #[tokio::test]
    async fn a_request_without_an_end_is_a_504_and_a_failed_attempt() {
        let (status, exposition) = asked("/never").await;
        assert_eq!(status, StatusCode::GATEWAY_TIMEOUT);
        assert_is_one_failed_attempt(&exposition);
    }

    #[tokio::test]
    async fn a_panic_is_a_500_and_a_failed_attempt() {
        let (status, exposition) = asked("/panics").await;
        assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
        assert_is_one_failed_attempt(&exposition);
    }
}

//! The edge's own errors, in the form of the backend's (RFC 9457).

use axum::body::Body;
use axum::response::Response;
use http::{HeaderValue, StatusCode, header};
use opentelemetry::trace::TraceContextExt;
use serde_json::json;
use tracing_opentelemetry::OpenTelemetrySpanExt;

/// Seconds after which a client should try again.
pub(crate) const RETRY_AFTER: HeaderValue = HeaderValue::from_static("2");

pub(crate) fn problem(status: StatusCode, detail: &str) -> Response {
    let trace_id = tracing::Span::current().context().span().span_context().trace_id();
    let document = json!({
        "type": "about:blank",
        "title": status.canonical_reason().unwrap_or("Error"),
        "status": status.as_u16(),
        "detail": detail,
        "trace_id": trace_id.to_string(),
    });
    let mut response = Response::new(Body::from(document.to_string()));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if matches!(status, StatusCode::SERVICE_UNAVAILABLE | StatusCode::TOO_MANY_REQUESTS) {
        headers.insert(header::RETRY_AFTER, RETRY_AFTER);
    }
    response
}

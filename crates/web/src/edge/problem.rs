//! The edge's own errors, in the form of the backend's (RFC 9457).

use axum::body::Body;
use axum::response::Response;
use http::{HeaderValue, StatusCode, header};
use opentelemetry::trace::{TraceContextExt, TraceId};
use serde_json::json;
use tracing_opentelemetry::OpenTelemetrySpanExt;

/// Seconds after which a client should try again.
pub(crate) const RETRY_AFTER: HeaderValue = HeaderValue::from_static("2");

pub(crate) fn problem(status: StatusCode, detail: &str) -> Response {
    problem_in_trace(status, detail, &trace_id(&tracing::Span::current()))
}

/// The id to look for in logs and traces; a fresh one where nothing is traced.
pub(super) fn trace_id(span: &tracing::Span) -> String {
    let known = span.context().span().span_context().trace_id();
    if known == TraceId::INVALID { format!("{:032x}", rand::random::<u128>()) } else { known.to_string() }
}

pub(super) fn problem_in_trace(status: StatusCode, detail: &str, trace_id: &str) -> Response {
    let document = json!({
        "type": "about:blank",
        "title": status.canonical_reason().unwrap_or("Error"),
        "status": status.as_u16(),
        "detail": detail,
        "trace_id": trace_id,
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

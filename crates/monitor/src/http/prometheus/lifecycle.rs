//! Prometheus' addresses for those who watch or steer the server itself, beside `/livez` and `/readyz`. They answer in
//! plain text there, and so here.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{Method, StatusCode, header};

use crate::http::app::App;

/// Does the server run?
///
/// For what watches a Prometheus.
#[utoipa::path(
    get, path = "/-/healthy", operation_id = "healthy", tag = "Prometheus",
    responses((status = 200, description = "It does", body = String)),
)]
pub(super) async fn healthy(method: Method) -> Response {
    probe(&method, StatusCode::OK, "The monitor is Healthy.\n")
}

/// Does it take requests?
#[utoipa::path(
    get, path = "/-/ready", operation_id = "ready", tag = "Prometheus",
    responses(
        (status = 200, description = "It does", body = String),
        (status = 503, description = "It has been told to end", body = String),
    ),
)]
pub(super) async fn ready(State(app): State<Arc<App>>, method: Method) -> Response {
    match app.draining.is_on() {
        true => probe(&method, StatusCode::SERVICE_UNAVAILABLE, "Service Unavailable"),
        false => probe(&method, StatusCode::OK, "The monitor is Ready.\n"),
    }
}

/// `/-/reload` and `/-/quit`: whoever started the lab does this.
pub(super) async fn not_enabled(method: Method) -> Response {
    const ALLOWED: &str = "GET, OPTIONS, POST, PUT";
    match method {
        Method::POST | Method::PUT => (StatusCode::FORBIDDEN, "Lifecycle API is not enabled.").into_response(),
        Method::OPTIONS => (StatusCode::OK, [(header::ALLOW, ALLOWED)]).into_response(),
        Method::GET => (StatusCode::METHOD_NOT_ALLOWED, "Only POST or PUT requests allowed").into_response(),
        _ => refused(ALLOWED),
    }
}

fn probe(method: &Method, status: StatusCode, text: &'static str) -> Response {
    const ALLOWED: &str = "GET, HEAD, OPTIONS";
    match *method {
        Method::GET | Method::HEAD => (status, text).into_response(),
        Method::OPTIONS => (StatusCode::OK, [(header::ALLOW, ALLOWED)]).into_response(),
        _ => refused(ALLOWED),
    }
}

fn refused(allowed: &'static str) -> Response {
    (StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, allowed)], "Method Not Allowed\n").into_response()
}

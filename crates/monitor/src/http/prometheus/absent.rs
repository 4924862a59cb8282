//! What is not there: other addresses, other methods, and what a lab does not let others do. A program asks for these, so it
//! is answered as a program expects it, with the status that Prometheus gives.

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, Method, StatusCode, Uri, header};

use super::answer::Refusal;

/// For every address that is none.
pub(super) async fn not_there(uri: Uri) -> Refusal {
    Refusal::not_found(format!("there is no {} here", uri.path()))
}

/// For every address below `/api/v1` that is none. `OPTIONS` is answered for all of them.
pub(super) async fn not_in_v1(method: Method, uri: Uri) -> Response {
    if method == Method::OPTIONS {
        StatusCode::NO_CONTENT.into_response()
    } else {
        not_there(uri).await.into_response()
    }
}

/// Middleware: only the `allowed` methods. No page of another origin may read the answers, so `OPTIONS` allows none.
pub(super) async fn methods(allowed: &'static str, request: Request, next: Next) -> Response {
    let method = request.method().clone();
    if method == Method::OPTIONS {
        return (StatusCode::NO_CONTENT, [(header::ALLOW, allowed)]).into_response();
    }
    if allowed.split(", ").any(|known| known == method.as_str()) {
        return next.run(request).await;
    }
    let refusal = Refusal::method(format!("{method} is not answered here; {allowed} are"));
    let mut response = refusal.into_response();
    response.headers_mut().insert(header::ALLOW, HeaderValue::from_static(allowed));
    response
}

/// Delete series
///
/// No Prometheus ever did.
#[utoipa::path(
    delete, path = "/series", operation_id = "drop_series", tag = "Prometheus",
    responses((status = 500, description = "Not there", body = Object)),
)]
pub(super) async fn drop_series() -> Refusal {
    Refusal::internal("not implemented")
}

/// Delete or copy samples
///
/// Nobody does so here; Prometheus' status for it is a 500.
#[utoipa::path(
    method(post, put), path = "/admin/tsdb/{what}", operation_id = "admin", tag = "Prometheus",
    params(("what" = String, Path, description = "What to do", example = "snapshot")),
    responses((status = 500, description = "Not enabled", body = Object)),
)]
pub(super) async fn admin() -> Refusal {
    Refusal::unavailable("admin APIs disabled")
}

/// Read remotely
#[utoipa::path(
    post, path = "/read", operation_id = "remote_read", tag = "Prometheus",
    responses((status = 404, description = "Not there", body = Object)),
)]
pub(super) async fn read() -> Refusal {
    Refusal::not_found("there is no remote read here; ask /api/v1/query_range".to_owned())
}

/// Write remotely
#[utoipa::path(
    post, path = "/write", operation_id = "remote_write", tag = "Prometheus",
    responses((status = 404, description = "Not there", body = Object)),
)]
pub(super) async fn write() -> Refusal {
    Refusal::not_found("there is no remote write receiver here; let the monitor scrape a target".to_owned())
}

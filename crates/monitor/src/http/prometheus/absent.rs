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

/// `DELETE /api/v1/series`, which no Prometheus ever did.
pub(super) async fn drop_series() -> Refusal {
    Refusal::internal("not implemented")
}

/// `/api/v1/admin/tsdb/…`: nobody deletes or copies here.
pub(super) async fn admin() -> Refusal {
    Refusal::unavailable("admin APIs disabled")
}

/// `/api/v1/read`.
pub(super) async fn read() -> Refusal {
    Refusal::not_found("there is no remote read here; ask /api/v1/query_range".to_owned())
}

/// `/api/v1/write`.
pub(super) async fn write() -> Refusal {
    Refusal::not_found("there is no remote write receiver here; let the monitor scrape a target".to_owned())
}

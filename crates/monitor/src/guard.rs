//! What a request is told that does not come as far as a page.

use axum::response::{IntoResponse, Response};
use http::StatusCode;

pub(crate) fn refuse(status: StatusCode, detail: &str) -> Response {
    (status, format!("{detail}\n")).into_response()
}

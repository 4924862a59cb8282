//! Why there is no chart and no table: `{"error": …}` with a status, for `js/chart.js` to show in its place.

use axum::Json;
use axum::response::{IntoResponse, Response};
use http::{StatusCode, header};
use promql::QueryError;
use serde_json::json;

/// What is said instead of an answer.
pub(super) struct Refusal {
    status: StatusCode,
    error: String,
}

impl Refusal {
    /// The question makes no sense; `error` says what would.
    pub(super) fn of_question(error: impl Into<String>) -> Self {
        Self { status: StatusCode::UNPROCESSABLE_ENTITY, error: error.into() }
    }

    /// There is nothing of that name.
    pub(super) fn not_found(error: &str) -> Self {
        Self { status: StatusCode::NOT_FOUND, error: error.to_owned() }
    }

    /// For answers that are a page.
    pub(super) const fn status(&self) -> StatusCode {
        self.status
    }

    /// The same in words.
    pub(super) fn reason(&self) -> &str {
        &self.error
    }
}

impl From<QueryError> for Refusal {
    fn from(error: QueryError) -> Self {
        let status = match error {
            QueryError::BadData(_) | QueryError::Execution(_) => StatusCode::UNPROCESSABLE_ENTITY,
            QueryError::Timeout(_) => StatusCode::GATEWAY_TIMEOUT,
            QueryError::Unavailable(_) => StatusCode::BAD_GATEWAY,
        };
        Self { status, error: error.to_string() }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        (self.status, [(header::CACHE_CONTROL, "no-store")], Json(json!({ "error": self.error }))).into_response()
    }
}

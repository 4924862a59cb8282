//! `/livez` and `/readyz`, for whatever keeps this service running.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use axum::extract::State;
use http::StatusCode;

use crate::app::App;

pub(crate) async fn live() -> &'static str {
    "alive\n"
}

/// Ready without the backend too: people then meet a page that says so instead of a refused connection.
pub(crate) async fn ready(State(app): State<Arc<App>>) -> (StatusCode, &'static str) {
    if app.draining.load(Ordering::Relaxed) {
        (StatusCode::SERVICE_UNAVAILABLE, "stopping\n")
    } else {
        (StatusCode::OK, "ready\n")
    }
}

//! `GET /` (the counted health check), `/livez` and `/readyz`.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::response::IntoResponse;
use http::{StatusCode, header};
use movie_guru_service::{ProbeWords, Problem};

use crate::app::App;
use crate::store::Outage;

/// How long the database may take to answer before the service calls itself not ready.
const READY_WAIT: Duration = Duration::from_secs(3);

/// Check the app's health
///
/// Counted as the health check.
#[utoipa::path(
    get, path = "/", operation_id = "health", tag = "The service itself",
    responses((status = 200, description = "It answers", body = String, content_type = "application/json", example = json!("OK"))),
)]
pub(crate) async fn health() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "application/json")], "\"OK\"")
}

/// Does the process run?
#[utoipa::path(
    get, path = "/livez", operation_id = "livez", tag = "The service itself",
    responses((status = 200, description = "It does", body = String)),
)]
pub(crate) async fn live() -> &'static str {
    ProbeWords::APP.alive
}

/// Can it take requests?
#[utoipa::path(
    get, path = "/readyz", operation_id = "readyz", tag = "The service itself",
    responses((status = 200, description = "It can", body = String)),
)]
pub(crate) async fn ready(State(app): State<Arc<App>>) -> Result<&'static str, Problem> {
    let not_ready = |reason: String| Problem::new(StatusCode::SERVICE_UNAVAILABLE, reason);
    if app.draining.is_on() {
        return Err(not_ready("The server is draining: it is about to stop.".to_owned()));
    }
    match tokio::time::timeout(READY_WAIT, app.store.ready()).await {
        Ok(Ok(())) => Ok(ProbeWords::APP.ready),
        Ok(Err(error)) => {
            tracing::warn!(%error, "not ready");
            let outage = error.outage().unwrap_or(Outage::Away);
            Err(not_ready(format!("The database {outage}.")))
        }
        Err(_) => Err(not_ready(format!("The database {}.", Outage::Slow))),
    }
}

//! A team begins anew.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use http::{HeaderMap, StatusCode};
use movie_guru_service::Problem;
use movie_guru_workshop::Forgotten;
use serde::Serialize;

use super::access::only_a_coach;
use super::body::json;
use super::refusal::refusal;
use super::shown::Workshop;
use crate::app::App;

/// What was forgotten besides workbook, record and notice.
#[derive(Serialize)]
struct Gone {
    #[serde(flatten)]
    forgotten: Forgotten,
    /// Files of synthetic checks that were deleted.
    checks: Vec<String>,
}

/// `DELETE /api/workshop`, for coaches: forgets all that the team did. Workbook, record and notice are the last to go, so a
/// call that was cut off or refused is made again.
pub(super) async fn forget(
    State(app): State<Arc<App>>,
    Workshop(room): Workshop,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    only_a_coach(&app.admin, &headers, "have a team begin anew")?;
    let checks = match &app.checks {
        Some(checks) => checks.delete_all().await.map_err(|error| {
            Problem::new(
                StatusCode::SERVICE_UNAVAILABLE,
                format!("Nothing was forgotten: {error}. Mend that, and try again."),
            )
        })?,
        None => Vec::new(),
    };
    let forgotten = room.forget().await.map_err(refusal)?;
    Ok(json(Gone { forgotten, checks }))
}

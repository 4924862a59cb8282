//! The coach's notice to everybody of the team.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode};
use movie_guru_service::Problem;
use serde::Deserialize;

use super::access::only_a_coach;
use super::body::{Body, json};
use super::refusal::refusal;
use super::shown::Workshop;
use crate::app::App;

/// `GET /api/workshop/notice`: 204 where there is none.
pub(super) async fn get(Workshop(room): Workshop) -> Result<Response, Problem> {
    let notice = room.notice().await.map_err(refusal)?;
    Ok(notice.map_or_else(|| StatusCode::NO_CONTENT.into_response(), json))
}

#[derive(Deserialize)]
pub(super) struct Show {
    /// Plain text.
    text: String,
    /// How long it is shown.
    #[serde(default = "quarter_of_an_hour")]
    minutes: u32,
}

fn quarter_of_an_hour() -> u32 {
    15
}

/// `PUT /api/workshop/notice`, for coaches: in place of the one that is shown.
pub(super) async fn put(
    State(app): State<Arc<App>>,
    Workshop(room): Workshop,
    headers: HeaderMap,
    Body(Show { text, minutes }): Body<Show>,
) -> Result<Response, Problem> {
    only_a_coach(&app.admin, &headers, "tell everybody something")?;
    room.show_notice(&text, minutes).await.map(json).map_err(refusal)
}

/// `DELETE /api/workshop/notice`, for coaches.
pub(super) async fn delete(
    State(app): State<Arc<App>>,
    Workshop(room): Workshop,
    headers: HeaderMap,
) -> Result<StatusCode, Problem> {
    only_a_coach(&app.admin, &headers, "take a notice away")?;
    room.end_notice().await.map_err(refusal)?;
    Ok(StatusCode::NO_CONTENT)
}

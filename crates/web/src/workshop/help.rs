//! Calling the coach, and what happened so far.

use axum::response::Response;
use movie_guru_service::Problem;
use movie_guru_service::asked::Query;
use serde::Deserialize;
use serde_json::json;

use super::body::{self, MaybeBody};
use super::refusal::refusal;
use super::shown::Workshop;

#[derive(Default, Deserialize)]
pub(super) struct Call {
    /// At which challenge.
    challenge: Option<String>,
    /// What it is about.
    #[serde(default)]
    text: String,
}

/// `POST /api/workshop/help`
pub(super) async fn call(
    Workshop(room): Workshop,
    MaybeBody(Call { challenge, text }): MaybeBody<Call>,
) -> Result<Response, Problem> {
    room.call_help(challenge.as_deref(), &text).await.map(body::json).map_err(refusal)
}

/// `POST /api/workshop/help/answered`: by the coach, or by the team that needs none any more. It is the team's own lab.
pub(super) async fn answered(Workshop(room): Workshop) -> Result<Response, Problem> {
    room.answer_help().await.map(body::json).map_err(refusal)
}

#[derive(Deserialize)]
pub(super) struct After {
    /// So many events are known already.
    #[serde(default)]
    after: usize,
}

/// `GET /api/record?after=N`: the events, the oldest first.
pub(super) async fn record(
    Workshop(room): Workshop,
    Query(After { after }): Query<After>,
) -> Result<Response, Problem> {
    let events = room.record().await.map_err(refusal)?;
    Ok(body::json(json!({ "events": events.get(after..).unwrap_or_default() })))
}

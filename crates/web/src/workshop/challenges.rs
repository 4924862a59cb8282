//! Challenges over HTTP: how they stand, and what can be done with one.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use http::{HeaderMap, StatusCode};
use movie_guru_service::Problem;
use movie_guru_service::asked::Path;
use serde::Deserialize;

use super::access::only_a_coach;
use super::body::{Body, MaybeBody, json};
use super::refusal::refusal;
use super::shown::Workshop;
use crate::app::App;

/// A day's worth: what is more is a slip of the finger.
const MOST_MINUTES: u32 = 600;

/// `GET /api/workshop`
pub(super) async fn all(Workshop(room): Workshop) -> Result<Response, Problem> {
    room.state().await.map(json).map_err(refusal)
}

/// `GET /api/workshop/challenges/{name}`; the name is the folder's, or its number.
pub(super) async fn one(Workshop(room): Workshop, Path(name): Path<String>) -> Result<Response, Problem> {
    room.challenge_state(&name).await.map(json).map_err(refusal)
}

#[derive(Default, Deserialize)]
pub(super) struct Start {
    /// Whether what the challenge builds on is brought first.
    #[serde(default)]
    bring: bool,
}

/// `POST /api/workshop/challenges/{name}/start`
pub(super) async fn start(
    Workshop(room): Workshop,
    Path(name): Path<String>,
    MaybeBody(Start { bring }): MaybeBody<Start>,
) -> Result<Response, Problem> {
    room.start(&name, bring).await.map(json).map_err(refusal)
}

/// `POST /api/workshop/challenges/{name}/reset`
pub(super) async fn reset(Workshop(room): Workshop, Path(name): Path<String>) -> Result<Response, Problem> {
    room.reset(&name).await.map(json).map_err(refusal)
}

/// `POST /api/workshop/challenges/{name}/check`
pub(super) async fn check(Workshop(room): Workshop, Path(name): Path<String>) -> Result<Response, Problem> {
    room.check(&name).await.map(json).map_err(refusal)
}

#[derive(Deserialize)]
pub(super) struct Extend {
    minutes: u32,
}

/// `POST /api/workshop/challenges/{name}/extend`, for coaches.
pub(super) async fn extend(
    State(app): State<Arc<App>>,
    Workshop(room): Workshop,
    headers: HeaderMap,
    Path(name): Path<String>,
    Body(Extend { minutes }): Body<Extend>,
) -> Result<Response, Problem> {
    only_a_coach(&app.admin, &headers, "give more time")?;
    if !(1..=MOST_MINUTES).contains(&minutes) {
        let words = format!("minutes is {minutes}; it can be 1 to {MOST_MINUTES}.");
        return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, words));
    }
    room.extend(&name, minutes).await.map(json).map_err(refusal)
}

/// `POST /api/workshop/challenges/{name}/criteria/{criterion}/hint`
pub(super) async fn hint(
    Workshop(room): Workshop,
    Path((name, criterion)): Path<(String, String)>,
) -> Result<Response, Problem> {
    room.hint(&name, &criterion).await.map(json).map_err(refusal)
}

//! The API to write: `/api/slos`, in OpenSLO (YAML or JSON), for challenge 6 and 7 by `curl` and for `lab slo`.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use http::StatusCode;
use movie_guru_service::Problem;
use movie_guru_slo::Kind;
use serde_json::json;

use super::board::BoardState;
use super::body::{Admin, Text};
use super::documents::{Form, as_yaml};
use crate::slos::{Board, Previewed, Refused, SloView, yaml};

/// The routes of SLOs.
pub(super) fn routes() -> Router<BoardState> {
    Router::new()
        .route("/api/slos", get(all).post(apply))
        .route("/api/slos/preview", post(preview))
        .route("/api/slos/{name}", get(one).put(put).delete(delete))
        .route("/api/slos/{name}/chart", get(chart))
}

/// `GET /api/slos`: all, the least budget first; with `format=yaml` one OpenSLO file.
async fn all(State(board): State<Arc<Board>>, Query(form): Query<Form>) -> Result<Response, Problem> {
    if form.is_yaml() {
        return as_yaml(board.documents().yaml());
    }
    let scale = json!({"factor": board.scale().factor(), "words": board.scale().to_string()});
    Ok(Json(json!({"time_scale": scale, "slos": board.snapshot().slos()})).into_response())
}

async fn one(
    State(board): State<Arc<Board>>,
    Path(name): Path<String>,
    Query(form): Query<Form>,
) -> Result<Response, Problem> {
    let shown = board.snapshot();
    let slo = shown.documents.slo(&name).ok_or_else(|| Refused::missing("SLO", &name))?;
    if form.is_yaml() {
        return as_yaml(shown.documents.object(Kind::Slo, &name).ok_or_else(String::new).and_then(yaml));
    }
    Ok(Json(shown.slo(slo)).into_response())
}

/// `POST /api/slos`: every object of the body, or none of them.
async fn apply(
    State(board): State<Arc<Board>>,
    _: Admin,
    Text(text): Text,
) -> Result<Json<serde_json::Value>, Problem> {
    let applied = board.apply(text).await?;
    let warnings = board.warnings(&applied).await;
    Ok(Json(json!({"applied": applied, "warnings": warnings})))
}

async fn put(
    State(board): State<Arc<Board>>,
    Path(name): Path<String>,
    _: Admin,
    Text(text): Text,
) -> Result<(StatusCode, Json<SloView>), Problem> {
    let created = board.put_slo(name.clone(), text).await?;
    let shown = board.snapshot();
    // Somebody may have taken it away already.
    let slo = shown.documents.slo(&name).ok_or_else(|| Refused::missing("SLO", &name))?;
    let status = if created { StatusCode::CREATED } else { StatusCode::OK };
    // What no series matches is not known before the next evaluation.
    let unmatched = board.unmatched(slo).await;
    Ok((status, Json(SloView { unmatched, ..shown.slo(slo) })))
}

async fn delete(State(board): State<Arc<Board>>, Path(name): Path<String>, _: Admin) -> Result<StatusCode, Problem> {
    board.remove_slo(name).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /api/slos/preview`: an SLO on live data, without saving it.
async fn preview(State(board): State<Arc<Board>>, Text(text): Text) -> Result<Json<Previewed>, Problem> {
    Ok(Json(board.preview(&text).await?))
}

/// `GET /api/slos/{name}/chart`: an SLO over its window.
async fn chart(State(board): State<Arc<Board>>, Path(name): Path<String>) -> Result<Json<Previewed>, Problem> {
    let documents = board.documents();
    let slo = documents.slo(&name).ok_or_else(|| Refused::missing("SLO", &name))?;
    Ok(Json(board.previewed(slo, documents.since(slo)).await?))
}

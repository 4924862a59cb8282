//! The API to write: `/api/slos`, in OpenSLO (YAML or JSON), for challenge 6 and 7 by `curl` and for `lab slo`.

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use http::StatusCode;
use movie_guru_slo::Kind;
use serde_json::json;

use super::body::{Admin, Shared, Text};
use super::documents::{Form, as_yaml};
use crate::slos::{Previewed, Problem, SloView, yaml};

/// The routes of SLOs.
pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .route("/api/slos", get(all).post(apply))
        .route("/api/slos/preview", post(preview))
        .route("/api/slos/{name}", get(one).put(put).delete(delete))
        .route("/api/slos/{name}/chart", get(chart))
}

/// `GET /api/slos`: all, the least budget first; with `format=yaml` one OpenSLO file.
async fn all(State(board): State<Shared>, Query(form): Query<Form>) -> Result<Response, Problem> {
    if form.is_yaml() {
        return as_yaml(board.documents().yaml());
    }
    let scale = json!({"factor": board.scale().factor(), "words": board.scale().to_string()});
    Ok(Json(json!({"time_scale": scale, "slos": board.views()})).into_response())
}

async fn one(
    State(board): State<Shared>,
    Path(name): Path<String>,
    Query(form): Query<Form>,
) -> Result<Response, Problem> {
    let documents = board.documents();
    let slo = documents.slo(&name).ok_or_else(|| Problem::not_found("SLO", &name))?;
    if form.is_yaml() {
        return as_yaml(documents.object(Kind::Slo, &name).ok_or_else(String::new).and_then(yaml));
    }
    Ok(Json(board.view(&documents, slo)).into_response())
}

/// `POST /api/slos`: every object of the body, or none of them.
async fn apply(State(board): State<Shared>, _: Admin, Text(text): Text) -> Result<Json<serde_json::Value>, Problem> {
    let applied = board.apply(text).await?;
    let warnings = board.warnings(&applied).await;
    Ok(Json(json!({"applied": applied, "warnings": warnings})))
}

async fn put(
    State(board): State<Shared>,
    Path(name): Path<String>,
    _: Admin,
    Text(text): Text,
) -> Result<(StatusCode, Json<SloView>), Problem> {
    let created = board.put_slo(name.clone(), text).await?;
    let documents = board.documents();
    // Somebody may have taken it away already.
    let slo = documents.slo(&name).ok_or_else(|| Problem::not_found("SLO", &name))?;
    let status = if created { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, Json(board.fresh_view(&documents, slo).await)))
}

async fn delete(State(board): State<Shared>, Path(name): Path<String>, _: Admin) -> Result<StatusCode, Problem> {
    board.remove_slo(name).await.map(|()| StatusCode::NO_CONTENT)
}

/// `POST /api/slos/preview`: an SLO on live data, without saving it.
async fn preview(State(board): State<Shared>, Text(text): Text) -> Result<Json<Previewed>, Problem> {
    board.preview(&text).await.map(Json)
}

/// `GET /api/slos/{name}/chart`: an SLO over its window.
async fn chart(State(board): State<Shared>, Path(name): Path<String>) -> Result<Json<Previewed>, Problem> {
    let documents = board.documents();
    let slo = documents.slo(&name).ok_or_else(|| Problem::not_found("SLO", &name))?;
    board.previewed(slo, documents.since(slo)).await.map(Json)
}

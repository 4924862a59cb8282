//! The API to write: `/api/slos`, in OpenSLO (YAML or JSON), for challenge 6 and 7 by `curl` and for `lab slo`.

use std::sync::Arc;

use axum::extract::{DefaultBodyLimit, Path, Query, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use http::{StatusCode, header};
use movie_guru_slo::Kind;
use serde::Deserialize;
use serde_json::json;

use super::alerts_api;
use super::board::Board;
use super::body::{Admin, MOST_BYTES, Text};
use super::documents::yaml;
use super::preview::Previewed;
use super::problem::Problem;
use super::view::SloView;

/// What every handler has.
pub(crate) type Shared = Arc<Board>;

impl Board {
    /// The API of SLOs, alerts and the inbox.
    pub fn routes<S: Clone + Send + Sync + 'static>(self: &Arc<Self>) -> Router<S> {
        Router::new()
            .route("/api/slos", get(all).post(apply))
            .route("/api/slos/preview", post(preview))
            .route("/api/slos/{name}", get(one).put(put).delete(delete))
            .route("/api/slos/{name}/chart", get(chart))
            .merge(alerts_api::routes())
            .layer(DefaultBodyLimit::max(MOST_BYTES))
            .with_state(Arc::clone(self))
    }
}

/// How the answer is wanted.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Form {
    /// `yaml` for the OpenSLO object alone.
    format: Option<String>,
}

impl Form {
    pub(crate) fn is_yaml(&self) -> bool {
        self.format.as_deref() == Some("yaml")
    }
}

/// An object as YAML.
pub(crate) fn as_yaml(text: Result<String, String>) -> Result<Response, Problem> {
    let text = text.map_err(|error| Problem::new(StatusCode::INTERNAL_SERVER_ERROR, error))?;
    Ok(([(header::CONTENT_TYPE, "application/yaml")], text).into_response())
}

/// `GET /api/slos`: all, the least budget first; with `format=yaml` one OpenSLO file.
async fn all(State(board): State<Shared>, Query(form): Query<Form>) -> Result<Response, Problem> {
    if form.is_yaml() {
        return as_yaml(board.documents().yaml());
    }
    let scale = json!({"factor": board.scale.factor(), "words": board.scale.to_string()});
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

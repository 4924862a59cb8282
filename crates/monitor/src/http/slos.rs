//! The API to write: `/api/slos`, in OpenSLO (YAML or JSON), for challenge 6 and 7 by `curl` and for `lab slo`.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use movie_guru_service::Problem;
use movie_guru_service::asked::{Path, Query};
use movie_guru_slo::Kind;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::board::BoardState;
use super::body::{Admin, Text};
use super::documents::{Form, as_yaml};
use super::problem::{Needed, NoSuchSlo, Unanswered, Unreadable};
use crate::slos::{Applied, Board, Previewed, Refused, SloView, Warning, yaml};

/// The routes of SLOs.
pub(super) fn routes() -> OpenApiRouter<BoardState> {
    OpenApiRouter::default()
        .routes(routes!(all, apply))
        .routes(routes!(preview))
        .routes(routes!(one, put, delete))
        .routes(routes!(chart))
}

/// All SLOs.
#[derive(Serialize, ToSchema)]
struct Slos {
    time_scale: Scale,
    /// The least budget first.
    slos: Vec<SloView>,
}

/// How much shorter windows are here.
#[derive(Serialize, ToSchema)]
#[schema(as = TimeScale)]
struct Scale {
    #[schema(example = 24)]
    factor: f64,
    words: String,
}

/// What became of the objects that were sent.
#[derive(Serialize, ToSchema)]
struct Changes {
    applied: Vec<Applied>,
    /// What is to be said of SLOs that were taken.
    warnings: Vec<Warning>,
}

/// List SLOs
///
/// With `format=yaml` they are one OpenSLO file.
#[utoipa::path(
    get, path = "/api/slos", operation_id = "slos", tag = "SLOs", params(Form),
    responses(
        (status = 200, description = "How they stand", content((Slos = "application/json"), (String = "application/yaml"))),
        Unreadable,
    ),
)]
async fn all(State(board): State<Arc<Board>>, Query(form): Query<Form>) -> Result<Response, Problem> {
    if form.is_yaml() {
        return as_yaml(board.documents().yaml());
    }
    let scale = board.scale();
    let time_scale = Scale { factor: scale.factor(), words: scale.to_string() };
    Ok(Json(Slos { time_scale, slos: board.snapshot().slos() }).into_response())
}

/// Read an SLO
///
/// With `format=yaml` it is its OpenSLO object.
#[utoipa::path(
    get, path = "/api/slos/{name}", operation_id = "slo", tag = "SLOs",
    params(("name" = String, Path, description = "Its name"), Form),
    responses(
        (status = 200, description = "How it stands", content((SloView = "application/json"), (String = "application/yaml"))),
        Unreadable, NoSuchSlo,
    ),
)]
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

/// Take SLOs and what belongs to them
///
/// Every object of the body, or none of them.
#[utoipa::path(
    post, path = "/api/slos", operation_id = "apply", tag = "SLOs", security((), ("admin" = [])), request_body(content(("application/yaml"), (Object = "application/json")), description = "OpenSLO objects, as YAML or JSON, whatever the media type says"),
    responses((status = 200, description = "What became of them", body = Changes), Text, Admin),
)]
async fn apply(State(board): State<Arc<Board>>, _: Admin, Text(text): Text) -> Result<Json<Changes>, Problem> {
    let applied = board.apply(text).await?;
    let warnings = board.warnings(&applied).await;
    Ok(Json(Changes { applied, warnings }))
}

/// Make or change an SLO
///
/// What it names may stand in the same body. It goes on measuring from its beginning, unless its requests are others now.
#[utoipa::path(
    put, path = "/api/slos/{name}", operation_id = "put_slo", tag = "SLOs", security((), ("admin" = [])),
    params(("name" = String, Path, description = "Its name")), request_body(content(("application/yaml"), (Object = "application/json")), description = "OpenSLO objects, as YAML or JSON, whatever the media type says"),
    responses(
        (status = 200, description = "It is changed", body = SloView),
        (status = 201, description = "It is new", body = SloView),
        Text, Admin, NoSuchSlo,
    ),
)]
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

/// Delete an SLO
///
/// Its alert policies stay; its alerts end.
#[utoipa::path(
    delete, path = "/api/slos/{name}", operation_id = "delete_slo", tag = "SLOs", security((), ("admin" = [])),
    params(("name" = String, Path, description = "Its name")),
    responses((status = 204, description = "It is gone"), Admin, Unreadable, NoSuchSlo, Needed),
)]
async fn delete(State(board): State<Arc<Board>>, Path(name): Path<String>, _: Admin) -> Result<StatusCode, Problem> {
    board.remove_slo(name).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Try an SLO
///
/// How it would do on live data, without saving it.
#[utoipa::path(
    post, path = "/api/slos/preview", operation_id = "preview", tag = "SLOs", request_body(content(("application/yaml"), (Object = "application/json")), description = "OpenSLO objects, as YAML or JSON, whatever the media type says"),
    responses((status = 200, description = "How it would do", body = Previewed), Text, NoSuchSlo, Unanswered),
)]
async fn preview(State(board): State<Arc<Board>>, Text(text): Text) -> Result<Json<Previewed>, Problem> {
    Ok(Json(board.preview(&text).await?))
}

/// Read an SLO over its window
#[utoipa::path(
    get, path = "/api/slos/{name}/chart", operation_id = "slo_chart", tag = "SLOs",
    params(("name" = String, Path, description = "Its name")),
    responses((status = 200, description = "SLI and budget as they went", body = Previewed), Unreadable, NoSuchSlo, Unanswered),
)]
async fn chart(State(board): State<Arc<Board>>, Path(name): Path<String>) -> Result<Json<Previewed>, Problem> {
    let documents = board.documents();
    let slo = documents.slo(&name).ok_or_else(|| Refused::missing("SLO", &name))?;
    Ok(Json(board.previewed(slo, documents.since(slo)).await?))
}

//! The workbook over HTTP.

use axum::response::{IntoResponse, Response};
use http::{StatusCode, header};
use movie_guru_service::Problem;
use movie_guru_service::asked::Path;
use movie_guru_workshop::Answer;
use serde::Deserialize;
use serde_json::json;

use super::body::{self, Body};
use super::refusal::refusal;
use super::shown::Workshop;

/// Characters of a query that is tried.
const MOST_QUERY: usize = 20_000;

/// `GET /api/workshop/workbook/{name}`
pub(super) async fn page(Workshop(room): Workshop, Path(name): Path<String>) -> Result<Response, Problem> {
    let page = room.page(&name).await.map_err(refusal)?;
    Ok(body::json(json!({ "fields": page })))
}

#[derive(Deserialize)]
pub(super) struct Write {
    value: Answer,
    /// What the writer saw; nothing, where it is left out.
    #[serde(default)]
    was: Answer,
}

/// `PUT /api/workshop/workbook/{name}/{field}`
pub(super) async fn write(
    Workshop(room): Workshop,
    Path((name, field)): Path<(String, String)>,
    Body(Write { value, was }): Body<Write>,
) -> Result<StatusCode, Problem> {
    room.write(&name, &field, &was, value).await.map_err(refusal)?;
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /api/workshop/workbook`: makes the pages that are not there yet.
pub(super) async fn begin(Workshop(room): Workshop) -> Result<Response, Problem> {
    let places = room.begin_workbook().await.map_err(refusal)?;
    Ok(body::json(json!({ "places": places })))
}

/// `GET /api/workshop/workbook.md`
pub(super) async fn export(Workshop(room): Workshop) -> Result<Response, Problem> {
    let text = room.export().await.map_err(refusal)?;
    let headers = [
        (header::CONTENT_TYPE, "text/markdown; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "inline; filename=\"workbook.md\""),
    ];
    Ok((headers, text).into_response())
}

#[derive(Deserialize)]
pub(super) struct Preview {
    query: String,
}

/// `POST /api/workshop/preview`: what a query answers just now.
pub(super) async fn preview(
    Workshop(room): Workshop,
    Body(Preview { query }): Body<Preview>,
) -> Result<Response, Problem> {
    let length = query.chars().count();
    if length > MOST_QUERY {
        let words = format!("The query has {length} characters; {MOST_QUERY} are the most.");
        return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, words));
    }
    Ok(body::json(room.preview(&query).await))
}

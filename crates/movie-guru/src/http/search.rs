//! `GET /search`: films by words in title, cast, director, genre and plot.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Query, State};
use movie_guru_service::Problem;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::act::Act;
use super::movie::Movie;
use super::problem::bad_field;
use super::session::Session;
use crate::app::App;

const DEFAULT_LIMIT: u32 = 10;
const MOST: u32 = 50;
const MOST_CHARACTERS: usize = 200;

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Search {
    /// Words of title, cast, director, genre or plot.
    #[param(min_length = 1, max_length = 200, pattern = "\\S", example = "space comedy")]
    q: String,
    /// The most films; 10 unless told.
    #[param(minimum = 1, maximum = 50)]
    limit: Option<u32>,
}

/// What was found.
#[derive(Serialize, ToSchema)]
pub(crate) struct Found {
    /// The best first.
    movies: Vec<Movie>,
}

/// Search films
#[utoipa::path(
    get, path = "/search", operation_id = "search", tag = "Films", security(("session" = [])), params(Search),
    responses(
        (status = 200, description = "The films", body = Found),
        (status = 422, description = "A parameter is missing or wrong: `errors` names it", body = ref("#/components/schemas/Problem"), content_type = "application/problem+json"),
        Session,
    ),
)]
pub(crate) async fn get(
    State(app): State<Arc<App>>,
    act: Act,
    _: Session,
    query: Result<Query<Search>, axum::extract::rejection::QueryRejection>,
) -> Result<Json<Found>, Problem> {
    let Query(search) = query.map_err(|rejection| bad_field("query", &rejection.body_text()))?;
    let limit = search.limit.unwrap_or(DEFAULT_LIMIT);
    if !(1..=MOST).contains(&limit) {
        return Err(bad_field("limit", "must be from 1 to 50"));
    }
    if search.q.trim().is_empty() {
        return Err(bad_field("q", "is empty"));
    }
    if search.q.chars().count() > MOST_CHARACTERS {
        return Err(bad_field("q", "is longer than 200 characters"));
    }
    act.perform(async {
        let films = app.store.search(&search.q, limit).await?;
        Ok(Json(Found { movies: films.iter().map(Movie::from).collect() }))
    })
    .await
}

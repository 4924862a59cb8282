//! `GET /search`: films by words in title, cast, director, genre and plot.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Query, State};
use movie_guru_service::Problem;
use serde::{Deserialize, Serialize};

use super::act::Act;
use super::movie::Movie;
use super::problem::bad_field;
use super::session::Session;
use crate::app::App;

const DEFAULT_LIMIT: u32 = 10;
const MOST: u32 = 50;
const MOST_CHARACTERS: usize = 200;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Search {
    q: String,
    limit: Option<u32>,
}

#[derive(Serialize)]
pub(crate) struct Found {
    movies: Vec<Movie>,
}

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

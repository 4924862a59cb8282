//! The team's workshop over HTTP: challenges, workbook, checks, hints, the record.

pub(crate) mod access;
mod body;
mod challenges;
mod forget;
mod help;
mod notice;
mod refusal;
mod shown;
mod workbook;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::map_response;
use axum::response::Response;
use axum::routing::{get, post, put};
use http::{HeaderValue, header};
use movie_guru_service::as_problem;
use tracing::Span;

use crate::app::App;

/// The most that a request may hold: more than a page of the workbook with every field full would be of no use.
const MOST_BYTES: usize = 1024 * 1024;

pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/api/workshop", get(challenges::all).delete(forget::forget))
        .route("/api/workshop/notice", get(notice::get).put(notice::put).delete(notice::delete))
        .route("/api/workshop/challenges/{name}", get(challenges::one))
        .route("/api/workshop/challenges/{name}/start", post(challenges::start))
        .route("/api/workshop/challenges/{name}/reset", post(challenges::reset))
        .route("/api/workshop/challenges/{name}/check", post(challenges::check))
        .route("/api/workshop/challenges/{name}/extend", post(challenges::extend))
        .route("/api/workshop/challenges/{name}/criteria/{criterion}/hint", post(challenges::hint))
        .route("/api/workshop/help", post(help::call))
        .route("/api/workshop/help/answered", post(help::answered))
        .route("/api/workshop/workbook", post(workbook::begin))
        .route("/api/workshop/workbook.md", get(workbook::export))
        .route("/api/workshop/workbook/{name}", get(workbook::page))
        .route("/api/workshop/workbook/{name}/{field}", put(workbook::write))
        .route("/api/workshop/preview", post(workbook::preview))
        .route("/api/record", get(help::record))
        .layer(DefaultBodyLimit::max(MOST_BYTES))
        .layer(map_response(told))
}

/// What a team does now is kept by nobody on the way, and every refusal is a problem.
async fn told(mut response: Response) -> Response {
    if response.status().is_client_error() || response.status().is_server_error() {
        response = as_problem(response, &Span::current());
    }
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

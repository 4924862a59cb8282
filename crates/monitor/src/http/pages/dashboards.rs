//! `/`, `/targets`, the dashboards and what they ask for.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use http::{StatusCode, header};
use movie_guru_service::asked;

use super::answer::{missing, shown};
use super::reading;
use crate::charts::Asked;
use crate::dashboards::Undrawable;
use crate::http::problem::Unreadable;
use crate::pages::dashboards::page::NotHung;
use crate::pages::dashboards::{chart as charts, mosaic as mosaics, page as dashboards, readings};
use crate::pages::reading::NoReading;
use crate::pages::{Pages, layout, overview, targets as targets_page};

/// `GET /`
pub(super) async fn overview(State(pages): State<Arc<Pages>>) -> Response {
    shown(overview::page(&pages).await)
}

/// `GET /targets`
pub(super) async fn targets(State(pages): State<Arc<Pages>>) -> Response {
    shown(targets_page::page(&pages))
}

/// `GET /dashboards`
pub(super) async fn index(State(pages): State<Arc<Pages>>) -> Response {
    shown(dashboards::index(&pages))
}

/// `GET /dashboards/{name}`
pub(super) async fn page(
    State(pages): State<Arc<Pages>>,
    Path(name): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    match dashboards::page(&pages, &name, &asked) {
        Ok(page) => shown(page),
        Err(NotHung::Undrawable(Undrawable { file, reason })) => {
            (StatusCode::UNPROCESSABLE_ENTITY, shown(layout::notice(&pages, &file, &reason))).into_response()
        }
        Err(NotHung::Missing) => missing(&pages, "There is no such dashboard", "Dashboards lists those there are."),
    }
}

/// `GET /dashboards/{name}/mosaic.css`: where the tiles are. A style sheet, because pages have no style of their own.
pub(super) async fn mosaic(State(pages): State<Arc<Pages>>, Path(name): Path<String>) -> Response {
    let Some(hung) = pages.gallery.find(&name) else { return StatusCode::NOT_FOUND.into_response() };
    let headers = [(header::CONTENT_TYPE, "text/css; charset=utf-8"), (header::CACHE_CONTROL, "no-cache")];
    (headers, mosaics::style(&hung.dashboard.grid)).into_response()
}

/// Read a chart of a dashboard
///
/// What plotly.js is told to draw, and what it is made of; without a time, from the first figures there are.
#[utoipa::path(
    get, path = "/api/dashboards/{name}/charts/{index}", operation_id = "chart", tag = "Charts",
    params(
        ("name" = String, Path, description = "The dashboard", example = "login"),
        ("index" = usize, Path, description = "Which of its tiles, from 0"),
        Asked,
    ),
    responses(
        (status = 200, description = "The chart", body = Object),
        (status = 404, description = "There is no such chart", body = ref("#/components/schemas/NoReading")),
        Unreadable,
        NoReading,
    ),
)]
pub(super) async fn chart(
    State(pages): State<Arc<Pages>>,
    asked::Path((name, index)): asked::Path<(String, usize)>,
    asked::Query(asked): asked::Query<Asked>,
) -> Response {
    reading::answer(charts::chart(&pages, &name, index, &asked).await)
}

/// `GET /dashboards/{name}/readings/{index}?range=1h`
pub(super) async fn readings(
    State(pages): State<Arc<Pages>>,
    Path((name, index)): Path<(String, usize)>,
    Query(asked): Query<Asked>,
) -> Response {
    let Some((title, read)) = readings::reading(&pages, &name, index, &asked).await else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let (status, fragment) = match read {
        Ok(read) => (StatusCode::OK, read),
        Err(reason) => (reading::status(&reason), readings::unread(&reason)),
    };
    (status, shown(readings::document(&title, &fragment))).into_response()
}

//! `/explore`: any query, as a chart and as a table.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use movie_guru_service::asked::Query;

use super::answer::shown;
use super::reading;
use crate::http::problem::Unreadable;
use crate::pages::Pages;
use crate::pages::explore::{self, Question};
use crate::pages::reading::NoReading;

/// `GET /explore?query=…&range=…`
pub(super) async fn page(State(pages): State<Arc<Pages>>) -> Response {
    shown(explore::page(&pages))
}

/// Read a query as a chart
///
/// What plotly.js is told to draw, and what it is made of.
#[utoipa::path(
    get, path = "/api/explore/chart", operation_id = "explore_chart", tag = "Charts", params(Question),
    responses(
        (status = 200, description = "The chart", body = Object),
        Unreadable,
        NoReading,
    ),
)]
pub(super) async fn chart(State(pages): State<Arc<Pages>>, Query(question): Query<Question>) -> Response {
    reading::answer(explore::chart(&pages, question).await)
}

/// Read a query as a table
///
/// What it answers at the end of that time.
#[utoipa::path(
    get, path = "/api/explore/values", operation_id = "explore_values", tag = "Charts", params(Question),
    responses(
        (status = 200, description = "The rows", body = Object),
        Unreadable,
        NoReading,
    ),
)]
pub(super) async fn values(State(pages): State<Arc<Pages>>, Query(question): Query<Question>) -> Response {
    reading::answer(explore::values(&pages, question).await)
}

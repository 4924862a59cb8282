//! `/explore`: any query, as a chart and as a table.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;

use super::answer::shown;
use super::reading;
use crate::http::asked::Query;
use crate::pages::Pages;
use crate::pages::explore::{self, Question};

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
        (status = 400, description = "A parameter cannot be read", body = ref("#/components/schemas/Problem"), content_type = "application/problem+json"),
        (status = 422, description = "The question makes no sense, or the query", body = ref("#/components/schemas/NoReading")),
        (status = 502, description = "The source of metrics does not answer", body = ref("#/components/schemas/NoReading")),
        (status = 504, description = "The query took too long", body = ref("#/components/schemas/NoReading")),
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
        (status = 400, description = "A parameter cannot be read", body = ref("#/components/schemas/Problem"), content_type = "application/problem+json"),
        (status = 422, description = "The question makes no sense, or the query", body = ref("#/components/schemas/NoReading")),
        (status = 502, description = "The source of metrics does not answer", body = ref("#/components/schemas/NoReading")),
        (status = 504, description = "The query took too long", body = ref("#/components/schemas/NoReading")),
    ),
)]
pub(super) async fn values(State(pages): State<Arc<Pages>>, Query(question): Query<Question>) -> Response {
    reading::answer(explore::values(&pages, question).await)
}

//! `/explore`: any query, as a chart and as a table.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::response::Response;

use super::answer::shown;
use super::reading;
use crate::pages::Pages;
use crate::pages::explore::{self, Question};

/// `GET /explore?query=…&range=…`
pub(super) async fn page(State(pages): State<Arc<Pages>>) -> Response {
    shown(explore::page(&pages))
}

/// `GET /api/explore/chart?query=…&range=…`: what the chart of a query shows.
pub(super) async fn chart(State(pages): State<Arc<Pages>>, Query(question): Query<Question>) -> Response {
    reading::answer(explore::chart(&pages, question).await)
}

/// `GET /api/explore/values?query=…&range=…`: what the query answers at the end of that time.
pub(super) async fn values(State(pages): State<Arc<Pages>>, Query(question): Query<Question>) -> Response {
    reading::answer(explore::values(&pages, question).await)
}

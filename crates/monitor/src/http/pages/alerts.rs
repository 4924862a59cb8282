//! `/alerts`: what fires, the inbox, the form of alerts.

use std::sync::Arc;

use axum::Form;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::Deserialize;

use super::answer::{on_to, refused, shown};
use super::slos::Token;
use crate::pages::Pages;
use crate::pages::layout::Section;
use crate::pages::slos::fields::AlertFields;
use crate::pages::slos::{alert_form, alerts, not_deleted, save};

/// `GET /alerts`
pub(super) async fn page(State(pages): State<Arc<Pages>>) -> Response {
    shown(alerts::page(&pages))
}

/// `GET /alerts/new`
pub(super) async fn new(State(pages): State<Arc<Pages>>, Query(fields): Query<AlertFields>) -> Response {
    shown(alert_form::page(&pages, fields).await)
}

/// `POST /alerts`
pub(super) async fn create(State(pages): State<Arc<Pages>>, Form(fields): Form<AlertFields>) -> Response {
    match save::alert(&pages, &fields).await {
        Ok(()) => on_to(&format!("/slos/{}", fields.slo)),
        Err(error) => refused(&error, alert_form::again(&pages, &fields, &error).await),
    }
}

/// `POST /alerts/{name}/delete`
pub(super) async fn delete(
    State(pages): State<Arc<Pages>>,
    Path(name): Path<String>,
    Form(Token { token }): Form<Token>,
) -> Response {
    match save::without_alert(&pages, name, &token).await {
        Ok(()) => on_to("/alerts"),
        Err(error) => refused(&error, not_deleted::page(&pages, &error, Section::Alerts, "/alerts")),
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct UpTo {
    id: u64,
}

/// `POST /alerts/read`: all messages up to one have been seen.
pub(super) async fn read(State(pages): State<Arc<Pages>>, Form(UpTo { id }): Form<UpTo>) -> Response {
    pages.board.alerting().read_messages(id, true).await;
    on_to("/alerts")
}

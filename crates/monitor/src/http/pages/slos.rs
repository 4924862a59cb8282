//! `/slos`: the board, its forms, and what they send.

use std::sync::Arc;

use axum::Form;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use http::HeaderMap;
use serde::Deserialize;

use super::answer::{missing, on_to, reached_at, refused, shown};
use crate::pages::Pages;
use crate::pages::layout::Section;
use crate::pages::slos::change::{self, Wanted};
use crate::pages::slos::fields::{SloFields, WhatIf};
use crate::pages::slos::{index, not_deleted, one as page, save as saving, slo_form};

/// `GET /slos`
pub(super) async fn board(State(pages): State<Arc<Pages>>, headers: HeaderMap) -> Response {
    shown(index::page(&pages, &reached_at(&headers)).await)
}

/// `GET /slos/new`
pub(super) async fn new(State(pages): State<Arc<Pages>>, Query(fields): Query<SloFields>) -> Response {
    shown(slo_form::page(&pages, fields).await)
}

/// `POST /slos`
pub(super) async fn create(State(pages): State<Arc<Pages>>, Form(fields): Form<SloFields>) -> Response {
    match saving::slo(&pages, &fields).await {
        Ok(()) => on_to(&format!("/slos/{}", fields.name.trim())),
        Err(error) => refused(&error, slo_form::again(&pages, &fields, &error).await),
    }
}

/// `GET /slos/yaml`
pub(super) async fn yaml(State(pages): State<Arc<Pages>>, Query(wanted): Query<Wanted>) -> Response {
    shown(change::page(&pages, &wanted))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Text {
    text: String,
    token: String,
}

/// `POST /slos/yaml`
pub(super) async fn apply(State(pages): State<Arc<Pages>>, Form(Text { text, token }): Form<Text>) -> Response {
    // Browsers send lines as they are sent by mail.
    let text = text.replace("\r\n", "\n");
    match saving::text(&pages, text.clone(), &token).await {
        Ok(()) => on_to("/slos"),
        Err(error) => refused(&error, change::again(&pages, &text, &error)),
    }
}

/// `GET /slos/{name}`
pub(super) async fn one(
    State(pages): State<Arc<Pages>>,
    Path(name): Path<String>,
    Query(asked): Query<WhatIf>,
) -> Response {
    match page::page(&pages, &name, asked, None).await {
        Some(page) => shown(page),
        None => nothing(&pages),
    }
}

/// `POST /slos/{name}`
pub(super) async fn save(
    State(pages): State<Arc<Pages>>,
    Path(name): Path<String>,
    Form(wanted): Form<WhatIf>,
) -> Response {
    match saving::what_if(&pages, &name, &wanted).await {
        None => nothing(&pages),
        Some(Ok(())) => on_to(&format!("/slos/{name}")),
        Some(Err(error)) => match page::page(&pages, &name, wanted, Some(&error)).await {
            Some(page) => refused(&error, page),
            None => nothing(&pages),
        },
    }
}

fn nothing(pages: &Pages) -> Response {
    missing(pages, "There is no such SLO", "The board lists those there are.")
}

/// Who asks, where a token is wanted.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Token {
    pub(super) token: String,
}

/// `POST /slos/{name}/delete`
pub(super) async fn delete(
    State(pages): State<Arc<Pages>>,
    Path(name): Path<String>,
    Form(Token { token }): Form<Token>,
) -> Response {
    match saving::without_slo(&pages, name.clone(), &token).await {
        Ok(()) => on_to("/slos"),
        Err(error) => refused(&error, not_deleted::page(&pages, &error, Section::Slos, &format!("/slos/{name}"))),
    }
}

//! The files that pages are made of.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use movie_guru_pages::FOR_GOOD;

use crate::pages::Pages;

/// `GET /assets/{version}/{file}`
pub(super) async fn get(State(pages): State<Arc<Pages>>, Path((version, file)): Path<(String, String)>) -> Response {
    pages.assets.answer(&version, &file)
}

/// `GET /favicon.ico`
pub(super) async fn favicon(State(pages): State<Arc<Pages>>) -> Response {
    pages.assets.favicon()
}

/// `GET /plotly/{version}`
pub(super) async fn plotly(
    State(pages): State<Arc<Pages>>,
    Path(version): Path<String>,
    headers: HeaderMap,
) -> Response {
    let js = &pages.plotly;
    if !js.is_version(&version) {
        return (StatusCode::NOT_FOUND, "There is no such file.\n").into_response();
    }
    let takes = |coding: &HeaderValue| coding.to_str().is_ok_and(|text| text.contains("gzip"));
    let compressed = headers.get(header::ACCEPT_ENCODING).filter(|coding| takes(coding)).and_then(|_| js.compressed());
    let common = [
        (header::CACHE_CONTROL, FOR_GOOD),
        (header::CONTENT_TYPE, HeaderValue::from_static("text/javascript; charset=utf-8")),
        (header::VARY, HeaderValue::from_static("accept-encoding")),
    ];
    match compressed {
        Some(bytes) => (common, [(header::CONTENT_ENCODING, "gzip")], bytes).into_response(),
        None => (common, js.plain()).into_response(),
    }
}

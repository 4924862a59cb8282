//! The web app's own files.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use rust_embed::RustEmbed;

use crate::app::App;

#[derive(RustEmbed)]
#[folder = "assets"]
pub(crate) struct Files;

/// `GET /assets/{version}/{file}`
pub(crate) async fn get(State(app): State<Arc<App>>, Path((version, file)): Path<(String, String)>) -> Response {
    app.assets.answer(&version, &file)
}

/// `GET /favicon.ico`
pub(crate) async fn favicon(State(app): State<Arc<App>>) -> Response {
    app.assets.favicon()
}

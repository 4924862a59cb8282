//! Style sheets, scripts, fonts: in the binary, under an address that changes with their content, so that browsers keep
//! them for good.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use rust_embed::{EmbeddedFile, RustEmbed};

use crate::app::App;

const FOR_GOOD: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

#[derive(RustEmbed)]
#[folder = "assets"]
struct Files;

/// All assets share one version, made from the content of all: modules import each other by relative paths, and a page
/// never runs with parts of two versions.
pub(crate) struct Assets {
    version: String,
}

impl Assets {
    pub(crate) fn embedded() -> Self {
        let mut names: Vec<_> = Files::iter().collect();
        names.sort();
        let mut hasher = DefaultHasher::new();
        for name in names {
            name.hash(&mut hasher);
            Files::get(&name).map(|file| file.metadata.sha256_hash()).hash(&mut hasher);
        }
        Self { version: format!("{:016x}", hasher.finish()) }
    }

    /// The address of a file.
    pub(crate) fn url(&self, file: &str) -> String {
        format!("/assets/{}/{file}", self.version)
    }
}

/// `GET /assets/{version}/{file}`
pub(crate) async fn get(State(app): State<Arc<App>>, Path((version, file)): Path<(String, String)>) -> Response {
    match Files::get(&file).filter(|_| version == app.assets.version) {
        Some(content) => {
            ([(header::CACHE_CONTROL, FOR_GOOD), (header::CONTENT_TYPE, content_type(&file))], bytes(content))
                .into_response()
        }
        None => (StatusCode::NOT_FOUND, "There is no such file.\n").into_response(),
    }
}

/// Browsers ask for it where a page names no icon, as for a picture alone.
pub(crate) async fn favicon() -> Response {
    match Files::get("icon.svg") {
        Some(content) => ([(header::CONTENT_TYPE, content_type("icon.svg"))], bytes(content)).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

fn bytes(file: EmbeddedFile) -> Vec<u8> {
    file.data.into_owned()
}

fn content_type(file: &str) -> HeaderValue {
    let guessed = mime_guess::from_path(file).first_raw().unwrap_or("application/octet-stream");
    let text = guessed.starts_with("text/");
    HeaderValue::from_str(&if text { format!("{guessed}; charset=utf-8") } else { guessed.to_owned() })
        .unwrap_or(HeaderValue::from_static("application/octet-stream"))
}

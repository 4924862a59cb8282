//! Style sheets, scripts, fonts: in the binary, under an address that changes with their content, so that browsers keep
//! them for good.

use std::borrow::Cow;
use std::hash::{DefaultHasher, Hash, Hasher};

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use rust_embed::{EmbeddedFile, RustEmbed};

use crate::base::below;

/// `Cache-Control` of what never changes under its address.
pub const FOR_GOOD: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

/// What every service has besides its own: the display type, and elements made from text.
#[derive(RustEmbed)]
#[folder = "assets"]
struct Shared;

/// The files of a service and those that all services have. All share one version, made from the content of all: modules import each other by relative
/// paths, and a page never runs with parts of two versions.
pub struct Assets {
    version: String,
    file: fn(&str) -> Option<EmbeddedFile>,
}

impl Assets {
    /// The embedded files of a folder.
    pub fn of<Files: RustEmbed>() -> Self {
        Self::made(|name| Files::get(name).or_else(|| Shared::get(name)), Files::iter().chain(Shared::iter()))
    }

    /// The embedded files of two folders; of two by one name the first's.
    pub fn of_both<Files: RustEmbed, More: RustEmbed>() -> Self {
        let file = |name: &str| Files::get(name).or_else(|| More::get(name)).or_else(|| Shared::get(name));
        Self::made(file, Files::iter().chain(More::iter()).chain(Shared::iter()))
    }

    fn made(file: fn(&str) -> Option<EmbeddedFile>, names: impl Iterator<Item = Cow<'static, str>>) -> Self {
        let mut names: Vec<_> = names.collect();
        names.sort();
        let mut hasher = DefaultHasher::new();
        for name in names {
            name.hash(&mut hasher);
            file(&name).map(|file| file.metadata.sha256_hash()).hash(&mut hasher);
        }
        Self { version: format!("{:016x}", hasher.finish()), file }
    }

    /// The address of a file, for whoever asked.
    pub fn url(&self, file: &str) -> String {
        below(&format!("/assets/{}/{file}", self.version))
    }

    /// What `GET /assets/{version}/{file}` answers.
    pub fn answer(&self, version: &str, file: &str) -> Response {
        match (self.file)(file).filter(|_| version == self.version) {
            Some(content) => {
                ([(header::CACHE_CONTROL, FOR_GOOD), (header::CONTENT_TYPE, content_type(file))], bytes(content))
                    .into_response()
            }
            None => (StatusCode::NOT_FOUND, "There is no such file.\n").into_response(),
        }
    }

    /// What `GET /favicon.ico` answers: browsers ask for it where a page names no icon, as for a picture alone.
    pub fn favicon(&self) -> Response {
        match (self.file)("icon.svg") {
            Some(content) => ([(header::CONTENT_TYPE, content_type("icon.svg"))], bytes(content)).into_response(),
            None => StatusCode::NOT_FOUND.into_response(),
        }
    }
}

fn bytes(file: EmbeddedFile) -> Vec<u8> {
    file.data.into_owned()
}

/// The `Content-Type` of a file, by its name.
pub fn content_type(file: &str) -> HeaderValue {
    let guessed = mime_guess::from_path(file).first_raw().unwrap_or("application/octet-stream");
    let text = guessed.starts_with("text/");
    HeaderValue::from_str(&if text { format!("{guessed}; charset=utf-8") } else { guessed.to_owned() })
        .unwrap_or(HeaderValue::from_static("application/octet-stream"))
}

//! Style sheets, modules, and plotly.js, which comes out of the crate `plotly` so that what draws a chart fits what
//! describes it.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::Write;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use flate2::Compression;
use flate2::write::GzEncoder;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use movie_guru_pages::FOR_GOOD;
use plotly::Plot;
use rust_embed::RustEmbed;

use super::Pages;

#[derive(RustEmbed)]
#[folder = "assets"]
pub(super) struct Files;

/// `GET /assets/{version}/{file}`
pub(super) async fn get(State(pages): State<Arc<Pages>>, Path((version, file)): Path<(String, String)>) -> Response {
    pages.assets.answer(&version, &file)
}

/// `GET /favicon.ico`
pub(super) async fn favicon(State(pages): State<Arc<Pages>>) -> Response {
    pages.assets.favicon()
}

/// plotly.js, 4.6 MB: compressed once, and kept by browsers for good.
#[derive(Clone)]
pub(crate) struct PlotlyJs {
    plain: Bytes,
    url: String,
    gzip: Arc<OnceLock<Bytes>>,
    asked: Arc<AtomicBool>,
}

impl PlotlyJs {
    /// As the crate carries it.
    pub(super) fn embedded() -> Self {
        // The first of two script elements; the second is MathJax, which no chart here needs.
        let elements = Plot::offline_js_sources();
        let script = elements.split_once('>').map_or("", |(_, rest)| rest);
        let script = script.split_once("</script>").map_or(script, |(script, _)| script);
        let mut hasher = DefaultHasher::new();
        script.hash(&mut hasher);
        let url = format!("/plotly/{:016x}.js", hasher.finish());
        Self { plain: Bytes::copy_from_slice(script.as_bytes()), url, gzip: Arc::default(), asked: Arc::default() }
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// What to send to somebody who reads gzip. The first who asks gets it as it is: to compress takes longer than to
    /// send, and goes on beside.
    fn compressed(&self) -> Option<Bytes> {
        if !self.asked.swap(true, Ordering::Relaxed) {
            let js = self.clone();
            tokio::task::spawn_blocking(move || js.compress());
        }
        self.gzip.get().cloned()
    }

    fn compress(&self) {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        if let Ok(compressed) = encoder.write_all(&self.plain).and_then(|()| encoder.finish()) {
            let _ = self.gzip.set(compressed.into());
        }
    }
}

/// `GET /plotly/{version}`
pub(super) async fn plotly(
    State(pages): State<Arc<Pages>>,
    Path(version): Path<String>,
    headers: HeaderMap,
) -> Response {
    let js = &pages.plotly;
    if js.url.rsplit('/').next() != Some(&version) {
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
        None => (common, js.plain.clone()).into_response(),
    }
}

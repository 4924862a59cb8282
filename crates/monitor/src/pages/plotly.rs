//! Style sheets, modules, and plotly.js, which comes out of the crate `plotly` so that what draws a chart fits what
//! describes it.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::Write;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use axum::body::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use plotly::Plot;
use rust_embed::RustEmbed;

/// The files of `assets`.
#[derive(RustEmbed)]
#[folder = "assets"]
pub(super) struct Files;

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

    /// Whether this is its version, as it stands in its address.
    pub(crate) fn is_version(&self, version: &str) -> bool {
        self.url.rsplit('/').next() == Some(version)
    }

    /// As it is.
    pub(crate) fn plain(&self) -> Bytes {
        self.plain.clone()
    }

    /// What to send to somebody who reads gzip. The first who asks gets it as it is: to compress takes longer than to
    /// send, and goes on beside.
    pub(crate) fn compressed(&self) -> Option<Bytes> {
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

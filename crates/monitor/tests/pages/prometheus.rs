//! Debian's Prometheus with a story in it, as the source of a monitor's metrics.

use movie_guru_test_support::{Server, backfill};
use tempfile::TempDir;

pub(crate) struct Prometheus {
    pub(crate) base: String,
    _server: Server,
    _home: TempDir,
}

impl Prometheus {
    /// Holds what the OpenMetrics text says; none where there is no Prometheus.
    pub(crate) async fn with(story: &str) -> Option<Self> {
        let home = tempfile::tempdir().unwrap();
        if !story.is_empty() && !backfill(home.path(), story) {
            return None;
        }
        let server = Server::prometheus(home.path(), &[]).await?;
        Some(Self { base: server.url.as_str().trim_end_matches('/').to_owned(), _server: server, _home: home })
    }
}

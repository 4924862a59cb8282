//! Samples that can be asked: in our store, or in Prometheus.

use std::sync::Arc;

use movie_guru_monitor::source::{EmbeddedSource, MetricsSource, PrometheusSource, SourceMetadata};
use tempfile::TempDir;
use tsdb::StoreConfig;

use crate::programs::Prometheus;
use crate::remote_write::write;
use crate::samples::{self, Line};

/// Who answers.
#[derive(Clone, Copy)]
pub(crate) enum Judge {
    Ours,
    Prometheus,
}

/// The samples of a script since the last `clear`; time begins in 1970, as in Prometheus' own tests.
pub(crate) struct World {
    pub(crate) source: Box<dyn MetricsSource>,
    _prometheus: Option<Prometheus>,
    _folder: TempDir,
}

impl World {
    /// None where Prometheus is to answer and absent.
    pub(crate) async fn of(judge: Judge, lines: &[Line]) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let (source, prometheus): (Box<dyn MetricsSource>, _) = match judge {
            Judge::Ours => {
                let store =
                    samples::open(&StoreConfig { retention: None, ..StoreConfig::new(folder.path().join("store")) });
                for (labels, samples) in lines {
                    let stored = store.append(samples.iter().map(|(at, value)| (labels.clone(), *at, *value))).unwrap();
                    assert_eq!(stored.stored, samples.len(), "{labels:?} is loaded twice for the same time");
                }
                (Box::new(EmbeddedSource::new(Arc::new(store), Arc::new(SourceMetadata::default()))), None)
            }
            Judge::Prometheus => {
                let prometheus = Prometheus::start(folder.path(), &["--web.enable-remote-write-receiver"]).await?;
                let last = lines.iter().flat_map(|(_, samples)| samples.last()).map(|(at, _)| *at).max();
                // Its newest block takes only what is about as new as its newest sample.
                for from in (0..=last.unwrap_or(-1)).step_by(SLICE_MS as usize) {
                    let inside = |(at, _): &&(i64, f64)| (from..from + SLICE_MS).contains(at);
                    let slice: Vec<Line> = lines
                        .iter()
                        .map(|(labels, samples)| (labels.clone(), samples.iter().filter(inside).copied().collect()))
                        .filter(|(_, samples): &Line| !samples.is_empty())
                        .collect();
                    write(&prometheus.url, &slice).await;
                }
                (Box::new(PrometheusSource::new(&prometheus.url, None).unwrap()), Some(prometheus))
            }
        };
        Some(Self { source, _prometheus: prometheus, _folder: folder })
    }
}

const SLICE_MS: i64 = 30 * 60_000;

//! The embedded store: tsink keeps the samples, an index in memory says which series there are.

mod index;
mod meters;
mod open;

use std::sync::Arc;
use std::sync::atomic::Ordering;

use opentelemetry::metrics::Meter;
use promql_parser::label::Matcher;
use tsink::{DataPoint, Row, SeriesSelection, Storage, TsinkError};

use crate::promql::Points;
use crate::source::{Labels, QueryError};
pub(crate) use index::Entry;
use index::Index;
use meters::Meters;
pub use open::{OpenError, StoreConfig};

/// Samples on disk.
pub struct Store {
    storage: Arc<dyn Storage>,
    index: Index,
    meters: Meters,
}

/// What became of samples that were to be stored.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stored {
    /// Stored.
    pub stored: usize,
    /// Refused: not newer than what their series has already.
    pub not_newer: usize,
    /// Refused: their series would be one too many.
    pub too_many_series: usize,
}

/// Samples could not be stored.
#[derive(Debug, thiserror::Error)]
#[error("samples cannot be stored: {0}")]
pub struct StoreError(#[from] TsinkError);

impl Store {
    /// Opens a store in a folder, or begins one. A damaged one is set aside, which the log says.
    ///
    /// # Errors
    /// Where the folder is in use, or cannot be written.
    pub fn open(config: &StoreConfig, meter: &Meter) -> Result<Self, OpenError> {
        let storage = open::open(config)?;
        let index = Index::of(storage.as_ref(), config.most_series)?;
        let meters = Meters::new(meter);
        meters.series(index.len());
        Ok(Self { storage, index, meters })
    }

    /// Stores samples, all of one moment or each of its own; the name of a series is its label `__name__`. What is
    /// refused is left out, the others are stored. Blocks.
    ///
    /// # Errors
    /// Where nothing could be stored: a full disk, for example. It is logged and counted.
    pub fn append(&self, samples: impl IntoIterator<Item = (Labels, i64, f64)>) -> Result<Stored, StoreError> {
        let mut outcome = Stored::default();
        let mut rows = Vec::new();
        for (labels, at, value) in samples {
            let Some(entry) = self.index.entry(labels) else {
                outcome.too_many_series += 1;
                continue;
            };
            if entry.newest.fetch_max(at, Ordering::Relaxed) >= at {
                outcome.not_newer += 1;
                continue;
            }
            rows.push(Row::with_labels(&entry.name, entry.stored.clone(), DataPoint::new(at, value)));
        }
        self.meters.series(self.index.len());
        self.meters.refused(outcome.not_newer + outcome.too_many_series);
        if rows.is_empty() {
            return Ok(outcome);
        }
        match self.storage.insert_rows(&rows) {
            Ok(()) => {
                outcome.stored = rows.len();
                self.meters.stored(rows.len());
                Ok(outcome)
            }
            Err(error) => {
                // The next scrape is newer still; only a sample of the same moment could be tried again.
                self.meters.failed(rows.len());
                tracing::error!(%error, samples = rows.len(), "samples could not be stored and are lost");
                Err(error.into())
            }
        }
    }

    /// The series that match all of the matchers, in the order of their labels. Not all need have a sample left.
    pub(crate) fn matching(&self, matchers: &[Matcher]) -> Vec<Arc<Entry>> {
        self.index.matching(matchers)
    }

    /// Those of the series that do have a sample from one moment to another, both included.
    pub(crate) fn with_samples(
        &self,
        series: Vec<Arc<Entry>>,
        from: i64,
        to: i64,
    ) -> Result<Vec<Arc<Entry>>, QueryError> {
        let selection = SeriesSelection::new().with_time_range(from, to.saturating_add(1));
        let there = self.storage.select_series(&selection).map_err(unreadable)?;
        let there: std::collections::HashSet<_> =
            there.into_iter().map(|series| (series.name, series.labels)).collect();
        Ok(series.into_iter().filter(|entry| there.contains(&(entry.name.clone(), entry.stored.clone()))).collect())
    }

    /// The samples of a series from one moment to another, both included, in order; of two at the same moment the later
    /// stored one.
    pub(crate) fn read(&self, series: &Entry, from: i64, to: i64) -> Result<Points, QueryError> {
        let stored = match self.storage.select(&series.name, &series.stored, from, to.saturating_add(1)) {
            Ok(stored) => stored,
            Err(TsinkError::NoDataPoints { .. }) => Vec::new(),
            Err(error) => return Err(unreadable(error)),
        };
        let mut points = Points::default();
        for point in stored {
            let value = point.value.as_f64().unwrap_or(f64::NAN);
            points.insert(point.timestamp, value);
        }
        Ok(points)
    }

    /// How many series there are.
    pub fn series_count(&self) -> usize {
        self.index.len()
    }

    /// Writes out what is in memory and lets the folder go. Blocks.
    ///
    /// # Errors
    /// Where it cannot be written; the log of writes has it still.
    pub fn close(&self) -> Result<(), StoreError> {
        Ok(self.storage.close()?)
    }
}

fn unreadable(error: TsinkError) -> QueryError {
    QueryError::Execution(format!("the store cannot be read: {error}"))
}

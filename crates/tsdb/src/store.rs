//! The store as a whole: what comes in, what is moved on, and what can be read.

use std::collections::{BTreeMap, HashSet};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use jiff::Timestamp;
use opentelemetry::metrics::Meter;
use promql::{QueryError, Queryable, Selected};
use series::{Labels, Matcher, Points, duration::milliseconds};

use crate::blocks::Blocks;
use crate::head::Head;
use crate::index::{Entry, Index};
use crate::isolation::Reader;
use crate::meters::Meters;
use crate::open::{self, OpenError, StoreConfig};

/// Samples on disk.
pub struct Store {
    blocks: Arc<Blocks>,
    pub(crate) index: Arc<Index>,
    head: Arc<Head>,
    /// The moment of the newest sample of all, in milliseconds since 1970.
    newest: AtomicI64,
    moving: Mutex<Option<JoinHandle<()>>>,
    retention: Option<Duration>,
    meters: Meters,
}

/// What became of samples that were to be stored.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stored {
    /// Stored.
    pub stored: usize,
    /// Refused: not newer than what their series has already, or older than what is kept.
    pub not_newer: usize,
    /// Refused: their series would be one too many.
    pub too_many_series: usize,
}

/// Samples could not be stored.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Neither in memory nor in the log: a full disk, for example.
    #[error("samples cannot be stored: {0}")]
    Log(#[from] std::io::Error),
}

impl Store {
    /// Opens a store in a folder, or begins one. What is damaged is set aside, which the log says.
    ///
    /// # Errors
    /// Where the folder is in use, or cannot be written.
    pub fn open(config: &StoreConfig, meter: &Meter) -> Result<Self, OpenError> {
        let (blocks, found) = open::open(config)?;
        let index = Arc::new(Index::of(found, config.most_series));
        let head = Head::open(&config.folder, &index, config.recent as u64);
        let head = head.map_err(|reason| OpenError::Log { folder: config.folder.clone(), reason })?;
        let newest = index.matching(&[]).iter().map(|entry| entry.newest.load(Ordering::Relaxed)).max();
        let meters = Meters::new(meter);
        meters.series(index.len());
        let retention = config.retention;
        Ok(Self {
            blocks: Arc::new(blocks),
            index,
            head: Arc::new(head),
            newest: AtomicI64::new(newest.unwrap_or(i64::MIN)),
            moving: Mutex::default(),
            retention,
            meters,
        })
    }

    /// Stores samples, all of one moment or each of its own; the name of a series is its label `__name__`. What is
    /// refused is left out, the others are stored, on the disk itself. Blocks.
    ///
    /// # Errors
    /// Where nothing could be stored: a full disk, for example. It is logged and counted.
    pub fn append(&self, samples: impl IntoIterator<Item = (Labels, i64, f64)>) -> Result<Stored, StoreError> {
        let mut outcome = Stored::default();
        let mut accepted = Vec::new();
        let (oldest, mut newest) = (self.oldest(), i64::MIN);
        for (labels, at, value) in samples {
            let Some(entry) = self.index.entry(labels) else {
                outcome.too_many_series += 1;
                continue;
            };
            if at <= oldest || entry.newest.fetch_max(at, Ordering::Relaxed) >= at {
                // The same once more, as a target's own timestamp brings it at every scrape, is no news.
                outcome.not_newer += usize::from(!entry.ends_with(at, value));
                continue;
            }
            newest = newest.max(at);
            accepted.push((entry, at, value));
        }
        self.meters.series(self.index.len());
        self.meters.refused(outcome.not_newer + outcome.too_many_series);
        if accepted.is_empty() {
            return Ok(outcome);
        }
        if let Err(error) = self.head.append(&accepted) {
            // The next scrape is newer still; only a sample of the same moment could be tried again.
            self.meters.failed(accepted.len());
            tracing::error!(%error, samples = accepted.len(), "samples could not be stored and are lost");
            return Err(error.into());
        }
        outcome.stored = accepted.len();
        self.newest.fetch_max(newest, Ordering::Relaxed);
        self.meters.stored(accepted.len());
        if self.head.is_due(newest) {
            self.move_on();
        }
        Ok(outcome)
    }

    /// The moment before which nothing is kept.
    fn oldest(&self) -> i64 {
        let now = Timestamp::now().as_millisecond();
        self.retention.map_or(i64::MIN, |retention| now.saturating_sub(milliseconds(retention)))
    }

    /// Moves what is in memory to the disk, beside all else.
    fn move_on(&self) {
        let (head, blocks, index) = (Arc::clone(&self.head), Arc::clone(&self.blocks), Arc::clone(&self.index));
        let oldest = self.oldest();
        let moving = std::thread::spawn(move || head.move_into(&blocks, &index, oldest));
        *self.moving.lock().unwrap_or_else(PoisonError::into_inner) = Some(moving);
    }

    /// The labels of the series that match all matchers of any of the selectors, each once and in order; of all series where
    /// there are no selectors. With a time only those that have a sample from its one moment to the other, both included and in
    /// milliseconds since 1970; without one they need have no sample left.
    ///
    /// # Errors
    /// Where the disk cannot be read.
    pub fn series(
        &self,
        selectors: &[Vec<Matcher>],
        within: Option<(i64, i64)>,
    ) -> Result<Vec<Arc<Labels>>, QueryError> {
        let all: &[Vec<Matcher>] = &[Vec::new()];
        let mut found = BTreeMap::new();
        for matchers in if selectors.is_empty() { all } else { selectors } {
            found.extend(self.index.matching(matchers).into_iter().map(|entry| (Arc::clone(&entry.labels), entry)));
        }
        if let Some((from, to)) = within {
            let on_disk: HashSet<_> = self.blocks.with_samples(from, to).map_err(unreadable)?.into_iter().collect();
            found.retain(|_, entry| {
                !entry.recent().points.between(from, to).at.is_empty()
                    || entry.number().is_some_and(|number| on_disk.contains(&number))
            });
        }
        Ok(found.into_keys().collect())
    }

    /// The samples of now, for one query: what is appended meanwhile is not among them, and what is appended together is there
    /// whole or not at all.
    pub fn snapshot(&self) -> Snapshot {
        Snapshot { blocks: Arc::clone(&self.blocks), index: Arc::clone(&self.index), reader: self.head.reader() }
    }

    /// The moment of the newest sample of all in memory, in milliseconds since 1970.
    pub fn newest(&self) -> Option<i64> {
        Some(self.newest.load(Ordering::Relaxed)).filter(|newest| *newest != i64::MIN)
    }

    /// How many damaged parts were set aside and still lie beside the store.
    pub fn damages(&self) -> usize {
        self.head.damages()
    }

    /// Waits until what is on its way from memory to the disk is there. Blocks.
    pub fn settle(&self) {
        let moving = self.moving.lock().unwrap_or_else(PoisonError::into_inner).take();
        if moving.is_some_and(|moving| moving.join().is_err()) {
            tracing::error!("moving recent samples to the disk broke; they are in the log");
        }
    }
}

/// What was in a store when [`Store::snapshot`] was called.
pub struct Snapshot {
    blocks: Arc<Blocks>,
    index: Arc<Index>,
    reader: Reader,
}

impl Snapshot {
    /// The samples of a series from one moment to another, both included, in order.
    fn read(&self, series: &Entry, from: i64, to: i64) -> Result<Points, QueryError> {
        // First from memory: what is moved to the disk meanwhile is then there twice, and not missed.
        let (recent, to) = {
            let recent = series.recent();
            let to = recent.seen_until(&self.reader, to);
            (recent.points.between(from, to), to)
        };
        let Some(number) = series.on_disk_since(from) else { return Ok(recent) };
        let mut points = self.blocks.read(number, from, to).map_err(unreadable)?;
        points.extend(&recent);
        Ok(points)
    }
}

impl Queryable for Snapshot {
    fn select<'a>(
        &'a self,
        matchers: &[Matcher],
        from: i64,
        to: i64,
    ) -> Box<dyn Iterator<Item = Result<Selected, QueryError>> + 'a> {
        let read = move |entry: Arc<Entry>| Ok((Arc::clone(&entry.labels), self.read(&entry, from, to)?));
        Box::new(self.index.matching(matchers).into_iter().map(read))
    }
}

fn unreadable(error: rusqlite::Error) -> QueryError {
    QueryError::Execution(format!("the store cannot be read: {error}"))
}

//! The newest samples of every series, in memory and in the log. The table on disk is given hours at a time and not scrapes:
//! what is compressed together is small.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::blocks::Blocks;
use crate::index::{Entry, Index};
use crate::isolation::{Isolation, Reader};
use crate::log::{self, End, Log};
use crate::open::{DAMAGED, damaged_name};

/// How long samples stay here: as in Prometheus, two hours.
const SPAN_MS: i64 = 2 * 3_600_000;

pub(crate) struct Head {
    folder: PathBuf,
    writing: Mutex<Writing>,
    /// Samples in memory.
    count: AtomicU64,
    most: u64,
    moving: AtomicBool,
    isolation: Arc<Isolation>,
}

struct Writing {
    log: Log,
    number: u64,
    /// The moment of the first sample in the logs.
    since: Option<i64>,
}

impl Head {
    /// What the logs of a folder have, and a new log. At most `most` samples are held; at half of that they are moved on.
    pub(crate) fn open(folder: &Path, index: &Index, most: u64) -> io::Result<Self> {
        let mut last = 0;
        let mut saved = Vec::new();
        for (number, path) in log::files(folder)? {
            last = number;
            let mut samples = Vec::new();
            let end = log::read(&path, |labels, at, value| {
                if let Some(entry) = index.entry(labels.clone()) {
                    samples.push((entry, at, value));
                }
            })?;
            for (entry, at, value) in &samples {
                entry.newest.fetch_max(*at, Ordering::Relaxed);
                entry.recent().points.insert(*at, *value);
            }
            match end {
                End::Whole => {}
                End::Torn => {
                    tracing::info!(log = %path.display(), "the last scrape before the end was not written whole")
                }
                End::Damaged => {
                    let aside = damaged_name(&path);
                    std::fs::rename(&path, &aside)?;
                    tracing::error!(log = %path.display(), set_aside = %aside.display(),
                        "the log of recent samples is damaged; it was set aside, and what is after the damage is lost");
                    saved.append(&mut samples);
                }
            }
        }
        let mut log = Log::begin(folder, last + 1)?;
        if !saved.is_empty() {
            log.write(saved.iter().map(|(entry, at, value)| (entry.labels.as_ref(), *at, *value)))?;
        }
        let (mut count, mut since) = (0, None);
        for entry in index.matching(&[]) {
            let recent = entry.recent();
            count += recent.points.at.len() as u64;
            since = since.into_iter().chain(recent.points.at.first().copied()).min();
        }
        let writing = Writing { log, number: last + 1, since };
        Ok(Self {
            folder: folder.to_owned(),
            writing: Mutex::new(writing),
            count: AtomicU64::new(count),
            most,
            moving: AtomicBool::new(false),
            isolation: Arc::default(),
        })
    }

    /// How many damaged files and folders lie beside the logs.
    pub(crate) fn damages(&self) -> usize {
        let is_damaged = |entry: &std::fs::DirEntry| entry.file_name().to_string_lossy().contains(DAMAGED);
        std::fs::read_dir(&self.folder).map_or(0, |entries| entries.flatten().filter(is_damaged).count())
    }

    fn writing(&self) -> MutexGuard<'_, Writing> {
        self.writing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes samples in: first into the log.
    pub(crate) fn append(&self, samples: &[(Arc<Entry>, i64, f64)]) -> io::Result<()> {
        let mut writing = self.writing();
        if self.count.load(Ordering::Relaxed) + samples.len() as u64 > self.most {
            return Err(io::Error::other(
                "there are too many recent samples in memory, and they cannot be written out",
            ));
        }
        writing.log.write(samples.iter().map(|(entry, at, value)| (entry.labels.as_ref(), *at, *value)))?;
        let numbers = self.isolation.begin();
        for (entry, at, value) in samples {
            entry.recent().insert(*at, *value, numbers);
            writing.since = Some(writing.since.map_or(*at, |since| since.min(*at)));
        }
        self.isolation.end(numbers.0);
        self.count.fetch_add(samples.len() as u64, Ordering::Relaxed);
        Ok(())
    }

    /// Sees what was taken in whole until now.
    pub(crate) fn reader(&self) -> Reader {
        self.isolation.reader()
    }

    /// Whether it is time to move samples on, and nobody does so yet; whoever is told so has to.
    pub(crate) fn is_due(&self, newest: i64) -> bool {
        let old = self.writing().since.is_some_and(|since| newest - since >= SPAN_MS);
        let full = self.count.load(Ordering::Relaxed) > self.most / 2;
        (old || full) && !self.moving.swap(true, Ordering::AcqRel)
    }

    /// Moves all samples into the table, and then their logs away. What comes meanwhile stays here.
    pub(crate) fn move_into(&self, blocks: &Blocks, index: &Index, oldest: i64) {
        if let Err(error) = self.moved(blocks, index, oldest) {
            tracing::error!(%error, "recent samples could not be moved on; they stay in memory and in the log");
        }
        self.moving.store(false, Ordering::Release);
    }

    fn moved(&self, blocks: &Blocks, index: &Index, oldest: i64) -> Result<(), MoveError> {
        let logs = self.rotate()?;
        let mut moved = Vec::new();
        for entry in index.matching(&[]) {
            let last = entry.recent().points.at.last().copied();
            moved.extend(last.map(|last| (entry, last)));
        }
        let numbers = blocks.numbers(moved.iter().map(|(entry, _)| entry.labels.as_ref()))?;
        for ((entry, _), number) in moved.iter().zip(&numbers) {
            entry.is_number(*number);
        }
        let hours = moved
            .iter()
            .zip(&numbers)
            .map(|((entry, last), number)| (*number, entry.recent().points.between(oldest, *last)));
        blocks.write(hours, oldest)?;
        for (entry, last) in moved {
            let gone = entry.forget_until(last);
            self.count.fetch_sub(gone as u64, Ordering::Relaxed);
        }
        logs.iter().try_for_each(std::fs::remove_file)?;
        Ok(())
    }

    /// Begins a new log; the older ones are returned.
    fn rotate(&self) -> io::Result<Vec<PathBuf>> {
        let mut writing = self.writing();
        let old = log::files(&self.folder)?.into_iter().map(|(_, path)| path).collect();
        let number = writing.number + 1;
        *writing = Writing { log: Log::begin(&self.folder, number)?, number, since: None };
        Ok(old)
    }
}

#[derive(Debug, thiserror::Error)]
enum MoveError {
    #[error(transparent)]
    Log(#[from] io::Error),
    #[error(transparent)]
    Blocks(#[from] rusqlite::Error),
}

//! What is appended together is seen together: a query that reads while a scrape is being taken in sees all of it or nothing.
//! As in Prometheus, appends have numbers, and who reads notes the last one that was whole.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use series::Points;

/// The number of an append; the first is 1.
pub(crate) type Batch = u64;

/// Which appends are whole, and up to which of them somebody reads.
#[derive(Debug, Default)]
pub(crate) struct Isolation(Mutex<Numbers>);

#[derive(Debug, Default)]
struct Numbers {
    whole: Batch,
    /// How many readers there are that see this append and none after it.
    read: BTreeMap<Batch, usize>,
}

/// Sees the appends that were whole when it began, as long as it is there.
#[derive(Debug)]
pub(crate) struct Reader {
    isolation: Arc<Isolation>,
    through: Batch,
}

/// The samples of one series in memory.
#[derive(Debug, Default)]
pub(crate) struct Recent {
    pub(crate) points: Points,
    /// Which append brought the newest of them, with their moments, as far as a reader may not see it.
    late: Vec<(Batch, i64)>,
}

impl Isolation {
    fn numbers(&self) -> MutexGuard<'_, Numbers> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The number of an append that begins, and the last one that every reader of now and later sees. There is one append at a
    /// time.
    pub(crate) fn begin(&self) -> (Batch, Batch) {
        let numbers = self.numbers();
        let seen_by_all = numbers.read.first_key_value().map_or(numbers.whole, |(through, _)| *through);
        (numbers.whole + 1, seen_by_all)
    }

    /// Who reads from now on sees this append, too.
    pub(crate) fn end(&self, batch: Batch) {
        self.numbers().whole = batch;
    }

    pub(crate) fn reader(self: &Arc<Self>) -> Reader {
        let mut numbers = self.numbers();
        let through = numbers.whole;
        *numbers.read.entry(through).or_default() += 1;
        Reader { isolation: Arc::clone(self), through }
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        let mut numbers = self.isolation.numbers();
        if let Some(readers) = numbers.read.get_mut(&self.through) {
            *readers -= 1;
            if *readers == 0 {
                numbers.read.remove(&self.through);
            }
        }
    }
}

impl Recent {
    /// Takes in a sample of an append, of which [`Isolation::begin`] said what all see.
    pub(crate) fn insert(&mut self, at: i64, value: f64, (batch, seen_by_all): (Batch, Batch)) {
        self.late.retain(|(batch, _)| *batch > seen_by_all);
        self.late.push((batch, at));
        self.points.insert(at, value);
    }

    /// The last moment up to `to` of which a reader sees the samples.
    pub(crate) fn seen_until(&self, reader: &Reader, to: i64) -> i64 {
        let unseen = self.late.iter().filter(|(batch, _)| *batch > reader.through).map(|(_, at)| at.saturating_sub(1));
        unseen.min().map_or(to, |last| last.min(to))
    }
}

//! Which series there are. A query's matchers are tried here and not in the store, so each label is in memory once and
//! what matches is what Prometheus would match: a label that is absent is empty.

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, RwLock};

use series::{Labels, METRIC_NAME, Match, Matcher, Points};

use crate::blocks::Found;
use crate::isolation::Recent;

/// One series.
#[derive(Debug)]
pub(crate) struct Entry {
    /// All of its labels.
    pub(crate) labels: Arc<Labels>,
    /// The moment of its newest sample since the start, in milliseconds since 1970.
    pub(crate) newest: AtomicI64,
    recent: Mutex<Recent>,
    /// Its number on disk, once it has one.
    number: OnceLock<i64>,
    /// The moment of its last sample on disk.
    on_disk_until: AtomicI64,
}

impl Entry {
    /// Its samples that are in memory.
    pub(crate) fn recent(&self) -> MutexGuard<'_, Recent> {
        self.recent.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether its newest sample in memory is this one, to the bit.
    pub(crate) fn ends_with(&self, at: i64, value: f64) -> bool {
        let recent = &self.recent().points;
        let last = recent.at.last().zip(recent.values.last());
        last.is_some_and(|(last, known)| *last == at && known.to_bits() == value.to_bits())
    }

    /// Its number on disk, if there are samples from a moment on there.
    pub(crate) fn on_disk_since(&self, from: i64) -> Option<i64> {
        self.number().filter(|_| self.on_disk_until.load(Ordering::Relaxed) >= from)
    }

    /// Its number on disk, where it has one.
    pub(crate) fn number(&self) -> Option<i64> {
        self.number.get().copied()
    }

    /// It has this number on disk.
    pub(crate) fn is_number(&self, number: i64) {
        // Whoever was first said the same.
        let _ = self.number.set(number);
    }

    /// Lets go of the samples up to a moment, which are on disk now; how many these are is returned.
    pub(crate) fn forget_until(&self, last: i64) -> usize {
        let recent = &mut self.recent().points;
        self.on_disk_until.fetch_max(last, Ordering::Relaxed);
        let gone = recent.at.partition_point(|at| *at <= last);
        *recent = Points { at: recent.at.split_off(gone), values: recent.values.split_off(gone) };
        gone
    }
}

#[derive(Default)]
struct Known {
    by_labels: HashMap<Arc<Labels>, Arc<Entry>>,
    by_name: BTreeMap<String, BTreeMap<Arc<Labels>, Arc<Entry>>>,
}

pub(crate) struct Index {
    known: RwLock<Known>,
    most: usize,
}

impl Index {
    /// What is on disk already.
    pub(crate) fn of(found: Vec<Found>, most: usize) -> Self {
        let mut known = Known::default();
        for Found { id, labels, last } in found {
            let entry = known.add(labels);
            entry.is_number(id);
            entry.on_disk_until.store(last, Ordering::Relaxed);
        }
        Self { known: RwLock::new(known), most }
    }

    pub(crate) fn len(&self) -> usize {
        self.known.read().unwrap_or_else(PoisonError::into_inner).by_labels.len()
    }

    /// A series, new or known; none where it would be one too many.
    pub(crate) fn entry(&self, labels: Labels) -> Option<Arc<Entry>> {
        if let Some(entry) = self.known.read().unwrap_or_else(PoisonError::into_inner).by_labels.get(&labels) {
            return Some(Arc::clone(entry));
        }
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        match known.by_labels.get(&labels) {
            Some(entry) => Some(Arc::clone(entry)),
            None => (known.by_labels.len() < self.most).then(|| known.add(labels)),
        }
    }

    pub(crate) fn matching(&self, matchers: &[Matcher]) -> Vec<Arc<Entry>> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        let name =
            matchers.iter().filter(|matcher| matcher.name == METRIC_NAME).find_map(|matcher| match &matcher.value {
                Match::Equal(name) => Some(name),
                _ => None,
            });
        let matches = |entry: &&Arc<Entry>| {
            let value = |matcher: &Matcher| entry.labels.get(&matcher.name).map_or("", String::as_str);
            matchers.iter().all(|matcher| matcher.is_match(value(matcher)))
        };
        match name {
            Some(name) => {
                known.by_name.get(name).into_iter().flat_map(BTreeMap::values).filter(matches).cloned().collect()
            }
            None => known.by_name.values().flat_map(BTreeMap::values).filter(matches).cloned().collect(),
        }
    }
}

impl Known {
    fn add(&mut self, labels: Labels) -> Arc<Entry> {
        let name = labels.get(METRIC_NAME).cloned().unwrap_or_default();
        let labels = Arc::new(labels);
        let entry = Arc::new(Entry {
            labels: Arc::clone(&labels),
            newest: AtomicI64::new(i64::MIN),
            recent: Mutex::default(),
            number: OnceLock::new(),
            on_disk_until: AtomicI64::new(i64::MIN),
        });
        self.by_labels.insert(Arc::clone(&labels), Arc::clone(&entry));
        self.by_name.entry(name).or_default().insert(labels, Arc::clone(&entry));
        entry
    }
}

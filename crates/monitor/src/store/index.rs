//! Which series there are. A query's matchers are tried here and not in the store, so each label is in memory once and
//! what matches is what Prometheus would match: a label that is absent is empty.

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use promql_parser::label::{METRIC_NAME, MatchOp, Matcher};
use tsink::{Label, Storage, TsinkError};

use crate::promql::Points;
use crate::source::Labels;

/// One series.
#[derive(Debug)]
pub(crate) struct Entry {
    /// All of its labels.
    pub(crate) labels: Arc<Labels>,
    /// As the store knows it: name and labels apart.
    pub(super) name: String,
    pub(super) stored: Vec<Label>,
    /// The moment of its newest sample since the start, in milliseconds since 1970.
    pub(super) newest: AtomicI64,
    recent: Mutex<Points>,
    /// Whether the store on disk may have samples of it, and up to when.
    on_disk_until: AtomicI64,
}

impl Entry {
    /// Its samples that are in memory.
    pub(super) fn recent(&self) -> MutexGuard<'_, Points> {
        self.recent.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether samples from a moment on may be on disk.
    pub(super) fn is_on_disk_since(&self, from: i64) -> bool {
        self.on_disk_until.load(Ordering::Relaxed) >= from
    }

    /// Whether that has yet to be found out, as after a start.
    pub(super) fn is_on_disk_unknown(&self) -> bool {
        self.on_disk_until.load(Ordering::Relaxed) == i64::MAX
    }

    /// It has been found out.
    pub(super) fn is_on_disk_until(&self, last: i64) {
        self.on_disk_until.store(last, Ordering::Relaxed);
    }

    /// Lets go of the samples up to a moment, which are on disk now; how many these are is returned.
    pub(super) fn forget_until(&self, last: i64) -> usize {
        let mut recent = self.recent();
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

pub(super) struct Index {
    known: RwLock<Known>,
    most: usize,
}

impl Index {
    /// What a store has already.
    pub(super) fn of(storage: &dyn Storage, most: usize) -> Result<Self, TsinkError> {
        let mut known = Known::default();
        for series in storage.list_metrics_with_wal()? {
            let mut labels: Labels = series.labels.into_iter().map(|label| (label.name, label.value)).collect();
            labels.insert(METRIC_NAME.to_owned(), series.name);
            // How far back its samples go is not asked of every series.
            known.add(labels).on_disk_until.store(i64::MAX, Ordering::Relaxed);
        }
        Ok(Self { known: RwLock::new(known), most })
    }

    pub(super) fn len(&self) -> usize {
        self.known.read().unwrap_or_else(PoisonError::into_inner).by_labels.len()
    }

    /// A series, new or known; none where it would be one too many.
    pub(super) fn entry(&self, labels: Labels) -> Option<Arc<Entry>> {
        if let Some(entry) = self.known.read().unwrap_or_else(PoisonError::into_inner).by_labels.get(&labels) {
            return Some(Arc::clone(entry));
        }
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        match known.by_labels.get(&labels) {
            Some(entry) => Some(Arc::clone(entry)),
            None => (known.by_labels.len() < self.most).then(|| known.add(labels)),
        }
    }

    pub(super) fn matching(&self, matchers: &[Matcher]) -> Vec<Arc<Entry>> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        let name = matchers.iter().find(|matcher| matcher.name == METRIC_NAME && matches!(matcher.op, MatchOp::Equal));
        let matches = |entry: &&Arc<Entry>| {
            let value = |matcher: &Matcher| entry.labels.get(&matcher.name).map_or("", String::as_str);
            matchers.iter().all(|matcher| matcher.is_match(value(matcher)))
        };
        match name {
            Some(name) => {
                known.by_name.get(&name.value).into_iter().flat_map(BTreeMap::values).filter(matches).cloned().collect()
            }
            None => known.by_name.values().flat_map(BTreeMap::values).filter(matches).cloned().collect(),
        }
    }
}

impl Known {
    fn add(&mut self, labels: Labels) -> Arc<Entry> {
        let name = labels.get(METRIC_NAME).cloned().unwrap_or_default();
        let of_label = |(name, value): (&String, &String)| Label::new(name, value);
        let stored = labels.iter().filter(|(name, _)| *name != METRIC_NAME).map(of_label).collect();
        let labels = Arc::new(labels);
        let entry = Arc::new(Entry {
            labels: Arc::clone(&labels),
            name: name.clone(),
            stored,
            newest: AtomicI64::new(i64::MIN),
            recent: Mutex::default(),
            on_disk_until: AtomicI64::new(i64::MIN),
        });
        self.by_labels.insert(Arc::clone(&labels), Arc::clone(&entry));
        self.by_name.entry(name).or_default().insert(labels, Arc::clone(&entry));
        entry
    }
}

//! How many series there are, and of which labels.

use std::collections::HashMap;

use series::METRIC_NAME;

use crate::store::Store;

/// As many of each list are told as Prometheus tells.
const MOST: usize = 10;

/// What the store holds, and the largest parts of it, each list from the largest on.
#[derive(Debug, Default)]
pub struct Statistics {
    /// Series.
    pub series: usize,
    /// Different pairs of a label and its value.
    pub label_pairs: usize,
    /// Series with samples in memory.
    pub in_memory: usize,
    /// The moment of the oldest sample in memory, in milliseconds since 1970.
    pub oldest: Option<i64>,
    /// The moment of the newest.
    pub newest: Option<i64>,
    /// Series of a metric.
    pub series_by_metric: Vec<(String, u64)>,
    /// Values of a label.
    pub values_by_label: Vec<(String, u64)>,
    /// Bytes of all values of a label.
    pub bytes_by_label: Vec<(String, u64)>,
    /// Series with a label's value, as `label=value`.
    pub series_by_pair: Vec<(String, u64)>,
}

impl Store {
    /// What it holds now.
    pub fn statistics(&self) -> Statistics {
        let series = self.index.matching(&[]);
        let mut labels: HashMap<&str, HashMap<&str, u64>> = HashMap::new();
        let (mut in_memory, mut oldest) = (0, None);
        for entry in &series {
            for (name, value) in entry.labels.iter() {
                *labels.entry(name).or_default().entry(value).or_default() += 1;
            }
            let first = entry.recent().points.at.first().copied();
            in_memory += usize::from(first.is_some());
            oldest = oldest.into_iter().chain(first).min();
        }
        let of_labels = |count: fn(&HashMap<&str, u64>) -> u64| {
            largest(labels.iter().map(|(name, values)| ((*name).to_owned(), count(values))))
        };
        let metrics = labels.get(METRIC_NAME).into_iter().flatten();
        let pairs = labels
            .iter()
            .flat_map(|(name, values)| values.iter().map(move |(value, count)| (format!("{name}={value}"), *count)));
        Statistics {
            series: series.len(),
            label_pairs: labels.values().map(HashMap::len).sum(),
            in_memory,
            oldest,
            newest: self.newest(),
            series_by_metric: largest(metrics.map(|(name, count)| ((*name).to_owned(), *count))),
            values_by_label: of_labels(|values| values.len() as u64),
            bytes_by_label: of_labels(|values| values.keys().map(|value| value.len() as u64).sum()),
            series_by_pair: largest(pairs),
        }
    }
}

fn largest(all: impl Iterator<Item = (String, u64)>) -> Vec<(String, u64)> {
    let mut all: Vec<_> = all.collect();
    all.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
    all.truncate(MOST);
    all
}

//! Which metrics there are: an SLO that names another one would never see a request, so it is refused.
//!
//! This crate knows no metric itself. Whoever checks SLOs says what is measured: the lab its contract, a monitor what
//! it has scraped as well.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use crate::nearest::nearest;

/// What kind of series a metric is.
#[derive(Clone, Debug, PartialEq)]
pub enum MetricKind {
    /// Only ever rises.
    Counter,
    /// Goes up and down.
    Gauge,
    /// Buckets with these upper bounds, in the metric's own unit, `+Inf` left out.
    Histogram(Vec<f64>),
}

/// The metrics that an SLI may name.
#[derive(Clone, Debug, Default)]
pub struct KnownMetrics {
    metrics: BTreeMap<String, MetricKind>,
    /// Whether there may be others.
    open: bool,
    /// What is to be said of a name that is not known.
    advice: Option<String>,
}

impl KnownMetrics {
    /// From names as Prometheus shows them; a histogram's without `_bucket`.
    pub fn new(metrics: impl IntoIterator<Item = (String, MetricKind)>) -> Self {
        Self { metrics: metrics.into_iter().collect(), ..Self::default() }
    }

    /// With more metrics. What a name is stays as it was known first; histograms of the same name have the bounds of both.
    #[must_use]
    pub fn with(mut self, more: impl IntoIterator<Item = (String, MetricKind)>) -> Self {
        for (name, kind) in more {
            match (self.metrics.entry(name), kind) {
                (Entry::Vacant(free), kind) => {
                    free.insert(kind);
                }
                (Entry::Occupied(mut known), MetricKind::Histogram(more)) => {
                    if let MetricKind::Histogram(bounds) = known.get_mut() {
                        bounds.extend(more);
                        bounds.sort_by(f64::total_cmp);
                        bounds.dedup();
                    }
                }
                (Entry::Occupied(_), _) => {}
            }
        }
        self
    }

    /// With names and bounds that are not known taken as they are: nobody can be asked about them here.
    #[must_use]
    pub fn open(self) -> Self {
        Self { open: true, ..self }
    }

    /// With something to say of each name that is not known: what to do, or why it may be known elsewhere.
    #[must_use]
    pub fn advising(self, advice: impl Into<String>) -> Self {
        Self { advice: Some(advice.into()), ..self }
    }

    /// What a metric is; none where there is no such metric.
    pub fn get(&self, name: &str) -> Option<&MetricKind> {
        self.metrics.get(name)
    }

    /// Whether a name is a counter: one by itself, or the count of a histogram or one of its buckets.
    pub(crate) fn check_counter(&self, name: &str) -> Result<(), String> {
        let histogram = ["_count", "_bucket"].iter().find_map(|suffix| name.strip_suffix(suffix));
        match (self.get(name), histogram.and_then(|base| self.get(base))) {
            (Some(MetricKind::Counter), _) | (_, Some(MetricKind::Histogram(_))) => Ok(()),
            (Some(MetricKind::Gauge), _) => Err(format!("needs a counter, and `{name}` is a gauge")),
            (Some(MetricKind::Histogram(_)), _) => Err(format!(
                "needs a counter, and `{name}` is a histogram: use `{name}_count`, or a thresholdMetric for a latency"
            )),
            (None, _) if self.open => Ok(()),
            (None, _) => Err(self.unknown(name, |kind| *kind == MetricKind::Counter)),
        }
    }

    /// Whether a name is a histogram that has this bound; values are compared as numbers.
    pub(crate) fn check_bound(&self, name: &str, bound: Option<f64>) -> Result<(), BoundMistake> {
        let bounds = match self.get(name) {
            Some(MetricKind::Histogram(bounds)) => bounds,
            Some(_) => {
                let detail = format!("needs a histogram, and `{name}` is none: a thresholdMetric counts its buckets");
                return Err(BoundMistake::Metric(detail));
            }
            None if self.open => return Ok(()),
            None => {
                let detail = self.unknown(name, |kind| matches!(kind, MetricKind::Histogram(_)));
                return Err(BoundMistake::Metric(detail));
            }
        };
        let Some(bound) = bound else { return Ok(()) };
        if self.open || bounds.contains(&bound) {
            return Ok(());
        }
        let below = bounds.iter().copied().filter(|known| *known < bound).reduce(f64::max);
        let above = bounds.iter().copied().filter(|known| *known > bound).reduce(f64::min);
        let near: Vec<_> = below.into_iter().chain(above).map(|known| known.to_string()).collect();
        Err(BoundMistake::Bound(format!(
            "must be a bound of a bucket of `{name}`, or requests on either side of it cannot be told apart: {} would \
             do, {bound} does not",
            near.join(" or ")
        )))
    }

    fn unknown(&self, name: &str, fits: impl Fn(&MetricKind) -> bool) -> String {
        let fitting = self.metrics.iter().filter(|(_, kind)| fits(kind)).map(|(name, _)| name.as_str());
        let hint = nearest(name, fitting).map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
        let advice = self.advice.as_ref().map_or_else(String::new, |advice| format!(" ({advice})"));
        format!("names a metric that is not measured: `{name}`{hint}{advice}")
    }
}

/// Which of the two is wrong: the metric, or the threshold.
pub(crate) enum BoundMistake {
    Metric(String),
    Bound(String),
}

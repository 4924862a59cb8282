//! Which metrics an SLO may name: those of the contract, measured yet or not, and those that the source of metrics knows,
//! whether a target of `--scrape-config` or another Prometheus brought them.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;
use movie_guru_slo::{KnownMetrics, Measure, MetricKind, Period, SloSet};
use promql::QueryError;

use crate::source::{Metadata, MetricsSource};

const ANY_TIME: Period = Period { start: Timestamp::MIN, end: Timestamp::MAX };
/// So long a change waits for a source that does not answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// What a source knows.
#[derive(Clone, Debug, Default)]
pub(crate) struct Known {
    metrics: Vec<(String, MetricKind)>,
    /// Why it could not be asked.
    failure: Option<String>,
}

impl Known {
    /// Asks a source, of histograms no more than a text names.
    pub(crate) async fn by(source: &dyn MetricsSource, text: &str) -> Self {
        if text.is_empty() {
            return Self::default();
        }
        match tokio::time::timeout(PATIENCE, metrics(source, text)).await {
            Ok(Ok(metrics)) => Self { metrics, failure: None },
            Ok(Err(error)) => Self { metrics: Vec::new(), failure: Some(error.to_string()) },
            Err(_) => Self { metrics: Vec::new(), failure: Some(format!("no answer within {} s", PATIENCE.as_secs())) },
        }
    }

    /// All that an SLO may name, beside those that are there already: what was taken once stays, measured still or not.
    pub(crate) fn catalogue(&self, contract: &KnownMetrics, there: &SloSet) -> KnownMetrics {
        let catalogue = contract.clone().with(named(there)).with(self.metrics.iter().cloned());
        match &self.failure {
            Some(failure) => catalogue.advising(format!("the source of metrics cannot be asked for more: {failure}")),
            None => catalogue,
        }
    }
}

/// What SLOs name.
fn named(set: &SloSet) -> impl Iterator<Item = (String, MetricKind)> {
    set.slos.iter().flat_map(|slo| match &slo.indicator.measure {
        Measure::Good { good: part, total } | Measure::Bad { bad: part, total } => {
            [part, total].map(|selector| (selector.metric.clone(), MetricKind::Counter)).to_vec()
        }
        Measure::Threshold { histogram, bound, .. } => {
            vec![(histogram.metric.clone(), MetricKind::Histogram(vec![*bound]))]
        }
    })
}

async fn metrics(source: &dyn MetricsSource, text: &str) -> Result<Vec<(String, MetricKind)>, QueryError> {
    let names = source.label_values("__name__", &[], ANY_TIME).await?;
    let metadata = source.metadata().await?;
    let mut metrics = Vec::new();
    for name in &names {
        match name.strip_suffix("_bucket").filter(|base| is_histogram(&metadata, base)) {
            Some(histogram) if text.contains(histogram) => {
                metrics.push((histogram.to_owned(), MetricKind::Histogram(bounds(source, histogram).await?)));
            }
            Some(histogram) => metrics.push((histogram.to_owned(), MetricKind::Histogram(Vec::new()))),
            None => metrics.extend(kind(&metadata, name).map(|kind| (name.clone(), kind))),
        }
    }
    Ok(metrics)
}

/// The bounds of a histogram's buckets that a source has, in order, `+Inf` left out.
pub(crate) async fn bounds(source: &dyn MetricsSource, histogram: &str) -> Result<Vec<f64>, QueryError> {
    let values = source.label_values("le", &[format!("{histogram}_bucket")], ANY_TIME).await?;
    let bounds = values.iter().filter_map(|value| value.parse().ok());
    let mut bounds: Vec<f64> = bounds.filter(|bound: &f64| bound.is_finite()).collect();
    bounds.sort_by(f64::total_cmp);
    bounds.dedup();
    Ok(bounds)
}

fn said<'m>(metadata: &'m BTreeMap<String, Metadata>, name: &str) -> Option<&'m str> {
    metadata.get(name).map(|said| said.kind.as_str()).filter(|kind| *kind != "unknown")
}

fn is_histogram(metadata: &BTreeMap<String, Metadata>, base: &str) -> bool {
    said(metadata, base).is_none_or(|kind| kind == "histogram" || kind == "gaugehistogram")
}

/// What a series of this name is. Where nobody says, it may be a counter; sums of a histogram or a summary count nothing.
fn kind(metadata: &BTreeMap<String, Metadata>, name: &str) -> Option<MetricKind> {
    // OpenMetrics names a counter without its `_total`.
    let own = said(metadata, name).or_else(|| said(metadata, name.strip_suffix("_total")?));
    let sums = |base: &str| matches!(said(metadata, base), Some("histogram" | "summary"));
    match own {
        None if name.strip_suffix("_sum").is_some_and(sums) => None,
        None | Some("counter") => Some(MetricKind::Counter),
        Some(_) => Some(MetricKind::Gauge),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_what_its_metadata_says() {
        let said = |kind: &str| Metadata { kind: kind.to_owned(), help: String::new(), unit: String::new() };
        let metadata: BTreeMap<_, _> = [
            ("jobs_total", "counter"),
            ("mails", "counter"),
            ("queue", "gauge"),
            ("size", "summary"),
            ("wait", "histogram"),
            ("odd", "unknown"),
        ]
        .map(|(name, kind)| (name.to_owned(), said(kind)))
        .into();
        let of = |name| kind(&metadata, name);
        for name in ["jobs_total", "mails_total", "size_count", "wait_count", "odd", "nobody_says"] {
            assert_eq!(of(name), Some(MetricKind::Counter), "{name}");
        }
        assert_eq!([of("queue"), of("size")], [Some(MetricKind::Gauge), Some(MetricKind::Gauge)]);
        assert_eq!([of("size_sum"), of("wait_sum")], [None, None]);
        assert!(is_histogram(&metadata, "wait") && is_histogram(&metadata, "nobody_says"));
        assert!(!is_histogram(&metadata, "queue"));
    }
}

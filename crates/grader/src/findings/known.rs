//! The metrics that timelines have, and what their labels can say.

use std::collections::BTreeSet;

use movie_guru_contract::{
    CLIENT_ERRORS, CallResult, Kind, MONITOR_SAMPLES, Metric, Operation, Outcome, Sentiment, WEB_LATENCY, WEB_REQUESTS,
    browser_operations, label, metric_of,
};

/// What whoever scrapes adds to every series.
const TARGET: [&str; 3] = ["job", "instance", "region"];
/// The services of the lab that are scraped.
const JOBS: [&str; 4] = ["backend", "web", "loadtest", "monitor"];
/// The bound of a bucket.
pub(super) const BOUND: &str = "le";

/// The metrics that timelines have.
pub(super) struct Known {
    names: BTreeSet<String>,
}

/// What a label of a metric can say.
pub(super) enum Says {
    /// The metric has no such label.
    Nothing,
    /// Anything.
    Anything,
    /// One of these.
    These(Vec<String>),
}

impl Known {
    pub(super) const fn new(names: BTreeSet<String>) -> Self {
        Self { names }
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.names.contains(name)
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }

    /// Those of an operation, without the parts of histograms.
    pub(super) fn of_operation(&self, operation: Operation) -> Vec<String> {
        let metrics = operation.metrics();
        let all = [Some(metrics.attempts), metrics.success, Some(metrics.latency)];
        let names = all.into_iter().flatten().flat_map(|metric| metric.series());
        names.filter(|name| self.has(name) && !name.ends_with("_sum")).collect()
    }
}

/// The names of the labels of a series; none where its metric is not of the contract.
pub(super) fn labels(series: &str) -> Option<Vec<String>> {
    let metric = metric_of(series)?;
    let own = metric.labels.iter().map(|name| label::exposed(name));
    let bound = is_bucket(&metric, series).then(|| BOUND.to_owned());
    Some(own.chain(bound).chain(TARGET.map(str::to_owned)).collect())
}

/// What a label of a series can say.
pub(super) fn says(series: &str, name: &str) -> Says {
    let Some(metric) = metric_of(series) else { return Says::Anything };
    if name == BOUND && is_bucket(&metric, series) {
        // Both formats of a scrape: `5` and `5.0`.
        let spelled = metric.bounds().iter().flat_map(|bound| [bound.to_string(), format!("{bound:?}")]);
        return Says::These(spelled.chain(["+Inf".to_owned()]).collect());
    }
    match labels(series) {
        Some(labels) if !labels.iter().any(|label| label == name) => Says::Nothing,
        _ => values(&metric, name).map_or(Says::Anything, Says::These),
    }
}

fn is_bucket(metric: &Metric, series: &str) -> bool {
    matches!(metric.kind, Kind::Histogram(_)) && series.ends_with("_bucket")
}

fn values(metric: &Metric, name: &str) -> Option<Vec<String>> {
    let all = |names: &mut dyn Iterator<Item = &'static str>| Some(names.map(str::to_owned).collect());
    match name {
        "job" => all(&mut JOBS.into_iter()),
        label::RESULT if *metric != MONITOR_SAMPLES => all(&mut CallResult::ALL.into_iter().map(CallResult::name)),
        label::OUTCOME => all(&mut Outcome::ALL.into_iter().map(Outcome::name)),
        label::SENTIMENT => all(&mut Sentiment::ALL.into_iter().map(Sentiment::name)),
        label::OPERATION if [WEB_REQUESTS, WEB_LATENCY].contains(metric) => all(&mut browser_operations()),
        label::OPERATION if *metric == CLIENT_ERRORS => all(&mut Operation::ALL.into_iter().map(Operation::name)),
        _ => None,
    }
}

/// The requests that a counter counts, in a word that two counters of the same requests share; none where it is no counter
/// of requests.
pub(super) fn population(series: &str) -> Option<Population> {
    let metric = metric_of(series)?;
    if metric.kind != Kind::Counter && !["_bucket", "_count"].iter().any(|suffix| series.ends_with(suffix)) {
        return None;
    }
    for operation in Operation::ALL {
        let of = operation.metrics();
        let same = [Some(of.attempts), of.success, Some(of.latency), of.latency_older_name];
        if same.contains(&Some(metric)) {
            return Some(Population { of: operation.name(), is_success: of.success == Some(metric) });
        }
    }
    Some(Population { of: metric.instrument, is_success: false })
}

/// Requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Population {
    of: &'static str,
    is_success: bool,
}

impl Population {
    /// Whether these are at most as many as the others.
    pub(super) fn is_within(self, all: Self) -> bool {
        self.of == all.of && (self.is_success || !all.is_success)
    }
}

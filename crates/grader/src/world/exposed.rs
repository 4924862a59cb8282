//! The series of those metrics that are asked for: names, labels and bounds are the contract's, as the app exposes them.

use std::collections::BTreeSet;
use std::sync::Arc;

use movie_guru_contract::{CallResult, Metric, label};
use series::{Labels, METRIC_NAME};

use super::latency::Observed;
use super::line::{Line, Scrapes, Values};

/// The label that the regions of several instances have.
const REGION: &str = "region";

/// What is scraped: the labels that its series get.
#[derive(Clone, Debug)]
pub(super) struct Scraped(Vec<(&'static str, String)>);

impl Scraped {
    /// An instance of the backend, the only one or one of several, from 0.
    pub(super) fn backend(instance: usize, instances: usize) -> Self {
        if instances == 1 {
            return Self::one("backend", "127.0.0.1:8081");
        }
        let number = instance + 1;
        let mut own = Self::one("backend", &format!("backend-{number}:8081"));
        own.0.push((REGION, format!("region-{number}")));
        own
    }

    pub(super) fn web() -> Self {
        Self::one("web", "127.0.0.1:8080")
    }

    pub(super) fn load() -> Self {
        Self::one("loadtest", "127.0.0.1:8089")
    }

    /// The lab's monitor, beside which the synthetic check runs.
    pub(super) fn monitor() -> Self {
        Self::one("monitor", "127.0.0.1:9090")
    }

    fn one(job: &str, instance: &str) -> Self {
        Self(vec![("job", job.to_owned()), ("instance", instance.to_owned())])
    }
}

/// Series as they are made.
pub(super) struct Exposed<'a> {
    metrics: &'a BTreeSet<String>,
    pub(super) scrapes: Scrapes,
    lines: Vec<Line>,
    nothing: Arc<Vec<f64>>,
}

/// A label that a metric itself has.
pub(super) type Own<'a> = (&'a str, &'a str);

impl<'a> Exposed<'a> {
    pub(super) fn new(metrics: &'a BTreeSet<String>, scrapes: Scrapes) -> Self {
        let nothing = Arc::new(vec![0.0; scrapes.moments.len()]);
        Self { metrics, scrapes, lines: Vec::new(), nothing }
    }

    /// Whether a metric is asked for, or a series of it.
    pub(super) fn wants(&self, metric: &Metric) -> bool {
        self.metrics.contains(&metric.exposed()) || metric.series().iter().any(|name| self.metrics.contains(name))
    }

    /// Whether a series is asked for by its own name or by its metric's.
    fn wants_series(&self, metric: &Metric, name: &str) -> bool {
        self.metrics.contains(name) || self.metrics.contains(&metric.exposed())
    }

    /// Whether a series that no contract knows is asked for.
    pub(super) fn wants_name(&self, name: &str) -> bool {
        self.metrics.contains(name)
    }

    /// A counter of a process that starts anew with the others, from how much it rose before each scrape.
    pub(super) fn counter(&mut self, metric: &Metric, of: &Scraped, own: &[Own<'_>], counts: &[f64]) {
        if self.wants(metric) {
            let values = self.scrapes.counted(0..counts.len(), |scrape| counts[scrape]);
            self.line(&metric.exposed(), of, own, Values::Each(Arc::new(values)));
        }
    }

    /// A counter of a process that goes on.
    pub(super) fn lasting_counter(&mut self, metric: &Metric, of: &Scraped, own: &[Own<'_>], counts: &[f64]) {
        if self.wants(metric) {
            let values = Scrapes::default().counted(0..counts.len(), |scrape| counts[scrape]);
            self.line(&metric.exposed(), of, own, Values::Each(Arc::new(values)));
        }
    }

    /// A counter that stays at 0.
    pub(super) fn zero(&mut self, metric: &Metric, of: &Scraped, own: &[Own<'_>]) {
        if self.wants(metric) {
            self.line(&metric.exposed(), of, own, Values::Each(Arc::clone(&self.nothing)));
        }
    }

    /// Any series, by its name.
    pub(super) fn gauge(&mut self, name: &str, of: &Scraped, own: &[Own<'_>], values: Vec<f64>) {
        if self.wants_name(name) {
            self.line(name, of, own, Values::Each(Arc::new(values)));
        }
    }

    /// A histogram, from what was observed.
    pub(super) fn histogram(&mut self, metric: &Metric, of: &Scraped, own: &[Own<'_>], observed: &[Arc<Observed>]) {
        let name = metric.exposed();
        let bounds = metric.bounds();
        let within = |buckets| Values::Within(observed.to_vec(), buckets);
        let [bucket, count, sum] = ["_bucket", "_count", "_sum"].map(|suffix| format!("{name}{suffix}"));
        if self.wants_series(metric, &bucket) {
            let told = bounds.iter().map(ToString::to_string).chain(["+Inf".to_owned()]);
            for (place, bound) in told.enumerate() {
                self.line(&bucket, of, &[own, &[("le", bound.as_str())]].concat(), within(place + 1));
            }
        }
        if self.wants_series(metric, &count) {
            self.line(&count, of, own, within(bounds.len() + 1));
        }
        if self.wants_series(metric, &sum) {
            let more = |scrape: usize| observed.iter().filter_map(|of| of.sums.get(scrape)).sum();
            let values = self.scrapes.counted(0..self.nothing.len(), more);
            self.line(&sum, of, own, Values::Each(Arc::new(values)));
        }
    }

    fn line(&mut self, name: &str, of: &Scraped, own: &[Own<'_>], values: Values) {
        let pair = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
        let scraped = of.0.iter().map(|(name, value)| (*name, value.as_str()));
        let labels: Labels = scraped.chain(own.iter().copied()).chain([(METRIC_NAME, name)]).map(pair).collect();
        self.lines.push(Line { labels: Arc::new(labels), values });
    }

    /// When scrapes are, and the series in the order of their labels.
    pub(super) fn done(mut self) -> (Scrapes, Vec<Line>) {
        self.lines.sort_by(|one, other| one.labels.cmp(&other.labels));
        (self.scrapes, self.lines)
    }
}

/// The label `result`.
pub(super) fn result(result: CallResult) -> Own<'static> {
    (label::RESULT, result.name())
}

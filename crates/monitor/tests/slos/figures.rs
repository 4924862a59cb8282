//! A source of metrics in memory, whose counters a test makes rise, and which can fail.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock, Mutex};

use ::promql::{Answer, QueryError, Range};
use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use movie_guru_monitor::source::Metadata;
use movie_guru_monitor::source::MetricsSource;
use movie_guru_slo::{Period, Selector};
use series::{Labels, Sample, Series};

use crate::board::SCRAPE;
use crate::counters::{
    CHAT_LATENCY_BUCKET, CHAT_LATENCY_COUNT, CHAT_OUTCOMES, PAGE_LATENCY_BUCKET, PAGE_LATENCY_COUNT, PAGES,
    PAGES_LOADED,
};
use crate::promql;

/// A metric, one label where it has one, and its samples in order of time.
struct Counter {
    metric: &'static str,
    label: Option<(&'static str, &'static str)>,
    samples: Vec<(Timestamp, f64)>,
}

#[derive(Default)]
pub(crate) struct Figures {
    counters: Mutex<Vec<Counter>>,
    failure: Mutex<Option<QueryError>>,
}

/// A metric, and one label where it has one.
type Named = (&'static LazyLock<String>, Option<(&'static str, &'static str)>);

/// The counters that the workshop's SLOs read.
static COUNTERS: [Named; 9] = [
    (&PAGES, None),
    (&PAGES_LOADED, None),
    (&PAGE_LATENCY_COUNT, None),
    (&PAGE_LATENCY_BUCKET, Some(("le", "1000"))),
    (&CHAT_OUTCOMES, Some(("Outcome", "Engaged"))),
    (&CHAT_OUTCOMES, Some(("Outcome", "Rejected"))),
    (&CHAT_LATENCY_COUNT, None),
    (&CHAT_LATENCY_BUCKET, Some(("le", "5000"))),
    (&CHAT_LATENCY_BUCKET, Some(("le", "8000"))),
];

impl Figures {
    pub(crate) fn new() -> Arc<Self> {
        let counter = |(metric, label): Named| Counter { metric, label, samples: Vec::new() };
        Arc::new(Self { counters: Mutex::new(COUNTERS.map(counter).into()), failure: Mutex::default() })
    }

    /// A scrape: by how much each counter rose since the last one; those that are not named stand still.
    pub(crate) fn scrape(&self, at: Timestamp, rises: &[(&str, Option<&str>, f64)]) {
        for counter in self.counters.lock().unwrap().iter_mut() {
            let value = counter.label.map(|(_, value)| value);
            let rise: f64 = rises
                .iter()
                .filter(|(metric, of, _)| *metric == counter.metric && *of == value)
                .map(|rise| rise.2)
                .sum();
            if counter.samples.is_empty() {
                // The scrape before, at which nothing had come yet.
                counter.samples.push((at.checked_sub(SignedDuration::try_from(SCRAPE).unwrap()).unwrap(), 0.0));
            }
            let before = counter.samples.last().map_or(0.0, |(_, value)| *value);
            counter.samples.push((at, before + rise));
        }
    }

    /// A scrape of an exporter, in Prometheus' text format.
    pub(crate) fn read(&self, at: Timestamp, text: &str) {
        for counter in self.counters.lock().unwrap().iter_mut() {
            let labels = counter.label.map_or_else(String::new, |(name, value)| format!("{{{name}=\"{value}\"}}"));
            let series = format!("{}{labels} ", counter.metric);
            if let Some(value) = text.lines().find_map(|line| line.strip_prefix(&series)) {
                counter.samples.push((at, value.parse().unwrap()));
            }
        }
    }

    /// Chats: how many, and how many of them took at most five seconds.
    pub(crate) fn chats(&self, at: Timestamp, all: f64, fast: f64) {
        self.scrape(
            at,
            &[
                (&CHAT_LATENCY_COUNT, None, all),
                (&CHAT_LATENCY_BUCKET, Some("5000"), fast),
                (&CHAT_LATENCY_BUCKET, Some("8000"), all),
            ],
        );
    }

    /// Every query fails like this, or none does.
    pub(crate) fn fail(&self, failure: Option<QueryError>) {
        *self.failure.lock().unwrap() = failure;
    }

    /// The series of any of the selectors, all where there are none, whenever they had a sample.
    fn labels(&self, selectors: &[String]) -> Result<Vec<Labels>, QueryError> {
        if let Some(failure) = self.failure.lock().unwrap().clone() {
            return Err(failure);
        }
        let selectors: Vec<Selector> = selectors.iter().map(|selector| selector.parse().unwrap()).collect();
        let counters = self.counters.lock().unwrap();
        let fits = |counter: &&Counter| {
            let of = |selector: &Selector| promql::fits(selector, counter.metric, counter.label.as_slice());
            !counter.samples.is_empty() && (selectors.is_empty() || selectors.iter().any(of))
        };
        let labels = |counter: &Counter| {
            let name = ("__name__".to_owned(), counter.metric.to_owned());
            let label = counter.label.map(|(name, value)| (name.to_owned(), value.to_owned()));
            [name].into_iter().chain(label).collect()
        };
        Ok(counters.iter().filter(fits).map(labels).collect())
    }

    fn samples(&self, query: &str, at: Timestamp) -> Vec<Series> {
        let (selector, range) = promql::ranged(query);
        let counters = self.counters.lock().unwrap();
        let start = at.checked_sub(SignedDuration::try_from(range).unwrap()).unwrap_or(Timestamp::MIN);
        let fitting =
            counters.iter().filter(|counter| promql::fits(&selector, counter.metric, counter.label.as_slice()));
        fitting
            .map(|counter| {
                let [first, after] = [start, at].map(|moment| {
                    let later = |(at, _): &(Timestamp, f64)| *at <= moment;
                    counter.samples.partition_point(later)
                });
                let samples = &counter.samples[first..after];
                let samples = samples.iter().map(|(at, value)| Sample { at: *at, value: *value }).collect();
                let labels = [("__name__", counter.metric), ("job", "app"), ("instance", "one")];
                let labels = labels.into_iter().chain(counter.label);
                let labels = labels.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
                Series { labels, samples }
            })
            .collect()
    }
}

#[async_trait]
impl MetricsSource for Figures {
    async fn query(&self, query: &str, at: Timestamp) -> Result<Answer, QueryError> {
        if let Some(failure) = self.failure.lock().unwrap().clone() {
            return Err(failure);
        }
        Ok(Answer::Matrix(self.samples(query, at)))
    }

    async fn query_range(&self, _: &str, _: Range) -> Result<Vec<Series>, QueryError> {
        unimplemented!("SLOs do not ask for it")
    }

    async fn series(&self, selectors: &[String], _: Period) -> Result<Vec<Labels>, QueryError> {
        self.labels(selectors)
    }

    async fn label_names(&self, selectors: &[String], _: Period) -> Result<Vec<String>, QueryError> {
        let labels = self.labels(selectors)?;
        let names: BTreeSet<String> = labels.iter().flat_map(|labels| labels.keys().cloned()).collect();
        Ok(names.into_iter().collect())
    }

    async fn label_values(&self, label: &str, selectors: &[String], _: Period) -> Result<Vec<String>, QueryError> {
        let labels = self.labels(selectors)?;
        let values: BTreeSet<String> = labels.iter().filter_map(|labels| labels.get(label).cloned()).collect();
        Ok(values.into_iter().collect())
    }

    async fn metadata(&self) -> Result<BTreeMap<String, Metadata>, QueryError> {
        self.failure.lock().unwrap().clone().map_or_else(|| Ok(BTreeMap::new()), Err)
    }
}

//! A small matcher for Prometheus' text format, so that tests speak of attempts and successes, not of lines.

use std::collections::BTreeMap;

use movie_guru_contract::{CHAT_OUTCOME, CHAT_SAFETY_ISSUE, CHAT_SENTIMENT, CLIENT_ERRORS};
use movie_guru_contract::{CallResult, Metric, Operation, Outcome, Sentiment, label};

/// One line of an exposition.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Sample {
    pub(crate) name: String,
    pub(crate) labels: BTreeMap<String, String>,
    pub(crate) value: f64,
}

impl Sample {
    /// Name and labels in one order, whichever they came in.
    pub(crate) fn series(&self) -> String {
        let labels: Vec<_> = self.labels.iter().map(|(name, value)| format!("{name}=\"{value}\"")).collect();
        if labels.is_empty() { self.name.clone() } else { format!("{}{{{}}}", self.name, labels.join(",")) }
    }
}

/// One exposition.
#[derive(Clone, Debug)]
pub(crate) struct Scrape {
    pub(crate) samples: Vec<Sample>,
    /// The kind that `# TYPE` gives each metric.
    pub(crate) types: BTreeMap<String, String>,
}

/// What was recorded of an operation.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Recorded {
    pub(crate) attempts: f64,
    pub(crate) successes: f64,
    pub(crate) latencies_of_success: f64,
    pub(crate) latencies_of_error: f64,
}

impl Recorded {
    pub(crate) fn and_successes(self, more: f64) -> Self {
        Self {
            attempts: self.attempts + more,
            successes: self.successes + more,
            latencies_of_success: self.latencies_of_success + more,
            ..self
        }
    }

    pub(crate) fn and_errors(self, more: f64) -> Self {
        Self { attempts: self.attempts + more, latencies_of_error: self.latencies_of_error + more, ..self }
    }
}

impl Scrape {
    pub(crate) fn parse(text: &str) -> Self {
        let mut scrape = Self { samples: Vec::new(), types: BTreeMap::new() };
        for line in text.lines() {
            if let Some(kind) = line.strip_prefix("# TYPE ") {
                let (name, kind) = kind.split_once(' ').unwrap();
                let twice = scrape.types.insert(name.to_owned(), kind.to_owned());
                assert_eq!(twice, None, "{name} is declared twice");
            } else if !line.starts_with('#') && !line.is_empty() {
                scrape.samples.push(sample(line));
            }
        }
        scrape
    }

    /// The sum of all series of `name` with these labels, and maybe others. Panics where there is none: no data is not 0.
    pub(crate) fn value(&self, name: &str, labels: &[(&str, &str)]) -> f64 {
        let found: Vec<_> = self
            .samples
            .iter()
            .filter(|sample| sample.name == name)
            .filter(|sample| labels.iter().all(|(key, value)| sample.labels.get(*key).is_some_and(|own| own == value)))
            .map(|sample| sample.value)
            .collect();
        assert!(!found.is_empty(), "no series {name} with {labels:?}");
        found.iter().sum()
    }

    fn metric(&self, metric: Metric, labels: &[(&str, &str)]) -> f64 {
        self.value(&metric.exposed(), labels)
    }

    pub(crate) fn recorded(&self, operation: Operation) -> Recorded {
        let metrics = operation.metrics();
        let latencies = |result: CallResult| {
            self.value(&format!("{}_count", metrics.latency.exposed()), &[(label::RESULT, result.name())])
        };
        Recorded {
            attempts: self.metric(metrics.attempts, &[]),
            successes: metrics.success.map_or(0.0, |success| self.metric(success, &[])),
            latencies_of_success: latencies(CallResult::Success),
            latencies_of_error: latencies(CallResult::Error),
        }
    }

    /// Everything that an SLI may be made of: a client's own mistake must leave it as it is.
    pub(crate) fn truth(&self) -> (Vec<Recorded>, f64, f64, f64) {
        (
            Operation::ALL.map(|operation| self.recorded(operation)).to_vec(),
            self.metric(CHAT_OUTCOME, &[]),
            self.metric(CHAT_SENTIMENT, &[]),
            self.safety_issues(),
        )
    }

    /// Latencies of at most `bound_ms`.
    pub(crate) fn at_most(&self, operation: Operation, result: CallResult, bound_ms: &str) -> f64 {
        let name = format!("{}_bucket", operation.metrics().latency.exposed());
        self.value(&name, &[(label::RESULT, result.name()), ("le", bound_ms)])
    }

    pub(crate) fn latency_sum_ms(&self, operation: Operation, result: CallResult) -> f64 {
        let name = format!("{}_sum", operation.metrics().latency.exposed());
        self.value(&name, &[(label::RESULT, result.name())])
    }

    pub(crate) fn client_errors(&self, operation: Operation, status: u16) -> f64 {
        self.metric(CLIENT_ERRORS, &[(label::OPERATION, operation.name()), (label::STATUS, &status.to_string())])
    }

    pub(crate) fn all_client_errors(&self) -> f64 {
        self.metric(CLIENT_ERRORS, &[])
    }

    pub(crate) fn outcome(&self, outcome: Outcome) -> f64 {
        self.metric(CHAT_OUTCOME, &[(label::OUTCOME, outcome.name())])
    }

    pub(crate) fn sentiment(&self, sentiment: Sentiment) -> f64 {
        self.metric(CHAT_SENTIMENT, &[(label::SENTIMENT, sentiment.name())])
    }

    pub(crate) fn safety_issues(&self) -> f64 {
        self.metric(CHAT_SAFETY_ISSUE, &[])
    }
}

fn sample(line: &str) -> Sample {
    let (series, value) = line.rsplit_once(' ').unwrap();
    let (name, labels) = match series.split_once('{') {
        Some((name, labels)) => (name, labels.strip_suffix('}').unwrap()),
        None => (series, ""),
    };
    // No label value of ours holds a comma or an escaped quote.
    let labels = labels.split(',').filter(|label| !label.is_empty()).map(|label| {
        let (key, value) = label.split_once('=').unwrap();
        (key.to_owned(), value.trim_matches('"').to_owned())
    });
    Sample { name: name.to_owned(), labels: labels.collect(), value: value.parse().unwrap() }
}

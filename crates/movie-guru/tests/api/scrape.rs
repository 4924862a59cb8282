//! What the backend shows of itself, so that tests speak of attempts and successes, not of series.

use std::ops::Deref;

use movie_guru_contract::{CHAT_OUTCOME, CHAT_SAFETY_ISSUE, CHAT_SENTIMENT, CLIENT_ERRORS};
use movie_guru_contract::{CallResult, Metric, Operation, Outcome, Sentiment, label};
use movie_guru_test_support::{Exposition, Person};

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

/// One exposition of the backend.
#[derive(Clone, Debug)]
pub(crate) struct Scrape(Exposition);

impl Deref for Scrape {
    type Target = Exposition;

    fn deref(&self) -> &Exposition {
        &self.0
    }
}

impl Scrape {
    /// What somebody sees who asks for it.
    pub(crate) async fn of(person: &Person) -> Self {
        Self(person.exposition().await)
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

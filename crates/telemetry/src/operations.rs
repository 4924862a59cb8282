//! Attempt, success and latency of the backend's operations, recorded together when an operation ends.
//!
//! An SLI is a ratio of these counters, so the rules of what counts stand here and nowhere else: a client's own
//! mistake is no attempt; whatever else happened to a request (an early return, a panic, a time-out, a client that
//! went away) is an attempt with a latency, because [`Measurement`] records when it is dropped.

use std::sync::Arc;
use std::time::{Duration, Instant};

use movie_guru_contract::{
    CHAT_OUTCOME, CHAT_SAFETY_ISSUE, CHAT_SENTIMENT, CLIENT_ERRORS, CallResult, Metric, Operation, Outcome, Sentiment,
    label, status,
};
use opentelemetry::KeyValue;
use opentelemetry::metrics::{BoundCounter, BoundHistogram, Counter, Meter};

use crate::instruments;

/// The instruments of all operations; cheap to clone.
#[derive(Clone, Debug)]
pub struct OperationMeters {
    operations: Arc<[OperationInstruments]>,
    client_errors: Counter<u64>,
    chat: Arc<ChatInstruments>,
}

#[derive(Debug)]
struct OperationInstruments {
    attempts: BoundCounter<u64>,
    success: Option<BoundCounter<u64>>,
    /// The histogram and, where it has one, its older name; by [`CallResult`].
    latency: [Vec<BoundHistogram<f64>>; 2],
}

#[derive(Debug)]
struct ChatInstruments {
    outcome: Vec<BoundCounter<u64>>,
    sentiment: Vec<BoundCounter<u64>>,
    safety_issue: BoundCounter<u64>,
}

/// How a chat turn went, for the counters of chat quality.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChatQuality {
    /// How the turn before was taken.
    pub outcome: Outcome,
    /// The tone of the message.
    pub sentiment: Sentiment,
    /// Whether the message was refused as unsafe.
    pub safety_issue: bool,
}

impl OperationMeters {
    /// All instruments, every series at 0.
    pub fn new(meter: &Meter) -> Self {
        let client_errors = instruments::counter(meter, CLIENT_ERRORS);
        for operation in Operation::ALL {
            for status in status::CLIENT_ERRORS {
                client_errors.add(0, &client_error_labels(operation, status));
            }
        }
        Self {
            operations: Operation::ALL.iter().map(|operation| OperationInstruments::new(meter, *operation)).collect(),
            client_errors,
            chat: Arc::new(ChatInstruments::new(meter)),
        }
    }

    /// Starts measuring an operation that began at `started`.
    pub fn begin(&self, operation: Operation, started: Instant) -> Measurement {
        Measurement { meters: self.clone(), operation, started, recorded: false }
    }

    /// Counts how a chat turn went.
    pub fn chat_quality(&self, quality: ChatQuality) {
        self.chat.outcome[quality.outcome as usize].add(1);
        self.chat.sentiment[quality.sentiment as usize].add(1);
        if quality.safety_issue {
            self.chat.safety_issue.add(1);
        }
    }

    fn record(&self, operation: Operation, result: CallResult, took: Duration) {
        let instruments = &self.operations[operation as usize];
        instruments.attempts.add(1);
        if result == CallResult::Success
            && let Some(success) = &instruments.success
        {
            success.add(1);
        }
        let took_ms = took.as_secs_f64() * 1000.0;
        for histogram in &instruments.latency[result as usize] {
            histogram.record(took_ms);
        }
    }
}

impl OperationInstruments {
    fn new(meter: &Meter, operation: Operation) -> Self {
        let metrics = operation.metrics();
        let histograms: Vec<_> = [Some(metrics.latency), metrics.latency_older_name]
            .into_iter()
            .flatten()
            .map(|metric| instruments::histogram(meter, metric))
            .collect();
        Self {
            attempts: bound_at_zero(meter, metrics.attempts),
            success: metrics.success.map(|metric| bound_at_zero(meter, metric)),
            latency: CallResult::ALL.map(|result| {
                let labels = [KeyValue::new(label::RESULT, result.name())];
                histograms.iter().map(|histogram| histogram.bind(&labels)).collect()
            }),
        }
    }
}

impl ChatInstruments {
    fn new(meter: &Meter) -> Self {
        let outcome = instruments::counter(meter, CHAT_OUTCOME);
        let sentiment = instruments::counter(meter, CHAT_SENTIMENT);
        Self {
            outcome: Outcome::ALL.map(|value| outcome.bind(&[KeyValue::new(label::OUTCOME, value.name())])).into(),
            sentiment: Sentiment::ALL
                .map(|value| sentiment.bind(&[KeyValue::new(label::SENTIMENT, value.name())]))
                .into(),
            safety_issue: bound_at_zero(meter, CHAT_SAFETY_ISSUE),
        }
    }
}

/// A counter without labels that is there from the first scrape: the SDK shows such a series only once it was added to.
fn bound_at_zero(meter: &Meter, metric: Metric) -> BoundCounter<u64> {
    let counter = instruments::counter(meter, metric).bind(&[]);
    counter.add(0);
    counter
}

fn client_error_labels(operation: Operation, status: u16) -> [KeyValue; 2] {
    [KeyValue::new(label::OPERATION, operation.name()), KeyValue::new(label::STATUS, i64::from(status))]
}

/// How an operation ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// With the right content.
    Success,
    /// It failed, and it was not the client's mistake.
    Error,
    /// The client's own mistake, with this 4xx status.
    ClientError(u16),
}

impl Ending {
    /// How a response with this status ended.
    pub const fn of_status(status: u16) -> Self {
        match status {
            400..=499 => Self::ClientError(status),
            500..=599 => Self::Error,
            _ => Self::Success,
        }
    }
}

/// One running operation. Dropped without [`Measurement::end`], it is an attempt that failed.
#[derive(Debug)]
#[must_use = "an operation is measured until this is ended or dropped"]
pub struct Measurement {
    meters: OperationMeters,
    operation: Operation,
    started: Instant,
    recorded: bool,
}

impl Measurement {
    /// Records how the operation ended.
    pub fn end(mut self, ending: Ending) {
        self.recorded = true;
        match ending {
            Ending::Success => self.record(CallResult::Success),
            Ending::Error => self.record(CallResult::Error),
            Ending::ClientError(status) => {
                self.meters.client_errors.add(1, &client_error_labels(self.operation, status));
            }
        }
    }

    fn record(&self, result: CallResult) {
        self.meters.record(self.operation, result, self.started.elapsed());
    }
}

impl Drop for Measurement {
    fn drop(&mut self) {
        if !self.recorded {
            self.record(CallResult::Error);
        }
    }
}

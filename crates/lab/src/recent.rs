//! The last minute of the backend's metrics, and what they say per operation.
//!
//! Percentiles are read from the histogram's buckets as Prometheus' `histogram_quantile` does: linear within a bucket
//! (<https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile>).

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use movie_guru_contract::Operation;
use movie_guru_contract::bounds::LATENCY_MS;
use prometheus::Registry;
use prometheus::proto::MetricFamily;
use serde::{Deserialize, Serialize};

/// How often a sample is kept.
pub(crate) const EVERY: Duration = Duration::from_secs(5);
/// How far back figures go.
const WINDOW: Duration = Duration::from_secs(60);

/// Counters of one operation at a moment.
#[derive(Clone, Debug, PartialEq)]
struct Counts {
    attempts: f64,
    successes: f64,
    /// Cumulative, one per bound; the number of all requests is `attempts`.
    buckets: Vec<f64>,
}

#[derive(Clone, Debug)]
struct Sample {
    at: Instant,
    operations: Vec<Counts>,
}

/// How an operation went.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Figures {
    pub(crate) operation: String,
    pub(crate) attempts: u64,
    pub(crate) per_second: f64,
    /// None without attempts, and for the health check, which has no success to count.
    pub(crate) success_ratio: Option<f64>,
    pub(crate) p50_ms: Option<f64>,
    pub(crate) p95_ms: Option<f64>,
    pub(crate) p99_ms: Option<f64>,
}

/// Figures over a window.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Minute {
    /// At most 60; less in a lab that is younger.
    pub(crate) window_seconds: f64,
    pub(crate) operations: Vec<Figures>,
}

/// Keeps samples of a registry for a minute.
#[derive(Debug)]
pub(crate) struct Recent {
    registry: Registry,
    samples: Mutex<VecDeque<Sample>>,
}

impl Recent {
    pub(crate) fn new(registry: Registry) -> Self {
        let recent = Self { registry, samples: Mutex::default() };
        recent.keep(Instant::now());
        recent
    }

    /// Takes a sample, and lets go of those that are no longer needed.
    pub(crate) fn keep(&self, now: Instant) {
        let sample = sample(&self.registry, now);
        let mut samples = self.samples.lock().unwrap_or_else(PoisonError::into_inner);
        samples.push_back(sample);
        while samples.len() > 1 && now.duration_since(samples[0].at) > WINDOW {
            samples.pop_front();
        }
    }

    /// From the oldest sample that lies in the window to this moment.
    pub(crate) fn figures(&self, now: Instant) -> Minute {
        let last = sample(&self.registry, now);
        let samples = self.samples.lock().unwrap_or_else(PoisonError::into_inner);
        let first = samples.iter().find(|sample| now.duration_since(sample.at) <= WINDOW).unwrap_or(&last);
        let seconds = last.at.duration_since(first.at).as_secs_f64();
        let operations = Operation::ALL
            .iter()
            .zip(first.operations.iter().zip(&last.operations))
            .map(|(operation, (before, after))| figures(*operation, before, after, seconds))
            .collect();
        Minute { window_seconds: seconds, operations }
    }
}

fn sample(registry: &Registry, at: Instant) -> Sample {
    let families = registry.gather();
    Sample { at, operations: Operation::ALL.iter().map(|operation| counts(&families, *operation)).collect() }
}

fn counts(families: &[MetricFamily], operation: Operation) -> Counts {
    let metrics = operation.metrics();
    let family = |name: String| families.iter().find(|family| family.name() == name);
    let counter = |name| {
        family(name)
            .map_or(0.0, |family| family.get_metric().iter().map(|metric| metric.get_counter().get_value()).sum())
    };
    let mut buckets = vec![0.0; LATENCY_MS.len()];
    if let Some(latency) = family(metrics.latency.exposed()) {
        for series in latency.get_metric() {
            for (sum, bucket) in buckets.iter_mut().zip(series.get_histogram().get_bucket()) {
                *sum += bucket.cumulative_count() as f64;
            }
        }
    }
    Counts {
        attempts: counter(metrics.attempts.exposed()),
        successes: metrics.success.map_or(0.0, |success| counter(success.exposed())),
        buckets,
    }
}

fn figures(operation: Operation, before: &Counts, after: &Counts, seconds: f64) -> Figures {
    let attempts = after.attempts - before.attempts;
    let buckets: Vec<f64> = after.buckets.iter().zip(&before.buckets).map(|(after, before)| after - before).collect();
    let counted = operation.metrics().success.is_some() && attempts > 0.0;
    Figures {
        operation: operation.name().to_owned(),
        attempts: attempts as u64,
        per_second: if seconds > 0.0 { attempts / seconds } else { 0.0 },
        success_ratio: counted.then(|| (after.successes - before.successes) / attempts),
        p50_ms: quantile(0.50, &buckets),
        p95_ms: quantile(0.95, &buckets),
        p99_ms: quantile(0.99, &buckets),
    }
}

/// The latency that this share of requests stays below; none without requests.
fn quantile(share: f64, cumulative: &[f64]) -> Option<f64> {
    let all = cumulative.last().copied().filter(|all| *all > 0.0)?;
    let rank = share * all;
    let position = cumulative.iter().position(|count| *count >= rank)?;
    let upper = LATENCY_MS[position];
    let (lower, below) = position.checked_sub(1).map_or((0.0, 0.0), |before| (LATENCY_MS[before], cumulative[before]));
    let within = cumulative[position] - below;
    Some(if within > 0.0 { lower + (upper - lower) * (rank - below) / within } else { upper })
}

#[cfg(test)]
mod tests {
    use movie_guru_telemetry::Telemetry;
    use movie_guru_telemetry::operations::{Ending, OperationMeters};
    use movie_guru_telemetry::otlp::Otlp;

    use super::*;

    /// A moment as far back as the machine's clock can tell.
    fn ago(seconds: u64) -> Instant {
        Instant::now().checked_sub(Duration::from_secs(seconds)).unwrap()
    }

    #[test]
    fn figures_are_those_of_the_window_alone() {
        let telemetry = Telemetry::new("test", &Otlp::off()).unwrap();
        let meters = OperationMeters::new(telemetry.meter());
        let chat = |ms, ending| meters.begin(Operation::Chat, Instant::now() - Duration::from_millis(ms)).end(ending);
        chat(20, Ending::Error);
        let start = Instant::now();
        let recent = Recent::new(telemetry.registry().clone());
        for _ in 0..3 {
            chat(120, Ending::Success);
        }
        chat(130, Ending::Error);
        let minute = recent.figures(start + Duration::from_secs(40));
        let figures = minute.operations.iter().find(|figures| figures.operation == "chat").unwrap();
        assert_eq!(figures.attempts, 4);
        assert_eq!(figures.success_ratio, Some(0.75));
        assert!((figures.per_second - 0.1).abs() < 0.01, "{figures:?}");
        // All four lie in the bucket from 100 to 150 ms: half of them is its middle.
        assert_eq!(figures.p50_ms, Some(125.0));
    }

    #[test]
    fn an_operation_that_nobody_asked_for_has_no_ratio() {
        let telemetry = Telemetry::new("test", &Otlp::off()).unwrap();
        let _meters = OperationMeters::new(telemetry.meter());
        let recent = Recent::new(telemetry.registry().clone());
        for figures in recent.figures(Instant::now() + Duration::from_secs(5)).operations {
            assert_eq!((figures.attempts, figures.success_ratio, figures.p99_ms), (0, None, None));
        }
    }

    #[test]
    fn samples_older_than_the_window_go() {
        let telemetry = Telemetry::new("test", &Otlp::off()).unwrap();
        let recent = Recent::new(telemetry.registry().clone());
        recent.samples.lock().unwrap().clear();
        for seconds in [70, 65, 59, 5] {
            recent.keep(ago(seconds));
        }
        let minute = recent.figures(Instant::now());
        assert!(minute.window_seconds > 58.0 && minute.window_seconds < 60.5, "{}", minute.window_seconds);
    }
}

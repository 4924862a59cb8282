//! Instruments made from the contract, so that name, unit, help and buckets are written once.

use opentelemetry::metrics::{Counter, Gauge, Histogram, Meter, ObservableGauge};

use crate::contract::{HTTP_BUCKETS_S, LATENCY_BUCKETS_MS, Metric, Unit};

/// A counter of the contract.
pub fn counter(meter: &Meter, metric: Metric) -> Counter<u64> {
    meter.u64_counter(metric.instrument).with_unit(metric.unit.code()).with_description(metric.help).build()
}

/// A gauge of the contract.
pub fn gauge(meter: &Meter, metric: Metric) -> Gauge<u64> {
    meter.u64_gauge(metric.instrument).with_unit(metric.unit.code()).with_description(metric.help).build()
}

/// A gauge of the contract that is asked for its values at each scrape.
pub fn observed_gauge(
    meter: &Meter,
    metric: Metric,
    observe: impl Fn(&dyn opentelemetry::metrics::AsyncInstrument<u64>) + Send + Sync + 'static,
) -> ObservableGauge<u64> {
    meter
        .u64_observable_gauge(metric.instrument)
        .with_unit(metric.unit.code())
        .with_description(metric.help)
        .with_callback(observe)
        .build()
}

/// A histogram of the contract, with the contract's buckets for its unit.
pub fn histogram(meter: &Meter, metric: Metric) -> Histogram<f64> {
    let buckets = if metric.unit == Unit::Seconds { HTTP_BUCKETS_S.to_vec() } else { LATENCY_BUCKETS_MS.to_vec() };
    meter
        .f64_histogram(metric.instrument)
        .with_unit(metric.unit.code())
        .with_description(metric.help)
        .with_boundaries(buckets)
        .build()
}

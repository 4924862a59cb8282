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

/// A gauge of the contract whose values have fractions.
pub fn gauge_f64(meter: &Meter, metric: Metric) -> Gauge<f64> {
    meter.f64_gauge(metric.instrument).with_unit(metric.unit.code()).with_description(metric.help).build()
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
    let seconds = metric.unit == Unit::Seconds;
    histogram_with(meter, metric, if seconds { &HTTP_BUCKETS_S } else { &LATENCY_BUCKETS_MS })
}

/// A histogram of the contract with bucket bounds of its own.
pub fn histogram_with(meter: &Meter, metric: Metric, bounds: &[f64]) -> Histogram<f64> {
    meter
        .f64_histogram(metric.instrument)
        .with_unit(metric.unit.code())
        .with_description(metric.help)
        .with_boundaries(bounds.to_vec())
        .build()
}

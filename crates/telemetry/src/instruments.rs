//! Instruments made from the contract, so that name, unit, help and buckets are written once.

use movie_guru_contract::Metric;
use opentelemetry::metrics::{Counter, Gauge, Histogram, Meter, ObservableGauge};

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

/// A histogram of the contract, with its buckets.
pub fn histogram(meter: &Meter, metric: Metric) -> Histogram<f64> {
    meter
        .f64_histogram(metric.instrument)
        .with_unit(metric.unit.code())
        .with_description(metric.help)
        .with_boundaries(metric.bounds().to_vec())
        .build()
}

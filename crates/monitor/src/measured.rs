//! What the lab measures, as SLOs are held against it.

use movie_guru_slo::{KnownMetrics, MetricKind};
use movie_guru_telemetry::catalogue;
use movie_guru_telemetry::contract::Kind;

/// Every metric of the contract.
pub fn contract() -> KnownMetrics {
    KnownMetrics::new(metrics())
}

/// The names of those of a kind.
pub(crate) fn names(of_kind: fn(&MetricKind) -> bool) -> Vec<String> {
    metrics().filter(|(_, kind)| of_kind(kind)).map(|(name, _)| name).collect()
}

fn metrics() -> impl Iterator<Item = (String, MetricKind)> {
    catalogue::metrics().into_iter().map(|metric| {
        let kind = match metric.kind {
            Kind::Counter => MetricKind::Counter,
            Kind::Gauge => MetricKind::Gauge,
            Kind::Histogram => MetricKind::Histogram(catalogue::buckets(&metric).to_vec()),
        };
        (metric.exposed(), kind)
    })
}

//! What the lab measures, as SLOs are held against it.

use movie_guru_contract::Kind;
use movie_guru_slo::{KnownMetrics, MetricKind};

/// Every metric of the contract.
pub fn contract() -> KnownMetrics {
    KnownMetrics::new(metrics())
}

/// The names of those of a kind.
pub(crate) fn names(of_kind: fn(&MetricKind) -> bool) -> Vec<String> {
    metrics().filter(|(_, kind)| of_kind(kind)).map(|(name, _)| name).collect()
}

fn metrics() -> impl Iterator<Item = (String, MetricKind)> {
    movie_guru_contract::metrics().into_iter().map(|metric| {
        let kind = match metric.kind {
            Kind::Counter => MetricKind::Counter,
            Kind::Gauge => MetricKind::Gauge,
            Kind::Histogram(bounds) => MetricKind::Histogram(bounds.to_vec()),
        };
        (metric.exposed(), kind)
    })
}

//! What a metric is.

use crate::bounds;

/// What kind of series a metric is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    /// Only ever rises within a process.
    Counter,
    /// Goes up and down.
    Gauge,
    /// Buckets with these upper bounds in the metric's own unit (`+Inf` left out), a sum and a count.
    Histogram(&'static [f64]),
}

impl Kind {
    /// As the `# TYPE` line says it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Counter => "counter",
            Self::Gauge => "gauge",
            Self::Histogram(_) => "histogram",
        }
    }
}

/// The unit of a metric, in UCUM as OpenTelemetry wants it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// A plain number.
    None,
    /// Milliseconds.
    Milliseconds,
    /// Seconds.
    Seconds,
    /// Bytes.
    Bytes,
}

impl Unit {
    /// The UCUM code: `ms`, `s`, `By`, or nothing.
    pub const fn code(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Milliseconds => "ms",
            Self::Seconds => "s",
            Self::Bytes => "By",
        }
    }

    const fn suffix(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Milliseconds => "_milliseconds",
            Self::Seconds => "_seconds",
            Self::Bytes => "_bytes",
        }
    }
}

/// One metric. It is written as OpenTelemetry names it; [`Metric::exposed`] is the name that Prometheus shows, after
/// OpenTelemetry's rule (<https://opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics/>).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Metric {
    /// OpenTelemetry's instrument name: no unit, no `_total`.
    pub instrument: &'static str,
    /// Counter, gauge or histogram.
    pub kind: Kind,
    /// What the number counts in.
    pub unit: Unit,
    /// The names of its labels, those of [`crate::label`].
    pub labels: &'static [&'static str],
    /// The `# HELP` line.
    pub help: &'static str,
    /// What it says and when to use it, for people.
    pub about: &'static str,
}

impl Metric {
    /// The name in `/metrics` and in every query: unit and `_total` added. A histogram's series have `_bucket`, `_sum` or
    /// `_count` behind it.
    pub fn exposed(&self) -> String {
        let total = if self.kind == Kind::Counter { "_total" } else { "" };
        format!("{}{}{total}", self.instrument.replace('.', "_"), self.unit.suffix())
    }

    /// The names of its series.
    pub fn series(&self) -> Vec<String> {
        let name = self.exposed();
        match self.kind {
            Kind::Counter | Kind::Gauge => vec![name],
            Kind::Histogram(_) => ["_bucket", "_count", "_sum"].map(|suffix| format!("{name}{suffix}")).into(),
        }
    }

    /// The upper bounds of its buckets, in its own unit; none where it is no histogram.
    pub const fn bounds(&self) -> &'static [f64] {
        match self.kind {
            Kind::Histogram(bounds) => bounds,
            Kind::Counter | Kind::Gauge => &[],
        }
    }

    pub(crate) const fn counter(instrument: &'static str, help: &'static str) -> Self {
        Self { instrument, kind: Kind::Counter, unit: Unit::None, labels: &[], help, about: "" }
    }

    pub(crate) const fn gauge(instrument: &'static str, help: &'static str) -> Self {
        Self { kind: Kind::Gauge, ..Self::counter(instrument, help) }
    }

    pub(crate) const fn histogram(instrument: &'static str, bounds: &'static [f64], help: &'static str) -> Self {
        Self { kind: Kind::Histogram(bounds), ..Self::counter(instrument, help) }
    }

    /// A histogram of milliseconds.
    pub(crate) const fn latency(instrument: &'static str, help: &'static str) -> Self {
        Self::histogram(instrument, &bounds::LATENCY_MS, help).of_unit(Unit::Milliseconds)
    }

    pub(crate) const fn of_unit(self, unit: Unit) -> Self {
        Self { unit, ..self }
    }

    pub(crate) const fn by(self, labels: &'static [&'static str]) -> Self {
        Self { labels, ..self }
    }

    pub(crate) const fn about(self, about: &'static str) -> Self {
        Self { about, ..self }
    }
}

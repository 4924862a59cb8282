//! Where telemetry is pushed, as OpenTelemetry's standard variables say
//! (<https://opentelemetry.io/docs/specs/otel/protocol/exporter/>). Nothing is pushed unless one is set.

use opentelemetry_otlp::{ExporterBuildError, MetricExporter, SpanExporter, WithExportConfig};

use crate::push::Told;

/// The endpoints to push to (gRPC); none means that signal is not pushed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Otlp {
    metrics: Option<String>,
    traces: Option<String>,
}

impl Otlp {
    /// Pushes nothing.
    pub fn off() -> Self {
        Self::default()
    }

    /// Reads `OTEL_EXPORTER_OTLP_ENDPOINT`, `…_METRICS_ENDPOINT`, `…_TRACES_ENDPOINT`, `OTEL_METRICS_EXPORTER`,
    /// `OTEL_TRACES_EXPORTER` and `OTEL_SDK_DISABLED` from `variable`, usually the environment. Headers, time-outs and
    /// intervals are read by the exporters themselves.
    pub fn from_variables(variable: impl Fn(&str) -> Option<String>) -> Self {
        let set = |name: &str| variable(name).filter(|value| !value.trim().is_empty());
        if set("OTEL_SDK_DISABLED").is_some_and(|value| value.eq_ignore_ascii_case("true")) {
            return Self::off();
        }
        let endpoint = |signal: &str| {
            let off = set(&format!("OTEL_{signal}_EXPORTER")).is_some_and(|exporter| exporter == "none");
            let own = set(&format!("OTEL_EXPORTER_OTLP_{signal}_ENDPOINT"));
            own.or_else(|| set("OTEL_EXPORTER_OTLP_ENDPOINT")).filter(|_| !off)
        };
        Self { metrics: endpoint("METRICS"), traces: endpoint("TRACES") }
    }

    /// [`Self::from_variables`] on the process's environment.
    pub fn from_environment() -> Self {
        Self::from_variables(|name| std::env::var(name).ok())
    }

    pub(crate) fn metric_exporter(&self) -> Result<Option<Told<MetricExporter>>, ExporterBuildError> {
        let Some(endpoint) = &self.metrics else { return Ok(None) };
        let exporter = MetricExporter::builder().with_tonic().with_endpoint(endpoint).build()?;
        Ok(Some(Told::new("metrics", endpoint, exporter)))
    }

    pub(crate) fn span_exporter(&self) -> Result<Option<Told<SpanExporter>>, ExporterBuildError> {
        let Some(endpoint) = &self.traces else { return Ok(None) };
        let exporter = SpanExporter::builder().with_tonic().with_endpoint(endpoint).build()?;
        Ok(Some(Told::new("traces", endpoint, exporter)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(variables: &[(&str, &str)]) -> Otlp {
        Otlp::from_variables(|name| {
            variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn nothing_is_pushed_unless_an_endpoint_is_set() {
        assert_eq!(read(&[]), Otlp::off());
        assert_eq!(read(&[("OTEL_EXPORTER_OTLP_ENDPOINT", " ")]), Otlp::off());
    }

    #[test]
    fn one_endpoint_serves_both_signals_and_each_can_have_its_own_or_none() {
        let both = read(&[("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4317")]);
        assert_eq!(both.metrics.as_deref(), Some("http://127.0.0.1:4317"));
        assert_eq!(both.traces, both.metrics);
        let own = read(&[
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4317"),
            ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://127.0.0.1:9999"),
            ("OTEL_METRICS_EXPORTER", "none"),
        ]);
        assert_eq!(own, Otlp { metrics: None, traces: Some("http://127.0.0.1:9999".into()) });
    }

    #[test]
    fn the_sdk_can_be_switched_off() {
        let off = read(&[("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4317"), ("OTEL_SDK_DISABLED", "TRUE")]);
        assert_eq!(off, Otlp::off());
    }
}

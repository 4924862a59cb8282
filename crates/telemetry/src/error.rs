//! Why measurements cannot be set up or read.

use crate::sampling;

/// Metrics could not be set up or read.
#[derive(Debug, thiserror::Error)]
pub enum TelemetryError {
    /// The Prometheus exporter refused.
    #[error("metrics cannot be set up: {0}")]
    Setup(#[from] opentelemetry_sdk::error::OTelSdkError),
    /// The OTLP exporter refused, for example because of a malformed endpoint.
    #[error("OTLP export cannot be set up (check OTEL_EXPORTER_OTLP_ENDPOINT): {0}")]
    Otlp(#[from] opentelemetry_otlp::ExporterBuildError),
    /// The registry could not be written out.
    #[error("metrics cannot be written out: {0}")]
    Exposition(#[from] prometheus::Error),
    /// A subscriber is there already.
    #[error("logging cannot be set up: {0}")]
    Logging(#[from] tracing_subscriber::util::TryInitError),
    /// A sampler that is none.
    #[error("traces cannot be set up: {0}")]
    Sampler(#[from] sampling::SamplerError),
    /// `RUST_LOG` or `--log` cannot be read.
    #[error("the log filter cannot be read: {0}")]
    Filter(#[from] tracing_subscriber::filter::ParseError),
}

//! How measurements leave: instruments made from the contract, `/metrics`, OTLP, traces, logs.
//!
//! Each service makes one [`Telemetry`] and hands its meter to what it measures: two services, or two tests, in
//! one process never see each other's numbers. Only logs and traces ([`logging`]) are per process, because
//! `tracing` is.

mod error;
pub mod http;
pub mod instruments;
pub mod logging;
mod logging_json;
pub mod operations;
pub mod otlp;
mod process;
pub mod propagation;
mod push;
mod resource;
pub mod sampling;

use movie_guru_contract::{BUILD_INFO, label};
use opentelemetry::KeyValue;
use opentelemetry::metrics::{Meter, MeterProvider};
use opentelemetry_sdk::metrics::{PeriodicReader, SdkMeterProvider};
use prometheus::{Registry, TextEncoder};

pub use error::TelemetryError;
use otlp::Otlp;

/// The content type of [`Telemetry::exposition`].
pub const EXPOSITION_CONTENT_TYPE: &str = prometheus::TEXT_FORMAT;

/// The metrics of one service: one set of instruments, scraped as text and, where asked for, pushed over OTLP.
#[derive(Clone, Debug)]
pub struct Telemetry {
    registry: Registry,
    provider: SdkMeterProvider,
    meter: Meter,
}

impl Telemetry {
    /// Metrics of `service`, with the process's own and the build's among them. With an OTLP endpoint for metrics this
    /// must run inside a Tokio runtime.
    pub fn new(service: &'static str, otlp: &Otlp) -> Result<Self, TelemetryError> {
        let registry = Registry::new();
        let exporter = opentelemetry_prometheus::exporter()
            .with_registry(registry.clone())
            .scope_info_enabled(false)
            .without_target_info()
            .build()?;
        let mut provider = SdkMeterProvider::builder().with_resource(resource::of(service)).with_reader(exporter);
        if let Some(push) = otlp.metric_exporter()? {
            provider = provider.with_reader(PeriodicReader::builder(push).build());
        }
        let provider = provider.build();
        let meter = provider.meter("movie-guru");
        process::observe(&meter);
        instruments::gauge(&meter, BUILD_INFO).record(
            1,
            &[KeyValue::new(label::SERVICE, service), KeyValue::new(label::VERSION, env!("CARGO_PKG_VERSION"))],
        );
        Ok(Self { registry, provider, meter })
    }

    /// Where instruments are made.
    pub fn meter(&self) -> &Meter {
        &self.meter
    }

    /// All series in Prometheus' text format.
    pub fn exposition(&self) -> Result<String, TelemetryError> {
        Ok(TextEncoder::new().encode_to_string(&self.registry.gather())?)
    }

    /// Pushes what is left over OTLP and stops. Blocks for up to five seconds: call it from `spawn_blocking`.
    pub fn shutdown(&self) {
        if let Err(error) = self.provider.shutdown() {
            tracing::warn!(%error, "metrics were not all pushed at the end");
        }
    }
}

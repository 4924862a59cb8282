//! Logs and traces of the process: readable on a terminal, Google Cloud's structured JSON elsewhere; spans go out
//! over OTLP where an endpoint is set.

use std::io::IsTerminal;

use opentelemetry::trace::TracerProvider;
use opentelemetry_sdk::trace::SdkTracerProvider;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::{FilterExt, Targets, filter_fn};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer};

use crate::error::TelemetryError;
use crate::logging_json::CloudFormat;
use crate::otlp::Otlp;
use crate::{push, resource, sampling};

/// The target of every span that becomes part of a trace.
pub const TRACE_TARGET: &str = "movie_guru::trace";

/// Keeps traces flowing; drop it at the very end to send what is left.
#[derive(Debug)]
pub struct Logging {
    traces: SdkTracerProvider,
}

/// Sets up logs and traces, once per process. `RUST_LOG` wins over `default_filter` (its syntax:
/// <https://docs.rs/tracing-subscriber/latest/tracing_subscriber/filter/struct.EnvFilter.html>). `GOOGLE_CLOUD_PROJECT`
/// is where the traces of log lines are. With an OTLP endpoint for traces this must run inside a Tokio runtime.
pub fn init(service: &'static str, otlp: &Otlp, default_filter: &str) -> Result<Logging, TelemetryError> {
    let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let mut provider =
        SdkTracerProvider::builder().with_resource(resource::of(service)).with_sampler(sampling::sampler(variable)?);
    if let Some(exporter) = otlp.span_exporter()? {
        provider = provider.with_batch_exporter(exporter);
    }
    let traces = provider.build();

    let spans = tracing_opentelemetry::layer()
        .with_tracer(traces.tracer("movie-guru"))
        .with_location(false)
        .with_threads(false)
        .with_tracked_inactivity(false)
        .with_target(false)
        .with_filter(Targets::new().with_target(TRACE_TARGET, LevelFilter::INFO));
    let filter = EnvFilter::try_new(variable("RUST_LOG").as_deref().unwrap_or(default_filter))?;
    // Spans go to traces; log lines carry their ids without them.
    let filter = filter.add_directive(format!("{TRACE_TARGET}=off").parse()?);
    let filter = filter.and(filter_fn(|line| !push::is_told(line.name())));
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    let lines = if std::io::stderr().is_terminal() {
        lines.with_target(false).with_filter(filter).boxed()
    } else {
        lines
            .with_ansi(false)
            .event_format(CloudFormat::new(variable("GOOGLE_CLOUD_PROJECT")))
            .with_filter(filter)
            .boxed()
    };
    tracing_subscriber::registry().with(spans).with(lines).try_init()?;
    Ok(Logging { traces })
}

impl Logging {
    /// Sends what is left. Blocks for up to five seconds: call it from `spawn_blocking`.
    pub fn shutdown(&self) {
        if let Err(error) = self.traces.shutdown() {
            tracing::warn!(%error, "traces were not all sent at the end");
        }
    }
}

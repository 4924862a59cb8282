//! The client's request and what the app does for it are one trace. `tracing` is per process, so
//! spans of other tests are there as well.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::stand_in::{Fault, StandIn, failing, load_test, quick};
use movie_guru_telemetry::logging::TRACE_TARGET;
use opentelemetry::Context;
use opentelemetry::trace::{SpanId, SpanKind, Status, TracerProvider};
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::trace::{SdkTracerProvider, Span, SpanData, SpanProcessor};
use tracing_subscriber::Layer;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt;

#[derive(Clone, Debug, Default)]
struct Ended(Arc<Mutex<Vec<SpanData>>>);

impl SpanProcessor for Ended {
    fn on_start(&self, _span: &mut Span, _parent: &Context) {}

    fn on_end(&self, span: SpanData) {
        self.0.lock().unwrap().push(span);
    }

    fn force_flush(&self) -> OTelSdkResult {
        Ok(())
    }

    fn shutdown_with_timeout(&self, _timeout: Duration) -> OTelSdkResult {
        Ok(())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_request_carries_the_span_that_it_runs_in() {
    let ended = Ended::default();
    let provider = SdkTracerProvider::builder().with_span_processor(ended.clone()).build();
    let layer = tracing_opentelemetry::layer().with_tracer(provider.tracer("test"));
    let only_traces = Targets::new().with_target(TRACE_TARGET, tracing::Level::INFO);
    tracing::subscriber::set_global_default(tracing_subscriber::registry().with(layer.with_filter(only_traces)))
        .unwrap();

    let app = StandIn::with("/startup", Fault::Status500).await;
    let (load, _telemetry) = load_test();
    failing(&load.start(quick(&app.host)).unwrap(), 5).await;

    let spans = ended.0.lock().unwrap();
    let by_parent: BTreeMap<_, _> = spans
        .iter()
        .map(|span| (format!("00-{}-{}-01", span.span_context.trace_id(), span.span_context.span_id()), span))
        .collect();
    let arrived = app.arrived();
    for request in &arrived {
        let parent = request.traceparent.as_deref().unwrap();
        let span = by_parent.get(parent).unwrap_or_else(|| panic!("{} has no span {parent}", request.what));
        assert_eq!((span.name.as_ref(), &span.span_kind), (request.what.as_str(), &SpanKind::Client));
        assert_eq!(span.parent_span_id, SpanId::INVALID, "each request begins a trace of its own");
        let failed = matches!(span.status, Status::Error { .. });
        assert_eq!(failed, request.what == "GET /startup", "{span:?}");
    }
}

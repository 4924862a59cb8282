//! What the program pushes over OTLP and logs, as a collector and a log reader see it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use opentelemetry_proto::tonic::collector::metrics::v1::metrics_service_server::{
    MetricsService, MetricsServiceServer,
};
use opentelemetry_proto::tonic::collector::metrics::v1::{ExportMetricsServiceRequest, ExportMetricsServiceResponse};
use opentelemetry_proto::tonic::collector::trace::v1::trace_service_server::{TraceService, TraceServiceServer};
use opentelemetry_proto::tonic::collector::trace::v1::{ExportTraceServiceRequest, ExportTraceServiceResponse};
use opentelemetry_proto::tonic::common::v1::{KeyValue, any_value};
use opentelemetry_proto::tonic::metrics::v1::Metric;
use opentelemetry_proto::tonic::metrics::v1::metric::Data;
use opentelemetry_proto::tonic::trace::v1::Span;
use opentelemetry_proto::tonic::trace::v1::span::SpanKind;
use opentelemetry_proto::tonic::trace::v1::status::StatusCode;
use reqwest::Method;
use serde_json::{Value, json};
use tonic::transport::server::TcpIncoming;
use tonic::{Request, Response, Status};

use crate::app_under_test::{Answer, Person, until};
use crate::binary::{ANY_PORT, Binary, command};
use crate::phases::phase_with;
use crate::scrape::Scrape;

const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";
const PARENT: &str = "b7ad6b7169203331";

/// A collector that keeps what it is sent.
#[derive(Clone, Default)]
struct Collector {
    spans: Arc<Mutex<Vec<Span>>>,
    /// The newest push.
    metrics: Arc<Mutex<Vec<Metric>>>,
    services: Arc<Mutex<BTreeSet<String>>>,
}

#[async_trait::async_trait]
impl TraceService for Collector {
    async fn export(
        &self,
        request: Request<ExportTraceServiceRequest>,
    ) -> Result<Response<ExportTraceServiceResponse>, Status> {
        let spans = request.into_inner().resource_spans.into_iter().flat_map(|resource| resource.scope_spans);
        self.spans.lock().unwrap().extend(spans.flat_map(|scope| scope.spans));
        Ok(Response::new(ExportTraceServiceResponse::default()))
    }
}

#[async_trait::async_trait]
impl MetricsService for Collector {
    async fn export(
        &self,
        request: Request<ExportMetricsServiceRequest>,
    ) -> Result<Response<ExportMetricsServiceResponse>, Status> {
        let resources = request.into_inner().resource_metrics;
        for attribute in resources.iter().filter_map(|resource| resource.resource.as_ref()).flat_map(|r| &r.attributes)
        {
            if attribute.key == "service.name" {
                self.services.lock().unwrap().insert(text(attribute));
            }
        }
        let metrics = resources.into_iter().flat_map(|resource| resource.scope_metrics);
        *self.metrics.lock().unwrap() = metrics.flat_map(|scope| scope.metrics).collect();
        Ok(Response::new(ExportMetricsServiceResponse::default()))
    }
}

/// The program, and the collector that it pushes to.
async fn pushing(folder: &std::path::Path) -> (Collector, Binary, Person) {
    let collector = Collector::default();
    let incoming = TcpIncoming::bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let endpoint = format!("http://{}", incoming.local_addr().unwrap());
    let server = tonic::transport::Server::builder()
        .add_service(TraceServiceServer::new(collector.clone()))
        .add_service(MetricsServiceServer::new(collector.clone()));
    tokio::spawn(server.serve_with_incoming(incoming));
    let mut program = command(folder, ANY_PORT);
    program.env("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint).env("OTEL_TRACES_SAMPLER", "always_on");
    program.env("OTEL_METRIC_EXPORT_INTERVAL", "100").env("OTEL_BSP_SCHEDULE_DELAY", "50");
    let binary = tokio::task::spawn_blocking(|| Binary::start(program)).await.unwrap();
    let person = Person::at(binary.address);
    (collector, binary, person)
}

async fn login_within_a_trace(person: &Person) -> Answer {
    let login = person.request(Method::POST, "/login").header("traceparent", format!("00-{TRACE}-{PARENT}-01"));
    Answer::to(login.json(&json!({"user": "ann"}))).await
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn text(attribute: &KeyValue) -> String {
    match attribute.value.as_ref().and_then(|value| value.value.as_ref()) {
        Some(any_value::Value::StringValue(text)) => text.clone(),
        Some(any_value::Value::IntValue(number)) => number.to_string(),
        other => panic!("{}: {other:?}", attribute.key),
    }
}

fn labels(attributes: &[KeyValue]) -> BTreeMap<String, String> {
    attributes.iter().map(|attribute| (attribute.key.replace('.', "_"), text(attribute))).collect()
}

type Series = BTreeSet<(String, BTreeMap<String, String>)>;

/// A pushed metric's series, under OpenTelemetry's rule for Prometheus names.
fn prometheus_series(metric: &Metric) -> Series {
    let unit = match metric.unit.as_str() {
        "" => "",
        "ms" => "_milliseconds",
        "s" => "_seconds",
        "By" => "_bytes",
        other => panic!("{}: the unit {other}", metric.name),
    };
    let name = format!("{}{unit}", metric.name.replace('.', "_"));
    match metric.data.as_ref().unwrap() {
        Data::Sum(sum) => {
            assert!(sum.is_monotonic, "{name}");
            sum.data_points.iter().map(|point| (format!("{name}_total"), labels(&point.attributes))).collect()
        }
        Data::Gauge(gauge) => gauge.data_points.iter().map(|point| (name.clone(), labels(&point.attributes))).collect(),
        Data::Histogram(histogram) => {
            histogram.data_points.iter().map(|point| (name.clone(), labels(&point.attributes))).collect()
        }
        other => panic!("{name}: {other:?}"),
    }
}

fn scraped_series(scrape: &Scrape) -> Series {
    let samples = scrape.samples.iter().filter_map(|sample| {
        let family = sample.name.strip_suffix("_count").filter(|name| scrape.types.contains_key(*name));
        let name = family.or_else(|| scrape.types.contains_key(&sample.name).then_some(sample.name.as_str()))?;
        Some((name.to_owned(), sample.labels.clone()))
    });
    samples.collect()
}

#[tokio::test]
async fn a_request_continues_its_callers_trace() {
    let folder = tempfile::tempdir().unwrap();
    let (collector, _binary, person) = pushing(folder.path()).await;
    assert_eq!(login_within_a_trace(&person).await.status, 200);
    let of_the_caller = || {
        let spans = collector.spans.lock().unwrap();
        spans.iter().find(|span| hex(&span.trace_id) == TRACE && hex(&span.parent_span_id) == PARENT).cloned()
    };
    until("the span arrives", async || of_the_caller().is_some()).await;
    let span = of_the_caller().unwrap();
    assert_eq!((span.name.as_str(), span.kind), ("login", SpanKind::Server as i32));
    let status = span.attributes.iter().find(|attribute| attribute.key == "http.response.status_code").map(text);
    assert_eq!(status.as_deref(), Some("200"));
}

#[tokio::test]
async fn the_pushed_series_are_those_that_are_scraped() {
    let folder = tempfile::tempdir().unwrap();
    let (collector, _binary, person) = pushing(folder.path()).await;
    person.login("ann").await;
    assert_eq!(person.chat("Something funny").await.status, 200);
    person.scrape().await;
    let scraped = scraped_series(&person.scrape().await);
    assert!(scraped.len() > 100, "{scraped:?}");
    let pushed = || -> Series { collector.metrics.lock().unwrap().iter().flat_map(prometheus_series).collect() };
    let same = async || pushed() == scraped;
    let waiting = until("the same series are pushed", same);
    if tokio::time::timeout(std::time::Duration::from_secs(8), waiting).await.is_err() {
        let pushed = pushed();
        let differing: Vec<_> = pushed.symmetric_difference(&scraped).collect();
        panic!("only pushed or only scraped: {differing:#?}");
    }
    assert_eq!(*collector.services.lock().unwrap(), BTreeSet::from(["movie-guru".to_owned()]));
}

#[tokio::test]
async fn a_failing_request_can_be_followed_from_its_answer_to_the_log_and_the_trace() {
    let folder = tempfile::tempdir().unwrap();
    let (collector, binary, person) = pushing(folder.path()).await;
    person.post("/phase", &phase_with(&[("LoginSuccess", json!(0))])).await;
    let of_a_trace = |trace: &str| -> Vec<Value> {
        binary.log().into_iter().filter(|line| line["logging.googleapis.com/trace"] == trace).collect()
    };

    let failed = login_within_a_trace(&person).await;
    failed.problem(500);
    assert_eq!(failed.json()["trace_id"], TRACE);
    until("the log tells of it", async || !of_a_trace(TRACE).is_empty()).await;
    let line = &of_a_trace(TRACE)[0];
    assert!(["WARNING", "ERROR"].contains(&line["severity"].as_str().unwrap()), "{line}");
    assert!(line["time"].is_string() && line["message"].is_string(), "{line}");
    let span_id = line["logging.googleapis.com/spanId"].as_str().unwrap().to_owned();
    let pushed = || collector.spans.lock().unwrap().iter().find(|span| hex(&span.span_id) == span_id).cloned();
    until("its span arrives", async || pushed().is_some()).await;
    assert_eq!(pushed().unwrap().status.unwrap().code, StatusCode::Error as i32);

    // Without a caller's trace it is one of its own.
    let failed = person.post("/login", &json!({"user": "ann"})).await;
    let trace = failed.json()["trace_id"].as_str().unwrap().to_owned();
    assert_ne!(trace, TRACE);
    until("the log tells of it", async || !of_a_trace(&trace).is_empty()).await;
}

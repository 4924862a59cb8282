//! An OpenTelemetry collector for tests: it takes OTLP over gRPC on a free port of the loopback, as the real one would, and
//! keeps what it is sent.

#![expect(clippy::expect_used, clippy::unwrap_used, reason = "what a test needs and does not get fails the test")]

mod attributes;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use opentelemetry_proto::tonic::collector::metrics::v1::metrics_service_server::{
    MetricsService, MetricsServiceServer,
};
use opentelemetry_proto::tonic::collector::metrics::v1::{ExportMetricsServiceRequest, ExportMetricsServiceResponse};
use opentelemetry_proto::tonic::collector::trace::v1::trace_service_server::{TraceService, TraceServiceServer};
use opentelemetry_proto::tonic::collector::trace::v1::{ExportTraceServiceRequest, ExportTraceServiceResponse};
use opentelemetry_proto::tonic::trace::v1::Span;
use tonic::codec::CompressionEncoding;
use tonic::transport::server::TcpIncoming;
use tonic::{Request, Response, Status};

pub use attributes::{hex, texts};
pub use opentelemetry_proto::tonic as otlp;

use otlp::metrics::v1::Metric;
use otlp::metrics::v1::metric::Data;
use otlp::resource::v1::Resource;

/// What a resource says of itself, by the names of semantic conventions.
pub type Attributes = BTreeMap<String, String>;

/// A span, and who sent it.
#[derive(Clone, Debug)]
pub struct Received {
    /// As it came.
    pub span: Span,
    /// Of its resource.
    pub resource: Attributes,
}

/// One push of metrics.
#[derive(Clone, Debug, Default)]
pub struct Push {
    /// Of all scopes.
    pub metrics: Vec<Metric>,
    /// Of their resource.
    pub resource: Attributes,
}

/// A collector that keeps what it is sent; it serves as long as the test's runtime.
#[derive(Clone, Debug, Default)]
pub struct Collector {
    spans: Arc<Mutex<Vec<Received>>>,
    pushes: Arc<Mutex<Vec<Push>>>,
    endpoint: String,
}

impl Collector {
    /// Listens, inside of a Tokio runtime.
    #[must_use]
    pub fn start() -> Self {
        let incoming = TcpIncoming::bind("127.0.0.1:0".parse().unwrap()).expect("no port is free");
        let endpoint = format!("http://{}", incoming.local_addr().unwrap());
        let collector = Self { endpoint, ..Self::default() };
        let traces = TraceServiceServer::new(collector.clone()).accept_compressed(CompressionEncoding::Gzip);
        let metrics = MetricsServiceServer::new(collector.clone()).accept_compressed(CompressionEncoding::Gzip);
        let server = tonic::transport::Server::builder().add_service(traces).add_service(metrics);
        tokio::spawn(server.serve_with_incoming(incoming));
        collector
    }

    /// For `OTEL_EXPORTER_OTLP_ENDPOINT`.
    #[must_use]
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// All spans so far.
    #[must_use]
    pub fn spans(&self) -> Vec<Received> {
        self.spans.lock().unwrap().clone()
    }

    /// The spans of a trace, by its id in hex.
    #[must_use]
    pub fn trace(&self, id: &str) -> Vec<Received> {
        self.spans().into_iter().filter(|received| hex(&received.span.trace_id) == id).collect()
    }

    /// The first push whose metrics were all read after this moment.
    #[must_use]
    pub fn push_since(&self, moment: SystemTime) -> Option<Push> {
        self.pushes.lock().unwrap().iter().find(|push| push.read_at().is_some_and(|read| read > moment)).cloned()
    }
}

impl Push {
    /// When the first of its values was read; none where it has no values.
    #[must_use]
    pub fn read_at(&self) -> Option<SystemTime> {
        let first = self.metrics.iter().filter_map(|metric| metric.data.as_ref()).flat_map(times).min()?;
        Some(SystemTime::UNIX_EPOCH + Duration::from_nanos(first))
    }
}

/// Nanoseconds since 1970 of each point.
fn times(data: &Data) -> Vec<u64> {
    match data {
        Data::Gauge(gauge) => gauge.data_points.iter().map(|point| point.time_unix_nano).collect(),
        Data::Sum(sum) => sum.data_points.iter().map(|point| point.time_unix_nano).collect(),
        Data::Histogram(histogram) => histogram.data_points.iter().map(|point| point.time_unix_nano).collect(),
        Data::ExponentialHistogram(_) | Data::Summary(_) => Vec::new(),
    }
}

fn said(resource: Option<&Resource>) -> Attributes {
    resource.map(|resource| texts(&resource.attributes)).unwrap_or_default()
}

#[async_trait::async_trait]
impl TraceService for Collector {
    async fn export(
        &self,
        request: Request<ExportTraceServiceRequest>,
    ) -> Result<Response<ExportTraceServiceResponse>, Status> {
        for of_one in request.into_inner().resource_spans {
            let resource = said(of_one.resource.as_ref());
            let spans = of_one.scope_spans.into_iter().flat_map(|scope| scope.spans);
            let received = spans.map(|span| Received { span, resource: resource.clone() });
            self.spans.lock().unwrap().extend(received);
        }
        Ok(Response::new(ExportTraceServiceResponse::default()))
    }
}

#[async_trait::async_trait]
impl MetricsService for Collector {
    async fn export(
        &self,
        request: Request<ExportMetricsServiceRequest>,
    ) -> Result<Response<ExportMetricsServiceResponse>, Status> {
        let pushes = request.into_inner().resource_metrics.into_iter().map(|of_one| Push {
            resource: said(of_one.resource.as_ref()),
            metrics: of_one.scope_metrics.into_iter().flat_map(|scope| scope.metrics).collect(),
        });
        self.pushes.lock().unwrap().extend(pushes);
        Ok(Response::new(ExportMetricsServiceResponse::default()))
    }
}

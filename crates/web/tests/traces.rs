//! A call through the web app is one trace in two services. The backend is in this process and the web app in one of its
//! own, each with its telemetry, as in two pods; so this is a test program by itself: logs and traces are per process.
#![expect(clippy::unwrap_used, reason = "a test says what went wrong by panicking")]

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use movie_guru::service::{Backend, Config};
use movie_guru_telemetry::otlp::Otlp;
use movie_guru_telemetry::{Telemetry, logging};
use movie_guru_test_collector::{Collector, Received, hex};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

/// The web app in a process of its own. Dropped, it is killed.
struct Web {
    process: Child,
    log: Arc<Mutex<Vec<Value>>>,
}

impl Drop for Web {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Web {
    fn start(backend: SocketAddr, collector: &Collector) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_movie-guru-web"));
        command.env_clear().args(["--listen", "127.0.0.1:0", "--backend", &format!("http://{backend}")]);
        command.env("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", collector.endpoint()).env("OTEL_TRACES_SAMPLER", "always_on");
        command.env("OTEL_BSP_SCHEDULE_DELAY", "50").env("GOOGLE_CLOUD_PROJECT", "team-7");
        let mut process = command.stdin(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let (lines, log) = (BufReader::new(process.stderr.take().unwrap()).lines(), Arc::default());
        let kept: Arc<Mutex<Vec<Value>>> = Arc::clone(&log);
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                kept.lock().unwrap().push(serde_json::from_str(&line).unwrap());
            }
        });
        Self { process, log }
    }

    /// The first line that has this.
    async fn line(&self, has: impl Fn(&Value) -> bool) -> Value {
        let found = || self.log.lock().unwrap().iter().find(|line| has(line)).cloned();
        until("the web app says so", || found().is_some()).await;
        found().unwrap()
    }
}

async fn until(what: &str, holds: impl Fn() -> bool) {
    let started = Instant::now();
    while !holds() {
        assert!(started.elapsed() < Duration::from_secs(60), "waited in vain until {what}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

fn of_service<'a>(spans: &'a [Received], name: &str) -> &'a Received {
    spans.iter().find(|received| received.resource["service.name"] == name).unwrap()
}

// Sending what is left waits for a thread that needs the runtime.
#[tokio::test(flavor = "multi_thread")]
async fn a_call_is_one_trace_from_the_web_app_to_the_backend_and_its_log_lines_lead_there() {
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let collector = Collector::start();
    let otlp = Otlp::from_variables(|name| {
        (name == "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT").then(|| collector.endpoint().to_owned())
    });
    let traces = logging::init("movie-guru", &otlp, "off").unwrap();
    let telemetry = Telemetry::new("movie-guru", &otlp).unwrap();
    let backend = Backend::build(Config::default(), &telemetry).await.unwrap();
    let (address, stop) = (backend.address(), CancellationToken::new());
    let served = tokio::spawn(backend.run(stop.clone()));

    let web = Web::start(address, &collector);
    let listening = web.line(|line| line["message"] == "listening").await;
    let login = format!("http://{}/api/login", listening["address"].as_str().unwrap());
    let client = reqwest::Client::builder().no_proxy().tls_certs_only([]).build().unwrap();
    let log_in = || client.post(&login).json(&json!({"user": "ann"})).send();
    assert_eq!(log_in().await.unwrap().status(), 200);

    // The backend itself takes one of ten traces; that it has this one is the web app's decision, told on the way.
    tokio::task::spawn_blocking(move || traces.shutdown()).await.unwrap();
    until("the web app's span arrives", || collector.spans().len() > 1).await;
    let spans = collector.spans();
    let (edge, request) = (of_service(&spans, "movie-guru-web"), of_service(&spans, "movie-guru"));
    assert_eq!(hex(&request.span.trace_id), hex(&edge.span.trace_id));
    assert_eq!(hex(&request.span.parent_span_id), hex(&edge.span.span_id));
    assert_eq!((edge.span.name.as_str(), request.span.name.as_str()), ("POST /api/login", "login"));

    // What the web app says of a call that went wrong leads to that call's trace.
    stop.cancel();
    served.await.unwrap().unwrap();
    let answer = log_in().await.unwrap();
    assert_eq!(answer.status(), 503);
    let trace = answer.json::<Value>().await.unwrap()["trace_id"].as_str().unwrap().to_owned();
    let name = format!("projects/team-7/traces/{trace}");
    let line = web.line(|line| line["logging.googleapis.com/trace"] == name).await;
    until("its span arrives", || !collector.trace(&trace).is_empty()).await;
    assert_eq!(line["logging.googleapis.com/spanId"], hex(&collector.trace(&trace)[0].span.span_id));
}

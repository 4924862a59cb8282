//! A call through the web app is one trace in two services. The backend is in this process and the web app in one of its
//! own, each with its telemetry, as in two pods; so this is a test program by itself: logs and traces are per process.
#![expect(clippy::unwrap_used, reason = "a test says what went wrong by panicking")]

use std::net::SocketAddr;
use std::process::Command;

use movie_guru::service::{Backend, Config};
use movie_guru_telemetry::otlp::Otlp;
use movie_guru_telemetry::{Telemetry, logging};
use movie_guru_test_collector::{Collector, Received, hex};
use movie_guru_test_support::{Person, Running, until};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

/// The web app in a process of its own.
fn web(backend: SocketAddr, collector: &Collector) -> Running {
    let mut command = Command::new(env!("CARGO_BIN_EXE_movie-guru-web"));
    command.env_clear().args(["--listen", "127.0.0.1:0", "--backend", &format!("http://{backend}")]);
    command.env("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", collector.endpoint()).env("OTEL_TRACES_SAMPLER", "always_on");
    command.env("OTEL_BSP_SCHEDULE_DELAY", "50").env("GOOGLE_CLOUD_PROJECT", "team-7");
    Running::start(&mut command).unwrap()
}

/// The first line of its log that has this.
fn line(web: &mut Running, has: impl Fn(&Value) -> bool) -> Value {
    web.line("what it should say", |line| serde_json::from_str(line).ok().filter(|line| has(line)))
}

fn of_service<'a>(spans: &'a [Received], name: &str) -> &'a Received {
    spans.iter().find(|received| received.resource["service.name"] == name).unwrap()
}

// Sending what is left waits for a thread that needs the runtime.
#[tokio::test(flavor = "multi_thread")]
async fn a_call_is_one_trace_from_the_web_app_to_the_backend_and_its_log_lines_lead_there() {
    let collector = Collector::start();
    let otlp = Otlp::from_variables(|name| {
        (name == "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT").then(|| collector.endpoint().to_owned())
    });
    let traces = logging::init("movie-guru", &otlp, "off").unwrap();
    let telemetry = Telemetry::new("movie-guru", &otlp).unwrap();
    let backend = Backend::build(Config::default(), &telemetry).await.unwrap();
    let (address, stop) = (backend.address(), CancellationToken::new());
    let served = tokio::spawn(backend.run(stop.clone()));

    let mut web = web(address, &collector);
    let listening = line(&mut web, |line| line["message"] == "listening");
    let person = Person::at_web(listening["address"].as_str().unwrap().parse().unwrap());
    person.login("ann").await;

    // The backend itself takes one of ten traces; that it has this one is the web app's decision, told on the way.
    tokio::task::spawn_blocking(move || traces.shutdown()).await.unwrap();
    until("the web app's span arrives", async || collector.spans().len() > 1).await;
    let spans = collector.spans();
    let (edge, request) = (of_service(&spans, "movie-guru-web"), of_service(&spans, "movie-guru"));
    assert_eq!(hex(&request.span.trace_id), hex(&edge.span.trace_id));
    assert_eq!(hex(&request.span.parent_span_id), hex(&edge.span.span_id));
    assert_eq!((edge.span.name.as_str(), request.span.name.as_str()), ("POST /api/login", "login"));

    // What the web app says of a call that went wrong leads to that call's trace.
    stop.cancel();
    served.await.unwrap().unwrap();
    let answer = person.post("/api/login", &json!({"user": "ann"})).await;
    answer.problem(503);
    let trace = answer.json()["trace_id"].as_str().unwrap().to_owned();
    let name = format!("projects/team-7/traces/{trace}");
    let line = line(&mut web, |line| line["logging.googleapis.com/trace"] == name);
    until("its span arrives", async || !collector.trace(&trace).is_empty()).await;
    assert_eq!(line["logging.googleapis.com/spanId"], hex(&collector.trace(&trace)[0].span.span_id));
}

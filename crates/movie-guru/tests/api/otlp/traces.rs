//! Traces, and the log lines that lead to them.

use std::process::Command;

use movie_guru_test_collector::otlp::trace::v1::span::SpanKind;
use movie_guru_test_collector::otlp::trace::v1::status::StatusCode;
use movie_guru_test_collector::{Collector, Received, hex, texts};
use reqwest::Method;
use serde_json::{Value, json};

use super::{pushing, started};
use crate::app_under_test::{Answer, Person, until};
use crate::binary::{ANY_PORT, Binary, command};
use crate::phases::phase_with;

const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";
const PARENT: &str = "b7ad6b7169203331";

async fn login_within_a_trace(person: &Person, sampled: bool) -> Answer {
    let flags = u8::from(sampled);
    let login = person.request(Method::POST, "/login").header("traceparent", format!("00-{TRACE}-{PARENT}-0{flags}"));
    Answer::to(login.json(&json!({"user": "ann"}))).await
}

/// The lines whose trace has this name, once there is one.
async fn lines_of(binary: &Binary, trace: &str) -> Vec<Value> {
    let lines = || -> Vec<_> {
        binary.log().into_iter().filter(|line| line["logging.googleapis.com/trace"] == trace).collect()
    };
    until("the log tells of it", async || !lines().is_empty()).await;
    lines()
}

/// The span that a log line names.
async fn span_of(collector: &Collector, line: &Value) -> Received {
    let id = line["logging.googleapis.com/spanId"].as_str().unwrap();
    let of_it = || collector.spans().into_iter().find(|received| hex(&received.span.span_id) == id);
    until("its span arrives", async || of_it().is_some()).await;
    of_it().unwrap()
}

#[tokio::test]
async fn a_request_continues_its_callers_trace() {
    let folder = tempfile::tempdir().unwrap();
    let collector = Collector::start();
    let (_binary, person) = started(pushing(folder.path(), collector.endpoint())).await;
    assert_eq!(login_within_a_trace(&person, true).await.status, 200);
    until("the span arrives", async || !collector.trace(TRACE).is_empty()).await;
    let span = collector.trace(TRACE).remove(0).span;
    assert_eq!(hex(&span.parent_span_id), PARENT);
    assert_eq!((span.name.as_str(), span.kind()), ("login", SpanKind::Server));
    assert_eq!(texts(&span.attributes)["http.response.status_code"], "200");
}

#[tokio::test]
async fn a_failing_request_can_be_followed_from_its_answer_to_the_log_and_the_trace() {
    let folder = tempfile::tempdir().unwrap();
    let collector = Collector::start();
    let (binary, person) = started(pushing(folder.path(), collector.endpoint())).await;
    person.post("/phase", &phase_with(&[("LoginSuccess", json!(0))])).await;

    let failed = login_within_a_trace(&person, true).await;
    failed.problem(500);
    assert_eq!(failed.json()["trace_id"], TRACE);
    let line = lines_of(&binary, TRACE).await.remove(0);
    assert!(["WARNING", "ERROR"].contains(&line["severity"].as_str().unwrap()), "{line}");
    assert!(line["time"].is_string() && line["message"].is_string(), "{line}");
    let span = span_of(&collector, &line).await.span;
    assert_eq!(span.status.unwrap().code(), StatusCode::Error);

    // Without a caller's trace it is one of its own.
    let failed = person.post("/login", &json!({"user": "ann"})).await;
    let trace = failed.json()["trace_id"].as_str().unwrap().to_owned();
    assert_ne!(trace, TRACE);
    lines_of(&binary, &trace).await;
}

#[tokio::test]
async fn a_slow_request_can_be_followed_from_the_log_to_its_trace_in_google_cloud() {
    let folder = tempfile::tempdir().unwrap();
    let collector = Collector::start();
    let mut program = pushing(folder.path(), collector.endpoint());
    program.env("GOOGLE_CLOUD_PROJECT", "team-7");
    let (binary, person) = started(program).await;
    let slow = phase_with(&[("LoginLatencyMinMS", json!(1200)), ("LoginLatencyMaxMS", json!(1200))]);
    person.post("/phase", &slow).await;
    assert_eq!(login_within_a_trace(&person, true).await.status, 200);
    // The names that Cloud Logging takes for a line's trace; it must be the trace's full name to be a link.
    let line = lines_of(&binary, &format!("projects/team-7/traces/{TRACE}")).await.remove(0);
    assert_eq!((&line["severity"], &line["operation"]), (&json!("INFO"), &json!("login")), "{line}");
    assert!(line["took_ms"].as_u64().unwrap() >= 1000 && line["status"] == 200, "{line}");
    assert_eq!(line["logging.googleapis.com/trace_sampled"], true);
    let span = span_of(&collector, &line).await.span;
    assert_eq!((hex(&span.trace_id).as_str(), span.name.as_str()), (TRACE, "login"));
}

/// As the manifests set it: a share of what begins here, and what the caller wants where there is one.
#[tokio::test]
async fn a_callers_decision_counts_more_than_the_share() {
    let folder = tempfile::tempdir().unwrap();
    let collector = Collector::start();
    let mut program = pushing(folder.path(), collector.endpoint());
    program.env("OTEL_TRACES_SAMPLER", "parentbased_traceidratio").env("OTEL_TRACES_SAMPLER_ARG", "0");
    let (binary, person) = started(program).await;
    person.post("/phase", &phase_with(&[("LoginSuccess", json!(0))])).await;

    let failed = person.post("/login", &json!({"user": "ann"})).await;
    let trace = failed.json()["trace_id"].as_str().unwrap().to_owned();
    let line = lines_of(&binary, &trace).await.remove(0);
    assert_eq!(line["logging.googleapis.com/trace_sampled"], false);
    login_within_a_trace(&person, true).await.problem(500);
    until("the span arrives", async || !collector.trace(TRACE).is_empty()).await;
    assert_eq!(collector.spans().len(), 1, "what was not chosen is not sent");
}

/// What strangers send neither has a request recorded nor keeps it from being so.
#[tokio::test]
async fn a_strangers_trace_is_a_link_and_decides_nothing() {
    for (share, sampled) in [("1", true), ("1", false), ("0", true)] {
        let folder = tempfile::tempdir().unwrap();
        let collector = Collector::start();
        let mut program = pushing(folder.path(), collector.endpoint());
        program.env("OTEL_TRACES_SAMPLER", "parentbased_traceidratio").env("OTEL_TRACES_SAMPLER_ARG", share);
        program.args(["--trace-parent", "link"]);
        let (binary, person) = started(program).await;
        person.post("/phase", &phase_with(&[("LoginSuccess", json!(0))])).await;
        let failed = login_within_a_trace(&person, sampled).await;
        let trace = failed.json()["trace_id"].as_str().unwrap().to_owned();
        assert_ne!(trace, TRACE);
        let line = lines_of(&binary, &trace).await.remove(0);
        assert_eq!(line["logging.googleapis.com/trace_sampled"], share == "1", "{share} {sampled}");
        if share == "1" {
            let span = span_of(&collector, &line).await.span;
            assert_eq!((hex(&span.trace_id), hex(&span.parent_span_id)), (trace, String::new()));
            assert_eq!((hex(&span.links[0].trace_id).as_str(), hex(&span.links[0].span_id).as_str()), (TRACE, PARENT));
        }
        assert!(collector.trace(TRACE).is_empty());
    }
}

#[tokio::test]
async fn beyond_the_loopback_callers_are_strangers_unless_they_are_said_not_to_be() {
    for (trusts, follows) in [(None, false), (Some("follow"), true)] {
        let folder = tempfile::tempdir().unwrap();
        let mut program = command(folder.path(), "0.0.0.0:0");
        trusts.map(|how| program.env("MOVIE_GURU_TRACE_PARENT", how));
        let (binary, _) = started(program).await;
        let person = Person::at(([127, 0, 0, 1], binary.address.port()).into());
        person.post("/phase", &phase_with(&[("LoginSuccess", json!(0))])).await;
        let failed = login_within_a_trace(&person, true).await;
        assert_eq!(failed.json()["trace_id"] == TRACE, follows, "{trusts:?}");
    }
}

#[tokio::test]
async fn a_caller_who_does_not_record_is_not_recorded() {
    let folder = tempfile::tempdir().unwrap();
    let collector = Collector::start();
    let mut program = pushing(folder.path(), collector.endpoint());
    program.env("OTEL_TRACES_SAMPLER", "parentbased_traceidratio").env("OTEL_TRACES_SAMPLER_ARG", "1");
    let (_binary, person) = started(program).await;
    assert_eq!(login_within_a_trace(&person, false).await.status, 200);
    assert_eq!(person.get("/startup").await.status, 200);
    until("the span arrives", async || !collector.spans().is_empty()).await;
    assert!(collector.trace(TRACE).is_empty());
}

#[test]
fn a_sampler_that_is_none_is_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let complaint = |mut program: Command| {
        let said = program.output().unwrap();
        assert!(!said.status.success());
        String::from_utf8(said.stderr).unwrap()
    };
    let mut program = command(folder.path(), ANY_PORT);
    program.env("OTEL_TRACES_SAMPLER", "sometimes");
    let said = complaint(program);
    assert!(said.contains("OTEL_TRACES_SAMPLER") && said.contains("sometimes"), "{said}");
    let mut program = command(folder.path(), ANY_PORT);
    program.env("OTEL_TRACES_SAMPLER", "traceidratio").env("OTEL_TRACES_SAMPLER_ARG", "10%");
    let said = complaint(program);
    assert!(said.contains("OTEL_TRACES_SAMPLER_ARG") && said.contains("from 0 to 1"), "{said}");
}

#[tokio::test]
async fn what_the_place_says_of_a_service_goes_along() {
    let folder = tempfile::tempdir().unwrap();
    let collector = Collector::start();
    let mut program = pushing(folder.path(), collector.endpoint());
    program.env("OTEL_RESOURCE_ATTRIBUTES", "k8s.pod.name=backend-0,service.namespace=movie-guru");
    let (_binary, person) = started(program).await;
    person.login("ann").await;
    until("a span arrives", async || !collector.spans().is_empty()).await;
    until("metrics arrive", async || collector.push_since(std::time::SystemTime::UNIX_EPOCH).is_some()).await;
    let push = collector.push_since(std::time::SystemTime::UNIX_EPOCH).unwrap();
    for resource in [&collector.spans()[0].resource, &push.resource] {
        let said =
            ["service.name", "service.version", "service.namespace", "k8s.pod.name"].map(|name| &*resource[name]);
        assert_eq!(said, ["movie-guru", env!("CARGO_PKG_VERSION"), "movie-guru", "backend-0"]);
    }

    let named = Collector::start();
    let mut program = pushing(folder.path(), named.endpoint());
    program.env("OTEL_RESOURCE_ATTRIBUTES", "service.name=guru-blue");
    let (_binary, person) = started(program).await;
    person.login("ann").await;
    until("a span arrives", async || !named.spans().is_empty()).await;
    assert_eq!(named.spans()[0].resource["service.name"], "guru-blue");
}

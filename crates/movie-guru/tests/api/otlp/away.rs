//! A collector that is not there, or does not answer, is nobody's trouble but the log's.

use std::net::TcpListener;

use movie_guru_contract::Operation;
use serde_json::Value;

use super::{pushing, started};
use crate::app_under_test::until;
use crate::binary::Binary;
use crate::scrape::Scrape;

const REQUESTS: u32 = 60;

/// Asks for much while nobody takes what is pushed, and sees that only the log tells of it; returns what it says.
async fn works_without(endpoint: &str) -> Vec<Value> {
    let folder = tempfile::tempdir().unwrap();
    let mut program = pushing(folder.path(), endpoint);
    // Every span is a push of its own, and every push fails soon.
    program.env("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "1").env("OTEL_EXPORTER_OTLP_TIMEOUT", "20");
    let (mut binary, person) = started(program).await;
    person.login("ann").await;
    for _ in 0..REQUESTS {
        assert_eq!(person.get("/preferences").await.status, 200);
    }
    let recorded = Scrape::of(&person).await.recorded(Operation::PrefGet);
    assert_eq!((recorded.attempts, recorded.successes), (REQUESTS.into(), REQUESTS.into()));
    let said = |what: &str| told(&binary).into_iter().any(|line| message(&line).starts_with(what));
    until("the log says so", async || said("traces cannot be pushed") && said("metrics cannot be pushed")).await;
    ends(&mut binary).await;
    told(&binary)
}

/// It is asked to end, and does, before anybody would lose patience.
async fn ends(binary: &mut Binary) {
    binary.running.signal("-TERM");
    until("it ends", async || binary.running.process.try_wait().unwrap().is_some()).await;
    assert!(binary.running.process.wait().unwrap().success());
}

fn message(line: &Value) -> &str {
    line["message"].as_str().unwrap_or_default()
}

/// What was logged of pushing, by us or by a library.
fn told(binary: &Binary) -> Vec<Value> {
    let of_it = |line: &Value| {
        let libraries = ["opentelemetry", "tonic", "h2", "hyper"];
        let target = line["target"].as_str().unwrap_or_default();
        message(line).contains("push") || libraries.iter().any(|library| target.starts_with(library))
    };
    binary.log().into_iter().filter(of_it).collect()
}

/// One line of each kind, and what could not be sent at the end.
fn are_few(lines: &[Value]) {
    assert!(lines.len() <= 6, "after {REQUESTS} pushes that failed: {lines:#?}");
    let first = lines.iter().find(|line| message(line).starts_with("traces cannot be pushed")).unwrap();
    assert_eq!(first["severity"], "ERROR");
    assert!(first["endpoint"].is_string() && message(first).contains("OTEL_EXPORTER_OTLP_ENDPOINT"), "{first}");
}

#[tokio::test]
async fn nobody_listens() {
    let gone = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    are_few(&works_without(&format!("http://{gone}")).await);
}

#[tokio::test]
async fn somebody_listens_and_never_answers() {
    // The system takes connections for it, and nobody ever reads them.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    are_few(&works_without(&format!("http://{}", silent.local_addr().unwrap())).await);
}

/// With the time limits of every day, the end does not wait for a push.
#[tokio::test]
async fn the_end_does_not_wait_for_a_collector_that_never_answers() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let folder = tempfile::tempdir().unwrap();
    let mut program = pushing(folder.path(), &format!("http://{}", silent.local_addr().unwrap()));
    program.env("OTEL_EXPORTER_OTLP_TIMEOUT", "3600000");
    let (mut binary, person) = started(program).await;
    person.login("ann").await;
    ends(&mut binary).await;
}

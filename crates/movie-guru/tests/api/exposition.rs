//! What a fresh backend exposes, held against the contract's own tables.

use std::io::{Seek, Write};
use std::process::Command;

use movie_guru_test_support::ran;

use crate::app_under_test::TestApp;
use crate::scrape::Scrape;

/// Written from the tables of the contract. `_` stands for a value that differs from run to run.
const FRESH: &str = include_str!("fresh-metrics.txt");

/// Families whose values are not the contract's.
const OPEN_VALUES: [&str; 4] = ["process_", "http_server_", "build_info", "db_pool_"];

fn as_golden(scrape: &Scrape) -> Vec<String> {
    let types = scrape.types.iter().map(|(name, kind)| format!("# TYPE {name} {kind}"));
    let samples = scrape.samples.iter().map(|sample| {
        let open = OPEN_VALUES.iter().any(|part| sample.name.contains(part));
        let value = if open { "_".to_owned() } else { sample.value.to_string() };
        let series = sample.series().replace(concat!("version=\"", env!("CARGO_PKG_VERSION"), "\""), "version=\"_\"");
        format!("{series} {value}")
    });
    let mut lines: Vec<_> = types.chain(samples).collect();
    lines.sort();
    lines
}

#[tokio::test]
async fn a_fresh_backend_exposes_what_the_contract_says_all_at_zero() {
    let app = TestApp::start().await;
    let shown = as_golden(&app.scrape().await);
    let wanted: Vec<_> = FRESH.lines().map(str::to_owned).collect();
    let missing: Vec<_> = wanted.iter().filter(|line| !shown.contains(line)).collect();
    let surplus: Vec<_> = shown.iter().filter(|line| !wanted.contains(line)).collect();
    assert!(missing.is_empty() && surplus.is_empty(), "missing: {missing:#?}\nnot in the contract: {surplus:#?}");
    assert_eq!(shown.len(), wanted.len(), "a series stands twice");
}

#[tokio::test]
async fn http_requests_are_measured_by_route_method_and_status() {
    let app = TestApp::start().await;
    app.stranger().get("/readyz").await;
    app.stranger().get("/nowhere").await;
    let scrape = app.scrape().await;
    let family = "http_server_request_duration_seconds";
    assert_eq!(scrape.types[family], "histogram");
    let labels =
        |route, status| [("http_route", route), ("http_request_method", "GET"), ("http_response_status_code", status)];
    assert_eq!(scrape.value(&format!("{family}_count"), &labels("/readyz", "200")), 1.0);
    assert_eq!(scrape.value(&format!("{family}_count"), &[("http_response_status_code", "404")]), 1.0);
    assert!(!scrape.samples.iter().any(|sample| sample.series().contains("nowhere")), "a path became a series");
}

#[tokio::test]
async fn the_exposition_is_served_as_prometheus_text() {
    let app = TestApp::start().await;
    let answer = app.stranger().get("/metrics").await;
    assert_eq!(answer.status, 200);
    assert!(answer.header("content-type").starts_with("text/plain; version=0.0.4"), "{:?}", answer.headers);
}

#[tokio::test]
async fn promtool_can_read_it() {
    let app = TestApp::start().await;
    app.person("ann").await.get("/startup").await;
    let text = app.stranger().get("/metrics").await.text();
    let file = tempfile::tempfile().unwrap();
    (&file).write_all(text.as_bytes()).unwrap();
    (&file).rewind().unwrap();
    let Some(said) = ran(Command::new("promtool").args(["check", "metrics"]).stdin(file)) else { return };
    let complaints = said.text;
    // 0: all well; 3: read, with advice on names, which are the workshop's and stay as they are.
    assert!(matches!(said.status.code(), Some(0 | 3)), "{complaints}");
    let advice = ["use base unit \"seconds\"", "should not include type 'counter'", "not 'camelCase'"];
    for complaint in complaints.lines() {
        assert!(advice.iter().any(|naming| complaint.contains(naming)), "promtool: {complaint}");
    }
}

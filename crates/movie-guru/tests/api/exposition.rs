//! What a fresh backend exposes: the contract's metrics, all of their series, at 0.

use std::collections::BTreeSet;
use std::fs;
use std::io::{Seek, Write};
use std::process::Command;

use movie_guru_contract::{HTTP_SERVER_DURATION, Service, label};
use movie_guru_test_support::ran;

use crate::app_under_test::TestApp;
use crate::scrape::Scrape;

/// Kept, so that no series comes, goes or changes unnoticed; `UPDATE=1 cargo test` writes it anew. `_` stands for a value
/// that differs from run to run.
const FRESH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/api/fresh-metrics.txt");

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
    if std::env::var_os("UPDATE").is_some() {
        fs::write(FRESH, shown.join("\n") + "\n").unwrap();
    }
    let kept = fs::read_to_string(FRESH).unwrap();
    let wanted: Vec<_> = kept.lines().map(str::to_owned).collect();
    let missing: Vec<_> = wanted.iter().filter(|line| !shown.contains(line)).collect();
    let surplus: Vec<_> = shown.iter().filter(|line| !wanted.contains(line)).collect();
    assert!(missing.is_empty() && surplus.is_empty(), "missing: {missing:#?}\nnot kept: {surplus:#?}; `just rendered`");
    assert_eq!(shown.len(), wanted.len(), "a series stands twice");
}

#[tokio::test]
async fn every_metric_of_the_contract_is_there_with_its_kind_its_labels_and_no_other() {
    let app = TestApp::start().await;
    app.scrape().await;
    let scrape = app.scrape().await;
    let metrics = Service::Backend.exposes();
    let shown: BTreeSet<_> = scrape.types.iter().map(|(name, kind)| (name.clone(), kind.as_str())).collect();
    let wanted: BTreeSet<_> = metrics.iter().map(|metric| (metric.exposed(), metric.kind.name())).collect();
    assert_eq!(shown, wanted);
    for sample in &scrape.samples {
        let metric = metrics.iter().find(|metric| metric.series().contains(&sample.name)).unwrap();
        let known: BTreeSet<_> = metric.labels.iter().map(|name| label::exposed(name)).collect();
        let own = sample.labels.keys().filter(|name| *name != "le").cloned().collect();
        assert_eq!(known, own, "{}", sample.name);
    }
}

#[tokio::test]
async fn http_requests_are_measured_by_route_method_and_status() {
    let app = TestApp::start().await;
    app.stranger().get("/readyz").await;
    app.stranger().get("/nowhere").await;
    let scrape = app.scrape().await;
    let family = HTTP_SERVER_DURATION.exposed();
    assert_eq!(scrape.types[&family], "histogram");
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

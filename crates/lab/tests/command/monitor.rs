//! The monitor of a running lab: every query of every dashboard answers from the start, and with figures under load.

#![expect(clippy::unwrap_used, reason = "a test says what went wrong by panicking")]

use std::time::{Duration, Instant};

use movie_guru_test_support::client;
use reqwest::Url;
use serde_json::Value;
use tempfile::TempDir;

use crate::running::{Lab, json};

/// Some rounds of scrapes; far longer than it takes.
const PATIENCE: Duration = Duration::from_secs(120);

fn queries() -> Vec<String> {
    let dashboards = movie_guru_dashboards::all().unwrap();
    let charts = dashboards.into_iter().flat_map(|dashboard| dashboard.charts);
    charts.flat_map(|chart| chart.queries).map(|query| query.query.replace("$interval", "1m")).collect()
}

/// Waits until each query has an answer in which a value is as wanted.
async fn answered(lab: &Lab, mut queries: Vec<String>, wanted: impl Fn(f64) -> bool) {
    let started = Instant::now();
    while !queries.is_empty() {
        assert!(started.elapsed() < PATIENCE, "not answered: {queries:#?}");
        let mut open = Vec::new();
        for query in queries {
            let url = Url::parse_with_params(&lab.url("monitor", "api/v1/query"), [("query", &query)]).unwrap();
            let answer = json(url.as_str()).await;
            let series = answer["data"]["result"].as_array().unwrap();
            let value = |series: &Value| series["value"][1].as_str().unwrap().parse::<f64>().unwrap();
            if !series.iter().map(value).any(&wanted) {
                open.push(query);
            }
        }
        queries = open;
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
}

/// Searches every second, which simulated people do not do.
async fn search(backend: String) {
    let person = client();
    person.post(format!("{backend}login")).header("user", "ada").send().await.unwrap();
    loop {
        person.get(format!("{backend}search?q=ghost")).send().await.unwrap();
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_chart_is_empty_in_a_new_lab() {
    let folder = TempDir::new().unwrap();
    let lab = Lab::up(folder.path(), &["--scenario", "healthy", "--users", "0"]);
    // Of nothing, a share and a percentile are not a number, which is an answer.
    answered(&lab, queries(), |_| true).await;
    drop(lab);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_chart_has_figures_in_a_lab_under_load() {
    let folder = TempDir::new().unwrap();
    let lab = Lab::up(folder.path(), &["--scenario", "healthy", "--users", "20"]);
    let searching = tokio::spawn(search(lab.url("backend", "")));
    // Web vitals come from browsers alone.
    let of_people = queries().into_iter().filter(|query| !query.contains("_web_vitals") && !query.contains("_web_cls"));
    answered(&lab, of_people.collect(), f64::is_finite).await;
    searching.abort();
    drop(lab);
}

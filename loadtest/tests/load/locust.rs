//! Scripts that were written for Locust, on the same addresses.

use std::collections::BTreeSet;
use std::time::Duration;

use movie_guru_loadtest::service::Password;
use reqwest::{Client, RequestBuilder, StatusCode};
use serde_json::{Value, json};

use crate::front::{Served, served};
use crate::stand_in::{Fault, StandIn, quick, until};

/// What `/stats/requests` of Locust 2.47 has.
const REPORT: [&str; 10] = [
    "current_fail_per_sec",
    "current_response_time_percentiles",
    "current_rps",
    "errors",
    "fail_ratio",
    "state",
    "stats",
    "total_fail_per_sec",
    "total_rps",
    "user_count",
];
const ROW: [&str; 15] = [
    "avg_content_length",
    "avg_response_time",
    "current_fail_per_sec",
    "current_rps",
    "max_response_time",
    "median_response_time",
    "method",
    "min_response_time",
    "name",
    "num_failures",
    "num_requests",
    "response_time_percentile_0.95",
    "response_time_percentile_0.99",
    "total_fail_per_sec",
    "total_rps",
];

fn keys(value: &Value) -> BTreeSet<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

async fn said(request: RequestBuilder) -> Value {
    let answer = request.timeout(Duration::from_secs(15)).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    answer.json().await.unwrap()
}

/// As `curl -d` sends it.
async fn swarm(lab: &Served, form: String) -> Value {
    let request = Client::new().post(format!("{}/swarm", lab.base));
    said(request.header("content-type", "application/x-www-form-urlencoded").body(form)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_script_for_locust_starts_changes_reads_and_stops() {
    let app = StandIn::with("/startup", Fault::Status500).await;
    let lab = served(quick(&app.host), None).await;
    let before = lab.json("/stats/requests").await;
    assert_eq!((&before["state"], &before["user_count"]), (&json!("ready"), &json!(0)));
    assert_eq!(before["stats"].as_array().unwrap().len(), 1, "Locust has its sum from the start: {before}");

    let host = &app.host;
    let started = swarm(&lab, format!("user_count=4&spawn_rate=50&host={host}&run_time=1h")).await;
    assert_eq!(started, json!({"success": true, "message": "Swarming started", "host": host, "run_time": 3600}));
    let run = lab.load.current().unwrap();
    assert_eq!((run.settings().users, run.settings().run_time), (4, Some(Duration::from_secs(3600))));
    until("failures", async || run.users() == 4 && run.progress().total.failures > 3).await;
    let stats = lab.json("/stats/requests").await;
    assert_eq!((&stats["state"], &stats["user_count"]), (&json!("running"), &json!(4)));
    assert_eq!(keys(&stats), BTreeSet::from(REPORT));
    let rows = stats["stats"].as_array().unwrap();
    assert!(rows.iter().all(|row| keys(row) == BTreeSet::from(ROW)), "{stats}");
    let (all, each) = rows.split_last().unwrap();
    assert_eq!(all["name"], "Aggregated");
    let sum = |field: &str| each.iter().map(|row| row[field].as_u64().unwrap()).sum::<u64>();
    assert_eq!(
        (json!(sum("num_requests")), json!(sum("num_failures"))),
        (all["num_requests"].clone(), all["num_failures"].clone())
    );
    let ratio = all["num_failures"].as_f64().unwrap() / all["num_requests"].as_f64().unwrap();
    // A number read from JSON may be off by its last bit.
    assert!((stats["fail_ratio"].as_f64().unwrap() - ratio).abs() < 1e-12, "{stats}");
    let error = &stats["errors"][0];
    assert_eq!((&error["method"], &error["name"]), (&json!("GET"), &json!("startup")), "{error}");
    assert!(error["error"].as_str().unwrap().contains("500") && error["occurrences"].as_u64() > Some(0), "{error}");

    // Locust's second swarm changes the first.
    let changed = swarm(&lab, format!("user_count=6&spawn_rate=50&host={host}")).await;
    assert_eq!(changed["success"], true, "{changed}");
    until("six people", async || run.users() == 6).await;
    assert_eq!((run.asked().users, run.asked().run_time), (6, None));
    let elsewhere = swarm(&lab, "user_count=6&spawn_rate=50&host=http://127.0.0.1:1".to_owned()).await;
    assert!(elsewhere["message"].as_str().unwrap().contains("stop it first"), "{elsewhere}");

    // Older scripts stop by a GET, newer ones by a POST; twice is fine.
    for request in [lab.http.get(format!("{}/stop", lab.base)), lab.http.post(format!("{}/stop", lab.base))] {
        assert_eq!(said(request).await, json!({"success": true, "message": "Test stopped"}));
    }
    until("the end", async || run.is_over()).await;
    let stats = lab.json("/stats/requests").await;
    assert_eq!((&stats["state"], &stats["user_count"]), (&json!("stopped"), &json!(0)));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_script_for_locust_says_wrongly_starts_nothing() {
    let app = StandIn::well().await;
    let lab = served(quick(&app.host), None).await;
    for (form, says) in [
        ("spawn_rate=1", "user_count is missing"),
        ("user_count=5", "spawn_rate is missing"),
        ("user_count=many&spawn_rate=1", "users must be a whole number"),
        ("user_count=0&spawn_rate=1", "between 1 and"),
        ("user_count=5&spawn_rate=nan", "between 0.01"),
        ("user_count=5&spawn_rate=1&run_time=soon", "like 7h"),
        ("user_count=5&spawn_rate=1&host=http://somebody.example.com", "--allow-host"),
    ] {
        let refused = swarm(&lab, form.to_owned()).await;
        assert_eq!((&refused["success"], &refused["host"]), (&json!(false), &json!(app.host)), "{form}: {refused}");
        assert!(refused["message"].as_str().unwrap().contains(says), "{form}: {refused}");
    }
    assert!(lab.load.current().is_none() && app.arrived().is_empty());
    // An empty host is the one that the load generator was started with.
    assert_eq!(swarm(&lab, "user_count=1&spawn_rate=1&host=".to_owned()).await["success"], true);
    assert_eq!(lab.load.current().unwrap().settings().host, app.host);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_sites_page_stops_nothing_though_it_is_a_get() {
    let app = StandIn::well().await;
    let lab = served(quick(&app.host), None).await;
    lab.post("/api/load/start", json!({})).await;
    let run = lab.load.current().unwrap();
    let browser = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36";
    for headers in [
        &[("sec-fetch-site", "cross-site"), ("user-agent", browser)][..],
        &[("sec-fetch-site", "same-site")],
        &[("origin", "http://evil.example")],
        // Over plain HTTP to another machine a browser says nothing of where it comes from.
        &[("user-agent", browser)],
    ] {
        for (method, path) in [("GET", "/stop"), ("HEAD", "/stop"), ("POST", "/swarm")] {
            let mut request = lab.http.request(method.parse().unwrap(), format!("{}{path}", lab.base));
            for (name, value) in headers {
                request = request.header(*name, *value);
            }
            let answer = request.send().await.unwrap();
            let silent_post = method == "POST" && headers[0].0 == "user-agent";
            assert!(answer.status() == StatusCode::FORBIDDEN || silent_post, "{method} {path} {headers:?}");
        }
    }
    assert!(!run.is_stopping());
    let own = lab.http.get(format!("{}/stop", lab.base)).header("sec-fetch-site", "same-origin");
    assert_eq!(own.header("user-agent", browser).send().await.unwrap().status(), StatusCode::OK);
    until("the end", async || run.is_over()).await;

    let closed = served(quick(&app.host), Some(Password::new("sesame"))).await;
    for path in ["/stop", "/stats/requests"] {
        let answer = closed.http.get(format!("{}{path}", closed.base)).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::UNAUTHORIZED, "{path}");
    }
}

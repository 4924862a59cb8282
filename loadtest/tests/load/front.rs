//! The page's API, as the page and programs use it: start, change, stop, past runs, and everything that is refused.

use std::time::Duration;

use movie_guru_loadtest::service::{Link, Password, ServiceConfig, bind, build};
use movie_guru_loadtest::{JourneysFile, KeptRuns, LoadTest, LoadTestConfig, RunSettings};
use reqwest::{Client, StatusCode};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use crate::stand_in::{Fault, StandIn, load_test, quick, until};

/// The whole load generator on a free port, until the test ends.
pub(crate) struct Served {
    pub(crate) base: String,
    pub(crate) load: LoadTest,
    pub(crate) http: Client,
    _runs: tempfile::TempDir,
}

pub(crate) async fn served(form: RunSettings, password: Option<Password>) -> Served {
    let (_, telemetry) = load_test();
    let runs = tempfile::tempdir().unwrap();
    let kept = Some(KeptRuns::in_folder(runs.path()));
    let config = LoadTestConfig { kept, journeys: Some(JourneysFile::built_in().unwrap()), ..Default::default() };
    let load = LoadTest::with(&telemetry, config).unwrap();
    let links = vec!["app=http://127.0.0.1:8080/".parse::<Link>().unwrap()];
    let hosts = vec!["load.team-1.example".to_owned()];
    let config = ServiceConfig { links, password, hosts, ..ServiceConfig::new(form.host.clone()) };
    let config = ServiceConfig { form, ..config };
    let listener = bind("127.0.0.1:0".parse().unwrap()).await.unwrap();
    let service = build(listener, &config, load.clone(), &telemetry).unwrap();
    let base = format!("http://{}", service.address());
    tokio::spawn(service.run(CancellationToken::new()));
    let http = Client::builder().timeout(Duration::from_secs(15)).build().unwrap();
    Served { base, load, http, _runs: runs }
}

impl Served {
    pub(crate) async fn get(&self, path: &str) -> (StatusCode, String) {
        let answer = self.http.get(format!("{}{path}", self.base)).send().await.unwrap();
        (answer.status(), answer.text().await.unwrap())
    }

    pub(crate) async fn json(&self, path: &str) -> Value {
        serde_json::from_str(&self.get(path).await.1).unwrap()
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> (StatusCode, Value) {
        let answer = self.http.post(format!("{}{path}", self.base)).json(&body).send().await.unwrap();
        (answer.status(), answer.json().await.unwrap())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_workshops_values_start_and_gooses_dashboard_says_what_our_figures_say() {
    let app = StandIn::with("/chat", Fault::EveryTenth).await;
    let lab = served(quick(&app.host), None).await;
    let since = std::time::Instant::now();
    while lab.json("/api/v1/snapshot").await["settings"]["users"] != 3 {
        assert!(since.elapsed() < Duration::from_secs(30), "the idle dashboard does not show the form");
    }
    assert_eq!(lab.json("/api/v1/snapshot").await["phase"], "idle");
    let (_, said) =
        lab.post("/api/v1/control/start", json!({"users": 5, "increase_rate": 1, "run_time_secs": 25200})).await;
    assert_eq!((&said["ok"], &said["phase"]), (&json!(true), &json!("increase")), "{said}");
    let run = lab.load.current().unwrap();
    assert_eq!((run.settings().users, run.settings().spawn_rate), (5, 1.0));
    assert_eq!(run.settings().run_time, Some(Duration::from_secs(7 * 3600)));
    until("five people, one a second", async || run.users() == 5).await;
    let (_, said) = lab.post("/api/v1/control/users", json!({"users": 7})).await;
    assert_eq!(said["ok"], true, "{said}");
    until("seven people", async || run.users() == 7).await;
    assert_eq!(lab.json("/api/load").await["state"], "running");
    let (_, said) = lab.post("/api/load/stop", json!({})).await;
    assert_eq!((&said["state"], &said["users"]), (&json!("ended"), &json!(0)));
    let ours = lab.json("/api/stats").await;
    // Goose hears of the last requests when its people go home.
    let since = std::time::Instant::now();
    let theirs = loop {
        let snapshot = lab.json("/api/v1/snapshot").await;
        if snapshot["phase"] == "idle" {
            break snapshot;
        }
        assert!(since.elapsed() < Duration::from_secs(10), "not idle: {}", snapshot["phase"]);
    };
    assert_eq!(theirs["aggregate"]["total_requests"], ours["total"]["count"]);
    assert_eq!(theirs["aggregate"]["total_failures"], ours["total"]["failures"]);
    assert_eq!(ours["total"]["count"], app.arrived().len());
    for row in ours["requests"].as_array().unwrap() {
        let same = theirs["requests"].as_array().unwrap().iter().filter(|other| other["name"] == row["request"]);
        let count: u64 = same.map(|other| other["request_count"].as_u64().unwrap()).sum();
        assert_eq!(row["count"], count, "{}", row["request"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_times_in_a_row_and_the_page_stays_connected() {
    let app = StandIn::well().await;
    let lab = served(quick(&app.host), None).await;
    let mut stream =
        lab.http.get(format!("{}/api/v1/events", lab.base)).timeout(Duration::from_secs(120)).send().await.unwrap();
    for round in 0..10 {
        let before = app.arrived().len();
        let (status, said) = lab.post("/api/load/start", json!({})).await;
        assert_eq!((status, &said["state"]), (StatusCode::OK, &json!("running")), "round {round}: {said}");
        until("requests", async || app.arrived().len() > before + 5).await;
        let users = 4 + round % 3;
        let (status, said) = lab.post("/api/load/set", json!({ "users": users })).await;
        assert_eq!(status, StatusCode::OK, "round {round}: {said}");
        until("other people", async || lab.load.current().unwrap().users() == users).await;
        let (status, _) = lab.post("/api/load/stop", json!({})).await;
        assert_eq!(status, StatusCode::OK, "round {round}");
    }
    let stopped = app.arrived().len();
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(app.arrived().len(), stopped, "a stopped run sent another request");
    assert_eq!(lab.json("/api/runs").await["runs"].as_array().unwrap().len(), 10);
    let mut seen = String::new();
    while seen.matches("event: snapshot").count() < 10 {
        let more = tokio::time::timeout(Duration::from_secs(20), stream.chunk()).await.unwrap().unwrap();
        seen.push_str(&String::from_utf8_lossy(&more.expect("the stream ended")));
    }
    assert!(!seen.contains("event: closed"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_started_is_said_at_its_field_and_changes_nothing() {
    let app = StandIn::well().await;
    let lab = served(quick(&app.host), None).await;
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let before = lab.json("/api/load").await;
    for (body, field, says) in [
        (json!({"users": 0}), "users", "between 1 and"),
        (json!({"users": -1}), "users", "whole number"),
        (json!({"users": 1_000_000_000_u64}), "users", "between 1 and"),
        (json!({"users": 2.5}), "users", "whole number"),
        (json!({"users": "many"}), "users", "whole number"),
        (json!({"spawn_rate": 0}), "spawn_rate", "between 0.01"),
        (json!({"run_time": "3x"}), "run_time", "like 7h"),
        (json!({"host": "127.0.0.1:8081"}), "host", "scheme"),
        (json!({"host": format!("http://{free}")}), "host", "cannot be reached"),
        (json!({"host": "https://somebody.example.com"}), "host", "--allow-host"),
        (json!({"host": app.host.as_str().replace("http", "https")}), "host", "cannot be reached"),
    ] {
        let (status, problem) = lab.post("/api/load/start", body.clone()).await;
        assert_eq!((status, &problem["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!(field)), "{body}: {problem}");
        assert!(problem["detail"].as_str().unwrap().contains(says), "{body}: {problem}");
        let goose = lab.post("/api/v1/control/start", body.clone()).await.1;
        assert_eq!(goose["ok"], false, "{body}: {goose}");
        assert!(goose["message"].as_str().unwrap().contains(says), "{body}: {goose}");
    }
    assert_eq!(lab.json("/api/load").await, before);
    assert!(app.arrived().is_empty(), "{:?}", app.arrived());
}

#[tokio::test(flavor = "multi_thread")]
async fn two_starts_at_once_and_a_start_while_stopping_are_refused() {
    let app = StandIn::with("/startup", Fault::Stall).await;
    let lab = served(quick(&app.host), None).await;
    let ((first, _), (second, _)) =
        tokio::join!(lab.post("/api/load/start", json!({})), lab.post("/api/load/start", json!({})));
    let mut both = [first, second];
    both.sort();
    assert_eq!(both, [StatusCode::OK, StatusCode::CONFLICT]);
    until("a request that is never answered", async || app.count("GET /startup") > 0).await;
    let said = lab.post("/api/v1/control/stop", json!({})).await.1;
    assert_eq!((&said["ok"], &said["phase"]), (&json!(true), &json!("decrease")));
    until("stopping", async || lab.load.current().unwrap().is_stopping()).await;
    let (status, problem) = lab.post("/api/load/start", json!({})).await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert!(problem["detail"].as_str().unwrap().contains("still stopping"), "{problem}");
    until("the end", async || lab.load.current().unwrap().is_over()).await;
    let (status, problem) = lab.post("/api/load/stop", json!({})).await;
    assert_eq!((status, problem["detail"].as_str()), (StatusCode::CONFLICT, Some("no load test is running")));
}

#[tokio::test(flavor = "multi_thread")]
async fn past_runs_are_listed_compared_and_deleted() {
    let app = StandIn::well().await;
    let lab = served(quick(&app.host), None).await;
    assert!(lab.get("/runs").await.1.contains("None yet"));
    for seed in [1, 2] {
        let (status, said) = lab.post("/api/load/start", json!({ "seed": seed })).await;
        assert_eq!(status, StatusCode::OK, "{said}");
        let run = lab.load.current().unwrap();
        until("requests", async || run.progress().total.count > 20).await;
        lab.post("/api/load/stop", json!({})).await;
    }
    let runs = lab.json("/api/runs").await;
    let id = |place: usize| runs["runs"][place]["id"].as_str().unwrap().to_owned();
    let page = lab.get("/runs").await.1;
    assert!(page.contains(&id(0)) && page.contains(&id(1)) && page.contains("Compare A with B"), "{page}");
    let compared = lab.get(&format!("/runs/compare?a={}&b={}", id(1), id(0))).await.1;
    assert!(compared.contains("startup") && compared.contains("p95 A"), "{compared}");
    assert!(compared.contains("straight to the backend"), "{compared}");
    let report = lab.get(&format!("/runs/{}", id(0))).await.1;
    assert!(report.contains("<svg") && !report.contains("<script"), "{report}");
    for loads in ["src=\"http", "href=\"http", "@import", "url("] {
        assert!(!report.contains(loads), "the report loads something: {loads}");
    }
    assert_eq!(lab.json(&format!("/api/runs/{}", id(0))).await, runs["runs"][0]["run"]);
    let gone = lab.http.delete(format!("{}/api/runs/{}", lab.base, id(0))).send().await.unwrap();
    assert_eq!(gone.status(), StatusCode::NO_CONTENT);
    assert_eq!(lab.get(&format!("/runs/{}", id(0))).await.0, StatusCode::NOT_FOUND);
    assert_eq!(lab.get("/runs/..%2f..%2fetc%2fpasswd").await.0, StatusCode::NOT_FOUND);
    assert_eq!(lab.json("/api/runs").await["runs"].as_array().unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_has_the_labs_part_takes_the_names_it_was_given_and_no_other_sites_wishes() {
    let app = StandIn::well().await;
    let lab = served(quick(&app.host), None).await;
    let page = lab.http.get(&lab.base).header("host", "load.team-1.example").send().await.unwrap();
    assert_eq!(page.status(), StatusCode::OK);
    let policy = page.headers()["content-security-policy"].to_str().unwrap().to_owned();
    assert!(policy.contains("script-src 'self';") && policy.contains("frame-ancestors 'none'"), "{policy}");
    let text = page.text().await.unwrap();
    for part in ["lab-panel", "/lab/front.js", "/lab/front.css", "http://127.0.0.1:8080/", "<h1>Load generator</h1>"] {
        assert!(text.contains(part), "{part}");
    }
    let start = |name: &'static str, value: &'static str| {
        lab.http.post(format!("{}/api/load/start", lab.base)).header(name, value).body("{}").send()
    };
    assert_eq!(start("origin", "http://evil.example").await.unwrap().status(), StatusCode::FORBIDDEN);
    assert_eq!(start("sec-fetch-site", "cross-site").await.unwrap().status(), StatusCode::FORBIDDEN);
    assert!(lab.load.current().is_none());
    for gone in ["/api/v1/control/quit", "/api/v1/control/report", "/api/v1/control/report/now"] {
        let answer = lab.http.post(format!("{}{gone}", lab.base)).json(&json!({})).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{gone}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_keeps_the_page_and_leaves_probes_and_metrics_open() {
    let app = StandIn::well().await;
    let lab = served(quick(&app.host), Some(Password::new("sesame"))).await;
    for open in ["/livez", "/readyz", "/metrics"] {
        assert_eq!(lab.get(open).await.0, StatusCode::OK, "{open}");
    }
    for kept in ["/", "/api/load", "/api/stats", "/runs", "/api/v1/snapshot", "/api/v1/events"] {
        assert_eq!(lab.get(kept).await.0, StatusCode::UNAUTHORIZED, "{kept}");
    }
    let with = |password| lab.http.get(format!("{}/api/load", lab.base)).basic_auth("coach", Some(password)).send();
    assert_eq!(with("sesame").await.unwrap().status(), StatusCode::OK);
    assert_eq!(with("other").await.unwrap().status(), StatusCode::UNAUTHORIZED);
}

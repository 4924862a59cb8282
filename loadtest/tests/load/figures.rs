//! The figures as the API gives them, beside the log of a server whose behaviour is known.

use std::time::Duration;

use movie_guru_loadtest::service::{ServiceConfig, bind, build};
use movie_guru_loadtest::{FailureKind, Journey, JourneysFile, LoadTest, LoadTestConfig, Patience, RunSettings};
use movie_guru_telemetry::Telemetry;
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::stand_in::{Answered, Fault, StandIn, load_test, quick, until};

/// The service on a free port, until the test ends.
pub(crate) async fn served(load: &LoadTest, telemetry: &Telemetry) -> String {
    let config = ServiceConfig::new("http://127.0.0.1:8081".parse().unwrap());
    let listener = bind("127.0.0.1:0".parse().unwrap()).await.unwrap();
    let service = build(listener, &config, load.clone(), telemetry).unwrap();
    let base = format!("http://{}", service.address());
    tokio::spawn(service.run(CancellationToken::new()));
    base
}

pub(crate) async fn text(url: &str) -> String {
    let answer = reqwest::get(url).await.unwrap();
    assert!(answer.status().is_success(), "{url}");
    answer.text().await.unwrap()
}

pub(crate) async fn json(url: &str) -> Value {
    serde_json::from_str(&text(url).await).unwrap()
}

/// The rows of a table by the names of its columns; no cell of these has a comma of its own.
pub(crate) fn table(text: &str) -> Vec<std::collections::BTreeMap<String, String>> {
    let mut lines = text.split("\r\n").filter(|line| !line.is_empty());
    let header: Vec<_> = lines.next().unwrap().split(',').map(str::to_owned).collect();
    let row = |line: &str| header.iter().cloned().zip(line.split(',').map(str::to_owned)).collect();
    lines.map(row).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn before_the_first_run_the_figures_are_empty_and_no_error() {
    let (load, telemetry) = load_test();
    let base = served(&load, &telemetry).await;
    assert_eq!(json(&format!("{base}/api/stats")).await["state"], "idle");
    for name in ["stats", "failures", "run"] {
        assert_eq!(text(&format!("{base}/api/{name}.csv")).await.lines().count(), 1, "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_figure_is_what_the_servers_own_log_says() {
    let app = StandIn::with("/startup", Fault::EveryTenth).await;
    let (load, telemetry) = load_test();
    let base = served(&load, &telemetry).await;
    let journeys = vec![Journey::MainPage];
    let run = load.start(RunSettings { users: 4, journeys, ..quick(&app.host) }).unwrap();
    until("a hundred main pages", async || app.count("GET /startup") >= 100).await;
    let running = json(&format!("{base}/api/stats")).await;
    assert_eq!((&running["state"], &running["users"]), (&"running".into(), &4.into()));
    run.stop().await;

    let stats = json(&format!("{base}/api/stats")).await;
    assert_eq!((&stats["state"], &stats["ended"]), (&"ended".into(), &"stopped".into()));
    assert_eq!((&stats["settings"]["users"], &stats["settings"]["seed"]), (&4.into(), &1.into()));
    assert_eq!(stats["settings"]["through"], "backend");
    let log = app.answered();
    assert_eq!(stats["total"]["count"], log.len());
    for (name, what) in [("login", "POST /login"), ("startup", "GET /startup"), ("history", "GET /history")] {
        let here: Vec<&Answered> = log.iter().filter(|answered| answered.what == what).collect();
        let rows = stats["requests"].as_array().unwrap();
        let row = rows.iter().find(|row| row["request"] == name).unwrap();
        let failed = here.iter().filter(|answered| answered.status == 500).count();
        assert_eq!((&row["count"], &row["failures"]), (&here.len().into(), &failed.into()), "{name}");
        assert_eq!(row["failures_by_kind"]["5xx"], failed, "{name}");
        let bytes = here.iter().map(|answered| answered.bytes).sum::<u64>() as f64 / here.len() as f64;
        assert!((row["mean_body_bytes"].as_f64().unwrap() - bytes).abs() < 0.001, "{name}: {row}");
        // What the server took, and the way there and back on this machine.
        let mut took: Vec<f64> = here.iter().map(|answered| answered.took.as_secs_f64() * 1000.0).collect();
        took.sort_by(f64::total_cmp);
        let theirs = |quantile: f64| took[(quantile * took.len() as f64).ceil() as usize - 1];
        // The tail has the waits of a busy machine in it, on our side of the wire only.
        for (of, theirs, apart_ms) in
            [("min_ms", took[0], 30.0), ("p50_ms", theirs(0.5), 30.0), ("p95_ms", theirs(0.95), 300.0)]
        {
            let ours = row[of].as_f64().unwrap();
            assert!(ours >= theirs * 0.999 && ours < theirs + apart_ms, "{name} {of}: {ours} here, {theirs} there");
        }
        let order = ["min_ms", "p50_ms", "p90_ms", "p95_ms", "p99_ms", "max_ms"].map(|of| row[of].as_f64().unwrap());
        assert!(order.is_sorted(), "{name}: {order:?}");
    }
    let failures = log.iter().filter(|answered| answered.status == 500).count();
    assert!(failures >= 10);
    let journey = &stats["journeys"][0];
    assert_eq!((&journey["journey"], &journey["count"]), (&"main-page".into(), &log.len().into()));
    assert_eq!(journey["rounds"]["failures"], failures);

    let rows = table(&text(&format!("{base}/api/stats.csv")).await);
    let startup = rows.iter().find(|row| row["name"] == "startup").unwrap();
    let in_json = &stats["requests"].as_array().unwrap().iter().find(|row| row["request"] == "startup").unwrap();
    for of in ["count", "failures", "mean_ms", "p50_ms", "p99_ms", "max_ms", "mean_rate"] {
        assert_eq!(startup[of].parse::<f64>().unwrap(), in_json[of].as_f64().unwrap(), "{of}");
    }
    let table_of_failures = table(&text(&format!("{base}/api/failures.csv")).await);
    assert_eq!(table_of_failures.len(), 1);
    assert_eq!((table_of_failures[0]["kind"].as_str(), &table_of_failures[0]["count"]), ("5xx", &failures.to_string()));
    let seconds = table(&text(&format!("{base}/api/run.csv")).await);
    let sum = |of: &str| seconds.iter().map(|row| row[of].parse::<usize>().unwrap()).sum::<usize>();
    assert_eq!((sum("requests"), sum("failures")), (log.len(), failures));
    assert_eq!(seconds.len() as u64, stats["elapsed_s"].as_f64().unwrap() as u64 + 1, "a row for each second");
}

async fn kinds_of(settings: RunSettings) -> Vec<FailureKind> {
    let (load, _telemetry) = load_test();
    let run = load.start(settings).unwrap();
    until("failures", async || run.progress().total.failures >= 2).await;
    let summary = run.stop().await;
    let kinds: Vec<_> =
        summary.total.failures_by_kind.into_iter().filter(|(_, count)| *count > 0).map(|(kind, _)| kind).collect();
    assert!(summary.failed.iter().all(|row| kinds.contains(&row.kind)), "{:?}", summary.failed);
    kinds
}

/// Takes connections and a request, and resets.
async fn resetting() -> url::Url {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let host = format!("http://{}", listener.local_addr().unwrap()).parse().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = stream.read(&mut [0; 16]).await;
            // What is left unread makes the close a reset.
            drop(stream);
        }
    });
    host
}

/// Answers one request on each connection and closes it without a word.
async fn closing() -> (url::Url, std::sync::Arc<std::sync::atomic::AtomicU64>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let host = format!("http://{}", listener.local_addr().unwrap()).parse().unwrap();
    let answered = std::sync::Arc::new(std::sync::atomic::AtomicU64::new(0));
    let count = std::sync::Arc::clone(&answered);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let count = std::sync::Arc::clone(&count);
            tokio::spawn(async move {
                let mut request = Vec::new();
                // A login's body is JSON and ends so; the others have none.
                while !request.ends_with(b"\r\n\r\n") && !request.ends_with(b"}") {
                    if stream.read_buf(&mut request).await.unwrap_or(0) == 0 {
                        return;
                    }
                }
                let (cookie, body) = match request.starts_with(b"POST /login") {
                    true => ("Set-Cookie: movieguru=1\r\n", r#"{"login":"success"}"#),
                    false => ("", "[]"),
                };
                let length = body.len();
                let answer = format!("HTTP/1.1 200 OK\r\n{cookie}Content-Length: {length}\r\n\r\n{body}");
                stream.write_all(answer.as_bytes()).await.unwrap();
                count.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            });
        }
    });
    (host, answered)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_closes_kept_alive_connections_loses_no_request_uncounted() {
    let (host, answered) = closing().await;
    let (_, telemetry) = load_test();
    let yaml = include_str!("../../journeys.yaml");
    let yaml = format!("{}\nswarm:\n  history: 1\n", &yaml[..yaml.find("\nswarm:").unwrap()]);
    let config = LoadTestConfig { journeys: Some(JourneysFile::parse(&yaml).unwrap()), ..Default::default() };
    let load = LoadTest::with(&telemetry, config).unwrap();
    let run = load.start(RunSettings { journeys: vec![Journey::Swarm], ..quick(&host) }).unwrap();
    until("two hundred requests", async || run.progress().total.count >= 200).await;
    let summary = run.stop().await;
    let succeeded = summary.total.count - summary.total.failures;
    assert_eq!(succeeded, answered.load(std::sync::atomic::Ordering::Relaxed), "{:?}", summary.failed);
    assert!(summary.failed.iter().all(|row| row.kind == FailureKind::Reset), "{:?}", summary.failed);
}

#[tokio::test(flavor = "multi_thread")]
async fn kinds_of_failure_are_told_apart() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let nobody = format!("http://{free}").parse().unwrap();
    assert_eq!(kinds_of(quick(&nobody)).await, [FailureKind::Refused]);
    assert_eq!(kinds_of(quick(&resetting().await)).await, [FailureKind::Reset]);
    let no_such_name = "http://no-such-name.invalid".parse().unwrap();
    assert_eq!(kinds_of(quick(&no_such_name)).await, [FailureKind::Other]);
    for (fault, kind) in [
        (Fault::CutShort, FailureKind::Reset),
        (Fault::Stall, FailureKind::TimedOut),
        (Fault::SessionLost, FailureKind::ClientError),
        (Fault::Status500, FailureKind::ServerError),
        (Fault::WrongContent, FailureKind::WrongContent),
    ] {
        let app = StandIn::with("/startup", fault).await;
        let patience = Patience { waits: Duration::from_millis(300), leaves: 0.5 };
        let settings = RunSettings { patience, journeys: vec![Journey::MainPage], ..quick(&app.host) };
        assert_eq!(kinds_of(settings).await, [kind], "{fault:?}");
    }
}

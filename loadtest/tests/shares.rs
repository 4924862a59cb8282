//! Load from many pods, as an Indexed Job runs them: three processes that know their number and nothing of each other, on
//! the real backend, added up by a real Prometheus.
#![expect(clippy::unwrap_used, reason = "a test says what went wrong by panicking")]

use std::net::TcpListener;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use movie_guru::service::{Backend, Config};
use movie_guru_contract::{LOADTEST_LATENCY, LOADTEST_REQUESTS, LOADTEST_USERS, Operation};
use movie_guru_telemetry::{Telemetry, otlp::Otlp};
use movie_guru_test_support::{Exposition, Server, until};
use serde_json::Value;
use tokio::process::{Child, Command};
use tokio_util::sync::CancellationToken;

const PODS: usize = 3;
const PEOPLE: usize = 10;

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// As the manifest starts it, and as Kubernetes says which it is.
fn pod(index: usize, port: u16, host: &str, folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_loadtest"));
    command.arg("run").current_dir(folder).env("LOADTEST_LISTEN", format!("127.0.0.1:{port}"));
    command.env("LOADTEST_PODS", PODS.to_string()).env("JOB_COMPLETION_INDEX", index.to_string());
    command.env("LOADTEST_USERS", PEOPLE.to_string()).env("LOADTEST_SPAWN_RATE", "100").env("LOADTEST_HOST", host);
    command.env("LOADTEST_THINK_TIME", "20ms-60ms").env("LOADTEST_DATA_DIR", format!("pod-{index}"));
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    command
}

async fn ended(pod: Child) -> (String, Value) {
    let output = tokio::time::timeout(Duration::from_secs(60), pod.wait_with_output()).await.unwrap().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{said}");
    (said, serde_json::from_slice(&output.stdout).unwrap_or_default())
}

/// A Prometheus that scrapes these ports every second; none where it is not installed and need not be.
async fn prometheus(ports: &[u16], folder: &Path) -> Option<Server> {
    let targets: Vec<_> = ports.iter().map(|port| format!("'127.0.0.1:{port}'")).collect();
    let text = format!(
        "global: {{scrape_interval: 1s, scrape_timeout: 1s}}\nscrape_configs:\n  - job_name: load\n    static_configs: [{{targets: [{}]}}]\n",
        targets.join(", ")
    );
    std::fs::write(folder.join("prometheus.yml"), text).unwrap();
    Server::prometheus(folder, &[]).await
}

/// The only value of a query; none where there is none.
async fn asked(prometheus: &Server, query: &str) -> Option<f64> {
    let series = prometheus.query(query).await;
    Some(series.first()?["value"][1].as_str()?.parse().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn three_pods_are_one_load_and_prometheus_sees_all_of_it() {
    movie_guru_service::choose_tls();
    let folder = tempfile::tempdir().unwrap();
    let counted = Telemetry::new("movie-guru", &Otlp::off()).unwrap();
    let backend = Backend::build(Config { seed: Some(1), ..Config::default() }, &counted).await.unwrap();
    let host = format!("http://{}", backend.address());
    let end = CancellationToken::new();
    let _end = end.clone().drop_guard();
    tokio::spawn(backend.run(end));

    let ports: [u16; PODS] = std::array::from_fn(|_| free_port());
    let Some(prometheus) = prometheus(&ports, folder.path()).await else { return };
    let start = |(index, port): (usize, &u16)| {
        let mut pod = pod(index, *port, &host, folder.path());
        pod.args(["--run-time", "6s", "--await-scrape", "40s", "--output", "json"]).spawn().unwrap()
    };
    let pods: Vec<Child> = ports.iter().enumerate().map(start).collect();

    let people = format!("sum({})", LOADTEST_USERS.exposed());
    until("ten people in all", async || asked(&prometheus, &people).await == Some(PEOPLE as f64)).await;
    for (pod, (port, people)) in ports.iter().zip([4.0, 3.0, 3.0]).enumerate() {
        let here = format!("{}{{instance='127.0.0.1:{port}'}}", LOADTEST_USERS.exposed());
        assert_eq!(asked(&prometheus, &here).await, Some(people), "pod {pod}");
    }

    let mut sent = 0.0;
    for (index, pod) in pods.into_iter().enumerate() {
        let (said, stats) = ended(pod).await;
        assert!(!said.contains("nobody asked for /metrics"), "{said}");
        assert_eq!(stats["settings"]["share"], serde_json::json!({"pod": index, "pods": PODS}));
        assert_eq!(stats["total"]["failures"], 0, "pod {index}: {}", stats["failed"]);
        sent += stats["total"]["count"].as_f64().unwrap();
    }
    let requests = LOADTEST_REQUESTS.exposed();
    let last = |of: &str| format!("sum(last_over_time({of}[10m]))");
    assert_eq!(asked(&prometheus, &last(&requests)).await, Some(sent));
    assert_eq!(asked(&prometheus, &last(&format!("{}_count", LOADTEST_LATENCY.exposed()))).await, Some(sent));
    let first = format!("max(min_over_time({requests}[10m]))");
    assert_eq!(asked(&prometheus, &first).await, Some(0.0), "requests were sent before the first scrape");
    let exposed = Exposition::parse(&counted.exposition().unwrap());
    for operation in [Operation::Login, Operation::Startup, Operation::Chat, Operation::PrefGet, Operation::PrefUpdate]
    {
        let request = operation.name();
        let answered = exposed.get(&operation.metrics().attempts.exposed(), &[]);
        let all = asked(&prometheus, &last(&format!("{requests}{{request='{request}'}}"))).await;
        assert!(all == answered && all > Some(0.0), "{request}: {all:?} sent, {answered:?} answered");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_is_whole_in_the_scrape_that_ends_it_and_waits_for_it() {
    movie_guru_service::choose_tls();
    let folder = tempfile::tempdir().unwrap();
    let counted = Telemetry::new("movie-guru", &Otlp::off()).unwrap();
    let backend = Backend::build(Config { seed: Some(1), ..Config::default() }, &counted).await.unwrap();
    let host = format!("http://{}", backend.address());
    tokio::spawn(backend.run(CancellationToken::new()));
    let port = free_port();
    let base = format!("http://127.0.0.1:{port}");
    let mut pod = pod(2, port, &host, folder.path());
    let mut pod = pod.args(["--run-time", "1s", "--await-scrape", "10m"]).spawn().unwrap();
    until("readiness", async || reqwest::get(format!("{base}/readyz")).await.is_ok()).await;
    let state = async || {
        let stats = reqwest::get(format!("{base}/api/stats")).await.unwrap().text().await.unwrap();
        serde_json::from_str::<Value>(&stats).unwrap()
    };
    assert_eq!(state().await["state"], "idle", "it began before it was scraped");
    reqwest::get(format!("{base}/metrics")).await.unwrap();
    until("the end of the run", async || state().await["state"] == "ended").await;
    assert!(pod.try_wait().unwrap().is_none(), "it ended before it was scraped again");
    let whole = state().await["total"]["count"].as_f64().unwrap();
    let metrics = reqwest::get(format!("{base}/metrics")).await.unwrap().text().await.unwrap();
    let sum = Exposition::parse(&metrics).value(&LOADTEST_REQUESTS.exposed(), &[]);
    assert!(sum == whole && whole > 0.0, "{sum} in the last scrape, {whole} in all");
    ended(pod).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_nobody_says_so_and_is_no_failure_and_a_page_takes_no_share() {
    let folder = tempfile::tempdir().unwrap();
    let port = free_port();
    let nobody = format!("http://127.0.0.1:{}", free_port());
    let mut idle = pod(2, port, &nobody, folder.path());
    let output = idle.env("LOADTEST_USERS", "2").output().await.unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(String::from_utf8_lossy(&output.stdout).contains("nothing to do"), "{output:?}");
    let mut wrong = pod(3, port, &nobody, folder.path());
    let output = wrong.output().await.unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.code() == Some(1) && said.contains("of 3, the last is 2, and there is no 3"), "{said}");
    let mut page = Command::new(env!("CARGO_BIN_EXE_loadtest"));
    let output = page.args(["serve", "--pods", "3", "--pod", "0"]).output().await.unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.code() == Some(1) && said.contains("shares are for `loadtest run`"), "{said}");
}

//! One HTTP server with a path for each body, and what the monitor and Prometheus have of it after a scrape.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use jiff::Timestamp;
use movie_guru_monitor::scrape::{Job, ScrapeConfig};
use movie_guru_monitor::service::{Config, Metrics};
use movie_guru_test_prometheus::write;
use movie_guru_test_support::Server;
use serde_json::Value;
use tokio::net::TcpListener;
use tsdb::StoreConfig;
use url::Url;

use super::bodies::Body;
use crate::lab::Lab;
use crate::samples;

/// A moment to count from, on a whole second and past: samples of a scrape's own moment are never there.
pub(crate) fn now() -> i64 {
    (Timestamp::now().as_millisecond() / 1000 - 5) * 1000
}

/// What is there of a target: its series, each with its values and, where the target said them, their moments.
pub(crate) enum Outcome {
    Up(BTreeMap<String, BTreeSet<(String, Option<i64>)>>),
    Down(String),
}

impl Outcome {
    pub(crate) fn differs_from(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Up(ours), Self::Up(theirs)) => ours != theirs,
            (Self::Down(_), Self::Down(_)) => false,
            _ => true,
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Up(series) => write!(f, "up {series:?}"),
            Self::Down(why) => write!(f, "down: {why}"),
        }
    }
}

/// What both have, in the order of the bodies.
pub(crate) struct Scraped {
    pub(crate) ours: Vec<Outcome>,
    pub(crate) theirs: Vec<Outcome>,
    /// The headers by which a target chooses its form.
    pub(crate) our_request: BTreeMap<&'static str, String>,
    pub(crate) their_request: BTreeMap<&'static str, String>,
}

/// Lets both scrape all bodies; none where Prometheus is absent.
pub(crate) async fn scrape(bodies: &[Body], now: i64) -> Option<Scraped> {
    let folder = tempfile::tempdir().unwrap();
    let prometheus =
        Server::prometheus(folder.path(), &["--web.enable-remote-write-receiver", "--web.enable-lifecycle"]).await?;
    let (address, asked) = serve(bodies.to_vec()).await;

    // Both have a sample of now, so that a target's own timestamps are measured against the same.
    let first = [(samples::labels("first", &[]), vec![(now, 1.0)])];
    write(&prometheus.url, &first).await;
    drop(samples::store(folder.path(), &first));

    let jobs: Vec<Job> = bodies.iter().enumerate().map(|(index, body)| job(index, body, &address)).collect();
    let mut config = "global: {scrape_interval: 5s, scrape_timeout: 5s}\nscrape_configs:\n".to_owned();
    for job in &jobs {
        writeln!(
            config,
            "- {{job_name: '{}', metrics_path: '{}', honor_labels: {}, honor_timestamps: {}, static_configs: [{{targets: ['{address}']}}]}}",
            job.name, job.path, job.honor_labels, job.honor_timestamps
        )
        .unwrap();
    }
    std::fs::write(folder.path().join("prometheus.yml"), config).unwrap();
    let reloaded = reqwest::Client::new().post(prometheus.url.join("-/reload").unwrap()).send().await.unwrap();
    assert!(reloaded.status().is_success(), "{}", reloaded.text().await.unwrap());
    let theirs = outcomes(&prometheus.url, bodies, now).await;
    drop(prometheus);

    let metrics =
        Metrics::Embedded { store: StoreConfig::new(folder.path().join("store")), scrape: ScrapeConfig { jobs } };
    let lab = Lab::start(Config { own_job: None, ..Config::new(metrics, folder.path().to_owned()) }).await;
    let ours = outcomes(&lab.url, bodies, now).await;
    lab.stop().await;

    let asked = asked.lock().unwrap();
    let by = |own: bool| {
        let of = |headers: &&HeaderMap| headers[header::USER_AGENT].to_str().unwrap().starts_with("movie-guru") == own;
        let request = asked.iter().find(of).unwrap();
        let said = |name: &'static str| (name, request[name].to_str().unwrap().to_owned());
        ["accept", "accept-encoding"].map(said).into_iter().collect()
    };
    Some(Scraped { ours, theirs, our_request: by(true), their_request: by(false) })
}

fn job(index: usize, body: &Body, address: &str) -> Job {
    Job {
        path: format!("/{index}"),
        interval: Duration::from_secs(15),
        timeout: Duration::from_secs(15),
        honor_labels: body.honor_labels,
        honor_timestamps: body.honor_timestamps,
        ..Job::new(&format!("body-{index}"), [address.to_owned()])
    }
}

async fn serve(bodies: Vec<Body>) -> (String, Arc<Mutex<Vec<HeaderMap>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let asked = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&asked);
    let router = Router::new().fallback(move |request: Request| {
        seen.lock().unwrap().push(request.headers().clone());
        let body = bodies[request.uri().path()[1..].parse::<usize>().unwrap()].clone();
        async move {
            let mut response = Response::new(axum::body::Body::from(body.content));
            for (name, value) in [(header::CONTENT_TYPE, body.kind), (header::CONTENT_ENCODING, body.encoding)] {
                if !value.is_empty() {
                    response.headers_mut().insert(name, HeaderValue::from_str(&value).unwrap());
                }
            }
            response
        }
    });
    tokio::spawn(async move { axum::serve(listener, router).await });
    (address, asked)
}

/// What a server has once it has scraped everything.
async fn outcomes(server: &Url, bodies: &[Body], now: i64) -> Vec<Outcome> {
    let mut health = BTreeMap::new();
    for _ in 0..1800 {
        let targets: Value = reqwest::get(server.join("api/v1/targets").unwrap()).await.unwrap().json().await.unwrap();
        let targets = targets["data"]["activeTargets"].as_array().unwrap().clone();
        // A busy machine is no answer: then both ask again.
        let unanswered = |target: &&Value| {
            let error = target["lastError"].as_str().unwrap();
            ["deadline", "connect", "dial tcp", "reset"].iter().any(|word| error.contains(word))
        };
        let asked = targets.iter().filter(|target| target["health"] != "unknown" && !unanswered(target));
        let told = |target: &Value| {
            let error = (target["health"] != "up").then(|| target["lastError"].as_str().unwrap().to_owned());
            (target["scrapePool"].as_str().unwrap().to_owned(), error)
        };
        health = asked.map(told).collect();
        if health.len() == bodies.len() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert_eq!(health.len(), bodies.len(), "not everything was scraped by {server}");
    let mut url = server.join("api/v1/query").unwrap();
    let query = "{job=~\"body-.+\",__name__!~\"up|scrape_.+\"}[6h]";
    url.query_pairs_mut().append_pair("query", query).append_pair("time", &(now / 1000 + 700).to_string());
    let answer: Value = reqwest::get(url).await.unwrap().json().await.unwrap();
    let mut series: BTreeMap<String, BTreeMap<_, _>> = BTreeMap::new();
    for one in answer["data"]["result"].as_array().unwrap_or_else(|| panic!("{answer}")) {
        let mut labels = one["metric"].clone();
        let job = labels["job"].as_str().unwrap().to_owned();
        for own in ["job", "instance"] {
            labels.as_object_mut().unwrap().remove(own);
        }
        let samples = one["values"].as_array().unwrap().iter();
        let samples = samples.map(|sample| {
            let at = (sample[0].as_f64().unwrap() * 1000.0).round() as i64;
            (sample[1].as_str().unwrap().to_owned(), super::bodies::MOMENTS.contains(&(at - now)).then_some(at - now))
        });
        series.entry(job).or_default().insert(labels.to_string(), samples.collect());
    }
    let outcome = |index: usize| {
        let job = format!("body-{index}");
        match health.remove(&job).unwrap() {
            None => Outcome::Up(series.remove(&job).unwrap_or_default()),
            Some(error) => Outcome::Down(error),
        }
    };
    (0..bodies.len()).map(outcome).collect()
}

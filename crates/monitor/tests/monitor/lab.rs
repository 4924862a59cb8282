//! A monitor that listens, and targets that answer what a test wants them to.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::response::Response;
use axum::routing::get;
use movie_guru_monitor::scrape::{Job, ScrapeConfig};
use movie_guru_monitor::service::{Config, Metrics, Monitor};
use movie_guru_telemetry::{Telemetry, otlp::Otlp};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tsdb::StoreConfig;
use url::Url;

/// A running monitor.
pub(crate) struct Lab {
    pub(crate) url: Url,
    stop: CancellationToken,
    serving: JoinHandle<std::io::Result<()>>,
}

impl Lab {
    /// With these metrics.
    pub(crate) async fn start(config: Config) -> Self {
        let telemetry = Telemetry::new("monitor", &Otlp::off()).unwrap();
        let monitor = Monitor::build(config, &telemetry).await.unwrap();
        let url = Url::parse(&format!("http://{}", monitor.address())).unwrap();
        let stop = CancellationToken::new();
        let serving = tokio::spawn(monitor.run(stop.clone()));
        Self { url, stop, serving }
    }

    /// Over a store in `folder/store`, with these targets scraped ten times a second.
    pub(crate) async fn scraping(folder: &Path, jobs: Vec<Job>) -> Self {
        let every = Duration::from_millis(100);
        let fast = |job: Job| Job { interval: every, timeout: every.min(job.timeout), ..job };
        let scrape = ScrapeConfig { jobs: jobs.into_iter().map(fast).collect() };
        let metrics = Metrics::Embedded { store: StoreConfig::new(folder.join("store")), scrape };
        Self::start(Config { own_job: None, ..Config::new(metrics, folder.to_owned()) }).await
    }

    pub(crate) async fn get(&self, path: &str) -> Value {
        reqwest::get(self.url.join(path).unwrap()).await.unwrap().json().await.unwrap()
    }

    /// The value of each series of an answer, with its labels as JSON.
    pub(crate) async fn values(&self, query: &str) -> Vec<(Value, f64)> {
        let mut url = self.url.join("api/v1/query").unwrap();
        url.query_pairs_mut().append_pair("query", query);
        let answer: Value = reqwest::get(url).await.unwrap().json().await.unwrap();
        let result = answer["data"]["result"].as_array().unwrap_or_else(|| panic!("{query}: {answer}"));
        let value =
            |element: &Value| (element["metric"].clone(), element["value"][1].as_str().unwrap().parse().unwrap());
        result.iter().map(value).collect()
    }

    /// Waits until a query has one series, of this value.
    pub(crate) async fn until(&self, query: &str, wanted: f64) {
        self.until_values(query, |values| matches!(values, [(_, value)] if *value == wanted)).await;
    }

    /// Waits until what a query answers is as wanted.
    pub(crate) async fn until_values(&self, query: &str, wanted: impl Fn(&[(Value, f64)]) -> bool) {
        let mut last = Vec::new();
        for _ in 0..600 {
            last = self.values(query).await;
            if wanted(&last) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("{query} is still {last:?}");
    }

    /// The state of the only target.
    pub(crate) async fn target(&self) -> Value {
        self.get("api/v1/targets").await["data"]["activeTargets"][0].clone()
    }

    /// Waits until the only target's last error holds a text.
    pub(crate) async fn until_error(&self, text: &str) -> Value {
        let mut target = Value::Null;
        for _ in 0..600 {
            target = self.target().await;
            if target["lastError"].as_str().is_some_and(|error| error.contains(text)) {
                return target;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("no {text:?} in {target}");
    }

    /// Tells it to end, and waits until it has.
    pub(crate) async fn stop(self) {
        self.stop.cancel();
        self.serving.await.unwrap().unwrap();
    }
}

type Answer = Arc<dyn Fn() -> Body + Send + Sync>;

/// A target.
#[derive(Clone)]
pub(crate) struct Target {
    pub(crate) address: SocketAddr,
    answer: Arc<Mutex<Answer>>,
}

impl Target {
    /// One that answers this text.
    pub(crate) async fn answering(text: &'static str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let answer: Arc<Mutex<Answer>> = Arc::new(Mutex::new(Arc::new(move || Body::from(text))));
        let asked = Arc::clone(&answer);
        let router = Router::new().route(
            "/metrics",
            get(move || {
                let answer = Arc::clone(&asked.lock().unwrap());
                async move { Response::new(answer()) }
            }),
        );
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { address, answer }
    }

    /// What it answers from now on.
    pub(crate) fn set(&self, answer: impl Fn() -> Body + Send + Sync + 'static) {
        *self.answer.lock().unwrap() = Arc::new(answer);
    }

    /// What it answers from now on, as a text.
    pub(crate) fn say(&self, text: &'static str) {
        self.set(move || Body::from(text));
    }

    pub(crate) fn job(&self) -> Job {
        Job::new("test", [self.address.to_string()])
    }
}

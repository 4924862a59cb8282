//! A board with a clock that the test moves, and its API on a port of its own.

use std::path::Path;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Once};
use std::time::Duration;

use axum::response::IntoResponse;
use jiff::Timestamp;
use movie_guru_monitor::MetricsSource;
use movie_guru_monitor::alerts::NotifierConfig;
use movie_guru_monitor::contract;
use movie_guru_monitor::http::slo_routes;
use movie_guru_monitor::slos::{Board, BoardConfig};
use movie_guru_service::{Gate, Names};
use movie_guru_slo::TimeScale;
use reqwest::{Method, RequestBuilder};
use serde_json::Value;
use tempfile::TempDir;

use crate::figures::Figures;

pub(crate) const SCRAPE: Duration = Duration::from_secs(5);

/// So many seconds after a lab's start.
pub(crate) fn at(seconds: u64) -> Timestamp {
    Timestamp::from_second(1_771_545_600 + seconds as i64).unwrap()
}

pub(crate) fn workshop_scale() -> TimeScale {
    TimeScale::new(24.0, SCRAPE, at(0)).unwrap()
}

/// A file of the workshop.
pub(crate) fn workshop(file: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../slos").join(file);
    std::fs::read_to_string(path).unwrap()
}

/// The workshop's four SLOs and their eight alerts.
pub(crate) fn the_four() -> String {
    [workshop("achievable.yaml"), workshop("alerts.yaml")].join("---\n")
}

/// What a test may want otherwise.
pub(crate) struct Wanted {
    pub(crate) scale: TimeScale,
    pub(crate) admin_token: Option<&'static str>,
    pub(crate) notifier: NotifierConfig,
}

impl Default for Wanted {
    fn default() -> Self {
        Self { scale: workshop_scale(), admin_token: None, notifier: NotifierConfig::default() }
    }
}

pub(crate) struct TestBoard {
    pub(crate) folder: TempDir,
    pub(crate) figures: Arc<Figures>,
    pub(crate) board: Arc<Board>,
    clock: Arc<AtomicI64>,
    url: String,
    http: reqwest::Client,
}

impl TestBoard {
    pub(crate) async fn new() -> Self {
        Self::with(Wanted::default()).await
    }

    pub(crate) async fn with(wanted: Wanted) -> Self {
        Self::on(TempDir::new().unwrap(), Figures::new(), wanted).await
    }

    /// On a folder that may have been used before.
    pub(crate) async fn on(folder: TempDir, figures: Arc<Figures>, wanted: Wanted) -> Self {
        Self::on_at(folder, figures, wanted, at(0)).await
    }

    /// And from a moment on.
    pub(crate) async fn on_at(folder: TempDir, figures: Arc<Figures>, wanted: Wanted, now: Timestamp) -> Self {
        let source = Arc::clone(&figures) as _;
        Self { figures, ..Self::on_source(folder, source, wanted, now).await }
    }

    /// On another source than figures that a test makes rise.
    pub(crate) async fn on_source(
        folder: TempDir,
        source: Arc<dyn MetricsSource>,
        wanted: Wanted,
        now: Timestamp,
    ) -> Self {
        static TLS: Once = Once::new();
        TLS.call_once(|| {
            let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        });
        let clock = Arc::new(AtomicI64::new(now.as_millisecond()));
        let config = BoardConfig {
            folder: folder.path().to_owned(),
            scale: wanted.scale,
            scrape_interval: SCRAPE,
            notifier: wanted.notifier,
        };
        let tells = Arc::clone(&clock);
        let now = Arc::new(move || Timestamp::from_millisecond(tells.load(Ordering::Relaxed)).unwrap());
        let board = Board::build(config, source, contract(), now).unwrap();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let refuse = |status, detail: &str| (status, detail.to_owned()).into_response();
        let gate = Gate { names: Names::Any, body: Duration::from_secs(20), refuse };
        let routes: axum::Router = gate.around(slo_routes(&board, wanted.admin_token.into()).into());
        tokio::spawn(async move { axum::serve(listener, routes).await });
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        Self { folder, figures: Figures::new(), board, clock, url, http }
    }

    /// Another one on the same folder: as after `kill -9`, for nothing is said to this one.
    pub(crate) async fn again(self, wanted: Wanted, now: Timestamp) -> Self {
        let Self { folder, figures, .. } = self;
        Self::on_at(folder, figures, wanted, now).await
    }

    pub(crate) fn set_clock(&self, now: Timestamp) {
        self.clock.store(now.as_millisecond(), Ordering::Relaxed);
    }

    /// An evaluation at a moment.
    pub(crate) async fn evaluate(&self, now: Timestamp) {
        self.set_clock(now);
        self.board.evaluate(now).await;
    }

    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.url))
    }

    /// The `data` of Prometheus' `/api/v1/rules`.
    pub(crate) fn rules(&self) -> Value {
        serde_json::json!({"groups": self.board.groups()})
    }

    /// And of `/api/v1/alerts`.
    pub(crate) fn alerts(&self) -> Value {
        let rules = self.rules();
        let groups = rules["groups"].as_array().unwrap().iter();
        let rules = groups.flat_map(|group| group["rules"].as_array().unwrap());
        let alerts: Vec<&Value> = rules.flat_map(|rule| rule["alerts"].as_array().unwrap()).collect();
        serde_json::json!({"alerts": alerts})
    }

    /// Status and JSON of an answer; null where it has no body.
    pub(crate) async fn send(&self, request: RequestBuilder) -> (u16, Value) {
        let response = request.send().await.unwrap();
        let status = response.status().as_u16();
        let is_problem = response.headers().get("content-type").is_some_and(|kind| kind == "application/problem+json");
        assert_eq!(is_problem, status >= 400, "{status}");
        let body = response.bytes().await.unwrap();
        (status, if body.is_empty() { Value::Null } else { serde_json::from_slice(&body).unwrap() })
    }

    pub(crate) async fn get(&self, path: &str) -> Value {
        let (status, body) = self.send(self.request(Method::GET, path)).await;
        assert_eq!(status, 200, "{path}: {body}");
        body
    }

    pub(crate) async fn put(&self, path: &str, text: &str) -> (u16, Value) {
        self.send(self.request(Method::PUT, path).body(text.to_owned())).await
    }

    pub(crate) async fn post(&self, path: &str, text: &str) -> (u16, Value) {
        self.send(self.request(Method::POST, path).body(text.to_owned())).await
    }

    pub(crate) async fn delete(&self, path: &str) -> (u16, Value) {
        self.send(self.request(Method::DELETE, path)).await
    }

    /// Applies a text, which must be taken.
    pub(crate) async fn apply(&self, text: &str) -> Value {
        let (status, body) = self.post("/api/slos", text).await;
        assert_eq!(status, 200, "{body}");
        body
    }
}

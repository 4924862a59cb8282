//! A backend and a web app of a test's own, on free ports of the loopback.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use movie_guru::service::{self as backend_service, Backend};
use movie_guru_telemetry::Telemetry;
use movie_guru_telemetry::otlp::Otlp;
use movie_guru_web::service::{Config, Web};
use reqwest::header::HeaderMap;
use reqwest::{Client, Method, RequestBuilder};
use serde_json::{Value, json};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// A service that runs until it is dropped or stopped.
pub(crate) struct Running {
    pub(crate) address: SocketAddr,
    stop: CancellationToken,
    served: JoinHandle<std::io::Result<()>>,
}

impl Running {
    pub(crate) async fn stop(mut self) {
        self.stop.cancel();
        (&mut self.served).await.unwrap().unwrap();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

/// A backend in memory; with the same seed its phases draw the same.
pub(crate) async fn backend(listen: SocketAddr, scenario: &str) -> Running {
    let telemetry = Telemetry::new("movie-guru", &Otlp::off()).unwrap();
    let config = backend_service::Config { listen, scenario: scenario.to_owned(), seed: Some(8), ..Default::default() };
    let backend = Backend::build(config, &telemetry).await.unwrap();
    let (address, stop) = (backend.address(), CancellationToken::new());
    Running { address, stop: stop.clone(), served: tokio::spawn(backend.run(stop)) }
}

pub(crate) async fn web(config: Config) -> Running {
    let telemetry = Telemetry::new("movie-guru-web", &Otlp::off()).unwrap();
    let web = Web::build(config, &telemetry).await.unwrap();
    let (address, stop) = (web.address(), CancellationToken::new());
    Running { address, stop: stop.clone(), served: tokio::spawn(web.run(stop)) }
}

/// Both.
pub(crate) struct Lab {
    pub(crate) backend: Running,
    pub(crate) web: Running,
}

pub(crate) fn free() -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], 0))
}

pub(crate) fn config_for(backend: SocketAddr) -> Config {
    Config::new(format!("http://{backend}").parse().unwrap())
}

impl Lab {
    pub(crate) async fn start(scenario: &str) -> Self {
        Self::with(scenario, |_| ()).await
    }

    pub(crate) async fn with(scenario: &str, change: impl FnOnce(&mut Config)) -> Self {
        let backend = backend(free(), scenario).await;
        let mut config = config_for(backend.address);
        change(&mut config);
        Self { web: web(config).await, backend }
    }

    /// Changes the phase, as `lab phase set` does.
    pub(crate) async fn set_scenario(&self, name: &str) {
        let set = Person::at(self.backend.address).post("/phase", &json!({ "scenario": name })).await;
        assert_eq!(set.status, 200, "{}", set.text());
    }

    /// The value of a series of the web app, found by its name and all of its labels.
    pub(crate) async fn web_series(&self, series: &str) -> f64 {
        series_of(self.web.address, series).await
    }

    pub(crate) async fn backend_series(&self, series: &str) -> f64 {
        series_of(self.backend.address, series).await
    }
}

async fn series_of(address: SocketAddr, series: &str) -> f64 {
    let text = Person::at(address).get("/metrics").await.text();
    let line = text.lines().find_map(|line| line.strip_prefix(series)?.strip_prefix(' '));
    line.unwrap_or_else(|| panic!("no series {series} in:\n{text}")).parse().unwrap()
}

/// Somebody with a cookie jar, but without a browser.
#[derive(Clone)]
pub(crate) struct Person {
    pub(crate) client: Client,
    address: SocketAddr,
}

impl Person {
    pub(crate) fn at(address: SocketAddr) -> Self {
        // The second test to ask finds it installed.
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        // Whatever other crates of the workspace turn on in the library: an answer is looked at as it was sent.
        let client =
            Client::builder().no_gzip().cookie_store(true).no_proxy().redirect(reqwest::redirect::Policy::none());
        let client = client.timeout(Duration::from_secs(40)).tls_certs_only([]).build().unwrap();
        Self { client, address }
    }

    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("http://{}{path}", self.address))
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        Answer::to(self.request(Method::GET, path)).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        Answer::to(self.request(Method::POST, path).json(body)).await
    }

    pub(crate) async fn login(&self, name: &str) {
        let answer = self.post("/api/login", &json!({"user": name})).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
    }
}

/// What came back.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) async fn to(request: RequestBuilder) -> Self {
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Self { status, headers, body: response.bytes().await.unwrap().to_vec() }
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// Checks that this is an error in the form of the contract.
    pub(crate) fn assert_problem(&self, status: u16) {
        assert_eq!((self.status, self.header("content-type")), (status, "application/problem+json"), "{}", self.text());
        let document = self.json();
        assert_eq!(document["status"], status);
        let trace_id = document["trace_id"].as_str().unwrap();
        assert!(trace_id.len() == 32 && trace_id.bytes().any(|digit| digit != b'0'), "{trace_id}");
    }
}

/// Waits until `holds`, or panics with `what` after thirty seconds.
pub(crate) async fn until<F: Future<Output = bool>>(what: &str, mut holds: impl FnMut() -> F) {
    let started = Instant::now();
    while !holds().await {
        assert!(started.elapsed() < Duration::from_secs(30), "waited in vain until {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

//! A backend of a test's own, and the people who use it.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use movie_guru::service::{Backend, Config, Database};
use movie_guru_telemetry::Telemetry;
use movie_guru_telemetry::otlp::Otlp;
use reqwest::header::HeaderMap;
use reqwest::{Body, Client, Method, RequestBuilder};
use serde_json::{Value, json};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::home;
use crate::scrape::Scrape;

/// A running backend. Dropped, it stops.
pub(crate) struct TestApp {
    pub(crate) address: SocketAddr,
    shutdown: CancellationToken,
    served: JoinHandle<std::io::Result<()>>,
}

impl TestApp {
    /// As the app is.
    pub(crate) async fn start() -> Self {
        Self::with(Config::default()).await
    }

    /// A database in memory is any that no other app needs.
    pub(crate) async fn with(mut config: Config) -> Self {
        if matches!(config.database, Database::Memory) {
            config.database = home::passing().await;
        }
        let telemetry = Telemetry::new("movie-guru", &Otlp::off()).unwrap();
        let backend = Backend::build(config, &telemetry).await.unwrap();
        let address = backend.address();
        let shutdown = CancellationToken::new();
        let served = tokio::spawn(backend.run(shutdown.clone()));
        Self { address, shutdown, served }
    }

    /// Somebody without a session.
    pub(crate) fn stranger(&self) -> Person {
        Person::at(self.address)
    }

    /// Somebody who has logged in.
    pub(crate) async fn person(&self, name: &str) -> Person {
        let person = self.stranger();
        person.login(name).await;
        person
    }

    pub(crate) async fn scrape(&self) -> Scrape {
        self.stranger().scrape().await
    }

    /// Asks it to stop, without waiting for it.
    pub(crate) fn ask_to_stop(&self) {
        self.shutdown.cancel();
    }

    /// Stops it and waits until it has.
    pub(crate) async fn stop(mut self) {
        self.shutdown.cancel();
        (&mut self.served).await.unwrap().unwrap();
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        self.shutdown.cancel();
    }
}

/// A client with cookies of its own.
#[derive(Clone)]
pub(crate) struct Person {
    client: Client,
    pub(crate) address: SocketAddr,
}

impl Person {
    pub(crate) fn at(address: SocketAddr) -> Self {
        // The second test to ask finds it installed.
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let client = Client::builder().cookie_store(true).no_proxy().timeout(Duration::from_secs(40));
        // Reading the system's certificates takes 15 ms, and nothing here speaks TLS.
        let client = client.tls_certs_only([]);
        Self { client: client.build().unwrap(), address }
    }

    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("http://{}{path}", self.address))
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        Answer::to(self.request(Method::GET, path)).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Answer {
        Answer::to(self.request(Method::DELETE, path)).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        Answer::to(self.request(Method::POST, path).json(body)).await
    }

    /// A body as it is.
    pub(crate) async fn post_text(&self, path: &str, content_type: &str, body: impl Into<Body>) -> Answer {
        Answer::to(self.request(Method::POST, path).header("content-type", content_type).body(body)).await
    }

    pub(crate) async fn login(&self, name: &str) {
        assert_eq!(self.post("/login", &json!({"user": name})).await.status, 200);
    }

    pub(crate) async fn chat(&self, message: &str) -> Answer {
        self.post("/chat", &json!({"content": message})).await
    }

    pub(crate) async fn scrape(&self) -> Scrape {
        Scrape::parse(&self.get("/metrics").await.text())
    }
}

/// What came back.
#[derive(Clone, Debug)]
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
        String::from_utf8(self.body.clone()).unwrap()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// Checks that this is an error as the contract wants every error, and returns its detail.
    pub(crate) fn problem(&self, status: u16) -> String {
        let text = self.text();
        assert_eq!(self.status, status, "{text}");
        assert_eq!(self.header("content-type"), "application/problem+json", "{status} {text}");
        let document = self.json();
        let member = |name: &str| document[name].as_str().unwrap_or_else(|| panic!("no {name} in {text}")).to_owned();
        assert!(!member("type").is_empty() && !member("title").is_empty());
        assert_eq!(document["status"], status);
        let trace_id = member("trace_id");
        assert!(trace_id.len() == 32 && trace_id.bytes().all(|byte| byte.is_ascii_hexdigit()), "{trace_id}");
        let secrets = [
            "SELECT",
            "INSERT",
            "UPDATE ",
            "sqlite",
            "SQLITE",
            "movie-guru.db",
            "postgres",
            "not-a-secret",
            "127.0.0.1",
            ".rs:",
            "panicked",
            "/tmp",
        ];
        for secret in secrets {
            assert!(!text.contains(secret), "{secret:?} is none of a client's business: {text}");
        }
        let detail = member("detail");
        assert!(!detail.is_empty());
        detail
    }

    /// The names in a 422.
    pub(crate) fn bad_fields(&self) -> Vec<String> {
        self.problem(422);
        let errors = self.json()["errors"].as_array().cloned().unwrap_or_default();
        errors.iter().map(|error| error["field"].as_str().unwrap().to_owned()).collect()
    }
}

/// Waits until `holds`, or panics with `what` after a minute: other tests may keep the machine busy.
pub(crate) async fn until(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let started = Instant::now();
    while !holds().await {
        assert!(started.elapsed() < Duration::from_secs(60), "waited in vain until {what}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

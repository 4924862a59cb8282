//! Somebody who asks a service, with a cookie jar but without a browser.

use std::net::SocketAddr;
use std::time::Duration;

use reqwest::header::HeaderMap;
use reqwest::redirect::Policy;
use reqwest::{Body, Client, ClientBuilder, Method, RequestBuilder};
use serde_json::{Value, json};

use crate::exposition::Exposition;

/// What no answer may tell: statements, files, addresses, and what a program says of itself.
const SECRETS: [&str; 12] = [
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

fn builder() -> ClientBuilder {
    // Refused only where another test was first.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let client = Client::builder().no_gzip().cookie_store(true).no_proxy();
    // Reading the system's certificates takes 15 ms, and nothing here speaks TLS.
    client.timeout(Duration::from_secs(40)).tls_certs_only([])
}

/// A client that keeps cookies and shows an answer as it was sent.
pub fn client() -> Client {
    builder().build().unwrap()
}

/// A client with cookies of its own.
#[derive(Clone, Debug)]
pub struct Person {
    /// As of [`client`], but that it follows no redirect.
    pub client: Client,
    /// Whom they ask.
    pub address: SocketAddr,
    /// Above the backend's paths.
    calls: &'static str,
}

impl Person {
    /// Somebody who asks the backend, or any other service.
    pub fn at(address: SocketAddr) -> Self {
        Self { client: builder().redirect(Policy::none()).build().unwrap(), address, calls: "" }
    }

    /// Somebody who asks the web app, which passes calls on to the backend.
    pub fn at_web(address: SocketAddr) -> Self {
        Self { calls: "/api", ..Self::at(address) }
    }

    /// A request that is not sent yet.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("http://{}{path}", self.address))
    }

    /// `GET`.
    pub async fn get(&self, path: &str) -> Answer {
        Answer::to(self.request(Method::GET, path)).await
    }

    /// `DELETE`.
    pub async fn delete(&self, path: &str) -> Answer {
        Answer::to(self.request(Method::DELETE, path)).await
    }

    /// `POST` with JSON.
    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        Answer::to(self.request(Method::POST, path).json(body)).await
    }

    /// `POST` with a body as it is.
    pub async fn post_text(&self, path: &str, content_type: &str, body: impl Into<Body>) -> Answer {
        Answer::to(self.request(Method::POST, path).header("content-type", content_type).body(body)).await
    }

    /// Has a session from now on.
    pub async fn login(&self, name: &str) {
        let answer = self.post(&format!("{}/login", self.calls), &json!({"user": name})).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
    }

    /// Says something to the guru.
    pub async fn chat(&self, message: &str) -> Answer {
        self.post(&format!("{}/chat", self.calls), &json!({"content": message})).await
    }

    /// What the service shows of itself just now.
    pub async fn exposition(&self) -> Exposition {
        Exposition::parse(&self.get("/metrics").await.text())
    }
}

/// What came back.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// All headers.
    pub headers: HeaderMap,
    /// The body as it was sent.
    pub body: Vec<u8>,
}

impl Answer {
    /// Sends the request.
    pub async fn to(request: RequestBuilder) -> Self {
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Self { status, headers, body: response.bytes().await.unwrap().to_vec() }
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    /// A header; empty where it is not there.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// Checks that this is an error as the contract wants every error (RFC 9457, with the id of a trace, and without what is
    /// none of a client's business), and returns its detail.
    pub fn problem(&self, status: u16) -> String {
        let text = self.text();
        assert_eq!(self.status, status, "{text}");
        assert_eq!(self.header("content-type"), "application/problem+json", "{status} {text}");
        let document = self.json();
        let member = |name: &str| document[name].as_str().unwrap_or_else(|| panic!("no {name} in {text}")).to_owned();
        assert!(!member("type").is_empty() && !member("title").is_empty());
        assert_eq!(document["status"], status);
        let trace_id = member("trace_id");
        assert!(trace_id.len() == 32 && trace_id.bytes().all(|byte| byte.is_ascii_hexdigit()), "{trace_id}");
        assert!(trace_id.bytes().any(|digit| digit != b'0'), "{trace_id}");
        for secret in SECRETS {
            assert!(!text.contains(secret), "{secret:?} is none of a client's business: {text}");
        }
        let detail = member("detail");
        assert!(!detail.is_empty());
        detail
    }

    /// The names in a 422.
    pub fn bad_fields(&self) -> Vec<String> {
        self.problem(422);
        let errors = self.json()["errors"].as_array().cloned().unwrap_or_default();
        errors.iter().map(|error| error["field"].as_str().unwrap().to_owned()).collect()
    }
}

//! Google on the loopback: a project's Cloud Monitoring, other answers by their address, tokens, and a registry.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use serde_json::{Value, json};

use crate::kept::{Kept, PROJECT, refusal};

pub(crate) const TOKEN: &str = "ya29.s3cret";
/// What a person's refresh token is exchanged for.
pub(crate) const OF_REFRESH: &str = "ya29.refreshed";
pub(crate) const DIGEST: &str = "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

#[derive(Default)]
struct Inner {
    kept: Kept,
    fixed: BTreeMap<String, (u16, Value)>,
    /// Requests that write: when they came, in the order of coming.
    written: Vec<String>,
    /// What was asked for in PromQL.
    queries: Vec<String>,
    /// Those that are being answered, and the most that ever were at once.
    at_once: (usize, usize),
}

#[derive(Clone, Default)]
pub(crate) struct Google {
    inner: Arc<Mutex<Inner>>,
    pub(crate) address: String,
}

impl Google {
    pub(crate) async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let google = Self { address: listener.local_addr().unwrap().to_string(), ..Self::default() };
        let app = Router::new().fallback(answer).with_state(google.clone());
        tokio::spawn(async move { axum::serve(listener, app).await });
        google
    }

    fn with<T>(&self, look: impl FnOnce(&mut Inner) -> T) -> T {
        look(&mut self.inner.lock().unwrap())
    }

    pub(crate) fn says(&self, path: &str, status: u16, body: Value) {
        self.with(|inner| inner.fixed.insert(path.to_owned(), (status, body)));
    }

    pub(crate) fn put(&self, path: &str, thing: Value) {
        self.with(|inner| inner.kept.put(path, thing));
    }

    pub(crate) fn things(&self) -> BTreeMap<String, Value> {
        self.with(|inner| inner.kept.things.clone())
    }

    /// How many requests that write came since this was asked last, and how many of them at once at most.
    pub(crate) fn written(&self) -> (usize, usize) {
        self.with(|inner| (std::mem::take(&mut inner.written).len(), std::mem::take(&mut inner.at_once.1)))
    }

    /// What was asked for in PromQL since this was asked last.
    pub(crate) fn queries(&self) -> Vec<String> {
        self.with(|inner| std::mem::take(&mut inner.queries))
    }

    /// A project that is ready.
    pub(crate) fn ready(&self, permissions: &[&str]) {
        let path = format!("/v1/projects/{PROJECT}");
        self.says(&path, 200, json!({"projectId": PROJECT, "lifecycleState": "ACTIVE"}));
        let apis = ["artifactregistry", "cloudresourcemanager", "cloudtrace", "compute", "container", "iam", "logging"];
        let on = apis.into_iter().chain(["monitoring"]);
        let on: Vec<_> = on
            .map(|api| json!({"name": format!("projects/1/services/{api}.googleapis.com"), "state": "ENABLED"}))
            .collect();
        self.says(&format!("{path}/services:batchGet"), 200, json!({ "services": on }));
        self.says(&format!("{path}:testIamPermissions"), 200, json!({ "permissions": permissions }));
    }
}

async fn answer(State(google): State<Google>, request: Request) -> (StatusCode, String) {
    let (parts, body) = request.into_parts();
    let bytes = to_bytes(body, 8 << 20).await.unwrap();
    let said = |(code, body): (u16, Value)| (StatusCode::from_u16(code).unwrap(), body.to_string());
    let path = parts.uri.path().to_owned();
    if path == "/token" {
        let asked: Value = serde_json::from_slice(&bytes).unwrap();
        let token = json!({"access_token": OF_REFRESH, "expires_in": 3600, "token_type": "Bearer"});
        return said(if asked["refresh_token"] == "of-a-person" {
            (200, token)
        } else {
            (400, json!({"error": "invalid_grant"}))
        });
    }
    if path.starts_with("/v2/") {
        let is_there = path == format!("/v2/movie-guru/manifests/{DIGEST}");
        return said((if is_there { 200 } else { 404 }, Value::Null));
    }
    let token = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    if ![TOKEN, OF_REFRESH].map(|token| format!("Bearer {token}")).iter().any(|known| Some(known.as_str()) == token) {
        return said(refusal(401, "UNAUTHENTICATED", "no"));
    }
    let is_writing = parts.method != "GET";
    if is_writing {
        google.with(|inner| {
            inner.written.push(path.clone());
            inner.at_once.0 += 1;
            inner.at_once.1 = inner.at_once.1.max(inner.at_once.0);
        });
        // Long enough for another to come meanwhile.
        tokio::time::sleep(std::time::Duration::from_millis(2)).await;
    }
    let url = url::Url::parse(&format!("http://google{}", parts.uri)).unwrap();
    let query = url.query_pairs().into_owned().collect();
    let body: Value = if bytes.is_empty() { Value::Null } else { serde_json::from_slice(&bytes).unwrap() };
    let below = ["v1", "v3"].iter().find_map(|version| path.strip_prefix(&format!("/{version}/projects/{PROJECT}/")));
    google.with(|inner| inner.queries.extend(body["query"].as_str().map(str::to_owned)));
    let answer = google.with(|inner| match (inner.fixed.get(&path), below) {
        (Some(answer), _) => answer.clone(),
        (None, Some(below)) => inner.kept.answer(parts.method.as_str(), below, &query, body),
        (None, None) => refusal(404, "NOT_FOUND", "not found"),
    });
    if is_writing {
        google.with(|inner| inner.at_once.0 -= 1);
    }
    said(answer)
}

//! The stand-in for Google: it keeps what it is sent, has every body judged, and plays the troubles that a test wants.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use movie_guru_google_cloud::{Credentials, Google, Patience};
use serde_json::{Value, json};
use url::Url;

use crate::judge::Judge;
use crate::kept::{Answer, Kept, PROJECT};

pub(crate) const TOKEN: &str = "ya29.s3cret";

/// What goes wrong with a request, once.
#[derive(Clone, Debug)]
pub(crate) enum Trouble {
    /// It is refused.
    Says(u16, Value, Option<(&'static str, String)>),
    /// It is done, and the answer is lost.
    Loses(u16),
    /// It is done, and no answer comes.
    Hangs,
    /// Before it is done, somebody else does this: a path of the project, and what is there then; null: nothing.
    After(String, Value),
}

#[derive(Default)]
struct Inner {
    kept: Kept,
    judge: Judge,
    /// `POST dashboards`, and what happens to such requests, one after the other.
    troubles: Vec<(String, VecDeque<Trouble>)>,
    /// Each request: `POST dashboards`.
    asked: Vec<String>,
    /// What other addresses answer.
    fixed: BTreeMap<String, Value>,
}

#[derive(Clone, Default)]
pub(crate) struct Server {
    inner: Arc<Mutex<Inner>>,
    url: Option<Url>,
}

impl Server {
    pub(crate) async fn start() -> Self {
        let _ = movie_guru_test_support::client();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap()).parse().unwrap();
        let server = Self { url: Some(url), ..Self::default() };
        let app = Router::new().fallback(answer).with_state(server.clone());
        tokio::spawn(async move { axum::serve(listener, app).await });
        server
    }

    pub(crate) fn google(&self) -> Google {
        self.google_within(Duration::from_secs(20))
    }

    pub(crate) fn google_within(&self, answer: Duration) -> Google {
        let (first, longest) = (Duration::from_millis(2), Duration::from_millis(10));
        let patience = Patience { answer, attempts: 4, first, longest };
        Google::new(Credentials::of_token(TOKEN).unwrap(), self.url.as_ref(), patience).unwrap()
    }

    pub(crate) fn url(&self) -> &Url {
        self.url.as_ref().unwrap()
    }

    fn with<T>(&self, look: impl FnOnce(&mut Inner) -> T) -> T {
        look(&mut self.inner.lock().unwrap())
    }

    /// The next request of this kind (`POST dashboards`) meets these, one after the other.
    pub(crate) fn troubles(&self, request: &str, troubles: impl IntoIterator<Item = Trouble>) {
        self.with(|inner| inner.troubles.push((request.to_owned(), troubles.into_iter().collect())));
    }

    pub(crate) fn answers(&self, path: &str, body: Value) {
        self.with(|inner| inner.fixed.insert(path.to_owned(), body));
    }

    pub(crate) fn put(&self, path: &str, body: Value) {
        self.with(|inner| inner.kept.put(path, body));
    }

    /// Changes what is there, as a person in the console.
    pub(crate) fn edit(&self, path: &str, edit: impl FnOnce(&mut Value)) {
        self.with(|inner| {
            let mut there = inner.kept.things.get(path).unwrap().clone();
            edit(&mut there);
            inner.kept.put(path, there);
        });
    }

    pub(crate) fn things(&self) -> BTreeMap<String, Value> {
        self.with(|inner| inner.kept.things.clone())
    }

    /// What there is of a collection, by id.
    pub(crate) fn of(&self, collection: &str) -> BTreeMap<String, Value> {
        let before = format!("{collection}/");
        let id = |(path, thing): (String, Value)| Some((path.strip_prefix(&before)?.to_owned(), thing));
        self.things().into_iter().filter_map(id).filter(|(id, _)| !id.contains('/')).collect()
    }

    /// The requests since this was asked last.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.with(|inner| std::mem::take(&mut inner.asked))
    }

    /// Those among them that write.
    pub(crate) fn written(&self) -> Vec<String> {
        self.asked().into_iter().filter(|asked| !asked.starts_with("GET ")).collect()
    }

    /// Every body that came so far is one of Google's messages. Says how many there were.
    pub(crate) fn judged(&self) -> usize {
        let judge = self.with(|inner| std::mem::take(&mut inner.judge));
        judge.verdict()
    }
}

async fn answer(State(server): State<Server>, request: Request) -> (StatusCode, HeaderMap, String) {
    let (parts, body) = request.into_parts();
    let bytes = to_bytes(body, 8 << 20).await.unwrap();
    let path = parts.uri.path().to_owned();
    let url = Url::parse(&format!("http://google{}", parts.uri)).unwrap();
    let query: BTreeMap<String, String> = url.query_pairs().into_owned().collect();
    let plain = |(code, body): Answer| (StatusCode::from_u16(code).unwrap(), HeaderMap::new(), body.to_string());
    if parts.headers.get(header::AUTHORIZATION).is_none_or(|is| is != &format!("Bearer {TOKEN}")) {
        return plain((401, json!({"error": {"code": 401, "status": "UNAUTHENTICATED", "message": "no"}})));
    }
    let body: Value = if bytes.is_empty() { Value::Null } else { serde_json::from_slice(&bytes).unwrap() };
    let below = ["/v1", "/v3"].iter().find_map(|version| path.strip_prefix(&format!("{version}/projects/{PROJECT}/")));
    let short = below.unwrap_or(&path).to_owned();
    let method = parts.method.as_str();
    let asked = format!("{method} {short}");
    let trouble = server.with(|inner| {
        inner.asked.push(asked.clone());
        if !body.is_null() && path.contains(PROJECT) && !path.contains(':') {
            inner.judge.note(&short, query.get("updateMask").map(String::as_str), body.clone());
        }
        let mut waiting = inner.troubles.iter_mut().filter(|(request, _)| asked.starts_with(request.as_str()));
        waiting.find_map(|(_, troubles)| troubles.pop_front())
    });
    let doing = || {
        server.with(|inner| match inner.fixed.get(&path) {
            Some(body) => (200, body.clone()),
            None if below.is_some() => inner.kept.answer(method, &short, &query, body.clone()),
            None => crate::kept::refusal(404, "NOT_FOUND", "not found"),
        })
    };
    match trouble {
        None => plain(doing()),
        Some(Trouble::Says(code, body, extra)) => {
            let (code, mut headers, body) = plain((code, body));
            if let Some((name, value)) = extra {
                headers.insert(HeaderName::from_static(name), HeaderValue::try_from(value).unwrap());
            }
            (code, headers, body)
        }
        Some(Trouble::Loses(code)) => {
            doing();
            plain(crate::kept::refusal(code, "INTERNAL", "An internal error has occurred."))
        }
        Some(Trouble::Hangs) => {
            doing();
            std::future::pending().await
        }
        Some(Trouble::After(path, thing)) => {
            server.with(|inner| {
                if thing.is_null() {
                    inner.kept.things.remove(&path);
                } else {
                    inner.kept.put(&path, thing);
                }
            });
            plain(doing())
        }
    }
}

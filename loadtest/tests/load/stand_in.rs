//! A small app on a real port that misbehaves as the real backend cannot: always 500, wrong content, bodies cut
//! short, answers that never come. It keeps what arrived, so that a test can say what was really sent.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Json, Router};
use movie_guru_loadtest::{LoadTest, Run, RunSettings, ThinkTime};
use movie_guru_telemetry::Telemetry;
use movie_guru_telemetry::otlp::Otlp;
use movie_guru_test_support::Exposition;
pub(crate) use movie_guru_test_support::until;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use url::Url;

/// How the app misbehaves on one path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Says 500.
    Status500,
    /// Says 200 and something that is not what was asked for.
    WrongContent,
    /// Sends half of the body and closes.
    CutShort,
    /// Never answers.
    Stall,
    /// Says 401 to the first request of each login.
    SessionLost,
    /// Takes 40 ms, and says 500 to every tenth request.
    EveryTenth,
    /// Says that preferences were written, and keeps the old ones.
    Forgets,
}

/// One request as it arrived.
#[derive(Clone, Debug)]
pub(crate) struct Arrived {
    /// `POST /chat`
    pub(crate) what: String,
    pub(crate) traceparent: Option<String>,
    pub(crate) cookie: Option<String>,
    pub(crate) body: Value,
}

/// One request as it was answered.
#[derive(Clone, Debug)]
pub(crate) struct Answered {
    pub(crate) what: String,
    pub(crate) status: u16,
    pub(crate) bytes: u64,
    pub(crate) took: Duration,
}

#[derive(Default)]
struct Seen {
    answered: Mutex<Vec<Answered>>,
    arrived: Mutex<Vec<Arrived>>,
    written: Mutex<Option<Value>>,
    logins_that_held: Mutex<Vec<String>>,
}

#[derive(Clone)]
struct App {
    fault: Option<(&'static str, Fault)>,
    seen: Arc<Seen>,
}

pub(crate) struct StandIn {
    pub(crate) host: Url,
    seen: Arc<Seen>,
}

impl StandIn {
    /// An app that is well.
    pub(crate) async fn well() -> Self {
        Self::start(None).await
    }

    /// An app that has this fault on this path.
    pub(crate) async fn with(path: &'static str, fault: Fault) -> Self {
        Self::start(Some((path, fault))).await
    }

    async fn start(fault: Option<(&'static str, Fault)>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let host = format!("http://{}", listener.local_addr().unwrap()).parse().unwrap();
        let seen = Arc::new(Seen::default());
        let app = App { fault, seen: Arc::clone(&seen) };
        let router = Router::new().fallback(answer).with_state(app);
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { host, seen }
    }

    pub(crate) fn arrived(&self) -> Vec<Arrived> {
        self.seen.arrived.lock().unwrap().clone()
    }

    pub(crate) fn answered(&self) -> Vec<Answered> {
        self.seen.answered.lock().unwrap().clone()
    }

    pub(crate) fn count(&self, what: &str) -> usize {
        self.arrived().iter().filter(|request| request.what == what).count()
    }
}

async fn answer(State(app): State<App>, request: Request) -> Response {
    let since = Instant::now();
    let what = format!("{} {}", request.method(), request.uri().path());
    let response = chosen(&app, request).await;
    let bytes = axum::body::HttpBody::size_hint(response.body()).exact().unwrap_or_default();
    let answered = Answered { what, status: response.status().as_u16(), bytes, took: since.elapsed() };
    app.seen.answered.lock().unwrap().push(answered);
    response
}

async fn chosen(app: &App, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, 1 << 16).await.unwrap();
    let header = |name: header::HeaderName| parts.headers.get(name).map(|value| value.to_str().unwrap().to_owned());
    let path = parts.uri.path();
    let arrived = Arrived {
        what: format!("{} {path}", parts.method),
        traceparent: header(header::HeaderName::from_static("traceparent")),
        cookie: header(header::COOKIE),
        body: serde_json::from_slice(&body).unwrap_or_default(),
    };
    let number = {
        let mut all = app.seen.arrived.lock().unwrap();
        all.push(arrived.clone());
        all.iter().filter(|other| other.what == arrived.what).count()
    };
    match app.fault.filter(|(at, _)| *at == path).map(|(_, fault)| fault) {
        Some(Fault::Status500) => {
            let problem = json!({"type": "about:blank", "title": "Something went wrong", "status": 500});
            (StatusCode::INTERNAL_SERVER_ERROR, Json(problem)).into_response()
        }
        Some(Fault::WrongContent) => Json(json!({"hello": "world"})).into_response(),
        Some(Fault::CutShort) => {
            let half = futures::stream::unfold(0, |sent| async move {
                match sent {
                    0 => Some((Ok(Bytes::from_static(b"{\"answer\": \"")), 1)),
                    _ => {
                        // Time for the first half to leave.
                        tokio::time::sleep(Duration::from_millis(50)).await;
                        Some((Err(std::io::Error::other("cut")), 2))
                    }
                }
            });
            Response::new(Body::from_stream(half))
        }
        Some(Fault::Stall) => std::future::pending().await,
        Some(Fault::SessionLost) => {
            let mut held = app.seen.logins_that_held.lock().unwrap();
            let cookie = arrived.cookie.clone().unwrap_or_default();
            if held.contains(&cookie) {
                drop(held);
                return well(app, &arrived, false);
            }
            // Lost once; the login after it holds.
            held.push(cookie);
            StatusCode::UNAUTHORIZED.into_response()
        }
        Some(Fault::EveryTenth) => {
            tokio::time::sleep(Duration::from_millis(40)).await;
            if number % 10 == 0 {
                StatusCode::INTERNAL_SERVER_ERROR.into_response()
            } else {
                well(app, &arrived, false)
            }
        }
        fault => well(app, &arrived, fault == Some(Fault::Forgets)),
    }
}

fn well(app: &App, request: &Arrived, forgets: bool) -> Response {
    let none = json!({"actors": [], "directors": [], "genres": [], "others": []});
    let profile = json!({"likes": none, "dislikes": none});
    let agent = |answer: &str, films: u32| {
        let film = |n| json!({"title": format!("Film {n}"), "rating": 4.1, "plot": "A plot."});
        json!({
            "answer": answer, "relevant_movies": ["Film 1"], "context": (1..=films).map(film).collect::<Vec<_>>(),
            "error_message": "", "result": "SUCCESS", "preferences": profile,
        })
    };
    // The web edge has the API below /api.
    let body = match request.what.replacen(" /api/", " /", 1).as_str() {
        "POST /login" => {
            let cookie =
                format!("movieguru={}; Path=/; HttpOnly; SameSite=Lax", request.body["user"].as_str().unwrap().len());
            return ([(header::SET_COOKIE, cookie)], Json(json!({"login": "success"}))).into_response();
        }
        "GET /startup" => agent("", 5),
        "GET /history" => json!([{"role": "user", "content": "Hi"}]),
        "POST /chat" => agent("You may like Film 1.", 1),
        "GET /preferences" => app.seen.written.lock().unwrap().clone().unwrap_or(profile),
        "POST /logout" => json!({"logout": "success"}),
        "DELETE /history" => return StatusCode::NO_CONTENT.into_response(),
        "POST /preferences" => {
            if !forgets {
                *app.seen.written.lock().unwrap() = Some(request.body["content"].clone());
            }
            json!({"update": "success"})
        }
        "GET /" if request.cookie.is_none() => return Redirect::to("/login").into_response(),
        _ => return asset(&request.what),
    };
    Json(body).into_response()
}

/// A page as the web edge serves one, and what it loads.
fn asset(what: &str) -> Response {
    let html = r#"<!doctype html><link rel="stylesheet" href="/assets/app.css"><script src="/assets/app.js" defer></script>
        <img src="https://elsewhere.test/pixel.png"><p>Movie Guru"#;
    match what {
        "GET /login" => axum::response::Html(html.replace("app.js", "login.js")).into_response(),
        "GET /" => axum::response::Html(html).into_response(),
        "GET /assets/app.css" => ([(header::CONTENT_TYPE, "text/css")], "p {}").into_response(),
        "GET /assets/app.js" | "GET /assets/login.js" => {
            ([(header::CONTENT_TYPE, "text/javascript")], "void 0").into_response()
        }
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}

/// A load generator of its own, and its metrics.
pub(crate) fn load_test() -> (LoadTest, Telemetry) {
    movie_guru_service::choose_tls();
    let telemetry = Telemetry::new("loadtest", &Otlp::off()).unwrap();
    (LoadTest::new(&telemetry).unwrap(), telemetry)
}

/// Quick people: they come at once and think for a few milliseconds.
pub(crate) fn quick(host: &Url) -> RunSettings {
    let think_time = ThinkTime::Uniform { min: Duration::from_millis(2), max: Duration::from_millis(6) };
    RunSettings { users: 3, spawn_rate: 100.0, think_time, seed: Some(1), ..RunSettings::new(host.clone()) }
}

/// Waits until a run has at least so many failures, and stops it.
pub(crate) async fn failing(run: &Run, failures: u64) -> movie_guru_loadtest::Progress {
    until("failures", async || run.progress().total.failures >= failures).await;
    run.stop().await
}

/// The value of a series of the exposition.
pub(crate) fn series(telemetry: &Telemetry, name: &str, labels: &[(&str, &str)]) -> f64 {
    Exposition::parse(&telemetry.exposition().unwrap()).value(name, labels)
}

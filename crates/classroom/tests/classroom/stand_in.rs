//! A team's lab of a test's own: the real web app with a real workshop, and a stand-in for backend, load generator and
//! monitoring, each reached over a real socket.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use axum::extract::{Form, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::{get, post};
use axum::{Json, Router};
use jiff::Timestamp;
use movie_guru_classroom::lab::Lab;
use movie_guru_classroom::reach::{Away, Health, Reach, Service, Stream};
use movie_guru_telemetry::Telemetry;
use movie_guru_telemetry::otlp::Otlp;
use movie_guru_web::service::{Config, Web};
use movie_guru_workshop::evidence::{App, Board, BoardSlo, Fired, Load, Metrics, Missing, People, Run, Sample};
use movie_guru_workshop::{Evidence, Library, Room, RoomConfig, Shelf, ShelfError};
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;

pub(crate) const TOKEN: &str = "the admin token";

/// What a lab is, as a test wants it.
#[derive(Debug)]
pub(crate) struct Stage {
    pub(crate) scenario: String,
    pub(crate) users: u64,
    pub(crate) success: f64,
    pub(crate) p95_ms: f64,
    pub(crate) firing: bool,
    pub(crate) has_metrics: bool,
    /// How long an answer of the monitoring takes.
    pub(crate) slow: Duration,
    /// Whether nothing can be reached.
    pub(crate) is_away: bool,
}

/// A lab and the way to it.
pub(crate) struct StandIn {
    pub(crate) team: String,
    pub(crate) room: Arc<Room>,
    shelf: Arc<Memory>,
    pub(crate) stage: Arc<Mutex<Stage>>,
    pub(crate) connections: Arc<AtomicUsize>,
    web: SocketAddr,
    others: SocketAddr,
    _stop: Ends,
}

struct Ends(CancellationToken);

impl Drop for Ends {
    fn drop(&mut self) {
        self.0.cancel();
    }
}

/// What a check of the room looks at: the stage.
struct OnStage(Arc<Mutex<Stage>>);

#[async_trait]
impl Metrics for OnStage {
    async fn query(&self, _: &str, _: Option<Timestamp>) -> Result<Vec<Sample>, Missing> {
        Ok(Vec::new())
    }
}

#[async_trait]
impl Board for OnStage {
    async fn slos(&self) -> Result<Vec<BoardSlo>, Missing> {
        Ok(Vec::new())
    }

    async fn fired(&self) -> Result<Vec<Fired>, Missing> {
        Ok(Vec::new())
    }

    async fn apply(&self, _: &str) -> Result<(), Missing> {
        Ok(())
    }
}

#[async_trait]
impl App for OnStage {
    async fn scenario(&self) -> Result<Option<String>, Missing> {
        Ok(Some(self.0.lock().unwrap().scenario.clone()))
    }

    async fn set_scenario(&self, name: &str) -> Result<(), Missing> {
        self.0.lock().unwrap().scenario = name.to_owned();
        Ok(())
    }
}

#[async_trait]
impl Load for OnStage {
    async fn load(&self) -> Result<People, Missing> {
        let users = self.0.lock().unwrap().users;
        Ok(People { is_running: users > 0, users })
    }

    async fn start(&self, run: &Run) -> Result<(), Missing> {
        self.0.lock().unwrap().users = u64::from(run.users);
        Ok(())
    }
}

#[derive(Default)]
struct Memory(Mutex<std::collections::HashMap<String, String>>);

#[async_trait]
impl Shelf for Memory {
    async fn read(&self, name: &str) -> Result<Option<String>, ShelfError> {
        Ok(self.0.lock().unwrap().get(name).cloned())
    }

    async fn replace(&self, name: &str, was: Option<&str>, becomes: &str) -> Result<bool, ShelfError> {
        let mut texts = self.0.lock().unwrap();
        if texts.get(name).map(String::as_str) != was {
            return Ok(false);
        }
        texts.insert(name.to_owned(), becomes.to_owned());
        Ok(true)
    }

    async fn forget(&self, names: &[String]) -> Result<(), ShelfError> {
        self.0.lock().unwrap().retain(|name, _| !names.contains(name));
        Ok(())
    }

    fn place(&self, name: &str) -> String {
        name.to_owned()
    }
}

impl StandIn {
    pub(crate) async fn start(team: &str) -> Self {
        let stage = Stage {
            scenario: "healthy".to_owned(),
            users: 5,
            success: 0.98,
            p95_ms: 850.0,
            firing: false,
            has_metrics: true,
            slow: Duration::ZERO,
            is_away: false,
        };
        let stage = Arc::new(Mutex::new(stage));
        let on = Arc::new(OnStage(Arc::clone(&stage)));
        let evidence = Evidence { metrics: on.clone(), board: on.clone(), app: on.clone(), load: on };
        let library = Library::embedded().unwrap();
        let shelf = Arc::new(Memory::default());
        let room = RoomConfig { team: team.to_owned(), library, evidence, shelf: shelf.clone(), webhook: None };
        let room = Arc::new(Room::new(room));
        let stop = CancellationToken::new();
        let others = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let others_address = others.local_addr().unwrap();
        let router = others_router().with_state(Arc::clone(&stage));
        let ends = stop.clone();
        tokio::spawn(async move {
            axum::serve(others, router).with_graceful_shutdown(ends.cancelled_owned()).await.unwrap();
        });
        let config = Config {
            workshop: Some(Arc::clone(&room)),
            admin: Some(TOKEN).into(),
            ..Config::new(format!("http://{others_address}").parse().unwrap())
        };
        let telemetry = Telemetry::new("movie-guru-web", &Otlp::off()).unwrap();
        let web = Web::build(config, &telemetry).await.unwrap();
        let web_address = web.address();
        tokio::spawn(web.run(stop.clone()));
        Self {
            team: team.to_owned(),
            room,
            shelf,
            stage,
            connections: Arc::default(),
            web: web_address,
            others: others_address,
            _stop: Ends(stop),
        }
    }

    /// As a coach has it.
    pub(crate) fn lab(&self) -> Arc<Lab> {
        let (stage, connections) = (Arc::clone(&self.stage), Arc::clone(&self.connections));
        Arc::new(Lab::new(&*self.team, Arc::new(Way { stage, connections, web: self.web, others: self.others })))
    }

    /// Forgets all that the team did, as `lab reset` does.
    pub(crate) fn reset(&self) {
        self.shelf.0.lock().unwrap().clear();
    }

    pub(crate) fn set(&self, change: impl FnOnce(&mut Stage)) {
        change(&mut self.stage.lock().unwrap());
    }
}

struct Way {
    stage: Arc<Mutex<Stage>>,
    connections: Arc<AtomicUsize>,
    web: SocketAddr,
    others: SocketAddr,
}

impl Way {
    fn is_there(&self) -> Result<(), Away> {
        match self.stage.lock().unwrap().is_away {
            true => Err(Away::Unreachable("the pod of web is gone; `coach up` brings it back".to_owned())),
            false => Ok(()),
        }
    }
}

#[async_trait]
impl Reach for Way {
    async fn connect(&self, service: Service) -> Result<Box<dyn Stream>, Away> {
        self.is_there()?;
        if service == Service::Metrics && !self.stage.lock().unwrap().has_metrics {
            return Err(Away::None(service));
        }
        self.connections.fetch_add(1, Ordering::Relaxed);
        let address = if service == Service::Web { self.web } else { self.others };
        let stream = TcpStream::connect(address).await.map_err(|error| Away::Unreachable(error.to_string()))?;
        Ok(Box::new(stream))
    }

    async fn admin_token(&self) -> Result<Option<String>, Away> {
        Ok(Some(TOKEN.to_owned()))
    }

    async fn load_password(&self) -> Result<Option<String>, Away> {
        Ok(None)
    }

    async fn health(&self) -> Result<Health, Away> {
        self.is_there()?;
        Ok(Health { ready: 5, of: 5, stuck: Vec::new() })
    }
}

type OfStage = State<Arc<Mutex<Stage>>>;

fn others_router() -> Router<Arc<Mutex<Stage>>> {
    Router::new()
        .route("/phase", get(phase).post(set_phase))
        .route("/api/load", get(load))
        .route("/api/load/start", post(start))
        .route("/api/load/stop", post(stop))
        .route("/api/v1/query", post(query))
        .route("/api/slos", get(slos))
}

async fn phase(State(stage): OfStage) -> Json<Value> {
    Json(json!({ "scenario": stage.lock().unwrap().scenario }))
}

async fn set_phase(State(stage): OfStage, headers: HeaderMap, Json(asked): Json<Value>) -> (StatusCode, Json<Value>) {
    if headers.get("authorization").is_none_or(|sent| sent != &format!("Bearer {TOKEN}")) {
        return (StatusCode::UNAUTHORIZED, Json(json!({ "detail": "This call needs the admin token." })));
    }
    let name = asked["scenario"].as_str().unwrap();
    if name != "healthy" && !name.starts_with("challenge-") {
        let detail =
            json!({ "detail": "The phase cannot be taken.", "errors": [{ "detail": "there is no such scenario" }] });
        return (StatusCode::UNPROCESSABLE_ENTITY, Json(detail));
    }
    stage.lock().unwrap().scenario = name.to_owned();
    (StatusCode::OK, Json(asked))
}

fn status(stage: &Stage) -> Json<Value> {
    Json(json!({ "state": if stage.users > 0 { "running" } else { "ended" }, "users": stage.users }))
}

async fn load(State(stage): OfStage) -> Json<Value> {
    status(&stage.lock().unwrap())
}

async fn start(State(stage): OfStage, Json(asked): Json<Value>) -> Json<Value> {
    let mut stage = stage.lock().unwrap();
    stage.users = asked["users"].as_str().map_or(5, |users| users.parse().unwrap());
    status(&stage)
}

async fn stop(State(stage): OfStage) -> Json<Value> {
    let mut stage = stage.lock().unwrap();
    stage.users = 0;
    status(&stage)
}

#[derive(serde::Deserialize)]
struct Query {
    query: String,
}

async fn query(State(stage): OfStage, Form(Query { query }): Form<Query>) -> Json<Value> {
    let slow = stage.lock().unwrap().slow;
    tokio::time::sleep(slow).await;
    let stage = stage.lock().unwrap();
    let value = if query.contains("histogram_quantile") {
        stage.p95_ms
    } else if query.contains(" / ") {
        stage.success
    } else {
        0.5
    };
    let series =
        |operation: &str, value: f64| json!({ "metric": { "operation": operation }, "value": [0, value.to_string()] });
    // Nobody searched, so of that there is no share.
    let result = [series("login", value), series("chat", value), series("search", f64::NAN)];
    Json(json!({ "status": "success", "data": { "resultType": "vector", "result": result } }))
}

async fn slos(State(stage): OfStage) -> Json<Value> {
    let state = if stage.lock().unwrap().firing { "firing" } else { "inactive" };
    Json(json!({ "slos": [{
        "name": "chat",
        "status": { "budget_left": 0.7, "burn_rate": { "long": 1.4, "short": 3.0 } },
        "alerts": [{ "name": "ChatFast", "state": state }],
    }] }))
}

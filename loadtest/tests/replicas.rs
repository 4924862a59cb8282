//! People whose every request meets another replica of the backend. On one PostgreSQL they do not notice; on a database
//! each, they do.
#![expect(clippy::unwrap_used, reason = "a test says what went wrong by panicking")]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::Response;
use movie_guru::service::{Backend, Config, Database};
use movie_guru::store::postgres::PostgresConfig;
use movie_guru_contract::Operation;
use movie_guru_loadtest::{Journey, LoadTest, Progress, RunSettings, ThinkTime};
use movie_guru_telemetry::{Telemetry, otlp::Otlp};
use movie_guru_test_postgres::Server;
use movie_guru_test_support::{Exposition, until};
use tokio::net::TcpListener;
use tokio_util::sync::{CancellationToken, DropGuard};
use url::Url;

/// Sends each request to the next one, whatever connection it came on.
struct RoundRobin {
    replicas: Vec<String>,
    next: AtomicUsize,
    client: reqwest::Client,
}

async fn pass_on(State(proxy): State<Arc<RoundRobin>>, request: Request) -> Response {
    let replica = &proxy.replicas[proxy.next.fetch_add(1, Ordering::Relaxed) % proxy.replicas.len()];
    let (parts, body) = request.into_parts();
    let path = parts.uri.path_and_query().unwrap();
    let body = axum::body::to_bytes(body, 1 << 20).await.unwrap();
    let asked = proxy.client.request(parts.method, format!("{replica}{path}")).headers(parts.headers).body(body);
    let answer: axum::http::Response<reqwest::Body> = asked.send().await.unwrap().into();
    answer.map(Body::new)
}

struct Replicas {
    front: Url,
    telemetry: Vec<Telemetry>,
    _end: DropGuard,
}

/// A replica for each of these databases, and what stands in front of them.
async fn replicas(databases: [String; 3]) -> Replicas {
    movie_guru_service::choose_tls();
    let end = CancellationToken::new();
    let mut proxy = RoundRobin { replicas: Vec::new(), next: AtomicUsize::new(0), client: reqwest::Client::new() };
    let mut measured = Vec::new();
    for database in databases {
        let telemetry = Telemetry::new("movie-guru", &Otlp::off()).unwrap();
        let database = Database::Postgres(PostgresConfig::new(&database).unwrap());
        let backend = Backend::build(Config { database, ..Config::default() }, &telemetry).await.unwrap();
        proxy.replicas.push(format!("http://{}", backend.address()));
        tokio::spawn(backend.run(end.clone()));
        measured.push(telemetry);
    }
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let front = format!("http://{}", listener.local_addr().unwrap()).parse().unwrap();
    let router = Router::new().fallback(pass_on).with_state(Arc::new(proxy));
    tokio::spawn(async move { axum::serve(listener, router).await });
    Replicas { front, telemetry: measured, _end: end.drop_guard() }
}

/// The three journeys, until people have come through all of them or it goes wrong.
async fn lived_through(front: &Url) -> Progress {
    let load = LoadTest::new(&Telemetry::new("loadtest", &Otlp::off()).unwrap()).unwrap();
    let think_time = ThinkTime::Uniform { min: Duration::from_millis(2), max: Duration::from_millis(6) };
    let journeys = Journey::OF_PEOPLE.to_vec();
    let settings = RunSettings {
        users: 9,
        spawn_rate: 100.0,
        think_time,
        journeys,
        seed: Some(6),
        ..RunSettings::new(front.clone())
    };
    let run = load.start(settings).unwrap();
    until("nine hundred requests", async || {
        let total = run.progress().total;
        total.failures > 0 || total.count >= 900
    })
    .await;
    run.stop().await
}

fn attempts(telemetry: &Telemetry, operation: Operation) -> f64 {
    Exposition::parse(&telemetry.exposition().unwrap()).value(&operation.metrics().attempts.exposed(), &[])
}

#[tokio::test(flavor = "multi_thread")]
async fn on_one_database_people_do_not_notice_that_each_request_meets_another_replica() {
    let Some(server) = tokio::task::spawn_blocking(Server::shared).await.unwrap() else { return };
    let database = server.database().await;
    let app = replicas([(); 3].map(|()| database.clone())).await;
    let lived = lived_through(&app.front).await;
    assert_eq!(lived.total.failures, 0, "{:?}", lived.failed);
    assert!(lived.journeys.iter().filter(|journey| journey.rounds.count > 0).count() >= 3, "{:?}", lived.journeys);
    for operation in [Operation::Startup, Operation::Chat, Operation::PrefGet, Operation::PrefUpdate] {
        for telemetry in &app.telemetry {
            assert!(attempts(telemetry, operation) > 0.0, "one replica had no {}", operation.name());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn on_a_database_each_they_do() {
    let Some(server) = tokio::task::spawn_blocking(Server::shared).await.unwrap() else { return };
    let app = replicas([server.database().await, server.database().await, server.database().await]).await;
    assert!(lived_through(&app.front).await.total.failures > 0);
}

//! The journeys on the real backend, and its own counters beside ours: what people say they got is what the backend
//! says it gave.

use std::time::Duration;

use movie_guru::service::{Backend, Config};
use movie_guru_loadtest::{Journey, Progress, Request, RunSettings};
use movie_guru_telemetry::Telemetry;
use movie_guru_telemetry::contract::Operation;
use movie_guru_telemetry::otlp::Otlp;
use tokio_util::sync::CancellationToken;
use url::Url;

use crate::stand_in::{load_test, quick, series, until};

struct Real {
    host: Url,
    telemetry: Telemetry,
    _end: tokio_util::sync::DropGuard,
}

async fn backend(scenario: &str) -> Real {
    let telemetry = Telemetry::new("movie-guru", &Otlp::off()).unwrap();
    let config = Config { scenario: scenario.to_owned(), seed: Some(1), ..Config::default() };
    let backend = Backend::build(config, &telemetry).await.unwrap();
    let host = format!("http://{}", backend.address()).parse().unwrap();
    let end = CancellationToken::new();
    tokio::spawn(backend.run(end.clone()));
    Real { host, telemetry, _end: end.drop_guard() }
}

fn row(progress: &Progress, request: Request) -> (u64, u64) {
    let row = progress.requests.iter().find(|row| row.request == request);
    row.map_or((0, 0), |row| (row.figures.count, row.figures.failures))
}

const MEASURED_BY_BOTH: [(Request, Operation); 6] = [
    (Request::Login, Operation::Login),
    (Request::Logout, Operation::Logout),
    (Request::Startup, Operation::Startup),
    (Request::Chat, Operation::Chat),
    (Request::ReadPreferences, Operation::PrefGet),
    (Request::WritePreferences, Operation::PrefUpdate),
];

#[tokio::test(flavor = "multi_thread")]
async fn a_healthy_backend_gives_every_journey_what_it_asks_for() {
    let app = backend("healthy").await;
    let (load, _) = load_test();
    let journeys = vec![Journey::MainPage, Journey::Recommendations, Journey::Preferences, Journey::Swarm];
    let run = load.start(RunSettings { users: 8, journeys, ..quick(&app.host) }).unwrap();
    until("each request of the API twenty times", || {
        let progress = run.progress();
        Journey::Swarm.requests().iter().all(|request| row(&progress, *request).0 >= 20)
    })
    .await;
    let summary = run.stop().await;
    assert_eq!(summary.total.failures, 0, "{:?}", summary.failed);
    for (request, operation) in MEASURED_BY_BOTH {
        let counted = series(&app.telemetry, &operation.metrics().attempts.exposed(), &[]);
        assert_eq!(counted, row(&summary, request).0 as f64, "{}", request.name());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_phase_makes_fail_and_wait_is_what_people_see() {
    // Main pages of challenge-1 fail now and then and take their time.
    let app = backend("challenge-1").await;
    let (load, _) = load_test();
    let journeys = vec![Journey::MainPage];
    let run = load.start(RunSettings { users: 60, spawn_rate: 1000.0, journeys, ..quick(&app.host) }).unwrap();
    until("main pages that failed", || row(&run.progress(), Request::Startup).1 >= 10).await;
    let summary = run.stop().await;
    let (count, failures) = row(&summary, Request::Startup);
    let metrics = Operation::Startup.metrics();
    let success = metrics.success.map(|metric| series(&app.telemetry, &metric.exposed(), &[]));
    assert_eq!(success, Some((count - failures) as f64));
    let startup = summary.requests.iter().find(|row| row.request == Request::Startup).unwrap();
    let latency = metrics.latency.exposed();
    let sum: f64 = ["success", "error"]
        .into_iter()
        .map(|result| series(&app.telemetry, &format!("{latency}_sum"), &[("result", result)]))
        .sum();
    let theirs = sum / count as f64;
    let ours = startup.figures.mean_ms;
    let apart = Duration::from_secs_f64((ours - theirs).abs() / 1000.0);
    assert!(ours >= theirs && apart < Duration::from_millis(100), "{ours} ms here, {theirs} ms there");
}

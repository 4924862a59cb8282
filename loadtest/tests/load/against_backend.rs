//! The journeys on the real backend, and its own counters beside ours: what people say they got is what the backend
//! says it gave.

use std::time::Duration;

use movie_guru::service::{Backend, Config};
use movie_guru_contract::{HTTP_SERVER_DURATION, Operation};
use movie_guru_loadtest::{Journey, Progress, Request, RunSettings, Through};
use movie_guru_telemetry::Telemetry;
use movie_guru_telemetry::otlp::Otlp;
use movie_guru_web::service as web;
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
    until("each request of the API twenty times", async || {
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
async fn who_browses_finds_the_real_web_app_as_a_browser_does() {
    let app = backend("healthy").await;
    let served = Telemetry::new("movie-guru-web", &Otlp::off()).unwrap();
    let web = web::Web::build(web::Config::new(app.host.clone()), &served).await.unwrap();
    let host: Url = format!("http://{}", web.address()).parse().unwrap();
    let end = CancellationToken::new();
    tokio::spawn(web.run(end.clone()));
    let _end = end.drop_guard();
    let (load, _) = load_test();
    let settings = RunSettings { users: 3, journeys: vec![Journey::Browse], through: Through::Web, ..quick(&host) };
    let run = load.start(settings).unwrap();
    until("five conversations", async || row(&run.progress(), Request::Chat).0 >= 5).await;
    let summary = run.stop().await;
    assert_eq!(summary.total.failures, 0, "{:?}", summary.failed);
    let seen = |request| row(&summary, request).0 as f64;
    let count = format!("{}_count", HTTP_SERVER_DURATION.exposed());
    let answered =
        |route: &str, status| series(&served, &count, &[("http_route", route), ("http_response_status_code", status)]);
    // Sent to log in, asked who it is, and shown the app.
    let pages = answered("/", "303") + answered("/login", "200") + answered("/", "200");
    assert_eq!(pages, seen(Request::Page));
    assert_eq!(answered("/assets/{version}/{*file}", "200"), seen(Request::Asset));
    assert!(seen(Request::Asset) > seen(Request::Page), "pages without scripts and styles");
    for (request, operation) in [(Request::Login, Operation::Login), (Request::Chat, Operation::Chat)] {
        let reached = series(&app.telemetry, &operation.metrics().attempts.exposed(), &[]);
        assert_eq!(reached, seen(request), "{operation:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_phase_makes_fail_and_wait_is_what_people_see() {
    // Main pages of challenge-1 fail now and then and take their time.
    let app = backend("challenge-1").await;
    let (load, _) = load_test();
    let journeys = vec![Journey::MainPage];
    let run = load.start(RunSettings { users: 60, spawn_rate: 1000.0, journeys, ..quick(&app.host) }).unwrap();
    until("main pages that failed", async || row(&run.progress(), Request::Startup).1 >= 10).await;
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

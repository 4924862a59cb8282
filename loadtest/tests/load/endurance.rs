//! What must hold over a long time, and what happens when the app goes away for a while.

use std::time::Duration;

use movie_guru::service::{Backend, Config};
use movie_guru_loadtest::{Journey, RunSettings};
use movie_guru_telemetry::Telemetry;
use movie_guru_telemetry::otlp::Otlp;
use tokio_util::sync::CancellationToken;

use crate::stand_in::{load_test, quick, until};

async fn backend(listen: std::net::SocketAddr) -> (std::net::SocketAddr, impl AsyncFnOnce()) {
    let telemetry = Telemetry::new("movie-guru", &Otlp::off()).unwrap();
    let config = Config { listen, scenario: "healthy".to_owned(), drain_limit: Duration::ZERO, ..Config::default() };
    let backend = Backend::build(config, &telemetry).await.unwrap();
    let (address, end) = (backend.address(), CancellationToken::new());
    let serving = tokio::spawn(backend.run(end.clone()));
    (address, async move || {
        end.cancel();
        serving.await.unwrap().unwrap();
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_goes_on_through_a_backend_that_is_killed_and_comes_back() {
    let (address, kill) = backend("127.0.0.1:0".parse().unwrap()).await;
    let (load, _telemetry) = load_test();
    let host = format!("http://{address}").parse().unwrap();
    // Everybody meets the outage, whatever they do.
    let journeys = Journey::OF_PEOPLE.to_vec();
    let run = load.start(RunSettings { users: 6, journeys, ..quick(&host) }).unwrap();
    until("answers", async || run.progress().total.count > 50).await;
    kill().await;
    let failed = |at_least: u64| run.progress().total.failures >= at_least;
    until("failures", async || failed(20)).await;
    let (_, kill) = backend(address).await;
    let (before, failures) = (run.progress().total, run.progress().total.failures);
    // The sessions are gone with the memory of the first backend: people log in again.
    until("two hundred answers more than failures", async || {
        let total = run.progress().total;
        total.count - total.failures >= before.count - before.failures + 200
    })
    .await;
    assert_eq!(run.users(), 6, "somebody did not come back");
    let now = run.progress().total.failures;
    until("every journey again", async || {
        let answered = run.progress();
        answered.journeys.iter().all(|row| row.figures.count > before.count / 10)
    })
    .await;
    let summary = run.stop().await;
    assert!(summary.total.failures - now < 10 && now - failures < 50, "errors go on: {:?}", summary.failed);
    assert!(summary.failed.iter().any(|row| row.kind.name() == "refused"), "{:?}", summary.failed);
    kill().await;
}

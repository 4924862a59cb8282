//! People who go through the web app behave as its page does. In a process of its own: other tests look at every span.
#![expect(clippy::unwrap_used, reason = "a test says what went wrong by panicking")]

use std::time::Duration;

use movie_guru::phase::scenario::Scenario;
use movie_guru::service::{Backend, Config};
use movie_guru_contract::{LOADTEST_REQUESTS, Metric, Operation, WEB_REQUESTS, label};
use movie_guru_loadtest::{Journey, LoadTest, RunSettings, ThinkTime, Through};
use movie_guru_telemetry::{Telemetry, otlp::Otlp};
use movie_guru_test_support::{Exposition, until};
use movie_guru_web::service as web;
use tokio_util::sync::CancellationToken;

/// The sum of all series that have these labels.
fn total(telemetry: &Telemetry, metric: Metric, labels: &[(&str, &str)]) -> f64 {
    Exposition::parse(&telemetry.exposition().unwrap()).get(&metric.exposed(), labels).unwrap_or_default()
}

#[tokio::test(flavor = "multi_thread")]
async fn in_challenge_8_half_of_the_calls_fail_for_people_and_the_backend_stays_green() {
    movie_guru_service::choose_tls();
    let shutdown = CancellationToken::new();
    let measured = |service| Telemetry::new(service, &Otlp::off()).unwrap();
    let (backend_side, web_side, load_side) =
        (measured("movie-guru"), measured("movie-guru-web"), measured("loadtest"));
    let config = Config { scenario: "challenge-8".to_owned(), seed: Some(8), ..Config::default() };
    let backend = Backend::build(config, &backend_side).await.unwrap();
    let url = format!("http://{}", backend.address()).parse().unwrap();
    tokio::spawn(backend.run(shutdown.clone()));
    let web = web::Web::build(web::Config::new(url), &web_side).await.unwrap();
    let host = format!("http://{}", web.address()).parse().unwrap();
    tokio::spawn(web.run(shutdown.clone()));

    let load = LoadTest::new(&load_side).unwrap();
    let think_time = ThinkTime::Uniform { min: Duration::from_millis(5), max: Duration::from_millis(10) };
    let run = load
        .start(RunSettings {
            users: 60,
            spawn_rate: 30.0,
            through: Through::Web,
            journeys: Journey::OF_PEOPLE.to_vec(),
            think_time,
            seed: Some(3),
            ..RunSettings::new(host)
        })
        .unwrap();
    let lived = |result: &str| total(&web_side, WEB_REQUESTS, &[(label::RESULT, result)]);
    until("there are enough reports", async || lived("success") + lived("error") >= 2500.0).await;
    run.stop().await;
    let calls = lived("success") + lived("error");
    let failed_share = lived("error") / calls;
    // 0.5 dropped, and of the other half at most 5 % fail.
    assert!((0.44..0.58).contains(&failed_share), "{failed_share}");
    // What reaches the backend goes as in challenge-6.
    let phase = Scenario::named("challenge-6").unwrap().phase().unwrap();
    for (operation, share) in [
        (Operation::Login, phase.login_success),
        (Operation::Startup, phase.startup_success),
        (Operation::Chat, phase.chat_success),
        (Operation::PrefGet, phase.pref_get_success),
        (Operation::PrefUpdate, phase.pref_update_success),
    ] {
        let metrics = operation.metrics();
        let attempts = total(&backend_side, metrics.attempts, &[]);
        let good = total(&backend_side, metrics.success.unwrap(), &[]);
        let standard_error = (share * (1.0 - share) / attempts).sqrt();
        assert!(attempts > 20.0, "{operation:?}: only {attempts}");
        assert!((good / attempts - share).abs() < 4.0 * standard_error, "{operation:?}: {good} of {attempts}");
    }
    // What people sent and what they report is the same; the load generator itself counts the dropped ones as well.
    let sent = total(&load_side, LOADTEST_REQUESTS, &[]);
    assert!((sent - calls).abs() <= 60.0, "{sent} {calls}");
    shutdown.cancel();
}

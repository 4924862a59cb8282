//! A mistake of our own in a whole run. Alone in its process: the panic comes from what listens to traces there, where
//! the journey that asks for the history begins its request.

use std::fmt::Debug;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use movie_guru::service::{Backend, Config};
use movie_guru_loadtest::{End, FailureKind, Journey, LoadTest, Request, RunSettings, ThinkTime};
use movie_guru_telemetry::Telemetry;
use movie_guru_telemetry::otlp::Otlp;
use tokio_util::sync::CancellationToken;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::{Context, SubscriberExt};

const BREAKS: u64 = 3;

/// Panics at the first few requests for the history.
struct Mistake(AtomicU64);

struct AsksForHistory(bool);

impl Visit for AsksForHistory {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.0 |= field.name() == "request" && value == Request::History.name();
    }

    fn record_debug(&mut self, _: &Field, _: &dyn Debug) {}
}

impl<S: tracing::Subscriber> Layer<S> for Mistake {
    fn on_new_span(&self, attributes: &Attributes<'_>, _: &Id, _: Context<'_, S>) {
        let mut asks = AsksForHistory(false);
        attributes.record(&mut asks);
        if asks.0 && self.0.fetch_add(1, Ordering::Relaxed) < BREAKS {
            panic!("no film {}", 7);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_journey_that_panics_is_an_error_with_its_message_and_the_person_comes_back() {
    movie_guru_service::choose_tls();
    let listens = tracing_subscriber::registry().with(Mistake(AtomicU64::new(0)));
    tracing::subscriber::set_global_default(listens).unwrap();
    let telemetry = Telemetry::new("movie-guru", &Otlp::off()).unwrap();
    let backend =
        Backend::build(Config { scenario: "healthy".to_owned(), ..Config::default() }, &telemetry).await.unwrap();
    let host = format!("http://{}", backend.address()).parse().unwrap();
    let end = CancellationToken::new();
    tokio::spawn(backend.run(end.clone()));

    let load = LoadTest::new(&Telemetry::new("loadtest", &Otlp::off()).unwrap()).unwrap();
    let think_time = ThinkTime::Uniform { min: Duration::from_millis(2), max: Duration::from_millis(6) };
    let journeys = vec![Journey::MainPage];
    let run = load
        .start(RunSettings { users: 2, spawn_rate: 100.0, think_time, journeys, ..RunSettings::new(host) })
        .unwrap();
    let answered = |summary: &movie_guru_loadtest::Progress| {
        summary.requests.iter().find(|row| row.request == Request::History).map_or(0, |row| row.figures.count)
    };
    let since = Instant::now();
    while answered(&run.progress()) < 20 {
        assert!(since.elapsed() < Duration::from_secs(60), "nobody came back: {:?}", run.progress());
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(run.users(), 2);
    let summary = run.stop().await;
    assert_eq!(summary.ended, Some(End::Stopped));
    assert_eq!(summary.total.failures, 0, "no request failed: {:?}", summary.failed);
    let [broke] = summary.failed.as_slice() else { panic!("{:?}", summary.failed) };
    assert_eq!((broke.journey, broke.request, broke.kind), (Journey::MainPage, None, FailureKind::Other));
    assert_eq!((broke.message.as_str(), broke.count), ("the journey panicked: no film 7", BREAKS));
    assert_eq!(summary.journeys[0].rounds.failures, BREAKS);
    end.cancel();
}

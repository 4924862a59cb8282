//! How many people and how many requests: changed while a run is on, by a shape, and by the clock.

use std::time::Duration;

use crate::stand_in::{Fault, StandIn, load_test, quick, until};
use movie_guru_loadtest::{ChangeError, End, Journey, RunSettings};

#[tokio::test(flavor = "multi_thread")]
async fn people_are_added_and_taken_away_while_it_runs() {
    let app = StandIn::well().await;
    let (load, _telemetry) = load_test();
    let run = load.start(quick(&app.host)).unwrap();
    until("three people", async || run.users() == 3).await;
    run.set_users(12).await.unwrap();
    until("twelve people", async || run.users() == 12).await;
    run.set_users(2).await.unwrap();
    until("two people", async || run.users() == 2).await;
    assert!(matches!(run.set_users(0).await, Err(ChangeError::Settings(_))));
    assert_eq!(run.users(), 2);
    run.stop().await;
    assert!(matches!(run.set_users(5).await, Err(ChangeError::NotRunning)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_time_that_is_changed_still_counts_from_the_start() {
    let app = StandIn::well().await;
    let (load, _telemetry) = load_test();
    let run = load.start(RunSettings { run_time: Some(Duration::from_secs(3600)), ..quick(&app.host) }).unwrap();
    until("requests", async || run.progress().total.count > 10).await;
    run.set_run_time(Some(Duration::from_secs(2))).unwrap();
    let summary = run.finished().await;
    assert_eq!(summary.ended, Some(End::RunTime));
    assert!((1.9..4.0).contains(&summary.elapsed.as_secs_f64()), "{:?}", summary.elapsed);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shape_says_how_many_people_there_are_and_when_it_ends() {
    let app = StandIn::well().await;
    let (load, _telemetry) = load_test();
    let shape = Some("steps:4,9,2,2s".parse().unwrap());
    let run = load.start(RunSettings { shape, ..quick(&app.host) }).unwrap();
    for users in [4, 9, 2] {
        until(&format!("{users} people"), async || run.users() == users).await;
    }
    let summary = run.finished().await;
    assert_eq!(summary.ended, Some(End::RunTime));
    assert!((5.9..8.0).contains(&summary.elapsed.as_secs_f64()), "{:?}", summary.elapsed);
    let most = run.seconds().rows.iter().map(|second| second.users).max();
    assert_eq!(most, Some(9));
}

#[tokio::test(flavor = "multi_thread")]
async fn in_the_open_model_requests_come_by_the_clock() {
    let app = StandIn::well().await;
    let (load, _telemetry) = load_test();
    let run = load.start(RunSettings { users: 50, rate: Some(100.0), ..quick(&app.host) }).unwrap();
    until("three hundred requests", async || run.progress().total.count >= 300).await;
    let summary = run.stop().await;
    assert_eq!(summary.total.failures, 0, "{:?}", summary.failed);
    assert_eq!(summary.total.count, app.arrived().len() as u64);
    let (count, seconds) = (summary.total.count, summary.elapsed.as_secs_f64());
    assert!(count as f64 <= 100.0 * seconds + 2.0, "{count} requests in {seconds} s at 100/s");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_stalls_does_not_hide_it_in_the_open_model() {
    // Six calls of fourteen take 40 ms, and five are under way at once: some 290 a second are all that it can do.
    let app = StandIn::with("/chat", Fault::EveryTenth).await;
    let (load, _telemetry) = load_test();
    let journeys = vec![Journey::Swarm];
    let settings = RunSettings { users: 5, rate: Some(500.0), journeys, ..quick(&app.host) };
    let run = load.start(RunSettings { run_time: Some(Duration::from_secs(3)), ..settings }).unwrap();
    let summary = run.finished().await;
    let chat = summary.requests.iter().find(|row| row.request.name() == "chat").unwrap();
    let service = chat.figures.service.unwrap();
    assert!(service.p50_ms < 100.0, "{service:?}");
    assert!(chat.figures.p50_ms > 3.0 * service.p50_ms, "{:?}", chat.figures);
    assert!(chat.figures.late.unwrap().max_ms > 500.0, "{:?}", chat.figures);
}

//! A run from outside: started, counted, stopped, started again, against a real server on a real port.

use std::time::{Duration, Instant};

use crate::stand_in::{Fault, StandIn, load_test, quick, series, until};
use movie_guru_contract::{LOADTEST_LATENCY, LOADTEST_REQUESTS, LOADTEST_USERS};
use movie_guru_loadtest::{End, Journey, Request, RunSettings, StartError, ThinkTime};

const EACH_REQUEST: [(Journey, Request, &str); 8] = [
    (Journey::MainPage, Request::Login, "POST /login"),
    (Journey::MainPage, Request::Startup, "GET /startup"),
    (Journey::MainPage, Request::History, "GET /history"),
    (Journey::Recommendations, Request::Login, "POST /login"),
    (Journey::Recommendations, Request::Chat, "POST /chat"),
    (Journey::Preferences, Request::Login, "POST /login"),
    (Journey::Preferences, Request::ReadPreferences, "GET /preferences"),
    (Journey::Preferences, Request::WritePreferences, "POST /preferences"),
];

#[tokio::test(flavor = "multi_thread")]
async fn every_series_is_there_at_0_before_the_first_run() {
    let (_load, telemetry) = load_test();
    let journeys = Journey::ALL.into_iter();
    for (journey, request) in
        journeys.flat_map(|journey| journey.requests().iter().map(move |request| (journey, *request)))
    {
        for result in ["success", "error"] {
            let labels = [("journey", journey.name()), ("request", request.name()), ("result", result)];
            assert_eq!(series(&telemetry, &LOADTEST_REQUESTS.exposed(), &labels), 0.0);
        }
        let count = format!("{}_count", LOADTEST_LATENCY.exposed());
        assert_eq!(series(&telemetry, &count, &[("request", request.name())]), 0.0);
    }
    assert_eq!(series(&telemetry, &LOADTEST_USERS.exposed(), &[]), 0.0);
    let text = telemetry.exposition().unwrap();
    let requests = text.lines().filter(|line| line.starts_with(&LOADTEST_REQUESTS.exposed())).count();
    assert_eq!(
        requests,
        2 * Journey::ALL.map(|journey| journey.requests().len()).iter().sum::<usize>(),
        "a series that no journey can move:\n{text}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn all_journeys_send_their_requests_and_every_figure_agrees_with_the_server() {
    let app = StandIn::well().await;
    let (load, telemetry) = load_test();
    let run = load.start(quick(&app.host)).unwrap();
    until("every request three times", async || {
        EACH_REQUEST.iter().all(|(_, _, what)| app.count(what) >= 3) && run.users() == 3
    })
    .await;
    assert_eq!(series(&telemetry, &LOADTEST_USERS.exposed(), &[]), 3.0);
    let summary = run.stop().await;
    assert_eq!((summary.total.failures, &summary.failed), (0, &vec![]));
    assert_eq!((summary.users, summary.ended), (0, Some(End::Stopped)));
    assert_eq!(series(&telemetry, &LOADTEST_USERS.exposed(), &[]), 0.0);
    assert_eq!(summary.total.count, app.arrived().len() as u64, "requests that arrived are not those counted");
    for (_, request, what) in EACH_REQUEST {
        let row = &summary.requests.iter().find(|row| row.request == request).unwrap().figures;
        assert_eq!(row.count, app.count(what) as u64, "{what}");
        assert!(row.p50_ms > 0.0 && row.p50_ms <= row.p95_ms && row.p95_ms <= row.p99_ms, "{row:?}");
        let count =
            series(&telemetry, &format!("{}_count", LOADTEST_LATENCY.exposed()), &[("request", request.name())]);
        assert_eq!(count, row.count as f64, "{what}");
        let counted: f64 = Journey::ALL
            .iter()
            .filter(|journey| journey.requests().contains(&request))
            .map(|journey| {
                let labels = [("journey", journey.name()), ("request", request.name()), ("result", "success")];
                series(&telemetry, &LOADTEST_REQUESTS.exposed(), &labels)
            })
            .sum();
        assert_eq!(counted, row.count as f64, "{what}");
    }
    assert!(!std::path::Path::new("goose-runs").exists(), "Goose left a folder behind");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_is_started_and_stopped_again_and_again_and_nothing_of_it_stays() {
    let app = StandIn::well().await;
    let (load, _telemetry) = load_test();
    for round in 0..3 {
        let before = app.arrived().len();
        let run = load.start(quick(&app.host)).unwrap();
        assert!(matches!(load.start(quick(&app.host)), Err(StartError::AlreadyRunning)), "round {round}");
        until("requests of this run", async || app.arrived().len() >= before + 20).await;
        let since = Instant::now();
        run.stop().await;
        assert!(since.elapsed() < Duration::from_secs(2), "the stop took {:?}", since.elapsed());
        let stopped = app.arrived().len();
        // People here think for 6 ms at most: whoever were left would have been heard of.
        tokio::time::sleep(Duration::from_millis(200)).await;
        assert_eq!(app.arrived().len(), stopped, "a stopped run sent another request");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_lets_requests_in_flight_end_and_cuts_them_after_five_seconds() {
    let app = StandIn::with("/startup", Fault::Stall).await;
    let (load, _telemetry) = load_test();
    let run = load.start(RunSettings { journeys: vec![Journey::MainPage], ..quick(&app.host) }).unwrap();
    until("three people who wait", async || app.count("GET /startup") == 3).await;
    let since = Instant::now();
    let summary = run.stop().await;
    let took = since.elapsed();
    assert!((Duration::from_secs(5)..Duration::from_secs(9)).contains(&took), "{took:?}");
    assert_eq!((summary.total.count, summary.total.failures), (3, 0), "a cut request has no result");
    assert_eq!(app.arrived().len(), 6);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_run_time_counts_from_the_start_and_not_from_the_end_of_the_ramp() {
    let app = StandIn::well().await;
    let (load, _telemetry) = load_test();
    let settings =
        RunSettings { users: 50, spawn_rate: 1.0, run_time: Some(Duration::from_millis(1500)), ..quick(&app.host) };
    let since = Instant::now();
    let summary = load.start(settings).unwrap().finished().await;
    assert_eq!(summary.ended, Some(End::RunTime));
    assert!((Duration::from_millis(1500)..Duration::from_secs(4)).contains(&since.elapsed()), "{summary:?}");
    assert!(summary.total.count > 0);
    let users: std::collections::BTreeSet<_> =
        app.arrived().into_iter().filter_map(|request| request.body["user"].as_str().map(str::to_owned)).collect();
    assert!((1..=3).contains(&users.len()), "{users:?} came in 1.5 s at one a second");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_goes_on_while_nobody_answers_and_says_why_it_fails() {
    // A port that was free a moment ago: nobody listens there.
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let host: url::Url = format!("http://{free}").parse().unwrap();
    let error = movie_guru_loadtest::reach(&host).await.unwrap_err().to_string();
    assert!(error.contains("cannot be reached"), "{error}");
    let (load, _telemetry) = load_test();
    let run = load.start(quick(&host)).unwrap();
    let summary = crate::stand_in::failing(&run, 10).await;
    assert_eq!(summary.total.count, summary.total.failures);
    assert!(summary.failed[0].message.starts_with("no connection"), "{:?}", summary.failed);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_seed_gives_the_same_conversation() {
    let mut heard = Vec::new();
    for _ in 0..2 {
        let app = StandIn::well().await;
        let (load, _telemetry) = load_test();
        let journeys = vec![Journey::Recommendations];
        let run = load.start(RunSettings { users: 1, journeys, ..quick(&app.host) }).unwrap();
        until("ten messages", async || app.count("POST /chat") >= 10).await;
        run.stop().await;
        let said = app.arrived().into_iter().take(11).map(|request| request.body).collect::<Vec<_>>();
        heard.push(said);
    }
    assert_eq!(heard[0], heard[1]);
    assert!(heard[0].iter().any(|body| body["content"].as_str().is_some_and(|said| said.contains("Film 1"))));
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_that_cannot_work_start_nothing() {
    let app = StandIn::well().await;
    let (load, _telemetry) = load_test();
    let refused = load.start(RunSettings { users: 0, ..quick(&app.host) });
    assert!(matches!(refused, Err(StartError::Settings(_))));
    let upside_down = ThinkTime::Uniform { min: Duration::from_secs(2), max: Duration::from_secs(1) };
    assert!(load.start(RunSettings { think_time: upside_down, ..quick(&app.host) }).is_err());
    assert!(load.current().is_none());
}

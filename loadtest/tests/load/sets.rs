//! What is not one of the three user journeys: the swarm's single calls, and the page with its assets.

use crate::stand_in::{Fault, StandIn, load_test, quick, until};
use movie_guru_loadtest::{Journey, Patience, RunSettings};

#[tokio::test(flavor = "multi_thread")]
async fn a_swarm_calls_in_the_proportions_of_its_file() {
    let app = StandIn::well().await;
    let (load, _telemetry) = load_test();
    let journeys = vec![Journey::Swarm];
    let think_time = "0s".parse().unwrap();
    let run = load.start(RunSettings { users: 10, journeys, think_time, ..quick(&app.host) }).unwrap();
    until("four thousand calls", async || run.progress().total.count >= 4000).await;
    let summary = run.stop().await;
    assert_eq!(summary.total.failures, 0, "{:?}", summary.failed);
    let all = app.arrived().len() as f64;
    for (what, weight) in [
        ("POST /chat", 6.0),
        ("GET /preferences", 3.0),
        ("POST /login", 1.0),
        ("POST /logout", 1.0),
        ("GET /startup", 1.0),
        ("GET /history", 1.0),
        ("DELETE /history", 1.0),
    ] {
        let (count, share) = (app.count(what) as f64, weight / 14.0);
        let standard_error = (all * share * (1.0 - share)).sqrt();
        assert!((count - all * share).abs() < 4.0 * standard_error + 10.0, "{what}: {count} of {all}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_browses_loads_the_page_its_own_assets_and_talks_through_the_edge() {
    let app = StandIn::well().await;
    let (load, _telemetry) = load_test();
    let journeys = vec![Journey::Browse];
    let run = load.start(RunSettings { users: 1, journeys, ..quick(&app.host) }).unwrap();
    until("two rounds", async || app.count("GET /login") >= 3).await;
    let summary = run.stop().await;
    assert_eq!((summary.total.failures, summary.total.count), (0, app.arrived().len() as u64), "{:?}", summary.failed);
    let round: Vec<_> = app.arrived().into_iter().take(9).map(|request| request.what).collect();
    let expected = [
        "GET /",
        "GET /login",
        "GET /assets/login.js",
        "GET /assets/app.css",
        "POST /api/login",
        "GET /",
        "GET /assets/app.js",
        "GET /api/startup",
        "POST /api/chat",
    ];
    assert_eq!(round, expected);
    assert_eq!(app.count("GET /pixel.png"), 0, "somebody else's picture");
}

#[tokio::test(flavor = "multi_thread")]
async fn people_differ_in_patience_one_leaves_and_one_tries_once_again() {
    for (leaves, startups) in [(1.0, 1), (0.0, 2)] {
        let app = StandIn::with("/startup", Fault::Stall).await;
        let (load, _telemetry) = load_test();
        let patience = Patience { waits: std::time::Duration::from_secs(1), leaves };
        let journeys = vec![Journey::MainPage];
        let run = load.start(RunSettings { users: 1, journeys, patience, ..quick(&app.host) }).unwrap();
        until("who left comes back", async || app.count("POST /login") >= 2).await;
        run.stop().await;
        let second_login = app.arrived().iter().skip(1).position(|request| request.what == "POST /login").unwrap();
        assert_eq!(second_login, startups, "{:?}", app.arrived());
    }
}

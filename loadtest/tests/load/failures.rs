//! What counts as a failure, and what a failed step does to the rest of the journey.

use crate::stand_in::{Fault, StandIn, failing, load_test, quick, series, until};
use movie_guru_contract::LOADTEST_REQUESTS;
use movie_guru_loadtest::{Journey, Progress, Request, RunSettings};

async fn failed(path: &'static str, fault: Fault, journey: Journey) -> (StandIn, Progress) {
    let app = StandIn::with(path, fault).await;
    let (load, telemetry) = load_test();
    let run = load.start(RunSettings { users: 1, journeys: vec![journey], ..quick(&app.host) }).unwrap();
    let summary = failing(&run, 3).await;
    let counted: f64 = journey
        .requests()
        .iter()
        .map(|request| {
            let labels = [("journey", journey.name()), ("request", request.name()), ("result", "error")];
            series(&telemetry, &LOADTEST_REQUESTS.exposed(), &labels)
        })
        .sum();
    assert_eq!(counted, summary.total.failures as f64);
    (app, summary)
}

fn only_message(summary: &Progress, request: Request) -> &str {
    let [row] = summary.failed.as_slice() else { panic!("one kind of failure: {:?}", summary.failed) };
    assert_eq!(row.request, Some(request));
    &row.message
}

#[tokio::test(flavor = "multi_thread")]
async fn a_500_ends_the_round_and_the_person_tries_again() {
    let (app, summary) = failed("/startup", Fault::Status500, Journey::MainPage).await;
    assert_eq!(only_message(&summary, Request::Startup), "HTTP 500: Something went wrong");
    assert_eq!(app.count("GET /history"), 0, "the journey went on after a failed step");
    assert!(app.count("POST /login") >= 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_200_with_the_wrong_content_is_a_failure_that_says_what_was_wrong() {
    let (_, summary) = failed("/startup", Fault::WrongContent, Journey::MainPage).await;
    let message = only_message(&summary, Request::Startup);
    assert!(message.starts_with("wrong content: not a main page: missing field"), "{message}");
    let (_, summary) = failed("/chat", Fault::WrongContent, Journey::Recommendations).await;
    assert!(only_message(&summary, Request::Chat).contains("not a chat answer"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_cut_short_is_a_failure_though_its_status_was_200() {
    let (_, summary) = failed("/chat", Fault::CutShort, Journey::Recommendations).await;
    let message = only_message(&summary, Request::Chat);
    assert!(message.starts_with("the answer broke off"), "{message}");
}

#[tokio::test(flavor = "multi_thread")]
async fn preferences_that_were_not_kept_are_found_out_by_reading_them_back() {
    let (_, summary) = failed("/preferences", Fault::Forgets, Journey::Preferences).await;
    let message = only_message(&summary, Request::ReadPreferences);
    assert_eq!(message, "wrong content: the preferences read back are not those written");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_lost_the_session_logs_in_again_and_goes_on() {
    let app = StandIn::with("/chat", Fault::SessionLost).await;
    let (load, _telemetry) = load_test();
    let journeys = vec![Journey::Recommendations];
    let run = load.start(RunSettings { users: 1, journeys, ..quick(&app.host) }).unwrap();
    until("a long conversation", async || app.count("POST /chat") > 10).await;
    let summary = run.stop().await;
    assert_eq!((summary.total.failures, app.count("POST /login")), (1, 2), "{summary:?}");
    assert!(only_message(&summary, Request::Chat).starts_with("HTTP 401"));
    let said: Vec<_> = app.arrived().into_iter().filter(|request| request.what == "POST /chat").collect();
    assert_eq!(said[0].body, said[1].body, "the message that was lost is said again");
    assert!(said.iter().all(|request| request.cookie.is_some()));
}

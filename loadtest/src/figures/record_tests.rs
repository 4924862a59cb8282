use super::*;

fn call(ms: u64, failure: Option<FailureKind>) -> Call {
    Call { latency: Duration::from_millis(ms), failure, body_bytes: Some(10), late: Duration::ZERO }
}

#[test]
fn a_call_is_counted_for_its_request_and_its_journey() {
    let record = Record::new(false, vec![]).unwrap();
    for ms in 1..=100 {
        let failure = (ms > 90).then_some(FailureKind::ServerError);
        record.request(Journey::MainPage, Request::Startup, call(ms, failure), failure.map(|_| "HTTP 500".to_owned()));
    }
    record.request(Journey::Preferences, Request::Login, call(7, None), None);
    record.round(Journey::MainPage, Duration::from_secs(4), true);
    let progress = record.progress();
    assert_eq!((progress.total.count, progress.total.failures), (101, 10));
    let [login, startup] = progress.requests.as_slice() else { panic!("two requests: {:?}", progress.requests) };
    assert_eq!((login.request, login.figures.count, login.figures.min_ms), (Request::Login, 1, 7.0));
    assert_eq!((startup.figures.count, startup.figures.mean_ms, startup.figures.max_ms), (100, 50.5, 100.0));
    assert_eq!(startup.figures.failures_by_kind[&FailureKind::ServerError], 10);
    let [main_page, preferences] = progress.journeys.as_slice() else { panic!("{:?}", progress.journeys) };
    assert_eq!((main_page.figures.count, preferences.figures.count), (100, 1));
    assert_eq!((main_page.rounds.count, main_page.rounds.failures, main_page.rounds.max_ms), (1, 1, 4000.0));
    let [failed] = progress.failed.as_slice() else { panic!("{:?}", progress.failed) };
    assert_eq!((failed.count, failed.kind, failed.message.as_str()), (10, FailureKind::ServerError, "HTTP 500"));
}

#[test]
fn ever_new_messages_do_not_fill_the_memory() {
    let record = Record::new(false, vec![]).unwrap();
    for number in 0..10_000 {
        let failed = call(1, Some(FailureKind::WrongContent));
        record.request(Journey::Recommendations, Request::Chat, failed, Some(format!("message {number}")));
    }
    let failed = record.progress().failed;
    assert!(failed.len() <= MOST_MESSAGES + 1, "{} kinds", failed.len());
    assert_eq!(failed.iter().map(|row| row.count).sum::<u64>(), 10_000);
}

#[test]
fn an_ended_run_stands_still() {
    let record = Record::new(false, vec![]).unwrap();
    record.arrived();
    record.request(Journey::MainPage, Request::Login, call(3, None), None);
    record.end(End::Stopped);
    let ended = (record.progress(), record.seconds());
    record.request(Journey::MainPage, Request::Login, call(3, None), None);
    record.round(Journey::MainPage, Duration::from_secs(1), false);
    record.broken_journey(Journey::MainPage, "it panicked".to_owned());
    record.end(End::RunTime);
    assert_eq!((ended.0.users, ended.0.ended.clone()), (0, Some(End::Stopped)));
    assert_eq!(ended.1.rows.iter().map(|second| second.requests).sum::<u32>(), 1);
    assert_eq!((record.progress(), record.seconds()), ended);
}

//! One lab, asked and steered.

use std::sync::atomic::Ordering;

use movie_guru_classroom::lab::LabError;
use movie_guru_classroom::reach::Service;
use movie_guru_workshop::evidence::Run;
use movie_guru_workshop::record::Kind;

use crate::stand_in::StandIn;

#[tokio::test]
async fn a_challenge_is_started_extended_and_begun_anew_and_the_record_says_so() {
    let team = StandIn::start("red").await;
    let lab = team.lab();
    let state = lab.state().await.unwrap();
    let slug = state.challenges[0].slug.clone();
    assert!(lab.extend_current(10).await.unwrap_err().to_string().contains("no challenge is on"));
    let started = lab.start(&slug, false).await.unwrap();
    assert!(started.started_at.is_some());
    let extended = lab.extend_current(10).await.unwrap();
    assert_eq!(extended.minutes.unwrap(), started.minutes.unwrap() + 10);
    team.room.call_help(Some(&slug), "how do we log in?").await.unwrap();
    assert_eq!(lab.state().await.unwrap().help.unwrap().text, "how do we log in?");
    assert_eq!(lab.answer_help().await.unwrap().help, None);
    lab.check(&slug).await.unwrap();
    assert!(lab.reset(&slug).await.unwrap().started_at.is_none());
    let record = lab.record(0).await.unwrap();
    assert!(record.iter().any(|event| event.kind == Kind::HelpAnswered));
    assert_eq!(lab.record(record.len() - 1).await.unwrap(), record[record.len() - 1..]);
    assert!(lab.workbook().await.unwrap().contains("red"));
    let refused = lab.start("no-such", false).await.unwrap_err();
    assert!(matches!(&refused, LabError::Refused { status: 404, .. }), "{refused}");
    assert!(refused.to_string().contains("There is no challenge `no-such`"), "{refused}");
}

#[tokio::test]
async fn scenario_and_load_are_changed_and_a_refusal_has_the_labs_own_words() {
    let team = StandIn::start("red").await;
    let lab = team.lab();
    lab.set_scenario("challenge-7").await.unwrap();
    assert_eq!(lab.scenario().await.unwrap().as_deref(), Some("challenge-7"));
    let refused = lab.set_scenario("nonsense").await.unwrap_err().to_string();
    assert_eq!(refused, "the backend says (422): The phase cannot be taken. there is no such scenario");
    assert_eq!(lab.stop_load().await.unwrap().users, 0);
    assert!(!lab.stop_load().await.unwrap().is_running, "stopping what is stopped changes nothing");
    let run = Run { users: 20, spawn_rate: None, run_time: Some("1h".to_owned()) };
    assert_eq!(lab.start_load(Some(&run)).await.unwrap().users, 20);
    assert_eq!(lab.start_load(None).await.unwrap().users, 20, "a run that is on goes on");
}

#[tokio::test]
async fn figures_are_told_and_where_there_is_no_monitoring_they_are_not_known() {
    let team = StandIn::start("red").await;
    let lab = team.lab();
    let figures = lab.figures().await.unwrap();
    assert_eq!(figures.requests_per_second, Some(1.0));
    let of = |name| figures.operations.iter().find(|one| one.operation == name).unwrap();
    assert_eq!((of("chat").success_ratio, of("chat").p95_ms), (Some(0.98), Some(850.0)));
    assert_eq!(of("search").success_ratio, None, "of nothing there is no share");
    assert!(figures.operations.iter().all(|one| one.operation != "healthcheck"));
    let (slos, alerts) = lab.board().await.unwrap();
    assert_eq!((slos.count, slos.burning, alerts.firing.len()), (1, Some(1), 0));
    // A connection that stands already would be used on.
    let elsewhere = StandIn::start("blue").await;
    elsewhere.set(|stage| stage.has_metrics = false);
    let error = elsewhere.lab().figures().await.unwrap_err();
    assert!(error.is_none() && !error.is_unreachable(), "{error}");
    assert_eq!(error.to_string(), format!("this lab has no {:?}", Service::Metrics));
}

#[tokio::test]
async fn one_connection_serves_many_questions() {
    let team = StandIn::start("red").await;
    let lab = team.lab();
    for _ in 0..20 {
        lab.state().await.unwrap();
    }
    assert_eq!(team.connections.load(Ordering::Relaxed), 1);
}

//! What a phase does to people: waiting that is real, failures that leave nothing behind, chat counted as it asks.

use std::time::{Duration, Instant};

use movie_guru::service::Config;
use movie_guru_contract::{CallResult, Operation, Outcome, Sentiment};
use serde_json::{Value, json};

use crate::app_under_test::{Answer, Person, TestApp};
use crate::dice::within_four_standard_errors;
use crate::phases::phase_with;

async fn app_in(phase: &[(&str, Value)]) -> TestApp {
    let app = TestApp::with(Config { seed: Some(7), ..Config::default() }).await;
    assert_eq!(app.stranger().post("/phase", &phase_with(phase)).await.status, 200);
    app
}

fn liking(what: &str) -> Value {
    json!({"content": {
        "likes": {"actors": [], "directors": [], "genres": [], "others": [what]},
        "dislikes": {"actors": [], "directors": [], "genres": [], "others": []},
    }})
}

async fn call(person: &Person, operation: Operation) -> Answer {
    match operation {
        Operation::Login => person.post("/login", &json!({"user": "ann"})).await,
        Operation::Startup => person.get("/startup").await,
        Operation::Chat => person.chat("Something funny").await,
        Operation::PrefGet => person.get("/preferences").await,
        Operation::PrefUpdate => person.post("/preferences", &liking("dogs")).await,
        other => panic!("no phase shapes {other:?}"),
    }
}

const SHAPED: [(Operation, &str); 5] = [
    (Operation::Login, "Login"),
    (Operation::Startup, "Startup"),
    (Operation::Chat, "Chat"),
    (Operation::PrefGet, "PrefGet"),
    (Operation::PrefUpdate, "PrefUpdate"),
];

#[tokio::test]
async fn a_latency_is_lived_and_the_histogram_agrees_with_the_client() {
    for (operation, name) in SHAPED {
        for (success, status, result) in [(1, 200, CallResult::Success), (0, 500, CallResult::Error)] {
            let app = TestApp::start().await;
            let person = app.person("ann").await;
            let phase = phase_with(&[
                (&format!("{name}LatencyMinMS"), json!(300)),
                (&format!("{name}LatencyMaxMS"), json!(300)),
                (&format!("{name}Success"), json!(success)),
            ]);
            person.post("/phase", &phase).await;
            let before = app.scrape().await;
            let asked = Instant::now();
            assert_eq!(call(&person, operation).await.status, status, "{name}");
            let waited_ms = asked.elapsed().as_secs_f64() * 1000.0;
            let after = app.scrape().await;
            let recorded_ms = after.latency_sum_ms(operation, result) - before.latency_sum_ms(operation, result);
            assert!(recorded_ms >= 300.0, "{name}: {recorded_ms} ms recorded");
            assert!(waited_ms >= recorded_ms, "{name}: {waited_ms} ms waited, {recorded_ms} ms recorded");
            let quicker = after.at_most(operation, result, "250") - before.at_most(operation, result, "250");
            assert_eq!(quicker, 0.0, "{name}");
        }
    }
}

#[tokio::test]
async fn waiting_holds_up_nobody_else() {
    let app = app_in(&[("StartupLatencyMinMS", json!(1000)), ("StartupLatencyMaxMS", json!(1000))]).await;
    let person = app.person("ann").await;
    let pages = futures::future::join_all((0..50).map(|_| person.get("/startup")));
    // One after the other would take 50 s.
    let pages = tokio::time::timeout(Duration::from_secs(25), pages).await.expect("they wait for each other");
    assert!(pages.iter().all(|page| page.status == 200));
}

#[tokio::test]
async fn a_failed_login_is_not_a_success() {
    let app = app_in(&[("LoginSuccess", json!(0))]).await;
    let before = app.scrape().await;
    let login = app.stranger().post("/login", &json!({"user": "ann"})).await;
    login.problem(500);
    assert_eq!(login.header("set-cookie"), "");
    let after = app.scrape().await;
    assert_eq!(after.recorded(Operation::Login), before.recorded(Operation::Login).and_errors(1.0));
    assert_eq!(after.all_client_errors(), 0.0);
}

#[tokio::test]
async fn a_failed_update_changes_nothing() {
    let app = TestApp::start().await;
    let person = app.person("ann").await;
    person.post("/preferences", &liking("dogs")).await;
    person.post("/phase", &phase_with(&[("PrefUpdateSuccess", json!(0))])).await;
    person.post("/preferences", &liking("cats")).await.problem(500);
    assert_eq!(person.get("/preferences").await.json(), liking("dogs")["content"]);
}

#[tokio::test]
async fn a_failed_chat_has_no_outcome_no_sentiment_and_leaves_no_message() {
    let app = app_in(&[("ChatSuccess", json!(0)), ("ChatSafetyIssue", json!(1))]).await;
    let person = app.person("ann").await;
    person.chat("I love westerns").await.problem(500);
    let scrape = app.scrape().await;
    assert!(Outcome::ALL.into_iter().all(|outcome| scrape.outcome(outcome) == 0.0));
    assert!(Sentiment::ALL.into_iter().all(|sentiment| scrape.sentiment(sentiment) == 0.0));
    assert_eq!(scrape.safety_issues(), 0.0);
    assert_eq!(person.get("/history").await.json(), json!([]));
    let nothing = json!({"actors": [], "directors": [], "genres": [], "others": []});
    assert_eq!(person.get("/preferences").await.json(), json!({"likes": nothing, "dislikes": nothing}));
}

#[tokio::test]
async fn an_unsafe_chat_is_a_success_of_the_service_and_a_safety_issue() {
    let app = app_in(&[("ChatSafetyIssue", json!(1))]).await;
    let person = app.person("ann").await;
    let answer = person.chat("Something funny").await;
    assert_eq!((answer.status, &answer.json()["result"]), (200, &json!("UNSAFE")));
    assert_eq!(answer.json()["context"], json!([]));
    let scrape = app.scrape().await;
    assert_eq!(scrape.recorded(Operation::Chat).successes, 1.0);
    assert_eq!(scrape.safety_issues(), 1.0);
}

#[tokio::test]
async fn chat_is_counted_in_the_mix_that_the_phase_asks_for() {
    const CHATS: usize = 300;
    let app = app_in(&[("ChatSafetyIssue", json!(0.2)), ("ChatSuccess", json!(0.9))]).await;
    let person = app.person("ann").await;
    let mut answered = 0;
    for _ in 0..CHATS {
        answered += usize::from(person.chat("Something funny").await.status == 200);
    }
    let scrape = app.scrape().await;
    let recorded = scrape.recorded(Operation::Chat);
    assert_eq!((recorded.attempts, recorded.successes), (CHATS as f64, answered as f64));
    assert!(within_four_standard_errors(0.9, answered, CHATS), "{answered} answered");
    // The mix of challenge-6.
    let outcomes = [
        (Outcome::Engaged, 0.7),
        (Outcome::Acknowledged, 0.15),
        (Outcome::Rejected, 0.05),
        (Outcome::Unclassified, 0.1),
        (Outcome::Irrelevant, 0.0),
    ];
    for (outcome, share) in outcomes {
        assert!(within_four_standard_errors(share, scrape.outcome(outcome) as usize, answered), "{outcome:?}");
    }
    let sentiments = [
        (Sentiment::Positive, 0.6),
        (Sentiment::Negative, 0.1),
        (Sentiment::Neutral, 0.2),
        (Sentiment::Unclassified, 0.1),
    ];
    for (sentiment, share) in sentiments {
        assert!(within_four_standard_errors(share, scrape.sentiment(sentiment) as usize, answered), "{sentiment:?}");
    }
    assert!(within_four_standard_errors(0.2, scrape.safety_issues() as usize, answered));
    let all_outcomes: f64 = Outcome::ALL.into_iter().map(|outcome| scrape.outcome(outcome)).sum();
    let all_sentiments: f64 = Sentiment::ALL.into_iter().map(|sentiment| scrape.sentiment(sentiment)).sum();
    assert_eq!((all_outcomes, all_sentiments), (answered as f64, answered as f64));
}

#[tokio::test]
async fn a_healthy_chat_has_one_outcome_and_one_sentiment() {
    let app = TestApp::start().await;
    let person = app.person("ann").await;
    for message in ["Hi", "Something funny", "Thanks"] {
        assert_eq!(person.chat(message).await.status, 200);
    }
    let scrape = app.scrape().await;
    assert_eq!(Outcome::ALL.into_iter().map(|outcome| scrape.outcome(outcome)).sum::<f64>(), 3.0);
    assert_eq!(Sentiment::ALL.into_iter().map(|sentiment| scrape.sentiment(sentiment)).sum::<f64>(), 3.0);
}

//! What counts as what: the rules that every SLI of the workshop stands on.

use movie_guru_contract::Operation;
use reqwest::Method;
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use crate::app_under_test::{Answer, Person, TestApp, until};
use crate::phases::phase_with;
use crate::scrape::Scrape;

const NO_TASTES: &str = r#"{"content":{"likes":{"actors":[],"directors":[],"genres":[],"others":[]},
    "dislikes":{"actors":[],"directors":[],"genres":[],"others":[]}}}"#;

async fn ask(person: &Person, operation: Operation) -> Answer {
    match operation {
        Operation::Login => person.post("/login", &json!({"user": "ann"})).await,
        Operation::Logout => person.post("/logout", &Value::Null).await,
        Operation::Chat => person.chat("Something funny").await,
        Operation::PrefUpdate => person.post_text("/preferences", "application/json", NO_TASTES).await,
        Operation::Search => person.get("/search?q=dog").await,
        // What needs neither a body nor parameters.
        other => person.get(other.call().path).await,
    }
}

/// What `before` says, but for one operation.
fn unchanged_but(before: &Scrape, after: &Scrape, operation: Operation) {
    for other in Operation::ALL.into_iter().filter(|other| *other != operation) {
        assert_eq!(before.recorded(other), after.recorded(other), "{operation:?} was counted as {other:?} too");
    }
}

#[tokio::test]
async fn attempt_success_and_latency_are_recorded_together() {
    let app = TestApp::start().await;
    for operation in Operation::ALL {
        let person = app.person("ann").await;
        let before = app.scrape().await;
        assert_eq!(ask(&person, operation).await.status, 200, "{operation:?}");
        let after = app.scrape().await;
        let mut wanted = before.recorded(operation).and_successes(1.0);
        if operation.metrics().success.is_none() {
            wanted.successes = 0.0;
        }
        assert_eq!(after.recorded(operation), wanted, "{operation:?}");
        unchanged_but(&before, &after, operation);
        assert_eq!(after.all_client_errors(), 0.0);
    }
}

#[tokio::test]
async fn a_failure_is_an_attempt_with_its_latency_and_no_success() {
    let app = TestApp::start().await;
    let person = app.person("ann").await;
    let failing = [
        ("LoginSuccess", 0),
        ("StartupSuccess", 0),
        ("ChatSuccess", 0),
        ("PrefGetSuccess", 0),
        ("PrefUpdateSuccess", 0),
    ];
    let failing: Vec<_> = failing.map(|(name, value)| (name, json!(value))).to_vec();
    assert_eq!(person.post("/phase", &phase_with(&failing)).await.status, 200);
    for operation in [Operation::Login, Operation::Startup, Operation::Chat, Operation::PrefGet, Operation::PrefUpdate]
    {
        let before = app.scrape().await;
        ask(&person, operation).await.problem(500);
        let after = app.scrape().await;
        assert_eq!(after.recorded(operation), before.recorded(operation).and_errors(1.0), "{operation:?}");
        unchanged_but(&before, &after, operation);
    }
}

#[tokio::test]
async fn a_clients_own_mistake_is_no_attempt() {
    let app = TestApp::start().await;
    let (person, stranger) = (app.person("ann").await, app.stranger());
    let json_type = "application/json";
    let send = async |person: &Person, method: Method, path: &str| Answer::to(person.request(method, path)).await;
    let mistakes = [
        (send(&stranger, Method::POST, "/login").await, Operation::Login, 401),
        (person.post_text("/login", json_type, "{\"user\": \"an").await, Operation::Login, 400),
        (person.post_text("/login", "text/plain", "ann").await, Operation::Login, 415),
        (person.post_text("/login", json_type, "[7]").await, Operation::Login, 422),
        (person.post_text("/login", json_type, vec![b' '; 70_000]).await, Operation::Login, 413),
        (send(&person, Method::GET, "/login").await, Operation::Login, 405),
        (stranger.get("/logout").await, Operation::Logout, 401),
        (person.delete("/logout").await, Operation::Logout, 405),
        (stranger.get("/startup").await, Operation::Startup, 401),
        (send(&person, Method::POST, "/startup").await, Operation::Startup, 405),
        (stranger.chat("hello").await, Operation::Chat, 401),
        (person.chat(" ").await, Operation::Chat, 422),
        (send(&person, Method::POST, "/chat").await, Operation::Chat, 400),
        (person.post_text("/chat", json_type, vec![b' '; 1 << 20]).await, Operation::Chat, 413),
        (person.post_text("/chat", "text/html", "{}").await, Operation::Chat, 415),
        (person.delete("/chat").await, Operation::Chat, 405),
        (stranger.get("/preferences").await, Operation::PrefGet, 401),
        (person.post("/preferences", &json!({"content": 7})).await, Operation::PrefUpdate, 422),
        (person.post_text("/preferences", json_type, "{").await, Operation::PrefUpdate, 400),
        (person.delete("/preferences").await, Operation::PrefUpdate, 405),
        (stranger.get("/search?q=dog").await, Operation::Search, 401),
        (person.get("/search").await, Operation::Search, 422),
        (person.delete("/search?q=dog").await, Operation::Search, 405),
        (send(&person, Method::POST, "/").await, Operation::HealthCheck, 405),
    ];
    for (answer, operation, status) in &mistakes {
        assert_eq!(answer.status, *status, "{operation:?}: {}", answer.text());
    }
    let after = app.scrape().await;
    for (_, operation, status) in &mistakes {
        assert_eq!(after.client_errors(*operation, *status), 1.0, "{operation:?} {status}");
    }
    assert_eq!(after.all_client_errors(), mistakes.len() as f64);
    let login_of_ann = Scrape::recorded(&after, Operation::Login);
    assert_eq!(login_of_ann.attempts, 1.0);
    for operation in Operation::ALL.into_iter().filter(|operation| *operation != Operation::Login) {
        assert_eq!(after.recorded(operation), Default::default(), "{operation:?}");
    }
}

#[tokio::test]
async fn what_is_under_no_operation_touches_no_counter() {
    let app = TestApp::start().await;
    let (person, stranger) = (app.person("ann").await, app.stranger());
    let before = app.scrape().await;
    person.get("/nowhere").await.problem(404);
    person.get("/posters/tt0.svg").await.problem(404);
    stranger.get("/history").await.problem(401);
    person.post("/phase", &json!({})).await.problem(422);
    let after = app.scrape().await;
    assert_eq!((after.truth(), after.all_client_errors()), (before.truth(), 0.0));
}

#[tokio::test]
async fn a_client_that_goes_away_is_an_attempt_and_no_success() {
    let app = TestApp::start().await;
    let person = app.person("ann").await;
    let login = person.post("/login", &json!({"user": "ann"})).await;
    let cookie = login.header("set-cookie").split(';').next().unwrap();
    let slow = [("ChatLatencyMinMS", json!(29_000)), ("ChatLatencyMaxMS", json!(29_000))];
    assert_eq!(person.post("/phase", &phase_with(&slow)).await.status, 200);
    let before = app.scrape().await;

    let mut socket = TcpStream::connect(app.address).await.unwrap();
    let request = format!(
        "POST /chat HTTP/1.1\r\nhost: localhost\r\ncookie: {cookie}\r\ncontent-type: application/json\r\n\
         content-length: 20\r\n\r\n{{\"content\": \"hello\"}}"
    );
    socket.write_all(request.as_bytes()).await.unwrap();
    // The message is kept before the drawn time is waited for, so now the request is in the middle of it.
    until("the message is in the history", async || person.get("/history").await.text().contains("hello")).await;
    assert_eq!(app.scrape().await.recorded(Operation::Chat), before.recorded(Operation::Chat), "it is not over yet");
    drop(socket);

    let wanted = before.recorded(Operation::Chat).and_errors(1.0);
    until("the attempt shows", async || app.scrape().await.recorded(Operation::Chat) == wanted).await;
}

#[tokio::test]
async fn series_do_not_multiply_with_users_paths_or_messages() {
    let app = TestApp::start().await;
    let visit = async |number: usize| {
        let person = app.person(&format!("person {number}")).await;
        person.chat(&format!("message {number}")).await;
        person.get(&format!("/search?q=word{number}")).await;
        person.get(&format!("/nowhere/{number}")).await;
        person.get(&format!("/posters/tt{number}.svg")).await;
        Answer::to(person.request(Method::from_bytes(format!("M{number}").as_bytes()).unwrap(), "/")).await;
    };
    visit(0).await;
    // The first scrape is a series of its own.
    app.scrape().await;
    let series = app.scrape().await.samples.len();
    for number in 1..=200 {
        visit(number).await;
    }
    assert_eq!(app.scrape().await.samples.len(), series);
}

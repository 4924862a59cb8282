//! Who is who: logging in and out, and cookies that no longer or never opened anything.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, UNIX_EPOCH};

use movie_guru::clock::Clock;
use movie_guru::service::Config;
use reqwest::Method;
use reqwest::header::HeaderValue;
use serde_json::json;

use crate::app_under_test::{Answer, Person, TestApp};

const NEED_A_SESSION: [(Method, &str); 9] = [
    (Method::GET, "/logout"),
    (Method::POST, "/logout"),
    (Method::GET, "/startup"),
    (Method::POST, "/chat"),
    (Method::GET, "/preferences"),
    (Method::POST, "/preferences"),
    (Method::GET, "/search?q=dog"),
    (Method::GET, "/history"),
    (Method::DELETE, "/history"),
];

async fn with_cookie(stranger: &Person, method: Method, path: &str, cookie: &str) -> Answer {
    Answer::to(stranger.request(method, path).header("cookie", cookie).json(&json!({"content": "hello"}))).await
}

fn token(login: &Answer) -> String {
    let cookie = login.header("set-cookie");
    cookie.strip_prefix("movieguru=").and_then(|rest| rest.split(';').next()).unwrap_or_default().to_owned()
}

async fn opens(stranger: &Person, cookie: &str) -> bool {
    let status = with_cookie(stranger, Method::GET, "/preferences", cookie).await.status;
    assert!(matches!(status, 200 | 401), "{status}");
    status == 200
}

#[tokio::test]
async fn a_name_in_the_body_opens_a_session() {
    let app = TestApp::start().await;
    let person = app.stranger();
    let login = person.post("/login", &json!({"user": "ann"})).await;
    assert_eq!((login.status, login.json()), (200, json!({"login": "success"})));
    assert_eq!(person.get("/preferences").await.status, 200);
}

#[tokio::test]
async fn a_name_in_the_header_opens_the_same_persons_session() {
    let app = TestApp::start().await;
    app.person("Zoë").await.chat("Remember me").await;
    let again = app.stranger();
    let name = HeaderValue::from_bytes("Zoë".as_bytes()).unwrap();
    let login = Answer::to(again.request(Method::POST, "/login").header("user", name)).await;
    assert_eq!((login.status, login.json()), (200, json!({"login": "success"})));
    assert_eq!(again.get("/history").await.json()[0]["content"], "Remember me");
}

#[tokio::test]
async fn the_cookie_is_secret_and_bound_to_this_site_for_a_day() {
    let app = TestApp::start().await;
    let login = app.stranger().post("/login", &json!({"user": "ann"})).await;
    let cookie = login.header("set-cookie");
    let attributes: HashSet<_> = cookie.split("; ").skip(1).collect();
    assert_eq!(attributes, HashSet::from(["HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=86400"]), "{cookie}");
    let token = token(&login);
    assert!(token.len() == 64 && token.bytes().all(|byte| byte.is_ascii_hexdigit()), "{token}");
}

#[tokio::test]
async fn the_cookie_is_secure_only_behind_tls() {
    let app = TestApp::start().await;
    for (scheme, secure) in [("https", true), ("http", false)] {
        let stranger = app.stranger();
        let login = stranger.request(Method::POST, "/login").header("x-forwarded-proto", scheme);
        let login = Answer::to(login.json(&json!({"user": "ann"}))).await;
        assert_eq!(login.header("set-cookie").split("; ").any(|attribute| attribute == "Secure"), secure, "{scheme}");
    }
}

#[tokio::test]
async fn two_logins_of_one_person_are_two_sessions() {
    let app = TestApp::start().await;
    let stranger = app.stranger();
    let first = stranger.post("/login", &json!({"user": "ann"})).await;
    let second = stranger.post("/login", &json!({"user": "ann"})).await;
    assert_ne!(token(&first), token(&second));
    let cookies = [&first, &second].map(|login| format!("movieguru={}", token(login)));
    with_cookie(&app.stranger(), Method::GET, "/logout", &cookies[0]).await;
    assert!(!opens(&app.stranger(), &cookies[0]).await);
    assert!(opens(&app.stranger(), &cookies[1]).await);
}

#[tokio::test]
async fn logging_out_ends_the_session_on_the_server() {
    for method in [Method::GET, Method::POST] {
        let app = TestApp::start().await;
        let person = app.stranger();
        let stolen = format!("movieguru={}", token(&person.post("/login", &json!({"user": "ann"})).await));
        assert!(opens(&app.stranger(), &stolen).await);
        let logout = Answer::to(person.request(method, "/logout")).await;
        assert_eq!((logout.status, logout.json()), (200, json!({"logout": "success"})));
        assert!(logout.header("set-cookie").starts_with("movieguru=;"), "the browser keeps its cookie");
        assert!(!opens(&app.stranger(), &stolen).await);
    }
}

#[tokio::test]
async fn a_session_ends_after_a_day() {
    let seconds = Arc::new(AtomicU64::new(1_000_000));
    let hand = Arc::clone(&seconds);
    let clock = Clock::new(move || UNIX_EPOCH + Duration::from_secs(hand.load(Ordering::Relaxed)));
    let app = TestApp::with(Config { clock, ..Config::default() }).await;
    let login = app.stranger().post("/login", &json!({"user": "ann"})).await;
    let cookie = format!("movieguru={}", token(&login));
    seconds.fetch_add(24 * 60 * 60 - 1, Ordering::Relaxed);
    assert!(opens(&app.stranger(), &cookie).await);
    seconds.fetch_add(1, Ordering::Relaxed);
    assert!(!opens(&app.stranger(), &cookie).await);
}

#[tokio::test]
async fn without_a_session_nothing_of_a_person_can_be_had() {
    let app = TestApp::start().await;
    for (method, path) in NEED_A_SESSION {
        let stranger = app.stranger();
        let answer = Answer::to(stranger.request(method, path).json(&json!({"content": "hello"}))).await;
        answer.problem(401);
    }
}

#[tokio::test]
async fn a_malformed_cookie_opens_nothing() {
    let app = TestApp::start().await;
    let login = app.stranger().post("/login", &json!({"user": "ann"})).await;
    let good = token(&login);
    let cookies = [
        "movieguru".to_owned(),
        "movieguru=".to_owned(),
        format!("movieguru={}", "0".repeat(64)),
        format!("movieguru={}", &good[..63]),
        format!("movieguru={good}0"),
        format!("movieguru={}g", &good[..63]),
        format!("MOVIEGURU={good}"),
        format!("movieguru={}", good.repeat(90)),
        "movieguru=' OR 1=1 --".to_owned(),
        "movieguru=%00; movieguru=%zz".to_owned(),
        ";;;=;".to_owned(),
    ];
    for cookie in cookies {
        for (method, path) in NEED_A_SESSION {
            with_cookie(&app.stranger(), method, path, &cookie).await.problem(401);
        }
    }
    assert!(opens(&app.stranger(), &format!("theme=dark; movieguru={good}; other=1")).await);
}

#[tokio::test]
async fn a_name_that_cannot_be_taken_is_refused_with_its_reason() {
    let app = TestApp::start().await;
    let refused = [
        (json!({}), 401),
        (json!({"user": null}), 401),
        (json!({"user": ""}), 422),
        (json!({"user": " \t "}), 422),
        (json!({"user": "a\u{0}b"}), 422),
        (json!({"user": "two\nlines"}), 422),
        (json!({"user": "\u{85}\u{9f}x"}), 422),
        (json!({"user": "x".repeat(255)}), 422),
        (json!({"user": "é".repeat(128)}), 422),
        (json!({"user": 7}), 422),
        (json!({"name": "ann"}), 422),
        (json!(["ann"]), 422),
    ];
    for (body, status) in refused {
        let login = app.stranger().post("/login", &body).await;
        login.problem(status);
        assert_eq!(login.header("set-cookie"), "", "{body}");
    }
    let nobody = app.stranger();
    Answer::to(nobody.request(Method::POST, "/login")).await.problem(401);
    let header = |name: &[u8]| HeaderValue::from_bytes(name).unwrap();
    for name in [&b"caf\xe9"[..], b"\xff\xfe", b""] {
        let login = Answer::to(nobody.request(Method::POST, "/login").header("user", header(name))).await;
        login.problem(422);
    }
}

#[tokio::test]
async fn unusual_names_are_names() {
    let app = TestApp::start().await;
    let names = [
        "Sinéad O'Connor".to_owned(),
        "🎬👩‍🚀".to_owned(),
        "Robert'); DROP TABLE users;--".to_owned(),
        "李小龍".to_owned(),
        "a\"b\\c".to_owned(),
        "x".repeat(254),
        "é".repeat(127),
    ];
    for (position, name) in names.iter().enumerate() {
        app.person(name).await.chat(&format!("I am number {position}")).await;
    }
    for (position, name) in names.iter().enumerate() {
        let said = app.person(name).await.get("/history").await.json();
        assert_eq!(said[0]["content"], format!("I am number {position}"), "{name}");
        assert_eq!(said.as_array().unwrap().len(), 2, "{name}");
    }
}

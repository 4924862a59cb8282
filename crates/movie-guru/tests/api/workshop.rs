//! Texts of the workshop: kept whole, replaced only by who has seen what they replace.

use movie_guru::service::Config;
use movie_guru_test_support::{Answer, Person};
use reqwest::Method;

use crate::app_under_test::TestApp;
use crate::home::Home;

async fn put(person: &Person, name: &str, header: (&str, &str), text: impl Into<reqwest::Body>) -> Answer {
    let request = person.request(Method::PUT, &format!("/workshop?name={name}"));
    Answer::to(request.header(header.0, header.1).body(text)).await
}

const NEW: (&str, &str) = ("if-none-match", "*");

#[tokio::test]
async fn a_text_is_replaced_by_who_has_seen_it_and_by_nobody_else() {
    let app = TestApp::start().await;
    let guide = app.stranger();
    let name = "workbook/01-first-day.yaml";
    assert_eq!(guide.get(&format!("/workshop?name={name}")).await.status, 404);
    assert_eq!(put(&guide, name, NEW, "a: ä\n").await.status, 204);
    assert_eq!(put(&guide, name, NEW, "b").await.status, 412, "it is there by now");
    let first = guide.get(&format!("/workshop?name={name}")).await;
    assert_eq!(
        (first.status, first.text().as_str(), first.header("content-type")),
        (200, "a: ä\n", "text/plain; charset=utf-8")
    );
    let seen = ("if-match", first.header("etag"));
    assert_eq!(put(&guide, name, seen, "a: b\n").await.status, 204);
    for stale in [first.header("etag"), "\"no tag of ours\"", "*", ""] {
        assert_eq!(put(&guide, name, ("if-match", stale), "c").await.status, 412, "{stale}");
    }
    assert_eq!(guide.get(&format!("/workshop?name={name}")).await.text(), "a: b\n");
    assert_eq!(guide.get("/workshop?name=record.jsonl").await.status, 404, "each is its own");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_who_replace_the_same_one_does() {
    let app = TestApp::start().await;
    put(&app.stranger(), "record.jsonl", NEW, "0").await;
    let tag = app.stranger().get("/workshop?name=record.jsonl").await.header("etag").to_owned();
    let tries = (1..=8).map(|number| {
        let (guide, tag) = (app.stranger(), tag.clone());
        tokio::spawn(async move { put(&guide, "record.jsonl", ("if-match", &tag), number.to_string()).await.status })
    });
    let mut taken = 0;
    for status in futures::future::join_all(tries).await {
        match status.unwrap() {
            204 => taken += 1,
            status => assert_eq!(status, 412),
        }
    }
    assert_eq!(taken, 1);
}

#[tokio::test]
async fn what_was_taken_is_there_after_the_app_was_replaced() {
    let home = Home::new().await;
    let on_home = || Config { database: home.database(), ..Config::default() };
    let app = TestApp::with(on_home()).await;
    let large = "x".repeat(3 * 1024 * 1024);
    assert_eq!(put(&app.stranger(), "record.jsonl", NEW, large.clone()).await.status, 204);
    app.stop().await;
    let app = TestApp::with(on_home()).await;
    assert!(app.stranger().get("/workshop?name=record.jsonl").await.text() == large);
}

#[tokio::test]
async fn all_texts_are_forgotten_and_stay_so() {
    let home = Home::new().await;
    let on_home = || Config { database: home.database(), ..Config::default() };
    let app = TestApp::with(on_home()).await;
    let guide = app.stranger();
    let delete = async |path: &str| Answer::to(guide.request(Method::DELETE, path)).await;
    for name in ["record.jsonl", "workbook/01-first-day.yaml"] {
        assert_eq!(put(&guide, name, NEW, "a").await.status, 204);
    }
    let one = delete("/workshop?name=record.jsonl").await.problem(422);
    assert!(!one.is_empty() && guide.get("/workshop?name=record.jsonl").await.status == 200);
    assert_eq!(delete("/workshop").await.status, 204);
    assert_eq!(delete("/workshop").await.status, 204, "there is nothing, as wanted");
    app.stop().await;
    let app = TestApp::with(on_home()).await;
    for name in ["record.jsonl", "workbook/01-first-day.yaml"] {
        assert_eq!(app.stranger().get(&format!("/workshop?name={name}")).await.status, 404, "{name}");
    }
    assert_eq!(put(&app.stranger(), "record.jsonl", NEW, "b").await.status, 204);
}

#[tokio::test]
async fn bad_input_changes_nothing_and_says_what_to_do() {
    let app = TestApp::start().await;
    let guide = app.stranger();
    for bad in ["", "?name=", "?name=%00", "?name=a%20b", "?nom=x", &format!("?name={}", "x".repeat(201))] {
        assert_eq!(guide.get(&format!("/workshop{bad}")).await.status, 422, "{bad}");
    }
    let without = Answer::to(guide.request(Method::PUT, "/workshop?name=x").body("text")).await;
    assert!(without.problem(428).contains("If-None-Match"));
    assert!(put(&guide, "x", NEW, vec![0xff, 0xfe]).await.problem(400).contains("UTF-8"));
    assert!(put(&guide, "x", NEW, "a\0b").await.problem(400).contains("zero"));
    put(&guide, "x", NEW, "x".repeat(4 * 1024 * 1024 + 1)).await.problem(413);
    assert_eq!(guide.get("/workshop?name=x").await.status, 404);
}

#[tokio::test]
async fn with_a_token_only_who_has_it_reads_or_writes() {
    let app = TestApp::with(Config { admin_token: Some("s3cret").into(), ..Config::default() }).await;
    let guide = app.stranger();
    guide.get("/workshop?name=x").await.problem(401);
    put(&guide, "x", NEW, "text").await.problem(401);
    Answer::to(guide.request(Method::DELETE, "/workshop")).await.problem(401);
    let request = guide.request(Method::GET, "/workshop?name=x").bearer_auth("s3cret");
    Answer::to(request).await.problem(404);
}

//! The API's document, `/openapi.json`: public, and true of every answer.

use movie_guru_test_support::openapi::check;

use crate::app_under_test::TestApp;

#[tokio::test]
async fn anybody_may_read_it() {
    let app = TestApp::start().await;
    let answer = app.stranger().get("/openapi.json").await;
    assert_eq!((answer.status, answer.header("content-type")), (200, "application/json"));
    assert!(answer.json()["openapi"].as_str().unwrap().starts_with("3.1"));
}

#[tokio::test(flavor = "multi_thread")]
async fn schemathesis_finds_no_5xx_and_nothing_that_is_not_in_it() {
    let app = TestApp::start().await;
    tokio::task::block_in_place(|| check("backend", app.address));
}

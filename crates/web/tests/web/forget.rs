//! A team begins anew, over HTTP.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use movie_guru_workshop::synthetic::{Checks, DRAFT};
use reqwest::Method;
use serde_json::json;

use crate::lab::{Answer, Lab, Person};
use crate::room::Team;

#[tokio::test(flavor = "multi_thread")]
async fn a_coach_has_a_team_begin_anew_and_nobody_else_does() {
    let team = Team::new();
    let checks = Arc::new(Checks::new(team.folder.path().join("checks")));
    let lab = Lab::with("healthy", |config| {
        team.shown(config);
        config.admin = Some("s3cret").into();
        config.checks = Some(Arc::clone(&checks));
    })
    .await;
    let person = Person::at(lab.web.address);
    let forget =
        async |token: &str| Answer::to(person.request(Method::DELETE, "/api/workshop").bearer_auth(token)).await;
    let blank = person.get("/api/workshop").await.json();
    let write = json!({"value": "It waited."});
    let path = "/api/workshop/workbook/1/notes";
    assert_eq!(Answer::to(person.request(Method::PUT, path).json(&write)).await.status, 204);
    person.post("/api/workshop/challenges/1/start", &json!({})).await;
    person.post("/api/workshop/challenges/1/check", &json!({})).await;
    person.post("/api/workshop/help", &json!({"text": "stuck"})).await;
    team.room.show_notice("Ten minutes left", 10).await.unwrap();
    checks.write("my-check", None, DRAFT).await.unwrap();
    let before = person.get("/api/workshop").await.json();
    assert!(forget("wrong").await.problem(401).contains("Only a coach"));
    assert_eq!(person.get("/api/workshop").await.json(), before);
    team.lab.is_away.store(true, Ordering::Relaxed);
    forget("s3cret").await.problem(503);
    assert_eq!(
        person.get("/api/workshop").await.json(),
        before,
        "where one part cannot be forgotten, the work is there"
    );
    team.lab.is_away.store(false, Ordering::Relaxed);
    checks.write("other-check", None, DRAFT).await.unwrap();
    let forgotten = forget("s3cret").await;
    let gone = json!({"slos": ["chat-is-fast"], "slos_stay": null, "checks": ["other-check.yaml"]});
    assert_eq!((forgotten.status, forgotten.json()), (200, gone));
    assert_eq!(person.get("/api/workshop").await.json(), blank);
    assert_eq!(person.get("/api/record").await.json(), json!({"events": []}));
    assert_eq!(person.get("/behaviour").await.json().get("notice"), None);
    assert_eq!(team.file("01-first-day.yaml"), "");
}

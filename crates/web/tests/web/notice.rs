//! What the coach tells everybody, over HTTP.

use reqwest::Method;
use serde_json::{Value, json};

use crate::lab::{Answer, Lab, Person};
use crate::room::Team;

const NOTICE: &str = "/api/workshop/notice";

async fn sent(person: &Person, method: Method, path: &str, token: Option<&str>, body: Option<Value>) -> Answer {
    let mut request = person.request(method, path);
    if let Some(token) = token {
        request = request.bearer_auth(token);
    }
    if let Some(body) = body {
        request = request.json(&body);
    }
    Answer::to(request).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_coach_tells_everybody_something_and_nobody_else_does() {
    let team = Team::new();
    let lab = Lab::with("healthy", |config| {
        team.shown(config);
        config.admin = Some("s3cret").into();
    })
    .await;
    let person = Person::at(lab.web.address);
    let text = "Ten minutes <b>left</b>";
    for token in [None, Some("wrong")] {
        sent(&person, Method::PUT, NOTICE, token, Some(json!({"text": text}))).await.problem(401);
        sent(&person, Method::DELETE, NOTICE, token, None).await.problem(401);
    }
    let none = person.get(NOTICE).await;
    assert_eq!((none.status, none.text().as_str()), (204, ""));
    let coach = Some("s3cret");
    let shown = sent(&person, Method::PUT, NOTICE, coach, Some(json!({"text": text}))).await;
    assert_eq!((shown.status, shown.header("cache-control")), (200, "no-store"));
    let shown = shown.json();
    let at = |name: &str| shown[name].as_str().unwrap().parse::<jiff::Timestamp>().unwrap();
    assert_eq!(at("until").duration_since(at("at")).as_mins(), 15, "where nothing is said");
    assert_eq!(shown.as_object().unwrap().len(), 3, "{shown}");
    // Everybody reads it, wherever a page asks.
    assert_eq!(person.get(NOTICE).await.json(), shown);
    assert_eq!(person.get("/api/workshop").await.json()["notice"], shown);
    let behaviour = person.get("/behaviour").await.json();
    assert_eq!((&behaviour["notice"], &behaviour["backend"]), (&shown, &json!("up")));
    let event = person.get("/api/record").await.json()["events"][0].clone();
    assert_eq!((&event["kind"], &event["detail"]["text"]), (&json!("notice-shown"), &json!(text)));
    assert_eq!(sent(&person, Method::DELETE, NOTICE, coach, None).await.status, 204);
    assert_eq!(person.get(NOTICE).await.status, 204);
    assert_eq!(person.get("/behaviour").await.json().get("notice"), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn where_there_is_no_workshop_there_is_no_notice() {
    let lab = Lab::start("healthy").await;
    let person = Person::at(lab.web.address);
    person.get(NOTICE).await.problem(404);
    assert_eq!(person.get("/behaviour").await.json(), json!({"drop": 0.0, "backend": "up"}));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_read_leaves_pages_as_they_were() {
    let team = Team::new();
    let lab = Lab::with("healthy", |config| team.shown(config)).await;
    let person = Person::at(lab.web.address);
    std::fs::create_dir(team.folder.path().join("notice")).unwrap();
    // It names the file, which is the team's own.
    let refused =
        [person.get(NOTICE).await, sent(&person, Method::PUT, NOTICE, None, Some(json!({"text": "x"}))).await];
    assert_eq!(refused.map(|refused| refused.status), [503, 503]);
    assert_eq!(person.get("/behaviour").await.json()["backend"], "up");
}

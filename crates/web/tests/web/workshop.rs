//! The workshop over HTTP: what it answers, and what it says to input that is none.

use reqwest::Method;
use serde_json::{Value, json};

use crate::lab::{Answer, Lab, Person};
use crate::room::Team;

async fn shown(team: &Team) -> (Lab, Person) {
    let lab = Lab::with("healthy", |config| team.shown(config)).await;
    let person = Person::at(lab.web.address);
    (lab, person)
}

async fn put(person: &Person, path: &str, body: &Value) -> Answer {
    Answer::to(person.request(Method::PUT, path).json(body)).await
}

const PAGE: &str = "/api/workshop/workbook/01-first-day";
const CHALLENGE: &str = "/api/workshop/challenges/01-first-day";

#[tokio::test(flavor = "multi_thread")]
async fn a_challenge_is_started_written_checked_and_recorded() {
    let team = Team::new();
    let (_lab, person) = shown(&team).await;
    let state = person.get("/api/workshop").await.json();
    assert_eq!((&state["team"], &state["current"], &state["help"]), (&json!("Projector"), &json!(null), &json!(null)));
    assert_eq!(state["challenges"].as_array().unwrap().len(), 3);
    let started = person.post(&format!("{CHALLENGE}/start"), &json!({"bring": false})).await.json();
    assert!(started["ends_at"].is_string() && started["slug"] == "01-first-day", "{started}");
    assert_eq!(
        Answer::to(person.request(Method::POST, "/api/workshop/challenges/1/start")).await.status,
        200,
        "no body"
    );
    assert_eq!(person.get("/api/workshop").await.json()["current"], "01-first-day");

    let journeys = json!([
        {"name": "Find a film", "goal": "I want one", "steps": "ask\nread\nchoose"},
        {"name": "Teach it", "goal": "I want better ones", "steps": "- ask\n- tell: \"it\"\n- see 'it' #"},
    ]);
    assert_eq!(put(&person, &format!("{PAGE}/journeys"), &json!({"value": journeys})).await.status, 204);
    let notes = " It waited.\n\tIt failed: <b>twice</b> & \"more\" 🎬\u{202e}";
    assert_eq!(put(&person, &format!("{PAGE}/notes"), &json!({"value": notes, "was": ""})).await.status, 204);
    let fields = person.get(PAGE).await.json()["fields"].clone();
    assert_eq!((&fields["journeys"], &fields["notes"]), (&journeys, &json!(notes)), "what was written is what is read");
    let more = json!({"value": "Other.", "was": notes});
    assert_eq!(put(&person, &format!("{PAGE}/notes"), &more).await.status, 204);

    let checked = person.post(&format!("{CHALLENGE}/check"), &json!(null)).await.json();
    assert_eq!((&checked["passed"], &checked["of"]), (&json!(1), &json!(2)), "{checked}");
    assert_eq!(checked["criteria"][0]["finding"]["verdict"], "holds", "{checked}");
    assert!(checked["criteria"][1]["finding"]["next"].is_string(), "{checked}");
    assert_eq!(person.get(CHALLENGE).await.json(), checked);
    let hint = person.post(&format!("{CHALLENGE}/criteria/notes/hint"), &json!({})).await.json();
    assert_eq!(hint, json!({"level": 1, "of": 3, "text": "One"}));

    let called = person.post("/api/workshop/help", &json!({"challenge": "1", "text": "stuck"})).await.json();
    assert_eq!((&called["help"]["text"], &called["help"]["challenge"]), (&json!("stuck"), &json!("01-first-day")));
    assert_eq!(person.post("/api/workshop/help/answered", &json!({})).await.json()["help"], json!(null));
    assert_eq!(person.post("/api/workshop/help", &json!({"challenge": null, "text": ""})).await.status, 200);

    let extended = person.post(&format!("{CHALLENGE}/extend"), &json!({"minutes": 5})).await.json();
    assert_eq!(extended["minutes"], 35, "without a token everybody may");
    let events = person.get("/api/record").await.json()["events"].as_array().unwrap().clone();
    assert_eq!(events[0]["kind"], "phase-set");
    assert_eq!(events.last().unwrap()["kind"], "challenge-extended");
    let rest = person.get(&format!("/api/record?after={}", events.len() - 1)).await.json();
    assert_eq!(rest["events"].as_array().unwrap().len(), 1);
    assert_eq!(person.get("/api/record?after=999999").await.json(), json!({"events": []}));
    let reset = person.post(&format!("{CHALLENGE}/reset"), &json!({})).await.json();
    assert_eq!((&reset["passed"], &reset["started_at"]), (&json!(0), &json!(null)));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_workbook_is_begun_exported_and_its_queries_are_tried() {
    let team = Team::new();
    let (_lab, person) = shown(&team).await;
    let begun = person.post("/api/workshop/workbook", &json!({})).await.json();
    assert_eq!(begun["places"].as_array().unwrap().len(), 2, "{begun}");
    assert!(team.file("01-first-day.yaml").contains("# User journeys"));
    team.edit("02-others.yaml", "ceo: [No., 100 % is the wrong target.]\n");
    let page = person.get("/api/workshop/workbook/2").await.json();
    assert_eq!(page["fields"]["ceo"], "No.\n100 % is the wrong target.", "a file that was edited is read anew");
    let export = person.get("/api/workshop/workbook.md").await;
    assert_eq!((export.status, export.header("content-type")), (200, "text/markdown; charset=utf-8"));
    assert!(export.text().starts_with("# The workbook of Projector") && export.text().contains("wrong target"));
    let preview = async |query: &str| person.post("/api/workshop/preview", &json!({ "query": query })).await.json();
    assert_eq!(preview("sum(rate(a[5m]))/sum(rate(b[5m]))").await["verdict"], "holds");
    assert_eq!(preview("up").await["verdict"], "does-not-hold");
    assert_eq!(preview("!").await["verdict"], "does-not-hold");
    assert_eq!(preview("").await["verdict"], "not-yet");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_write_at_once_the_slower_one_is_told() {
    let team = Team::new();
    let (_lab, person) = shown(&team).await;
    let notes = format!("{PAGE}/notes");
    assert_eq!(put(&person, &notes, &json!({"value": "mine", "was": ""})).await.status, 204);
    let slower = put(&person, &notes, &json!({"value": "yours", "was": ""})).await;
    slower.problem(409);
    assert_eq!(slower.json()["now"], "mine");
    assert_eq!(put(&person, &notes, &json!({"value": "mine", "was": ""})).await.status, 204, "they agree");
    assert_eq!(put(&person, &notes, &json!({"value": "yours", "was": "mine"})).await.status, 204);
    team.edit("01-first-day.yaml", "notes: [[");
    let broken = put(&person, &notes, &json!({"value": "x", "was": "yours"})).await;
    // It names the file, which is the team's own.
    assert!(broken.status == 409 && broken.text().contains("mend the file"), "{}", broken.text());
    assert_eq!(broken.json().get("now"), None);
    assert_eq!(person.get(PAGE).await.status, 409);
    assert_eq!(team.file("01-first-day.yaml"), "notes: [[", "it stays as it was");
}

#[tokio::test(flavor = "multi_thread")]
async fn input_that_is_none_is_refused_with_a_next_step() {
    let team = Team::new();
    let (lab, person) = shown(&team).await;
    for path in [
        "/api/workshop/challenges/99",
        "/api/workshop/challenges/none",
        "/api/workshop/challenges/..%2f..%2fetc",
        "/api/workshop/workbook/none",
        "/api/workshop/nothing",
        "/api/workshop/",
        "/api/record/x",
    ] {
        person.get(path).await.problem(404);
    }
    for path in ["/api/workshop/challenges/%ff", "/api/record?after=x", "/api/record?after=-1"] {
        person.get(path).await.problem(400);
    }
    for (path, body, status) in [
        ("/api/workshop/challenges/9/start", json!({}), 404),
        ("/api/workshop/challenges/3/start", json!({}), 409),
        ("/api/workshop/challenges/3/check", json!({}), 409),
        ("/api/workshop/challenges/1/start", json!({"bring": "yes"}), 422),
        ("/api/workshop/challenges/1/start", json!([1, 2]), 422),
        ("/api/workshop/challenges/1/criteria/none/hint", json!({}), 404),
        ("/api/workshop/challenges/1/extend", json!({"minutes": 0}), 422),
        ("/api/workshop/challenges/1/extend", json!({"minutes": 100_000}), 422),
        ("/api/workshop/challenges/1/extend", json!({"minutes": -5}), 422),
        ("/api/workshop/challenges/1/extend", json!({}), 422),
        ("/api/workshop/help", json!({"challenge": "none", "text": ""}), 404),
        ("/api/workshop/help", json!({"text": "x".repeat(1001)}), 422),
        ("/api/workshop/help", json!({"text": 5}), 422),
        ("/api/workshop/preview", json!({}), 422),
        ("/api/workshop/preview", json!({"query": "x".repeat(20_001)}), 422),
    ] {
        let words = person.post(path, &body).await.problem(status);
        assert!(words.len() > 20, "{path}: {words}");
    }
    for (path, body, status) in [
        (format!("{PAGE}/none"), json!({"value": ""}), 404),
        ("/api/workshop/workbook/3/x".to_owned(), json!({"value": ""}), 404),
        (format!("{PAGE}/mood"), json!({"value": "wild"}), 422),
        (format!("{PAGE}/notes"), json!({"value": [{"a": "b"}]}), 422),
        (format!("{PAGE}/notes"), json!({"value": "x".repeat(20_001)}), 422),
        (format!("{PAGE}/notes"), json!({"value": {"a": 1}}), 422),
        (format!("{PAGE}/notes"), json!({}), 422),
        (format!("{PAGE}/journeys"), json!({"value": [{"other": "b"}]}), 422),
        (format!("{PAGE}/journeys"), json!({"value": vec![json!({"name": "x"}); 101]}), 422),
    ] {
        put(&person, &path, &body).await.problem(status);
    }
    for body in [
        json!({}),
        json!({"text": ""}),
        json!({"text": "x".repeat(501)}),
        json!({"text": "x", "minutes": 0}),
        json!({"text": "x", "minutes": 601}),
        json!({"text": "x", "minutes": -1}),
        json!({"text": 5}),
    ] {
        put(&person, "/api/workshop/notice", &body).await.problem(422);
    }
    let raw = |body: Vec<u8>| Answer::to(person.request(Method::PUT, &format!("{PAGE}/notes")).body(body));
    for body in [&b""[..], b"{", b"nonsense", b"{\"value\": \"a\"} more", b"\xff\xfe"] {
        let words = raw(body.to_vec()).await.problem(400);
        assert!(words.contains("Mend it"), "{words}");
    }
    raw(vec![b'['; 5000]).await.problem(422);
    assert!(raw(vec![b' '; 1024 * 1024 + 1]).await.problem(413).contains("1 MB"));
    assert_eq!(team.file("01-first-day.yaml"), "", "nothing of all this was written");
    assert_eq!(person.get("/api/record").await.json(), json!({"events": []}));
    for (method, path) in [(Method::PUT, "/api/workshop"), (Method::POST, PAGE), (Method::GET, "/api/workshop/help")] {
        let refused = Answer::to(person.request(method, path)).await;
        refused.problem(405);
        assert!(!refused.header("allow").is_empty(), "{path}");
    }
    assert_eq!(Person::at(lab.web.address).get("/readyz").await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_asked_says_so_and_changes_nothing() {
    let team = Team::new();
    let (_lab, person) = shown(&team).await;
    team.lab.is_away.store(true, std::sync::atomic::Ordering::Relaxed);
    let words = person.post(&format!("{CHALLENGE}/start"), &json!({})).await.problem(503);
    assert!(words.contains("does not answer") && words.contains("lab status"), "{words}");
    assert_eq!(person.get("/api/workshop").await.json()["current"], json!(null));
    let blocked = team.folder.path().join("record.jsonl");
    std::fs::create_dir(blocked).unwrap();
    for path in ["/api/workshop", "/api/record", CHALLENGE] {
        let refused = person.get(path).await;
        assert_eq!((refused.status, refused.header("content-type")), (503, "application/problem+json"), "{path}");
    }
    for path in ["/guide", "/guide/01-first-day", "/guide/coach", "/guide/coach/01-first-day"] {
        let page = person.get(path).await;
        assert!(page.status == 200 && page.text().contains("cannot be read"), "{path}: {}", page.text());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn hints_come_one_by_one_until_there_are_none() {
    let team = Team::new();
    let (_lab, person) = shown(&team).await;
    let path = format!("{CHALLENGE}/criteria/journeys/hint");
    for level in 1..=3 {
        assert_eq!(person.post(&path, &json!({})).await.json()["level"], level);
    }
    assert!(person.post(&path, &json!({})).await.problem(409).contains("coach knows more"));
}

#[tokio::test(flavor = "multi_thread")]
async fn another_site_changes_nothing_here() {
    let team = Team::new();
    let (_lab, person) = shown(&team).await;
    for (method, path) in [
        (Method::POST, "/api/workshop/challenges/1/start"),
        (Method::POST, "/api/workshop/help"),
        (Method::POST, "/api/workshop/workbook"),
        (Method::PUT, "/api/workshop/workbook/1/notes"),
        (Method::POST, "/guide/coach/01-first-day/extend"),
    ] {
        let request = person.request(method, path).json(&json!({"value": "x"})).header("sec-fetch-site", "cross-site");
        Answer::to(request).await.problem(403);
    }
    assert_eq!(person.get("/api/record").await.json(), json!({"events": []}));
    assert_eq!(person.get("/api/workshop").await.header("cache-control"), "no-store");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_workshop_there_is_none() {
    let lab = Lab::start("healthy").await;
    let person = Person::at(lab.web.address);
    for path in ["/api/workshop", "/api/workshop/workbook.md", "/api/record"] {
        assert!(person.get(path).await.problem(404).contains("lab up"), "{path}");
    }
    let extend = person.post("/api/workshop/challenges/1/extend", &json!({"minutes": 5})).await;
    extend.problem(404);
}

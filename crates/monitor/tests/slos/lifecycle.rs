//! Alerts from pending to over, as the API, Prometheus' API and the inbox show them.

use serde_json::{Value, json};

use crate::board::{TestBoard, Wanted, at, workshop};
use crate::write_api::document;

/// Chat is fast, with the alerts that burn fast (hold 12.5 s in workshop time) and slowly.
pub(crate) fn chat_is_fast() -> String {
    [document("achievable.yaml", "chat-is-fast"), workshop("alerts.yaml")].join("---\n")
}

/// Scrapes and evaluates every five seconds, with ten chats each, so many of them fast.
pub(crate) async fn live(lab: &TestBoard, seconds: std::ops::Range<u64>, fast: f64) {
    for second in seconds.step_by(5) {
        lab.figures.chats(at(second), 10.0, fast);
        lab.evaluate(at(second)).await;
    }
}

/// The state of the fast alert.
pub(crate) async fn state(lab: &TestBoard) -> String {
    lab.get("/api/alerts/burns-fast-10x").await["alerts"][0]["state"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn an_alert_is_pending_fires_and_is_over_and_all_is_told() {
    let lab = TestBoard::new().await;
    lab.apply(&chat_is_fast()).await;
    live(&lab, 0..300, 10.0).await;
    assert_eq!(state(&lab).await, "inactive");
    assert_eq!(lab.rules()["groups"][0]["rules"][0]["alerts"], json!([]));
    live(&lab, 300..320, 0.0).await;
    assert_eq!(state(&lab).await, "pending");
    assert_eq!(lab.get("/api/inbox").await["unread"], 0, "nobody is paged before it has held");
    live(&lab, 320..360, 0.0).await;
    assert_eq!(state(&lab).await, "firing");

    let rules = lab.rules();
    let rule = &rules["groups"][0]["rules"][0];
    assert_eq!(rule["type"], "alerting");
    assert_eq!((&rule["state"], &rule["name"]), (&json!("firing"), &json!("ChatIsFastBurnsFast10x")));
    assert_eq!(rule["alerts"][0]["labels"]["alertname"], "ChatIsFastBurnsFast10x");
    assert_eq!(rule["duration"], 12.5);

    let inbox = lab.get("/api/inbox").await;
    let pages = |inbox: &Value, state: &str| {
        let messages = inbox["messages"].as_array().unwrap();
        let of = |message: &&Value| message["severity"] == "page" && message["state"] == state;
        messages.iter().filter(of).cloned().collect::<Vec<_>>()
    };
    assert_eq!(pages(&inbox, "firing").len(), 1, "told once, however long it fires: {inbox}");
    assert_eq!(pages(&inbox, "firing")[0]["title"], "Chat is fast: Burns fast (10x)");

    live(&lab, 360..2000, 10.0).await;
    assert_eq!(state(&lab).await, "inactive");
    let inbox = lab.get("/api/inbox").await;
    assert_eq!(pages(&inbox, "resolved").len(), 1, "{inbox}");
    let history = lab.get("/api/alerts").await["history"].clone();
    let fast =
        history.as_array().unwrap().iter().find(|episode| episode["subject"]["policy"] == "burns-fast-10x").unwrap();
    assert!(fast["resolved_at"].is_string() && fast["highest"].as_f64() > Some(10.0), "{fast}");

    let newest = inbox["messages"][0]["id"].as_u64().unwrap();
    assert_eq!(lab.post(&format!("/api/inbox/{newest}/read?and_older=true"), "").await.0, 204);
    assert_eq!(lab.get("/api/inbox").await["unread"], 0);
    assert_eq!(lab.post("/api/inbox/9999/read", "").await.0, 404);
}

#[tokio::test]
async fn the_numbers_of_an_slo_are_those_of_its_requests() {
    let lab = TestBoard::new().await;
    lab.apply(&chat_is_fast()).await;
    live(&lab, 0..630, 10.0).await;
    live(&lab, 630..635, 4.0).await;
    let slo = lab.get("/api/slos/chat-is-fast").await;
    let status = &slo["status"];
    let near = |value: &Value, wanted: f64| assert!((value.as_f64().unwrap() - wanted).abs() < 1e-9, "{slo}: {wanted}");
    // 120 scrapes of 10 chats, of which 6 were slow; those that may have begun before it was made do not count.
    near(&status["sli"], 1194.0 / 1200.0);
    near(&status["budget_left"], 1.0 - (6.0 / 1200.0) / 0.01);
    near(&status["burn_rate"]["long"], (6.0 / 300.0) / 0.01);
    near(&status["burn_rate"]["short"], (6.0 / 40.0) / 0.01);
    assert_eq!(status["exhaustion"]["state"], "after");
    let chart = lab.get("/api/slos/chat-is-fast/chart").await;
    let last = chart["points"].as_array().unwrap().last().unwrap();
    near(&last["sli"], 1194.0 / 1200.0);
    near(&last["budget_left"], 1.0 - (6.0 / 1200.0) / 0.01);
}

#[tokio::test]
async fn a_new_slo_has_its_whole_budget_unless_it_looks_back() {
    let lab = TestBoard::new().await;
    live(&lab, 0..600, 0.0).await;
    let looks_back = document("achievable.yaml", "chat-is-fast")
        .replace("displayName: Chat is fast", "annotations: {movie-guru-lab/look-back: \"true\"}")
        .replacen("name: chat-is-fast", "name: looks-back", 1);
    lab.apply(&[chat_is_fast(), looks_back].join("---\n")).await;
    lab.evaluate(at(600)).await;
    let left = |slos: &Value, n: usize| slos["slos"][n]["status"]["budget_left"].as_f64().unwrap();
    let slos = lab.get("/api/slos").await;
    assert_eq!(slos["slos"][0]["name"], "looks-back", "the least budget first");
    assert!((left(&slos, 0) + 99.0).abs() < 1e-9, "{slos}");
    assert_eq!(left(&slos, 1), 1.0, "no budget is negative on arrival");
}

#[tokio::test]
async fn an_alert_ends_with_its_slo() {
    let lab = TestBoard::new().await;
    lab.apply(&chat_is_fast()).await;
    live(&lab, 0..120, 0.0).await;
    assert_eq!(state(&lab).await, "firing");
    assert_eq!(lab.delete("/api/slos/chat-is-fast").await.0, 204);
    let alerts = lab.get("/api/alerts").await;
    assert_eq!(alerts["active"], json!([]));
    assert!(alerts["history"].as_array().unwrap().iter().all(|episode| episode["resolved_at"].is_string()), "{alerts}");
}

#[tokio::test]
async fn alerts_stay_as_they_are_while_nothing_is_known() {
    let lab = TestBoard::with(Wanted::default()).await;
    lab.apply(&chat_is_fast()).await;
    live(&lab, 0..120, 0.0).await;
    lab.figures.fail(Some(::promql::QueryError::Timeout("too slow".to_owned())));
    lab.evaluate(at(125)).await;
    assert_eq!(state(&lab).await, "firing");
}

//! SLOs and alerts by `curl`, as in challenge 6 and 7.

use reqwest::Method;
use serde_json::{Value, json};

use crate::board::{TestBoard, Wanted, at, the_four, workshop};

/// One document of a file of the workshop.
pub(crate) fn document(file: &str, name: &str) -> String {
    let text = workshop(file);
    let named = format!("\n  name: {name}\n");
    let part = text.split("\n---\n").find(|part| part.contains(&named)).unwrap();
    format!("{}\n", part.trim_end())
}

/// An SLO without alerts.
pub(crate) fn slo(name: &str) -> String {
    document("achievable.yaml", name).split("  alertPolicies:").next().unwrap().to_owned()
}

#[tokio::test]
async fn an_slo_is_made_changed_read_and_deleted() {
    let lab = TestBoard::new().await;
    assert_eq!(lab.get("/api/slos").await["slos"], json!([]), "none by default: challenge 6 makes them");

    let (status, made) = lab.put("/api/slos/chat-is-fast", &slo("chat-is-fast")).await;
    assert_eq!((status, &made["target"], &made["window"]), (201, &json!(0.99), &json!("24h")), "{made}");
    assert_eq!(made["window_seconds"], 3600.0, "a day lasts an hour");
    assert_eq!(made["since"], at(0).to_string());

    lab.set_clock(at(60));
    let (status, changed) = lab.put("/api/slos/chat-is-fast", &slo("chat-is-fast").replace("0.99", "0.98")).await;
    assert_eq!((status, &changed["target"]), (200, &json!(0.98)));
    assert_eq!(changed["since"], at(0).to_string(), "another target goes on measuring");
    let (_, other) = lab.put("/api/slos/chat-is-fast", &slo("chat-is-fast").replace("5000", "4000")).await;
    assert_eq!(other["since"], at(60).to_string(), "another threshold is another SLI, which begins anew");

    let yaml = lab.request(Method::GET, "/api/slos/chat-is-fast?format=yaml").send().await.unwrap();
    assert_eq!(yaml.headers()["content-type"], "application/yaml");
    let yaml = yaml.text().await.unwrap();
    assert_eq!(lab.put("/api/slos/chat-is-fast", &yaml).await.0, 200, "what is read can be written: {yaml}");

    let document = serde_json::to_string_pretty(&other["document"]).unwrap();
    let as_json = lab.request(Method::PUT, "/api/slos/chat-is-fast").header("content-type", "application/json");
    assert_eq!(lab.send(as_json.body(document)).await.0, 200, "JSON is taken as well");

    assert_eq!(lab.delete("/api/slos/chat-is-fast").await, (204, Value::Null));
    assert_eq!(lab.delete("/api/slos/chat-is-fast").await.0, 404);
    assert_eq!(lab.send(lab.request(Method::GET, "/api/slos/chat-is-fast")).await.0, 404);
}

#[tokio::test]
async fn an_alert_is_made_for_an_slo_and_taken_away() {
    let lab = TestBoard::new().await;
    lab.apply(&slo("chat-is-fast")).await;
    let policy = document("alerts.yaml", "burns-fast-10x");
    let (status, made) = lab.put("/api/alerts/burns-fast-10x?slo=chat-is-fast", &policy).await;
    assert_eq!((status, &made["alerts"][0]["name"]), (201, &json!("ChatIsFastBurnsFast10x")), "{made}");
    assert_eq!(made["alerts"][0]["state"], "inactive");
    let (status, _) = lab.put("/api/alerts/burns-fast-10x?slo=chat-is-fast", &policy).await;
    assert_eq!(status, 200, "once more is the same");
    let slo = lab.get("/api/slos/chat-is-fast").await;
    assert_eq!(slo["document"]["spec"]["alertPolicies"], json!([{"alertPolicyRef": "burns-fast-10x"}]));

    let (status, refused) = lab.delete("/api/alerts/burns-fast-10x").await;
    assert_eq!(status, 409);
    assert!(refused["detail"].as_str().unwrap().contains("chat-is-fast"), "{refused}");
    assert_eq!(lab.delete("/api/alerts/burns-fast-10x?detach=true").await.0, 204);
    assert_eq!(lab.get("/api/slos/chat-is-fast").await["alerts"], json!([]));
    assert_eq!(lab.delete("/api/alerts/burns-fast-10x").await.0, 404);
}

#[tokio::test]
async fn a_file_is_applied_as_a_whole_and_says_what_changed() {
    let lab = TestBoard::new().await;
    let applied = lab.apply(&the_four()).await;
    assert_eq!(applied["applied"].as_array().unwrap().len(), 4 + 5, "{applied}");
    assert_eq!(lab.get("/api/slos").await["slos"].as_array().unwrap().len(), 4);
    assert_eq!(lab.get("/api/alerts").await["alerts"].as_array().unwrap().len(), 8);
    let again = lab.apply(&the_four().replacen("target: 0.7", "target: 0.75", 1)).await;
    let changes: Vec<_> =
        again["applied"].as_array().unwrap().iter().filter(|object| object["change"] != "unchanged").collect();
    assert_eq!(changes, [&json!({"kind": "SLO", "name": "chat-engages", "change": "changed"})]);

    let (status, _) = lab.post("/api/slos", &[slo("chat-is-fast"), "nonsense: true\n".to_owned()].join("---\n")).await;
    assert_eq!(status, 422);
    assert_eq!(lab.get("/api/slos/chat-is-fast").await["alerts"].as_array().unwrap().len(), 2, "nothing was changed");
}

#[tokio::test]
async fn a_preview_is_on_live_data_and_saves_nothing() {
    let lab = TestBoard::new().await;
    for scrape in 0..120 {
        lab.figures.chats(at(scrape * 5), 10.0, if scrape < 60 { 10.0 } else { 5.0 });
    }
    lab.set_clock(at(600));
    let text = [document("achievable.yaml", "chat-is-fast"), workshop("alerts.yaml")].join("---\n");
    let (status, preview) = lab.post("/api/slos/preview", &text).await;
    assert_eq!(status, 200, "{preview}");
    let near =
        |value: &Value, wanted: f64| assert!((value.as_f64().unwrap() - wanted).abs() < 1e-9, "{value}: {wanted}");
    near(&preview["status"]["sli"], 0.75);
    near(&preview["status"]["budget_left"], 1.0 - 25.0);
    assert_eq!(preview["status"]["exhaustion"]["state"], "spent");
    assert_eq!(preview["alerts"][0]["periods"].as_array().unwrap().len(), 1, "the fast alert would fire: {preview}");
    let points = preview["points"].as_array().unwrap();
    assert!((100..=130).contains(&points.len()));
    assert_eq!(points.last().unwrap()["at"], at(600).to_string());
    assert_eq!(lab.get("/api/slos").await["slos"], json!([]), "nothing was saved");

    // What if eight seconds were fast enough?
    let (_, other) = lab.post("/api/slos/preview", &text.replace("value: 5000", "value: 8000")).await;
    near(&other["status"]["sli"], 1.0);
    assert_eq!(other["alerts"][0]["periods"], json!([]));
}

#[tokio::test]
async fn with_an_admin_token_only_its_holder_changes_anything() {
    let lab = TestBoard::with(Wanted { admin_token: Some("s3cret"), ..Wanted::default() }).await;
    let put = || lab.request(Method::PUT, "/api/slos/chat-is-fast").body(slo("chat-is-fast"));
    for request in [
        put(),
        put().bearer_auth("guess"),
        lab.request(Method::POST, "/api/slos").body(slo("chat-is-fast")),
        lab.request(Method::DELETE, "/api/slos/chat-is-fast"),
        lab.request(Method::PUT, "/api/alerts/x").body("x"),
        lab.request(Method::DELETE, "/api/alerts/x"),
    ] {
        assert_eq!(lab.send(request).await.0, 401);
    }
    assert_eq!(lab.send(put().bearer_auth("s3cret")).await.0, 201);
    assert_eq!(lab.post("/api/slos/preview", &slo("chat-is-fast")).await.0, 200, "a preview changes nothing");
}

#[tokio::test]
async fn a_page_of_another_site_cannot_change_slos() {
    let lab = TestBoard::new().await;
    let forged = lab
        .request(Method::POST, "/api/slos")
        .header("origin", "http://evil.example")
        .header("sec-fetch-site", "cross-site")
        .body(slo("chat-is-fast"));
    assert_eq!(forged.send().await.unwrap().status(), 403);
    assert_eq!(lab.get("/api/slos").await["slos"], json!([]));
}

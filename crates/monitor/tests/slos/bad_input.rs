//! What the API refuses, and that nothing is changed by it.

use reqwest::Method;
use serde_json::{Value, json};

use crate::board::{TestBoard, the_four, workshop};
use crate::write_api::{document, slo};

async fn refused(lab: &TestBoard, path: &str, text: &str) -> Value {
    let (status, problem) = lab.put(path, text).await;
    assert_eq!(status, 422, "{path}: {problem}");
    assert_eq!(problem["status"], 422);
    problem
}

#[tokio::test]
async fn every_mistake_is_named_with_its_line_and_field() {
    let lab = TestBoard::new().await;
    let wrong = slo("chat-is-fast").replace("value: 5000", "value: 4900").replace("service: movie-guru", "servise: x");
    let problem = refused(&lab, "/api/slos/chat-is-fast", &wrong).await;
    let errors = problem["errors"].as_array().unwrap();
    let line = |text: &str| wrong.lines().position(|line| line.contains(text)).unwrap() + 1;
    let found = |field: &str| errors.iter().find(|error| error["field"] == field).unwrap_or(&Value::Null);
    assert_eq!(found("spec.objectives[0].value")["line"], line("4900"), "{problem}");
    assert_eq!(found("spec.servise")["line"], line("servise"));
    assert!(found("spec.servise")["detail"].as_str().unwrap().contains("did you mean `service`?"));
    assert_eq!(lab.get("/api/slos").await["slos"], json!([]));
}

#[tokio::test]
async fn a_name_that_is_not_the_one_in_the_path_is_refused() {
    let lab = TestBoard::new().await;
    let problem = refused(&lab, "/api/slos/other", &slo("chat-is-fast")).await;
    assert!(problem["detail"].as_str().unwrap().contains("must be the name in the path, `other`, not `chat-is-fast`"));
    assert_eq!(problem["errors"][0]["field"], "metadata.name");
    let both = [slo("chat-is-fast"), slo("chat-engages")].join("---\n");
    let problem = refused(&lab, "/api/slos/chat-is-fast", &both).await;
    assert!(problem["detail"].as_str().unwrap().contains("exactly one object, not in 2"), "{problem}");
    refused(&lab, "/api/slos/burns-fast-10x", &document("alerts.yaml", "burns-fast-10x")).await;
    let both = [slo("chat-is-fast"), document("alerts.yaml", "burns-fast-10x")].join("---\n");
    refused(&lab, "/api/alerts/burns-fast-10x", &both).await;
    assert_eq!(lab.get("/api/slos").await["slos"], json!([]));
}

#[tokio::test]
async fn an_alert_that_could_never_fire_is_refused_with_the_highest_factor_that_makes_sense() {
    let lab = TestBoard::new().await;
    lab.apply(&the_four()).await;
    let ten_of_ten = document("alerts.yaml", "burns-fast-5x").replace("threshold: 5", "threshold: 10");
    let problem = refused(&lab, "/api/alerts/burns-fast-5x", &ten_of_ten).await;
    let error = &problem["errors"][0];
    assert!(error["detail"].as_str().unwrap().contains("The highest factor that makes sense is 9"), "{problem}");
    assert_eq!(error["field"], "spec.conditions[0].spec.condition.threshold");
    assert!(error["line"].as_u64() > Some(1), "{problem}");

    let fast = document("alerts.yaml", "burns-fast-10x");
    let problem = refused(&lab, "/api/alerts/burns-fast-10x?slo=chat-engages", &fast).await;
    assert!(problem["detail"].as_str().unwrap().contains("The highest factor that makes sense is 3"), "{problem}");
    let problem = refused(&lab, "/api/alerts/burns-fast-10x?slo=nobody", &fast).await;
    assert!(problem["detail"].as_str().unwrap().contains("no SLO `nobody`"), "{problem}");

    // A target that makes an alert impossible that is there already.
    let lower = document("achievable.yaml", "chat-is-fast").replace("0.99", "0.9");
    let problem = refused(&lab, "/api/slos/chat-is-fast", &lower).await;
    assert_eq!(problem["errors"][0]["object"], "AlertPolicy burns-fast-10x, there already", "{problem}");
    assert_eq!(lab.get("/api/slos/chat-is-fast").await["target"], 0.99);
}

#[tokio::test]
async fn what_is_no_openslo_is_refused() {
    let lab = TestBoard::new().await;
    for text in [
        "a: [1,\nb: }",
        "{\"apiVersion\": ",
        "just words",
        "- a\n- list",
        "---\n---\n",
        "apiVersion: openslo/v1\nkind: SLO\n",
        "a: &a [*a]\n",
        "&a [x, x]: 1",
        "\u{feff}",
        "kind: SLO\nkind: SLO\n",
        "a: 1\0",
    ] {
        let (status, problem) = lab.put("/api/slos/chat-is-fast", text).await;
        assert!(status == 422 || status == 400, "{text:?}: {status} {problem}");
        assert!(!problem["detail"].as_str().unwrap().is_empty());
    }
    let bomb: String = (0..30).map(|n| format!("a{n}: &a{n} [*a{0}, *a{0}, *a{0}, *a{0}]\n", n - 1)).collect();
    let bomb = bomb.replacen("[*a-1, *a-1, *a-1, *a-1]", "[lol]", 1);
    assert_eq!(lab.put("/api/slos/chat-is-fast", &bomb).await.0, 422, "an alias of aliases");
    let deep = "[".repeat(100_000);
    assert_eq!(lab.put("/api/slos/chat-is-fast", &deep).await.0, 422, "deep");
    for (body, status) in [(vec![0xff, 0xfe], 400), (Vec::new(), 400), (b"  \n".to_vec(), 400)] {
        assert_eq!(lab.send(lab.request(Method::PUT, "/api/slos/x").body(body)).await.0, status);
    }
    let enormous = format!("# {}\n{}", "x".repeat(600_000), slo("chat-is-fast"));
    assert_eq!(lab.put("/api/slos/chat-is-fast", &enormous).await.0, 413);
    assert_eq!(lab.get("/api/slos").await["slos"], json!([]));
}

#[tokio::test]
async fn json_with_tabs_is_json_all_the_same() {
    let lab = TestBoard::new().await;
    lab.apply(&slo("chat-is-fast")).await;
    let document = lab.get("/api/slos/chat-is-fast").await["document"].clone();
    let text = serde_json::to_string_pretty(&document).unwrap().replace("  ", "\t");
    let (status, body) = lab.put("/api/slos/chat-is-fast", &text).await;
    assert_eq!(status, 200, "{body}");
}

#[tokio::test]
async fn a_source_that_fails_is_said_and_nothing_ends() {
    let lab = TestBoard::new().await;
    lab.apply(&[document("achievable.yaml", "chat-is-fast"), workshop("alerts.yaml")].join("---\n")).await;
    lab.evaluate(crate::board::at(5)).await;
    let away = ::promql::QueryError::Unavailable("nobody is there".to_owned());
    lab.figures.fail(Some(away));
    lab.evaluate(crate::board::at(10)).await;
    let slo = lab.get("/api/slos/chat-is-fast").await;
    assert_eq!(slo["error"], "nobody is there");
    assert_eq!(slo["status"]["at"], crate::board::at(5).to_string(), "the last numbers stay, with their moment");
    assert_eq!(lab.rules()["groups"][0]["rules"][0]["health"], "err");
    let (status, problem) = lab.post("/api/slos/preview", &slo_text()).await;
    assert_eq!((status, problem["detail"].as_str().unwrap().contains("nobody is there")), (503, true));
    lab.figures.fail(None);
    lab.evaluate(crate::board::at(15)).await;
    assert_eq!(lab.get("/api/slos/chat-is-fast").await["error"], Value::Null);
}

fn slo_text() -> String {
    slo("chat-is-fast")
}

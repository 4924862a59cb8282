//! An SLO whose selector matches no series: none are good, or all are, and it is said what may have been meant.

use serde_json::{Value, json};

use crate::board::{TestBoard, at};
use crate::counters::{CHAT_OUTCOMES, PAGES, PAGES_LOADED};

/// An SLO of counters.
fn ratio(name: &str, part: &str, selector: &str, total: &str) -> String {
    format!(
        "apiVersion: openslo/v1\nkind: SLO\nmetadata: {{name: {name}}}\nspec:\n  service: movie-guru\n  indicator:\n    \
         metadata: {{name: {name}}}\n    spec:\n      ratioMetric:\n        counter: true\n        {part}: {{metricSource: \
         {{type: Prometheus, spec: {{query: '{selector}'}}}}}}\n        total: {{metricSource: {{type: Prometheus, spec: \
         {{query: '{total}'}}}}}}\n  timeWindow: [{{duration: 24h, isRolling: true}}]\n  budgetingMethod: Occurrences\n  \
         objectives: [{{target: 0.9}}]\n"
    )
}

/// Ten chats, nine of them engaged, and ten pages, every five seconds.
async fn live(lab: &TestBoard, seconds: std::ops::Range<u64>) {
    for second in seconds.step_by(5) {
        let outcome = |value, count| (CHAT_OUTCOMES.as_str(), Some(value), count);
        lab.figures.scrape(
            at(second),
            &[outcome("Engaged", 9.0), outcome("Rejected", 1.0), (&PAGES, None, 10.0), (&PAGES_LOADED, None, 9.0)],
        );
        lab.evaluate(at(second)).await;
    }
}

/// Makes an SLO among requests that come; what it is told at once, and how it stands after a minute.
async fn made(part: &str, selector: &str, total: &str) -> (Value, Value) {
    let lab = TestBoard::new().await;
    live(&lab, 0..60).await;
    let text = ratio("mine", part, selector, total);
    let (status, made) = lab.put("/api/slos/mine", &text).await;
    assert_eq!(status, 201, "a warning, not a refusal: {made}");
    let (_, preview) = lab.post("/api/slos/preview", &text).await;
    assert_eq!(preview["unmatched"], made["unmatched"]);
    let applied = lab.apply(&text).await;
    let warnings: Vec<Value> = made["unmatched"].as_array().unwrap().clone();
    let told: Vec<Value> = applied["warnings"].as_array().unwrap().clone();
    assert_eq!(told.len(), warnings.len());
    for (told, warning) in told.iter().zip(&warnings) {
        assert_eq!((&told["slo"], &told["detail"]), (&json!("mine"), &warning["detail"]));
    }
    live(&lab, 60..120).await;
    let slo = lab.get("/api/slos").await["slos"][0].clone();
    assert_eq!(slo["unmatched"], made["unmatched"], "the board says the same");
    (made["unmatched"].clone(), slo["status"].clone())
}

#[tokio::test]
async fn good_requests_under_a_mistyped_label_are_none_and_the_nearest_value_is_named() {
    let total = CHAT_OUTCOMES.as_str();
    let selector = format!("{total}{{Outcome=\"Engagd\"}}");
    let (unmatched, status) = made("good", &selector, total).await;
    assert_eq!((&unmatched[0]["part"], &unmatched[0]["did_you_mean"]), (&json!("good"), &json!("Engaged")));
    let detail = unmatched[0]["detail"].as_str().unwrap();
    let wanted = format!(
        "No series matches `{selector}` (good), so every request counts as bad. The label `Outcome` of `{total}` is \
         \"Engaged\" or \"Rejected\"; did you mean `Engaged`?"
    );
    assert_eq!(detail, wanted);
    assert_eq!(status["sli"], 0.0);
    assert!((status["burn_rate"]["short"].as_f64().unwrap() - 10.0).abs() < 1e-9, "the most there is: {status}");
    assert!((status["budget_left"].as_f64().unwrap() + 9.0).abs() < 1e-9, "{status}");
}

#[tokio::test]
async fn bad_requests_that_nobody_counts_are_none() {
    let total = CHAT_OUTCOMES.as_str();
    let (unmatched, status) = made("bad", &format!("{total}{{Outcome=~\"Rejectd|Failed\"}}"), total).await;
    assert_eq!((&unmatched[0]["part"], &unmatched[0]["did_you_mean"]), (&json!("bad"), &json!("Rejected")));
    assert!(unmatched[0]["detail"].as_str().unwrap().contains("every request counts as good: right only if none"));
    assert_eq!((&status["sli"], &status["budget_left"]), (&json!(1.0), &json!(1.0)));
}

#[tokio::test]
async fn a_label_that_is_none_and_a_metric_that_was_not_measured_yet_are_named() {
    let total = CHAT_OUTCOMES.as_str();
    let (unmatched, _) = made("good", &format!("{total}{{Outcom=\"Engaged\"}}"), total).await;
    assert_eq!(unmatched[0]["did_you_mean"], "Outcome", "{unmatched}");

    // In the contract, but nobody shows it.
    let searches = movie_guru_contract::Operation::Search.metrics();
    let success = searches.success.unwrap().exposed();
    let (unmatched, status) = made("good", &success, &PAGES).await;
    let detail = unmatched[0]["detail"].as_str().unwrap();
    assert!(detail.contains(&format!("Nothing was measured under the name `{success}`")), "{detail}");
    assert_eq!(status["sli"], 0.0);

    let (unmatched, status) = made("good", &PAGES_LOADED, &searches.attempts.exposed()).await;
    assert_eq!((unmatched.as_array().unwrap().len(), &unmatched[0]["part"]), (1, &json!("total")));
    assert!(unmatched[0]["detail"].as_str().unwrap().contains("so no request is counted"), "{unmatched}");
    assert_eq!(status["sli"], Value::Null);
}

#[tokio::test]
async fn a_bucket_that_is_not_shown_is_named_with_the_nearest_bound() {
    let lab = TestBoard::new().await;
    for second in (0..60).step_by(5) {
        lab.figures.chats(at(second), 10.0, 9.0);
    }
    // The contract has a bucket of 4000, and this source has none.
    let slow = crate::write_api::slo("chat-is-fast").replace("value: 5000", "value: 4000");
    lab.set_clock(at(60));
    let (_, made) = lab.put("/api/slos/chat-is-fast", &slow).await;
    assert_eq!(
        (&made["unmatched"][0]["part"], &made["unmatched"][0]["did_you_mean"]),
        (&json!("bucket"), &json!("5000"))
    );
    // An SLO counts what came half a minute after it was made.
    for second in (65..=100).step_by(5) {
        lab.figures.chats(at(second), 10.0, 9.0);
    }
    lab.evaluate(at(100)).await;
    let slo = lab.get("/api/slos/chat-is-fast").await;
    assert_eq!(slo["status"]["sli"], 0.0, "{slo}");
}

#[tokio::test]
async fn nothing_is_said_where_all_is_there_and_once_a_series_comes_it_is_over() {
    let total = CHAT_OUTCOMES.as_str();
    let (unmatched, status) = made("good", &format!("{total}{{Outcome=\"Engaged\"}}"), total).await;
    assert_eq!((&unmatched, &status["sli"]), (&json!([]), &json!(0.9)));
    let (unmatched, _) = made("bad", &format!("{total}{{Outcome=\"Rejected\"}}"), total).await;
    assert_eq!(unmatched, json!([]));

    let lab = TestBoard::new().await;
    lab.apply(&ratio("mine", "good", &PAGES_LOADED, &PAGES)).await;
    lab.evaluate(at(0)).await;
    assert_eq!(lab.get("/api/slos/mine").await["unmatched"].as_array().unwrap().len(), 2, "nothing was scraped yet");
    live(&lab, 5..20).await;
    assert_eq!(lab.get("/api/slos/mine").await["unmatched"], json!([]));
}

#[tokio::test]
async fn good_requests_that_are_all_requests_are_refused() {
    let lab = TestBoard::new().await;
    let total = CHAT_OUTCOMES.as_str();
    let selector = format!("{total}{{Outcome=\"Engaged\"}}");
    for (part, selector, total) in [
        ("good", total, total),
        ("bad", total, total),
        ("good", &format!(" {total} {{ Outcome = \"Engaged\", }} "), selector.as_str()),
        ("good", total, selector.as_str()),
    ] {
        let (status, problem) = lab.put("/api/slos/mine", &ratio("mine", part, selector, total)).await;
        assert_eq!(status, 422, "{problem}");
        let error = &problem["errors"][0];
        assert!(error["detail"].as_str().unwrap().contains("counts every request that `total` counts"), "{problem}");
        assert_eq!(error["field"], format!("spec.indicator.spec.ratioMetric.{part}.metricSource.spec.query"));
    }
    assert_eq!(lab.get("/api/slos").await["slos"], json!([]));
}

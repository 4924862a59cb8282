//! `/rum`: what browsers report becomes the user's side of the metrics.

use movie_guru_contract::{
    Metric, WEB_CLS, WEB_CSP_REPORTS, WEB_LATENCY, WEB_REQUESTS, WEB_RUM_REFUSED, WEB_VITALS, browser_operations,
};
use movie_guru_web::Limit;
use reqwest::Method;
use serde_json::json;

use crate::lab::{Answer, Lab, Person};

pub(crate) fn requests(operation: &str, result: &str) -> String {
    format!("{}{{operation=\"{operation}\",result=\"{result}\"}}", WEB_REQUESTS.exposed())
}

fn refused(reason: &str) -> String {
    format!("{}{{reason=\"{reason}\"}}", WEB_RUM_REFUSED.exposed())
}

fn count(metric: Metric, labels: &str) -> String {
    format!("{}_count{labels}", metric.exposed())
}

#[tokio::test(flavor = "multi_thread")]
async fn every_series_is_there_from_the_start_at_0() {
    let lab = Lab::start("healthy").await;
    for operation in browser_operations() {
        for result in ["success", "error"] {
            assert_eq!(lab.web_series(&requests(operation, result)).await, 0.0);
        }
        assert_eq!(lab.web_series(&count(WEB_LATENCY, &format!("{{operation=\"{operation}\"}}"))).await, 0.0);
    }
    for (metric, vital) in [(WEB_VITALS, "LCP"), (WEB_VITALS, "INP"), (WEB_CLS, "CLS")] {
        assert_eq!(lab.web_series(&count(metric, &format!("{{vital=\"{vital}\"}}"))).await, 0.0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_is_counted() {
    let lab = Lab::start("healthy").await;
    let report = json!({
        "calls": [
            {"operation": "chat", "result": "success", "ms": 1234.5},
            {"operation": "chat", "result": "error", "ms": 2},
        ],
        "vitals": [{"name": "LCP", "value": 120}, {"name": "CLS", "value": 0.02}],
    });
    assert_eq!(Person::at(lab.web.address).post("/rum", &report).await.status, 204);
    assert_eq!(lab.web_series(&requests("chat", "success")).await, 1.0);
    assert_eq!(lab.web_series(&requests("chat", "error")).await, 1.0);
    let latency = WEB_LATENCY.exposed();
    assert_eq!(lab.web_series(&format!("{latency}_sum{{operation=\"chat\"}}")).await, 1236.5);
    assert_eq!(lab.web_series(&format!("{}_sum{{vital=\"CLS\"}}", WEB_CLS.exposed())).await, 0.02);
    assert_eq!(lab.web_series(&count(WEB_VITALS, "{vital=\"LCP\"}")).await, 1.0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_that_is_none_changes_nothing_but_the_count_of_refusals() {
    let lab = Lab::start("healthy").await;
    let person = Person::at(lab.web.address);
    let send = |body: Vec<u8>| Answer::to(person.request(Method::POST, "/rum").body(body));
    let good_and_bad =
        br#"{"calls":[{"operation":"chat","result":"error","ms":1},{"operation":"x","result":"error","ms":1}]}"#;
    for body in [b"".to_vec(), b"null".to_vec(), b"\xff\xfe".to_vec(), good_and_bad.to_vec()] {
        send(body).await.problem(422);
    }
    send(vec![b' '; 70_000]).await.problem(413);
    assert_eq!(lab.web_series(&refused("malformed")).await, 4.0);
    assert_eq!(lab.web_series(&refused("too_large")).await, 1.0);
    assert_eq!(lab.web_series(&requests("chat", "error")).await, 0.0);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_reports_too_much_is_told_so_whatever_address_they_claim() {
    let lab = Lab::with("healthy", |config| config.rum_per_client = Limit { per_second: 1, burst: 5 }).await;
    let person = Person::at(lab.web.address);
    let report = json!({"calls": vec![json!({"operation": "chat", "result": "error", "ms": 1}); 5]});
    assert_eq!(person.post("/rum", &report).await.status, 204);
    let claimed = person.request(Method::POST, "/rum").json(&report).header("x-forwarded-for", "203.0.113.9");
    let answer = Answer::to(claimed).await;
    answer.problem(429);
    assert_eq!(answer.header("retry-after"), "2");
    assert_eq!(lab.web_series(&refused("limited")).await, 1.0);
    assert_eq!(lab.web_series(&requests("chat", "error")).await, 5.0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_policy_report_is_counted() {
    let lab = Lab::start("healthy").await;
    let person = Person::at(lab.web.address);
    let report = json!({"csp-report": {"effective-directive": "script-src-elem", "blocked-uri": "inline"}});
    assert_eq!(person.post("/csp-report", &report).await.status, 204);
    assert_eq!(lab.web_series(&WEB_CSP_REPORTS.exposed()).await, 1.0);
    person.post("/csp-report", &json!({"x": 1})).await.problem(422);
}

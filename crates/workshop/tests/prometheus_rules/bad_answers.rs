//! Servers that are none, are locked, broken, slow, or have far too much to say.

use std::fmt::Write;
use std::time::{Duration, Instant};

use axum::Router;
use axum::http::StatusCode;
use movie_guru_workshop::check::{Finding, Verdict};
use movie_guru_workshop::evidence::{Board, Missing};
use serde_json::{Value, json};
use url::Url;

use crate::attendee::{check, rules, said};

async fn server(status: u16, body: String, after: Duration) -> Url {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap()).parse().unwrap();
    let answer = move || {
        let body = body.clone();
        async move {
            tokio::time::sleep(after).await;
            (StatusCode::from_u16(status).unwrap(), body)
        }
    };
    tokio::spawn(async move { axum::serve(listener, Router::new().fallback(answer)).await });
    url
}

async fn says(status: u16, body: impl Into<String>) -> String {
    words(&server(status, body.into(), Duration::ZERO).await).await
}

async fn words(url: &Url) -> String {
    let missing = rules(url).slos().await.unwrap_err();
    let finding = Finding::from(missing);
    assert_eq!(finding.verdict, Verdict::NotYet);
    format!("{} {}", finding.observed, finding.next.unwrap())
}

fn answer(rules: &[Value]) -> String {
    json!({"status": "success", "data": {"groups": [{"name": "a", "file": "b", "rules": rules}]}}).to_string()
}

#[tokio::test]
async fn each_says_what_to_do() {
    let nobody = words(&"http://127.0.0.1:9/".parse().unwrap()).await;
    assert!(
        nobody.contains("does not answer at http://127.0.0.1:9") && nobody.contains("`--prometheus` has its address"),
        "{nobody}"
    );
    for body in ["404 page not found", r#"{"title": "Not found", "detail": "There is nothing under this path."}"#] {
        let nothing = says(404, body).await;
        assert!(nothing.contains("there is nothing at /api/v1/rules (404)"), "{nothing}");
        assert!(nothing.contains("the lab's own board"), "{nothing}");
    }
    for status in [401, 403] {
        let locked = says(status, "{}").await;
        assert!(locked.contains("asks for a token") && locked.contains("--prometheus-token"), "{locked}");
    }
    let broken = says(500, r#"{"status": "error", "error": "disk on fire"}"#).await;
    assert!(broken.contains("disk on fire") && broken.contains("Mend what it names"), "{broken}");
    for garbage in ["", "<html>", "7", "{}", r#"{"data": {"groups": 7}}"#] {
        assert!(says(200, garbage).await.contains("That Prometheus says: "), "{garbage}");
    }
    let slow = words(&server(200, answer(&[]), Duration::from_secs(20)).await).await;
    assert!(slow.contains("did not answer within 5 s") && slow.contains("busy"), "{slow}");
}

#[tokio::test]
async fn ten_megabytes_of_rules_are_answered_soon() {
    let record = |index: usize| json!({"type": "recording", "name": format!("a:b{index}"), "query": "sum by (job) (rate(x_total[5m]))"});
    // Many, and a few that are long.
    let many: Vec<_> = (0..100_000).map(record).collect();
    let long = "sum(rate(a_total[5m])) + ".repeat(200_000) + "1";
    let huge = [json!({"type": "alerting", "name": "Long", "query": long})];
    let begun = Instant::now();
    for body in [answer(&many), answer(&huge)] {
        let text = says(200, body).await;
        assert!(text.contains("rules of") && text.contains("Name one that has your SLOs alone"), "{text}");
    }
    assert!(says(200, "x".repeat(17 << 20)).await.contains("far more"));
    // As many as are read, each as long as is read.
    let deep = "(".repeat(1400) + "1" + &")".repeat(1400);
    let mut wide = "a:b0".to_owned();
    (0..700).for_each(|index| write!(wide, " + a:b{index}").unwrap());
    let mut most: Vec<_> = (0..4_990).map(record).collect();
    most.extend([deep, wide].map(|query| json!({"type": "alerting", "name": "Deep", "query": query})));
    let url = server(200, answer(&most), Duration::ZERO).await;
    assert_eq!(rules(&url).slos().await.unwrap().len(), 0);
    assert_eq!(rules(&url).unread().await.unwrap().len(), 2);
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
}

#[tokio::test]
async fn rules_that_read_themselves_or_are_no_promql_are_not_understood() {
    let of = |kind: &str, name: &str, query: &str| json!({"type": kind, "name": name, "query": query, "labels": {}});
    let mut all = vec![
        of("recording", "a", "b + 1"),
        of("recording", "b", "a + 1"),
        of("alerting", "Circle", "a > 14.4 * (1 - 0.99)"),
        of("alerting", "NoPromql", "sum(rate(x[5m]) >"),
        of("alerting", "NoRange", "x > 14.4 * (1 - 0.99)"),
        of("alerting", "Percentile", "histogram_quantile(0.99, sum by (le) (rate(x_bucket[5m]))) > 5"),
        of("alerting", "Control\u{1b}[31m", "up\u{1b}[31m == 0"),
        json!({"type": "something", "name": 7}),
        json!(7),
    ];
    let url = server(200, answer(&all), Duration::ZERO).await;
    assert_eq!(rules(&url).slos().await.unwrap().len(), 0);
    let unread = rules(&url).unread().await.unwrap();
    let why = |rule: &str| {
        unread.iter().find(|unread| unread.rule.starts_with(rule)).map(|unread| unread.why.clone()).unwrap()
    };
    assert!(why("Circle").contains("which reads itself"), "{}", why("Circle"));
    assert!(why("NoPromql").contains("not PromQL"), "{}", why("NoPromql"));
    assert!(why("NoRange").contains("as it stands, which no rule records"), "{}", why("NoRange"));
    assert!(why("Percentile").contains("percentile"), "{}", why("Percentile"));
    assert!(
        unread.iter().all(|unread| !format!("{} {}", unread.in_words(), unread.next).contains('\u{1b}')),
        "{unread:?}"
    );
    all.truncate(0);
    // Nobody has a rule, and nobody has a board.
    let url = server(200, answer(&all), Duration::ZERO).await;
    assert!(matches!(rules(&url).slos().await, Err(Missing::Unknown { .. })));
    let (verdict, words) = said(&check(&"http://127.0.0.1:9/".parse().unwrap(), "7").await, "inbox");
    assert!(verdict == Verdict::NotYet && words.contains("That Prometheus does not answer"), "{words}");
}

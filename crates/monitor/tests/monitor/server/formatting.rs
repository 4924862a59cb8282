//! `format_query`: the same lines as Prometheus'.

use movie_guru_test_prometheus::queries;
use movie_guru_test_support::Server;
use reqwest::Client;
use serde_json::Value;
use url::Url;

use crate::lab::Lab;

/// What is hard to write: numbers, escapes, matching, moments, and lines that are just too long.
const HARD: &[&str] = &[
    "1e6",
    "123456",
    "1234567",
    "1e20",
    "1e21",
    "0.0001",
    "0.00001",
    "1e-7",
    "Inf",
    "-Inf",
    "NaN",
    "0x1F",
    "-1",
    "- foo",
    "-(foo)",
    "1 + -foo ^ 2",
    "\"a\\n\\t\\\"\\\\é\u{a0}\"",
    "'single'",
    "`raw\\n`",
    "foo{b=\"c\",a!=\"d\",e=~\"f.*\",g!~\"h|i\"}",
    "{__name__=\"foo\"}",
    "{__name__=~\"foo.*\",a=\"b\"}",
    "foo{a=\"\"}",
    "foo{}",
    "foo{a='b',}",
    "foo offset 5m",
    "foo offset -5m",
    "foo @ 10",
    "foo @ 10.1234 offset 1h30m",
    "foo offset 1w @ start()",
    "foo[5m] @ end() offset 90s",
    "foo[1d]",
    "foo[1y2w3d4h5m6s7ms]",
    "foo[90m]",
    "foo[14d]",
    "rate(foo[5m])[1h:]",
    "rate(foo[5m])[1h:30s] @ 5 offset -1m",
    "sum(foo)",
    "sum by (a, b) (foo)",
    "sum(foo) by (a)",
    "sum without () (foo)",
    "sum by () (foo)",
    "topk(3, foo)",
    "quantile by (a) (0.9, foo)",
    "count_values(\"v\", foo)",
    "a + b",
    "a + on (c) b",
    "a + on () b",
    "a + ignoring (c, d) group_left (e) b",
    "a / ignoring () b",
    "a * on (c) group_right () b",
    "a == bool 1",
    "a > bool on (c) b",
    "a and b or c unless d",
    "a atan2 b",
    "2 ^ 3 ^ 2",
    "(a + b) * c",
    "time()",
    "vector(1)",
    "label_replace(foo, \"a\", \"$1\", \"b\", \"(.*)\")",
    "histogram_quantile(0.95, sum by (le, job, instance, operation) (rate(http_client_request_duration_seconds_bucket{job=\"backend\"}[5m])))",
    "sum by (job) (rate(chat_calls_total{job=\"backend\"}[5m])) / ignoring (x) group_left (y) sum by (job) (rate(chat_calls_total[5m])) > bool 0.5",
    "-histogram_quantile(0.95, sum by (le, job, instance, operation) (rate(http_client_request_duration_seconds_bucket{job=\"backend\"}[5m])))",
    "max_over_time(sum by (le, job, instance, operation) (rate(http_client_request_duration_seconds_bucket{job=\"backend\"}[5m]))[1h:1m] offset 5m)",
    "topk by (job) (scalar(foo), label_replace(http_client_request_duration_seconds_bucket{job=\"backend\",instance=\"x\"}, \"a\", \"b\", \"c\", \"d\"))",
    "((http_client_request_duration_seconds_bucket{job=\"backend\",instance=\"a-very-long-name-of-an-instance:8080\"} + on (job) group_left () foo))",
    "sum(very_long_metric_name_number_one{job=\"backend\"}) + sum(very_long_metric_name_number_two{job=\"backend\"}) + 1",
    "rate(very_long_metric_name_number_one{job=\"backend\",instance=\"a-very-long-name-of-an-instance:8080\"}[5m] offset 10m)",
    "max_over_time(rate(foo{job=\"backend\"}[5m])[1h:1m]) + max_over_time(rate(foo{job=\"backend\",instance=\"long-name\"}[5m])[1h:1m])",
    "  # a comment\n foo # another\n",
];

async fn formatted(client: &Client, server: &Url, query: &str) -> (u16, Value) {
    let request = client.post(server.join("api/v1/format_query").unwrap()).form(&[("query", query)]);
    let response = request.send().await.unwrap();
    (response.status().as_u16(), response.json().await.unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_query_is_written_as_prometheus_writes_it() {
    let folder = tempfile::tempdir().unwrap();
    let Some(prometheus) = Server::prometheus(folder.path(), &[]).await else { return };
    let lab = Lab::scraping(folder.path(), Vec::new()).await;
    let queries: Vec<String> = HARD
        .iter()
        .map(|query| (*query).to_owned())
        .chain(queries::of_workshop())
        .chain(queries::generated(5))
        .collect();
    let client = Client::new();
    let mut wrong = Vec::new();
    for query in &queries {
        let (ours, theirs) =
            (formatted(&client, &lab.url, query).await, formatted(&client, &prometheus.url, query).await);
        assert_eq!(theirs.0, 200, "{query}: {theirs:?}");
        if query.starts_with('+') {
            // The sign that changes nothing: the parser does not keep it.
            assert_eq!(format!("+{}", ours.1["data"].as_str().unwrap()), theirs.1["data"].as_str().unwrap());
        } else if ours != theirs {
            wrong.push(format!("{query}\n  ours   {}\n  theirs {}", ours.1, theirs.1));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), queries.len(), wrong.join("\n"));
    // However deep a query is, there is room for it.
    let deep = format!("{}1{}", "(".repeat(1_900), ")".repeat(1_900));
    let (status, said) = formatted(&client, &lab.url, &deep).await;
    assert_eq!(status, 200, "{said}");
    lab.stop().await;
}

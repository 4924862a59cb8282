//! Every address with every method.

use movie_guru_test_support::Server;
use reqwest::{Client, Method, Response};
use url::Url;

use crate::lab::Lab;

const PATHS: [&str; 41] = [
    "api/v1/query",
    "api/v1/query?query=1",
    "api/v1/query_range",
    "api/v1/query_exemplars",
    "api/v1/query_exemplars?query=up",
    "api/v1/query_exemplars?query=1",
    "api/v1/query_exemplars?query=up&start=5&end=1",
    "api/v1/query_exemplars?query=up&start=then",
    "api/v1/format_query",
    "api/v1/format_query?query=sum(a)by(b)",
    "api/v1/format_query?query=sum(",
    "api/v1/labels",
    "api/v1/label/job/values",
    "api/v1/series",
    "api/v1/metadata?limit=-1",
    "api/v1/scrape_pools",
    "api/v1/targets",
    "api/v1/targets?state=none&scrapePool=x",
    "api/v1/targets/metadata",
    "api/v1/targets/metadata?limit=many",
    "api/v1/targets/metadata?match_target=%7B",
    "api/v1/alertmanagers",
    "api/v1/rules",
    "api/v1/alerts",
    "api/v1/status/buildinfo",
    "api/v1/status/config",
    "api/v1/status/flags",
    "api/v1/status/runtimeinfo",
    "api/v1/status/tsdb",
    "api/v1/status/walreplay",
    "api/v1/status/nothing",
    "api/v1/write",
    "api/v1/admin/tsdb/snapshot",
    "api/v1/nothing",
    "api/v1/",
    "api/v2/nothing",
    "api/",
    "-/healthy",
    "-/ready",
    "-/reload",
    "-/quit",
];

async fn ask(client: &Client, server: &Url, method: &str, path: &str) -> Response {
    let method: Method = method.parse().unwrap();
    client.request(method, server.join(path).unwrap()).send().await.unwrap()
}

fn header(response: &Response, name: &str) -> String {
    response.headers().get(name).map_or(String::new(), |value| value.to_str().unwrap().to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn every_address_has_prometheus_status_and_no_page() {
    let folder = tempfile::tempdir().unwrap();
    let Some(prometheus) = Server::prometheus(folder.path(), &[]).await else { return };
    let lab = Lab::scraping(folder.path(), Vec::new()).await;
    let client = Client::new();
    let mut wrong = Vec::new();
    for path in PATHS {
        for method in ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"] {
            let (ours, theirs) =
                (ask(&client, &lab.url, method, path).await, ask(&client, &prometheus.url, method, path).await);
            let status = theirs.status();
            // Prometheus' API does not say so to `OPTIONS`.
            let differ = header(&ours, "allow") != header(&theirs, "allow") && status != 204;
            if ours.status() != status || differ {
                wrong.push(format!("{method} {path}: ours {ours:?}, theirs {theirs:?}"));
            } else if path.starts_with("api/") && status != 204 && method != "HEAD" {
                let said: serde_json::Value = ours.json().await.unwrap();
                let wanted = if status.is_success() { "success" } else { "error" };
                assert_eq!(said["status"], wanted, "{method} {path}: {said}");
                assert_eq!(said.get("errorType").is_some(), !status.is_success(), "{method} {path}: {said}");
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    // Where another origin asks, Prometheus says that its page may read the answer. Here nothing does.
    let preflight = client.request(Method::OPTIONS, lab.url.join("api/v1/query").unwrap());
    let answer = preflight.header("Origin", "http://other.example").send().await.unwrap();
    assert_eq!((answer.status().as_u16(), header(&answer, "access-control-allow-origin")), (204, String::new()));
    lab.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_that_asks_for_what_is_not_there_is_told_so() {
    let folder = tempfile::tempdir().unwrap();
    let lab = Lab::scraping(folder.path(), Vec::new()).await;
    let client = Client::new();
    for (method, path, kind, said) in [
        ("GET", "api/v1/nothing", "not_found", "there is no /api/v1/nothing here"),
        ("POST", "api/nothing", "not_found", "there is no /api/nothing here"),
        ("GET", "api/v1/parse_query?query=up", "not_found", "parse_query"),
        ("POST", "api/v1/write", "not_found", "remote write"),
        ("POST", "api/v1/read", "not_found", "query_range"),
        ("POST", "api/v1/targets", "bad_data", "POST is not answered here; GET, OPTIONS are"),
        ("DELETE", "api/v1/series", "internal", "not implemented"),
        ("PUT", "api/v1/admin/tsdb/delete_series", "unavailable", "admin APIs disabled"),
    ] {
        let answer = ask(&client, &lab.url, method, path).await;
        assert_eq!(header(&answer, "content-type"), "application/json", "{method} {path}");
        let answer: serde_json::Value = answer.json().await.unwrap();
        assert_eq!(answer["errorType"], kind, "{method} {path}: {answer}");
        assert!(answer["error"].as_str().unwrap().contains(said), "{method} {path}: {answer}");
    }
    // A person who mistypes an address still meets a page.
    assert!(header(&ask(&client, &lab.url, "GET", "nothing").await, "content-type").starts_with("text/html"));
    assert_eq!(ask(&client, &lab.url, "GET", "-/healthy").await.text().await.unwrap(), "The monitor is Healthy.\n");
    lab.stop().await;
}

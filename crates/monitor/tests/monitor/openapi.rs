//! The API's document, `/openapi.json`: public, and true of every answer.

use movie_guru_monitor::scrape::Job;
use movie_guru_test_support::openapi::check;
use reqwest::{Client, Method};

use crate::lab::Lab;

#[tokio::test]
async fn anybody_may_read_it() {
    let folder = tempfile::tempdir().unwrap();
    let lab = Lab::scraping(folder.path(), vec![]).await;
    let document = lab.get("/openapi.json").await;
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    assert!(document["paths"]["/api/v1/query"]["get"].is_object());
}

/// Errors of the API of SLOs and alerts have one form, whichever part of a request they are about.
#[tokio::test]
async fn what_cannot_be_read_of_an_address_is_a_problem_document() {
    let folder = tempfile::tempdir().unwrap();
    let lab = Lab::scraping(folder.path(), vec![]).await;
    for (method, path) in [
        (Method::GET, "/api/slos/%ff"),
        (Method::GET, "/api/slos?format=a&format=b"),
        (Method::GET, "/api/alerts/%ff"),
        (Method::DELETE, "/api/alerts/none?detach=perhaps"),
        (Method::POST, "/api/inbox/first/read"),
        (Method::POST, "/api/inbox/1/read?and_older=perhaps"),
        (Method::GET, "/api/explore/chart?query=up&from=yesterday"),
        (Method::GET, "/api/dashboards/login/charts/first"),
    ] {
        let url = lab.url.join(path).unwrap();
        let answer = Client::new().request(method, url.clone()).send().await.unwrap();
        assert_eq!(answer.status(), 400, "{url}");
        assert_eq!(answer.headers()["content-type"], "application/problem+json", "{url}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn schemathesis_finds_no_5xx_and_nothing_that_is_not_in_it() {
    let folder = tempfile::tempdir().unwrap();
    // A target that does not answer gives series to ask for.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let lab = Lab::scraping(folder.path(), vec![Job::new("nobody", [port.to_string()])]).await;
    lab.until("up", 0.0).await;
    let address = lab.url.socket_addrs(|| None).unwrap()[0];
    tokio::task::block_in_place(|| check("monitor", address));
}

//! The API's document, `/openapi.json`: public, and true of every answer.

use std::collections::BTreeSet;

use movie_guru_loadtest::RunSettings;
use movie_guru_loadtest::service::Password;
use movie_guru_test_support::openapi::check;
use reqwest::StatusCode;
use serde_json::Value;

use crate::front::served;
use crate::stand_in::StandIn;

#[tokio::test(flavor = "multi_thread")]
async fn anybody_may_read_it() {
    let app = StandIn::well().await;
    let lab = served(RunSettings::new(app.host.clone()), Some(Password::new("sesame"))).await;
    let document = lab.json("/openapi.json").await;
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    // Whoever has the password may ask for the rest; the document says so.
    assert_eq!(lab.get("/api/load").await.0, StatusCode::UNAUTHORIZED);
    let operation = &document["paths"]["/api/load"]["get"];
    assert!(operation["responses"]["401"].is_object() && operation["security"].is_array(), "{operation}");
}

/// Errors of the API have one form; pages say theirs in words.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_refused_is_a_problem_document() {
    let app = StandIn::well().await;
    let lab = served(RunSettings::new(app.host.clone()), None).await;
    let asked = [
        (lab.http.get(format!("{}/api/runs/none", lab.base)), 404),
        (lab.http.get(format!("{}/api/runs/%ff", lab.base)), 404),
        (lab.http.delete(format!("{}/api/runs/none", lab.base)), 404),
        (lab.http.get(format!("{}/api/runs/none/run.csv", lab.base)), 404),
        (lab.http.get(format!("{}/stop", lab.base)).header("sec-fetch-site", "cross-site"), 403),
        (lab.http.post(format!("{}/api/load/set", lab.base)).body(vec![0xff]), 400),
        (lab.http.post(format!("{}/swarm", lab.base)).body(vec![0xff]), 400),
        (lab.http.post(format!("{}/api/load/set", lab.base)).body(vec![b' '; 20_000]), 413),
        (lab.http.post(format!("{}/api/load/set", lab.base)).body("{"), 422),
        (lab.http.post(format!("{}/api/load/stop", lab.base)), 409),
    ];
    for (request, status) in asked {
        let answer = request.send().await.unwrap();
        let (url, kind) = (answer.url().clone(), answer.headers()["content-type"].clone());
        assert_eq!((answer.status().as_u16(), kind.to_str().unwrap()), (status, "application/problem+json"), "{url}");
        let problem: Value = answer.json().await.unwrap();
        assert_eq!(problem["status"], status, "{url}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn schemathesis_finds_no_5xx_and_nothing_that_is_not_in_it() {
    let app = StandIn::well().await;
    let lab = served(RunSettings { users: 1, ..RunSettings::new(app.host.clone()) }, None).await;
    let address = lab.base.trim_start_matches("http://").parse().unwrap();
    tokio::task::block_in_place(|| check("load", address));
    let sent_to: BTreeSet<_> = lab.load.current().map(|run| run.asked().host).into_iter().collect();
    assert_eq!(sent_to, BTreeSet::from([app.host.clone()]), "load went elsewhere, or nowhere");
}

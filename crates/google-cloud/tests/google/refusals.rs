//! What Google refuses, and what is said to do about it.

use std::time::{Duration, Instant};

use movie_guru_google_cloud::{Credentials, Did, Google, Monitoring, Patience, Trouble};
use serde_json::{Value, json};

use crate::server::{self, Server};
use crate::team::{all, dashboards, scope, slos, team};

fn says(code: u16, status: &str, reason: Option<(&str, Value)>) -> server::Trouble {
    let details: Vec<_> =
        reason.into_iter().map(|(reason, metadata)| json!({"reason": reason, "metadata": metadata})).collect();
    let error = json!({"code": code, "status": status, "message": "Google's words.", "details": details});
    server::Trouble::Says(code, json!({ "error": error }), None)
}

/// What is said where the first request of this kind meets this.
async fn said(request: &str, trouble: server::Trouble) -> (Trouble, Server) {
    let server = Server::start().await;
    server.troubles(request, [trouble]);
    let stopped = team(&server.google(), "red").dashboards(&dashboards()).await.unwrap_err();
    (stopped.why, server)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_is_taken_no_more_says_how_to_get_another() {
    let (why, server) = said("GET dashboards", says(401, "UNAUTHENTICATED", None)).await;
    assert!(why.to_string().contains("GOOGLE_OAUTH_ACCESS_TOKEN=$(gcloud auth print-access-token)"), "{why}");
    assert_eq!(server.asked().len(), 1, "not asked in vain again");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_missing_right_is_named_with_its_role() {
    let denied = |metadata| says(403, "PERMISSION_DENIED", Some(("IAM_PERMISSION_DENIED", metadata)));
    let (why, _) = said("POST dashboards", denied(json!({"permission": "monitoring.dashboards.create"}))).await;
    let text = why.to_string();
    assert!(text.contains("monitoring.dashboards.create is missing in project my-project"), "{text}");
    assert!(text.contains("--role roles/monitoring.dashboardEditor"), "{text}");

    // Google does not always say which: the call knows.
    let (again, server) = said("POST dashboards", says(403, "PERMISSION_DENIED", None)).await;
    assert_eq!(again, why);
    assert_eq!(server.written().len(), 1);
    let (why, _) = said("GET dashboards", says(403, "PERMISSION_DENIED", None)).await;
    assert!(why.to_string().contains("monitoring.dashboards.list"), "{why}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_api_that_is_off_says_how_to_turn_it_on() {
    let metadata = json!({"service": "monitoring.googleapis.com", "consumer": "projects/123456"});
    let (why, _) = said("GET dashboards", says(403, "PERMISSION_DENIED", Some(("SERVICE_DISABLED", metadata)))).await;
    assert!(why.to_string().contains("gcloud services enable monitoring.googleapis.com --project my-project"), "{why}");

    // Not off: the requests are counted for gcloud's own project.
    let metadata = json!({"service": "monitoring.googleapis.com", "consumer": "projects/764086051850"});
    let (why, _) = said("GET dashboards", says(403, "PERMISSION_DENIED", Some(("SERVICE_DISABLED", metadata)))).await;
    assert!(why.to_string().contains("set-quota-project my-project"), "{why}");
    let denied = says(403, "PERMISSION_DENIED", Some(("USER_PROJECT_DENIED", json!({}))));
    let (why, _) = said("GET dashboards", denied).await;
    assert!(why.to_string().contains("roles/serviceusage.serviceUsageConsumer"), "{why}");
    let scopes = says(403, "PERMISSION_DENIED", Some(("ACCESS_TOKEN_SCOPE_INSUFFICIENT", json!({}))));
    let (why, _) = said("GET dashboards", scopes).await;
    assert!(why.to_string().contains("gcloud auth application-default login"), "{why}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_project_that_is_not_there_is_said_to_be() {
    let (why, _) = said("GET dashboards", says(404, "NOT_FOUND", None)).await;
    assert_eq!(why, Trouble::NoProject { project: "my-project".to_owned() });
    let server = Server::start().await;
    let why = Monitoring::new(&server.google(), "../other", "red", scope("red")).unwrap_err();
    assert!(why.to_string().contains("is no project's id"), "{why}");
    assert!(Monitoring::new(&server.google(), "my-project", "Red\"", scope("red")).is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_quota_is_waited_for_as_long_as_google_says() {
    let server = Server::start().await;
    let body = json!({"error": {"code": 429, "status": "RESOURCE_EXHAUSTED", "message": "Quota exceeded"}});
    let busy = |seconds: &str| server::Trouble::Says(429, body.clone(), Some(("retry-after", seconds.to_owned())));
    server.troubles("POST dashboards", [busy("1")]);
    let started = Instant::now();
    let made = team(&server.google(), "red").dashboards(&dashboards()[..1]).await.unwrap();
    assert!(all(&made, Did::Created));
    assert!(started.elapsed() >= Duration::from_secs(1));
    assert_eq!(server.written().len(), 2);

    // Too long to wait for: said instead.
    let server = Server::start().await;
    server.troubles("POST dashboards", [busy("3600")]);
    let stopped = team(&server.google(), "red").dashboards(&dashboards()).await.unwrap_err();
    assert!(stopped.to_string().contains("wait 3600 s"), "{stopped}");

    // Without a time, and never ending.
    let server = Server::start().await;
    server.troubles("POST dashboards", vec![server::Trouble::Says(429, body, None); 9]);
    let stopped = team(&server.google(), "red").dashboards(&dashboards()).await.unwrap_err();
    assert!(matches!(stopped.why, Trouble::Busy { .. }), "{stopped}");
    assert_eq!(server.written().len(), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_fails_for_a_moment_is_tried_again_and_not_for_ever() {
    let server = Server::start().await;
    server.troubles("GET dashboards", [says(500, "INTERNAL", None), says(503, "UNAVAILABLE", None)]);
    server.troubles("POST dashboards", [says(500, "INTERNAL", None), server::Trouble::Loses(503)]);
    let made = team(&server.google(), "red").dashboards(&dashboards()).await.unwrap();
    assert_eq!(made.len(), dashboards().len());
    assert_eq!(server.of("dashboards").len(), dashboards().len(), "one that was made unheard is not made twice");

    let server = Server::start().await;
    server.troubles("GET dashboards", vec![says(503, "UNAVAILABLE", None); 9]);
    let stopped = team(&server.google(), "red").dashboards(&dashboards()).await.unwrap_err();
    assert!(matches!(stopped.why, Trouble::Failing { .. }) && stopped.why.is_of_the_way(), "{stopped}");
    assert_eq!(server.asked().len(), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn edits_of_others_in_the_same_project_are_waited_for() {
    let server = Server::start().await;
    let body = json!({"error": {"code": 409, "status": "ABORTED",
        "message": "Too many concurrent edits to the project configuration. Please try again."}});
    server.troubles("POST alertPolicies", vec![server::Trouble::Says(409, body, None); 2]);
    assert!(all(&team(&server.google(), "red").slos(&slos()).await.unwrap(), Did::Created));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_policy_whose_making_fails_is_made_once() {
    let server = Server::start().await;
    let lost = [server::Trouble::Loses(500), says(500, "INTERNAL", None), server::Trouble::Loses(503)];
    server.troubles("POST alertPolicies", lost);
    team(&server.google(), "red").slos(&slos()).await.unwrap();
    let alerts: usize = slos().slos.iter().map(|slo| slo.alerts.len()).sum();
    assert_eq!(server.of("alertPolicies").len(), alerts);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_answer_and_nobody_are_told_apart() {
    let server = Server::start().await;
    server.troubles("GET dashboards", vec![server::Trouble::Hangs; 9]);
    let google = server.google_within(Duration::from_millis(50));
    let stopped = team(&google, "red").dashboards(&dashboards()).await.unwrap_err();
    assert!(matches!(stopped.why, Trouble::TooSlow { .. }), "{stopped}");
    assert_eq!(server.asked().len(), 4);

    let gone = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let url = format!("http://{gone}/").parse().unwrap();
    let patience = Patience { first: Duration::from_millis(1), ..Patience::default() };
    let google = Google::new(Credentials::of_token("t").unwrap(), Some(&url), patience).unwrap();
    let stopped = team(&google, "red").dashboards(&dashboards()).await.unwrap_err();
    assert_eq!(stopped.why, Trouble::Unreachable { api: "monitoring.googleapis.com".to_owned() });
}

#[tokio::test(flavor = "multi_thread")]
async fn a_metric_that_google_has_never_seen_says_to_start_the_load() {
    let server = Server::start().await;
    server.troubles("POST services/red-movie-guru/serviceLevelObjectives", [says(400, "INVALID_ARGUMENT", None)]);
    let stopped = team(&server.google(), "red").slos(&slos()).await.unwrap_err();
    let text = stopped.to_string();
    assert!(text.contains("Google's words;") && text.contains("start its load"), "{text}");
    assert_eq!(stopped.done.len(), 1, "the service");
    // The next run goes on.
    team(&server.google(), "red").slos(&slos()).await.unwrap();
}

//! Stopping: what is in flight ends, who asks is told, and a port that is taken.

use std::net::TcpListener;
use std::path::Path;
use std::time::Duration;

use movie_guru::service::{Backend, Config};
use movie_guru_contract::Operation;
use movie_guru_telemetry::Telemetry;
use movie_guru_telemetry::otlp::Otlp;
use serde_json::json;

use crate::app_under_test::{Person, TestApp, until};
use crate::binary::command;
use crate::phases::phase_with;
use crate::scrape::Scrape;

/// A chat in flight that takes `ms`.
async fn slow_chat(app: &TestApp, ms: u64) -> (Person, tokio::task::JoinHandle<Option<u16>>) {
    let person = app.person("ann").await;
    let phase = phase_with(&[("ChatLatencyMinMS", json!(ms)), ("ChatLatencyMaxMS", json!(ms))]);
    assert_eq!(person.post("/phase", &phase).await.status, 200);
    let asking = person.clone();
    let chat = tokio::spawn(async move {
        let sent = asking.request(reqwest::Method::POST, "/chat").json(&json!({"content": "hello"})).send().await;
        sent.ok().map(|response| response.status().as_u16())
    });
    until("the chat is in flight", async || person.get("/history").await.text().contains("hello")).await;
    assert_eq!(Scrape::of(&person).await.recorded(Operation::Chat).attempts, 0.0, "it is over already");
    (person, chat)
}

#[tokio::test]
async fn a_request_in_flight_ends_before_the_server_does() {
    let app = TestApp::start().await;
    let address = app.address;
    let (_, chat) = slow_chat(&app, 2000).await;
    app.stop().await;
    assert_eq!(chat.await.unwrap(), Some(200));
    until("the port is closed", async || std::net::TcpStream::connect(address).is_err()).await;
}

#[tokio::test]
async fn a_request_that_takes_too_long_does_not_keep_the_server_up() {
    let app = TestApp::with(Config { drain_limit: Duration::from_millis(50), ..Config::default() }).await;
    let (_person, _chat) = slow_chat(&app, 29_000).await;
    tokio::time::timeout(Duration::from_secs(15), app.stop()).await.expect("it waits for the chat");
}

#[tokio::test]
async fn a_draining_server_says_so_and_still_serves() {
    let app = TestApp::with(Config { drain_notice: Duration::from_secs(600), ..Config::default() }).await;
    let person = app.person("ann").await;
    assert_eq!(person.get("/readyz").await.status, 200);
    app.ask_to_stop();
    until("it is not ready any more", async || person.get("/readyz").await.status == 503).await;
    let detail = person.get("/readyz").await.problem(503);
    assert!(detail.contains("drain"), "{detail}");
    assert_eq!(person.get("/startup").await.status, 200);
    assert_eq!(person.get("/livez").await.status, 200);
}

#[tokio::test]
async fn a_taken_port_is_an_error_that_names_it() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let listen = taken.local_addr().unwrap();
    let telemetry = Telemetry::new("movie-guru", &Otlp::off()).unwrap();
    let error = Backend::build(Config { listen, ..Config::default() }, &telemetry).await.err().unwrap().to_string();
    assert!(error.contains(&listen.to_string()), "{error}");
}

#[test]
fn the_program_names_the_flag_for_a_taken_port() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let listen = taken.local_addr().unwrap().to_string();
    let folder = tempfile::tempdir().unwrap();
    let mut program = command(folder.path(), &listen);
    let said = program.output().unwrap();
    let error = String::from_utf8(said.stderr).unwrap();
    assert!(!said.status.success());
    assert!(error.contains(&listen) && error.contains("--listen"), "{error}");
}

#[test]
fn the_help_names_an_environment_variable_for_every_flag() {
    let mut program = command(Path::new("unused"), "127.0.0.1:0");
    let said = program.arg("--help").output().unwrap();
    let help = String::from_utf8(said.stdout).unwrap();
    let options = help.split_once("Options:").unwrap().1;
    let flags = options.lines().filter(|line| line.trim_start().starts_with("--")).count();
    assert!(flags >= 6, "{help}");
    assert_eq!(options.matches("[env:").count(), flags, "{help}");
}

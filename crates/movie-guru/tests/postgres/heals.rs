//! A database that goes away under the running service and comes back: what was acknowledged is there, and it heals.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use movie_guru::service::Config;
use movie_guru_test_postgres::{Server, Settings, Stop};
use serde_json::json;
use sqlx::{Connection, Executor};

use crate::app_under_test::{Person, TestApp, until};
use crate::home::at;

async fn own_server(lines: &[&str]) -> Option<Arc<Server>> {
    let lines = lines.iter().map(|line| (*line).to_owned()).collect();
    let settings = Settings { lines, ..Settings::default() };
    tokio::task::spawn_blocking(move || Server::start(&settings)).await.unwrap().map(Arc::new)
}

async fn app_on(url: &str) -> TestApp {
    TestApp::with(Config { database: at(url), ..Config::default() }).await
}

#[tokio::test]
async fn connections_that_are_cut_are_replaced_without_a_failed_request() {
    let Some(server) = Server::shared() else { return };
    let url = server.database().await;
    let app = app_on(&url).await;
    let person = app.person("ann").await;
    let mut admin = server.admin().await;
    for _ in 0..5 {
        assert_eq!(person.chat("Something funny").await.status, 200);
        let cut: Vec<(i32, bool)> =
            sqlx::query_as("SELECT pid, pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1")
                .bind(url.rsplit('/').next())
                .fetch_all(&mut admin)
                .await
                .unwrap();
        let cut: Vec<i32> = cut.into_iter().map(|(pid, _)| pid).collect();
        assert!(!cut.is_empty(), "there was nothing to cut");
        let gone = async || {
            let left: i64 = sqlx::query_scalar("SELECT count(*) FROM pg_stat_activity WHERE pid = ANY ($1)")
                .bind(&cut)
                .fetch_one(&mut server.admin().await)
                .await
                .unwrap();
            left == 0
        };
        until("they are gone", gone).await;
        assert_eq!(person.get("/history").await.status, 200);
        assert_eq!(app.stranger().get("/readyz").await.status, 200);
    }
}

/// Likes one thing after the other until told to stop, and returns those that were acknowledged.
async fn keep_liking(person: Person, name: &'static str, stop: Arc<AtomicBool>) -> Vec<String> {
    let mut acknowledged = Vec::new();
    for number in 0.. {
        if stop.load(Ordering::Relaxed) {
            break;
        }
        let said = format!("{name} says so for the {number}. time");
        if person.chat(&said).await.status == 200 {
            acknowledged.push(said);
        }
    }
    acknowledged
}

/// Far more turns than are kept would hide a loss; these are checked in the database itself.
async fn assert_all_there(url: &str, acknowledged: &[String]) {
    let mut database = sqlx::PgConnection::connect(url).await.unwrap();
    let newest = acknowledged.iter().rev().take(40);
    for said in newest {
        let there: i64 = sqlx::query_scalar("SELECT count(*) FROM messages WHERE content = $1")
            .bind(said)
            .fetch_one(&mut database)
            .await
            .unwrap();
        assert_eq!(there, 1, "{said:?} was acknowledged");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_dies_and_comes_back_mid_request_has_lost_nothing_that_was_acknowledged() {
    let Some(server) = own_server(&[]).await else { return };
    let url = server.database().await;
    let app = app_on(&url).await;
    let stop = Arc::new(AtomicBool::new(false));
    let mut people = Vec::new();
    for name in ["ann", "bob", "cyd", "dan"] {
        let person = app.person(name).await;
        people.push(tokio::spawn(keep_liking(person, name, Arc::clone(&stop))));
    }
    for how in [Stop::Immediate, Stop::Fast, Stop::Immediate] {
        tokio::time::sleep(Duration::from_millis(300)).await;
        let going = Arc::clone(&server);
        tokio::task::spawn_blocking(move || going.stop(how)).await.unwrap();
        let reason = app.stranger().get("/readyz").await.problem(503);
        assert!(reason.contains("cannot be reached"), "{reason}");
        let coming = Arc::clone(&server);
        tokio::task::spawn_blocking(move || coming.start_again()).await.unwrap();
        until("it is ready again", async || app.stranger().get("/readyz").await.status == 200).await;
    }
    tokio::time::sleep(Duration::from_millis(300)).await;
    stop.store(true, Ordering::Relaxed);
    for person in people {
        let acknowledged = person.await.unwrap();
        assert!(acknowledged.len() > 3, "only {} turns: nothing was in flight", acknowledged.len());
        assert_all_there(&url, &acknowledged).await;
    }
}

#[tokio::test]
async fn a_server_without_connections_left_is_named_and_used_again_when_it_has_some() {
    let Some(server) = own_server(&["max_connections = 6", "superuser_reserved_connections = 1"]).await else { return };
    let url = server.database().await;
    let app = app_on(&url).await;
    let person = app.person("ann").await;
    app.stop().await;
    // Before the service has any, and then while it runs.
    let mut taken = Vec::new();
    while let Ok(connection) = sqlx::PgConnection::connect(&url).await {
        taken.push(connection);
    }
    let app = app_on(&url).await;
    let reason = app.stranger().get("/readyz").await.problem(503);
    assert!(reason.contains("no connection left"), "{reason}");
    taken.truncate(1);
    until("it is ready", async || app.stranger().get("/readyz").await.status == 200).await;
    let mut person = person;
    person.address = app.address;
    assert_eq!(person.chat("hello").await.status, 200);
}

#[tokio::test]
async fn a_statement_that_waits_too_long_is_given_up_and_the_service_goes_on() {
    let Some(server) = Server::shared() else { return };
    let url = server.database().await;
    let mut config = movie_guru::store::postgres::PostgresConfig::new(&url).unwrap();
    config.statement_timeout = Duration::from_secs(1);
    let database = movie_guru::service::Database::Postgres(config);
    let app = TestApp::with(Config { database, ..Config::default() }).await;
    let person = app.person("ann").await;
    let mut other = sqlx::PgConnection::connect(&url).await.unwrap();
    other.execute("BEGIN; LOCK TABLE users, sessions, messages IN ACCESS EXCLUSIVE MODE").await.unwrap();
    let chat = person.chat("hello").await;
    assert!(!chat.problem(503).is_empty());
    let login = app.stranger().post("/login", &json!({"user": "bob"})).await;
    login.problem(503);
    let reason = app.stranger().get("/readyz").await.problem(503);
    assert!(reason.contains("in time"), "{reason}");
    other.execute("ROLLBACK").await.unwrap();
    until("it is ready again", async || app.stranger().get("/readyz").await.status == 200).await;
    assert_eq!(person.chat("hello").await.status, 200);
}

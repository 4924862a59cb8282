//! The pool as `/metrics` shows it: open, idle, waiting.

use std::time::Duration;

use movie_guru::service::{Config, Database};
use movie_guru::store::postgres::PostgresConfig;
use movie_guru_contract::{DB_POOL_CONNECTIONS, label};
use sqlx::{Connection, Executor};

use crate::app_under_test::{TestApp, until};
use crate::home::fresh;

async fn connections(app: &TestApp, state: &str) -> f64 {
    app.scrape().await.value(&DB_POOL_CONNECTIONS.exposed(), &[(label::STATE, state)])
}

#[tokio::test]
async fn open_idle_and_waiting_are_what_they_say() {
    let Some(url) = fresh().await else { return };
    let mut config = PostgresConfig::new(&url).unwrap();
    config.connections = 3;
    config.acquire_timeout = Duration::from_secs(20);
    config.statement_timeout = Duration::from_secs(20);
    let app = TestApp::with(Config { database: Database::Postgres(config), ..Config::default() }).await;
    let person = app.person("ann").await;
    let mut other = sqlx::PgConnection::connect(&url).await.unwrap();
    other.execute("BEGIN; LOCK TABLE sessions IN ACCESS EXCLUSIVE MODE").await.unwrap();
    let asking: Vec<_> = (0..5)
        .map(|_| {
            let person = person.clone();
            tokio::spawn(async move { person.get("/preferences").await.status })
        })
        .collect();
    // The replica looks after the shared stage as well, so there may be one more for a moment.
    until("three have a connection and two wait", async || connections(&app, "waiting").await >= 2.0).await;
    assert_eq!(connections(&app, "open").await, 3.0);
    assert_eq!(connections(&app, "idle").await, 0.0);
    other.execute("ROLLBACK").await.unwrap();
    for asked in asking {
        assert_eq!(asked.await.unwrap(), 200);
    }
    until("nobody waits, all are idle", async || {
        connections(&app, "waiting").await == 0.0 && connections(&app, "idle").await == 3.0
    })
    .await;
    assert_eq!(connections(&app, "open").await, 3.0, "the pool grew beyond its limit");
}

#[tokio::test]
async fn who_waits_too_long_is_told_to_come_back() {
    let Some(url) = fresh().await else { return };
    let mut config = PostgresConfig::new(&url).unwrap();
    config.connections = 1;
    config.acquire_timeout = Duration::from_secs(1);
    config.statement_timeout = Duration::from_secs(20);
    let app = TestApp::with(Config { database: Database::Postgres(config), ..Config::default() }).await;
    let person = app.person("ann").await;
    let mut other = sqlx::PgConnection::connect(&url).await.unwrap();
    other.execute("BEGIN; LOCK TABLE messages IN ACCESS EXCLUSIVE MODE").await.unwrap();
    let first = person.clone();
    let first = tokio::spawn(async move { first.get("/history").await.status });
    let mut looks = sqlx::PgConnection::connect(&url).await.unwrap();
    let blocked = "SELECT count(*) FROM pg_locks JOIN pg_class ON pg_class.oid = relation
         WHERE relname = 'messages' AND NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
    while sqlx::query_scalar::<_, i64>(blocked).fetch_one(&mut looks).await.unwrap() == 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let second = person.get("/preferences").await;
    second.problem(503);
    assert!(second.header("retry-after").parse::<u32>().is_ok());
    let reason = app.stranger().get("/readyz").await.problem(503);
    assert!(reason.contains("all our connections are in use"), "{reason}");
    other.execute("ROLLBACK").await.unwrap();
    assert_eq!(first.await.unwrap(), 200);
}

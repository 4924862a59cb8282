//! A database that cannot be used at the start: the service says why, waits, and is ready once it can.

use std::process::Stdio;

use movie_guru::service::Config;
use movie_guru_test_postgres::{Server, Settings, Stop};
use serde_json::Value;
use sqlx::{Connection, Executor, PgConnection};

use crate::app_under_test::{Person, TestApp, until};
use crate::binary::{ANY_PORT, Binary, command};
use crate::home::{at, fresh};

async fn app_on(url: &str) -> TestApp {
    TestApp::with(Config { database: at(url), ..Config::default() }).await
}

/// What `/readyz` says while the service is not ready, and that nothing is taken meanwhile.
async fn why_not_ready(app: &TestApp) -> String {
    let stranger = app.stranger();
    assert_eq!(stranger.get("/livez").await.status, 200, "ending would not help");
    stranger.post("/login", &serde_json::json!({"user": "ann"})).await.problem(503);
    stranger.get("/readyz").await.problem(503)
}

async fn becomes_ready(app: &TestApp) {
    until("it is ready", async || app.stranger().get("/readyz").await.status == 200).await;
    app.person("ann").await;
}

#[tokio::test]
async fn a_wrong_password_is_named_and_a_right_one_later_is_taken() {
    let Some(server) = Server::shared() else { return };
    let url = server.database().await;
    let user = format!("late_{}", std::process::id());
    let address = url.split_once('@').unwrap().1;
    let wrong = format!("postgres://{user}:wrong-one@{address}");
    let mut admin = server.admin().await;
    admin.execute(sqlx::AssertSqlSafe(format!("CREATE ROLE {user} SUPERUSER LOGIN PASSWORD 'another'"))).await.unwrap();
    let app = app_on(&wrong).await;
    let reason = why_not_ready(&app).await;
    assert!(reason.contains("user or password"), "{reason}");
    admin.execute(sqlx::AssertSqlSafe(format!("ALTER ROLE {user} PASSWORD 'wrong-one'"))).await.unwrap();
    becomes_ready(&app).await;
}

#[tokio::test]
async fn a_database_that_does_not_exist_is_named_and_used_once_it_does() {
    let Some(server) = Server::shared() else { return };
    let name = format!("later_{}", std::process::id());
    let app = app_on(&server.address_of(&name)).await;
    let reason = why_not_ready(&app).await;
    assert!(reason.contains("none of this name"), "{reason}");
    let owner = server.address_of("").split("://").nth(1).unwrap().split(':').next().unwrap().to_owned();
    let sql = format!("CREATE DATABASE {name} OWNER {owner}");
    server.admin().await.execute(sqlx::AssertSqlSafe(sql)).await.unwrap();
    becomes_ready(&app).await;
}

#[tokio::test]
async fn a_server_that_is_not_there_yet_is_waited_for() {
    let Some(server) = tokio::task::spawn_blocking(|| Server::start(&Settings::default())).await.unwrap() else {
        return;
    };
    let url = server.database().await;
    server.stop(Stop::Fast);
    let app = app_on(&url).await;
    let reason = why_not_ready(&app).await;
    assert!(reason.contains("cannot be reached"), "{reason}");
    server.start_again();
    becomes_ready(&app).await;
}

#[tokio::test]
async fn a_user_without_rights_is_told_so() {
    let Some(server) = Server::shared() else { return };
    let url = server.database().await;
    let user = format!("weak_{}", std::process::id());
    let sql = format!("CREATE ROLE {user} LOGIN PASSWORD 'weak'");
    server.admin().await.execute(sqlx::AssertSqlSafe(sql)).await.unwrap();
    let app = app_on(&format!("postgres://{user}:weak@{}", url.split_once('@').unwrap().1)).await;
    let reason = why_not_ready(&app).await;
    assert!(reason.contains("does not allow"), "{reason}");
}

#[tokio::test]
async fn an_older_schema_is_brought_up_to_date_with_what_is_in_it() {
    let Some(url) = fresh().await else { return };
    let app = app_on(&url).await;
    app.person("ann").await.chat("I love westerns").await;
    app.stop().await;
    let mut database = PgConnection::connect(&url).await.unwrap();
    database.execute("DROP TABLE stage, workshop; DELETE FROM _sqlx_migrations WHERE version >= 2").await.unwrap();
    let app = app_on(&url).await;
    assert_eq!(app.stranger().get("/readyz").await.status, 200);
    let ann = app.person("ann").await;
    assert_eq!(ann.get("/preferences").await.json()["likes"]["genres"][0], "Western");
    assert_eq!(ann.post("/phase", &serde_json::json!({"scenario": "challenge-1"})).await.status, 200);
}

#[tokio::test]
async fn a_newer_schema_is_left_alone_and_named() {
    let Some(url) = fresh().await else { return };
    app_on(&url).await.stop().await;
    let mut database = PgConnection::connect(&url).await.unwrap();
    let newer = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
         VALUES (9999, 'from the future', TRUE, '\\x00', 0)";
    database.execute(newer).await.unwrap();
    let app = app_on(&url).await;
    let reason = why_not_ready(&app).await;
    assert!(reason.contains("newer version"), "{reason}");
    database.execute("DELETE FROM _sqlx_migrations WHERE version = 9999").await.unwrap();
    becomes_ready(&app).await;
}

#[tokio::test]
async fn what_is_wrong_is_in_the_log_again_and_again_but_not_the_password() {
    let Some(server) = Server::shared() else { return };
    let name = format!("nowhere_{}", std::process::id());
    let url = server.address_of(&name);
    let folder = tempfile::tempdir().unwrap();
    let mut program = command(folder.path(), ANY_PORT);
    program.env("DATABASE_URL", &url).env("RUST_LOG", "trace");
    let binary = tokio::task::spawn_blocking(|| Binary::start(program)).await.unwrap();
    let waits = || {
        let about =
            |line: &Value| line["message"].as_str().is_some_and(|text| text.starts_with("not ready: the database"));
        binary.log().into_iter().filter(about).map(|line| line["retry_in_ms"].as_u64().unwrap_or(0)).collect::<Vec<_>>()
    };
    until("it has tried three times", async || waits().len() >= 3).await;
    assert_eq!(waits()[..3], [500, 1000, 2000], "each pause is longer than the one before");
    Person::at(binary.address).get("/readyz").await.problem(503);
    let log = binary.log().iter().map(Value::to_string).collect::<String>();
    let secret = url.split_once(':').unwrap().1.split(['@', ':']).nth(1).unwrap();
    assert!(log.contains(&name) && !log.contains(secret), "{secret} is in the log, or the database's name is not");
}

#[test]
fn an_address_that_is_none_ends_the_program_and_is_not_repeated() {
    let folder = tempfile::tempdir().unwrap();
    let hopeless = [
        ("DATABASE_URL", "postgres://guru:hunter2@host/guru?passwd=hunter2"),
        ("DATABASE_URL", "mysql://guru:hunter2@host/guru"),
        ("DATABASE_CONNECTIONS", "0"),
        ("DATABASE_STATEMENT_TIMEOUT", "soon"),
        ("DATABASE_CA", "no-such-file.pem"),
    ];
    for (variable, value) in hopeless {
        let mut program = command(folder.path(), ANY_PORT);
        program.env("DATABASE_URL", "postgres://guru:hunter2@127.0.0.1:1/guru").env(variable, value);
        let said = program.stderr(Stdio::piped()).output().unwrap();
        let error = String::from_utf8(said.stderr).unwrap();
        assert!(!said.status.success() && !error.contains("hunter2"), "{error}");
        let flag = format!("--{}", variable.to_lowercase().replace('_', "-"));
        assert!(error.contains(&flag), "{flag} is not named: {error}");
    }
}

//! The database locked, gone, or unusable: what is refused meanwhile, that it heals by itself, and what an error says.

use std::path::Path;
use std::time::{Duration, Instant};

use movie_guru::service::{Backend, Config, Database};
use movie_guru_contract::Operation;
use movie_guru_telemetry::Telemetry;
use movie_guru_telemetry::otlp::Otlp;
use serde_json::{Value, json};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions, Connection};
use tempfile::TempDir;

use crate::app_under_test::{Answer, Person, TestApp, until};

const FILE: &str = "movie-guru.db";

fn in_folder(folder: &Path) -> Config {
    Config { database: Database::Folder(folder.to_owned()), ..Config::default() }
}

async fn app_in_folder() -> (TempDir, TestApp) {
    let folder = tempfile::tempdir().unwrap();
    let app = TestApp::with(in_folder(folder.path())).await;
    (folder, app)
}

async fn another_program(folder: &Path) -> SqliteConnection {
    SqliteConnectOptions::new().filename(folder.join(FILE)).connect().await.unwrap()
}

fn liking(what: &str) -> Value {
    json!({"content": {
        "likes": {"actors": [], "directors": [], "genres": [], "others": [what]},
        "dislikes": {"actors": [], "directors": [], "genres": [], "others": []},
    }})
}

async fn like(person: &Person, what: &str) -> Answer {
    person.post("/preferences", &liking(what)).await
}

/// Everything that writes is refused in time, with a word on when to come back.
async fn assert_no_write_is_taken(app: &TestApp, person: &Person) {
    let asked = Instant::now();
    let (stranger, one, other) = (app.stranger(), like(person, "cats"), like(person, "birds"));
    let login = json!({"user": "bob"});
    let (login, one, other, chat, delete) = tokio::join!(
        stranger.post("/login", &login),
        one,
        other,
        person.chat("I like cats"),
        person.delete("/history"),
    );
    for refused in [login, one, other, chat, delete] {
        refused.problem(503);
        assert!(refused.header("retry-after").parse::<u32>().is_ok(), "{:?}", refused.headers);
    }
    assert!(asked.elapsed() < Duration::from_secs(15), "{:?}", asked.elapsed());
}

async fn assert_unchanged_and_healed(app: &TestApp, person: &Person) {
    until("it is ready again", async || app.stranger().get("/readyz").await.status == 200).await;
    assert_eq!(person.get("/preferences").await.json(), liking("dogs")["content"]);
    assert_eq!(person.get("/history").await.json(), json!([]));
    assert_eq!(like(person, "horses").await.status, 200);
    assert_eq!(person.get("/preferences").await.json(), liking("horses")["content"]);
    assert_eq!(person.chat("Something funny").await.status, 200);
}

#[tokio::test]
async fn a_locked_database_is_waited_for_in_vain_and_then_works_again() {
    let (folder, app) = app_in_folder().await;
    let person = app.person("ann").await;
    assert_eq!(like(&person, "dogs").await.status, 200);
    let before = app.scrape().await;

    let mut other = another_program(folder.path()).await;
    sqlx::query("BEGIN EXCLUSIVE").execute(&mut other).await.unwrap();
    app.stranger().get("/readyz").await.problem(503);
    assert_no_write_is_taken(&app, &person).await;
    let after = app.scrape().await;
    assert_eq!(after.recorded(Operation::PrefUpdate), before.recorded(Operation::PrefUpdate).and_errors(2.0));
    assert_eq!(after.recorded(Operation::Login), before.recorded(Operation::Login).and_errors(1.0));
    assert_eq!(app.stranger().get("/livez").await.status, 200);

    sqlx::query("ROLLBACK").execute(&mut other).await.unwrap();
    assert_unchanged_and_healed(&app, &person).await;
}

#[tokio::test]
async fn a_database_that_is_moved_away_is_not_written_to_and_works_again_once_it_is_back() {
    let (folder, app) = app_in_folder().await;
    let person = app.person("ann").await;
    assert_eq!(like(&person, "dogs").await.status, 200);

    let (file, away) = (folder.path().join(FILE), folder.path().join("away.db"));
    std::fs::rename(&file, &away).unwrap();
    app.stranger().get("/readyz").await.problem(503);
    assert_no_write_is_taken(&app, &person).await;
    let reads = (0..8).map(|_| person.get("/preferences"));
    for read in futures::future::join_all(reads).await {
        assert!(matches!(read.status, 200 | 503), "{}", read.text());
    }
    assert!(!file.exists(), "an empty database was made in place of the one that is away");

    std::fs::rename(&away, &file).unwrap();
    assert_unchanged_and_healed(&app, &person).await;
    app.stop().await;
    let app = TestApp::with(in_folder(folder.path())).await;
    let mut person = person;
    person.address = app.address;
    assert_eq!(person.get("/preferences").await.json()["likes"]["others"][0], "horses", "it went somewhere else");
}

async fn why_it_cannot_start(folder: &Path) -> String {
    let telemetry = Telemetry::new("movie-guru", &Otlp::off()).unwrap();
    Backend::build(in_folder(folder), &telemetry).await.err().unwrap().to_string()
}

fn says(error: &str, folder: &Path, words: &[&str]) {
    let folder = folder.to_str().unwrap();
    assert!(error.contains(folder), "which folder? {error}");
    for word in words {
        assert!(error.contains(word), "nothing of {word:?}: {error}");
    }
}

#[tokio::test]
async fn a_folder_that_cannot_be_made_is_an_error_that_says_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("file"), "").unwrap();
    let below_a_file = folder.path().join("file/data");
    says(&why_it_cannot_start(&below_a_file).await, &below_a_file, &["cannot be made", "--data-dir"]);
}

#[tokio::test]
async fn a_file_that_is_no_database_is_an_error_that_says_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let text = "This is a shopping list. ".repeat(100);
    std::fs::write(folder.path().join(FILE), &text).unwrap();
    let error = why_it_cannot_start(folder.path()).await;
    says(&error, folder.path(), &["is not a database", "--data-dir"]);
    assert_eq!(std::fs::read_to_string(folder.path().join(FILE)).unwrap(), text, "it was overwritten");
}

#[tokio::test]
async fn a_database_from_a_newer_version_is_an_error_that_says_what_to_do() {
    let (folder, app) = app_in_folder().await;
    app.stop().await;
    let mut newer = another_program(folder.path()).await;
    sqlx::query(
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
         VALUES (9999, 'from the future', TRUE, x'00', 0)",
    )
    .execute(&mut newer)
    .await
    .unwrap();
    newer.close().await.unwrap();
    let error = why_it_cannot_start(folder.path()).await;
    says(&error, folder.path(), &["newer version", "9999", "another data folder"]);
}

#[tokio::test]
async fn a_database_that_is_locked_at_the_start_is_an_error_that_says_what_to_do() {
    let (folder, app) = app_in_folder().await;
    app.stop().await;
    let mut other = another_program(folder.path()).await;
    sqlx::query("PRAGMA locking_mode = EXCLUSIVE").execute(&mut other).await.unwrap();
    sqlx::query("BEGIN EXCLUSIVE").execute(&mut other).await.unwrap();
    says(&why_it_cannot_start(folder.path()).await, folder.path(), &["locked", "--data-dir"]);
}

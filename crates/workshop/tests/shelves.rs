//! Each shelf keeps what it was given, and lets nobody write over what they have not seen: a folder, and a backend on SQLite
//! and on PostgreSQL.
#![expect(clippy::unwrap_used, reason = "a test says what went wrong by panicking")]

use std::sync::Arc;

use movie_guru::service::{Backend, Config, Database};
use movie_guru::store::postgres::PostgresConfig;
use movie_guru_telemetry::Telemetry;
use movie_guru_telemetry::otlp::Otlp;
use movie_guru_test_postgres::Server;
use movie_guru_workshop::Shelf;
use movie_guru_workshop::workbook::{BackendShelf, Folder};
use tempfile::tempdir;
use tokio_util::sync::{CancellationToken, DropGuard};

const PAGE: &str = "workbook/01-first-day.yaml";

/// A backend on this database, and the shelves of two replicas of the guide in front of it.
async fn backend(database: Database) -> (DropGuard, [Arc<dyn Shelf>; 2]) {
    let telemetry = Telemetry::new("movie-guru", &Otlp::off()).unwrap();
    let config = Config { database, admin_token: Some("s3cret").into(), ..Config::default() };
    let backend = Backend::build(config, &telemetry).await.unwrap();
    let url = format!("http://{}", backend.address()).parse::<url::Url>().unwrap();
    let stop = CancellationToken::new();
    tokio::spawn(backend.run(stop.clone()));
    let shelf = || Arc::new(BackendShelf::new(url.clone(), Some("s3cret".to_owned())).unwrap());
    (stop.drop_guard(), [shelf(), shelf()])
}

async fn keeps_and_replaces([one, other]: [Arc<dyn Shelf>; 2]) {
    assert_eq!(one.read(PAGE).await.unwrap(), None);
    assert!(!one.replace(PAGE, Some("never there"), "x").await.unwrap());
    assert!(one.replace(PAGE, None, "eins: ä\n").await.unwrap());
    assert!(!other.replace(PAGE, None, "zwei").await.unwrap(), "it is there by now");
    assert_eq!(other.read(PAGE).await.unwrap().as_deref(), Some("eins: ä\n"));
    assert!(other.replace(PAGE, Some("eins: ä\n"), "zwei\n").await.unwrap());
    // What one has read is not what it is any more.
    assert!(!one.replace(PAGE, Some("eins: ä\n"), "drei").await.unwrap());
    assert!(one.replace(PAGE, Some("zwei\n"), "").await.unwrap(), "without having read it");
    assert_eq!(other.read(PAGE).await.unwrap().as_deref(), Some(""));
    assert_eq!(one.read("record.jsonl").await.unwrap(), None, "each text is its own");
    let tries = (0..10).map(|number| {
        let shelf = if number % 2 == 0 { Arc::clone(&one) } else { Arc::clone(&other) };
        tokio::spawn(async move { shelf.replace(PAGE, Some(""), &number.to_string()).await.unwrap() })
    });
    let taken = futures::future::join_all(tries).await.into_iter().filter(|taken| *taken.as_ref().unwrap()).count();
    assert_eq!(taken, 1, "of ten at once");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder() {
    let folder = tempdir().unwrap();
    let shelf: Arc<dyn Shelf> = Arc::new(Folder::new(folder.path()));
    keeps_and_replaces([Arc::clone(&shelf), shelf]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backend_on_sqlite() {
    let folder = tempdir().unwrap();
    let (_running, shelves) = backend(Database::Folder(folder.path().to_owned())).await;
    keeps_and_replaces(shelves).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backend_on_postgresql() {
    let Some(server) = Server::shared() else { return };
    let config = PostgresConfig::new(&server.database().await).unwrap();
    let (_running, shelves) = backend(Database::Postgres(config)).await;
    keeps_and_replaces(shelves).await;
}

#[tokio::test]
async fn a_backend_that_is_away_or_locked_is_said_with_no_token_in_it() {
    let nobody = BackendShelf::new("http://127.0.0.1:9".parse().unwrap(), Some("s3cret".to_owned())).unwrap();
    let folder = tempdir().unwrap();
    let (_running, _) = backend(Database::Folder(folder.path().to_owned())).await;
    for error in [nobody.read(PAGE).await.unwrap_err(), nobody.replace(PAGE, None, "x").await.unwrap_err()] {
        let said = error.to_string();
        assert!(said.contains(PAGE) && said.contains("database") && !said.contains("s3cret"), "{said}");
    }
}

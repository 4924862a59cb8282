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
use tokio::io::{AsyncBufReadExt, BufReader};
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

async fn forgets_all([one, other]: [Arc<dyn Shelf>; 2]) {
    let names = [PAGE, "workbook/02-others.yaml", "record.jsonl"].map(str::to_owned);
    for name in &names {
        let was = one.read(name).await.unwrap();
        assert!(one.replace(name, was.as_deref(), "kept").await.unwrap());
    }
    let all = [names.as_slice(), &["notice".to_owned()]].concat();
    for _ in 0..2 {
        one.forget(&all).await.unwrap();
        for name in &names {
            assert_eq!((one.read(name).await.unwrap(), other.read(name).await.unwrap()), (None, None), "{name}");
        }
    }
    assert!(!other.replace(PAGE, Some("kept"), "x").await.unwrap(), "what one has seen is no more");
    assert!(one.replace(PAGE, None, "anew").await.unwrap());
    assert_eq!(other.read(PAGE).await.unwrap().as_deref(), Some("anew"));
}

async fn does_all([one, other]: [Arc<dyn Shelf>; 2]) {
    keeps_and_replaces([Arc::clone(&one), Arc::clone(&other)]).await;
    forgets_all([one, other]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder() {
    let folder = tempdir().unwrap();
    std::fs::write(folder.path().join("other"), "somebody else's").unwrap();
    let shelf: Arc<dyn Shelf> = Arc::new(Folder::new(folder.path()));
    does_all([Arc::clone(&shelf), shelf]).await;
    assert_eq!(std::fs::read_to_string(folder.path().join("other")).unwrap(), "somebody else's");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backend_on_sqlite() {
    let folder = tempdir().unwrap();
    let (_running, shelves) = backend(Database::Folder(folder.path().to_owned())).await;
    does_all(shelves).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backend_on_postgresql() {
    let Some(server) = Server::shared() else { return };
    let config = PostgresConfig::new(&server.database().await).unwrap();
    let (_running, shelves) = backend(Database::Postgres(config)).await;
    does_all(shelves).await;
}

/// Names that a process of the test below writes and forgets.
fn many() -> Vec<String> {
    (0..60).map(|number| format!("workbook/{number:02}.yaml")).chain(["record.jsonl".to_owned()]).collect()
}

const FOLDER: &str = "FORGETS_IN_FOLDER";

/// No test of its own: a process that is killed while it forgets.
#[tokio::test]
async fn forgets_and_waits() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    let shelf = Folder::new(folder);
    for name in many() {
        shelf.replace(&name, None, "kept").await.unwrap();
    }
    say("written");
    shelf.forget(&many()).await.unwrap();
    say("forgotten");
    std::future::pending::<()>().await;
}

#[expect(clippy::print_stdout, reason = "another process waits for it")]
fn say(word: &str) {
    println!("\n{word}");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_folder_whose_process_is_killed_while_it_forgets_all_is_there_or_nothing() {
    let mut in_the_middle = 0;
    for round in 0..25_u32 {
        let folder = tempdir().unwrap();
        let mut process = tokio::process::Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "forgets_and_waits", "--nocapture"])
            .env(FOLDER, folder.path())
            .stdout(std::process::Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut said = BufReader::new(process.stdout.take().unwrap()).lines();
        let wanted = if round == 24 { "forgotten" } else { "written" };
        while said.next_line().await.unwrap().unwrap() != wanted {}
        // Each round is cut off a little later.
        let begun = std::time::Instant::now();
        while begun.elapsed() < std::time::Duration::from_micros(u64::from(round) * 100) {}
        process.kill().await.unwrap();
        in_the_middle += usize::from(folder.path().join(".forgetting").exists());
        let shelf = Folder::new(folder.path());
        let mut there = 0;
        for name in many() {
            there += usize::from(shelf.read(&name).await.unwrap().is_some());
        }
        assert!(there == 0 || (there == many().len() && round < 24), "round {round}: {there}");
        let left = std::fs::read_dir(folder.path()).unwrap().count();
        assert!(there > 0 || left == 0, "round {round}: {left}");
    }
    say(&format!("killed in the middle: {in_the_middle} of 25"));
}

#[tokio::test]
async fn what_was_begun_to_be_forgotten_is_gone_for_whoever_looks_next() {
    let folder = tempdir().unwrap();
    let shelf = Folder::new(folder.path());
    let write = async |name: &str| assert!(shelf.replace(name, None, "kept").await.unwrap());
    for name in many() {
        write(&name).await;
    }
    // As a process leaves it that was killed when it had taken away the first of them.
    std::fs::write(folder.path().join(".forgetting"), many().join("\n")).unwrap();
    std::fs::remove_file(folder.path().join(&many()[0])).unwrap();
    assert_eq!(Folder::new(folder.path()).read("record.jsonl").await.unwrap(), None);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "nothing is left");
    std::fs::write(folder.path().join(".forgetting"), many().join("\n")).unwrap();
    write(&many()[0]).await;
    assert_eq!(shelf.read(&many()[0]).await.unwrap().as_deref(), Some("kept"), "what comes after it stays");
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

//! A data folder copied to PostgreSQL: what people said and like is there, whenever the copy was interrupted.

use std::path::Path;

use movie_guru::service::{Config, Database};
use movie_guru::store::copy::{CopyError, Copying, Counts};
use movie_guru::store::postgres::PostgresConfig;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, Executor, PgConnection, SqliteConnection};
use tempfile::TempDir;

use crate::app_under_test::TestApp;
use crate::home::{at, fresh};

async fn sqlite(folder: &Path) -> SqliteConnection {
    SqliteConnectOptions::new().filename(folder.join("movie-guru.db")).connect().await.unwrap()
}

/// A folder in which ann has talked, and 900 others have once been.
async fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let database = Database::Folder(folder.path().to_owned());
    let app = TestApp::with(Config { database, ..Config::default() }).await;
    let ann = app.person("ann").await;
    ann.chat("I love westerns").await;
    ann.chat("Something scary from the eighties, please").await;
    app.stop().await;
    let many = "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 900)
         INSERT INTO users (name, profile, created_at) SELECT 'person ' || n, (SELECT profile FROM users), n FROM numbers;
         INSERT INTO messages (user_id, role, content, said_at) SELECT id, 'user', 'Hi, I am ' || name, 1 FROM users";
    sqlite(folder.path()).await.execute(many).await.unwrap();
    folder
}

const ALL: Counts = Counts { people: 901, messages: 905 };

async fn begin(folder: &TempDir, url: &str) -> Result<Copying, CopyError> {
    Copying::begin(folder.path(), &PostgresConfig::new(url).unwrap()).await
}

async fn to_the_end(mut copying: Copying) -> Result<Counts, CopyError> {
    while copying.some_more().await? {}
    copying.finish().await
}

#[tokio::test]
async fn what_people_said_and_like_comes_over_and_new_people_have_numbers_of_their_own() {
    let Some(url) = fresh().await else { return };
    let folder = folder().await;
    assert_eq!(to_the_end(begin(&folder, &url).await.unwrap()).await.unwrap(), ALL);
    let app = TestApp::with(Config { database: at(&url), ..Config::default() }).await;
    let ann = app.person("ann").await;
    assert_eq!(ann.get("/preferences").await.json()["likes"]["genres"][0], "Western");
    let said = ann.get("/history").await.json();
    assert_eq!(
        (&said[0]["content"], &said[2]["content"]),
        (&"I love westerns".into(), &"Something scary from the eighties, please".into())
    );
    let answer = ann.chat("who directed the second one?").await;
    assert_eq!(answer.status, 200);
    let newcomer = app.person("somebody new").await;
    assert_eq!(newcomer.get("/history").await.text(), "[]", "the newcomer is somebody else");
    newcomer.chat("hello").await;
    assert_eq!(app.person("person 900").await.get("/history").await.json()[0]["content"], "Hi, I am person 900");
}

#[tokio::test]
async fn an_interrupted_copy_goes_on_where_it_was() {
    let Some(url) = fresh().await else { return };
    let folder = folder().await;
    let mut first = begin(&folder, &url).await.unwrap();
    assert!(first.some_more().await.unwrap() && first.some_more().await.unwrap());
    let meanwhile = begin(&folder, &url).await;
    assert!(matches!(meanwhile, Err(CopyError::Twice)), "two copies at once");
    let came_to = first.done();
    drop(first);
    // The server frees the lock when it has noticed.
    let again = loop {
        match begin(&folder, &url).await {
            Err(CopyError::Twice) => tokio::time::sleep(std::time::Duration::from_millis(20)).await,
            begun => break begun.unwrap(),
        }
    };
    assert_eq!((again.done(), came_to.people), (came_to, 400));
    assert_eq!(to_the_end(again).await.unwrap(), ALL);
    assert_eq!(to_the_end(begin(&folder, &url).await.unwrap()).await.unwrap(), ALL, "once more does no harm");
}

#[tokio::test]
async fn a_database_with_other_people_in_it_is_left_alone() {
    let Some(url) = fresh().await else { return };
    let app = TestApp::with(Config { database: at(&url), ..Config::default() }).await;
    app.person("zoe").await;
    app.stop().await;
    let refused = begin(&folder().await, &url).await.err().unwrap().to_string();
    assert!(refused.contains("\"zoe\"") && refused.contains("empty"), "{refused}");
    let mut database = PgConnection::connect(&url).await.unwrap();
    let people: i64 = sqlx::query_scalar("SELECT count(*) FROM users").fetch_one(&mut database).await.unwrap();
    assert_eq!(people, 1);
}

#[tokio::test]
async fn a_copy_that_is_not_whole_is_no_success() {
    let Some(url) = fresh().await else { return };
    let folder = folder().await;
    let mut copying = begin(&folder, &url).await.unwrap();
    copying.some_more().await.unwrap();
    let mut database = PgConnection::connect(&url).await.unwrap();
    database.execute("DELETE FROM messages WHERE id = 1").await.unwrap();
    let differs = to_the_end(copying).await.unwrap_err().to_string();
    assert!(differs.contains("905 messages") && differs.contains("904"), "{differs}");
}

#[tokio::test]
async fn what_cannot_be_copied_from_is_named() {
    let Some(url) = fresh().await else { return };
    let nothing = tempfile::tempdir().unwrap();
    let refused = begin(&nothing, &url).await.err().unwrap().to_string();
    assert!(
        refused.contains("there is no database") && refused.contains(nothing.path().to_str().unwrap()),
        "{refused}"
    );
    std::fs::write(nothing.path().join("movie-guru.db"), "a shopping list ".repeat(100)).unwrap();
    let refused = begin(&nothing, &url).await.err().unwrap().to_string();
    assert!(refused.contains("not a database"), "{refused}");
    let foreign = tempfile::tempdir().unwrap();
    let options = SqliteConnectOptions::new().filename(foreign.path().join("movie-guru.db")).create_if_missing(true);
    options.connect().await.unwrap().execute("CREATE TABLE users (id)").await.unwrap();
    let refused = begin(&foreign, &url).await.err().unwrap().to_string();
    assert!(refused.contains("not a database of Movie Guru"), "{refused}");
    let newer = folder().await;
    let future = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
         VALUES (9999, 'from the future', TRUE, x'00', 0)";
    sqlite(newer.path()).await.execute(future).await.unwrap();
    let refused = begin(&newer, &url).await.err().unwrap().to_string();
    assert!(refused.contains("newer version"), "{refused}");
}

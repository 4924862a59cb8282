//! The side that is copied from: a SQLite file, read as it was when the copy began.

use std::path::{Path, PathBuf};

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions, Executor};

use super::rows::{CopyError, Counts, Messages, People};
use crate::store::sqlite::{DATABASE_FILES, KNOWN_MIGRATION};

/// The file that is meant: a folder stands for the database in it.
pub(super) fn file(from: &Path) -> Result<PathBuf, CopyError> {
    let file = if from.is_dir() { from.join(DATABASE_FILES[0]) } else { from.to_owned() };
    if file.is_file() { Ok(file) } else { Err(CopyError::NoSource(file)) }
}

pub(super) fn unreadable(file: &Path, error: sqlx::Error) -> CopyError {
    CopyError::Source { file: file.to_owned(), reason: error.to_string() }
}

pub(super) async fn open(file: &Path) -> Result<SqliteConnection, CopyError> {
    let options = SqliteConnectOptions::new().filename(file).read_only(true);
    let refused = |reason: &str| CopyError::Source { file: file.to_owned(), reason: reason.to_owned() };
    let mut connection = options.connect().await.map_err(|error| unreadable(file, error))?;
    // A transaction that only reads sees one moment, whoever writes meanwhile.
    connection.execute("BEGIN").await.map_err(|error| unreadable(file, error))?;
    let known = sqlx::query_scalar("SELECT max(version) FROM _sqlx_migrations").fetch_one(&mut connection).await;
    let version: Option<i64> = known.map_err(|error| match &error {
        sqlx::Error::Database(database) if database.message().contains("no such table") => {
            refused("it is not a database of Movie Guru")
        }
        _ => unreadable(file, error),
    })?;
    match version {
        Some(version) if version > KNOWN_MIGRATION => {
            Err(refused("it was written by a newer version of Movie Guru; use that one"))
        }
        Some(version) if version < KNOWN_MIGRATION => {
            Err(refused("it was written by an older version of Movie Guru; start the lab on it once, then copy"))
        }
        Some(_) => Ok(connection),
        None => Err(refused("it is not a database of Movie Guru")),
    }
}

pub(super) async fn count(connection: &mut SqliteConnection) -> Result<Counts, sqlx::Error> {
    let sql = "SELECT (SELECT count(*) FROM users), (SELECT count(*) FROM messages)";
    let (people, messages) = sqlx::query_as(sql).fetch_one(connection).await?;
    Ok(Counts { people, messages })
}

pub(super) async fn people_up_to(
    connection: &mut SqliteConnection,
    last: i64,
) -> Result<Vec<(i64, String)>, sqlx::Error> {
    sqlx::query_as("SELECT id, name FROM users WHERE id <= $1 ORDER BY id").bind(last).fetch_all(connection).await
}

pub(super) async fn next_people(
    connection: &mut SqliteConnection,
    after: i64,
    most: i64,
) -> Result<People, sqlx::Error> {
    let rows: Vec<(i64, String, String, i64)> =
        sqlx::query_as("SELECT id, name, profile, created_at FROM users WHERE id > $1 ORDER BY id LIMIT $2")
            .bind(after)
            .bind(most)
            .fetch_all(connection)
            .await?;
    let mut people = People::default();
    for (id, name, profile, created_at) in rows {
        people.ids.push(id);
        people.names.push(name);
        people.profiles.push(profile);
        people.created_at.push(created_at);
    }
    Ok(people)
}

pub(super) async fn messages_between(
    connection: &mut SqliteConnection,
    after: i64,
    up_to: i64,
) -> Result<Messages, sqlx::Error> {
    type Row = (i64, i64, String, String, Option<String>, i64);
    let rows: Vec<Row> = sqlx::query_as(
        "SELECT id, user_id, role, content, memory, said_at FROM messages WHERE user_id > $1 AND user_id <= $2 ORDER BY id",
    )
    .bind(after)
    .bind(up_to)
    .fetch_all(connection)
    .await?;
    let mut messages = Messages::default();
    for (id, user, role, content, memory, said_at) in rows {
        messages.ids.push(id);
        messages.users.push(user);
        messages.roles.push(role);
        messages.contents.push(content);
        messages.memories.push(memory);
        messages.said_at.push(said_at);
    }
    Ok(messages)
}

//! Opening the database: settings, migrations, and messages that say what to do when it cannot be opened.

use std::path::Path;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use sqlx::migrate::{MigrateError, Migrator};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous};

use super::failure::unavailable;
use super::films;
use super::pools::SqliteStore;
use crate::store::StoreError;
use guru::catalogue::Catalogue;

static MIGRATIONS: Migrator = sqlx::migrate!("migrations/sqlite");

/// The newest of them.
pub(in crate::store) const KNOWN_MIGRATION: i64 = 2;

const READERS: u32 = 4;
/// How long SQLite waits for another process's lock.
const LOCK_WAIT: Duration = Duration::from_secs(2);
/// How long a request waits for a connection.
const CONNECTION_WAIT: Duration = Duration::from_secs(5);

const FILE_NAME: &str = "movie-guru.db";

/// The files of the database in the data folder.
pub const DATABASE_FILES: [&str; 3] = [FILE_NAME, "movie-guru.db-wal", "movie-guru.db-shm"];

impl SqliteStore {
    /// Opens, or makes, the database in this folder and brings schema and films up to date.
    pub async fn open(folder: &Path, catalogue: &Catalogue) -> Result<Self, StoreError> {
        let file = folder.join(FILE_NAME);
        std::fs::create_dir_all(folder)
            .map_err(|error| cannot_open(folder, &format!("the folder cannot be made ({error})")))?;
        let options = SqliteConnectOptions::new()
            .filename(&file)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            // In WAL mode NORMAL loses nothing when the process is killed; only a power cut can undo the last commits.
            .synchronous(SqliteSynchronous::Normal)
            .foreign_keys(true)
            .busy_timeout(LOCK_WAIT);
        let write = pool(1, options.clone()).await.map_err(|error| explain(folder, &error))?;
        migrate(&write, &file, catalogue).await.map_err(|error| match error {
            StoreError::Unavailable(_, reason) => cannot_open(folder, &reason),
            other => other,
        })?;
        // A connection that the pool replaces later must not make an empty database where ours was moved away.
        let options = options.create_if_missing(false);
        write.set_connect_options(options.clone());
        let read = pool(READERS, options.read_only(true)).await.map_err(|error| explain(folder, &error))?;
        Ok(Self { read, write, file: Some(file), waiting: AtomicU64::new(0) })
    }

    /// A database that lives as long as this value; for tests and benchmarks.
    pub async fn in_memory(catalogue: &Catalogue) -> Result<Self, StoreError> {
        // One connection that never closes: each connection would have a memory database of its own.
        let pool = SqlitePoolOptions::new()
            .max_connections(1)
            .min_connections(1)
            .idle_timeout(None)
            .max_lifetime(None)
            .connect_with(SqliteConnectOptions::new().in_memory(true).foreign_keys(true))
            .await?;
        migrate(&pool, Path::new(":memory:"), catalogue).await?;
        Ok(Self { read: pool.clone(), write: pool, file: None, waiting: AtomicU64::new(0) })
    }
}

async fn pool(most: u32, options: SqliteConnectOptions) -> Result<SqlitePool, sqlx::Error> {
    SqlitePoolOptions::new()
        .max_connections(most)
        .min_connections(1)
        .acquire_timeout(CONNECTION_WAIT)
        // A query on a local file cannot lose its connection, and the check would cost as much as the query.
        .test_before_acquire(false)
        .connect_with(options)
        .await
}

async fn migrate(pool: &SqlitePool, file: &Path, catalogue: &Catalogue) -> Result<(), StoreError> {
    match MIGRATIONS.run(pool).await {
        Ok(()) => films::fill(pool, catalogue).await,
        Err(MigrateError::VersionMissing(migration)) => Err(StoreError::Newer { path: file.to_owned(), migration }),
        Err(MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _)) => Err(unavailable(error)),
        Err(error) => Err(error.into()),
    }
}

fn explain(folder: &Path, error: &sqlx::Error) -> StoreError {
    let code = match error {
        sqlx::Error::Database(database) => database.code().and_then(|code| code.parse::<u32>().ok()),
        _ => None,
    };
    // Primary result codes, https://sqlite.org/rescode.html
    cannot_open(
        folder,
        &match code.map(|code| code & 0xff) {
            Some(8) => "it is read-only".to_owned(),
            Some(13) => "the disk is full".to_owned(),
            Some(14) => "the database file cannot be made or opened there".to_owned(),
            Some(26) => format!("{FILE_NAME} there is not a database"),
            Some(5) => "another program holds the database locked".to_owned(),
            _ => error.to_string(),
        },
    )
}

fn cannot_open(folder: &Path, reason: &str) -> StoreError {
    StoreError::CannotOpen(format!(
        "the data folder {} cannot be used: {reason}. Free or unlock it, or choose another with --data-dir",
        folder.display()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_migration_is_the_known_one() {
        assert_eq!(MIGRATIONS.iter().map(|migration| migration.version).max(), Some(KNOWN_MIGRATION));
    }
}

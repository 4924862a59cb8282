//! Transactions, and what an error of SQLite means.

use sqlx::pool::PoolConnection;
use sqlx::sqlite::Sqlite;
use sqlx::{Connection, Transaction};

use crate::store::{Outage, StoreError};

/// Starts a transaction that takes the write lock at once: one that began as a reader could not become a writer later.
pub(super) async fn begin(connection: &mut PoolConnection<Sqlite>) -> Result<Transaction<'_, Sqlite>, StoreError> {
    connection.begin_with("BEGIN IMMEDIATE").await.map_err(unavailable)
}

pub(super) async fn commit(transaction: Transaction<'_, Sqlite>) -> Result<(), StoreError> {
    transaction.commit().await.map_err(unavailable)
}

/// Tells what may pass by itself (locked, full, timed out) from what is wrong.
pub(super) fn unavailable(error: sqlx::Error) -> StoreError {
    let passing = match &error {
        sqlx::Error::PoolTimedOut | sqlx::Error::Io(_) => true,
        sqlx::Error::Database(database) => {
            // Primary result codes (https://sqlite.org/rescode.html): BUSY, LOCKED, READONLY, IOERR, FULL, CANTOPEN.
            let code = database.code().and_then(|code| code.parse::<u32>().ok()).unwrap_or(0);
            matches!(code & 0xff, 5 | 6 | 8 | 10 | 13 | 14)
        }
        _ => false,
    };
    if passing { StoreError::Unavailable(Outage::Away, error.to_string()) } else { StoreError::Database(error) }
}

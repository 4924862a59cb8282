//! The connections: one that writes, a few that read.

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicU64;

use sqlx::pool::PoolConnection;
use sqlx::sqlite::{Sqlite, SqlitePool};

use super::failure::unavailable;
use crate::store::waiting::Waiting;
use crate::store::{Outage, StoreError};

/// A [`Store`](crate::store::Store) in one SQLite database.
#[derive(Debug)]
pub struct SqliteStore {
    pub(super) read: SqlitePool,
    pub(super) write: SqlitePool,
    /// None in memory.
    pub(super) file: Option<PathBuf>,
    pub(super) waiting: AtomicU64,
}

impl SqliteStore {
    pub(super) async fn reader(&self) -> Result<PoolConnection<Sqlite>, StoreError> {
        self.connection(&self.read).await
    }

    pub(super) async fn writer(&self) -> Result<PoolConnection<Sqlite>, StoreError> {
        // SQLite goes on writing to a file that was moved or deleted, and what it acknowledged would be lost.
        if let Some(file) = &self.file
            && !file.exists()
        {
            return Err(StoreError::Unavailable(Outage::Away, format!("the file {} is gone", file.display())));
        }
        self.connection(&self.write).await
    }

    async fn connection(&self, pool: &SqlitePool) -> Result<PoolConnection<Sqlite>, StoreError> {
        if let Some(free) = pool.try_acquire() {
            return Ok(free);
        }
        let _waiting = Waiting::count(&self.waiting);
        pool.acquire().await.map_err(unavailable)
    }

    /// The database file, none in memory.
    pub fn file(&self) -> Option<&Path> {
        self.file.as_deref()
    }
}

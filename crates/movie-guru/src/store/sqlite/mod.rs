//! The embedded default: one SQLite file in the data folder, in WAL mode.
//!
//! One connection writes and a few read, so that writers queue in the pool, in order, rather than wake each other in
//! SQLite's busy handler.

mod films;
mod open;
mod people;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use async_trait::async_trait;
use sqlx::pool::PoolConnection;
use sqlx::sqlite::{Sqlite, SqlitePool};
use sqlx::{Connection, Transaction};

pub use open::DATABASE_FILES;
pub(super) use open::KNOWN_MIGRATION;

use super::waiting::Waiting;
use super::{FinishedTurn, NewSession, Outage, PoolUse, SignedIn, Store, StoreError, TokenHash, UserId};
use guru::catalogue::Film;
use guru::profile::UserProfile;
use guru::talk::Message;

/// A [`Store`] in one SQLite database.
#[derive(Debug)]
pub struct SqliteStore {
    read: SqlitePool,
    write: SqlitePool,
    /// None in memory.
    file: Option<PathBuf>,
    waiting: AtomicU64,
}

impl SqliteStore {
    async fn reader(&self) -> Result<PoolConnection<Sqlite>, StoreError> {
        self.connection(&self.read).await
    }

    async fn writer(&self) -> Result<PoolConnection<Sqlite>, StoreError> {
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

/// Starts a transaction that takes the write lock at once: one that began as a reader could not become a writer later.
async fn begin(connection: &mut PoolConnection<Sqlite>) -> Result<Transaction<'_, Sqlite>, StoreError> {
    connection.begin_with("BEGIN IMMEDIATE").await.map_err(unavailable)
}

async fn commit(transaction: Transaction<'_, Sqlite>) -> Result<(), StoreError> {
    transaction.commit().await.map_err(unavailable)
}

/// Tells what may pass by itself (locked, full, timed out) from what is wrong.
fn unavailable(error: sqlx::Error) -> StoreError {
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

#[async_trait]
impl Store for SqliteStore {
    async fn sign_in(&self, name: &str, session: NewSession) -> Result<(), StoreError> {
        people::sign_in(&mut self.writer().await?, name, session).await
    }

    async fn signed_in(&self, token: &TokenHash, now: i64) -> Result<Option<SignedIn>, StoreError> {
        people::signed_in(&mut self.reader().await?, token, now).await
    }

    async fn sign_out(&self, token: &TokenHash) -> Result<(), StoreError> {
        people::sign_out(&mut self.writer().await?, token).await
    }

    async fn save_profile(&self, user: UserId, profile: &UserProfile) -> Result<(), StoreError> {
        people::save_profile(&mut self.writer().await?, user, profile).await
    }

    async fn save_turn(&self, user: UserId, turn: FinishedTurn<'_>) -> Result<UserProfile, StoreError> {
        people::save_turn(&mut self.writer().await?, user, turn).await
    }

    async fn newest_messages(&self, user: UserId, most: u32) -> Result<Vec<Message>, StoreError> {
        people::newest_messages(&mut self.reader().await?, user, most).await
    }

    async fn forget_messages(&self, user: UserId) -> Result<(), StoreError> {
        people::forget_messages(&mut self.writer().await?, user).await
    }

    async fn featured(&self, most: u32) -> Result<Vec<Film>, StoreError> {
        films::featured(&mut self.reader().await?, most).await
    }

    async fn search(&self, words: &str, most: u32) -> Result<Vec<Film>, StoreError> {
        films::search(&mut self.reader().await?, words, most).await
    }

    async fn ready(&self) -> Result<(), StoreError> {
        sqlx::query("SELECT 1 FROM films LIMIT 1").execute(&mut *self.reader().await?).await.map_err(unavailable)?;
        let mut writer = self.writer().await?;
        begin(&mut writer).await?.rollback().await.map_err(unavailable)
    }

    fn pool_use(&self) -> PoolUse {
        // In memory both are one pool.
        let pools = if self.file.is_some() { vec![&self.read, &self.write] } else { vec![&self.read] };
        PoolUse {
            open: pools.iter().map(|pool| u64::from(pool.size())).sum(),
            idle: pools.iter().map(|pool| pool.num_idle() as u64).sum(),
            waiting: self.waiting.load(Ordering::Relaxed),
        }
    }
}

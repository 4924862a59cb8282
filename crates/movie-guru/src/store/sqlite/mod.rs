//! The embedded default: one SQLite file in the data folder, in WAL mode.
//!
//! One connection writes and a few read, so that writers queue in the pool, in order, rather than wake each other in
//! SQLite's busy handler.

mod failure;
mod films;
mod open;
mod people;
mod pools;
mod workshop;

use std::sync::atomic::Ordering;

use async_trait::async_trait;
pub use open::DATABASE_FILES;
pub(super) use open::KNOWN_MIGRATION;
pub use pools::SqliteStore;

use failure::{begin, unavailable};

use super::{Digest, FinishedTurn, NewSession, PoolUse, SignedIn, Store, StoreError, TokenHash, UserId};
use guru::catalogue::Film;
use guru::profile::UserProfile;
use guru::talk::Message;

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

    async fn workshop_text(&self, name: &str) -> Result<Option<String>, StoreError> {
        workshop::text(&mut self.reader().await?, name).await
    }

    async fn replace_workshop_text(&self, name: &str, was: Option<Digest>, becomes: &str) -> Result<bool, StoreError> {
        workshop::replace(&mut self.writer().await?, name, was, becomes).await
    }

    async fn forget_workshop(&self) -> Result<(), StoreError> {
        workshop::forget(&mut self.writer().await?).await
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

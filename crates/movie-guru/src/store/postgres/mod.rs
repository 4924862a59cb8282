//! PostgreSQL: people, sessions and the scenario of any number of replicas, so that none of them holds what another needs.
//!
//! A connection that broke is found out when it is taken from the pool, and replaced; a server that is away is waited for
//! ([`open`]).

mod config;
mod failure;
mod films;
mod open;
mod people;
mod scenario;
mod workshop;

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use serde_json::Value;
use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgConnectOptions, PgConnection, PgPool, PgPoolOptions, Postgres};
use sqlx::{Connection, Executor};
use tokio::sync::watch;
use tokio::task::JoinHandle;

pub use config::{DatabaseUrlError, PostgresConfig};
pub(super) use failure::store_error;
use open::Opened;
pub(super) use open::connection_for_upkeep;

use super::waiting::Waiting;
use super::{
    Digest, FinishedTurn, NewSession, Outage, PoolUse, SetForAll, SharedScenario, SignedIn, Store, StoreError,
    TokenHash, UserId,
};
use guru::catalogue::{Catalogue, Film};
use guru::profile::UserProfile;
use guru::talk::Message;

/// What a server may take longer than its own limit to say that a statement took too long.
const ANSWER_GRACE: Duration = Duration::from_secs(2);
/// How long a probe waits for a connection of the pool, and then for one that only finds out why there was none.
const PROBE_LIMIT: Duration = Duration::from_secs(1);

/// A [`Store`] in a PostgreSQL database.
#[derive(Debug)]
pub struct PostgresStore {
    pool: PgPool,
    address: PgConnectOptions,
    answer_limit: Duration,
    opened: watch::Receiver<Opened>,
    opening: Option<JoinHandle<()>>,
    waiting: AtomicU64,
}

impl PostgresStore {
    /// Connects, and brings schema and films up to date. Where that cannot be done now it is tried again and again in the
    /// background; meanwhile everything that is asked of the store is [`StoreError::Unavailable`], with the reason.
    pub async fn start(config: &PostgresConfig, catalogue: &Catalogue) -> Self {
        let limit_ms = |limit: Duration| limit.as_millis().to_string();
        let address = config.address.as_ref().clone().options([
            ("statement_timeout", limit_ms(config.statement_timeout)),
            // Ours never idle in a transaction; one that does has lost its process, and holds locks.
            ("idle_in_transaction_session_timeout", limit_ms(config.statement_timeout)),
        ]);
        let pool = PgPoolOptions::new()
            .max_connections(config.connections)
            .acquire_timeout(config.acquire_timeout)
            .connect_lazy_with(address.clone());
        let first = open::open(config, catalogue).await;
        let is_open = first.is_ok();
        let (tell, opened) = watch::channel(first);
        let opening = (!is_open).then(|| tokio::spawn(open::keep_trying(config.clone(), catalogue.clone(), tell)));
        Self {
            pool,
            address,
            answer_limit: config.statement_timeout + ANSWER_GRACE,
            opened,
            opening,
            waiting: AtomicU64::new(0),
        }
    }

    fn is_open(&self) -> Result<(), StoreError> {
        self.opened.borrow().clone().map_err(|(outage, detail)| StoreError::Unavailable(outage, detail))
    }

    async fn connection(&self) -> Result<PoolConnection<Postgres>, StoreError> {
        self.is_open()?;
        // One that is idle is asked whether it still lives; nobody calls that waiting.
        let _waiting = (self.pool.num_idle() == 0).then(|| Waiting::count(&self.waiting));
        self.pool.acquire().await.map_err(store_error)
    }

    async fn with<T>(
        &self,
        work: impl AsyncFnOnce(&mut PgConnection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.on(self.connection().await?, work).await
    }

    /// Does the work on this connection. One that does not answer at all is given up, with whatever it waits for.
    async fn on<T>(
        &self,
        mut connection: PoolConnection<Postgres>,
        work: impl AsyncFnOnce(&mut PgConnection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        match tokio::time::timeout(self.answer_limit, work(&mut connection)).await {
            Ok(done) => done,
            Err(_) => {
                drop(connection.detach());
                Err(StoreError::Unavailable(Outage::Slow, format!("nothing was heard for {:?}", self.answer_limit)))
            }
        }
    }

    /// Why the pool gives no connection: it only says itself that one waited in vain.
    async fn diagnosis(&self) -> StoreError {
        match open::connect(&self.address, PROBE_LIMIT).await {
            Ok(connection) => {
                drop(connection);
                StoreError::Unavailable(Outage::Busy, "the server would have one".to_owned())
            }
            Err(error) => error,
        }
    }
}

impl Drop for PostgresStore {
    fn drop(&mut self) {
        if let Some(opening) = &self.opening {
            opening.abort();
        }
    }
}

#[async_trait]
impl Store for PostgresStore {
    async fn sign_in(&self, name: &str, session: NewSession) -> Result<(), StoreError> {
        self.with(async |connection| people::sign_in(connection, name, session).await).await
    }

    async fn signed_in(&self, token: &TokenHash, now: i64) -> Result<Option<SignedIn>, StoreError> {
        self.with(async |connection| people::signed_in(connection, token, now).await).await
    }

    async fn sign_out(&self, token: &TokenHash) -> Result<(), StoreError> {
        self.with(async |connection| people::sign_out(connection, token).await).await
    }

    async fn save_profile(&self, user: UserId, profile: &UserProfile) -> Result<(), StoreError> {
        self.with(async |connection| people::save_profile(connection, user, profile).await).await
    }

    async fn save_turn(&self, user: UserId, turn: FinishedTurn<'_>) -> Result<UserProfile, StoreError> {
        self.with(async |connection| people::save_turn(connection, user, turn).await).await
    }

    async fn newest_messages(&self, user: UserId, most: u32) -> Result<Vec<Message>, StoreError> {
        self.with(async |connection| people::newest_messages(connection, user, most).await).await
    }

    async fn forget_messages(&self, user: UserId) -> Result<(), StoreError> {
        self.with(async |connection| people::forget_messages(connection, user).await).await
    }

    async fn featured(&self, most: u32) -> Result<Vec<Film>, StoreError> {
        self.with(async |connection| films::featured(connection, most).await).await
    }

    async fn search(&self, words: &str, most: u32) -> Result<Vec<Film>, StoreError> {
        self.with(async |connection| films::search(connection, words, most).await).await
    }

    async fn workshop_text(&self, name: &str) -> Result<Option<String>, StoreError> {
        self.with(async |connection| workshop::text(connection, name).await).await
    }

    async fn replace_workshop_text(&self, name: &str, was: Option<Digest>, becomes: &str) -> Result<bool, StoreError> {
        self.with(async |connection| workshop::replace(connection, name, was, becomes).await).await
    }

    async fn forget_workshop(&self) -> Result<(), StoreError> {
        self.with(async |connection| workshop::forget(connection).await).await
    }

    /// Whether it can be written too: a server that has become a standby, or a locked catalogue, is not ready.
    async fn ready(&self) -> Result<(), StoreError> {
        self.is_open()?;
        let Ok(Ok(connection)) = tokio::time::timeout(PROBE_LIMIT, self.connection()).await else {
            return Err(self.diagnosis().await);
        };
        self.on(connection, async |connection| {
            let mut transaction = connection.begin().await.map_err(store_error)?;
            transaction.execute("LOCK TABLE sessions IN ROW EXCLUSIVE MODE").await.map_err(store_error)?;
            transaction.rollback().await.map_err(store_error)
        })
        .await
    }

    fn pool_use(&self) -> PoolUse {
        PoolUse {
            open: u64::from(self.pool.size()),
            idle: self.pool.num_idle() as u64,
            waiting: self.waiting.load(Ordering::Relaxed),
        }
    }

    fn shared_scenario(&self) -> Option<&dyn SharedScenario> {
        Some(self)
    }
}

#[async_trait]
impl SharedScenario for PostgresStore {
    async fn set_after(&self, revision: i64) -> Result<Option<SetForAll>, StoreError> {
        self.with(async |connection| scenario::set_after(connection, revision).await).await
    }

    async fn set(&self, scenario: &Value) -> Result<i64, StoreError> {
        self.with(async |connection| scenario::set(connection, scenario).await).await
    }
}

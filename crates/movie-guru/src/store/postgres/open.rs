//! Opening the database: schema and films brought up to date, again and again until it works. A service whose database
//! is away says so at `/readyz` and waits; ending would only make whoever restarts it wait too.

use std::time::Duration;

use sqlx::migrate::Migrator;
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{ConnectOptions, Connection};
use tokio::sync::watch;

use super::config::PostgresConfig;
use super::failure::{migration_error, store_error};
use super::films;
use crate::store::{Outage, StoreError};
use guru::catalogue::Catalogue;

static MIGRATIONS: Migrator = sqlx::migrate!("migrations/postgres");

const FIRST_PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_secs(15);

/// Whether the database is open; while it is not, why.
pub(super) type Opened = Result<(), (Outage, String)>;

/// Tries once.
pub(super) async fn open(config: &PostgresConfig, catalogue: &Catalogue) -> Opened {
    match bring_up_to_date(config, catalogue).await {
        Ok(()) => Ok(()),
        Err(StoreError::Unavailable(outage, detail)) => Err((outage, detail)),
        Err(other) => Err((Outage::Outdated, other.to_string())),
    }
}

/// Tries until it works, with longer and longer pauses.
pub(super) async fn keep_trying(config: PostgresConfig, catalogue: Catalogue, opened: watch::Sender<Opened>) {
    let mut pause = FIRST_PAUSE;
    loop {
        if let Err((outage, detail)) = &*opened.borrow() {
            let retry_in_ms = u64::try_from(pause.as_millis()).unwrap_or_default();
            tracing::warn!(database = config.place(), detail, retry_in_ms, "not ready: the database {outage}");
        }
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(LONGEST_PAUSE);
        let attempt = open(&config, &catalogue).await;
        let is_open = attempt.is_ok();
        // Said in the next round, or by whoever asks.
        let _ = opened.send_replace(attempt);
        if is_open {
            tracing::info!(database = config.place(), "the database is open");
            return;
        }
    }
}

async fn bring_up_to_date(config: &PostgresConfig, catalogue: &Catalogue) -> Result<(), StoreError> {
    connection_for_upkeep(config, catalogue).await?.close().await.map_err(store_error)
}

/// A connection to the database with schema and films up to date, and without the limit for statements: a migration may
/// take its time, and whatever lock it holds ends with the connection. Replicas that start together wait for each other
/// here.
pub(in crate::store) async fn connection_for_upkeep(
    config: &PostgresConfig,
    catalogue: &Catalogue,
) -> Result<PgConnection, StoreError> {
    let mut connection = connect(&config.address, config.acquire_timeout).await?;
    MIGRATIONS.run_direct(None, &mut connection, false).await.map_err(migration_error)?;
    films::fill(&mut connection, catalogue).await?;
    Ok(connection)
}

/// One connection outside of the pool, for which the pool's own error would be "timed out", whatever the reason.
pub(super) async fn connect(address: &PgConnectOptions, limit: Duration) -> Result<PgConnection, StoreError> {
    match tokio::time::timeout(limit, address.connect()).await {
        Ok(connected) => connected.map_err(store_error),
        Err(_) => Err(StoreError::Unavailable(Outage::Unreachable, format!("no answer within {limit:?}"))),
    }
}

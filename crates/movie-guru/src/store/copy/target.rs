//! The side that is copied to: a PostgreSQL database, written a batch at a time.

use sqlx::Connection;
use sqlx::postgres::PgConnection;

use super::rows::{Counts, Messages, People};
use crate::store::StoreError;
use crate::store::postgres::{PostgresConfig, connection_for_upkeep, store_error};
use guru::catalogue::Catalogue;

/// Names the lock that one copy holds; any number that nothing else of ours uses.
const COPY_LOCK: i64 = 0x6d6f_7669_6567_7572;

pub(super) async fn open(config: &PostgresConfig, catalogue: &Catalogue) -> Result<PgConnection, StoreError> {
    connection_for_upkeep(config, catalogue).await
}

/// Whether no other copy runs. The lock goes with the connection.
pub(super) async fn lock(connection: &mut PgConnection) -> Result<bool, StoreError> {
    sqlx::query_scalar("SELECT pg_try_advisory_lock($1)")
        .bind(COPY_LOCK)
        .fetch_one(connection)
        .await
        .map_err(store_error)
}

/// Everybody who is there, by number.
pub(super) async fn people(connection: &mut PgConnection) -> Result<Vec<(i64, String)>, StoreError> {
    sqlx::query_as("SELECT id, name FROM users ORDER BY id").fetch_all(connection).await.map_err(store_error)
}

pub(super) async fn count(connection: &mut PgConnection) -> Result<Counts, StoreError> {
    let sql = "SELECT (SELECT count(*) FROM users), (SELECT count(*) FROM messages)";
    let (people, messages) = sqlx::query_as(sql).fetch_one(connection).await.map_err(store_error)?;
    Ok(Counts { people, messages })
}

/// Writes a batch, all of it or nothing. Numbers given away from now on are beyond those of the copy.
pub(super) async fn write(
    connection: &mut PgConnection,
    people: &People,
    messages: &Messages,
) -> Result<(), StoreError> {
    let mut transaction = connection.begin().await.map_err(store_error)?;
    sqlx::query(
        "INSERT INTO users (id, name, profile, created_at)
         SELECT id, name, profile::jsonb, created_at
         FROM unnest($1::bigint[], $2::text[], $3::text[], $4::bigint[]) AS row (id, name, profile, created_at)",
    )
    .bind(&people.ids)
    .bind(&people.names)
    .bind(&people.profiles)
    .bind(&people.created_at)
    .execute(&mut *transaction)
    .await
    .map_err(store_error)?;
    sqlx::query(
        "INSERT INTO messages (id, user_id, role, content, memory, said_at)
         SELECT id, user_id, role, content, memory::jsonb, said_at
         FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::bigint[])
             AS row (id, user_id, role, content, memory, said_at)",
    )
    .bind(&messages.ids)
    .bind(&messages.users)
    .bind(&messages.roles)
    .bind(&messages.contents)
    .bind(&messages.memories)
    .bind(&messages.said_at)
    .execute(&mut *transaction)
    .await
    .map_err(store_error)?;
    sqlx::query(
        "SELECT setval(pg_get_serial_sequence('users', 'id'), (SELECT max(id) FROM users)),
                setval(pg_get_serial_sequence('messages', 'id'), (SELECT coalesce(max(id), 1) FROM messages))",
    )
    .execute(&mut *transaction)
    .await
    .map_err(store_error)?;
    transaction.commit().await.map_err(store_error)
}

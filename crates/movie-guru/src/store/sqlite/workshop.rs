//! Texts of the workshop in SQLite.

use sqlx::pool::PoolConnection;
use sqlx::sqlite::Sqlite;

use super::failure::{begin, commit, unavailable};
use crate::store::{Digest, StoreError, digest};

type Connection = PoolConnection<Sqlite>;

pub(super) async fn text(connection: &mut Connection, name: &str) -> Result<Option<String>, StoreError> {
    let text = sqlx::query_scalar("SELECT content FROM workshop WHERE name = ?").bind(name);
    text.fetch_optional(&mut **connection).await.map_err(unavailable)
}

pub(super) async fn replace(
    connection: &mut Connection,
    name: &str,
    was: Option<Digest>,
    becomes: &str,
) -> Result<bool, StoreError> {
    let mut transaction = begin(connection).await?;
    let text = sqlx::query_scalar("SELECT content FROM workshop WHERE name = ?").bind(name);
    let now: Option<String> = text.fetch_optional(&mut *transaction).await.map_err(unavailable)?;
    if now.as_deref().map(digest) != was {
        return Ok(false);
    }
    sqlx::query(
        "INSERT INTO workshop (name, content) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET content = excluded.content",
    )
    .bind(name)
    .bind(becomes)
    .execute(&mut *transaction)
    .await
    .map_err(unavailable)?;
    commit(transaction).await?;
    Ok(true)
}

pub(super) async fn forget(connection: &mut Connection) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM workshop").execute(&mut **connection).await.map_err(unavailable)?;
    Ok(())
}

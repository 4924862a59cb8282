//! Texts of the workshop in PostgreSQL.

use sqlx::Connection;
use sqlx::postgres::PgConnection;

use super::failure::store_error;
use crate::store::{Digest, StoreError, digest};

pub(super) async fn text(connection: &mut PgConnection, name: &str) -> Result<Option<String>, StoreError> {
    let text = sqlx::query_scalar("SELECT content FROM workshop WHERE name = $1").bind(name);
    text.fetch_optional(connection).await.map_err(store_error)
}

pub(super) async fn replace(
    connection: &mut PgConnection,
    name: &str,
    was: Option<Digest>,
    becomes: &str,
) -> Result<bool, StoreError> {
    let Some(was) = was else {
        let insert = "INSERT INTO workshop (name, content) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING";
        let inserted = sqlx::query(insert).bind(name).bind(becomes).execute(connection).await.map_err(store_error)?;
        return Ok(inserted.rows_affected() == 1);
    };
    let mut transaction = connection.begin().await.map_err(store_error)?;
    // Held until the end: another replica that wants to replace it waits, and then sees what it became.
    let text = sqlx::query_scalar("SELECT content FROM workshop WHERE name = $1 FOR UPDATE").bind(name);
    let now: Option<String> = text.fetch_optional(&mut *transaction).await.map_err(store_error)?;
    if now.as_deref().map(digest) != Some(was) {
        return Ok(false);
    }
    let update = sqlx::query("UPDATE workshop SET content = $2 WHERE name = $1").bind(name).bind(becomes);
    update.execute(&mut *transaction).await.map_err(store_error)?;
    transaction.commit().await.map_err(store_error)?;
    Ok(true)
}

pub(super) async fn forget(connection: &mut PgConnection) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM workshop").execute(connection).await.map_err(store_error)?;
    Ok(())
}

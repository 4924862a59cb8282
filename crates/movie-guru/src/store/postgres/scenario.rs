//! The scenario that all replicas share: one row of the table `stage`.

use serde_json::Value;
use sqlx::postgres::PgConnection;
use sqlx::types::Json;

use super::failure::store_error;
use crate::store::{SetForAll, StoreError};

pub(super) async fn set_after(connection: &mut PgConnection, revision: i64) -> Result<Option<SetForAll>, StoreError> {
    let row: Option<(i64, Json<Value>)> = sqlx::query_as("SELECT revision, scenario FROM stage WHERE revision > $1")
        .bind(revision)
        .fetch_optional(connection)
        .await
        .map_err(store_error)?;
    Ok(row.map(|(revision, Json(scenario))| SetForAll { revision, scenario }))
}

pub(super) async fn set(connection: &mut PgConnection, scenario: &Value) -> Result<i64, StoreError> {
    sqlx::query_scalar(
        "INSERT INTO stage (revision, scenario) VALUES (1, $1)
         ON CONFLICT (only_row) DO UPDATE SET revision = stage.revision + 1, scenario = excluded.scenario
         RETURNING revision",
    )
    .bind(Json(scenario))
    .fetch_one(connection)
    .await
    .map_err(store_error)
}

//! The stage that all replicas share: one row.

use sqlx::postgres::PgConnection;
use sqlx::types::Json;

use super::failure::store_error;
use crate::phase::scenario::Scenario;
use crate::store::{SetForAll, StoreError};

pub(super) async fn read(connection: &mut PgConnection) -> Result<Option<SetForAll>, StoreError> {
    let row: Option<(i64, Json<Scenario>)> =
        sqlx::query_as("SELECT revision, scenario FROM stage").fetch_optional(connection).await.map_err(store_error)?;
    Ok(row.map(|(revision, Json(scenario))| SetForAll { revision, scenario }))
}

pub(super) async fn write(connection: &mut PgConnection, scenario: Scenario) -> Result<SetForAll, StoreError> {
    let revision = sqlx::query_scalar(
        "INSERT INTO stage (revision, scenario) VALUES (1, $1)
         ON CONFLICT (only_row) DO UPDATE SET revision = stage.revision + 1, scenario = excluded.scenario
         RETURNING revision",
    )
    .bind(Json(&scenario))
    .fetch_one(connection)
    .await
    .map_err(store_error)?;
    Ok(SetForAll { revision, scenario })
}

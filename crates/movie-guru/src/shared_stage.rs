//! The stage of several replicas: what `POST /phase` sets on one of them, all play within a second.

use std::time::Duration;

use crate::phase::Stage;
use crate::store::Store;

/// How often a replica looks.
const EVERY: Duration = Duration::from_secs(1);

/// Looks once.
pub(crate) async fn catch_up(stage: &Stage, store: &dyn Store) {
    let Some(shared) = store.shared_stage() else { return };
    match shared.read().await {
        Ok(Some(set)) => stage.follow(set.scenario, set.revision),
        Ok(None) => {}
        // What is on stays on; whether the database is there is for others to say.
        Err(error) => tracing::debug!(%error, "the stage of all replicas cannot be read"),
    }
}

/// Looks again and again; returns at once where the stage is this process's own.
pub(crate) async fn keep_up(stage: &Stage, store: &dyn Store) {
    while store.shared_stage().is_some() {
        tokio::time::sleep(EVERY).await;
        catch_up(stage, store).await;
    }
}

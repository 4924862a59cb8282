//! The scenario of several replicas: what `POST /phase` sets on one of them, all play within a second.

use std::time::Duration;

use crate::phase::{Stage, stored};
use crate::store::{Store, StoreError};

/// How often a replica looks.
const EVERY: Duration = Duration::from_secs(1);

/// Looks once, whether something new was set.
pub(crate) async fn catch_up(stage: &Stage, store: &dyn Store) -> Result<(), StoreError> {
    if let Some(shared) = store.shared_scenario()
        && let Some(set) = shared.set_after(stage.revision()).await?
    {
        stage.follow(stored::read(&set.scenario), set.revision);
    }
    Ok(())
}

/// Looks again and again; returns at once where the scenario is this process's own.
pub(crate) async fn keep_up(stage: &Stage, store: &dyn Store) {
    let mut troubled = false;
    while store.shared_scenario().is_some() {
        let looked = catch_up(stage, store).await;
        // What is on stays on. Whether the database is there is for others to say; anything else is said once.
        if let Err(error) = &looked
            && error.outage().is_none()
            && !troubled
        {
            tracing::warn!(%error, "the scenario of all replicas cannot be read");
        }
        troubled = looked.is_err();
        tokio::time::sleep(EVERY).await;
    }
}

//! One team's lab, and the connections to it.

use std::sync::Arc;

use super::error::LabError;
use super::http::Connections;
use crate::reach::{Health, Reach};

/// One team's lab.
pub struct Lab {
    team: String,
    pub(super) connections: Connections,
}

impl Lab {
    /// Reached this way; nothing is asked yet.
    pub fn new(team: impl Into<String>, reach: Arc<dyn Reach>) -> Self {
        Self { team: team.into(), connections: Connections::new(reach) }
    }

    /// The team's name.
    pub fn team(&self) -> &str {
        &self.team
    }

    /// How its pods or processes are.
    ///
    /// # Errors
    /// Where that cannot be seen.
    pub async fn health(&self) -> Result<Health, LabError> {
        Ok(self.connections.reach().health().await?)
    }
}

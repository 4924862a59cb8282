//! How the app behaves, and who uses it.

use std::time::Duration;

use movie_guru_workshop::evidence::Run;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::error::LabError;
use super::http::Ask;
use super::link::Lab;
use crate::reach::Service;

/// A run's end is answered once requests in flight have ended, for which it takes up to five seconds.
const STOPPING: Duration = Duration::from_secs(20);

/// The simulated people at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct People {
    /// Whether a run is on.
    pub is_running: bool,
    /// How many there are.
    pub users: u64,
}

#[derive(Deserialize)]
struct Phase {
    scenario: Option<String>,
}

#[derive(Deserialize)]
struct Load {
    state: String,
    #[serde(default)]
    users: u64,
}

impl From<Load> for People {
    fn from(load: Load) -> Self {
        Self { is_running: load.state == "running", users: load.users }
    }
}

impl Lab {
    /// The scenario that is on; none where it has no name.
    ///
    /// # Errors
    /// Where the backend cannot be asked.
    pub async fn scenario(&self) -> Result<Option<String>, LabError> {
        let phase: Phase = self.connections.json(Ask::get(Service::Backend, "/phase")).await?;
        Ok(phase.scenario)
    }

    /// Sets the scenario.
    ///
    /// # Errors
    /// Where the backend cannot be asked, or knows no such scenario.
    pub async fn set_scenario(&self, name: &str) -> Result<(), LabError> {
        let token = self.connections.reach().admin_token().await?;
        let ask = Ask::post(Service::Backend, "/phase", &json!({ "scenario": name }));
        self.connections.bytes(ask.bearer(token.as_deref())).await.map(drop)
    }

    /// How many simulated people there are.
    ///
    /// # Errors
    /// Where the load generator cannot be asked.
    pub async fn people(&self) -> Result<People, LabError> {
        self.load(Ask::get(Service::Load, "/api/load")).await
    }

    /// Starts a run; without one, as the load generator was set last. Where one is on already nothing changes.
    ///
    /// # Errors
    /// Where the load generator cannot be asked, or refuses.
    pub async fn start_load(&self, run: Option<&Run>) -> Result<People, LabError> {
        let people = self.people().await?;
        if people.is_running {
            return Ok(people);
        }
        let mut wanted = Map::new();
        if let Some(Run { users, spawn_rate, run_time }) = run {
            wanted.insert("users".to_owned(), users.to_string().into());
            let more = [("spawn_rate", spawn_rate), ("run_time", run_time)];
            wanted.extend(more.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value.clone()?.into()))));
        }
        self.load(Ask::post(Service::Load, "/api/load/start", &Value::from(wanted))).await
    }

    /// Stops the run that is on; nothing where none is.
    ///
    /// # Errors
    /// Where the load generator cannot be asked.
    pub async fn stop_load(&self) -> Result<People, LabError> {
        let people = self.people().await?;
        if !people.is_running {
            return Ok(people);
        }
        match self.load(Ask::post(Service::Load, "/api/load/stop", &json!({})).within(STOPPING)).await {
            // It ended by itself meanwhile.
            Err(error) if error.status() == Some(409) => self.people().await,
            stopped => stopped,
        }
    }

    async fn load(&self, ask: Ask) -> Result<People, LabError> {
        let password = self.connections.reach().load_password().await?;
        Ok(self.connections.json::<Load>(ask.password(password.as_deref())).await?.into())
    }
}

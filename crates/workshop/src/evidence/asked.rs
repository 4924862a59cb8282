//! What can be asked, as traits.

use std::sync::Arc;

use async_trait::async_trait;
use jiff::Timestamp;
use movie_guru_slo::Slo;
use serde::{Deserialize, Serialize};

use super::missing::Missing;

/// What checks look at.
#[derive(Clone)]
pub struct Evidence {
    /// Figures.
    pub metrics: Arc<dyn Metrics>,
    /// SLOs and alerts.
    pub board: Arc<dyn Board>,
    /// How the app behaves.
    pub app: Arc<dyn App>,
    /// The simulated people.
    pub load: Arc<dyn Load>,
}

/// A series and its value at a moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    /// Its labels, as JSON shows them.
    pub labels: String,
    /// Its value.
    pub value: f64,
}

/// Figures, asked in PromQL.
#[async_trait]
pub trait Metrics: Send + Sync {
    /// What a query answers at a moment; now where none is named.
    ///
    /// # Errors
    /// Where it cannot be asked, or cannot be read as a query.
    async fn query(&self, promql: &str, at: Option<Timestamp>) -> Result<Vec<Sample>, Missing>;

    /// The one number that a query answers now; none where it answers none, or not a number.
    ///
    /// # Errors
    /// As [`Metrics::query`].
    async fn value(&self, promql: &str) -> Result<Option<f64>, Missing> {
        let samples = self.query(promql, None).await?;
        Ok(samples.first().map(|sample| sample.value).filter(|value| value.is_finite()))
    }
}

/// An SLO as it stands on the board.
#[derive(Clone, Debug)]
pub struct BoardSlo {
    /// The SLO, with its alerts.
    pub slo: Slo,
    /// Its SLI over its window; none before there were requests.
    pub sli: Option<f64>,
    /// What of it no series matches, as a sentence.
    pub unmatched: Option<String>,
}

/// An alert that fired.
#[derive(Clone, Debug, PartialEq)]
pub struct Fired {
    /// The SLO's name.
    pub slo: String,
    /// The policy's name.
    pub policy: String,
    /// When.
    pub at: Timestamp,
}

/// SLOs and alerts.
#[async_trait]
pub trait Board: Send + Sync {
    /// All SLOs.
    ///
    /// # Errors
    /// Where the board cannot be asked.
    async fn slos(&self) -> Result<Vec<BoardSlo>, Missing>;

    /// The alerts that fire or fired.
    ///
    /// # Errors
    /// Where the board cannot be asked.
    async fn fired(&self) -> Result<Vec<Fired>, Missing>;

    /// Hands OpenSLO documents in: what is there by that name is replaced.
    ///
    /// # Errors
    /// Where it refuses them, in its own words.
    async fn apply(&self, openslo: &str) -> Result<(), Missing>;
}

/// How the app behaves.
#[async_trait]
pub trait App: Send + Sync {
    /// The scenario that is on; none where it has no name.
    ///
    /// # Errors
    /// Where the app cannot be asked.
    async fn scenario(&self) -> Result<Option<String>, Missing>;

    /// Sets the scenario.
    ///
    /// # Errors
    /// Where the app refuses it.
    async fn set_scenario(&self, name: &str) -> Result<(), Missing>;
}

/// A run that is asked of the load generator.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Run {
    /// How many people.
    pub users: u32,
    /// How many of them come per second.
    pub spawn_rate: Option<String>,
    /// When the run ends by itself, as `7h`.
    pub run_time: Option<String>,
}

/// The simulated people at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct People {
    /// Whether a run is on.
    pub is_running: bool,
    /// How many there are.
    pub users: u64,
}

/// The simulated people.
#[async_trait]
pub trait Load: Send + Sync {
    /// How many there are.
    ///
    /// # Errors
    /// Where the load generator cannot be asked.
    async fn load(&self) -> Result<People, Missing>;

    /// Starts a run.
    ///
    /// # Errors
    /// Where the load generator refuses it.
    async fn start(&self, run: &Run) -> Result<(), Missing>;
}

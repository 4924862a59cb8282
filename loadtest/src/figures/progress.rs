//! How a run stands, or stood at its end: its rows of figures, what failed, and why it is over.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::figures::call_figures::{CallFigures, RoundFigures};
use crate::figures::failure_kind::FailureKind;
use crate::plan::journey::{Journey, Request};

/// Why a run is over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum End {
    /// By a person, a program or a signal.
    Stopped,
    /// Its run time was over.
    RunTime,
    /// A condition of `--stop-if` held; the text says which, and the figure.
    StopIf(String),
    /// Goose ended or refused; the text says why.
    Broke(String),
}

/// One request of a run, by name, over all journeys.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RequestRow {
    /// Its name, whichever journey sent it.
    pub request: Request,
    /// Over all journeys together.
    #[serde(flatten)]
    pub figures: CallFigures,
}

/// One journey of a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct JourneyRow {
    /// Its name, whoever walked it.
    pub journey: Journey,
    /// Of all its requests together.
    #[serde(flatten)]
    pub figures: CallFigures,
    /// Of its rounds, with the pauses in them.
    pub rounds: RoundFigures,
}

/// What failed, and how often.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FailureRow {
    /// The journey that the request belonged to.
    pub journey: Journey,
    /// Which request; none where the journey itself broke.
    pub request: Option<Request>,
    /// The column that it is counted in.
    pub kind: FailureKind,
    /// In words, with the server's own where it gave any; at most 100 are told apart.
    pub message: String,
    /// How many failed with just these words.
    pub count: u64,
}

/// A run as it stands; with `ended` set, its summary.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Progress {
    /// People at work just now.
    pub users: u64,
    /// Time since the run started, up to its end.
    #[serde(rename = "elapsed_s", with = "crate::plan::in_seconds")]
    #[schema(value_type = f64)]
    pub elapsed: Duration,
    /// Over all requests and journeys.
    pub total: CallFigures,
    /// The requests that were sent at all.
    pub requests: Vec<RequestRow>,
    /// The journeys that were begun at all.
    pub journeys: Vec<JourneyRow>,
    /// What failed, most frequent first.
    pub failed: Vec<FailureRow>,
    /// Why the run is over, once it is.
    pub ended: Option<End>,
}

//! A run in one JSON document: what it was asked to do, how it stands, and every figure. The API answers it, and a
//! kept run is it.

use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};
use url::Url;
use utoipa::ToSchema;

use crate::figures::progress::Progress;
use crate::plan::habits::{Patience, ThinkTime};
use crate::plan::journey::Journey;
use crate::plan::percentile::Percentile;
use crate::plan::settings::RunSettings;
use crate::plan::shape::Shape;
use crate::plan::share::Share;
use crate::plan::stop_if::StopIf;
use crate::plan::through::Through;

/// Whether a run is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = RunState)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// People come and go through their journeys.
    Running,
    /// Requests in flight may end.
    Stopping,
    /// Nothing of it sends another request.
    Ended,
}

/// What a run was asked to do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = RunSettings)]
pub struct Asked {
    /// People at work once all had come.
    pub users: usize,
    /// How many of them come per second.
    pub spawn_rate: f32,
    /// When it ends by itself; none where it goes on until it is stopped.
    pub run_time_s: Option<f64>,
    /// What the requests go to.
    #[schema(value_type = String, format = "uri", example = "http://127.0.0.1:8081/")]
    pub host: Url,
    /// Whether `host` is the web app or the backend; none in a run that was kept before this was.
    #[serde(default)]
    pub through: Option<Through>,
    /// The pause between two requests, as the flag takes it.
    #[schema(value_type = String, example = "1s-2s")]
    pub think_time: ThinkTime,
    /// How long people wait, and the share of those who then leave.
    pub patience: Patience,
    /// What people do, one named twice done by twice as many.
    pub journeys: Vec<Journey>,
    /// How many people there are at which time, where that was asked for.
    #[schema(value_type = Option<String>, example = "ramp:50,10m")]
    pub shape: Option<Shape>,
    /// Requests per second of an open model.
    pub rate: Option<f64>,
    /// Which part of a larger run it was.
    #[serde(default, skip_serializing_if = "Share::is_whole")]
    pub share: Share,
    /// The seed that the run really has.
    pub seed: Option<u64>,
    /// What was to end it before its time.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<String>, example = json!(["errors>20%"]))]
    pub stop_if: Vec<StopIf>,
    /// The percentiles that were asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<String>, example = json!(["p99.9"]))]
    pub percentiles: Vec<Percentile>,
}

/// A run as `/api/stats` answers it and as it is kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = Run)]
pub struct Stats {
    /// On, about to end, or over.
    pub state: State,
    /// When it was started: RFC 3339, UTC.
    #[schema(format = DateTime)]
    pub started: String,
    /// What it was asked to do, as it was last changed.
    pub settings: Asked,
    /// Every figure, and why it is over where it is.
    #[serde(flatten)]
    pub progress: Progress,
}

impl From<&RunSettings> for Asked {
    fn from(settings: &RunSettings) -> Self {
        Self {
            users: settings.users,
            spawn_rate: settings.spawn_rate,
            run_time_s: settings.run_time.as_ref().map(Duration::as_secs_f64),
            host: settings.host.clone(),
            through: Some(settings.through),
            think_time: settings.think_time,
            patience: settings.patience,
            journeys: settings.journeys.clone(),
            shape: settings.shape.clone(),
            rate: settings.rate,
            share: settings.share,
            seed: settings.seed,
            stop_if: settings.stop_if.clone(),
            percentiles: settings.percentiles.clone(),
        }
    }
}

/// RFC 3339 in UTC, to the second.
pub(crate) fn time_of(time: SystemTime) -> String {
    humantime::format_rfc3339_seconds(time).to_string()
}

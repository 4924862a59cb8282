//! The lab's own figures over HTTP, for `lab status`: `/api/status`.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::State;
use axum::routing::get;
use axum::{Json, Router};
use http::StatusCode;
use jiff::Timestamp;
use movie_guru::phase::scenario::Scenario;
use movie_guru_loadtest::LoadTest;
use movie_guru_monitor::MetricsSource;
use movie_guru_service::Problem;
use serde::{Deserialize, Serialize};

use crate::minute::{Minute, last_minute};

/// What `/api/status` answers.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Status {
    pub(crate) scenario: String,
    pub(crate) title: String,
    pub(crate) up_seconds: u64,
    /// Simulated people at work.
    pub(crate) users: u64,
    #[serde(flatten)]
    pub(crate) minute: Minute,
}

/// What the figures are made from.
pub(crate) struct Watched {
    pub(crate) metrics: Arc<dyn MetricsSource>,
    pub(crate) load: LoadTest,
    pub(crate) scenario: Box<dyn Fn() -> Arc<Scenario> + Send + Sync>,
    pub(crate) started: Instant,
}

/// The route, which stands among the monitor's.
pub(crate) fn routes(watched: Watched) -> Router {
    Router::new().route("/api/status", get(status)).with_state(Arc::new(watched))
}

async fn status(State(watched): State<Arc<Watched>>) -> Result<Json<Status>, Problem> {
    let scenario = (watched.scenario)();
    let up = watched.started.elapsed();
    let minute = last_minute(watched.metrics.as_ref(), Timestamp::now(), up);
    let minute = minute.await.map_err(|error| Problem::new(StatusCode::BAD_GATEWAY, error.to_string()))?;
    Ok(Json(Status {
        scenario: scenario.name.clone(),
        title: scenario.title.clone(),
        up_seconds: up.as_secs(),
        users: watched.load.current().map_or(0, |run| run.users()),
        minute,
    }))
}

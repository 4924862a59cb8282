//! The lab's own figures over HTTP, for `lab status`: `/api/status`.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

use axum::Json;
use axum::extract::State;
use http::StatusCode;
use jiff::Timestamp;
use movie_guru::phase::scenario::Scenario;
use movie_guru_loadtest::LoadTest;
use movie_guru_monitor::MetricsSource;
use movie_guru_service::Problem;
use movie_guru_service::openapi::problems;
use serde::{Deserialize, Serialize};
use utoipa::openapi::{RefOr, Response};
use utoipa::{IntoResponses, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::minute::{Minute, last_minute};

/// How the lab is, with its last minute.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = LabStatus)]
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
pub(crate) fn routes(watched: Watched) -> OpenApiRouter {
    OpenApiRouter::default().routes(routes!(status)).with_state(Arc::new(watched))
}

/// Why the last minute may be unknown.
struct Unreachable;

impl IntoResponses for Unreachable {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        problems([(StatusCode::BAD_GATEWAY, "The metrics are elsewhere, and cannot be asked for.")])
    }
}

/// See how the lab is
///
/// The scenario, and the last minute of each operation.
#[utoipa::path(
    get, path = "/api/status", operation_id = "status", tag = "The lab",
    responses((status = 200, description = "How it is", body = Status), Unreachable),
)]
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

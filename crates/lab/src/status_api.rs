//! The lab's own figures over HTTP, for `lab status`: `/api/status`.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::State;
use axum::routing::get;
use axum::{Json, Router};
use movie_guru::phase::scenario::Scenario;
use movie_guru_loadtest::LoadTest;
use serde::{Deserialize, Serialize};

use crate::recent::{EVERY, Minute, Recent};

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
    pub(crate) recent: Recent,
    pub(crate) load: LoadTest,
    pub(crate) scenario: Box<dyn Fn() -> Arc<Scenario> + Send + Sync>,
    pub(crate) started: Instant,
}

/// The route, which stands among the monitor's.
pub(crate) fn routes(watched: &Arc<Watched>) -> Router {
    Router::new().route("/api/status", get(status)).with_state(Arc::clone(watched))
}

/// Takes samples for ever.
pub(crate) async fn sample(watched: Arc<Watched>) -> std::io::Result<()> {
    let mut tick = tokio::time::interval(EVERY);
    loop {
        let now = tick.tick().await;
        watched.recent.keep(now.into_std());
    }
}

async fn status(State(watched): State<Arc<Watched>>) -> Json<Status> {
    let scenario = (watched.scenario)();
    Json(Status {
        scenario: scenario.name.clone(),
        title: scenario.title.clone(),
        up_seconds: watched.started.elapsed().as_secs(),
        users: watched.load.current().map_or(0, |run| run.users()),
        minute: watched.recent.figures(Instant::now()),
    })
}

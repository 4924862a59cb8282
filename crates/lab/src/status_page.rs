//! The lab's own figures over HTTP: `/api/status`, and the probes.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use axum::{Json, Router};
use movie_guru::phase::scenario::Scenario;
use movie_guru_loadtest::LoadTest;
use movie_guru_telemetry::Telemetry;
use movie_guru_telemetry::http::metrics;
use serde::{Deserialize, Serialize};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

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
    /// The lab's own metrics: those of the synthetic check.
    pub(crate) telemetry: Telemetry,
}

/// Serves the figures until told to stop, and keeps taking samples meanwhile.
pub(crate) async fn serve(listener: TcpListener, watched: Watched, shutdown: CancellationToken) -> std::io::Result<()> {
    let watched = Arc::new(watched);
    let router = Router::new()
        .route("/api/status", get(status))
        .route("/metrics", get(metrics).with_state(watched.telemetry.clone()))
        .route("/livez", get(|| async { "alive\n" }))
        .route("/readyz", get(|| async { "ready\n" }))
        .fallback(|| async { (StatusCode::NOT_FOUND, "The lab's figures are at /api/status.\n") })
        .with_state(Arc::clone(&watched));
    let sampling = async {
        let mut tick = tokio::time::interval(EVERY);
        loop {
            let now = tick.tick().await;
            watched.recent.keep(now.into_std());
        }
    };
    tokio::select! {
        served = axum::serve(listener, router).with_graceful_shutdown(shutdown.cancelled_owned()).into_future() => served,
        never = sampling => never,
    }
}

async fn status(State(watched): State<Arc<Watched>>) -> Json<Status> {
    let scenario = (watched.scenario)();
    Json(Status {
        scenario: scenario.name.clone(),
        title: scenario.title.clone(),
        up_seconds: watched.started.elapsed().as_secs(),
        users: watched.load.current().map_or(0, |run| run.progress().users),
        minute: watched.recent.figures(Instant::now()),
    })
}

/// Binds the port; the error names it and the flag.
pub(crate) async fn bind(address: SocketAddr) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address)
        .await
        .map_err(|reason| anyhow::anyhow!("cannot listen on {address} ({reason}); choose another with --monitor"))
}

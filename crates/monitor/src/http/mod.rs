//! What the monitor answers over HTTP: Prometheus' API, the API of SLOs and alerts, and the pages. Handlers read requests and
//! call what knows the matter; statuses are known nowhere else.

mod alerts;
mod app;
mod board;
mod body;
mod documents;
mod facts;
mod pages;
mod problem;
mod prometheus;
mod slos;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::get;
use movie_guru_service::{AdminToken, Gate, ProbeWords, probes};
use movie_guru_telemetry::Telemetry;
use movie_guru_telemetry::http::{HttpMeters, measure, metrics};

use crate::slos::Board;
pub(crate) use app::App;
use board::BoardState;
pub(crate) use facts::Facts;

const PROBES: ProbeWords = ProbeWords { alive: "ok", ready: "ok", draining: "draining" };

/// All routes, and the layers around them.
pub(crate) fn router(app: &Arc<App>, more: Router, gate: Gate, telemetry: &Telemetry) -> Router {
    let routes = Router::new()
        .merge(pages::routes(&app.pages))
        .merge(prometheus::routes())
        .merge(probes(&app.draining, PROBES))
        .route("/metrics", get(metrics).with_state(telemetry.clone()))
        .merge(slo_routes(&app.board, app.pages.admin.clone()))
        .merge(more.with_state(()));
    gate.around(routes)
        .layer(from_fn(pages::security_headers))
        .layer(from_fn_with_state(HttpMeters::new(telemetry.meter()), measure))
        .with_state(Arc::clone(app))
}

/// The API of SLOs, alerts and the inbox; whoever changes something shows the token.
pub fn slo_routes<S: Clone + Send + Sync + 'static>(board: &Arc<Board>, admin: AdminToken) -> Router<S> {
    slos::routes()
        .merge(alerts::routes())
        .layer(DefaultBodyLimit::max(body::MOST_BYTES))
        .with_state(BoardState { board: Arc::clone(board), admin })
}

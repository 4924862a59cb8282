//! What the monitor answers over HTTP: Prometheus' API, the API of SLOs and alerts, and the pages. Handlers read requests and
//! call what knows the matter; statuses are known nowhere else.

mod alerts;
mod app;
mod board;
mod body;
mod document;
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
use movie_guru_service::{AdminToken, Gate, ProbeWords, openapi, probes};
use movie_guru_telemetry::Telemetry;
use movie_guru_telemetry::http::{self as exposed, HttpMeters, measure};
use utoipa::OpenApi;
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouter, UtoipaMethodRouterExt};
use utoipa_axum::routes;

use crate::slos::Board;
pub(crate) use app::App;
use board::BoardState;
pub(crate) use facts::Facts;

const PROBES: ProbeWords = ProbeWords { alive: "ok", ready: "ok", draining: "draining" };

/// All routes, and the layers around them.
///
/// # Errors
/// Where the API's document cannot be written.
pub(crate) fn router(
    app: &Arc<App>,
    more: OpenApiRouter,
    gate: Gate,
    telemetry: &Telemetry,
) -> Result<Router, serde_json::Error> {
    let metrics: UtoipaMethodRouter<Telemetry> = routes!(exposed::metrics);
    let (routes, mut api) = OpenApiRouter::with_openapi(document::Api::openapi())
        .merge(pages::routes(&app.pages))
        .merge(prometheus::routes())
        .merge(probes(&app.draining, PROBES))
        .routes(metrics.with_state(telemetry.clone()))
        .merge(slo_routes(&app.board, app.pages.admin.clone()))
        .merge(more.with_state(()))
        .split_for_parts();
    document::name_apart(&mut api.paths);
    let routes = routes.route(openapi::PATH, openapi::route(api, openapi::TEXT)?);
    Ok(gate
        .around(routes)
        .layer(from_fn(pages::security_headers))
        .layer(from_fn_with_state(HttpMeters::new(telemetry.meter()), measure))
        .with_state(Arc::clone(app)))
}

/// The API of SLOs, alerts and the inbox; whoever changes something shows the token.
pub fn slo_routes<S: Clone + Send + Sync + 'static>(board: &Arc<Board>, admin: AdminToken) -> OpenApiRouter<S> {
    slos::routes()
        .merge(alerts::routes())
        .layer(DefaultBodyLimit::max(body::MOST_BYTES))
        .with_state(BoardState { board: Arc::clone(board), admin })
}

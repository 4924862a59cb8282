//! All routes, and the layers around them.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::IntoResponse;
use axum::routing::{get, post};
use axum::{Json, Router};
use http::header;
use movie_guru_service::{Gate, Names, ProbeWords, probes, problem};
use movie_guru_telemetry::Telemetry;
use movie_guru_telemetry::http::{HttpMeters, measure, metrics};
use movie_guru_workshop::Notice;
use serde::Serialize;
use tower_http::compression::CompressionLayer;

use crate::app::App;
use crate::behaviour::Told;
use crate::security_headers::{CSP_REPORTS, security_headers};
use crate::{assets, edge, guide, pages, rum, workshop};

/// All routes, called by these names; `body` is how long a request's body may take.
pub(crate) fn router(app: Arc<App>, names: Names, body: Duration, telemetry: &Telemetry) -> Router {
    let compressed = Router::new()
        .route("/", get(pages::main_page::get))
        .route("/login", get(pages::login::get))
        .merge(guide::pages::routes(&app))
        .route("/assets/{version}/{*file}", get(assets::get))
        .route("/favicon.ico", get(assets::favicon))
        .fallback(pages::not_found)
        .layer(CompressionLayer::new());
    let routes = Router::new()
        .merge(compressed)
        .merge(edge::routes())
        .merge(workshop::routes())
        // Ready without the backend too: people then meet a page that says so instead of a refused connection.
        .merge(Router::from(probes(&app.draining, ProbeWords::APP)))
        .route("/behaviour", get(behaviour))
        .route("/rum", post(rum::post))
        .route(CSP_REPORTS, post(rum::csp_report))
        .route("/metrics", get(metrics).with_state(telemetry.clone()));
    Gate { names, body, refuse: problem }
        .around(routes)
        .layer(from_fn(security_headers))
        .layer(from_fn_with_state(HttpMeters::new(telemetry.meter()), measure))
        .with_state(app)
}

/// `GET /behaviour`: how pages, and simulated people, are to behave just now, and what the coach tells whoever reads a page.
async fn behaviour(State(app): State<Arc<App>>) -> impl IntoResponse {
    #[derive(Serialize)]
    struct Now {
        #[serde(flatten)]
        told: Told,
        #[serde(skip_serializing_if = "Option::is_none")]
        notice: Option<Notice>,
    }
    let told = app.behaviour.read(&app.upstream).await;
    let notice = match &app.workshop {
        Some(room) => room.notice().await.unwrap_or_else(|_| room.last_notice()),
        None => None,
    };
    ([(header::CACHE_CONTROL, "no-store")], Json(Now { told, notice }))
}

//! The monitor's pages over HTTP.

mod alerts;
mod answer;
mod dashboards;
mod explore;
mod files;
mod reading;
mod slos;

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::middleware::Next;
use axum::response::Response;
use axum::routing::{get, post};
use movie_guru_pages::secured;
use tower_http::compression::CompressionLayer;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::pages::Pages;

/// Everything from here, nothing inline, and no HTML made of text.
///
/// plotly.js works under it: it styles through the CSSOM, which the policy does not concern, and adds no style sheet where
/// it finds one of its name (`css/charts.css`). `blob:` and `data:` images are the pictures of a chart to be saved.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; \
                      font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; \
                      frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

/// The routes of all pages, the files that they are made of, and the page for every address that is none.
pub(super) fn routes<S: Clone + Send + Sync + 'static>(pages: &Arc<Pages>) -> OpenApiRouter<S> {
    let figures = OpenApiRouter::default()
        .routes(routes!(dashboards::chart))
        .routes(routes!(explore::chart))
        .routes(routes!(explore::values))
        .layer(CompressionLayer::new());
    let compressed = Router::new()
        .route("/", get(dashboards::overview))
        .route("/dashboards", get(dashboards::index))
        .route("/dashboards/{name}", get(dashboards::page))
        .route("/dashboards/{name}/mosaic.css", get(dashboards::mosaic))
        .route("/dashboards/{name}/readings/{index}", get(dashboards::readings))
        .route("/explore", get(explore::page))
        .route("/targets", get(dashboards::targets))
        .merge(of_slos())
        .route("/assets/{version}/{*file}", get(files::get))
        .route("/favicon.ico", get(files::favicon))
        .layer(CompressionLayer::new());
    let pages_and_files =
        Router::new().merge(compressed).route("/plotly/{version}", get(files::plotly)).fallback(answer::not_found);
    OpenApiRouter::from(pages_and_files).merge(figures).with_state(Arc::clone(pages))
}

/// The pages of SLOs and alerts.
fn of_slos() -> Router<Arc<Pages>> {
    Router::new()
        .route("/slos", get(slos::board).post(slos::create))
        .route("/slos/new", get(slos::new))
        .route("/slos/yaml", get(slos::yaml).post(slos::apply))
        .route("/slos/{name}", get(slos::one).post(slos::save))
        .route("/slos/{name}/delete", post(slos::delete))
        .route("/alerts", get(alerts::page).post(alerts::create))
        .route("/alerts/new", get(alerts::new))
        .route("/alerts/read", post(alerts::read))
        .route("/alerts/{name}/delete", post(alerts::delete))
        .layer(DefaultBodyLimit::max(512 * 1024))
}

/// Middleware: security headers, for every answer of the monitor.
pub(super) async fn security_headers(request: Request, next: Next) -> Response {
    secured(next.run(request).await, POLICY)
}

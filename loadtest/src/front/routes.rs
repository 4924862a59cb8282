//! Which address is whose.

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::front::state::Front;
use crate::front::{admission, control, events, figures, locust, page, pods, proxy, runs};

/// Everything but probes and metrics, behind the password where there is one; of the API, what the document says.
pub(crate) fn routes(front: Arc<Front>) -> OpenApiRouter {
    let mut api = api().with_state(Arc::clone(&front)).merge(figures::routes().with_state(front.load.clone()));
    admission::tell(&mut api.get_openapi_mut().paths);
    api.merge(pages().with_state(Arc::clone(&front)).into())
        .layer(DefaultBodyLimit::max(16 * 1024))
        .layer(from_fn_with_state(front, admission::admit))
}

/// What programs ask for.
fn api() -> OpenApiRouter<Arc<Front>> {
    OpenApiRouter::default()
        .routes(routes!(pods::count))
        .routes(routes!(control::status))
        .routes(routes!(control::start))
        .routes(routes!(control::stop))
        .routes(routes!(control::set))
        .routes(routes!(locust::swarm))
        .routes(routes!(locust::stop_by_link, locust::stop))
        .routes(routes!(locust::requests))
        .routes(routes!(runs::list))
        .routes(routes!(runs::figures, runs::delete))
        .routes(routes!(runs::table))
}

/// What people look at, and what the dashboard of Goose's asks for.
fn pages() -> Router<Arc<Front>> {
    Router::new()
        .route("/", get(page::index))
        .route("/lab/front.css", get(page::style))
        .route("/lab/front.js", get(page::script))
        .route("/lab/base.js", get(page::base_script))
        .route("/static/{file}", get(proxy::pass))
        .route("/api/v1/health", get(proxy::health))
        .route("/api/v1/snapshot", get(proxy::pass))
        .route("/api/v1/series", get(proxy::pass))
        .route("/api/v1/events", get(events::events))
        .route("/api/v1/reports", get(proxy::no_reports))
        .route("/api/v1/control/start", post(control::start_as_goose))
        .route("/api/v1/control/stop", post(control::stop_as_goose))
        .route("/api/v1/control/users", post(control::users_as_goose))
        .route("/api/v1/control/settings", post(control::settings_as_goose))
        .route("/report", get(runs::report_of_now))
        .route("/runs", get(runs::page))
        .route("/runs/compare", get(runs::compare))
        .route("/runs/{id}", get(runs::report))
        .route("/runs/{id}/delete", post(runs::delete_by_form))
}

//! Which address is whose.

use std::sync::Arc;

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};

use crate::front::state::Front;
use crate::front::{admission, control, events, figures, locust, page, pods, proxy, runs};

/// Everything but probes and metrics, behind the password where there is one.
pub(crate) fn routes(front: Arc<Front>) -> Router {
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
        .route("/api/pods", get(pods::count))
        .route("/api/load", get(control::status))
        .route("/api/load/start", post(control::start))
        .route("/api/load/stop", post(control::stop))
        .route("/api/load/set", post(control::set))
        .route("/swarm", post(locust::swarm))
        .route("/stop", get(locust::stop).post(locust::stop))
        .route("/stats/requests", get(locust::requests))
        .route("/api/runs", get(runs::list))
        .route("/api/runs/{id}", get(runs::figures).delete(runs::delete))
        .route("/api/runs/{id}/run.csv", get(runs::table))
        .route("/report", get(runs::report_of_now))
        .route("/runs", get(runs::page))
        .route("/runs/compare", get(runs::compare))
        .route("/runs/{id}", get(runs::report))
        .route("/runs/{id}/delete", post(runs::delete_by_form))
        .merge(figures::routes().with_state(front.load.clone()))
        .layer(axum::extract::DefaultBodyLimit::max(16 * 1024))
        .layer(from_fn_with_state(Arc::clone(&front), admission::admit))
        .with_state(front)
}

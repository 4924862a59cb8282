//! Prometheus' HTTP API (<https://prometheus.io/docs/prometheus/2.42/querying/api/>) over any source of metrics, so that
//! Grafana, promtool and `curl` work unchanged.

mod answer;
mod metrics;
mod parameters;
mod query;
mod status;

use std::sync::Arc;

use axum::Router;
use axum::routing::get;

use crate::app::App;

/// The API's routes.
pub(crate) fn routes() -> Router<Arc<App>> {
    let v1 = Router::new()
        .route("/query", get(query::instant).post(query::instant))
        .route("/query_range", get(query::range).post(query::range))
        .route("/series", get(metrics::series).post(metrics::series))
        .route("/labels", get(metrics::labels).post(metrics::labels))
        .route("/label/{name}/values", get(metrics::values))
        .route("/metadata", get(metrics::metadata))
        .route("/targets", get(status::targets))
        .route("/rules", get(status::rules))
        .route("/alerts", get(status::alerts))
        .route("/status/buildinfo", get(status::build));
    Router::new().nest("/api/v1", v1)
}

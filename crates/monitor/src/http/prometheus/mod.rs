//! Prometheus' HTTP API (<https://prometheus.io/docs/prometheus/2.42/querying/api/>) over any source of metrics, so that
//! Grafana, promtool and `curl` work unchanged. What makes no sense here answers in the same form that there is nothing.

mod absent;
mod answer;
mod facts;
mod lifecycle;
mod metrics;
mod parameters;
mod query;
mod status;
mod targets;
mod tsdb;

use std::sync::Arc;

use axum::Router;
use axum::middleware::{Next, from_fn};
use axum::routing::{any, delete, get, post};
use tower_http::compression::CompressionLayer;

use crate::http::app::App;

/// Routes with the methods that they answer; all others are refused alike.
fn with_methods(allowed: &'static str, routes: Router<Arc<App>>) -> Router<Arc<App>> {
    routes.route_layer(from_fn(move |request, next: Next| absent::methods(allowed, request, next)))
}

/// The API's routes.
pub(crate) fn routes() -> Router<Arc<App>> {
    let reads = Router::new()
        .route("/label/{name}/values", get(metrics::values))
        .route("/metadata", get(metrics::metadata))
        .route("/scrape_pools", get(targets::pools))
        .route("/targets", get(targets::all))
        .route("/targets/metadata", get(targets::metadata))
        .route("/alertmanagers", get(status::alertmanagers))
        .route("/rules", get(status::rules))
        .route("/alerts", get(status::alerts))
        .route("/status/buildinfo", get(status::build))
        .route("/status/config", get(facts::config))
        .route("/status/flags", get(facts::flags))
        .route("/status/runtimeinfo", get(facts::runtime))
        .route("/status/tsdb", get(tsdb::status))
        .route("/status/walreplay", get(tsdb::replay));
    let forms = Router::new()
        .route("/query", get(query::instant).post(query::instant))
        .route("/query_range", get(query::range).post(query::range))
        .route("/query_exemplars", get(query::exemplars).post(query::exemplars))
        .route("/format_query", get(query::formatted).post(query::formatted))
        .route("/labels", get(metrics::labels).post(metrics::labels));
    let series = get(metrics::series).post(metrics::series).merge(delete(absent::drop_series));
    let transfers = Router::new().route("/read", post(absent::read)).route("/write", post(absent::write));
    let admin = Router::new().route("/admin/tsdb/{what}", post(absent::admin).put(absent::admin));
    let v1 = Router::new()
        .merge(with_methods("GET, OPTIONS", reads))
        .merge(with_methods("GET, OPTIONS, POST", forms))
        .merge(with_methods("DELETE, GET, OPTIONS, POST", Router::new().route("/series", series)))
        .merge(with_methods("OPTIONS, POST", transfers))
        .merge(with_methods("OPTIONS, POST, PUT", admin))
        .layer(CompressionLayer::new());
    Router::new()
        .nest("/api/v1", v1)
        .route("/api/v1/", any(absent::not_in_v1))
        .route("/api/v1/{*rest}", any(absent::not_in_v1))
        .route("/api", any(absent::not_there))
        .route("/api/", any(absent::not_there))
        .route("/api/{*rest}", any(absent::not_there))
        .route("/-/healthy", any(lifecycle::healthy))
        .route("/-/ready", any(lifecycle::ready))
        .route("/-/reload", any(lifecycle::not_enabled))
        .route("/-/quit", any(lifecycle::not_enabled))
}

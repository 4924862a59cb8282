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

use axum::middleware::{Next, from_fn};
use axum::routing::any;
use tower_http::compression::CompressionLayer;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::http::app::App;

/// Routes with the methods that they answer; all others are refused alike.
fn with_methods(allowed: &'static str, routes: OpenApiRouter<Arc<App>>) -> OpenApiRouter<Arc<App>> {
    routes.route_layer(from_fn(move |request, next: Next| absent::methods(allowed, request, next)))
}

/// What tells its methods itself, as Prometheus does.
#[derive(OpenApi)]
#[openapi(paths(lifecycle::healthy, lifecycle::ready))]
struct Lifecycle;

/// The API's routes.
pub(crate) fn routes() -> OpenApiRouter<Arc<App>> {
    let reads = OpenApiRouter::default()
        .routes(routes!(metrics::values))
        .routes(routes!(metrics::metadata))
        .routes(routes!(targets::pools))
        .routes(routes!(targets::all))
        .routes(routes!(targets::metadata))
        .routes(routes!(status::alertmanagers))
        .routes(routes!(status::rules))
        .routes(routes!(status::alerts))
        .routes(routes!(status::build))
        .routes(routes!(facts::config))
        .routes(routes!(facts::flags))
        .routes(routes!(facts::runtime))
        .routes(routes!(tsdb::status))
        .routes(routes!(tsdb::replay));
    let forms = OpenApiRouter::default()
        .routes(routes!(query::instant))
        .routes(routes!(query::range))
        .routes(routes!(query::exemplars))
        .routes(routes!(query::formatted))
        .routes(routes!(metrics::labels));
    let series = OpenApiRouter::default().routes(routes!(metrics::series, absent::drop_series));
    let transfers = OpenApiRouter::default().routes(routes!(absent::read)).routes(routes!(absent::write));
    let admin = OpenApiRouter::default().routes(routes!(absent::admin));
    let v1 = OpenApiRouter::default()
        .merge(with_methods("GET, OPTIONS", reads))
        .merge(with_methods("GET, OPTIONS, POST", forms))
        .merge(with_methods("DELETE, GET, OPTIONS, POST", series))
        .merge(with_methods("OPTIONS, POST", transfers))
        .merge(with_methods("OPTIONS, POST, PUT", admin))
        .layer(CompressionLayer::new());
    OpenApiRouter::with_openapi(Lifecycle::openapi())
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

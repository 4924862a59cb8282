//! What every HTTP service of the lab measures of itself: OpenTelemetry's server duration by route, method and
//! status. Series stay bounded: an unknown path has no route, an unusual method is `_OTHER`.

use std::time::Instant;

use ::http::{Method, StatusCode, header};
use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use movie_guru_contract::{HTTP_SERVER_DURATION, label};
use opentelemetry::KeyValue;
use opentelemetry::metrics::{Histogram, Meter};

use crate::{EXPOSITION_CONTENT_TYPE, Telemetry, instruments};

/// The instrument behind [`measure`].
#[derive(Clone, Debug)]
pub struct HttpMeters {
    duration: Histogram<f64>,
}

impl HttpMeters {
    /// Makes the instrument.
    pub fn new(meter: &Meter) -> Self {
        Self { duration: instruments::histogram(meter, HTTP_SERVER_DURATION) }
    }
}

/// Middleware (`axum::middleware::from_fn_with_state`) that records how long each request took.
pub async fn measure(State(meters): State<HttpMeters>, request: Request, next: Next) -> Response {
    let started = Instant::now();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let method = method_name(request.method());
    let response = next.run(request).await;
    let mut labels = vec![
        KeyValue::new(label::HTTP_METHOD, method),
        KeyValue::new(label::HTTP_STATUS, i64::from(response.status().as_u16())),
    ];
    if let Some(route) = route {
        labels.push(KeyValue::new(label::HTTP_ROUTE, route.as_str().to_owned()));
    }
    meters.duration.record(started.elapsed().as_secs_f64(), &labels);
    response
}

fn method_name(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::DELETE => "DELETE",
        Method::HEAD => "HEAD",
        Method::OPTIONS => "OPTIONS",
        Method::PATCH => "PATCH",
        _ => "_OTHER",
    }
}

/// Read the metrics
///
/// All series, in Prometheus' text format.
#[utoipa::path(
    get, path = "/metrics", operation_id = "metrics", tag = "The service itself",
    responses(
        (status = 200, description = "The series", body = String, content_type = "text/plain"),
        (status = 500, description = "They cannot be written"),
    ),
)]
pub async fn metrics(State(telemetry): State<Telemetry>) -> Response {
    match telemetry.exposition() {
        Ok(text) => ([(header::CONTENT_TYPE, EXPOSITION_CONTENT_TYPE)], text).into_response(),
        Err(error) => {
            tracing::error!(%error, "no metrics");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

//! What metrics there are: series, labels, and what they say of themselves.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{Path, State};
use serde_json::{Value, json};
use series::{Labels, is_label_name};

use super::answer::{Refusal, Success};
use super::parameters::Parameters;
use crate::http::app::App;
use crate::source::Metadata;

/// Find series
///
/// The series that match any `match[]`.
#[utoipa::path(
    method(get, post), path = "/series", operation_id = "series", tag = "Prometheus",
    params(("match[]" = Option<Vec<String>>, Query, description = "Selectors of series"), ("start" = Option<String>, Query, description = "Seconds since 1970, or RFC 3339"), ("end" = Option<String>, Query, description = "Seconds since 1970, or RFC 3339")),
    responses(Success<Vec<Labels>>, Refusal),
)]
pub(super) async fn series(
    State(app): State<Arc<App>>,
    parameters: Parameters,
) -> Result<Success<Vec<Labels>>, Refusal> {
    let selectors = parameters.all("match[]");
    if selectors.is_empty() {
        return Err(Refusal::bad_data("no match[] parameter provided".to_owned()));
    }
    Ok(Success(app.source.series(&selectors, parameters.period()?).await?))
}

/// List labels
///
/// Names of labels.
#[utoipa::path(
    method(get, post), path = "/labels", operation_id = "labels", tag = "Prometheus",
    params(("match[]" = Option<Vec<String>>, Query, description = "Selectors of series"), ("start" = Option<String>, Query, description = "Seconds since 1970, or RFC 3339"), ("end" = Option<String>, Query, description = "Seconds since 1970, or RFC 3339")),
    responses(Success<Vec<String>>, Refusal),
)]
pub(super) async fn labels(
    State(app): State<Arc<App>>,
    parameters: Parameters,
) -> Result<Success<Vec<String>>, Refusal> {
    Ok(Success(app.source.label_names(&parameters.all("match[]"), parameters.period()?).await?))
}

/// List the values of a label
///
/// A label's values.
#[utoipa::path(
    get, path = "/label/{name}/values", operation_id = "label_values", tag = "Prometheus",
    params(("name" = String, Path, description = "The label's name", example = "job"), ("match[]" = Option<Vec<String>>, Query, description = "Selectors of series"), ("start" = Option<String>, Query, description = "Seconds since 1970, or RFC 3339"), ("end" = Option<String>, Query, description = "Seconds since 1970, or RFC 3339")),
    responses(Success<Vec<String>>, Refusal),
)]
pub(super) async fn values(
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
    parameters: Parameters,
) -> Result<Success<Vec<String>>, Refusal> {
    if !is_label_name(&name) {
        return Err(Refusal::bad_data(format!("invalid label name: {name:?}")));
    }
    Ok(Success(app.source.label_values(&name, &parameters.all("match[]"), parameters.period()?).await?))
}

/// Read what metrics are
///
/// What metrics are; of one `metric`, or of at most `limit`.
#[utoipa::path(
    get, path = "/metadata", operation_id = "metadata", tag = "Prometheus",
    params(("metric" = Option<String>, Query, description = "Of this metric alone"), ("limit" = Option<i64>, Query, description = "The most entries")),
    responses(Success<Value>, Refusal),
)]
pub(super) async fn metadata(State(app): State<Arc<App>>, parameters: Parameters) -> Result<Success<Value>, Refusal> {
    let limit = parameters.limit()?;
    let mut known = app.source.metadata().await?;
    if let Some(metric) = parameters.get("metric") {
        known.retain(|name, _| name == metric);
    }
    let told = |(name, Metadata { kind, help, unit })| (name, json!([{ "type": kind, "help": help, "unit": unit }]));
    let told: BTreeMap<String, Value> = known.into_iter().take(limit).map(told).collect();
    Ok(Success(json!(told)))
}

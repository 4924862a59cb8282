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

/// `/api/v1/series`: the series that match any `match[]`.
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

/// `/api/v1/labels`: names of labels.
pub(super) async fn labels(
    State(app): State<Arc<App>>,
    parameters: Parameters,
) -> Result<Success<Vec<String>>, Refusal> {
    Ok(Success(app.source.label_names(&parameters.all("match[]"), parameters.period()?).await?))
}

/// `/api/v1/label/{name}/values`: a label's values.
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

/// `/api/v1/metadata`: what metrics are; of one `metric`, or of at most `limit`.
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

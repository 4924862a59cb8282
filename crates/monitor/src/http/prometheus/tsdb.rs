//! How much the store holds, and of what: for whoever looks for the label with too many values.

use std::sync::Arc;

use axum::extract::State;
use serde_json::{Value, json};
use tsdb::Statistics;

use super::answer::Success;
use crate::http::app::App;

/// Read how much is held
///
/// Where the metrics come from another server, nothing is held here.
#[utoipa::path(
    get, path = "/status/tsdb", operation_id = "tsdb", tag = "Prometheus",
    responses(Success<Value>),
)]
pub(super) async fn status(State(app): State<Arc<App>>) -> Success<Value> {
    let held = app.facts.store.as_ref().map(|store| store.statistics()).unwrap_or_default();
    let Statistics { series, label_pairs, in_memory, oldest, newest, .. } = held;
    let listed = |list: &[(String, u64)]| -> Vec<Value> {
        list.iter().map(|(name, value)| json!({ "name": name, "value": value })).collect()
    };
    Success(json!({
        "headStats": {
            "numSeries": series,
            "numLabelPairs": label_pairs,
            "chunkCount": in_memory,
            // As Prometheus says it where there is nothing.
            "minTime": oldest.unwrap_or(i64::MAX),
            "maxTime": newest.unwrap_or(i64::MIN),
        },
        "seriesCountByMetricName": listed(&held.series_by_metric),
        "labelValueCountByLabelName": listed(&held.values_by_label),
        "memoryInBytesByLabelName": listed(&held.bytes_by_label),
        "seriesCountByLabelValuePair": listed(&held.series_by_pair),
    }))
}

/// Read how far the log was read
///
/// The log is read before anybody is answered.
#[utoipa::path(
    get, path = "/status/walreplay", operation_id = "replay", tag = "Prometheus",
    responses(Success<Value>),
)]
pub(super) async fn replay() -> Success<Value> {
    Success(json!({ "min": 0, "max": 0, "current": 0 }))
}

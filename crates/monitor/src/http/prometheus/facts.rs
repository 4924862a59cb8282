//! What the monitor says of itself in Prometheus' words: how it runs, by which settings, and what it scrapes.

use std::sync::Arc;

use axum::extract::State;
use movie_guru_slo::promql::duration;
use promql::Limits;
use serde_json::{Value, json};

use super::answer::Success;
use crate::http::app::App;

/// Read how the monitor runs
///
/// A task stands for a goroutine, a worker for a processor; what Go alone has is empty, and so
/// is the working directory, which is nobody's business.
#[utoipa::path(
    get, path = "/status/runtimeinfo", operation_id = "runtime", tag = "Prometheus",
    responses(Success<Value>),
)]
pub(super) async fn runtime(State(app): State<Arc<App>>) -> Success<Value> {
    let facts = &app.facts;
    let runtime = tokio::runtime::Handle::current().metrics();
    Success(json!({
        "startTime": facts.started,
        "CWD": "",
        "reloadConfigSuccess": true,
        "lastConfigTime": facts.started,
        "corruptionCount": facts.store.as_ref().map_or(0, |store| store.damages()),
        "goroutineCount": runtime.num_alive_tasks(),
        "GOMAXPROCS": runtime.num_workers(),
        "GOGC": "",
        "GODEBUG": "",
        "storageRetention": facts.retention(),
    }))
}

/// Read the settings
///
/// Those of Prometheus that mean something here.
#[utoipa::path(
    get, path = "/status/flags", operation_id = "flags", tag = "Prometheus",
    responses(Success<Value>),
)]
pub(super) async fn flags(State(app): State<Arc<App>>) -> Success<Value> {
    let limits = Limits::default();
    Success(json!({
        "query.lookback-delta": "5m",
        "query.max-samples": limits.samples.to_string(),
        "query.timeout": duration(limits.time),
        "storage.tsdb.retention.time": app.facts.retention(),
        "web.enable-admin-api": "false",
        "web.enable-lifecycle": "false",
        "web.enable-remote-write-receiver": "false",
        "web.listen-address": app.facts.address.to_string(),
    }))
}

/// Read what is scraped
///
/// What is scraped, in Prometheus' own form.
#[utoipa::path(
    get, path = "/status/config", operation_id = "config", tag = "Prometheus",
    responses(Success<Value>),
)]
pub(super) async fn config(State(app): State<Arc<App>>) -> Success<Value> {
    Success(json!({ "yaml": app.facts.scrape.to_yaml() }))
}

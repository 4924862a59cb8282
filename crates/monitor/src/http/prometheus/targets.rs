//! What is scraped, how it goes, and what it says of its metrics.

use std::sync::Arc;

use axum::extract::State;
use movie_guru_slo::promql::duration;
use promql::QueryError;
use serde_json::{Map, Value, json};

use super::answer::{Refusal, Success};
use super::parameters::Parameters;
use crate::http::app::App;
use crate::rules::moment_text;
use crate::scrape::{Report, Target};
use crate::source::Metadata;

/// Targets in the order of their jobs' names.
fn sorted(app: &App) -> Vec<&Arc<Target>> {
    let mut targets: Vec<_> = app.targets.iter().collect();
    targets.sort_by(|one, other| one.job.name.cmp(&other.job.name));
    targets
}

/// List targets
///
/// All or those of a `scrapePool`; nothing is ever dropped.
#[utoipa::path(
    get, path = "/targets", operation_id = "targets", tag = "Prometheus",
    params(("state" = Option<String>, Query, description = "`active`, `dropped` or `any`"), ("scrapePool" = Option<String>, Query, description = "Of this job alone")),
    responses(Success<Value>),
)]
pub(super) async fn all(State(app): State<Arc<App>>, parameters: Parameters) -> Success<Value> {
    let state = parameters.get("state").unwrap_or("any").to_ascii_lowercase();
    let pool = parameters.get("scrapePool");
    let asked = |target: &&Arc<Target>| {
        matches!(state.as_str(), "any" | "active") && pool.is_none_or(|pool| pool == target.job.name)
    };
    let active: Vec<_> = sorted(&app).into_iter().filter(asked).map(|target| shown(&target.report())).collect();
    Success(json!({ "activeTargets": active, "droppedTargets": [] }))
}

fn shown(report: &Report) -> Value {
    let (interval, timeout) = (duration(report.interval), duration(report.timeout));
    let mut discovered = report.discovered.clone();
    discovered.insert("__scrape_interval__".to_owned(), interval.clone());
    discovered.insert("__scrape_timeout__".to_owned(), timeout.clone());
    json!({
        "discoveredLabels": discovered,
        "labels": report.labels,
        "scrapePool": report.job,
        "scrapeUrl": report.url,
        "globalUrl": report.url,
        "lastError": report.last_error.as_deref().unwrap_or_default(),
        "lastScrape": moment_text(report.last_scrape),
        "lastScrapeDuration": report.last_duration.as_secs_f64(),
        "health": report.health,
        "scrapeInterval": interval,
        "scrapeTimeout": timeout,
    })
}

/// List jobs
///
/// The names of the jobs.
#[utoipa::path(
    get, path = "/scrape_pools", operation_id = "scrape_pools", tag = "Prometheus",
    responses(Success<Value>),
)]
pub(super) async fn pools(State(app): State<Arc<App>>) -> Success<Value> {
    let mut pools: Vec<_> = app.targets.iter().map(|target| target.job.name.as_str()).collect();
    pools.sort_unstable();
    pools.dedup();
    Success(json!({ "scrapePools": pools }))
}

/// Read what targets say of metrics
///
/// What targets say of all metrics, or of one `metric`. As in Prometheus, no further target is
/// told of once there are `limit` entries.
#[utoipa::path(
    get, path = "/targets/metadata", operation_id = "targets_metadata", tag = "Prometheus",
    params(("match_target" = Option<String>, Query, description = "A selector of targets"), ("metric" = Option<String>, Query, description = "Of this metric alone"), ("limit" = Option<i64>, Query, description = "The most entries")),
    responses(Success<Value>, Refusal),
)]
pub(super) async fn metadata(State(app): State<Arc<App>>, parameters: Parameters) -> Result<Success<Value>, Refusal> {
    let limit = parameters.limit()?;
    let matchers = match parameters.get("match_target") {
        None => Vec::new(),
        Some(selector) => promql::selectors(&[selector.to_owned()]).map_err(|error| match error {
            QueryError::BadData(text) => {
                let text = text.replace("invalid parameter \"match[]\": ", "");
                Refusal::parameter("match_target", &text)
            }
            other => other.into(),
        })?,
    };
    let metric = parameters.get("metric");
    let mut told = Vec::new();
    for target in sorted(&app) {
        if told.len() >= limit {
            break;
        }
        let value = |name: &str| target.labels.get(name).map_or("", String::as_str);
        if matchers.iter().flatten().any(|matcher| !matcher.is_match(value(&matcher.name))) {
            continue;
        }
        let said = target.metadata();
        match metric {
            Some(metric) => told.extend(said.get(metric).map(|of| entry(target, None, of))),
            None => told.extend(said.iter().map(|(name, of)| entry(target, Some(name), of))),
        }
    }
    Ok(Success(Value::Array(told)))
}

fn entry(target: &Target, name: Option<&str>, Metadata { kind, help, unit }: &Metadata) -> Value {
    let mut entry = Map::new();
    entry.insert("target".to_owned(), json!(target.labels));
    // Whoever asked for one metric knows its name.
    entry.extend(name.map(|name| ("metric".to_owned(), name.into())));
    for (key, value) in [("type", kind), ("help", help), ("unit", unit)] {
        entry.insert(key.to_owned(), value.as_str().into());
    }
    Value::Object(entry)
}

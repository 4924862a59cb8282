//! What is evaluated, who is told, and what this is.

use std::sync::Arc;

use axum::extract::State;
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::answer::{Refusal, Success};
use super::parameters::Parameters;
use crate::http::app::App;
use crate::rules::{Alert, AlertState, RuleGroup};

/// The version of Prometheus whose API this is; clients choose by it what they may ask for.
const SPOKEN_VERSION: &str = "2.42.0";
/// When that was released, for clients that read it as a date.
const SPOKEN_DATE: &str = "20230131-00:00:00";

/// What `/api/v1/rules` tells.
#[derive(Serialize, ToSchema)]
pub(super) struct RuleGroups {
    groups: Vec<RuleGroup>,
}

/// What `/api/v1/alerts` tells.
#[derive(Serialize, ToSchema)]
pub(super) struct ActiveAlerts {
    alerts: Vec<Alert>,
}

/// List rules
///
/// All or those of a `type`.
#[utoipa::path(
    get, path = "/rules", operation_id = "rules", tag = "Prometheus",
    params(("type" = Option<String>, Query, description = "`alert` or `record`")),
    responses(Success<RuleGroups>, Refusal),
)]
pub(super) async fn rules(State(app): State<Arc<App>>, parameters: Parameters) -> Result<Success<RuleGroups>, Refusal> {
    let kind = parameters.get("type").map(str::to_ascii_lowercase);
    let recording_only = match kind.as_deref() {
        None | Some("alert") => false,
        Some("record") => true,
        Some(other) => return Err(Refusal::parameter("type", &format!("not supported value \"{other}\""))),
    };
    let mut groups = app.board.groups();
    if recording_only {
        groups.iter_mut().for_each(|group| group.rules.clear());
    }
    Ok(Success(RuleGroups { groups }))
}

/// List alerts
///
/// Those that are pending or firing.
#[utoipa::path(
    get, path = "/alerts", operation_id = "prometheus_alerts", tag = "Prometheus",
    responses(Success<ActiveAlerts>),
)]
pub(super) async fn alerts(State(app): State<Arc<App>>) -> Success<ActiveAlerts> {
    let alerts = app.board.groups().into_iter().flat_map(|group| group.rules).flat_map(|rule| rule.alerts);
    let alerts: Vec<Alert> = alerts.filter(|alert| alert.state != AlertState::Inactive).collect();
    Success(ActiveAlerts { alerts })
}

/// List Alertmanagers
///
/// The one that is told of alerts, without what may be secret in its address.
#[utoipa::path(
    get, path = "/alertmanagers", operation_id = "alertmanagers", tag = "Prometheus",
    responses(Success<Value>),
)]
pub(super) async fn alertmanagers(State(app): State<Arc<App>>) -> Success<Value> {
    let told: Vec<_> = app.board.alerting().alertmanager().map(|url| json!({ "url": url })).into_iter().collect();
    Success(json!({ "activeAlertmanagers": told, "droppedAlertmanagers": [] }))
}

/// Read the version
#[utoipa::path(
    get, path = "/status/buildinfo", operation_id = "build", tag = "Prometheus",
    responses(Success<Value>),
)]
pub(super) async fn build() -> Success<Value> {
    Success(json!({
        "version": SPOKEN_VERSION,
        "revision": "",
        "branch": "",
        "buildUser": "",
        "buildDate": SPOKEN_DATE,
        "goVersion": "",
        "application": concat!("movie-guru-monitor ", env!("CARGO_PKG_VERSION")),
    }))
}

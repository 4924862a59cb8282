//! What is evaluated, who is told, and what this is.

use std::sync::Arc;

use axum::extract::State;
use serde_json::{Value, json};

use super::answer::{Refusal, Success};
use super::parameters::Parameters;
use crate::http::app::App;
use crate::rules::{Alert, AlertState};

/// The version of Prometheus whose API this is; clients choose by it what they may ask for.
const SPOKEN_VERSION: &str = "2.42.0";
/// When that was released, for clients that read it as a date.
const SPOKEN_DATE: &str = "20230131-00:00:00";

/// `/api/v1/rules`, all or those of a `type`.
pub(super) async fn rules(State(app): State<Arc<App>>, parameters: Parameters) -> Result<Success<Value>, Refusal> {
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
    Ok(Success(json!({ "groups": groups })))
}

/// `/api/v1/alerts`: those that are pending or firing.
pub(super) async fn alerts(State(app): State<Arc<App>>) -> Success<Value> {
    let alerts = app.board.groups().into_iter().flat_map(|group| group.rules).flat_map(|rule| rule.alerts);
    let alerts: Vec<Alert> = alerts.filter(|alert| alert.state != AlertState::Inactive).collect();
    Success(json!({ "alerts": alerts }))
}

/// `/api/v1/alertmanagers`: the one that is told of alerts, without what may be secret in its address.
pub(super) async fn alertmanagers(State(app): State<Arc<App>>) -> Success<Value> {
    let told: Vec<_> = app.board.alerting().alertmanager().map(|url| json!({ "url": url })).into_iter().collect();
    Success(json!({ "activeAlertmanagers": told, "droppedAlertmanagers": [] }))
}

/// `/api/v1/status/buildinfo`.
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

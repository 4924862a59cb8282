//! Rules and alerts in the shape of Prometheus' API, <https://prometheus.io/docs/prometheus/2.42/querying/api/#rules>.
//! What evaluates them gives them as they stand; the API only writes them out.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Serialize, Serializer};
use series::number;
use utoipa::ToSchema;

/// Rules that are evaluated together.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = PrometheusRuleGroup)]
#[serde(rename_all = "camelCase")]
pub struct RuleGroup {
    /// Its name.
    pub name: String,
    /// Where it was read from.
    pub file: String,
    /// Its rules.
    pub rules: Vec<AlertingRule>,
    /// Seconds between evaluations.
    pub interval: f64,
    /// The most alerts that one rule may have; 0 for any number.
    pub limit: u64,
    /// Seconds that the last evaluation took.
    pub evaluation_time: f64,
    /// When that was.
    #[serde(serialize_with = "as_moment")]
    #[schema(value_type = String, format = DateTime)]
    pub last_evaluation: Option<Timestamp>,
}

/// A rule that fires alerts. Nothing is recorded here, so there is no other kind.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = PrometheusRule)]
#[serde(tag = "type", rename = "alerting", rename_all = "camelCase")]
pub struct AlertingRule {
    /// The worst state of its alerts.
    pub state: AlertState,
    /// Its name.
    pub name: String,
    /// PromQL; each series of its answer is an alert.
    pub query: String,
    /// Seconds that the condition must hold before an alert fires.
    pub duration: f64,
    /// Seconds that an alert goes on firing after its condition.
    pub keep_firing_for: f64,
    /// Labels that alerts are given.
    pub labels: BTreeMap<String, String>,
    /// What is said about alerts.
    pub annotations: BTreeMap<String, String>,
    /// Alerts that are pending or firing.
    pub alerts: Vec<Alert>,
    /// How the last evaluation went.
    pub health: Health,
    /// Why it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_error: Option<String>,
    /// Seconds that it took.
    pub evaluation_time: f64,
    /// When that was.
    #[serde(serialize_with = "as_moment")]
    #[schema(value_type = String, format = DateTime)]
    pub last_evaluation: Option<Timestamp>,
}

/// One alert.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = PrometheusAlert)]
#[serde(rename_all = "camelCase")]
pub struct Alert {
    /// Its labels, `alertname` among them.
    pub labels: BTreeMap<String, String>,
    /// What is said about it.
    pub annotations: BTreeMap<String, String>,
    /// Pending or firing.
    pub state: AlertState,
    /// Since when its condition holds.
    pub active_at: Timestamp,
    /// The value of its query.
    #[serde(serialize_with = "as_exponent")]
    #[schema(value_type = String, example = "8.3e+01")]
    pub value: f64,
}

/// How far an alert has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum AlertState {
    /// The condition does not hold.
    Inactive,
    /// It holds, but not for long enough.
    Pending,
    /// It fires.
    Firing,
}

/// How an evaluation or a scrape went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Health {
    /// Not yet tried.
    Unknown,
    /// Rules: it went well.
    Ok,
    /// Rules: it failed.
    Err,
    /// Targets: it answers.
    Up,
    /// Targets: it does not.
    Down,
}

/// A moment, or what Go writes for one that never was.
pub(crate) fn moment_text(moment: Option<Timestamp>) -> String {
    moment.map_or_else(|| "0001-01-01T00:00:00Z".to_owned(), |moment| moment.to_string())
}

fn as_moment<S: Serializer>(moment: &Option<Timestamp>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&moment_text(*moment))
}

/// The API writes an alert's value with an exponent, unlike all other values.
fn as_exponent<S: Serializer>(value: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&number::with_exponent(*value))
}

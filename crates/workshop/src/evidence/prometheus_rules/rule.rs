//! Rules as Prometheus' API tells them, <https://prometheus.io/docs/prometheus/2.42/querying/api/#rules>.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Deserialize;
use serde_json::Value;

/// A rule.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Rule {
    /// `recording` or `alerting`.
    #[serde(rename = "type")]
    pub(crate) kind: Kind,
    pub(crate) name: String,
    pub(crate) query: String,
    #[serde(default)]
    pub(crate) labels: BTreeMap<String, String>,
    /// Seconds that an alert's condition must hold.
    #[serde(default)]
    duration: f64,
    /// Seconds that it goes on; Prometheus before 2.42 has none.
    #[serde(default)]
    keep_firing_for: f64,
    #[serde(default)]
    health: String,
    #[serde(default)]
    last_error: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Kind {
    Recording,
    Alerting,
}

impl Rule {
    /// One that no server has evaluated yet.
    pub(crate) fn written(kind: Kind, name: String, query: String, labels: BTreeMap<String, String>) -> Self {
        let (duration, keep_firing_for, health, last_error) = Default::default();
        Self { kind, name, query, labels, duration, keep_firing_for, health, last_error }
    }

    /// An alert that waits so long before it fires, and goes on so long.
    pub(crate) fn lasting(self, after: Duration, keep: Duration) -> Self {
        Self { duration: after.as_secs_f64(), keep_firing_for: keep.as_secs_f64(), ..self }
    }

    pub(crate) fn after(&self) -> Duration {
        Duration::try_from_secs_f64(self.duration).unwrap_or_default()
    }

    pub(crate) fn keep(&self) -> Duration {
        Duration::try_from_secs_f64(self.keep_firing_for).unwrap_or_default()
    }

    /// Why it cannot be evaluated, where it cannot.
    pub(crate) fn error(&self) -> Option<&str> {
        (self.health == "err").then_some(self.last_error.as_str())
    }
}

/// The rules of an answer, in their order; none of what is no answer. A rule in another form than Prometheus' is left out.
pub(crate) fn rules(answer: &Value) -> Option<Vec<Rule>> {
    let groups = answer["data"]["groups"].as_array()?;
    let rules = groups.iter().filter_map(|group| group["rules"].as_array()).flatten();
    Some(rules.filter_map(|rule| Rule::deserialize(rule).ok()).collect())
}

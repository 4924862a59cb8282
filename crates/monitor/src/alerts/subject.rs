//! What an alert is about, in the words that every receiver is told: Prometheus' labels and annotations.

use std::collections::BTreeMap;

use movie_guru_slo::render::{prometheus, summary};
use movie_guru_slo::{Alert, Slo};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// An alert of an SLO.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Subject {
    /// The SLO's name.
    pub slo: String,
    /// The alert policy's name.
    pub policy: String,
    /// The alert's name in Prometheus: `ChatIsFastBurnsFast10x`.
    pub name: String,
    /// For people: `Chat is fast: Burns fast (10x)`.
    pub title: String,
    /// `page`, `ticket`.
    pub severity: String,
    /// What it means in a sentence.
    pub summary: String,
    /// All labels but `alertname`.
    pub labels: BTreeMap<String, String>,
    /// Whether its end is told in the inbox and in Slack; Alertmanager is always told and decides itself.
    pub when_resolved: bool,
}

impl Subject {
    /// Of an alert of an SLO.
    pub fn of(slo: &Slo, alert: &Alert) -> Self {
        let labels = prometheus::alert_labels(slo, alert);
        Self {
            slo: slo.metadata.name.clone(),
            policy: alert.policy.name.clone(),
            name: prometheus::alert_name(slo, alert),
            title: format!("{}: {}", slo.metadata.title(), alert.policy.title()),
            severity: alert.severity.clone(),
            summary: summary(slo, alert),
            labels: labels.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
            when_resolved: alert.when_resolved,
        }
    }

    /// Labels with `alertname`, as Prometheus' API and Alertmanager have them.
    pub fn all_labels(&self) -> BTreeMap<&str, &str> {
        let labels = self.labels.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        labels.chain([("alertname", self.name.as_str())]).collect()
    }

    /// Whether it is the alert of this name of this SLO.
    pub fn is(&self, slo: &str, policy: &str) -> bool {
        self.slo == slo && self.policy == policy
    }
}

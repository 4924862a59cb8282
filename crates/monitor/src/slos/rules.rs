//! SLOs and alerts as Prometheus' API has rules and alerts, so that Grafana and `promtool` see those of the lab.

use std::sync::PoisonError;

use movie_guru_slo::{Alert, Slo};

use super::board::Board;
use crate::alerts::{Active, Subject};
use crate::rules::{self, AlertState, AlertingRule, Health, Rule, RuleGroup, Rules};

impl Rules for Board {
    /// A group for each SLO, with its alerts. What is recorded for Prometheus has no need to be here.
    fn groups(&self) -> Vec<RuleGroup> {
        let evaluations = self.evaluations.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let (took, last) = (evaluations.took.as_secs_f64(), evaluations.last);
        let documents = self.documents();
        let group = |slo: &Slo| {
            let error = self.failure_of(slo);
            let health = match (&error, last) {
                (Some(_), _) => Health::Err,
                (None, Some(_)) => Health::Ok,
                (None, None) => Health::Unknown,
            };
            let rule = |alert| {
                let rule = self.rule(slo, alert);
                Rule::Alerting(AlertingRule {
                    health,
                    last_error: error.clone(),
                    evaluation_time: took,
                    last_evaluation: last,
                    ..rule
                })
            };
            RuleGroup {
                name: format!("slo-{}", slo.metadata.name),
                file: super::kept::FILES[0].to_owned(),
                rules: slo.alerts.iter().map(rule).collect(),
                interval: self.scrape_interval.as_secs_f64(),
                limit: 0,
                evaluation_time: took,
                last_evaluation: last,
            }
        };
        documents.set().slos.iter().map(group).collect()
    }
}

impl Board {
    fn failure_of(&self, slo: &Slo) -> Option<String> {
        let standings = self.standings.lock().unwrap_or_else(PoisonError::into_inner);
        standings.get(&slo.metadata.name)?.error.clone()
    }

    fn rule(&self, slo: &Slo, alert: &Alert) -> AlertingRule {
        let subject = Subject::of(slo, alert);
        let windows = self.scale.windows(alert);
        let book = self.book();
        let of_rule = book.active().iter().filter(|active| active.subject.is(&subject.slo, &subject.policy));
        let alerts: Vec<rules::Alert> = of_rule.map(active).collect();
        AlertingRule {
            state: alerts.iter().map(|alert| alert.state).max().unwrap_or(AlertState::Inactive),
            name: subject.name,
            query: slo.alert_query(alert, &windows),
            duration: windows.after.as_secs_f64(),
            keep_firing_for: 0.0,
            labels: subject.labels,
            annotations: [("summary".to_owned(), subject.summary)].into(),
            alerts,
            health: Health::Unknown,
            last_error: None,
            evaluation_time: 0.0,
            last_evaluation: None,
        }
    }
}

fn active(active: &Active) -> rules::Alert {
    let labels = active.subject.all_labels().into_iter();
    rules::Alert {
        labels: labels.map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
        annotations: [("summary".to_owned(), active.subject.summary.clone())].into(),
        state: if active.fired_at.is_some() { AlertState::Firing } else { AlertState::Pending },
        active_at: active.held_since,
        value: active.value,
    }
}

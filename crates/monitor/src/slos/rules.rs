//! SLOs and alerts as Prometheus' API has rules and alerts, so that Grafana and `promtool` see those of the lab.

use std::sync::PoisonError;

use movie_guru_slo::Slo;

use super::board::Board;
use super::evaluate::Evaluation;
use crate::alerts::{Active, Subject};
use crate::rules::{self, AlertState, AlertingRule, Health, RuleGroup};

impl Board {
    /// A group for each SLO, with its alerts. What is recorded for Prometheus has no need to be here.
    pub fn groups(&self) -> Vec<RuleGroup> {
        let evaluation = self.evaluation.lock().unwrap_or_else(PoisonError::into_inner).clone();
        self.documents().set().slos.iter().map(|slo| self.group(slo, &evaluation)).collect()
    }

    fn group(&self, slo: &Slo, evaluation: &Evaluation) -> RuleGroup {
        let error = self.failure_of(slo);
        let health = match (&error, evaluation.at) {
            (Some(_), _) => Health::Err,
            (None, Some(_)) => Health::Ok,
            (None, None) => Health::Unknown,
        };
        let (evaluation_time, last_evaluation) = (evaluation.took.as_secs_f64(), evaluation.at);
        let rule = |alert| {
            let subject = Subject::of(slo, alert);
            let windows = self.scale.windows(alert);
            let alerts = self.alerts_of(&subject);
            AlertingRule {
                state: alerts.iter().map(|alert| alert.state).max().unwrap_or(AlertState::Inactive),
                name: subject.name,
                query: slo.alert_query(alert, &windows),
                duration: windows.after.as_secs_f64(),
                keep_firing_for: windows.keep.as_secs_f64(),
                labels: subject.labels,
                annotations: [("summary".to_owned(), subject.summary)].into(),
                alerts,
                health,
                last_error: error.clone(),
                evaluation_time,
                last_evaluation,
            }
        };
        RuleGroup {
            name: format!("slo-{}", slo.metadata.name),
            file: super::kept::FILES[0].to_owned(),
            rules: slo.alerts.iter().map(rule).collect(),
            interval: self.scrape_interval.as_secs_f64(),
            limit: 0,
            evaluation_time,
            last_evaluation,
        }
    }

    fn failure_of(&self, slo: &Slo) -> Option<String> {
        let standings = self.standings.lock().unwrap_or_else(PoisonError::into_inner);
        standings.get(&slo.metadata.name)?.error.clone()
    }

    fn alerts_of(&self, subject: &Subject) -> Vec<rules::Alert> {
        let book = self.book();
        let of_rule = book.active().iter().filter(|active| active.subject.is(&subject.slo, &subject.policy));
        of_rule.map(active).collect()
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

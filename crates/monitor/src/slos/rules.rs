//! SLOs and alerts as Prometheus' API has rules and alerts, so that Grafana and `promtool` see those of the lab.

use movie_guru_slo::Slo;

use super::register::SLOS;
use super::snapshot::Snapshot;
use crate::alerts::{Active, Subject};
use crate::rules::{self, AlertState, AlertingRule, Health, RuleGroup};

impl Snapshot {
    /// A group for each SLO, with its alerts. What is recorded for Prometheus has no need to be here.
    pub(crate) fn rule_groups(&self) -> Vec<RuleGroup> {
        self.documents.set().slos.iter().map(|slo| self.rule_group(slo)).collect()
    }

    fn rule_group(&self, slo: &Slo) -> RuleGroup {
        let evaluation = &self.standings.evaluation;
        let error = self.standings.of(&slo.metadata.name).and_then(|standing| standing.error.clone());
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
            file: SLOS.to_owned(),
            rules: slo.alerts.iter().map(rule).collect(),
            interval: self.every.as_secs_f64(),
            limit: 0,
            evaluation_time,
            last_evaluation,
        }
    }

    fn alerts_of(&self, subject: &Subject) -> Vec<rules::Alert> {
        let of_rule = self.book.active().iter().filter(|active| active.subject.is(&subject.slo, &subject.policy));
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

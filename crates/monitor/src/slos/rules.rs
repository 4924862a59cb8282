//! SLOs and alerts as Prometheus' API has rules and alerts, so that Grafana and `promtool` see those of the lab: a group
//! for each SLO, with its alerts. What Prometheus would have to record, the lab has no need of.

use std::collections::BTreeMap;
use std::sync::PoisonError;

use movie_guru_slo::Slo;

use super::board::Board;
use super::evaluate::Evaluations;
use crate::alerts::{Active, Subject};
use crate::rules::{Alert, AlertState, AlertingRule, Health, Rule, RuleGroup, Rules};

impl Rules for Board {
    fn groups(&self) -> Vec<RuleGroup> {
        let evaluations = self.evaluations.lock().unwrap_or_else(PoisonError::into_inner).clone();
        self.documents().set().slos.iter().map(|slo| self.group(slo, &evaluations)).collect()
    }
}

impl Board {
    fn group(&self, slo: &Slo, evaluations: &Evaluations) -> RuleGroup {
        let standings = self.standings.lock().unwrap_or_else(PoisonError::into_inner);
        let standing = standings.get(&slo.metadata.name).cloned();
        drop(standings);
        let last_error = standing.as_ref().and_then(|standing| standing.error.clone());
        let health = match (&standing, &last_error) {
            (None, _) => Health::Unknown,
            (_, Some(_)) => Health::Err,
            (_, None) => Health::Ok,
        };
        let evaluation_time = evaluations.took.as_secs_f64();
        let last_evaluation = evaluations.last;
        let book = self.book();
        let rules = slo.alerts.iter().map(|alert| {
            let subject = Subject::of(slo, alert);
            let windows = self.scale.windows(alert);
            let active = book.active().iter().filter(|active| active.subject.is(&subject.slo, &subject.policy));
            let alerts: Vec<Alert> = active.map(shown).collect();
            Rule::Alerting(AlertingRule {
                state: alerts.iter().map(|alert| alert.state).max().unwrap_or(AlertState::Inactive),
                query: slo.alert_query(alert, &windows),
                duration: windows.after.as_secs_f64(),
                keep_firing_for: 0.0,
                annotations: annotations(&subject),
                name: subject.name,
                labels: subject.labels,
                alerts,
                health,
                last_error: last_error.clone(),
                evaluation_time,
                last_evaluation,
            })
        });
        RuleGroup {
            name: format!("slo-{}", slo.metadata.name),
            file: "slos.yaml".to_owned(),
            rules: rules.collect(),
            interval: self.scrape_interval.as_secs_f64(),
            limit: 0,
            evaluation_time,
            last_evaluation,
        }
    }
}

fn annotations(subject: &Subject) -> BTreeMap<String, String> {
    BTreeMap::from([("summary".to_owned(), subject.summary.clone())])
}

fn shown(active: &Active) -> Alert {
    let labels = active.subject.all_labels().into_iter();
    Alert {
        labels: labels.map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
        annotations: annotations(&active.subject),
        state: if active.fired_at.is_some() { AlertState::Firing } else { AlertState::Pending },
        active_at: active.held_since,
        value: active.value,
    }
}

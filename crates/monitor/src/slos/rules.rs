//! SLOs and alerts as Prometheus' API has rules and alerts (<https://prometheus.io/docs/prometheus/latest/querying/api/>),
//! so that Grafana and `promtool` see those of the lab.

use std::sync::PoisonError;

use movie_guru_slo::{Alert, Slo};
use serde_json::{Value, json};

use super::board::Board;
use crate::alerts::{Active, Subject};

impl Board {
    /// The `data` of `/api/v1/rules`: a group for each SLO, with its alerts. What is recorded for Prometheus has no need
    /// to be here.
    pub fn rules(&self) -> Value {
        let evaluations = self.evaluations.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let last = evaluations.last.map_or_else(|| "0001-01-01T00:00:00Z".to_owned(), |last| last.to_string());
        let took = evaluations.took.as_secs_f64();
        let documents = self.documents();
        let groups: Vec<Value> = documents
            .set()
            .slos
            .iter()
            .map(|slo| {
                let error = self.failure_of(slo);
                let rules: Vec<Value> = slo
                    .alerts
                    .iter()
                    .map(|alert| {
                        let mut rule = self.rule(slo, alert);
                        rule["evaluationTime"] = took.into();
                        rule["lastEvaluation"] = last.clone().into();
                        rule["health"] = if error.is_some() { "err" } else { "ok" }.into();
                        if let Some(error) = &error {
                            rule["lastError"] = error.as_str().into();
                        }
                        rule
                    })
                    .collect();
                json!({
                    "name": format!("slo-{}", slo.metadata.name),
                    "file": "slos.yaml",
                    "rules": rules,
                    "interval": self.scrape_interval.as_secs_f64(),
                    "limit": 0,
                    "evaluationTime": took,
                    "lastEvaluation": last,
                })
            })
            .collect();
        json!({"groups": groups})
    }

    /// The `data` of `/api/v1/alerts`.
    pub fn alerts(&self) -> Value {
        let alerts: Vec<Value> = self.book().active().iter().map(active).collect();
        json!({"alerts": alerts})
    }

    fn failure_of(&self, slo: &Slo) -> Option<String> {
        let standings = self.standings.lock().unwrap_or_else(PoisonError::into_inner);
        standings.get(&slo.metadata.name)?.error.clone()
    }

    fn rule(&self, slo: &Slo, alert: &Alert) -> Value {
        let subject = Subject::of(slo, alert);
        let windows = self.scale.windows(alert);
        let book = self.book();
        let of_rule = || book.active().iter().filter(|active| active.subject.is(&subject.slo, &subject.policy));
        json!({
            "type": "alerting",
            "state": of_rule().next().map_or("inactive", Active::state),
            "name": subject.name,
            "query": slo.alert_query(alert, &windows),
            "duration": windows.after.as_secs_f64(),
            "keepFiringFor": 0,
            "labels": subject.labels,
            "annotations": {"summary": subject.summary},
            "alerts": of_rule().map(active).collect::<Vec<_>>(),
        })
    }
}

fn active(active: &Active) -> Value {
    json!({
        "labels": active.subject.all_labels(),
        "annotations": {"summary": active.subject.summary},
        "state": active.state(),
        "activeAt": active.held_since,
        "value": format!("{:e}", active.value),
    })
}

//! What can be seen without any timeline.

use std::collections::BTreeSet;

use super::burn;
use super::known::Known;
use super::query::of_query;
use super::reader::Reader;
use super::room::with_room;
use crate::finding::{Finding, Mistake};
use crate::subject::{Condition, Recording, Subject};
use crate::world::World;

/// What can be seen without any timeline.
pub fn of_rules(subject: &Subject, recordings: &[Recording]) -> Vec<Finding> {
    if subject.alerts.is_empty() {
        return vec![Finding {
            kind: Mistake::NoAlert,
            alert: None,
            says: format!("Nobody is ever called: “{}” has no alert.", subject.title),
            next: burn::proposal(subject.target, subject.window),
        }];
    }
    let of_alerts = subject.alerts.iter().filter_map(|alert| match &alert.condition {
        Condition::Query { query, .. } => Some(query.as_str()),
        Condition::BurnRate(_) => None,
    });
    let queries = of_alerts.chain(recordings.iter().map(|recording| recording.query.as_str()));
    with_room(queries, || of_each(subject, recordings)).unwrap_or_default()
}

fn of_each(subject: &Subject, recordings: &[Recording]) -> Vec<Finding> {
    let known = Known::new(World::known_metrics());
    let reader = Reader::new(recordings, subject, &known);
    let mut findings: Vec<Finding> = Vec::new();
    let mut seen = BTreeSet::new();
    for alert in &subject.alerts {
        let found = match &alert.condition {
            Condition::BurnRate(burn) => burn::of_burn_rate(subject, &alert.name, burn),
            Condition::Query { query, after, .. } => of_query(&reader, &alert.name, query, *after),
        };
        findings.extend(found.into_iter().filter(|finding| seen.insert(once(finding))));
    }
    findings
}

/// The same said twice of one alert is no second mistake, nor is a label that several of its metrics do not have.
fn once(finding: &Finding) -> (Option<String>, String) {
    let words = if finding.kind == Mistake::LabelsMatchNothing { &finding.next } else { &finding.says };
    (finding.alert.clone(), words.clone())
}

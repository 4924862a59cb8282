//! A document's burn rate and the rules that it is rendered as: they fire at the same evaluations, give or take one.

use std::collections::BTreeMap;
use std::time::Duration;

use movie_guru_grader::{Condition, GradedAlert, Recording, Subject};
use movie_guru_slo::{KnownMetrics, MetricKind, SloSet, Source, TimeScale, render};
use serde::Deserialize;

use crate::{Names, at_scrapes, busy, minutes, names, played, subject, world};

#[derive(Deserialize)]
struct Rules {
    groups: Vec<Group>,
}

#[derive(Deserialize)]
struct Group {
    rules: Vec<Rule>,
}

#[derive(Deserialize)]
struct Rule {
    record: Option<String>,
    alert: Option<String>,
    expr: String,
    #[serde(rename = "for")]
    after: Option<String>,
    keep_firing_for: Option<String>,
    #[serde(default)]
    labels: BTreeMap<String, String>,
}

const POLICY: &str = "
---
apiVersion: openslo/v1
kind: AlertPolicy
metadata: {name: NAME}
spec:
  alertWhenBreaching: true
  conditions:
  - kind: AlertCondition
    metadata:
      name: NAME
      annotations: {movie-guru-lab/short-window: SHORT, movie-guru-lab/keep-firing-for: KEEP}
    spec:
      severity: page
      condition: {kind: burnrate, threshold: FACTOR, lookbackWindow: LONG, alertAfter: AFTER}
";

/// Answers that came, and answers that came in five seconds, each with two alerts.
fn set() -> SloSet {
    let Names { attempts, success, latency } = names();
    let slo = |name: &str, indicator: &str, objective: &str| {
        format!(
            "---\napiVersion: openslo/v1\nkind: SLO\nmetadata: {{name: {name}}}\nspec:\n  service: chat\n  indicator:\n    \
             metadata: {{name: {name}}}\n    spec:\n{indicator}\n  timeWindow: [{{duration: 28d, isRolling: true}}]\n  \
             budgetingMethod: Occurrences\n  objectives: [{{{objective}}}]\n  alertPolicies: [{{alertPolicyRef: fast}}, \
             {{alertPolicyRef: slow}}]\n"
        )
    };
    let metric =
        |name: &str, query: &str| format!("{name}: {{metricSource: {{type: Prometheus, spec: {{query: {query}}}}}}}");
    let ratio = format!(
        "      ratioMetric:\n        counter: true\n        {}\n        {}",
        metric("good", &success),
        metric("total", &attempts)
    );
    let threshold = format!("      {}", metric("thresholdMetric", &latency));
    let policy = |values: [&str; 6]| {
        ["NAME", "FACTOR", "LONG", "SHORT", "AFTER", "KEEP"]
            .iter()
            .zip(values)
            .fold(POLICY.to_owned(), |text, (name, value)| text.replace(name, value))
    };
    let text = [
        slo("answers", &ratio, "target: 0.99"),
        slo("fast", &threshold, "target: 0.95, op: lte, value: 5000"),
        policy(["fast", "3.7", "30m", "5m", "0m", "5m"]),
        policy(["slow", "1.3", "1h", "10m", "2m", "3m"]),
    ]
    .concat();
    let bounds = movie_guru_contract::Operation::Chat.metrics().latency.bounds().to_vec();
    let known = KnownMetrics::new([
        (attempts, MetricKind::Counter),
        (success, MetricKind::Counter),
        (latency, MetricKind::Histogram(bounds)),
    ]);
    SloSet::parse(&[Source { name: "slo.yaml", text: &text }], &known).unwrap_or_else(|problems| panic!("{problems}"))
}

fn length(text: Option<&String>) -> Duration {
    text.map_or(Duration::ZERO, |text| series::duration::parse(text).unwrap())
}

#[test]
fn a_document_and_its_rules_fire_at_the_same_evaluations() {
    let set = set();
    let rendered = render::prometheus::rules(&set, &TimeScale::REAL).unwrap();
    let rules: Rules = serde_saphyr::from_str(&rendered).unwrap();
    let rules: Vec<_> = rules.groups.into_iter().flat_map(|group| group.rules).collect();
    let recorded = |rule: &Rule| {
        let record = rule.record.clone()?;
        Some(Recording { record, query: rule.expr.clone(), labels: rule.labels.clone() })
    };
    let recordings: Vec<_> = rules.iter().filter_map(recorded).collect();
    for slo in &set.slos {
        let mut alerts = Vec::new();
        for alert in &slo.alerts {
            let name = render::prometheus::alert_name(slo, alert);
            let rule = rules.iter().find(|rule| rule.alert.as_ref() == Some(&name)).unwrap();
            let query = Condition::Query {
                query: rule.expr.clone(),
                after: length(rule.after.as_ref()),
                keep: length(rule.keep_firing_for.as_ref()),
            };
            for condition in [Condition::BurnRate(Box::new(alert.clone())), query] {
                alerts.push(GradedAlert { name: name.clone(), severity: alert.severity.clone(), condition });
            }
        }
        let subject = Subject { slo: Some(slo.clone()), target: slo.target, alerts, ..subject(&[]) };
        let world = world(&busy(minutes(6 * 60)), &subject, &recordings);
        for (pair, alert) in played(&world, &subject, &recordings).chunks(2).zip(&slo.alerts) {
            let [document, query] = [&pair[0], &pair[1]].map(|played| at_scrapes(&world, &played.firing));
            assert!(document.contains(&true) && document.contains(&false), "{} tells nothing", alert.policy.name);
            let differ = |one: &[bool], other: &[bool], scrape: usize| {
                !other[scrape.saturating_sub(1)..(scrape + 2).min(other.len())].contains(&one[scrape])
            };
            let differ = |scrape: &usize| differ(&document, &query, *scrape) || differ(&query, &document, *scrape);
            let different: Vec<_> = (0..document.len()).filter(differ).collect();
            assert!(different.is_empty(), "{} {}: {different:?}", slo.metadata.name, alert.policy.name);
        }
    }
}

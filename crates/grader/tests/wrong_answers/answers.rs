//! Answers as people hand them in: small files of rules, and subjects by hand.

use std::collections::BTreeMap;
use std::fs;
use std::time::Duration;

use movie_guru_contract::Operation;
use movie_guru_grader::findings::{Finding, Mistake, of_rules};
use movie_guru_grader::{Concern, Condition, Feature, GradedAlert, Recording, Subject};
use movie_guru_slo::{KnownMetrics, Slo, SloSet, Source, Target};
use movie_guru_test_support::workspace;
use serde_json::Value;
use series::duration;

pub(crate) const DAY: Duration = Duration::from_secs(86_400);

/// Rules, and the SLO that they are about.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) subject: Subject,
    pub(crate) recordings: Vec<Recording>,
}

/// A file of `answers/`, as it stands.
pub(crate) fn text(name: &str) -> String {
    let path = workspace().join("crates/grader/tests/wrong_answers/answers").join(format!("{name}.yaml"));
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Prometheus rules for logins that are answered: of so many, over 30 days.
pub(crate) fn rules(text: &str, target: f64) -> Answer {
    let file: Value = serde_saphyr::from_str(text).unwrap();
    let groups = file["groups"].as_array().unwrap().iter();
    let rules: Vec<&Value> = groups.flat_map(|group| group["rules"].as_array().unwrap()).collect();
    let word = |rule: &Value, key: &str| rule[key].as_str().map(str::to_owned);
    let labels = |rule: &Value| -> BTreeMap<String, String> {
        let labels = rule["labels"].as_object().into_iter().flatten();
        labels.map(|(name, value)| (name.clone(), value.as_str().unwrap().to_owned())).collect()
    };
    let alert = |rule: &&Value| {
        let after = word(rule, "for").map(|text| duration::parse(&text).unwrap());
        Some(GradedAlert {
            name: word(rule, "alert")?,
            severity: labels(rule).remove("severity").unwrap_or_else(|| "page".to_owned()),
            condition: Condition::Query {
                query: word(rule, "expr")?,
                after: after.unwrap_or_default(),
                keep: Duration::ZERO,
            },
        })
    };
    let recording = |rule: &&Value| {
        Some(Recording { record: word(rule, "record")?, query: word(rule, "expr")?, labels: labels(rule) })
    };
    Answer {
        subject: subject(target, 30 * DAY, rules.iter().filter_map(alert).collect()),
        recordings: rules.iter().filter_map(recording).collect(),
    }
}

/// Logins that are answered.
pub(crate) fn subject(target: f64, window: Duration, alerts: Vec<GradedAlert>) -> Subject {
    Subject {
        title: "Login works".to_owned(),
        concern: Concern { operation: Operation::Login, feature: Feature::Answers },
        target: Target::new(target).unwrap(),
        window,
        slo: None,
        pace: 1.0,
        alerts,
    }
}

/// One query as an alert.
pub(crate) fn query(query: impl Into<String>) -> GradedAlert {
    let condition = Condition::Query { query: query.into(), after: Duration::ZERO, keep: Duration::ZERO };
    GradedAlert { name: "It".to_owned(), severity: "page".to_owned(), condition }
}

/// An SLO as a document, with its alerts.
pub(crate) fn documented(slo: &Slo, concern: Concern, window: Duration) -> Subject {
    let graded = |alert: &movie_guru_slo::Alert| GradedAlert {
        name: alert.policy.title().to_owned(),
        severity: alert.severity.clone(),
        condition: Condition::BurnRate(Box::new(alert.clone())),
    };
    Subject {
        title: slo.metadata.title().to_owned(),
        concern,
        target: slo.target,
        window,
        slo: Some(slo.clone()),
        pace: 1.0,
        alerts: slo.alerts.iter().map(graded).collect(),
    }
}

/// OpenSLO documents.
pub(crate) fn parsed(text: &str) -> SloSet {
    let sources = [Source { name: "slo.yaml", text }];
    SloSet::parse(&sources, &KnownMetrics::default().open()).unwrap_or_else(|problems| panic!("{problems}"))
}

impl Answer {
    /// What the rules say by themselves.
    pub(crate) fn findings(&self) -> Vec<Finding> {
        of_rules(&self.subject, &self.recordings)
    }

    /// The only finding of an alert.
    pub(crate) fn only(&self, alert: &str) -> Finding {
        let findings: Vec<_> =
            self.findings().into_iter().filter(|finding| finding.alert.as_deref() == Some(alert)).collect();
        let [only] = findings.as_slice() else { panic!("{alert}: {findings:#?}") };
        only.clone()
    }

    /// Each alert has a finding of this kind and no other.
    pub(crate) fn each_is(&self, kind: Mistake) {
        assert!(!self.subject.alerts.is_empty());
        for alert in &self.subject.alerts {
            let finding = self.only(&alert.name);
            assert_eq!(finding.kind, kind, "{finding:#?}");
            assert!(finding.says.contains(&format!("`{}`", alert.name)), "{finding:#?}");
            is_a_sentence(&finding.says);
            is_a_sentence(&finding.next);
        }
    }
}

/// People read it.
pub(crate) fn is_a_sentence(text: &str) {
    assert!(text.ends_with(['.', '?']) && !text.contains("  ") && !text.replace("5..", "").contains(".."), "{text}");
    let first = text.chars().next().unwrap();
    assert!(first.is_uppercase() || matches!(first, '`' | '“') || first.is_ascii_digit(), "{text}");
}

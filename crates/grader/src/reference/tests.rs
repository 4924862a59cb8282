use std::fs;
use std::time::Duration;

use movie_guru_contract::{Kind, Operation};
use movie_guru_slo::{Alert, KnownMetrics, MetricKind, Slo, SloSet, Source, Target};
use movie_guru_test_support::workspace;

use super::references;
use crate::subject::{Concern, Condition, Feature, GradedAlert, Subject};

fn subject(slo: Option<Slo>, target: Target) -> Subject {
    Subject {
        title: "Works".to_owned(),
        concern: Concern { operation: Operation::Chat, feature: Feature::Answers },
        target,
        window: Duration::from_secs(30 * 86_400),
        slo,
        pace: 1.0,
        alerts: Vec::new(),
    }
}

/// The SLOs of files in `slos/`.
fn slos(files: &[&str]) -> Vec<Slo> {
    let kind = |kind| match kind {
        Kind::Counter => MetricKind::Counter,
        Kind::Gauge => MetricKind::Gauge,
        Kind::Histogram(bounds) => MetricKind::Histogram(bounds.to_vec()),
    };
    let metrics = movie_guru_contract::metrics().into_iter().map(|metric| (metric.exposed(), kind(metric.kind)));
    let read = |name: &&str| (name.to_string(), fs::read_to_string(workspace().join("slos").join(name)).unwrap());
    let texts: Vec<_> = files.iter().map(read).collect();
    let sources: Vec<_> = texts.iter().map(|(name, text)| Source { name, text }).collect();
    SloSet::parse(&sources, &KnownMetrics::new(metrics)).unwrap_or_else(|mistakes| panic!("{mistakes}")).slos
}

/// What makes an alert fire, and whom it calls.
fn told(alert: &Alert) -> String {
    let Alert { factor, long, short, after, keep, min_requests, severity, .. } = alert;
    format!("{severity} {factor}x over {long} and {short:?} after {after}, kept {keep}, of {min_requests:?}")
}

fn of_reference(subject: &Subject, reference: usize) -> Vec<String> {
    let alerts = references(subject).into_iter().nth(reference).unwrap().alerts;
    let burn_rate = |condition| match condition {
        Condition::BurnRate(alert) => told(&alert),
        Condition::Query { query, .. } => query,
    };
    alerts.into_iter().map(|alert| burn_rate(alert.condition)).collect()
}

#[test]
fn the_model_is_what_the_workshop_ships() {
    let slos = slos(&["movie-guru.yaml", "achievable.yaml", "alerts.yaml"]);
    assert_eq!(slos.len(), 4);
    for slo in slos {
        let shipped: Vec<_> = slo.alerts.iter().map(told).collect();
        assert_eq!(of_reference(&subject(Some(slo.clone()), slo.target), 0), shipped, "{}", slo.metadata.name);
    }
}

#[test]
fn the_workbooks_are_those_that_the_dojo_uses() {
    let slos = slos(&["movie-guru.yaml", "further.yaml", "alerts-workbook.yaml"]);
    assert_eq!(slos.len(), 4);
    for slo in slos {
        let shipped: Vec<_> = slo.alerts.iter().map(told).collect();
        assert_eq!(of_reference(&subject(Some(slo.clone()), slo.target), 1), shipped, "{}", slo.metadata.name);
    }
}

#[test]
fn without_an_slo_there_is_nothing_to_compare_with() {
    assert!(references(&subject(None, Target::new(0.99).unwrap())).is_empty());
}

#[test]
fn only_what_a_target_lets_be_reached_is_compared_with() {
    let slo = slos(&["movie-guru.yaml", "achievable.yaml", "alerts.yaml"]).remove(0);
    let factors = |share| {
        let factor = |alert: &GradedAlert| match &alert.condition {
            Condition::BurnRate(alert) => alert.factor,
            Condition::Query { .. } => f64::NAN,
        };
        let references = references(&subject(Some(slo.clone()), Target::new(share).unwrap()));
        references.iter().map(|reference| reference.alerts.iter().map(factor).collect()).collect::<Vec<Vec<f64>>>()
    };
    assert_eq!(factors(0.0), [[0.9]]);
    assert_eq!(factors(0.5), [vec![1.8, 1.5], vec![1.0]]);
    assert_eq!(factors(0.7), [vec![3.0, 1.5], vec![1.0]]);
    assert_eq!(factors(0.9), [vec![5.0, 2.0], vec![6.0, 1.0]]);
    assert_eq!(factors(0.999), [vec![10.0, 2.0], vec![14.4, 6.0, 1.0]]);
}

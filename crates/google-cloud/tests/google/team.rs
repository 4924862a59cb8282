//! A team's part of the project, and what the workshop has for it.

use std::fs;

use movie_guru_contract::Kind;
use movie_guru_google_cloud::{Change, Dashboard, Did, Google, Monitoring, Scope};
use movie_guru_slo::{KnownMetrics, MetricKind, SloSet, Source};
use movie_guru_test_support::workspace;

use crate::kept::PROJECT;

pub(crate) fn scope(team: &str) -> Scope {
    Scope { cluster: Some("movie-guru".to_owned()), namespace: Some(format!("movie-guru-{team}")) }
}

pub(crate) fn team(google: &Google, name: &str) -> Monitoring {
    Monitoring::new(google, PROJECT, name, scope(name)).unwrap()
}

/// All of `dashboards/gcp`.
pub(crate) fn dashboards() -> Vec<Dashboard> {
    let files = fs::read_dir(workspace().join("dashboards/gcp")).unwrap().map(|entry| entry.unwrap().path());
    let mut found: Vec<_> = files
        .map(|file| Dashboard {
            name: file.file_stem().unwrap().to_str().unwrap().to_owned(),
            body: serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap(),
        })
        .collect();
    found.sort_by(|one, other| one.name.cmp(&other.name));
    assert!(found.len() > 5);
    found
}

/// The workshop's model SLOs, with their alerts.
pub(crate) fn slos() -> SloSet {
    let known = movie_guru_contract::metrics().into_iter().map(|metric| {
        let kind = match metric.kind {
            Kind::Counter => MetricKind::Counter,
            Kind::Gauge => MetricKind::Gauge,
            Kind::Histogram(bounds) => MetricKind::Histogram(bounds.to_vec()),
        };
        (metric.exposed(), kind)
    });
    let names = ["movie-guru.yaml", "achievable.yaml", "alerts.yaml"];
    let texts = names.map(|name| fs::read_to_string(workspace().join("slos").join(name)).unwrap());
    let sources: Vec<_> = names.iter().zip(&texts).map(|(name, text)| Source { name, text }).collect();
    SloSet::parse(&sources, &KnownMetrics::new(known)).unwrap()
}

/// What became of each, in a word.
pub(crate) fn did(changes: &[Change], did: Did) -> Vec<&str> {
    changes.iter().filter(|change| change.did == did).map(|change| change.object.as_str()).collect()
}

pub(crate) fn all(changes: &[Change], wanted: Did) -> bool {
    !changes.is_empty() && changes.iter().all(|change| change.did == wanted)
}

//! The model answers have none of these findings, in whichever form they are handed in.

use std::fs;

use movie_guru_contract::Operation;
use movie_guru_grader::findings::of_rules;
use movie_guru_grader::{Concern, Feature, Subject};
use movie_guru_slo::render::prometheus;
use movie_guru_slo::{KnownMetrics, Slo, SloSet, Source, TimeScale, Window};
use movie_guru_test_support::workspace;

use crate::answers::{DAY, documented, rules};

/// All that is in `slos/`.
pub(crate) fn model() -> SloSet {
    let mut files: Vec<_> =
        fs::read_dir(workspace().join("slos")).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let texts: Vec<_> = files
        .iter()
        .map(|path| (path.file_name().unwrap().to_str().unwrap(), fs::read_to_string(path).unwrap()))
        .collect();
    let sources: Vec<_> = texts.iter().map(|(name, text)| Source { name, text }).collect();
    SloSet::parse(&sources, &KnownMetrics::default().open()).unwrap_or_else(|problems| panic!("{problems}"))
}

fn concern(slo: &Slo) -> Concern {
    let name = slo.metadata.name.as_str();
    let operation = match name.split('-').next() {
        Some("login") => Operation::Login,
        Some("search") => Operation::Search,
        Some("chat") => Operation::Chat,
        _ => Operation::Startup,
    };
    let feature = match name {
        _ if name.contains("engages") => Feature::Pleases,
        _ if name.contains("chat-is-fast") => Feature::Fast(5000.0),
        _ if name.contains("fast") => Feature::Fast(1000.0),
        _ => Feature::Answers,
    };
    Concern { operation, feature }
}

pub(crate) fn subject(slo: &Slo) -> Subject {
    let window = match &slo.window {
        Window::Rolling(length) => length.fixed().unwrap(),
        Window::Calendar(_) => 30 * DAY,
    };
    documented(slo, concern(slo), window)
}

#[test]
fn as_documents() {
    let set = model();
    let with_alerts: Vec<_> = set.slos.iter().filter(|slo| !slo.alerts.is_empty()).collect();
    assert!(with_alerts.len() >= 8);
    for slo in with_alerts {
        assert_eq!(of_rules(&subject(slo), &[]), [], "{}", slo.metadata.name);
    }
}

#[test]
fn as_rules_in_real_time_and_in_workshop_time() {
    let set = model();
    let workshop = TimeScale::new(24.0, std::time::Duration::from_secs(5), jiff::Timestamp::UNIX_EPOCH).unwrap();
    for scale in [TimeScale::REAL, workshop] {
        let all = rules(&prometheus::rules(&set, &scale).unwrap(), 0.9);
        for slo in set.slos.iter().filter(|slo| !slo.alerts.is_empty()) {
            let names: Vec<_> = slo.alerts.iter().map(|alert| prometheus::alert_name(slo, alert)).collect();
            let of_slo = all.subject.alerts.iter().filter(|alert| names.contains(&alert.name)).cloned();
            let subject = Subject { alerts: of_slo.collect(), pace: scale.factor(), ..subject(slo) };
            assert_eq!(subject.alerts.len(), slo.alerts.len());
            assert_eq!(of_rules(&subject, &all.recordings), [], "{}, {scale}", slo.metadata.name);
        }
    }
}

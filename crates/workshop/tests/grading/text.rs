//! Files of the tests.

#![expect(clippy::unwrap_used, reason = "a test says what went wrong by panicking")]

use movie_guru_contract::{Kind, metrics};
use movie_guru_grader::{Condition, Feature, Subject};
use movie_guru_slo::{KnownMetrics, MetricKind, Target};
use movie_guru_workshop::challenge::slo_file;
use movie_guru_workshop::grading::{Assumed, File, Reading, of_files};

/// The contract.
pub(crate) fn known() -> KnownMetrics {
    KnownMetrics::new(metrics().into_iter().map(|metric| {
        let kind = match metric.kind {
            Kind::Counter => MetricKind::Counter,
            Kind::Gauge => MetricKind::Gauge,
            Kind::Histogram(bounds) => MetricKind::Histogram(bounds.to_vec()),
        };
        (metric.exposed(), kind)
    }))
}

pub(crate) fn assumed() -> Assumed {
    Assumed { target: Target::new(0.999).unwrap(), is_asked_for: false }
}

/// What is read of files of these names and texts.
pub(crate) fn read(files: &[(&str, &str)]) -> Reading {
    let file = |(name, text): &(&str, &str)| File { name: (*name).to_owned(), bytes: text.as_bytes().to_vec() };
    of_files(&files.iter().map(file).collect::<Vec<_>>(), &known(), assumed())
}

/// Files of the workshop's own SLOs.
pub(crate) fn workshop(names: &[&str]) -> Vec<(String, String)> {
    names.iter().map(|name| ((*name).to_owned(), slo_file(name).unwrap())).collect()
}

pub(crate) fn borrowed(files: &[(String, String)]) -> Vec<(&str, &str)> {
    files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect()
}

/// What a subject is about, in a word.
pub(crate) fn about(subject: &Subject) -> String {
    let operation = subject.concern.operation.name();
    match subject.concern.feature {
        Feature::Answers => format!("{operation} answers"),
        Feature::Fast(ms) => format!("{operation} within {ms}"),
        Feature::Pleases => format!("{operation} pleases"),
    }
}

/// The queries of a subject's alerts.
pub(crate) fn queries(subject: &Subject) -> Vec<String> {
    let conditions = subject.alerts.iter().map(|alert| &alert.condition);
    let query = |condition| match condition {
        Condition::Query { query, .. } => Some(query),
        Condition::BurnRate(_) => None,
    };
    conditions.cloned().filter_map(query).collect()
}

/// What could not be read: where, why and what to do, a line each.
pub(crate) fn unread(reading: &Reading) -> Vec<String> {
    let line = |unread: &movie_guru_grader::Unread| format!("{}: {}. {}", unread.what, unread.why, unread.next);
    reading.submission.unread.iter().map(line).collect()
}

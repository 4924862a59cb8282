//! How far back an alert looks.

use std::time::Duration;

use promql::reads;
use series::{METRIC_NAME, Matcher};

use crate::subject::Recording;

/// A recording of a recording of a recording.
const DEEPEST: usize = 12;

/// What an alert that is a query reads, recordings followed.
#[derive(Default)]
pub(super) struct Looks {
    /// How far back, on the clock of queries; nothing where it looks at the newest samples alone.
    pub(super) back: Duration,
    /// What its selectors say, without those of recordings.
    pub(super) selectors: Vec<Vec<Matcher>>,
}

/// What a query reads; nothing where it cannot be read.
pub(super) fn looks(query: &str, recordings: &[Recording]) -> Looks {
    at_depth(query, recordings, 0)
}

fn at_depth(query: &str, recordings: &[Recording], depth: usize) -> Looks {
    let Ok(reads) = reads(query) else { return Looks::default() };
    let mut looks = Looks::default();
    for selector in reads.selectors {
        let mut names = selector.iter().filter(|matcher| matcher.name == METRIC_NAME);
        let recorded: Vec<_> =
            recordings.iter().filter(|recording| names.clone().all(|name| name.is_match(&recording.record))).collect();
        if recorded.is_empty() || depth >= DEEPEST || names.next().is_none() {
            looks.selectors.push(selector);
            continue;
        }
        for recording in recorded {
            let inner = at_depth(&recording.query, recordings, depth + 1);
            looks.back = looks.back.max(inner.back);
            looks.selectors.extend(inner.selectors);
        }
    }
    looks.back += reads.back;
    looks
}
